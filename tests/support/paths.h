// Where tests find things. Tests that need the development letters call SharedLetters() and skip
// themselves when it is empty, so that the project passes its tests alone.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace imr::test {

// A file or directory of the project, by its path from the project's root.
std::filesystem::path ProjectFile(const std::string& relative);

// A file or directory of the shared material beside the project, or nothing when it is not there.
std::optional<std::filesystem::path> SharedFile(const std::string& relative);

std::string ReadFile(const std::filesystem::path& path);

// A fresh directory, removed with everything in it when the object goes.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  // Writes `content` to `name` inside the directory, making folders as needed; returns its path.
  std::filesystem::path Write(const std::string& name, const std::string& content) const;

 private:
  std::filesystem::path path_;
};

}  // namespace imr::test
