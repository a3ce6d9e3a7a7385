#include "apps/cli/replace_file.h"

#include <fstream>
#include <sstream>
#include <system_error>
#include <unistd.h>

namespace imr {
namespace fs = std::filesystem;

std::optional<std::string> ReadWholeFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  if (!in) return std::nullopt;
  return bytes.str();
}

bool ReplaceFile(const fs::path& path, const std::string& content) {
  std::error_code error;
  fs::path target = fs::weakly_canonical(path, error);
  if (error) return false;
  fs::path fresh = target;
  fresh.replace_filename("." + target.filename().string() + "." + std::to_string(getpid()));
  std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
  out << content;
  out.close();
  bool written = !out.fail();
  if (const auto status = fs::status(target, error); written && fs::exists(status)) {
    fs::permissions(fresh, status.permissions(), error);
    written = !error;
  }
  if (written) {
    fs::rename(fresh, target, error);
    written = !error;
  }
  if (!written) fs::remove(fresh, error);
  return written;
}

}  // namespace imr
