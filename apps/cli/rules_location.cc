#include "apps/cli/rules_location.h"

#include <system_error>

namespace imr {
namespace fs = std::filesystem;

std::optional<fs::path> FindRules(const std::string& program) {
  std::error_code error;
  fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error) self = fs::absolute(program, error);
  fs::path folder = self.parent_path();
  const auto holds_rules = [](const fs::path& rules) {
    std::error_code ignored;
    return fs::exists(rules / "vocabulary.yaml", ignored);
  };
  if (const fs::path installed = folder.parent_path() / "share/imr/rules"; holds_rules(installed)) {
    return installed;
  }
  constexpr int kFoldersUp = 5;
  for (int i = 0; i < kFoldersUp && folder.has_relative_path(); ++i) {
    if (holds_rules(folder / "rules")) return folder / "rules";
    folder = folder.parent_path();
  }
  return std::nullopt;
}

std::optional<fs::path> FindData(const std::string& program) {
  const auto rules = FindRules(program);
  if (!rules) return std::nullopt;
  std::error_code error;
  const fs::path data = rules->parent_path() / "data";
  return fs::is_directory(data, error) ? std::optional(data) : std::nullopt;
}

std::optional<fs::path> FindWeb(const std::string& program) {
  const auto rules = FindRules(program);
  if (!rules) return std::nullopt;
  const fs::path home = rules->parent_path();
  for (const fs::path& pages : {home / "web", home / "build/web"}) {
    std::error_code error;
    if (fs::exists(pages / "index.html", error)) return pages;
  }
  return std::nullopt;
}

}  // namespace imr
