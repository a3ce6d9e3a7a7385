#include "features/lexicon/word_filter.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace imr {
namespace {

// As \b of RE2 sees it.
bool IsWordByte(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

constexpr std::uint32_t kMostBytes = 4;  // of a character
constexpr auto kLongestBeginning = static_cast<std::uint32_t>(kLongestRequired);

// Numbers of what is said where words end: the place of what shorter words say, and how many slots
// and wordings follow; of a wording: expression, rank and size.
constexpr std::uint32_t kSaidHead = 3;
constexpr std::uint32_t kPerWording = 3;

// Of all words together. Expressions beyond it are looked for in every text: slower, but a lexicon
// of any size is held in bounded memory.
constexpr std::size_t kMostLetters = 1'000'000;

// Offsets where words end in a text; 0 when none was met.
struct Met {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

// What was met in one text, by slot. Its memory is used again by the next text of the thread.
class Meetings {
 public:
  explicit Meetings(std::size_t slots) {
    if (met_.size() < slots) met_.resize(slots);
  }
  Meetings(const Meetings&) = delete;
  Meetings& operator=(const Meetings&) = delete;
  ~Meetings() {
    for (const std::uint32_t slot : met_slots_) met_[slot] = {};
    met_slots_.clear();
  }

  // For the first time?
  bool Meet(std::uint32_t slot, std::uint32_t end) {
    Met& met = met_[slot];
    const bool first = met.first == 0;
    if (first) {
      met_slots_.push_back(slot);
      met.first = end;
    }
    met.last = end;
    return first;
  }

  // The first and the last of any of the slots.
  static Met Of(std::span<const std::uint32_t> slots) {
    Met all;
    for (const std::uint32_t slot : slots) {
      const Met& met = met_[slot];
      if (met.first != 0 && (all.first == 0 || met.first < all.first)) all.first = met.first;
      all.last = std::max(all.last, met.last);
    }
    return all;
  }

 private:
  // All of `met_` is as new but for the slots listed.
  static thread_local std::vector<Met> met_;
  static thread_local std::vector<std::uint32_t> met_slots_;
};
thread_local std::vector<Met> Meetings::met_;
thread_local std::vector<std::uint32_t> Meetings::met_slots_;

PatternCandidate Anywhere(std::uint32_t pattern, std::uint32_t size) {
  return {.pattern = pattern, .last = size, .end = size};
}

}  // namespace

std::uint32_t WordFilter::NumberOf(const std::string& words) {
  const auto number = static_cast<std::uint32_t>(words_.size());
  const auto [known, is_new] = words_.emplace(words, number);
  if (is_new) {
    choices_with_.emplace_back();
    wordings_of_.emplace_back();
    letters_ += words.size();
  }
  return known->second;
}

void WordFilter::Add(std::string_view expression) {
  const auto index = static_cast<std::uint32_t>(required_.size());
  const RequiredWords required =
      letters_ < kMostLetters ? RequiredWordsOf(expression) : RequiredWords{};
  leading_.push_back(required.leading);
  longest_.push_back(required.longest);
  auto& choices = required_.emplace_back();
  std::uint32_t rank = 0;
  for (const std::string& words : required.wordings) {
    const auto edges = std::count(words.begin(), words.end(), kWordEdge);
    const auto size = static_cast<std::uint32_t>(words.size() - static_cast<std::size_t>(edges));
    wordings_of_[NumberOf(words)].push_back({index, rank++, size});
  }
  if (!required.wordings.empty()) return;
  if (required.words.empty()) always_.push_back(index);
  for (const AnyOfWords& any : required.words) {
    const auto number = static_cast<std::uint32_t>(choices_.size());
    const auto [known, is_new] = choices_.emplace(any, number);
    if (is_new) {
      for (const std::string& words : any) choices_with_[NumberOf(words)].push_back(number);
    }
    choices.push_back(known->second);
  }
}

void WordFilter::AssignSymbols() {
  for (const auto& [words, number] : words_) {
    for (const char c : words) {
      auto& symbol = c == kWordEdge ? edge_ : symbol_[static_cast<unsigned char>(c)];
      if (symbol == 0) symbol = static_cast<std::uint8_t>(symbols_++);
    }
  }
  for (int c = 'A'; c <= 'Z'; ++c) symbol_[c] = symbol_[c - 'A' + 'a'];
}

std::vector<WordFilter::Node> WordFilter::BuildTree() const {
  std::vector<Node> nodes(1);
  // Ascending, so that words that begin alike lie together.
  for (const auto& [words, number] : words_) {
    std::uint32_t at = 0;
    for (const char c : words) {
      const std::uint8_t symbol = c == kWordEdge ? edge_ : symbol_[static_cast<unsigned char>(c)];
      const auto next = static_cast<std::uint32_t>(nodes.size());
      const auto [known, is_new] = nodes[at].children.emplace(symbol, next);
      at = known->second;
      if (is_new) nodes.emplace_back();
    }
    nodes[at].ends = number;
  }
  return nodes;
}

// States for the nodes, in their order: words that begin alike are near each other in memory.
void WordFilter::PlaceStates(std::vector<Node>& nodes) {
  for (Node& node : nodes) {
    // The root has a row whatever its children, so that going back ends.
    if (&node == &nodes.front() || node.children.size() > kMostOfFew) {
      node.state = static_cast<State>(next_.size()) | kRow;
      next_.resize(next_.size() + symbols_ + 1, kRow);
    } else if (node.children.size() > 1) {
      node.state = static_cast<State>(few_.size()) | kFew;
      few_.emplace_back();
    } else {
      node.state = static_cast<State>(lone_.size());
      lone_.emplace_back();
    }
  }
}

// The place of what is said at a node, whose `back` is ready; kNone when nothing is.
std::uint32_t WordFilter::ListSaid(const Node& node) {
  const std::uint32_t shorter = (node.back & kSpeaks) != 0 ? SaidIn(node.back) : kNone;
  if (node.ends == kNone) return shorter;
  const auto place = static_cast<std::uint32_t>(said_.size());
  const auto& slots = slots_with_[node.ends];
  const auto& wordings = wordings_of_[node.ends];
  said_.insert(said_.end(), {shorter, static_cast<std::uint32_t>(slots.size()),
                             static_cast<std::uint32_t>(wordings.size())});
  said_.insert(said_.end(), slots.begin(), slots.end());
  for (const Wording& wording : wordings) {
    said_.insert(said_.end(), {wording.expression, wording.rank, wording.size});
  }
  return place;
}

// What follows in the state of a node whose children have theirs.
void WordFilter::SetBranches(const Node& node, const std::vector<Node>& nodes) {
  const State place = node.state & kPlace;
  const auto set = [&](auto& branch) {
    std::size_t i = 0;
    for (const auto& [symbol, child] : node.children) {
      branch.symbols[i] = symbol;
      branch.longer[i++] = nodes[child].state;
    }
  };
  if ((node.state & kFew) != 0) return set(few_[place]);
  if ((node.state & kRow) == 0) return set(lone_[place]);
  for (std::uint32_t symbol = 0; symbol < symbols_; ++symbol) {
    // From the root all else leads to the root.
    next_[place + symbol] =
        &node == nodes.data() ? kRow : After(node.back, static_cast<std::uint8_t>(symbol));
  }
  for (const auto& [symbol, child] : node.children) next_[place + symbol] = nodes[child].state;
}

// From the root outwards, so that all that is less deep is ready.
void WordFilter::BuildStates() {
  std::vector<Node> nodes = BuildTree();
  PlaceStates(nodes);
  std::vector<std::uint32_t> queue = {0};
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const Node& node = nodes[queue[i]];
    for (const auto& [symbol, number] : node.children) {
      Node& child = nodes[number];
      child.back = i == 0 ? kRow : After(node.back, symbol);
      const std::uint32_t said = ListSaid(child);
      if (said != kNone) child.state |= kSpeaks;
      const State place = child.state & kPlace;
      if ((child.state & kRow) != 0) {
        next_[place + symbols_] = said;
      } else if ((child.state & kFew) != 0) {
        few_[place].back = child.back;
        few_[place].said = said;
      } else {
        lone_[place].back = child.back;
        lone_[place].said = said;
      }
      queue.push_back(number);
    }
    SetBranches(node, nodes);
  }
}

// The rarest choice of each expression, as far as that can be told without a text: words that many
// choices have are common, and long ones are rare.
std::vector<std::uint32_t> WordFilter::ChooseTriggers() const {
  std::vector<double> often(choices_.size());
  for (const auto& [words, number] : words_) {
    const auto& with = choices_with_[number];
    const auto common = static_cast<double>(with.size());
    for (const std::uint32_t choice : with) {
      often[choice] += std::ldexp(common * common, -static_cast<int>(words.size()));
    }
  }
  std::vector<std::uint32_t> triggers;
  triggers.reserve(required_.size());
  for (const auto& choices : required_) {
    const auto rarest =
        std::min_element(choices.begin(), choices.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return often[a] < often[b]; });
    triggers.push_back(rarest == choices.end() ? kNone : *rarest);
  }
  return triggers;
}

void WordFilter::AssignSlots() {
  constexpr std::size_t kMostLookedThrough = 200;  // words
  const std::vector<std::uint32_t> triggers = ChooseTriggers();
  std::vector<std::vector<std::uint32_t>> words_of(choices_.size());
  for (std::uint32_t word = 0; word < choices_with_.size(); ++word) {
    for (const std::uint32_t choice : choices_with_[word]) words_of[choice].push_back(word);
  }
  std::vector<bool> own(choices_.size());  // has a slot of its own
  for (std::size_t i = 0; i < own.size(); ++i) own[i] = words_of[i].size() > kMostLookedThrough;
  for (const std::uint32_t trigger : triggers) {
    if (trigger != kNone) own[trigger] = true;
  }
  std::vector<std::vector<std::uint32_t>> slots_of(choices_.size());
  std::vector<std::uint32_t> slot_of_word(choices_with_.size(), kNone);
  slots_with_.resize(choices_with_.size());
  for (std::size_t choice = 0; choice < own.size(); ++choice) {
    if (own[choice]) {
      for (const std::uint32_t word : words_of[choice]) slots_with_[word].push_back(slots_);
      slots_of[choice] = {slots_++};
      continue;
    }
    for (const std::uint32_t word : words_of[choice]) {
      if (slot_of_word[word] == kNone) {
        slot_of_word[word] = slots_;
        slots_with_[word].push_back(slots_++);
      }
      slots_of[choice].push_back(slot_of_word[word]);
    }
  }
  std::vector<std::vector<std::uint32_t>> triggered(slots_);
  for (std::uint32_t expression = 0; expression < triggers.size(); ++expression) {
    if (triggers[expression] == kNone) continue;
    triggered[slots_of[triggers[expression]].front()].push_back(expression);
  }
  triggered_ = Lists<std::uint32_t>(triggered);
  slots_of_choice_ = Lists<std::uint32_t>(slots_of);
  choices_of_expression_ = Lists<std::uint32_t>(required_);
}

void WordFilter::Build() {
  AssignSymbols();
  AssignSlots();
  BuildStates();
  words_.clear();
  choices_.clear();
  choices_with_.clear();
  slots_with_.clear();
  wordings_of_.clear();
  required_.clear();
}

// Ends: the root has a row, and `back` leads to ever shorter words.
WordFilter::State WordFilter::After(State state, std::uint8_t symbol) const {
  // What is in no word leads on from nowhere.
  if (symbol == 0) return kRow;
  for (;;) {
    const State place = state & kPlace;
    if ((state & kRow) != 0) return next_[place + symbol];
    if ((state & kFew) != 0) {
      const auto& few = few_[place];
      for (std::size_t i = 0; i < kMostOfFew; ++i) {
        if (few.symbols[i] == symbol) return few.longer[i];
      }
      state = few.back;
    } else {
      const auto& lone = lone_[place];
      if (lone.symbols[0] == symbol) return lone.longer[0];
      state = lone.back;
    }
  }
}

std::uint32_t WordFilter::SaidIn(State state) const {
  const State place = state & kPlace;
  if ((state & kRow) != 0) return next_[place + symbols_];
  return (state & kFew) != 0 ? few_[place].said : lone_[place].said;
}

void WordFilter::MayMatch(std::string_view text, PatternCandidates* candidates) const {
  std::vector<PatternCandidate>& list = candidates->list;
  list.clear();
  candidates->places.clear();
  const auto size = static_cast<std::uint32_t>(text.size());
  if (HasAlikeLetters(text)) {
    for (std::uint32_t i = 0; i < leading_.size(); ++i) list.push_back(Anywhere(i, size));
    return;
  }
  for (const std::uint32_t expression : always_) list.push_back(Anywhere(expression, size));
  Meetings met(slots_);
  std::vector<Place> places;
  State state = kRow;
  const auto step = [&](std::uint8_t symbol, std::uint32_t end) {
    state = After(state, symbol);
    if ((state & kSpeaks) == 0) return;
    for (std::uint32_t place = SaidIn(state); place != kNone; place = said_[place]) {
      const std::uint32_t* const slots = said_.data() + place + kSaidHead;
      const std::uint32_t* const wordings = slots + said_[place + 1];
      const std::uint32_t* const said_end = wordings + std::size_t{kPerWording} * said_[place + 2];
      for (const std::uint32_t* slot = slots; slot != wordings; ++slot) {
        if (!met.Meet(*slot, end)) continue;
        for (const std::uint32_t expression : triggered_[*slot]) {
          list.push_back(Anywhere(expression, size));
        }
      }
      for (const std::uint32_t* wording = wordings; wording != said_end; wording += kPerWording) {
        places.push_back({wording[0], {end - wording[2], end}, wording[1]});
      }
    }
  };
  bool ascii = true;
  std::uint32_t run_begins = 0;
  std::uint32_t longest_run = 0;
  bool inside = false;  // a word
  for (std::uint32_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (IsWordByte(byte) != inside) {
      inside = !inside;
      step(edge_, i);
    }
    ascii = ascii && byte < 0x80;
    if (byte == ' ') {
      longest_run = std::max(longest_run, i - run_begins);
      run_begins = i + 1;
    }
    step(symbol_[byte], i + 1);
  }
  if (inside) step(edge_, size);
  longest_run = std::max(longest_run, size - run_begins);
  // Each of its choices must end behind one of the choice before, and all in one match.
  const std::uint32_t per_character = ascii ? 1 : kMostBytes;
  std::erase_if(list, [&](PatternCandidate& candidate) {
    const Length& length = longest_[candidate.pattern];
    const auto longest = static_cast<std::uint32_t>(
        std::min<std::size_t>(length.characters * per_character + length.runs * longest_run, size));
    bool leading = leading_[candidate.pattern];
    std::uint32_t before = 0;
    for (const std::uint32_t choice : choices_of_expression_[candidate.pattern]) {
      const Met ends = met.Of(slots_of_choice_[choice]);
      if (ends.last <= before) return true;
      before = ends.first;
      candidate.last = std::min(candidate.last, ends.last);
      const std::uint32_t most = leading ? std::min(longest, kLongestBeginning) : longest;
      candidate.first = std::max(candidate.first, before - std::min(before, most));
      leading = false;
    }
    candidate.end = std::min(size, candidate.last + longest);
    return candidate.first > 0 && candidate.first >= candidate.last;
  });
  if (!places.empty()) Settle(places, candidates);
  std::sort(list.begin(), list.end(), [](const PatternCandidate& a, const PatternCandidate& b) {
    return a.pattern < b.pattern;
  });
}

// Of what stands where, chooses as RE2 does: the leftmost, of those the preferred, and on behind
// it.
void WordFilter::Settle(std::vector<Place>& places, PatternCandidates* candidates) {
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::tie(a.expression, a.span.start, a.rank) <
           std::tie(b.expression, b.span.start, b.rank);
  });
  for (auto place = places.begin(); place != places.end();) {
    PatternCandidate candidate{.pattern = place->expression};
    candidate.first = place->span.start;
    candidate.first_place = static_cast<std::uint32_t>(candidates->places.size());
    for (; place != places.end() && place->expression == candidate.pattern; ++place) {
      if (place->span.start < candidate.last) continue;
      candidates->places.push_back(place->span);
      candidate.last = place->span.end;
    }
    candidate.end = candidate.last;
    candidate.end_place = static_cast<std::uint32_t>(candidates->places.size());
    candidates->list.push_back(candidate);
  }
}

}  // namespace imr
