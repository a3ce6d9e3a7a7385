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
  EXPECT_EQ(keys, (std::vector<std::string>{"view", "cases", "items", "overturned", "metrics",
                                            "intervals", "baselines", "by_treatment", "calibration",
                                            "confusion", "items_detail"}));
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
