#include "features/lexicon/pattern_set.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace imr {
namespace {

RE2::Options MakeOptions() {
  constexpr std::int64_t kMemory = std::int64_t{8} << 20;
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  options.set_max_mem(kMemory);
  return options;
}

PatternProblem DoesNotCompile(const std::string& error) {
  return {"the pattern does not compile: " + error, "bad-pattern"};
}

constexpr std::uint32_t kMostOccurrences = 64;
constexpr int kMostGroups = 32;  // that "at" may be one of; cheaper than a vector

}  // namespace

PatternSet::PatternSet() : parser_(std::make_unique<RE2::Set>(MakeOptions(), RE2::UNANCHORED)) {}

std::uint32_t PatternSet::Append(std::unique_ptr<Single> single, std::string_view expression) {
  assert(!compiled_);
  filter_.Add(expression);
  expressions_.push_back(std::move(single));
  return static_cast<std::uint32_t>(expressions_.size() - 1);
}

std::optional<std::uint32_t> PatternSet::Add(const std::string& expression,
                                             PatternProblem* problem) {
  auto single = std::make_unique<RE2>(expression, MakeOptions());
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
  auto added = std::make_unique<Single>();
  added->at = at == groups.end() ? 0 : at->second;
  std::call_once(added->once, [&] { added->compiled = std::move(single); });
  return Append(std::move(added), expression);
}

std::optional<std::uint32_t> PatternSet::AddForLater(const std::string& expression,
                                                     PatternProblem* problem) {
  if (expression.find("(?P<") != std::string::npos) return Add(expression, problem);
  assert(!compiled_);
  std::string error;
  if (parser_->Add(expression, &error) < 0) {
    *problem = DoesNotCompile(error);
    return std::nullopt;
  }
  return AddKnownGood(expression);
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
  auto added = std::make_unique<Single>();
  added->source = std::move(expression);
  const std::string& source = added->source;
  return Append(std::move(added), source);
}

const RE2& PatternSet::expression(std::uint32_t index) const {
  const Single& single = *expressions_[index];
  std::call_once(single.once, [&single] {
    single.compiled = std::make_unique<const RE2>(single.source, MakeOptions());
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

void PatternSet::Compile() {
  filter_.Build();
  parser_.reset();
  compiled_ = true;
}

void PatternSet::Matching(std::string_view sentence, std::vector<int>* patterns) const {
  patterns->clear();
  PatternCandidates candidates;
  Candidates(sentence, &candidates);
  for (const PatternCandidate& candidate : candidates.list) {
    if (Occurs(candidate, sentence)) {
      patterns->push_back(static_cast<int>(candidate.pattern));
    }
  }
}

void PatternSet::Candidates(std::string_view sentence, PatternCandidates* candidates) const {
  assert(compiled_);
  filter_.MayMatch(sentence, candidates);
}

bool PatternSet::Occurs(const PatternCandidate& candidate, std::string_view sentence) const {
  return candidate.IsPlaced() ||
         expression(candidate.pattern)
             .Match(re2::StringPiece(sentence.data(), sentence.size()), candidate.first,
                    candidate.end, RE2::UNANCHORED, nullptr, 0);
}

std::optional<PatternMatch> PatternSet::First(
    std::string_view text, const std::function<bool(std::uint32_t)>& wanted) const {
  PatternCandidates candidates;
  Candidates(text, &candidates);
  std::vector<Span> spans;
  const Span all{0, static_cast<std::uint32_t>(text.size())};
  for (const PatternCandidate& candidate : candidates.list) {
    if (!wanted(candidate.pattern)) continue;
    Find(candidates, candidate, text, all, &spans);
    if (!spans.empty()) return PatternMatch{spans.front(), candidate.pattern};
  }
  return std::nullopt;
}

void PatternSet::Find(const PatternCandidates& candidates, const PatternCandidate& candidate,
                      std::string_view text, Span within, std::vector<Span>* spans) const {
  if (!candidate.IsPlaced()) return Search(candidate, text, within, spans);
  const std::uint32_t end =
      std::min<std::uint32_t>(candidate.end_place, candidate.first_place + kMostOccurrences);
  for (std::uint32_t i = candidate.first_place; i < end; ++i) {
    const Span place = candidates.places[i];
    spans->push_back({within.start + place.start, within.start + place.end});
  }
}

void PatternSet::Search(const PatternCandidate& candidate, std::string_view text, Span within,
                        std::vector<Span>* spans) const {
  const RE2& single = expression(candidate.pattern);
  const int at = expressions_[candidate.pattern]->at;
  // Searched inside the sentence only, so that ^, $ and \b see what the filter saw.
  const re2::StringPiece sentence(text.data() + within.start, within.end - within.start);
  std::array<re2::StringPiece, kMostGroups> groups;
  std::size_t from = candidate.first;
  for (std::uint32_t n = 0; n < kMostOccurrences && from < candidate.last; ++n) {
    if (!single.Match(sentence, from, candidate.end, RE2::UNANCHORED, groups.data(), at + 1)) {
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
