#include "engine/evaluation/evaluation.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "engine/explanation/layout.h"

namespace imr {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<EvaluatedItem> Items() {
  std::vector<EvaluatedItem> items;
  items.reserve(30);
  for (int i = 0; i < 30; ++i) {
    items.push_back({.case_id = "CASE-" + std::to_string(i / 2),
                     .index = static_cast<std::size_t>(i % 2),
                     .treatment = i % 3 == 0 ? "therapy.physical" : "imaging.mri",
                     .probability = 0.02 + 0.03 * i,
                     .low = 0.01,
                     .high = 0.95,
                     .base_rate = i % 3 == 0 ? 0.09 : 0.08,
                     .overturned = i % 7 == 6,
                     .abstained = i == 4});
  }
  return items;
}

TEST(EvaluationTest, CountsCasesAndItemsAndComparesWithBothBaselines) {
  const Evaluation e = Evaluate("prescreen", Items(), {.resamples = 100});
  EXPECT_EQ(e.cases, 15);
  EXPECT_EQ(e.items, 30);
  EXPECT_EQ(e.overturned, 4);
  EXPECT_DOUBLE_EQ(e.metrics.coverage, 29.0 / 30);
  EXPECT_DOUBLE_EQ(e.always_upheld.accuracy, 26.0 / 30);
  EXPECT_DOUBLE_EQ(e.always_upheld.brier, 4.0 / 30);
  EXPECT_DOUBLE_EQ(e.always_upheld.auc, 0.5);
  EXPECT_DOUBLE_EQ(e.always_upheld.coverage, 1.0);
  EXPECT_TRUE(std::isfinite(e.always_upheld.log_loss));
  EXPECT_LT(e.base_rate.log_loss, e.always_upheld.log_loss);
  EXPECT_EQ(e.confusion.true_positive + e.confusion.false_negative, 4);
  ASSERT_EQ(e.by_treatment.size(), 2u);
  EXPECT_EQ(e.by_treatment[0].name, "imaging.mri");
  EXPECT_EQ(e.by_treatment[0].items, 20);
  EXPECT_EQ(e.by_treatment[0].overturned + e.by_treatment[1].overturned, 4);
  EXPECT_DOUBLE_EQ(e.by_treatment[1].mean_base_rate, 0.09);
}

TEST(EvaluationTest, JsonHoldsWhatTheContractNamesInItsOrder) {
  const auto json = EvaluationJson(Evaluate("record", Items(), {.resamples = 50}));
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{
                      "view", "cases", "items", "overturned", "metrics", "intervals", "baselines",
                      "by_treatment", "by_guideline", "calibration", "calibration_line",
                      "risk_coverage", "confusion", "in_training", "items_detail"}));
  EXPECT_EQ(json["view"], "record");
  EXPECT_EQ(json["metrics"].begin().key(), "auc");
  EXPECT_EQ(json["metrics"].size(), 14u);
  EXPECT_EQ(json["intervals"].size(), 14u);
  EXPECT_EQ(json["intervals"]["brier"].size(), 2u);
  EXPECT_EQ(json["baselines"]["base_rate"].size(), 14u);
  EXPECT_EQ(json["calibration"].size(), 5u);
  EXPECT_EQ(json["calibration"][0]["n"], 6);
  EXPECT_EQ(json["items_detail"].size(), 30u);
  EXPECT_EQ(json["items_detail"][29]["prediction"], "overturned");
  EXPECT_EQ(json["items_detail"][4]["abstained"], true);
}

TEST(EvaluationTest, WhatDoesNotExistIsNullInJsonAndSaidInText) {
  const Evaluation e = Evaluate(
      "prescreen", {{.case_id = "A", .treatment = "", .probability = 0.2, .base_rate = 0.1}},
      {.resamples = 20});
  const auto json = EvaluationJson(e);
  EXPECT_TRUE(json["metrics"]["auc"].is_null());
  EXPECT_TRUE(json["intervals"]["auc"][0].is_null());
  EXPECT_TRUE(json["by_treatment"][0]["treatment"].is_null());
  EXPECT_THAT(json.dump(), Not(HasSubstr("nan")));
  EXPECT_THAT(EvaluationText(e), HasSubstr("n/a"));
  EXPECT_THAT(EvaluationText(e), HasSubstr("not recognised"));
}

TEST(EvaluationTest, GroupsByTheGuidelineThatDecided) {
  std::vector<EvaluatedItem> items = Items();
  for (std::size_t i = 0; i < 12; ++i) items[i].guideline = "some-guideline";
  const Evaluation e = Evaluate("prescreen", items, {.resamples = 20});
  ASSERT_EQ(e.by_guideline.size(), 2u);
  EXPECT_EQ(e.by_guideline[0].name, "");
  EXPECT_EQ(e.by_guideline[0].items, 18);
  EXPECT_EQ(e.by_guideline[1].name, "some-guideline");
  EXPECT_EQ(e.by_guideline[1].overturned, 1);
  const auto json = EvaluationJson(e)["by_guideline"];
  EXPECT_TRUE(json[0]["guideline"].is_null());
  EXPECT_EQ(json[1]["items"], 12);
  EXPECT_THAT(EvaluationText(e), HasSubstr("By the guideline that decided"));
}

TEST(EvaluationTest, CalibrationLineIsThatOfTheLogOdds) {
  // Twice as extreme as they should be: 80% and 20% where 2/3 and 1/3 come to pass.
  std::vector<EvaluatedItem> items;
  for (int i = 0; i < 60; ++i) {
    items.push_back({.case_id = "C" + std::to_string(i),
                     .index = 0,
                     .probability = i % 2 == 0 ? 0.8 : 0.2,
                     .base_rate = 0.1,
                     .overturned = i % 2 == 0 ? i % 3 != 0 : i % 3 == 0});
  }
  const Evaluation e = Evaluate("prescreen", items, {.resamples = 20});
  ASSERT_TRUE(e.calibration_line.has_value());
  EXPECT_NEAR(e.calibration_line->line.slope, 0.5, 1e-6);
  EXPECT_NEAR(e.calibration_line->line.intercept, 0, 1e-6);
  EXPECT_GT(e.calibration_line->slope_error, 0);
  EXPECT_NEAR(EvaluationJson(e)["calibration_line"]["slope"], 0.5, 1e-6);
  EXPECT_THAT(EvaluationText(e), HasSubstr("slope 0.50"));
}

TEST(EvaluationTest, ThereIsNoCalibrationLineWhereNothingCanTell) {
  std::vector<EvaluatedItem> same = Items();
  for (EvaluatedItem& item : same) item.probability = 0.1;
  std::vector<EvaluatedItem> upheld = Items();
  for (EvaluatedItem& item : upheld) item.overturned = false;
  std::vector<EvaluatedItem> separated = Items();
  for (EvaluatedItem& item : separated) item.overturned = item.probability > 0.5;
  std::vector<EvaluatedItem> one_case = Items();
  for (EvaluatedItem& item : one_case) item.case_id = "A";
  for (const auto& items : {same, upheld, separated, one_case}) {
    const Evaluation e = Evaluate("prescreen", items, {.resamples = 20});
    EXPECT_FALSE(e.calibration_line.has_value());
    EXPECT_TRUE(EvaluationJson(e)["calibration_line"].is_null());
  }
  std::vector<EvaluatedItem> certain = Items();
  certain[0].probability = 0;
  certain[1].probability = 1;
  EXPECT_THAT(EvaluationJson(Evaluate("prescreen", certain, {.resamples = 20})).dump(),
              Not(HasSubstr("inf")));
}

TEST(EvaluationTest, RiskCoverageEndsWithTheErrorOfAll) {
  const Evaluation e = Evaluate("prescreen", Items(), {.resamples = 20});
  ASSERT_EQ(e.risk_coverage.size(), 20u);
  EXPECT_DOUBLE_EQ(e.risk_coverage.back().coverage, 1);
  EXPECT_NEAR(e.risk_coverage.back().error, 1 - e.metrics.accuracy, 1e-12);
  const auto json = EvaluationJson(e)["risk_coverage"];
  EXPECT_EQ(json.size(), 20u);
  EXPECT_NEAR(json[19]["brier"], e.metrics.brier, 1e-12);
}

TEST(EvaluationTest, CasesAmongCountsEachCaseOnce) {
  EXPECT_EQ(CasesAmong(Items(), {"CASE-1", "CASE-3", "CASE-99", "CASE-1"}), 2);
  EXPECT_EQ(CasesAmong(Items(), {}), 0);
}

TEST(EvaluationTest, NoItemsIsAnAnswerToo) {
  const Evaluation e = Evaluate("prescreen", {});
  EXPECT_TRUE(std::isnan(e.metrics.accuracy));
  EXPECT_TRUE(EvaluationJson(e)["metrics"]["brier"].is_null());
  EXPECT_THAT(EvaluationText(e), HasSubstr("0 items of 0 cases"));
}

TEST(EvaluationTest, TextSetsMetricsBesideBaselinesWithinTheWidth) {
  std::vector<EvaluatedItem> items = Items();
  items[0].treatment = std::string(500, 'x') + "\x1b[2J";
  const std::string text = EvaluationText(Evaluate("prescreen", items, {.resamples = 50}));
  EXPECT_THAT(text, HasSubstr("30 items of 15 cases, 4 overturned (prescreen view)"));
  EXPECT_THAT(text, HasSubstr("predicted"));
  EXPECT_THAT(text, HasSubstr("always upheld"));
  EXPECT_THAT(text, HasSubstr("Calibration, five groups of equal count"));
  EXPECT_THAT(text, HasSubstr("predicted overturned"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(CodePoints(line), 100u) << line;
}

TEST(EvaluationTest, TheSameItemsGiveTheSameBytes) {
  EXPECT_EQ(EvaluationJson(Evaluate("prescreen", Items())).dump(),
            EvaluationJson(Evaluate("prescreen", Items())).dump());
}

}  // namespace
}  // namespace imr
