// Which source and chapter is cited: by the expert's guideline line of a determination, and by a
// guideline of the rule book. How sources and chapters are named is in
// rules/lexicon/citations.yaml.
#pragma once

#include <compare>
#include <filesystem>
#include <memory>
#include <re2/re2.h>
#include <string>
#include <string_view>
#include <vector>

#include "engine/rulebook/rulebook.h"
#include "features/yaml/diagnostic.h"

namespace imr {

// Below the rules directory.
inline constexpr const char* kCitationsFile = "lexicon/citations.yaml";

struct CitedChapter {
  std::string source;   // MTUS, ACOEM or ODG
  std::string chapter;  // "" when the source is named and no chapter that is known

  friend auto operator<=>(const CitedChapter&, const CitedChapter&) = default;
};

// Immutable and thread safe.
class CitationLexicon {
 public:
  // Reads rules_directory/lexicon/citations.yaml. Nothing when there are errors.
  static std::shared_ptr<const CitationLexicon> Load(const std::filesystem::path& rules_directory,
                                                     Diagnostics& diagnostics);

  // What a line cites of MTUS, ACOEM and ODG, each once, in order. Empty when it cites none of
  // them.
  std::vector<CitedChapter> Read(std::string_view line) const;

  // The chapters that a guideline is of, by its section and title. What it adopts from another
  // source is of that source too.
  std::vector<CitedChapter> Of(const Guideline& guideline) const;

 private:
  struct Chapter {
    std::string name;
    std::unique_ptr<const RE2> expression;
  };
  class Reader;

  // Names of the chapters that occur in `text`, in the order of the file.
  std::vector<std::string> ChaptersIn(std::string_view text) const;

  struct Adoption {
    std::string source;
    std::unique_ptr<const RE2> expression;
  };

  std::vector<Adoption> adoptions_;
  std::vector<std::string> sources_;         // by the index of their group, from 0
  std::unique_ptr<const RE2> source_start_;  // one group for each source
  std::vector<Chapter> chapters_;
};

// Warns of guidelines of MTUS, ACOEM and ODG in which no chapter is named ("no-chapter").
void CheckChapters(const Rulebook& rulebook, const CitationLexicon& lexicon,
                   Diagnostics& diagnostics);

}  // namespace imr
