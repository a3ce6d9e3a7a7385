// Many patterns, one scan. The words that the patterns require say which may occur in a sentence
// (word_filter.h), and the single RE2s say whether and where. Linear time and bounded memory
// whatever the text: RE2's promise.
//
// Not one RE2::Set of all patterns: its automaton remembers which of them it has met, so that
// nearly every new sentence leads it to states it never was in, and making one takes time with the
// number of patterns. It is quick only with sentences that it has read before.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <re2/re2.h>
#include <re2/set.h>
#include <string>
#include <string_view>
#include <vector>

#include "features/lexicon/word_filter.h"
#include "features/text/text.h"

namespace imr {

// Why a pattern was refused; empty message when it is fine.
struct PatternProblem {
  std::string message;
  std::string code;  // "bad-pattern", "empty-match"
};

// Words that a pattern found, and its index in its set.
struct PatternMatch {
  Span span;
  std::uint32_t pattern = 0;
  friend bool operator==(const PatternMatch&, const PatternMatch&) = default;
};

inline const PatternProblem kMatchesEmpty = {"the pattern matches empty text, and so everywhere",
                                             "empty-match"};

class PatternSet {
 public:
  PatternSet();

  // Adds an expression in RE2 syntax, matched without regard to case. Returns its index (0, 1,
  // ...), or nothing and the reason in `problem`. REQUIRES: not compiled.
  std::optional<std::uint32_t> Add(const std::string& expression, PatternProblem* problem);

  // The same, but the single expression is compiled when it is first used, which makes loading
  // quicker, and whether it matches empty text is told by MatchingEmpty after Compile. An
  // expression with named groups is compiled at once.
  std::optional<std::uint32_t> AddForLater(const std::string& expression, PatternProblem* problem);

  // The same for an expression that is known to be good: it compiles, has no group "at" and does
  // not match empty text. The single expression is then compiled when it is first used, which makes
  // loading quicker. REQUIRES: not compiled.
  std::uint32_t AddKnownGood(std::string expression);

  // Where the pattern is written: a file and its line, from 1 (0: the whole file).
  void SetPlace(std::uint32_t pattern, const std::string& file, int line);
  // That place as "lexicon/drugs.yaml:12"; empty when none was set.
  std::string Place(std::uint32_t pattern) const;

  // Builds the filter; nothing is added any more.
  void Compile();

  // Patterns that match empty text or a blank, and so everywhere; ascending. REQUIRES: compiled.
  std::vector<std::uint32_t> MatchingEmpty() const;

  std::size_t size() const { return expressions_.size(); }
  // Thread safe.
  const RE2& expression(std::uint32_t index) const;

  // Which patterns occur in `sentence`, ascending. Thread safe. REQUIRES: compiled.
  void Matching(std::string_view sentence, std::vector<int>* patterns) const;
  // The same and perhaps more: Find finds nothing of those that do not occur. For callers that look
  // for the places anyway.
  void Candidates(std::string_view sentence, PatternCandidates* candidates) const;
  // Does a candidate in the sentence occur there?
  bool Occurs(const PatternCandidate& candidate, std::string_view sentence) const;

  // The first of the patterns that `wanted` takes, by index, that occurs in the text, and where it
  // first does.
  std::optional<PatternMatch> First(std::string_view text,
                                    const std::function<bool(std::uint32_t)>& wanted) const;

  // All occurrences of one of the candidates in text[within], left to right, not overlapping, as
  // spans of `text`; at most 64. When the expression has a capture group named "at", its span is
  // meant.
  void Find(const PatternCandidates& candidates, const PatternCandidate& candidate,
            std::string_view text, Span within, std::vector<Span>* spans) const;

 private:
  // One expression. Compiled at once, or from `source` when first used.
  struct Single {
    std::string source;
    int at = 0;        // index of the group "at", 0 for the whole match
    std::string file;  // of its place
    int line = 0;
    mutable std::once_flag once;
    mutable std::unique_ptr<const RE2> compiled;
  };

  std::uint32_t Append(std::unique_ptr<Single> single, std::string_view expression);
  void Search(const PatternCandidate& candidate, std::string_view text, Span within,
              std::vector<Span>* spans) const;

  std::unique_ptr<RE2::Set> parser_;  // only to try expressions; gone once compiled
  WordFilter filter_;
  std::vector<std::unique_ptr<Single>> expressions_;
  bool compiled_ = false;
};

}  // namespace imr
