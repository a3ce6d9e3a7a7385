// The canonical layout of rule files: what moves, what never changes, and what is left alone.
#include "features/yaml/yaml_layout.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "engine/rulebook/guideline_layout.h"
#include "features/yaml/yaml_file.h"
#include "tests/support/paths.h"

namespace imr {
namespace {

const YamlLayout kLayout{.key_order = {{"", {"first", "second", "list"}}, {"list", {"id", "text"}}},
                         .spaced = {"list"}};

std::optional<std::string> Format(const std::string& text, const YamlLayout& layout = kLayout) {
  Diagnostics diagnostics;
  auto formatted = FormatYaml(text, layout, "file.yaml", diagnostics);
  EXPECT_EQ(formatted.has_value(), diagnostics.all().empty());
  return formatted;
}

struct Case {
  const char* name;
  const char* found;
  const char* canonical;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class Layout : public ::testing::TestWithParam<Case> {};

TEST_P(Layout, IsCanonicalAndStays) {
  const auto formatted = Format(GetParam().found);
  ASSERT_TRUE(formatted.has_value());
  EXPECT_EQ(*formatted, GetParam().canonical);
  EXPECT_EQ(Format(*formatted), formatted);
}

const Case kCases[] = {
    {"Indentation", "second:\n    a:\n          b: 1\n    c: 2\n",
     "second:\n  a:\n    b: 1\n  c: 2\n"},
    {"ListsBelowTheirKey", "values:\n- 1\n-   2\n", "values:\n  - 1\n  - 2\n"},
    {"ListsOfMappings", "values:\n-   a: 1\n    b:\n       - 2\n",
     "values:\n  - a: 1\n    b:\n      - 2\n"},
    {"BlanksAtLineEnds", "first: 1  \nsecond: 2\t\n", "first: 1\nsecond: 2\n"},
    {"LineEnds", "first: 1\r\nsecond: 2", "first: 1\nsecond: 2\n"},
    {"BlankLines", "\n\nfirst: 1\n\n\n\nsecond:\n\n  a: 1\n\n\n", "first: 1\n\nsecond:\n  a: 1\n"},
    {"TopLevelOrder", "list: [1]\nother: 2\nsecond: 3\nfirst: 4\n",
     "first: 4\nsecond: 3\nlist: [1]\nother: 2\n"},
    {"OrderInAListEntry", "list:\n  - text: b\n    more: c\n    id: a\n",
     "list:\n  - id: a\n    text: b\n    more: c\n"},
    {"DeeperKeysKeepTheirOrder",
     "list:\n  - id: a\n    text: {}\n    x:\n      text: 1\n      id: 2\n",
     "list:\n  - id: a\n    text: {}\n    x:\n      text: 1\n      id: 2\n"},
    {"CommentsGoWithTheirKey",
     "# of second\nsecond: 2  # beside\n# of first\nfirst: 1\n# at the end\n",
     "# of first\nfirst: 1\n# of second\nsecond: 2  # beside\n# at the end\n"},
    {"HeaderStays", "# the file\n\n# of second\nsecond: 2\nfirst: 1\n",
     "# the file\n\nfirst: 1\n# of second\nsecond: 2\n"},
    {"CommentOfTheFirstKeyOfAnEntry", "list:\n    # entry\n  - text: b\n    # why a\n    id: a\n",
     "list:\n  # entry\n  # why a\n  - id: a\n    text: b\n"},
    {"CommentBelowAnEntry", "second:\n    a: 1\n    # below a\n# of first\nfirst: 1\n",
     "# of first\nfirst: 1\nsecond:\n  a: 1\n  # below a\n"},
    {"LongEntriesApart", "list:\n  - id: a\n    text: b\n  - id: c\n  - id: d\n",
     "list:\n  - id: a\n    text: b\n\n  - id: c\n  - id: d\n"},
    {"FoldedText",
     "second:\n     a: >-\n        one\n        # no comment\n\n        two\n     b: 1\n",
     "second:\n  a: >-\n     one\n     # no comment\n\n     two\n  b: 1\n"},
    {"LiteralTextKeepsItsBlanks", "first: |\n   a  \n   # b\n\n\n   c\nsecond: 2\n",
     "first: |\n   a  \n   # b\n\n\n   c\nsecond: 2\n"},
    {"QuotedOverLines", "second:\n    a: 'one\n       two'\n    b: \"three\n     four\"\n",
     "second:\n  a: 'one\n     two'\n  b: \"three\n   four\"\n"},
    {"BracketsOverLines", "second:\n    a: [1,   # one\n        2]\n",
     "second:\n  a: [1,   # one\n      2]\n"},
};

INSTANTIATE_TEST_SUITE_P(Yaml, Layout, ::testing::ValuesIn(kCases),
                         [](const auto& one) { return std::string(one.param.name); });

struct Refused {
  const char* name;
  const char* text;
  int line;
  const char* code;
};

void PrintTo(const Refused& one, std::ostream* out) { *out << one.name; }

class LayoutRefuses : public ::testing::TestWithParam<Refused> {};

TEST_P(LayoutRefuses, WhatItCannotKeep) {
  Diagnostics diagnostics;
  EXPECT_FALSE(FormatYaml(GetParam().text, kLayout, "file.yaml", diagnostics).has_value());
  ASSERT_EQ(diagnostics.all().size(), 1u);
  EXPECT_EQ(diagnostics.all()[0].code, GetParam().code);
  EXPECT_EQ(diagnostics.all()[0].line, GetParam().line);
}

const Refused kRefused[] = {
    {"BrokenYaml", "first: [1\nsecond: 2\n", 2, "yaml-syntax"},
    {"Aliases", "first: &a 1\nsecond: *a\n", 2, "alias"},
    {"Nothing", "# only a comment\n", 1, "cannot-format"},
    {"OnlyBrackets", "{first: 1}\n", 1, "cannot-format"},
    {"KeptLineEnds", "first: |+\n  a\n\nsecond: 2\n", 1, "cannot-format"},
    {"DocumentStart", "---\nfirst: 1\n", 1, "cannot-format"},
    {"DashAlone", "list:\n  -\n    id: a\n", 3, "cannot-format"},
    {"KeyWithQuestionMark", "? first\n: 1\n", 1, "cannot-format"},
};

INSTANTIATE_TEST_SUITE_P(Yaml, LayoutRefuses, ::testing::ValuesIn(kRefused),
                         [](const auto& one) { return std::string(one.param.name); });

// Comments by a slow reading of its own: from a number sign that a blank or nothing precedes, where
// the same file with the rest of the line cut off still has the same values.
std::vector<std::string> Comments(const std::string& text) {
  std::vector<std::string> comments;
  for (std::size_t at = text.find('#'); at != std::string::npos; at = text.find('#', at + 1)) {
    if (at > 0 && std::string(" \t\n").find(text[at - 1]) == std::string::npos) continue;
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (SameYamlValues(text, text.substr(0, at) + text.substr(end))) {
      std::string comment = text.substr(at, end - at);
      comment.erase(comment.find_last_not_of(" \t\r") + 1);
      comments.push_back(std::move(comment));
      at = end - 1;
    }
  }
  std::sort(comments.begin(), comments.end());
  return comments;
}

std::string Dump(const std::string& text) { return YAML::Dump(YAML::Load(text)); }

TEST(LayoutOfTheBook, IsCanonical) {
  const auto rules = test::ProjectFile("rules");
  for (const auto& path : YamlFilesBelow(rules)) {
    const std::string file = path.lexically_relative(rules).generic_string();
    const std::string text = test::ReadFile(path);
    EXPECT_TRUE(Format(text, LayoutOf(file)) == text) << file << ": run imr rules format";
  }
}

// Indents twice as deep, the way another editor would.
std::string Wider(const std::string& text) {
  std::string out;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = std::min(text.find('\n', start), text.size() - 1);
    std::string line = text.substr(start, end - start);
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    line = std::string(indent, ' ') + line;
    if (line.compare(2 * indent, 2, "- ") == 0) line.insert(2 * indent + 1, "  ");
    out += line + " \n\n";
    start = end + 1;
  }
  return out;
}

TEST(LayoutOfTheBook, KeepsValuesAndCommentsWhateverItComesFrom) {
  const auto rules = test::ProjectFile("rules");
  for (const auto& path : YamlFilesBelow(rules / "guidelines")) {
    const std::string wide = Wider(test::ReadFile(path));
    const auto formatted = Format(wide, {});
    ASSERT_TRUE(formatted.has_value()) << path;
    EXPECT_EQ(Dump(*formatted), Dump(wide)) << path;
    EXPECT_EQ(Comments(*formatted), Comments(wide)) << path;
    EXPECT_TRUE(Format(*formatted, {}) == formatted) << path;
  }
}

TEST(LayoutOfTheBook, MutilatedFilesAreRefusedOrKept) {
  const std::string good =
      test::ReadFile(test::ProjectFile("rules/guidelines/mtus-acupuncture-2007.yaml"))
          .substr(0, 1300) +
      "\n# end\n";
  std::mt19937 random(20180101);
  auto draw = [&](std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
  };
  const std::vector<std::string> snippets = {"{",  "}",     "[",    "]",    ":",   "- ",
                                             "\n", "# c\n", "|\n",  ">-\n", "'",   "\"",
                                             "  ", "\t",    "- - ", "? ",   "!x ", "\r\n"};
  int kept = 0;
  for (int trial = 0; trial < 200; ++trial) {
    std::string text = good;
    for (std::size_t cut = 0; cut <= draw(3); ++cut) {
      const std::size_t at = draw(text.size() - 1);
      if (draw(2) == 0) {
        text.erase(at, 1 + draw(20));
      } else {
        text.insert(at, snippets[draw(snippets.size())]);
      }
    }
    Diagnostics diagnostics;
    const auto formatted = FormatYaml(text, {}, "file.yaml", diagnostics);
    ASSERT_EQ(formatted.has_value(), !diagnostics.has_errors()) << text;
    if (!formatted) continue;
    ++kept;
    ASSERT_EQ(Dump(*formatted), Dump(text)) << text;
    ASSERT_EQ(Comments(*formatted), Comments(text)) << text;
    ASSERT_TRUE(Format(*formatted, {}) == formatted) << text;
  }
  EXPECT_GT(kept, 40);
}

}  // namespace
}  // namespace imr
