// Where the rules, the data and the pages are when --rules does not say: installed beside the
// program, or in the source tree that the program was built in.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace imr {

// `program` is the path the program was started by. Looks for rules/vocabulary.yaml in
// ../share/imr/rules and then in the folders above the program's own. Nothing when there is none.
std::optional<std::filesystem::path> FindRules(const std::string& program);

// Where the default models and the history are: `data` beside the default rules. Nothing when there
// is none.
std::optional<std::filesystem::path> FindData(const std::string& program);

// Where the built pages are: ../share/imr/web beside the program, or build/web in the source tree
// that the program was built in. Nothing when there are none.
std::optional<std::filesystem::path> FindWeb(const std::string& program);

}  // namespace imr
