#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "features/text/numbers.h"
#include "features/text/text.h"

namespace imr {
namespace {

std::vector<std::string> Split(const std::string& text, std::uint32_t longest = 2000) {
  std::vector<std::string> out;
  for (const Span span : SplitSentences(text, longest)) {
    out.push_back(text.substr(span.start, span.end - span.start));
  }
  return out;
}

struct SplitCase {
  const char* name;
  const char* text;
  std::vector<std::string> sentences;
};

class SentenceSplitting : public testing::TestWithParam<SplitCase> {};

TEST_P(SentenceSplitting, EndsWhereAReaderWould) {
  EXPECT_EQ(Split(GetParam().text), GetParam().sentences);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, SentenceSplitting,
    testing::Values(
        SplitCase{"plain", "He limps. She does not.", {"He limps.", "She does not."}},
        SplitCase{"number", "Pain was 3.5 of 10. It rose.", {"Pain was 3.5 of 10.", "It rose."}},
        SplitCase{"title", "Dr. Roe saw her. No change.", {"Dr. Roe saw her.", "No change."}},
        SplitCase{"initial", "J. Roe saw her. Fine.", {"J. Roe saw her.", "Fine."}},
        SplitCase{"number_sign", "See No. 12 of it. Done.", {"See No. 12 of it.", "Done."}},
        SplitCase{"ends_with_no",
                  "Asked for pain he said no. He left.",
                  {"Asked for pain he said no.", "He left."}},
        SplitCase{"set_solid",
                  "Motion was decreased.MTUS says so.",
                  {"Motion was decreased.", "MTUS says so."}},
        SplitCase{"list",
                  "First: 3 to 6 visits.2) Often: weekly.",
                  {"First: 3 to 6 visits.", "2) Often: weekly."}},
        SplitCase{"list_number", "1. Rest it. 2. Move it.", {"1. Rest it.", "2. Move it."}},
        SplitCase{"first_of_a_list",
                  "Plan: 1. Rest it. 2. Move it.",
                  {"Plan: 1. Rest it.", "2. Move it."}},
        SplitCase{"a_number_at_the_end", "Grade: 2. Rest it.", {"Grade: 2.", "Rest it."}},
        SplitCase{
            "quote", "He said \"it hurts.\" Then left.", {"He said \"it hurts.\"", "Then left."}},
        SplitCase{
            "lower_case_goes_on", "approx. six weeks vs. eight", {"approx. six weeks vs. eight"}},
        SplitCase{"line_break",
                  "Subjective: pain\nObjective: none",
                  {"Subjective: pain", "Objective: none"}},
        SplitCase{"question", "Why? Nobody knows!", {"Why?", "Nobody knows!"}},
        SplitCase{"empty", "", {}}, SplitCase{"blank", "  \n ", {}}),
    [](const auto& param) { return std::string(param.param.name); });

TEST(SentenceSplitting, CutsWhatIsTooLongAtWhiteSpace) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "word ";
  for (const std::string& sentence : Split(text, 100)) EXPECT_LE(sentence.size(), 100u);
}

// The law: everything but white space is covered exactly once, in order.
TEST(SentenceSplitting, LosesAndRepeatsNothing) {
  std::mt19937 random(11);
  const std::string alphabet = "aB .?!\n\"')(12;,-";
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    const std::size_t length = random() % 80;
    for (std::size_t i = 0; i < length; ++i) text += alphabet[random() % alphabet.size()];
    std::string kept;
    std::uint32_t last = 0;
    for (const Span span : SplitSentences(text, 20)) {
      ASSERT_LE(last, span.start);
      ASSERT_LT(span.start, span.end);
      last = span.end;
      kept += text.substr(span.start, span.end - span.start);
    }
    auto without_spaces = [](std::string s) {
      std::erase_if(s, [](char c) { return c == ' ' || c == '\n'; });
      return s;
    };
    ASSERT_EQ(without_spaces(kept), without_spaces(text)) << round;
  }
}

TEST(ListEntries, BeginWithANumber) {
  for (const char* entry : {"1. Rest it.", "12. Rest it.", "3) Rest it.", "(4) Rest it."}) {
    EXPECT_TRUE(BeginsListEntry(entry)) << entry;
  }
  for (const char* other :
       {"", "(", "12", "2.", "2.5 mg", "Rest it.", "123. Rest it.", ". Rest it."}) {
    EXPECT_FALSE(BeginsListEntry(other)) << other;
  }
}

TEST(ParseCount, ReadsDigitsAndWords) {
  EXPECT_EQ(ParseCount("6"), 6);
  EXPECT_EQ(ParseCount("six"), 6);
  EXPECT_EQ(ParseCount("Six (6)"), 6);
  EXPECT_EQ(ParseCount("twenty-four"), 24);
  EXPECT_EQ(ParseCount("an"), 1);
  EXPECT_EQ(ParseCount("2.5"), 2.5);
  EXPECT_EQ(ParseCount("several"), std::nullopt);
  EXPECT_EQ(ParseCount(""), std::nullopt);
  EXPECT_EQ(ParseCount("99999999999"), std::nullopt);
}

}  // namespace
}  // namespace imr
