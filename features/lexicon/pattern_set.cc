#include "features/lexicon/pattern_set.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace imr {
namespace {

RE2::Options MakeOptions(std::int64_t memory_bytes) {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  options.set_max_mem(memory_bytes);
  return options;
}

PatternProblem DoesNotCompile(const std::string& error) {
  return {"the pattern does not compile: " + error, "bad-pattern"};
}

constexpr std::size_t kMostOccurrences = 64;
constexpr std::int64_t kSingleMemory = std::int64_t{8} << 20;
constexpr int kMostGroups = 32;  // that "at" may be one of; cheaper than a vector

// The upper bound of a repetition that begins at `at` ("{2,80}"), and where it ends; nothing when
// none stands there.
struct Repetition {
  std::string_view least;
  int most = 0;
  std::size_t length = 0;
};
std::optional<Repetition> RepetitionAt(std::string_view expression, std::size_t at) {
  constexpr std::size_t kMostDigits = 4;
  std::size_t i = at + 1;
  const auto digits = [&] {
    const std::size_t first = i;
    while (i < expression.size() && expression[i] >= '0' && expression[i] <= '9') ++i;
    return expression.substr(first, i - first);
  };
  Repetition out;
  out.least = digits();
  if (out.least.empty() || i >= expression.size() || expression[i] != ',') return std::nullopt;
  ++i;
  const std::string_view most = digits();
  if (most.empty() || most.size() > kMostDigits || i >= expression.size() || expression[i] != '}') {
    return std::nullopt;
  }
  for (const char c : most) out.most = out.most * 10 + (c - '0');
  out.length = i + 1 - at;
  return out;
}

constexpr int kFewestToRelax = 3;

}  // namespace

std::string WithoutUpperBounds(std::string_view expression) {
  std::string out;
  bool in_class = false;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (c == '\\' && i + 1 < expression.size()) {
      out.append(expression.substr(i++, 2));
      continue;
    }
    if (in_class) {
      in_class = c != ']';
    } else if (c == '[') {
      in_class = true;
      // A bracket that comes first is one of the class.
      std::size_t first = i + 1;
      if (first < expression.size() && expression[first] == '^') ++first;
      if (first < expression.size() && expression[first] == ']') {
        out.append(expression.substr(i, first + 1 - i));
        i = first;
        continue;
      }
    } else if (c == '{') {
      const auto repetition = RepetitionAt(expression, i);
      if (repetition && repetition->most >= kFewestToRelax) {
        out.append("{").append(repetition->least).append(",}");
        i += repetition->length - 1;
        continue;
      }
    }
    out.push_back(c);
  }
  return out;
}

PatternSet::PatternSet(std::int64_t memory_bytes)
    : options_(MakeOptions(memory_bytes)),
      set_(std::make_unique<RE2::Set>(options_, RE2::UNANCHORED)) {}

std::optional<std::uint32_t> PatternSet::Add(const std::string& expression,
                                             PatternProblem* problem) {
  assert(!compiled_);
  auto single = std::make_unique<RE2>(expression, MakeOptions(kSingleMemory));
  if (!single->ok()) {
    *problem = DoesNotCompile(single->error());
    return std::nullopt;
  }
  if (RE2::PartialMatch("", *single) || RE2::PartialMatch(" ", *single)) {
    *problem = kMatchesEmpty;
    return std::nullopt;
  }
  const auto& groups = single->NamedCapturingGroups();
  const auto at = groups.find("at");
  if (at != groups.end() && at->second >= kMostGroups) {
    *problem = {"the group 'at' must be among the first 31", "bad-pattern"};
    return std::nullopt;
  }
  std::string error;
  auto added = std::make_unique<Single>();
  const auto index = AddToSet(expression, *added, &error);
  if (!index) {
    *problem = DoesNotCompile(error);
    return std::nullopt;
  }
  added->at = at == groups.end() ? 0 : at->second;
  std::call_once(added->once, [&] { added->compiled = std::move(single); });
  expressions_.push_back(std::move(added));
  return index;
}

std::optional<std::uint32_t> PatternSet::AddToSet(const std::string& expression, Single& single,
                                                  std::string* error) {
  const std::string relaxed = WithoutUpperBounds(expression);
  single.relaxed = relaxed != expression;
  const int index = set_->Add(relaxed, error);
  if (index < 0) return std::nullopt;
  return static_cast<std::uint32_t>(index);
}

std::optional<std::uint32_t> PatternSet::AddForLater(const std::string& expression,
                                                     PatternProblem* problem) {
  if (expression.find("(?P<") != std::string::npos) return Add(expression, problem);
  assert(!compiled_);
  std::string error;
  auto added = std::make_unique<Single>();
  const auto index = AddToSet(expression, *added, &error);
  if (!index) {
    *problem = DoesNotCompile(error);
    return std::nullopt;
  }
  added->source = expression;
  expressions_.push_back(std::move(added));
  return index;
}

std::vector<std::uint32_t> PatternSet::MatchingEmpty() const {
  std::vector<std::uint32_t> out;
  std::vector<int> matching;
  for (const std::string_view text : {"", " "}) {
    Matching(text, &matching);
    out.insert(out.end(), matching.begin(), matching.end());
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::uint32_t PatternSet::AddKnownGood(std::string expression) {
  assert(!compiled_);
  auto added = std::make_unique<Single>();
  const auto index = AddToSet(expression, *added, nullptr);
  assert(index);
  added->source = std::move(expression);
  expressions_.push_back(std::move(added));
  return *index;
}

const RE2& PatternSet::expression(std::uint32_t index) const {
  const Single& single = *expressions_[index];
  std::call_once(single.once, [&single] {
    single.compiled = std::make_unique<const RE2>(single.source, MakeOptions(kSingleMemory));
  });
  return *single.compiled;
}

void PatternSet::SetPlace(std::uint32_t pattern, const std::string& file, int line) {
  expressions_[pattern]->file = file;
  expressions_[pattern]->line = line;
}

std::string PatternSet::Place(std::uint32_t pattern) const {
  const Single& single = *expressions_[pattern];
  return single.line == 0 ? single.file : single.file + ':' + std::to_string(single.line);
}

bool PatternSet::Compile() {
  compiled_ = true;
  if (expressions_.empty()) return true;
  return set_->Compile();
}

void PatternSet::Matching(std::string_view sentence, std::vector<int>* patterns) const {
  Candidates(sentence, patterns);
  std::erase_if(*patterns,
                [&](int index) { return !Occurs(static_cast<std::uint32_t>(index), sentence); });
}

void PatternSet::Candidates(std::string_view sentence, std::vector<int>* patterns) const {
  assert(compiled_);
  patterns->clear();
  if (expressions_.empty()) return;
  set_->Match({sentence.data(), sentence.size()}, patterns);
  std::sort(patterns->begin(), patterns->end());
}

bool PatternSet::Occurs(std::uint32_t candidate, std::string_view sentence) const {
  return !expressions_[candidate]->relaxed ||
         RE2::PartialMatch(re2::StringPiece(sentence.data(), sentence.size()),
                           expression(candidate));
}

void PatternSet::Find(std::uint32_t pattern, std::string_view text, Span within,
                      std::vector<Span>* spans) const {
  const RE2& single = expression(pattern);
  const int at = expressions_[pattern]->at;
  // Searched inside the sentence only, so that ^, $ and \b see what the set saw.
  const re2::StringPiece sentence(text.data() + within.start, within.end - within.start);
  std::array<re2::StringPiece, kMostGroups> groups;
  std::size_t from = 0;
  for (std::size_t n = 0; n < kMostOccurrences && from < sentence.size(); ++n) {
    if (!single.Match(sentence, from, sentence.size(), RE2::UNANCHORED, groups.data(), at + 1)) {
      break;
    }
    const re2::StringPiece& narrowed = groups[static_cast<std::size_t>(at)];
    const re2::StringPiece& found = narrowed.data() == nullptr ? groups[0] : narrowed;
    const auto start = static_cast<std::uint32_t>(found.data() - text.data());
    spans->push_back({start, start + static_cast<std::uint32_t>(found.size())});
    const auto after =
        static_cast<std::size_t>(groups[0].data() - sentence.data()) + groups[0].size();
    from = std::max(after, from + 1);
  }
}

}  // namespace imr
