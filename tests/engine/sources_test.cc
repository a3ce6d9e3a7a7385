// docs/sources.md: every entry of the brief that the rules were built from is held by a guideline,
// or left out for a reason.
#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "tests/support/paths.h"

namespace imr {
namespace {
namespace fs = std::filesystem;

std::vector<std::string> Quoted(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t at = text.find('`'); at != std::string::npos; at = text.find('`', at + 1)) {
    const std::size_t end = text.find('`', at + 1);
    if (end == std::string::npos) break;
    names.push_back(text.substr(at + 1, end - at - 1));
    at = end;
  }
  return names;
}

// Rows "| `entry` | what holds it, or why not |", by entry; one entry may stand in several tables.
std::multimap<std::string, std::string> Rows() {
  std::multimap<std::string, std::string> rows;
  const std::string page = test::ReadFile(test::ProjectFile("docs/sources.md"));
  for (std::size_t start = 0; start < page.size();) {
    const std::size_t end = std::min(page.find('\n', start), page.size());
    const std::string line = page.substr(start, end - start);
    start = end + 1;
    if (!line.starts_with("| `")) continue;
    const std::size_t name_end = line.find('`', 3);
    const std::size_t cell = line.find('|', name_end);
    rows.emplace(line.substr(3, name_end - 3), line.substr(cell + 2));
  }
  return rows;
}

TEST(Sources, NameFilesThatExistOrAReason) {
  const auto rows = Rows();
  EXPECT_GT(rows.size(), 200u);
  for (const auto& [entry, cell] : rows) {
    if (cell.starts_with("*left out:* ")) {
      EXPECT_GT(cell.size(), 60u) << entry;
      continue;
    }
    const auto files = Quoted(cell);
    EXPECT_FALSE(files.empty()) << entry;
    for (const std::string& file : files) {
      EXPECT_TRUE(fs::exists(test::ProjectFile("rules/guidelines/" + file)))
          << entry << " names " << file;
    }
  }
}

TEST(Sources, HoldEveryEntryOfTheBrief) {
  const auto brief = test::SharedFile("guidelines");
  if (!brief) GTEST_SKIP() << "the brief is not here";
  const auto rows = Rows();
  std::map<std::string, std::size_t> wanted;
  for (const char* file : {"medications.yaml", "therapy-imaging-procedures.yaml"}) {
    for (const auto& entry : YAML::LoadFile(*brief / file)) ++wanted[entry["guideline"].Scalar()];
  }
  EXPECT_GT(wanted.size(), 200u);
  for (const auto& [entry, times] : wanted) EXPECT_EQ(rows.count(entry), times) << entry;
}

}  // namespace
}  // namespace imr
