// Many patterns, one scan. Wraps an RE2::Set that says which patterns may occur in a sentence, and
// the single RE2s that say whether and where. Linear time and bounded memory whatever the text:
// RE2's promise.
//
// The set is of relaxed expressions: what may be repeated up to n times (n >= 3) may there be
// repeated without end. Counting makes the states of a common automaton too many for any memory;
// whether a pattern so found really occurs, its own expression says.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <re2/re2.h>
#include <re2/set.h>
#include <string>
#include <string_view>
#include <vector>

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
  // Memory that the automaton of the set may take while scanning; states are dropped beyond it.
  explicit PatternSet(std::int64_t memory_bytes = std::int64_t{256} << 20);

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

  // Builds the automaton. False when it does not fit the memory.
  bool Compile();

  // Patterns that match empty text or a blank, and so everywhere; ascending. REQUIRES: compiled.
  std::vector<std::uint32_t> MatchingEmpty() const;

  std::size_t size() const { return expressions_.size(); }
  // Thread safe.
  const RE2& expression(std::uint32_t index) const;

  // Which patterns occur in `sentence`, ascending. Thread safe. REQUIRES: compiled.
  void Matching(std::string_view sentence, std::vector<int>* patterns) const;
  // The same and perhaps more: Find finds nothing of those that do not occur. For callers that look
  // for the places anyway.
  void Candidates(std::string_view sentence, std::vector<int>* patterns) const;
  // Does a candidate occur in the sentence?
  bool Occurs(std::uint32_t candidate, std::string_view sentence) const;

  // All occurrences of one pattern in text[within], left to right, not overlapping, as spans of
  // `text`; at most 64. When the expression has a capture group named "at", its span is meant.
  void Find(std::uint32_t pattern, std::string_view text, Span within,
            std::vector<Span>* spans) const;

 private:
  // One expression. Compiled at once, or from `source` when first used.
  struct Single {
    std::string source;
    bool relaxed = false;  // in the set; then a hit is to be confirmed
    int at = 0;            // index of the group "at", 0 for the whole match
    std::string file;      // of its place
    int line = 0;
    mutable std::once_flag once;
    mutable std::unique_ptr<const RE2> compiled;
  };

  // Adds the relaxed expression to the set. Its index, or nothing and the reason in `error`.
  std::optional<std::uint32_t> AddToSet(const std::string& expression, Single& single,
                                        std::string* error);

  RE2::Options options_;
  std::unique_ptr<RE2::Set> set_;
  std::vector<std::unique_ptr<Single>> expressions_;
  bool compiled_ = false;
};

// `expression` with every upper bound of three or more repetitions taken away: it matches wherever
// `expression` does.
std::string WithoutUpperBounds(std::string_view expression);

}  // namespace imr
