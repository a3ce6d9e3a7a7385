#include "engine/rulebook/guideline_files.h"

#include <algorithm>
#include <future>
#include <thread>
#include <utility>
#include <vector>

#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

GuidelineFile ReadRoot(const std::optional<YAML::Node>& root, const std::string& name,
                       const Vocabulary& vocabulary, Diagnostics diagnostics) {
  GuidelineFile file{std::nullopt, std::move(diagnostics)};
  if (root) file.guideline = ParseGuideline(*root, name, vocabulary, file.diagnostics);
  return file;
}

}  // namespace

GuidelineFile ReadGuidelineFile(const std::filesystem::path& path, const std::string& name,
                                const Vocabulary& vocabulary) {
  Diagnostics diagnostics;
  const auto root = LoadYamlFile(path, name, diagnostics);
  return ReadRoot(root, name, vocabulary, std::move(diagnostics));
}

GuidelineFile ReadGuidelineText(const std::string& text, const std::string& name,
                                const Vocabulary& vocabulary) {
  Diagnostics diagnostics;
  const auto root = ParseYaml(text, name, diagnostics);
  return ReadRoot(root, name, vocabulary, std::move(diagnostics));
}

// Reading YAML is most of the work of loading, and files do not depend on one another: they are
// shared out among threads.
GuidelineFiles ReadGuidelineFiles(const std::filesystem::path& rules_directory,
                                  const Vocabulary& vocabulary) {
  constexpr std::size_t kMostThreads = 8;
  const auto paths = YamlFilesBelow(rules_directory / "guidelines");
  const std::size_t threads =
      std::min({kMostThreads, paths.size(),
                static_cast<std::size_t>(std::max(1u, std::thread::hardware_concurrency()))});
  std::vector<std::pair<std::string, GuidelineFile>> files(paths.size());
  auto read_share = [&](std::size_t first) {
    for (std::size_t i = first; i < paths.size(); i += threads) {
      const std::string name = paths[i].lexically_relative(rules_directory).generic_string();
      files[i] = {name, ReadGuidelineFile(paths[i], name, vocabulary)};
    }
  };
  std::vector<std::future<void>> shares;
  for (std::size_t i = 1; i < threads; ++i) {
    shares.push_back(std::async(std::launch::async, read_share, i));
  }
  if (threads > 0) read_share(0);
  for (auto& share : shares) share.get();
  return {std::make_move_iterator(files.begin()), std::make_move_iterator(files.end())};
}

}  // namespace imr
