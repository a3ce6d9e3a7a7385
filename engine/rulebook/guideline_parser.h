// One guideline file: YAML to a checked and compiled Guideline. What concerns several files (ids
// that stand twice, supplements, expectations about criteria elsewhere) is left to the rule book,
// which finds the places in ParsedGuideline.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "engine/rulebook/rulebook.h"
#include "features/facts/vocabulary.h"
#include "features/yaml/diagnostic.h"

namespace imr {

// A guideline that names this instead of ids goes along with whatever else governs.
inline constexpr std::string_view kSupplementsAll = "*";

// A name that stands for something in another file.
struct Reference {
  std::string name;
  YAML::Mark mark;
};

struct ParsedGuideline {
  Guideline guideline;
  YAML::Mark id_mark = YAML::Mark::null_mark();
  YAML::Mark in_force_mark = YAML::Mark::null_mark();
  bool complete = false;  // nothing was wrong with the file
  std::vector<Reference> supplements;
  Diagnostics style;                          // warnings of style, for those who ask for them
  std::vector<Reference> criteria_elsewhere;  // full ids that examples expect something of
};

// `file` is the name for messages, ending in the file's own name. Reports every mistake and returns
// what could be read, which is complete only when there was none.
// REQUIRES: no errors in `diagnostics` yet.
ParsedGuideline ParseGuideline(const YAML::Node& root, const std::string& file,
                               const Vocabulary& vocabulary, Diagnostics& diagnostics);

// Lower-case letters and digits in words joined by single hyphens.
bool IsKebabCase(std::string_view id);

}  // namespace imr
