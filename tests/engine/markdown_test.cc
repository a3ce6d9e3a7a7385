#include "engine/explanation/markdown.h"

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace imr {
namespace {

TEST(Markdown, KeepsAnyTextText) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"", ""},
      {"plain words, 2.5 mg (twice)", "plain words, 2.5 mg (twice)"},
      {"*a* _b_ `c` ~d~ #1 a|b", R"(\*a\* \_b\_ \`c\` \~d\~ \#1 a\|b)"},
      {R"(\)", R"(\\)"},
      {"[text](target) ![picture]", R"(\[text\](target) !\[picture\])"},
      {"<b>&amp;", R"(\<b\>&amp;amp;)"},
      {"see https://example.org", R"(see https\://example.org)"},
      {"see www.example.org and WWW.example.org", R"(see www\.example.org and WWW\.example.org)"},
      {"write to a@example.org", R"(write to a\@example.org)"},
      {"two\nlines\tand\x1b[0m", "two lines and\xEF\xBF\xBD\\[0m"},
  };
  for (const auto& [text, markdown] : table) EXPECT_EQ(EscapeMarkdown(text), markdown) << text;
}

}  // namespace
}  // namespace imr
