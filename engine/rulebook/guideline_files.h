// The guideline files of a rules directory, each read by itself: what a rule book is compiled from,
// and what an editor's drafts are checked against without reading everything again.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "engine/rulebook/guideline_parser.h"

namespace imr {

struct GuidelineFile {
  // As far as it could be read; nothing of a file that is not YAML.
  std::optional<ParsedGuideline> guideline;
  Diagnostics diagnostics;
};

// By their names in diagnostics, "guidelines/guideline-id.yaml".
using GuidelineFiles = std::map<std::string, GuidelineFile>;

// Reads rules_directory/guidelines in several threads.
GuidelineFiles ReadGuidelineFiles(const std::filesystem::path& rules_directory,
                                  const Vocabulary& vocabulary);

// One file, and one by its text.
GuidelineFile ReadGuidelineFile(const std::filesystem::path& path, const std::string& name,
                                const Vocabulary& vocabulary);
GuidelineFile ReadGuidelineText(const std::string& text, const std::string& name,
                                const Vocabulary& vocabulary);

}  // namespace imr
