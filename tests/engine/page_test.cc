#include "engine/explanation/page.h"

#include <gtest/gtest.h>

namespace imr {
namespace {

Evidence At(std::uint32_t start, std::uint32_t end) {
  Evidence words;
  words.start = start;
  words.end = end;
  return words;
}

std::string Quotes(const std::vector<Evidence>& all, std::size_t most) {
  Case c;
  c.summary = "ordered without any reason given, without any reason; twice. twice.";
  Page page(WordingOptions{});
  WriteQuotes(c, 0, all, most, 0, page);
  return page.Take();
}

TEST(WriteQuotes, LeavesOutWordsInsideLongerOnesAndWordsSaidAgain) {
  EXPECT_EQ(Quotes({At(8, 26), At(8, 32)}, 3), "summary: \"without any reason given\"\n");
  EXPECT_EQ(Quotes({At(8, 32), At(34, 52), At(54, 60), At(61, 67)}, 3),
            "summary: \"without any reason given\"\nsummary: \"without any reason\"\n"
            "summary: \"twice.\"\n");
  EXPECT_EQ(Quotes({At(8, 32), At(54, 60)}, 1), "summary: \"without any reason given\"\n");
  EXPECT_EQ(Quotes({At(60, 400), At(5, 5)}, 3), "");  // no words of the text
}

}  // namespace
}  // namespace imr
