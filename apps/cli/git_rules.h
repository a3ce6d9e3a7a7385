// The rules as they stood in a revision of the git repository that holds them.
#pragma once

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace imr {

struct RuleFile {
  std::filesystem::path path;  // below the rules directory; never leaves it
  std::string bytes;
};

// The YAML files that `revision` has in the folder that `rules` is now, or why they cannot be had.
// Runs git without a shell; writes nothing. Bounded to 60 seconds and 256 MiB.
std::variant<std::vector<RuleFile>, std::string> RulesOfRevision(const std::filesystem::path& rules,
                                                                 const std::string& revision);

}  // namespace imr
