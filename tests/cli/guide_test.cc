// The guide for rule authors, followed to the letter: its files are written, its commands run in a
// private folder, and what they print is compared with what the guide shows.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

#include "tests/cli/program.h"
#include "tests/cli/rules_copy.h"

namespace imr::test {
namespace {
namespace fs = std::filesystem;

struct Block {
  std::string language;
  std::string file;  // named in the line before it, in backquotes
  std::vector<std::string> lines;
  std::size_t line = 0;  // of the guide, from 1
};

std::string LastQuoted(const std::string& line) {
  const auto end = line.rfind('`');
  if (end == std::string::npos || end == 0) return "";
  const auto start = line.rfind('`', end - 1);
  return start == std::string::npos ? "" : line.substr(start + 1, end - start - 1);
}

std::vector<Block> BlocksOf(const std::string& guide) {
  std::vector<Block> blocks;
  std::string before;
  bool inside = false;
  std::size_t number = 0;
  for (const std::string& line : Lines(guide)) {
    ++number;
    if (line.starts_with("```")) {
      if (!inside) blocks.push_back({line.substr(3), LastQuoted(before), {}, number});
      inside = !inside;
    } else if (inside) {
      blocks.back().lines.push_back(line);
    } else if (!line.empty()) {
      before = line;
    }
  }
  return blocks;
}

// Equal, where "..." stands for any text within the line.
bool Matches(std::string_view found, std::string_view shown) {
  const auto gap = shown.find("...");
  if (gap == std::string_view::npos) return found == shown;
  if (!found.starts_with(shown.substr(0, gap))) return false;
  const std::string_view rest = shown.substr(gap + 3);
  for (std::size_t skip = gap; skip <= found.size(); ++skip) {
    if (Matches(found.substr(skip), rest)) return true;
  }
  return false;
}

class Reader {
 public:
  Reader() { fs::copy(ProjectFile("rules"), desk_.path() / "rules", fs::copy_options::recursive); }

  void Follow(const Block& block) {
    if (block.language == "yaml") {
      std::string text;
      for (const std::string& line : block.lines) text += line + "\n";
      ASSERT_FALSE(block.file.empty()) << "line " << block.line << " names no file";
      desk_.Write(block.file, text);
      return;
    }
    ASSERT_EQ(block.language, "sh") << "line " << block.line;
    for (std::size_t i = 0; i < block.lines.size();) {
      ASSERT_TRUE(block.lines[i].starts_with("$ ")) << block.lines[i];
      const std::string command = block.lines[i++].substr(2);
      std::vector<std::string> shown;
      while (i < block.lines.size() && !block.lines[i].starts_with("$ ")) {
        shown.push_back(block.lines[i++]);
      }
      Run(command, shown);
    }
  }

  int commands() const { return commands_; }

 private:
  void Run(const std::string& command, const std::vector<std::string>& shown) {
    ++commands_;
    ProcessOptions options;
    options.directory = desk_.path();
    const char* path = std::getenv("PATH");
    options.environment = {{"PATH", fs::path(IMR_PROGRAM).parent_path().string() + ":" +
                                        (path == nullptr ? "/usr/bin:/bin" : path)}};
    const auto result = RunProgram({"/bin/sh", "-c", "{ " + command + "; } 2>&1"}, options);
    const std::vector<std::string> found = Lines(result.out);
    const bool same = found.size() == shown.size() &&
                      std::equal(found.begin(), found.end(), shown.begin(), Matches);
    EXPECT_TRUE(same) << "$ " << command << "\nprints\n" << result.out;
  }

  TemporaryDirectory desk_;
  int commands_ = 0;
};

TEST(Guide, HoldsStepByStep) {
  Reader reader;
  for (const Block& block : BlocksOf(ReadFile(ProjectFile("docs/writing-rules.md")))) {
    reader.Follow(block);
  }
  EXPECT_GE(reader.commands(), 12);
}

TEST(Guide, ComparesLinesWithGaps) {
  EXPECT_TRUE(Matches("12 examples, 3 more", "... examples, ... more"));
  EXPECT_TRUE(Matches("same", "same"));
  EXPECT_FALSE(Matches("12 examples, 3 more", "... examples, ... less"));
  EXPECT_FALSE(Matches("same", "sam"));
}

}  // namespace
}  // namespace imr::test
