#include "features/extraction/quantity_reader.h"

#include <array>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/features/request_fixture.h"

namespace imr::test {
namespace {

const QuantityReader& TheQuantities() {
  static const auto reader = [] {
    Diagnostics diagnostics;
    auto loaded = std::make_unique<const QuantityReader>(
        ProjectFile("rules/lexicon/quantities.yaml"), "lexicon/quantities.yaml", diagnostics);
    EXPECT_FALSE(diagnostics.has_errors()) << Said(diagnostics);
    return loaded;
  }();
  return *reader;
}

Amounts ReadAmounts(const std::string& text, AmountsOf of) {
  return TheQuantities().Read(text, {0, static_cast<std::uint32_t>(text.size())}, of);
}

double ValueOf(const std::optional<Amount>& amount) { return amount ? amount->value : -1; }

struct VisitCase {
  const char* text;
  double visits, per_week, weeks;  // -1: not told
};

TEST(QuantityReader, Visits) {
  const std::vector<VisitCase> cases = {
      {"two times a week for three weeks", 6, 2, 3},
      {"2x6 weeks", 12, 2, 6},
      {"2 x 6", 12, 2, 6},
      {"2 times 8", 16, 2, 8},
      {"twice a week for 3 weeks", 6, 2, 3},
      {"once a week for 6 weeks", 6, 1, 6},
      {"1 to 2 times per week for 4 weeks", 8, 2, 4},
      {"1-2 x week x 6-8 weeks", 16, 2, 8},
      {"3xwk x 4wks", 12, 3, 4},
      {"1xWk x 6Wks", 6, 1, 6},
      {"two (2) times a week for six (6) weeks", 12, 2, 6},
      {"for 4 weeks, 3 times a week", 12, 3, 4},
      {"2 times a week for 3 weeks (6)", 6, 2, 3},
      {"18 sessions (3x6)", 18, 3, 6},
      {"Twelve visits, 2 times weekly for 6 weeks", 12, 2, 6},
      {"12-18 sessions", 18, -1, -1},
      {"#12", 12, -1, -1},
      {"x12", 12, -1, -1},
      {"times 6", 6, -1, -1},
      {"qty 12", 12, -1, -1},
      {"QTY: 12.00", 12, -1, -1},
      {"additional 8", 8, -1, -1},
      {"six visits", 6, -1, -1},
      {"one (1) visit", 1, -1, -1},
      {"1-2 visits", 2, -1, -1},
      {"x 4 months (16 visits)", 16, -1, 17},
      {"once a month for 6 months", 6, -1, 26},
      {"daily for 4 weeks", 28, 7, 4},
      {"4 hours a day, 7 days a week for 6 weeks", 42, 7, 6},
      {"3 times weekly", -1, 3, -1},
      {"for 6 weeks", -1, -1, 6},
      {"15 mins each", -1, -1, -1},
      {"of the lumbar spine", -1, -1, -1},
      {"between 5/5/2014 and 7/5/2014", -1, -1, -1},
      {"L4-5", -1, -1, -1},
      {"9999 visits", -1, -1, -1},
  };
  for (const VisitCase& one : cases) {
    const Amounts amounts = ReadAmounts(one.text, AmountsOf::kVisits);
    EXPECT_EQ(ValueOf(amounts.visits), one.visits) << one.text;
    EXPECT_EQ(ValueOf(amounts.per_week), one.per_week) << one.text;
    EXPECT_EQ(ValueOf(amounts.weeks), one.weeks) << one.text;
    EXPECT_FALSE(amounts.units.has_value()) << one.text;
  }
}

struct UnitCase {
  const char* text;
  double units, refills;
};

TEST(QuantityReader, UnitsAndRefills) {
  const std::vector<UnitCase> cases = {
      {"10/325mg #60", 60, -1},
      {"20mg # 90", 90, -1},
      {"Qty: 60", 60, -1},
      {"Quantity 120", 120, -1},
      {"60 tablets", 60, -1},
      {"#60 day supply: 30", 60, -1},
      {"30 day supply", -1, -1},
      {"5% cream 111.2 grams", 111, -1},
      {"20% cream, 167.6 gm", 168, -1},
      {"10mg/ml oral suspension 420ml", 420, -1},
      {"40mg, one by mouth, twice a day #60 with one refill", 60, 1},
      {"#60, 1-2 tabs orally every 4-6 hrs as needed", 60, -1},
      {"#30 with 3 refills", 30, 3},
      {"#30 refill x 2", 30, 2},
      {"#30, no refills", 30, 0},
      {"550mg, 60", 60, -1},
      {"50mg", -1, -1},
  };
  for (const UnitCase& one : cases) {
    const Amounts amounts = ReadAmounts(one.text, AmountsOf::kUnits);
    EXPECT_EQ(ValueOf(amounts.units), one.units) << one.text;
    EXPECT_EQ(ValueOf(amounts.refills), one.refills) << one.text;
    EXPECT_FALSE(amounts.visits.has_value()) << one.text;
  }
}

// Frequency times duration, in many dresses, against plain multiplication.
TEST(QuantityReader, FrequencyTimesDurationIsTheProduct) {
  constexpr std::array<const char*, 13> kWords = {"zero", "one",    "two",   "three", "four",
                                                  "five", "six",    "seven", "eight", "nine",
                                                  "ten",  "eleven", "twelve"};
  std::mt19937 random(20140131);
  const auto pick = [&random](int low, int high) {
    return static_cast<int>(std::uniform_int_distribution<int>(low, high)(random));
  };
  const auto dress = [&](int number) -> std::string {
    const std::string digits = std::to_string(number);
    const std::string word = kWords[static_cast<std::size_t>(number)];
    switch (pick(0, 2)) {
      case 0:
        return digits;
      case 1:
        return word;
      default:
        return word + " (" + digits + ")";
    }
  };
  const std::vector<std::pair<std::string, std::string>> links = {
      {" times a week for ", " weeks"},  {" times per week for ", " weeks"},
      {" times weekly for ", " weeks"},  {" x per week x ", " weeks"},
      {" visits a week for ", " weeks"}, {" times a week over ", " weeks"},
      {" times/week for ", " wks"},      {" sessions per week for ", " weeks"}};
  for (int n = 0; n < 400; ++n) {
    const int often = pick(1, 7);
    const int weeks = pick(1, 12);
    const auto& [middle, end] = links[static_cast<std::size_t>(pick(0, 7))];
    const std::string text = dress(often) + middle + dress(weeks) + end;
    const Amounts amounts = ReadAmounts(text, AmountsOf::kVisits);
    EXPECT_EQ(ValueOf(amounts.visits), often * weeks) << text;
    EXPECT_EQ(ValueOf(amounts.per_week), often) << text;
    EXPECT_EQ(ValueOf(amounts.weeks), weeks) << text;
  }
}

TEST(QuantityReader, WordsOfAnAmountLieInTheTextRead) {
  const std::string text = "before | 2 times a week for 3 weeks | 12 visits after";
  const Span within{9, 35};
  const Amounts amounts = TheQuantities().Read(text, within, AmountsOf::kVisits);
  ASSERT_TRUE(amounts.visits.has_value());
  EXPECT_EQ(amounts.visits->value, 6);
  for (const PatternMatch& words : amounts.visits->words) {
    EXPECT_GE(words.span.start, within.start);
    EXPECT_LE(words.span.end, within.end);
    EXPECT_THAT(TheQuantities().patterns().Place(words.pattern),
                testing::StartsWith("lexicon/quantities.yaml:"));
  }
}

TEST(QuantityReader, NumbersInTakenWordsDoNotCount) {
  const std::string text = "Tylenol #3 #60";
  const Amounts amounts = TheQuantities().Read(text, {0, 14}, AmountsOf::kUnits, {{0, 10}});
  EXPECT_EQ(ValueOf(amounts.units), 60);
}

TEST(QuantityReader, PartialAuthorizationHasThreeParts) {
  const std::string text =
      "Aquatic therapy 10 visits was the original request. Aquatic therapy 4 visits was authorized "
      "by the Claims Administrator. The remaining IMR eligible portion of the original request, "
      "Aquatic therapy 6 visits is";
  const auto partial = TheQuantities().SplitPartial(text);
  ASSERT_TRUE(partial.has_value());
  const auto slice = [&text](const Span& span) {
    return text.substr(span.start, span.end - span.start);
  };
  EXPECT_EQ(slice(partial->original), "Aquatic therapy 10 visits ");
  EXPECT_EQ(slice(partial->authorized), "Aquatic therapy 4 visits ");
  ASSERT_TRUE(partial->remaining.has_value());
  EXPECT_EQ(slice(*partial->remaining), "Aquatic therapy 6 visits is");
  EXPECT_FALSE(TheQuantities().SplitPartial("Aquatic therapy 10 visits").has_value());
}

TEST(QuantityReader, HostileNumbersAreHarmless) {
  const std::string digits(5000, '9');
  for (const std::string& text :
       {digits + " visits", "#" + digits, digits + " times a week for " + digits + " weeks",
        std::string(3000, '(') + "6", "2 x " + digits}) {
    const Amounts amounts = ReadAmounts(text, AmountsOf::kVisits);
    EXPECT_LE(ValueOf(amounts.visits), 365);
    EXPECT_FALSE(std::isinf(ValueOf(ReadAmounts(text, AmountsOf::kUnits).units)));
  }
}

}  // namespace
}  // namespace imr::test
