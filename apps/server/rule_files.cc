#include "apps/server/rule_files.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "apps/cli/replace_file.h"
#include "features/document/reader.h"
#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestPath = 200;
constexpr int kMostPrevious = 10000;
constexpr std::string_view kPrevious = ".previous";
constexpr std::array<std::string_view, 3> kBesideFolders = {"vocabulary.yaml", "base_rates.yaml",
                                                            "scoring.yaml"};

bool IsPlain(std::string_view part) {
  return !part.empty() && part.front() != '.' && part.front() != '-' &&
         std::all_of(part.begin(), part.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-';
         });
}

// Is `path`, with all symbolic links followed, still below `directory`?
bool StaysBelow(const fs::path& directory, const fs::path& path) {
  std::error_code error;
  const fs::path home = fs::canonical(directory, error);
  if (error) return false;
  const fs::path real = fs::weakly_canonical(path, error);
  if (error) return false;
  const auto [at_home, at_real] = std::mismatch(home.begin(), home.end(), real.begin(), real.end());
  return at_home == home.end() && at_real != real.end();
}

fs::path PreviousPath(const fs::path& directory, const std::string& path, int number) {
  return directory / kPrevious / (path + "." + std::to_string(number));
}

// Versions are numbered without a gap.
int CountPrevious(const fs::path& directory, const std::string& path) {
  std::error_code error;
  int count = 0;
  while (count < kMostPrevious && fs::exists(PreviousPath(directory, path, count + 1), error)) {
    ++count;
  }
  return count;
}

// In UTC to the second; "" when it cannot be told.
std::string TimeText(fs::file_time_type time) {
  const auto system = std::chrono::file_clock::to_sys(time);
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(system).time_since_epoch().count();
  std::tm utc{};
  std::array<char, 32> text{};
  if (gmtime_r(&seconds, &utc) == nullptr) return "";
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

RuleFiles::Problem NoSuchFile() {
  return {404, "There is no such rule file; GET /api/v1/rules/files lists those that there are."};
}

RuleFiles::Problem CannotWrite() {
  return {409,
          "The rules directory cannot be written to by who runs the server; nothing was "
          "changed. Start it with --rules and a copy of the rules that is yours."};
}

}  // namespace

std::optional<std::string> WrongRulePath(std::string_view path) {
  if (path.size() > kLongestPath) return "A path of a rule file has at most 200 characters.";
  if (!path.ends_with(".yaml")) return "A rule file ends in .yaml.";
  if (std::find(kBesideFolders.begin(), kBesideFolders.end(), path) != kBesideFolders.end()) {
    return std::nullopt;
  }
  if (!path.starts_with("guidelines/") && !path.starts_with("lexicon/")) {
    return "A rule file is in guidelines/ or lexicon/, or is vocabulary.yaml, base_rates.yaml or "
           "scoring.yaml.";
  }
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (!IsPlain(path.substr(0, end))) {
      return "The parts of a rule file's path hold letters, digits, '.', '_' and '-', and do not "
             "begin with '.' or '-'.";
    }
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return std::nullopt;
}

std::string EntityTag(const std::string& sha256) { return '"' + sha256 + '"'; }

std::vector<RuleFiles::Entry> RuleFiles::List() const {
  std::vector<Entry> entries;
  for (const fs::path& file : YamlFilesBelow(directory_)) {
    const std::string path = file.lexically_relative(directory_).generic_string();
    if (WrongRulePath(path) || !StaysBelow(directory_, file)) continue;
    const auto bytes = ReadWholeFile(file);
    if (!bytes) continue;
    entries.push_back({.path = path,
                       .bytes = bytes->size(),
                       .sha256 = Sha256Hex(*bytes),
                       .previous = CountPrevious(directory_, path)});
  }
  return entries;
}

std::variant<std::string, RuleFiles::Problem> RuleFiles::Read(const std::string& path) const {
  if (auto wrong = WrongRulePath(path)) return Problem{404, *wrong};
  const fs::path file = directory_ / path;
  std::error_code error;
  if (!StaysBelow(directory_, file) || !fs::is_regular_file(file, error) ||
      fs::file_size(file, error) > kLargestYamlFile) {
    return NoSuchFile();
  }
  auto bytes = ReadWholeFile(file);
  if (!bytes) return NoSuchFile();
  return std::move(*bytes);
}

std::vector<RuleFiles::Earlier> RuleFiles::Previous(const std::string& path) const {
  std::vector<Earlier> versions;
  if (WrongRulePath(path)) return versions;
  const int count = CountPrevious(directory_, path);
  for (int number = 1; number <= count; ++number) {
    const fs::path file = PreviousPath(directory_, path, number);
    std::error_code error;
    const auto bytes = fs::file_size(file, error);
    const auto time = error ? fs::file_time_type{} : fs::last_write_time(file, error);
    if (error) continue;
    versions.push_back(
        {.number = number, .bytes = static_cast<std::size_t>(bytes), .replaced = TimeText(time)});
  }
  return versions;
}

std::variant<std::string, RuleFiles::Problem> RuleFiles::ReadPrevious(const std::string& path,
                                                                      int number) const {
  const Problem none{404,
                     "There is no such earlier version; GET /api/v1/rules/versions/PATH lists "
                     "those that there are."};
  if (WrongRulePath(path) || number < 1 || number > kMostPrevious) return none;
  const fs::path file = PreviousPath(directory_, path, number);
  std::error_code error;
  if (!StaysBelow(directory_, file) || !fs::is_regular_file(file, error) ||
      fs::file_size(file, error) > kLargestYamlFile) {
    return none;
  }
  auto bytes = ReadWholeFile(file);
  if (!bytes) return none;
  return std::move(*bytes);
}

std::variant<RuleFiles::Saved, RuleFiles::Problem> RuleFiles::Save(const std::string& path,
                                                                   const std::string& text,
                                                                   const Seen& seen) {
  if (auto wrong = WrongRulePath(path)) return Problem{400, *wrong};
  const std::scoped_lock lock(saving_);
  const fs::path file = directory_ / path;
  std::error_code error;
  if (!StaysBelow(directory_, file))
    return Problem{403, "This file is not in the rules directory."};
  const bool exists = fs::exists(fs::symlink_status(file, error));
  if (exists == seen.sha256.empty()) {
    return exists ? Problem{412, "There is such a file already; GET it first."} : NoSuchFile();
  }
  Saved saved{.sha256 = Sha256Hex(text), .created = !exists, .previous = ""};
  if (exists) {
    const auto before = ReadWholeFile(file);
    if (!before || Sha256Hex(*before) != seen.sha256) {
      return Problem{412, "The file was changed by someone else since it was read; GET it again."};
    }
    const int number = CountPrevious(directory_, path) + 1;
    const fs::path kept = PreviousPath(directory_, path, number);
    fs::create_directories(kept.parent_path(), error);
    if (error || !StaysBelow(directory_, kept) || !ReplaceFile(kept, *before)) {
      return CannotWrite();
    }
    saved.previous = kept.lexically_relative(directory_).generic_string();
  } else {
    fs::create_directories(file.parent_path(), error);
  }
  if (!ReplaceFile(file, text)) {
    if (exists) fs::remove(directory_ / saved.previous, error);
    return CannotWrite();
  }
  return saved;
}

std::vector<RuleFile> RuleFiles::With(const std::vector<RuleFile>& overlay) const {
  std::vector<RuleFile> files = overlay;
  for (const fs::path& file : YamlFilesBelow(directory_)) {
    const fs::path path = file.lexically_relative(directory_);
    const bool replaced = std::any_of(overlay.begin(), overlay.end(),
                                      [&](const RuleFile& other) { return other.path == path; });
    if (replaced) continue;
    if (auto bytes = ReadWholeFile(file)) files.push_back({path, std::move(*bytes)});
  }
  return files;
}

bool RuleFiles::writable() const { return access(directory_.c_str(), W_OK) == 0; }

}  // namespace imr
