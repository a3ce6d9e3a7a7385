#include "features/lexicon/required_words.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace imr {
namespace {

constexpr int kDeepest = 50;              // groups in groups
constexpr std::size_t kMostOfAny = 4000;  // words, beyond which a choice tells too little
constexpr std::size_t kMostJoined = 64;   // wordings that are written out
constexpr std::size_t kMostOfClass = 10;

bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsWordCharacter(char c) { return (c >= 'a' && c <= 'z') || IsDigit(c) || c == '_'; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Rare enough in text to be worth asking for: a digit, two letters, a bounded one, or a mark.
bool TellsSomething(const std::string& words) {
  int letters = 0;
  for (const char c : words) {
    if (IsDigit(c)) return true;
    if (IsWordCharacter(c)) {
      ++letters;
    } else if (c != ' ' && c != kWordEdge) {
      return true;
    }
  }
  return letters > 1 || (letters == 1 && words.front() == kWordEdge && words.back() == kWordEdge);
}

// Puts `next` behind `words`, with the edge that lies between them.
void Append(std::string_view next, std::string& words) {
  if (next.empty()) return;
  if (!words.empty()) {
    const char before = words.back();
    if (before == kWordEdge) {
      if (next.front() == kWordEdge) next.remove_prefix(1);
    } else if (next.front() != kWordEdge &&
               IsWordCharacter(before) != IsWordCharacter(next.front())) {
      words.push_back(kWordEdge);
    }
  }
  words += next;
}

void SortOut(AnyOfWords& any) {
  std::sort(any.begin(), any.end());
  any.erase(std::unique(any.begin(), any.end()), any.end());
}

using Wordings = std::vector<std::string>;  // the preferred first

// Keeps the first of those that are alike.
void KeepFirsts(Wordings& wordings) {
  if (wordings.size() < 2) return;
  std::set<std::string_view> known;
  std::vector<bool> again;
  again.reserve(wordings.size());
  for (const std::string& words : wordings) again.push_back(!known.insert(words).second);
  std::size_t i = 0;
  std::erase_if(wordings, [&](const std::string&) { return again[i++]; });
}

// Do so many wordings, each with so many others behind it, stay few, or no more than they are?
bool MayJoin(std::size_t before, std::size_t after) {
  return before * after <= kMostJoined || before == 1 || after == 1;
}

// What a part of an expression says: all wordings of it, where they can be written out, or else
// what whatever it matches must hold.
struct Said {
  std::optional<Wordings> wordings;
  std::vector<AnyOfWords> required;
  bool leading = false;  // it begins with the first required
  Length longest = {};
  bool blanks = false;  // it may match a blank
};

constexpr std::size_t kNoLimit = kAnyLength.characters;

Length Sum(const Length& a, const Length& b) {
  const Length sum = {a.characters + b.characters, a.runs + b.runs};
  return sum.characters >= kNoLimit || sum.runs >= kNoLimit ? kAnyLength : sum;
}

// Of a part so many times.
Length LongestOf(const Said& said, std::size_t times) {
  // However often, it stays in one run.
  if (times >= kNoLimit && !said.blanks && said.longest.characters < kNoLimit) return {0, 1};
  const auto product = [times](std::size_t of_one) {
    return of_one > 0 && times > kNoLimit / of_one ? kNoLimit : of_one * times;
  };
  return Sum({product(said.longest.characters), product(said.longest.runs)}, {});
}

// The shortest of the words decides how much meeting one of them tells; of equal length, the fewer
// the better.
std::size_t Worth(const AnyOfWords& any) {
  std::size_t shortest = any.front().size();
  for (const std::string& words : any) shortest = std::min(shortest, words.size());
  return shortest * kMostOfAny - std::min(any.size(), kMostOfAny - 1);
}

// The beginnings of words say nearly as much as the words; and of very many that begin alike, what
// they have in common may do.
AnyOfWords Shortened(const Wordings& any) {
  constexpr std::size_t kMany = 16;
  constexpr std::size_t kLongEnough = 6;
  AnyOfWords out = any;
  for (std::string& words : out) words.resize(std::min(words.size(), kLongestRequired));
  SortOut(out);
  if (out.size() <= kMany) return out;
  // Ascending, so that the first and the last differ most.
  const std::string& first = out.front();
  const std::string& last = out.back();
  const auto differ = std::mismatch(first.begin(), first.end(), last.begin(), last.end()).first;
  const std::string common(first.begin(), differ);
  return common.size() >= kLongEnough ? AnyOfWords{common} : out;
}

// The words of a sequence, as far as they can be written out without a break.
class Run {
 public:
  // All wordings so far with each of `next` behind them.
  void Continue(const Wordings& next) {
    // Only the beginnings are asked for.
    const auto long_enough = [](const std::string& words) { return words.size() > kLongEnough; };
    if (std::any_of(run_.begin(), run_.end(), long_enough)) Break();
    if (!MayJoin(run_.size(), next.size())) {
      Break();
      run_ = next;
      return;
    }
    Wordings joined;
    joined.reserve(run_.size() * next.size());
    for (const std::string& before : run_) {
      for (const std::string& after : next) Append(after, joined.emplace_back(before));
    }
    KeepFirsts(joined);
    run_ = std::move(joined);
  }

  // What follows may be anything.
  void Break() {
    const bool told = Require(run_);
    if (whole_) leading_ = told;
    whole_ = false;
    run_ = {""};
  }

  // What a part that is not written out says.
  void Add(const std::vector<AnyOfWords>& required, bool leading) {
    const bool begins = whole_ && run_.size() == 1 &&
                        (run_.front().empty() || run_.front() == std::string(1, kWordEdge));
    Break();
    for (std::size_t i = 0; i < required.size(); ++i) {
      const bool told = Require(required[i]);
      if (begins && i == 0) leading_ = leading && told;
    }
  }

  Said Finish() {
    if (whole_) return {.wordings = std::move(run_), .required = {}};
    Break();
    return {.wordings = std::nullopt, .required = std::move(required_), .leading = leading_};
  }

 private:
  static constexpr std::size_t kLongEnough = 4 * kLongestRequired;

  bool Require(const Wordings& wordings) {
    AnyOfWords any = Shortened(wordings);
    const bool told = std::all_of(any.begin(), any.end(), TellsSomething);
    if (told) required_.push_back(std::move(any));
    return told;
  }

  bool whole_ = true;
  bool leading_ = false;
  Wordings run_ = {""};
  std::vector<AnyOfWords> required_;
};

class Reader {
 public:
  explicit Reader(std::string_view expression) : text_(expression) {}

  RequiredWords Read() {
    Said said = Alternatives();
    if (refused_ || !AtEnd()) return {};
    const Length longest = said.longest;
    Wordings wordings;
    if (said.wordings && whole_ &&
        std::none_of(said.wordings->begin(), said.wordings->end(), IsEmpty)) {
      wordings = *said.wordings;
    }
    Run run;
    Add(said, run);
    run.Break();
    said = run.Finish();
    return {.words = std::move(said.required),
            .leading = said.leading,
            .wordings = std::move(wordings),
            .longest = longest};
  }

 private:
  struct Times {
    int least = 1;
    std::size_t most = 1;
    bool sparing = false;
  };

  bool AtEnd() const { return at_ >= text_.size(); }
  bool Sees(char c) const { return !AtEnd() && text_[at_] == c; }
  bool Take(std::string_view words) {
    if (text_.substr(at_, words.size()) != words) return false;
    at_ += words.size();
    return true;
  }
  void Skip() { at_ = std::min(at_ + 1, text_.size()); }
  void SkipPast(std::string_view words) {
    const std::size_t found = text_.find(words, at_);
    at_ = found == std::string_view::npos ? text_.size() : found + words.size();
  }

  static bool IsEmpty(std::string_view words) {
    return words.find_first_not_of(kWordEdge) == std::string_view::npos;
  }

  static void Add(const Said& said, Run& run) {
    if (said.wordings) {
      run.Continue(*said.wordings);
    } else {
      run.Add(said.required, said.leading);
    }
  }

  Said Alternatives() {
    std::vector<Said> all = {Sequence()};
    while (Take("|")) all.push_back(Sequence());
    if (all.size() == 1) return std::move(all.front());
    std::size_t wordings = 0;
    bool written_out = true;
    Length longest;
    bool blanks = false;
    for (const Said& one : all) {
      longest = {std::max(longest.characters, one.longest.characters),
                 std::max(longest.runs, one.longest.runs)};
      blanks = blanks || one.blanks;
      written_out = written_out && one.wordings;
      if (one.wordings) wordings += one.wordings->size();
    }
    if (written_out && wordings <= kMostOfAny) {
      Wordings every;
      for (const Said& one : all) {
        every.insert(every.end(), one.wordings->begin(), one.wordings->end());
      }
      KeepFirsts(every);
      return {.wordings = std::move(every), .required = {}, .longest = longest, .blanks = blanks};
    }
    AnyOfWords any;
    // One thing at least that each requires, and so one of these.
    for (const Said& one : all) {
      AnyOfWords best;
      if (one.wordings) {
        best = Shortened(*one.wordings);
      } else if (!one.required.empty()) {
        best = *std::max_element(
            one.required.begin(), one.required.end(),
            [](const AnyOfWords& a, const AnyOfWords& b) { return Worth(a) < Worth(b); });
      }
      if (best.empty()) return Anything(longest, blanks);
      any.insert(any.end(), best.begin(), best.end());
    }
    SortOut(any);
    if (any.size() > kMostOfAny) return Anything(longest, blanks);
    return {.wordings = std::nullopt,
            .required = {std::move(any)},
            .leading = written_out,
            .longest = longest,
            .blanks = blanks};
  }

  Said Sequence() {
    Run run;
    Length longest;
    bool blanks = false;
    while (!AtEnd() && !Sees('|') && !Sees(')') && !refused_) {
      Said said = Atom();
      const Times times = TakeRepetition();
      longest = Sum(longest, LongestOf(said, times.most));
      blanks = blanks || said.blanks;
      if (times.least == 0) {
        // Nothing of it is certain, but where it is once or not at all, that can be written out.
        if (said.wordings && times.most == 1) {
          said.wordings->insert(times.sparing ? said.wordings->begin() : said.wordings->end(), "");
          KeepFirsts(*said.wordings);
        } else {
          said = {};
        }
      }
      Add(said, run);
      if (times.most > 1) run.Break();
    }
    Said said = run.Finish();
    said.longest = longest;
    said.blanks = blanks;
    return said;
  }

  Said Atom() {
    if (Take("\\b")) return Only(kWordEdge);
    if (Take("(")) return Group();
    if (Take("[")) return Class();
    if (Take("\\")) return Escape();
    const char c = text_[at_];
    Skip();
    if (!IsAscii(c)) {
      while (!AtEnd() && (static_cast<unsigned char>(text_[at_]) & 0xC0) == 0x80) Skip();
      return Anything(kCharacter, false);
    }
    if (c == '^') return Anything({}, false);
    if (c == '$') return Anything(kAnyLength, true);
    if (c == '.' || c == kWordEdge) return Anything(kCharacter, true);
    return Only(Lower(c));
  }

  static constexpr Length kCharacter = {1, 0};

  // A character, or an edge.
  static Said Only(char character) {
    return {.wordings = Wordings{std::string(1, character)},
            .required = {},
            .longest = character == kWordEdge ? Length{} : kCharacter,
            .blanks = character == ' '};
  }
  static Said Anything(const Length& longest, bool blanks) {
    return {.wordings = std::nullopt, .required = {}, .longest = longest, .blanks = blanks};
  }

  // Standing behind a backslash.
  Said Escape() {
    if (AtEnd()) return Anything(kAnyLength, true);
    const char c = text_[at_];
    Skip();
    if (IsAscii(c) && !IsWordCharacter(Lower(c)) && c != kWordEdge) return Only(c);
    if (c == 'd') return AnyDigit();
    if (c == 'Q') refused_ = true;
    if (c == 'p' || c == 'P' || c == 'x') {
      if (Sees('{')) {
        SkipPast("}");
      } else {
        at_ = std::min(at_ + (c == 'x' ? 2 : 1), text_.size());
      }
    }
    return Anything(c == 'z' ? kAnyLength : kCharacter, c != 'w');
  }

  static Said AnyDigit() {
    Said said = Anything(kCharacter, false);
    said.wordings.emplace();
    for (char c = '0'; c <= '9'; ++c) said.wordings->emplace_back(1, c);
    return said;
  }

  // Standing behind an opening bracket. Few single characters are written out.
  Said Class() {
    bool plain = !Take("^");
    bool blanks = !plain;
    Wordings any;
    const auto add = [&](char c) {
      blanks = blanks || c == ' ';
      plain = plain && IsAscii(c) && c != kWordEdge && any.size() <= kMostOfClass;
      if (plain) any.emplace_back(1, Lower(c));
    };
    for (bool first = true; !AtEnd() && (first || !Sees(']')); first = false) {
      if (Take("[:")) {
        SkipPast(":]");
        plain = false;
        blanks = true;
      } else if (Take("\\")) {
        const Said escaped = Escape();
        plain = plain && escaped.wordings.has_value();
        blanks = blanks || escaped.blanks;
        if (plain) any.insert(any.end(), escaped.wordings->begin(), escaped.wordings->end());
      } else {
        add(text_[at_]);
        Skip();
      }
      const bool range = Sees('-') && at_ + 1 < text_.size() && text_[at_ + 1] != ']';
      if (!range) continue;
      const char from = text_[at_ - 1];
      Skip();
      const char to = text_[at_];
      blanks = blanks || from < ' ';
      // Others run across capital and small letters, and hold what lies between.
      plain = plain && !any.empty() &&
              ((IsDigit(from) && IsDigit(to)) || (Lower(from) != from && Lower(to) != to) ||
               (from >= 'a' && from <= 'z' && to >= 'a' && to <= 'z'));
      if (!plain) continue;
      for (int c = any.back().front() + 1; c <= Lower(to); ++c) add(static_cast<char>(c));
      Skip();
    }
    Take("]");
    if (!plain || any.empty()) return Anything(kCharacter, blanks);
    KeepFirsts(any);
    return {.wordings = std::move(any), .required = {}, .longest = kCharacter, .blanks = blanks};
  }

  // Standing behind an opening parenthesis; takes the closing one.
  Said Group() {
    if (Take("?")) {
      // What regards case or is narrowed is not all that its wordings say.
      if (!Sees(':')) whole_ = false;
      while (!AtEnd() && !Sees(':') && !Sees(')') && !Sees('>')) Skip();
      if (Take(")")) return {};  // flags for what follows
      Skip();
    }
    if (++depth_ > kDeepest) refused_ = true;
    Said inner;
    if (!refused_) inner = Alternatives();
    --depth_;
    if (!Take(")")) refused_ = true;
    return inner;
  }

  // ? * + {2} {2,} {2,5}, or lazy ones.
  Times TakeRepetition() {
    Times times;
    for (;;) {
      Times here;
      if (Take("?")) {
        here = {0, 1, false};
      } else if (Take("*")) {
        here = {0, kNoLimit, false};
      } else if (Take("+")) {
        here = {1, kNoLimit, false};
      } else if (!TakeCounts(here)) {
        return times;
      }
      const bool sparing = Take("?");  // as few as may be
      times = {std::min(times.least, here.least), std::min(times.most * here.most, kNoLimit),
               times.sparing || sparing};
    }
  }
  bool TakeCounts(Times& times) {
    const std::size_t start = at_;
    if (!Take("{")) return false;
    const std::optional<std::size_t> least = TakeNumber();
    std::optional<std::size_t> most = least;
    if (Take(",")) most = Sees('}') ? kNoLimit : TakeNumber();
    if (!least || !most || !Take("}")) {
      at_ = start;
      return false;
    }
    times = {*least == 0 ? 0 : 1, *most, false};
    return true;
  }
  std::optional<std::size_t> TakeNumber() {
    if (AtEnd() || !IsDigit(text_[at_])) return std::nullopt;
    std::size_t number = 0;
    for (; !AtEnd() && IsDigit(text_[at_]); ++at_) {
      number = std::min(10 * number + static_cast<std::size_t>(text_[at_] - '0'), kNoLimit);
    }
    return number;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool refused_ = false;
  bool whole_ = true;  // its wordings, written out, are all that it matches
};

}  // namespace

RequiredWords RequiredWordsOf(std::string_view expression) {
  constexpr std::size_t kMost = 4;  // say nearly as much as all
  RequiredWords out = Reader(expression).Read();
  while (out.words.size() > kMost) {
    out.words.erase(std::min_element(
        out.words.begin() + (out.leading ? 1 : 0), out.words.end(),
        [](const AnyOfWords& a, const AnyOfWords& b) { return Worth(a) < Worth(b); }));
  }
  return out;
}

bool HasAlikeLetters(std::string_view text) {
  return text.find("\xC5\xBF") != std::string_view::npos ||
         text.find("\xE2\x84\xAA") != std::string_view::npos;
}

}  // namespace imr
