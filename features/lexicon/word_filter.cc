#include "features/lexicon/word_filter.h"

#include <algorithm>

namespace imr {
namespace {

// As \b of RE2 sees it.
bool IsWordByte(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Offsets where the words of a choice end in a text; 0 when none was met.
struct Met {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

}  // namespace

WordFilter::Lists::Lists(const std::vector<std::vector<std::uint32_t>>& lists) {
  for (const auto& list : lists) {
    numbers.insert(numbers.end(), list.begin(), list.end());
    first.push_back(static_cast<std::uint32_t>(numbers.size()));
  }
}

std::uint32_t WordFilter::NumberOf(const std::string& words) {
  const auto number = static_cast<std::uint32_t>(words_.size());
  const auto [known, is_new] = words_.emplace(words, number);
  if (is_new) choices_with_.emplace_back();
  return known->second;
}

void WordFilter::Add(std::string_view expression) {
  const auto index = static_cast<std::uint32_t>(needed_.size());
  const auto [required, leading] = RequiredWordsOf(expression);
  leading_.push_back(leading);
  needed_.push_back(static_cast<std::uint8_t>(required.size()));
  if (required.empty()) always_.push_back(index);
  auto& choices = required_.emplace_back();
  for (const AnyOfWords& any : required) {
    const auto number = static_cast<std::uint32_t>(choices_.size());
    const auto [known, is_new] = choices_.emplace(any, number);
    if (is_new) {
      asking_.emplace_back();
      for (const std::string& words : any) choices_with_[NumberOf(words)].push_back(number);
    }
    choices.push_back(known->second);
    // One asked for twice is met once.
    auto& asking = asking_[known->second];
    if (asking.empty() || asking.back() != index) {
      asking.push_back(index);
    } else {
      --needed_[index];
    }
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

void WordFilter::BuildTree() {
  std::vector<std::map<std::uint8_t, std::uint32_t>> children(1);
  nodes_.resize(1);
  // Ascending, so that words that begin alike lie together.
  for (const auto& [words, number] : words_) {
    std::uint32_t node = 0;
    for (const char c : words) {
      const std::uint8_t symbol = c == kWordEdge ? edge_ : symbol_[static_cast<unsigned char>(c)];
      const auto next = static_cast<std::uint32_t>(nodes_.size());
      const auto [known, is_new] = children[node].emplace(symbol, next);
      node = known->second;
      if (!is_new) continue;
      children.emplace_back();
      nodes_.emplace_back();
    }
    nodes_[node].ends = number;
  }
  std::vector<std::uint32_t> queue = {0};
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const std::uint32_t at = queue[i];
    Node& node = nodes_[at];
    node.first = static_cast<std::uint32_t>(children_.size());
    node.children = static_cast<std::uint32_t>(children[at].size());
    for (const auto& [symbol, child] : children[at]) {
      children_.push_back({child, symbol});
      queue.push_back(child);
      // Known for all that are less deep.
      nodes_[child].back = at == 0 ? 0 : After(node.back, symbol);
      const Node& back = nodes_[nodes_[child].back];
      nodes_[child].shorter = back.ends != kNone ? nodes_[child].back : back.shorter;
    }
    if (at != 0 && children[at].size() <= 1) continue;
    const auto row = static_cast<std::uint32_t>(next_.size());
    next_.resize(next_.size() + symbols_);
    for (std::uint32_t symbol = 0; symbol < symbols_; ++symbol) {
      next_[row + symbol] = at == 0 ? 0 : After(node.back, static_cast<std::uint8_t>(symbol));
    }
    for (const auto& [symbol, child] : children[at]) next_[row + symbol] = child;
    node.row = row;
  }
}

void WordFilter::Build() {
  AssignSymbols();
  BuildTree();
  choices_of_word_ = Lists(choices_with_);
  expressions_of_choice_ = Lists(asking_);
  choices_of_expression_ = Lists(required_);
  words_.clear();
  choices_.clear();
  choices_with_.clear();
  asking_.clear();
  required_.clear();
}

// Ends: the root has a row, and `back` leads to ever shorter words.
std::uint32_t WordFilter::After(std::uint32_t node, std::uint8_t symbol) const {
  for (;;) {
    const Node& here = nodes_[node];
    if (here.row != kNone) return next_[here.row + symbol];
    for (std::uint32_t i = here.first; i < here.first + here.children; ++i) {
      if (children_[i].symbol == symbol) return children_[i].node;
    }
    node = here.back;
  }
}

void WordFilter::MayMatch(std::string_view text, std::vector<PatternCandidate>* candidates) const {
  candidates->clear();
  const auto size = static_cast<std::uint32_t>(text.size());
  if (HasAlikeLetters(text)) {
    for (std::uint32_t i = 0; i < needed_.size(); ++i) candidates->push_back({i, 0, size});
    return;
  }
  for (const std::uint32_t expression : always_) candidates->push_back({expression, 0, size});
  std::vector<Met> met(expressions_of_choice_.first.size());
  std::vector<std::uint8_t> missing = needed_;
  const auto meet = [&](std::uint32_t choice) {
    const Lists& lists = expressions_of_choice_;
    for (std::uint32_t i = lists.first[choice]; i < lists.first[choice + 1]; ++i) {
      const std::uint32_t expression = lists.numbers[i];
      if (--missing[expression] == 0) candidates->push_back({expression, 0, size});
    }
  };
  std::uint32_t node = 0;
  const auto step = [&](std::uint8_t symbol, std::uint32_t end) {
    node = After(node, symbol);
    std::uint32_t at = nodes_[node].ends != kNone ? node : nodes_[node].shorter;
    for (; at != kNone; at = nodes_[at].shorter) {
      const std::uint32_t words = nodes_[at].ends;
      const Lists& lists = choices_of_word_;
      for (std::uint32_t i = lists.first[words]; i < lists.first[words + 1]; ++i) {
        Met& choice = met[lists.numbers[i]];
        choice.last = end;
        if (choice.first != 0) continue;
        choice.first = end;
        meet(lists.numbers[i]);
      }
    }
  };
  bool inside = false;  // a word
  for (std::uint32_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (IsWordByte(byte) != inside) {
      inside = !inside;
      step(edge_, i);
    }
    step(symbol_[byte], i + 1);
  }
  if (inside) step(edge_, size);
  // Each of its choices must end behind one of the choice before.
  const Lists& lists = choices_of_expression_;
  std::erase_if(*candidates, [&](PatternCandidate& candidate) {
    const std::uint32_t leading = lists.first[candidate.pattern];
    if (leading_[candidate.pattern]) {
      const std::uint32_t end = met[lists.numbers[leading]].first;
      candidate.first = end - std::min(end, static_cast<std::uint32_t>(kLongestRequired));
    }
    std::uint32_t before = 0;
    for (std::uint32_t i = leading; i < lists.first[candidate.pattern + 1]; ++i) {
      const Met& choice = met[lists.numbers[i]];
      if (choice.last <= before) return true;
      before = choice.first;
      candidate.last = std::min(candidate.last, choice.last);
    }
    return false;
  });
  std::sort(
      candidates->begin(), candidates->end(),
      [](const PatternCandidate& a, const PatternCandidate& b) { return a.pattern < b.pattern; });
}

}  // namespace imr
