// Which rules directory, and which files in it, a rule author's command is about.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "apps/cli/options.h"

namespace imr {

// The rules directory that is meant, and the files or folders in it that were asked for (all when
// empty), named as diagnostics name them.
struct AskedRules {
  std::filesystem::path rules;
  std::vector<std::string> files;

  bool Includes(const std::string& file) const;
  // How a file of the rules is named for the person: by a path that works from where they are.
  std::string Shown(const std::string& file) const;
};

// The rules directory that holds `path`: the nearest folder with a vocabulary.
std::optional<std::filesystem::path> RulesAround(std::filesystem::path path);

// From the paths given, else all of options.rules. Says on `err` what is wrong with the paths.
std::optional<AskedRules> FindAskedRules(const Options& options, std::ostream& err);

}  // namespace imr
