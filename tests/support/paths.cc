#include "tests/support/paths.h"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <stdlib.h>

namespace imr::test {
namespace fs = std::filesystem;

fs::path ProjectFile(const std::string& relative) { return fs::path(IMR_SOURCE_DIR) / relative; }

std::optional<fs::path> SharedFile(const std::string& relative) {
  const char* named = getenv("IMR_SHARED");
  const fs::path root = named != nullptr ? fs::path(named) : fs::path(IMR_SOURCE_DIR) / "../shared";
  const fs::path path = root / relative;
  if (!fs::exists(path)) return std::nullopt;
  return path;
}

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

TemporaryDirectory::TemporaryDirectory() {
  std::string pattern = (fs::temp_directory_path() / "imr-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a test directory");
  path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path TemporaryDirectory::Write(const std::string& name, const std::string& content) const {
  const fs::path path = path_ / name;
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

}  // namespace imr::test
