// Words and phrases as clinicians write them in lexicon files, made into RE2 expressions, with
// every mistake reported at its place.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/lexicon/pattern_set.h"
#include "features/yaml/yaml_file.h"

namespace imr {

// An expression for a phrase in which a space also matches a hyphen, a hyphen may be a space or
// missing, a slash may stand among spaces or be a hyphen, and apostrophes may be missing. No word
// boundaries.
std::string PhraseExpression(std::string_view phrase);

// One expression for all phrases as whole words, longest first; a plural -s or -es may follow a
// letter. REQUIRES: phrases is not empty.
std::string PhrasesExpression(std::vector<std::string> phrases, bool case_sensitive);

// Named parts of expressions: {name} in a pattern stands for the expression of that name.
class Macros {
 public:
  // Reads the mapping at `key` of `map`, if any, in its order; a macro may use those before it.
  void Read(MapReader& map, std::string_view key);
  void Set(const std::string& name, std::string expression);

  // The pattern with its macros written out. Nothing, and the reason in `problem`, for an unknown
  // name.
  std::optional<std::string> Expand(const std::string& pattern, std::string& problem) const;

 private:
  std::map<std::string, std::string> expressions_;
};

// Adds the wordings of one lexicon file to a pattern set.
class WordingLoader {
 public:
  WordingLoader(std::string file, const Macros& macros, PatternSet& patterns,
                Diagnostics& diagnostics)
      : file_(std::move(file)), macros_(macros), patterns_(patterns), diagnostics_(diagnostics) {}

  // `words`, `abbreviations` and `patterns` of an entry. Returns the indices of the patterns added.
  // Reports a word that another entry of the file has already, unless `may_repeat`.
  std::vector<std::uint32_t> ReadEntry(MapReader& entry, bool may_repeat = false);

  // A list of expressions at `key`.
  std::vector<std::uint32_t> ReadPatterns(MapReader& map, std::string_view key);

  // One list of plain phrases at `key` as a single pattern; nothing when the list is empty.
  std::optional<std::uint32_t> ReadPhrases(MapReader& map, std::string_view key,
                                           bool case_sensitive = false, bool may_repeat = false);

  // `at` is where the phrases stand.
  std::optional<std::uint32_t> AddPhrases(const YAML::Mark& at, std::vector<std::string> phrases,
                                          bool case_sensitive);
  std::optional<std::uint32_t> AddPattern(const YAML::Node& at, const std::string& pattern);

  // Reports `name` when it was claimed before.
  void Claim(const YAML::Node& at, const std::string& name);

 private:
  // Tells the set where the pattern added last stands.
  std::optional<std::uint32_t> Placed(std::optional<std::uint32_t> pattern, const YAML::Mark& at);

  std::string file_;
  const Macros& macros_;
  PatternSet& patterns_;
  Diagnostics& diagnostics_;
  std::map<std::string, int> claimed_;  // lower-case name -> line
};

std::string LowerCase(std::string_view text);  // ASCII letters only

}  // namespace imr
