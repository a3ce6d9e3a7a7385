// Writing a file so that a reader sees the old content or the new, never half of it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace imr {

// Bytes of a file; nothing when it cannot be read.
std::optional<std::string> ReadWholeFile(const std::filesystem::path& path);

// Writes beside `path` and renames over it, keeping its permissions; follows a symbolic link.
// False, with nothing changed and nothing left behind, when that cannot be done.
bool ReplaceFile(const std::filesystem::path& path, const std::string& content);

}  // namespace imr
