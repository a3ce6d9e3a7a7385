#include "engine/explanation/wording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <sstream>

#include "engine/explanation/layout.h"
#include "tests/support/paths.h"

namespace imr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(LayoutTest, PrintableLeavesNothingThatSteersATerminal) {
  struct Row {
    std::string in, out;
  };
  const std::vector<Row> rows = {
      {"plain, caf\u00e9 \u2713", "plain, caf\u00e9 \u2713"},
      {"\x1b[31mred\x07", "\uFFFD[31mred\uFFFD"},
      {"a\tb\nc\r\nd", "a b c  d"},
      {std::string("nul\0!", 5), "nul\uFFFD!"},
      {"\u009b2J and \x7f", "\uFFFD2J and \uFFFD"},
      {"\u202Eesrever\u202C", "\uFFFDesrever\uFFFD"},
      {"zero\u200Bwidth\uFEFF", "zerowidth"},
      {"bad \xC0\xAF \xED\xA0\x80 \xF5", "bad \uFFFD\uFFFD \uFFFD\uFFFD\uFFFD \uFFFD"},
      {"cut \xE2\x9C", "cut \uFFFD\uFFFD"},
  };
  for (const Row& row : rows) EXPECT_EQ(Printable(row.in), row.out);
}

TEST(LayoutTest, WrappingKeepsTheWidthAndEveryWord) {
  std::mt19937_64 random(21);
  for (int round = 0; round < 500; ++round) {
    std::string text;
    std::string without_spaces;
    for (std::uint64_t words = random() % 30; words > 0; --words) {
      std::string word;
      for (std::uint64_t i = random() % 12; i > 0; --i) word += random() % 4 == 0 ? "\u00e9" : "x";
      text += word + (random() % 5 == 0 ? "  " : " ");
      without_spaces += word;
    }
    const std::size_t width = 1 + random() % 20;
    std::string together;
    for (const std::string& line : Wrap(text, width)) {
      EXPECT_LE(CodePoints(line), width);
      for (const char c : line) together += c == ' ' ? "" : std::string(1, c);
    }
    EXPECT_EQ(together, without_spaces);
  }
  EXPECT_THAT(Wrap("", 10), ElementsAre(""));
  EXPECT_THAT(Wrap("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(Wrap("a incomprehensible b", 6), ElementsAre("a", "incomp", "rehens", "ible b"));
}

TEST(LayoutTest, ShortenedTextSaysSo) {
  EXPECT_EQ(Shortened("short", 5), "short");
  EXPECT_EQ(Shortened("some words here", 12), "some words\u2026");
  EXPECT_EQ(Shortened("\u00e9\u00e9\u00e9\u00e9", 3), "\u00e9\u00e9\u2026");
}

TEST(LayoutTest, NumbersLookTheSameEverywhere) {
  EXPECT_EQ(Fixed(0.12345, 3), "0.123");
  EXPECT_EQ(Fixed(-0.0001, 3), "0.000");
  EXPECT_EQ(Fixed(-0.5, 1), "-0.5");
  EXPECT_EQ(Fixed(std::nan(""), 3), "n/a");
  EXPECT_EQ(Percent(0.07), "7%");
  EXPECT_EQ(Percent(0.001), "under 1%");
  EXPECT_EQ(Percent(0.999), "over 99%");
}

TEST(WordingTest, WordsFollowTheNumbers) {
  EXPECT_EQ(LikelihoodInWords(0.02), "very unlikely");
  EXPECT_EQ(LikelihoodInWords(0.49), "nearly as likely as not");
  EXPECT_EQ(LikelihoodInWords(0.5), "somewhat more likely than not");
  EXPECT_EQ(ComparisonInWords(0.1, 0.1), "about the usual");
  EXPECT_EQ(ComparisonInWords(0.03, 0.1), "far below the usual");
  EXPECT_EQ(ComparisonInWords(0.08, 0.1), "about the usual");
  EXPECT_EQ(ComparisonInWords(0.6, 0.1), "far above the usual");
}

class CaseTextTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Diagnostics diagnostics;
    vocabulary_ = Vocabulary::Load(test::ProjectFile("rules/vocabulary.yaml"), "vocabulary.yaml",
                                   diagnostics);
    ASSERT_NE(vocabulary_, nullptr);

    needs_gains_.text = "Visits beyond the first course need documented gains in function.";
    needs_gains_.cite = {
        .source = "Guideline", .section = "Chapter 3", .pages = "14", .effective = {}};
    has_plan_.text = "The plan states goals.";
    has_plan_.strength = Strength::kSupporting;
    frequency_.text = "The frequency is within the limit.";

    case_.id = "SAMPLE-1";
    case_.summary = "The course of six visits ended. There was no change in function at all.";
    case_.items.push_back({.request = "Six visits of acupuncture",
                           .utilization_review = "",
                           .rationale = "",
                           .facts = {}});

    ItemPrediction item;
    item.treatment = "therapy.acupuncture";
    item.score.probability = 0.03;
    item.score.low = 0.012;
    item.score.high = 0.08;
    item.score.base_rate = 0.11;
    item.score.log_odds = -3.476;
    item.score.contributions = {{"base rate, therapy.acupuncture", 1, -2.09, -1},
                                {"sample/needs-gains unmet", 1, -1.386, 0}};
    item.criteria = {{.criterion = &needs_gains_, .status = Status::kUnmet, .evidence = {Words()}},
                     {.criterion = &has_plan_, .status = Status::kMet, .evidence = {}},
                     {.criterion = &frequency_, .status = Status::kUndocumented, .evidence = {}}};
    item.decided_by = {0};
    item.missing = {"how many visits a week are planned"};
    item.counterfactuals = {
        {.change = {{vocabulary_->Find("functional_improvement").value(), FactValue(true)}},
         .probability = 0.56}};
    prediction_.items.push_back(std::move(item));
  }

  Evidence Words() const {
    const auto start = static_cast<std::uint32_t>(case_.summary.find("no change"));
    return {.section = SectionKind::kSummary, .start = start, .end = start + 21};
  }

  std::string Text(const WordingOptions& options = {}) const {
    return CaseText(case_, prediction_, *vocabulary_, options);
  }

  std::shared_ptr<const Vocabulary> vocabulary_;
  Criterion needs_gains_, has_plan_, frequency_;
  Case case_;
  CasePrediction prediction_;
};

TEST_F(CaseTextTest, ReadsAtAGlance) {
  EXPECT_EQ(Text(), R"(Case SAMPLE-1 (prescreen view)

Request 1 of 1: Six visits of acupuncture
  read as therapy.acupuncture

  Predicted: UPHELD - being overturned is very unlikely, 3%
  90% interval 1% to 8%; far below the usual 11% for requests of this kind

  Decided by
    ✗ Visits beyond the first course need documented gains in function.
      Guideline, Chapter 3, p. 14
      summary: "no change in function"

  Criteria (✓ met, ✗ unmet, ? not documented)
    ✗ Visits beyond the first course need documented gains in function. (required)
    ✓ The plan states goals.
    ? The frequency is within the limit. (required)

  Missing from the record
    - how many visits a week are planned

  What other documentation would change
    - functional improvement: yes -> 56% (overturned)

This is advice to a physician reviewer. It does not decide, approve or deny treatment.
)");
}

TEST_F(CaseTextTest, TermsShowTheVerySum) {
  const std::string text = Text({.terms = true});
  EXPECT_THAT(text, HasSubstr("-2.090  base rate, therapy.acupuncture"));
  EXPECT_THAT(text, HasSubstr("-1.386  sample/needs-gains unmet"));
  EXPECT_THAT(text, HasSubstr("-3.476  in all, a probability of 0.0300"));
}

TEST_F(CaseTextTest, EveryLineFitsTheWidth) {
  case_.items[0].request = std::string(90, 'w') + " and " + std::string(300, 'v');
  prediction_.items[0].missing = {std::string("\u00e9 ") + std::string(500, 'z')};
  for (const std::size_t width : {40, 60, 100}) {
    std::istringstream lines(Text({.width = width, .terms = true}));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(CodePoints(line), width) << line;
  }
}

TEST_F(CaseTextTest, ColourChangesNothingButColour) {
  std::string coloured = Text({.colour = true});
  EXPECT_NE(coloured, Text());
  for (std::size_t at = coloured.find('\x1b'); at != std::string::npos;
       at = coloured.find('\x1b')) {
    coloured.erase(at, coloured.find('m', at) - at + 1);
  }
  EXPECT_EQ(coloured, Text());
}

TEST_F(CaseTextTest, HostileTextIsNotPrintedRaw) {
  case_.id = "ID\x1b[2J";
  case_.summary = "There was \x1b]0;title\x07 here";
  case_.items[0].request = "Six \x1b[31mvisits\n\n\nof nothing";
  prediction_.items[0].criteria[0].evidence = {{.start = 6, .end = 24}, {.start = 5, .end = 9000}};
  prediction_.items[0].decided_by = {0, 77};
  const std::string text = Text();
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\x07")));
  EXPECT_THAT(text, HasSubstr("visits of nothing"));
}

TEST_F(CaseTextTest, AnAbstentionClaimsNothing) {
  prediction_.items[0].abstained = true;
  prediction_.items[0].abstained_because = "no guideline covers this treatment";
  prediction_.items[0].decided_by.clear();
  const std::string text = Text();
  EXPECT_THAT(text, HasSubstr("NO PREDICTION of its own: no guideline covers this treatment"));
  EXPECT_THAT(text, HasSubstr("overturned in 11% of reviews"));
  EXPECT_THAT(text, Not(HasSubstr("Predicted:")));
}

TEST_F(CaseTextTest, ACaseWithoutItemsSaysSo) {
  case_.items.clear();
  prediction_.items.clear();
  prediction_.problems = {"'knee' is no fact"};
  EXPECT_THAT(Text(), HasSubstr("No disputed request was found."));
  EXPECT_THAT(Text(), HasSubstr("! 'knee' is no fact"));
  EXPECT_THAT(Text(), HasSubstr(std::string(kAdvice)));
}

}  // namespace
}  // namespace imr
