#include "apps/cli/rules_asked.h"

#include <algorithm>
#include <ostream>
#include <system_error>

namespace imr {
namespace fs = std::filesystem;

bool AskedRules::Includes(const std::string& file) const {
  return files.empty() || std::any_of(files.begin(), files.end(), [&](const std::string& asked) {
           return file == asked || file.starts_with(asked + "/");
         });
}

std::string AskedRules::Shown(const std::string& file) const {
  return (rules / file).lexically_proximate(fs::current_path()).generic_string();
}

std::optional<fs::path> RulesAround(fs::path path) {
  std::error_code error;
  path = fs::weakly_canonical(path, error);
  for (; !error && path.has_relative_path(); path = path.parent_path()) {
    if (fs::exists(path / "vocabulary.yaml", error)) return path;
  }
  return std::nullopt;
}

std::optional<AskedRules> FindAskedRules(const Options& options, std::ostream& err) {
  AskedRules asked{options.rules, {}};
  for (const std::string& input : options.inputs) {
    std::error_code error;
    if (!fs::exists(input, error)) {
      err << "imr: " << input << ": there is no such file or directory\n";
      return std::nullopt;
    }
    const auto rules = RulesAround(input);
    if (!rules) {
      err << "imr: " << input << ": is not in a rules directory (one with vocabulary.yaml)\n";
      return std::nullopt;
    }
    if (&input != &options.inputs.front() && *rules != asked.rules) {
      err << "imr: " << input << ": is in another rules directory than the first path\n";
      return std::nullopt;
    }
    asked.rules = *rules;
    const fs::path relative = fs::weakly_canonical(input, error).lexically_relative(*rules);
    if (relative != ".") asked.files.push_back(relative.generic_string());
  }
  return asked;
}

}  // namespace imr
