#include "engine/scoring/base_rates.h"

#include <cmath>
#include <gtest/gtest.h>

#include "engine/scoring/log_odds.h"
#include "tests/support/paths.h"

namespace imr {
namespace {

constexpr const char* kSmall = R"(version: 1
shrinkage: {family_from_all: 20, treatment_from_family: 30, published: 10, items_per_independent_item: 2, deviation_of_year: 0.1}
all:
  - {year: 2014, overturned: 0.2, source: a}
  - {year: 2014, overturned: 0.2, approximate: yes, source: a}
  - {year: 2015, overturned: 0.1, source: a}
published:
  - {treatments: ["imaging.*"], year: 2015, overturned: 0.1, source: a}
  - {treatments: [imaging.mri], year: 2030, overturned: 0.3, approximate: yes, source: a}
counted:
  note: in a sample
  items:
    - {treatment: imaging.mri, items: 8, overturned: 2}
    - {treatment: imaging.ct, items: 4, overturned: 0}
)";

class BaseRatesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Diagnostics diagnostics;
    vocabulary_ = Vocabulary::Load(test::ProjectFile("rules/vocabulary.yaml"), "vocabulary.yaml",
                                   diagnostics);
    ASSERT_NE(vocabulary_, nullptr);
  }

  std::optional<BaseRates> Load(const std::string& text, Diagnostics& diagnostics) const {
    const test::TemporaryDirectory directory;
    const auto path = directory.Write("base_rates.yaml", text);
    return BaseRates::Load(path, "base_rates.yaml", *vocabulary_, diagnostics);
  }

  BaseRates Ours() const {
    Diagnostics diagnostics;
    auto rates = BaseRates::Load(test::ProjectFile("rules/base_rates.yaml"), "base_rates.yaml",
                                 *vocabulary_, diagnostics);
    for (const Diagnostic& d : diagnostics.all()) ADD_FAILURE() << FormatDiagnostic(d);
    return rates.value();
  }

  std::shared_ptr<const Vocabulary> vocabulary_;
};

TEST_F(BaseRatesTest, RatesAreShrunkFromTreatmentToFamilyToAll) {
  Diagnostics diagnostics;
  const auto rates = Load(kSmall, diagnostics);
  ASSERT_TRUE(rates) << FormatDiagnostic(diagnostics.all().at(0));

  const double all = 0.5 * (LogOdds(0.2) + LogOdds(0.1));
  const double effect_2015 = LogOdds(0.1) - all;
  // imaging without the MRI's own items: 20 as all, 10 published, 4 computed tomographies as 2.
  const double published = Logistic(LogOdds(0.1) - effect_2015);
  const double family = (20 * Logistic(all) + 10 * published + 0) / 32;
  // 30 as the family, half of 10 published in a year without a figure of all, 8 counted as 4.
  const double mri = (30 * family + 5 * 0.3 + 1) / 39;
  const BaseRate rate = rates->Offset("imaging.mri", std::nullopt);
  EXPECT_NEAR(rate.probability(), mri, 1e-12);
  EXPECT_EQ(rate.treatment, "imaging.mri");

  const double spread =
      std::pow(LogOdds(0.2) - all, 2) + std::pow(effect_2015, 2);  // over two years less one
  EXPECT_NEAR(rate.deviation, std::sqrt(1 / (39 * mri * (1 - mri)) + 0.01 + spread), 1e-12);
  const BaseRate in_2015 = rates->Offset("imaging.mri", 2015);
  EXPECT_NEAR(in_2015.log_odds, rate.log_odds + effect_2015, 1e-12);
  EXPECT_NEAR(in_2015.deviation, std::sqrt(1 / (39 * mri * (1 - mri)) + 0.01), 1e-12);
}

TEST_F(BaseRatesTest, ATreatmentWithoutFiguresTakesTheRateOfAll) {
  Diagnostics diagnostics;
  const auto rates = Load(kSmall, diagnostics);
  ASSERT_TRUE(rates);
  const double all = rates->Offset("", std::nullopt).log_odds;
  EXPECT_NEAR(rates->Offset("service.interpreter", std::nullopt).log_odds, all, 1e-12);
  EXPECT_EQ(rates->Offset("no.such", std::nullopt).log_odds, all);
  EXPECT_EQ(rates->Offset("no.such", std::nullopt).treatment, "");
}

TEST_F(BaseRatesTest, AYearWithoutAFigureIsTheMeanOfTheYears) {
  const BaseRates rates = Ours();
  for (const int year : {1999, 2012, 2099}) {
    EXPECT_EQ(rates.Offset("imaging.mri", year).log_odds,
              rates.Offset("imaging.mri", std::nullopt).log_odds);
  }
  EXPECT_GT(rates.Offset("imaging.mri", 2013).log_odds, rates.Offset("imaging.mri", 2014).log_odds);
}

TEST_F(BaseRatesTest, OursLieWhereOutcomesHaveBeenPublished) {
  const BaseRates rates = Ours();
  for (const std::string& code : vocabulary_->treatments()) {
    const BaseRate rate = rates.Offset(code, 2017);
    EXPECT_GT(rate.probability(), 0.04) << code;
    EXPECT_LT(rate.probability(), 0.25) << code;
    EXPECT_GT(rate.deviation, 0.15) << code;
    EXPECT_LT(rate.deviation, 0.8) << code;
  }
  auto p = [&](const char* code) { return rates.Offset(code, 2017).probability(); };
  EXPECT_LT(p("injection.epidural"), p("therapy.physical"));
  EXPECT_LT(p("medication.opioid"), p("medication.antidepressant"));
  EXPECT_LT(p("imaging.mri"), p("evaluation.specialist_consultation"));
}

TEST_F(BaseRatesTest, MistakesAreToldWithPlaceAndRemedy) {
  auto replace = [&](const std::string& from, const std::string& to) {
    std::string text = kSmall;
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
  };
  struct Row {
    std::string text;
    int line;
    std::string expected;
  };
  const std::vector<Row> rows = {
      {replace("treatment: imaging.ct", "treatment: imaging.cat"), 14,
       "did you mean 'imaging.ct'?"},
      {replace("\"imaging.*\"", "\"imagin.*\""), 8, "did you mean 'imaging.*'?"},
      {replace("treatment: imaging.ct", "treatment: imaging.mri"), 14, "duplicate-treatment"},
      {replace("overturned: 2}", "overturned: 9}"), 13, "out-of-range"},
      {replace("year: 2015, overturned: 0.1", "year: 2015, overturned: 10"), 6, "out-of-range"},
      {replace("year: 2015, overturned: 0.1, source: a", "year: 2015, overturned: 0.1"), 6,
       "needs 'source'"},
      {replace("published: 10", "publishd: 10"), 2, "did you mean 'published'?"},
      {replace("  note: in a sample\n", ""), 11, "needs 'note'"},
      {"version: 1\nshrinkage: {}\n", 1, "no-overall-rate"},
      {"- a\n", 1, "must be a mapping"},
  };
  for (const Row& row : rows) {
    Diagnostics diagnostics;
    EXPECT_FALSE(Load(row.text, diagnostics)) << row.expected;
    bool told = false;
    std::string all;
    for (const Diagnostic& d : diagnostics.all()) {
      const std::string text = FormatDiagnostic(d);
      told = told || (d.line == row.line && text.find(row.expected) != std::string::npos);
      all += text + '\n';
    }
    EXPECT_TRUE(told) << row.expected << "\n" << all;
  }
}

}  // namespace
}  // namespace imr
