// Waiting for rule files to change, and for the person to have enough of it.
#pragma once

#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

namespace imr {

inline constexpr std::chrono::milliseconds kWatchInterval{200};

// What changed below a directory since the last look: YAML files that are new, gone or written.
// Looks at times and sizes, and so works on every file system.
class FileWatch {
 public:
  explicit FileWatch(std::filesystem::path directory);

  // The first file that changed, by its path in the directory, or "" when none did. A file that is
  // still being written (changed between two looks) is told once it rests.
  std::string Changed();

 private:
  using Stamp = std::pair<std::filesystem::file_time_type, std::uintmax_t>;
  using Stamps = std::map<std::string, Stamp>;
  Stamps Look() const;

  std::filesystem::path directory_;
  Stamps told_;  // as they were when changes were last told
  Stamps last_;  // as they were at the last look
};

// While it lives, SIGINT and SIGTERM end nothing but are waited for.
class InterruptWait {
 public:
  InterruptWait();
  ~InterruptWait();
  InterruptWait(const InterruptWait&) = delete;
  InterruptWait& operator=(const InterruptWait&) = delete;

  // True when one came before the time was over.
  bool Wait(std::chrono::milliseconds time) const;

 private:
  sigset_t signals_{};
  sigset_t before_{};
};

}  // namespace imr
