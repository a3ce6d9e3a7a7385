#include "apps/cli/git_rules.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include "features/document/program_run.h"

namespace imr {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = std::size_t{256} << 20;
constexpr std::size_t kMostFiles = 20000;

class Git {
 public:
  explicit Git(const fs::path& directory) : directory_(directory) {
    limits_.cpu_seconds = 60;
    limits_.memory_bytes = std::size_t{8} << 30;  // packs are mapped whole
    limits_.output_bytes = kMostBytes;
    limits_.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  }

  ProgramRun Run(const std::vector<std::string>& arguments, std::string_view input = "") const {
    std::vector<std::string> words = {"git", "-C", directory_.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return RunProgramOn(std::move(words), input, limits_);
  }

 private:
  fs::path directory_;
  ProgramLimits limits_;
};

bool Succeeded(const ProgramRun& run) {
  return run.end == ProgramRun::End::kExited && run.status == 0;
}

struct Entry {
  std::string object;  // hexadecimal
  fs::path path;
};

bool IsRuleFile(const fs::path& path) {
  if (path.is_absolute() || (path.extension() != ".yaml" && path.extension() != ".yml")) {
    return false;
  }
  return std::none_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
}

// Of "mode type object<TAB>path<NUL>...", the regular YAML files.
std::vector<Entry> ParseTree(std::string_view listing) {
  std::vector<Entry> entries;
  while (!listing.empty() && entries.size() < kMostFiles) {
    const std::size_t end = std::min(listing.find('\0'), listing.size());
    const std::string_view line = listing.substr(0, end);
    listing.remove_prefix(std::min(end + 1, listing.size()));
    const std::size_t tab = line.find('\t');
    if (!line.starts_with("100") || tab == std::string_view::npos) continue;
    const std::string_view head = line.substr(0, tab);
    fs::path path(line.substr(tab + 1));
    if (IsRuleFile(path)) {
      entries.push_back({std::string(head.substr(head.rfind(' ') + 1)), std::move(path)});
    }
  }
  return entries;
}

// Of "object type size<LF>bytes<LF>..." in the order of `entries`. Nothing when it is otherwise.
std::optional<std::vector<RuleFile>> ParseBatch(std::string_view batch,
                                                std::vector<Entry> entries) {
  std::vector<RuleFile> files;
  for (Entry& entry : entries) {
    const std::size_t end = batch.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view head = batch.substr(0, end);
    const std::string_view digits = head.substr(head.rfind(' ') + 1);
    std::size_t size = 0;
    const auto [last, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    batch.remove_prefix(end + 1);
    if (error != std::errc() || last != digits.data() + digits.size() || size >= batch.size()) {
      return std::nullopt;
    }
    files.push_back({std::move(entry.path), std::string(batch.substr(0, size))});
    batch.remove_prefix(size + 1);
  }
  return files;
}

std::string Unknown(const fs::path& rules, const std::string& revision) {
  return revision + ": is neither a rules directory (one with vocabulary.yaml) nor a revision of " +
         "the git repository of yours that holds " + rules.string();
}

}  // namespace

std::variant<std::vector<RuleFile>, std::string> RulesOfRevision(const fs::path& rules,
                                                                 const std::string& revision) {
  if (revision.empty() || revision.front() == '-') return Unknown(rules, revision);
  const Git git(rules);
  const ProgramRun found = git.Run({"rev-parse", "--verify", "--quiet", revision + "^{commit}"});
  if (found.end == ProgramRun::End::kNotInstalled) {
    return revision +
           ": is no rules directory, and git, which would know revisions, is not "
           "installed";
  }
  std::string commit = found.output;
  while (!commit.empty() && commit.back() == '\n') commit.pop_back();
  const bool hexadecimal =
      !commit.empty() && commit.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!Succeeded(found) || !hexadecimal) return Unknown(rules, revision);

  const ProgramRun tree = git.Run({"ls-tree", "-r", "-z", commit});
  std::vector<Entry> entries = ParseTree(tree.output);
  if (!Succeeded(tree) || entries.empty()) {
    return revision + ": has no rules in the folder that is now " + rules.string();
  }
  std::string objects;
  for (const Entry& entry : entries) objects += entry.object + '\n';
  const ProgramRun batch = git.Run({"cat-file", "--batch"}, objects);
  auto files = ParseBatch(batch.output, std::move(entries));
  if (!Succeeded(batch) || !files) return revision + ": git could not give its rules";
  return std::move(*files);
}

}  // namespace imr
