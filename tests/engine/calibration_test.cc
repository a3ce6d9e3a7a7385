#include "engine/scoring/training/calibration.h"

#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <random>
#include <vector>

#include "engine/evaluation/metrics.h"
#include "tests/engine/training_tables.h"

namespace imr {
namespace {

using test::Normal;
using test::Normals;
using test::Uniform;

std::vector<int> EachItsOwn(Eigen::Index count) {
  std::vector<int> groups(static_cast<std::size_t>(count));
  std::iota(groups.begin(), groups.end(), 0);
  return groups;
}

Eigen::VectorXd Draw(std::mt19937_64& random, const Eigen::VectorXd& log_odds) {
  Eigen::VectorXd targets(log_odds.size());
  for (Eigen::Index i = 0; i < targets.size(); ++i) {
    targets[i] = Uniform(random) < Logistic(log_odds[i]) ? 1 : 0;
  }
  return targets;
}

TEST(CheckCalibration, FindsTheLineThatPredictionsAreOff) {
  std::mt19937_64 random(1);
  const Eigen::VectorXd truth = 1.5 * Normals(random, 20000).array() - 1.0;
  const Outcomes outcomes{Draw(random, truth), {}, {}};
  // Predictions twice as extreme, and a little too high: truth = -0.25 + 0.5 x predicted.
  const Eigen::VectorXd predicted = 2 * (truth.array() + 0.25);
  const auto result = CheckCalibration(predicted, outcomes, EachItsOwn(predicted.size()));
  const auto& report = std::get<CalibrationReport>(result);
  EXPECT_NEAR(report.line.slope, 0.5, 4 * report.slope_error);
  EXPECT_NEAR(report.line.intercept, -0.25, 4 * report.intercept_error);
  EXPECT_LT(report.slope_error, 0.02);
  EXPECT_NEAR(report.line.Apply(3), report.line.intercept + 3 * report.line.slope, 1e-15);

  const auto shifted =
      CheckCalibration(truth.array() + 0.5, outcomes, EachItsOwn(predicted.size()));
  const auto& high = std::get<CalibrationReport>(shifted);
  EXPECT_NEAR(high.in_the_large, -0.5, 4 * high.in_the_large_error);
  EXPECT_LT(high.in_the_large_error, 0.03);
}

// Errors of rows that are each a group of their own, over many draws: as wide as the spread.
TEST(CheckCalibration, StandardErrorsAreTheSpreadOverDraws) {
  std::mt19937_64 random(2);
  const Eigen::VectorXd z = Normals(random, 300).array() - 0.5;
  const auto groups = EachItsOwn(z.size());
  double slope_error = 0;
  std::vector<double> slopes;
  for (int draw = 0; draw < 400; ++draw) {
    const auto result = CheckCalibration(z, {Draw(random, z), {}, {}}, groups);
    const auto& report = std::get<CalibrationReport>(result);
    slopes.push_back(report.line.slope);
    slope_error += report.slope_error / 400;
  }
  const double mean = std::accumulate(slopes.begin(), slopes.end(), 0.0) / 400;
  double variance = 0;
  for (const double slope : slopes) variance += (slope - mean) * (slope - mean) / 399;
  EXPECT_NEAR(slope_error, std::sqrt(variance), 0.15 * slope_error);
}

// A row ten times over, as one group, tells no more than the row.
TEST(CheckCalibration, RepeatedRowsOfAGroupAddNoCertainty) {
  std::mt19937_64 random(3);
  const Eigen::VectorXd z = Normals(random, 200);
  const Eigen::VectorXd targets = Draw(random, z);
  const auto once = CheckCalibration(z, {targets, {}, {}}, EachItsOwn(z.size()));
  const Eigen::VectorXd z10 = z.replicate(10, 1);
  const Eigen::VectorXd targets10 = targets.replicate(10, 1);
  std::vector<int> groups;
  for (int copy = 0; copy < 10; ++copy) {
    for (int i = 0; i < 200; ++i) groups.push_back(i);
  }
  const auto often = CheckCalibration(z10, {targets10, {}, {}}, groups);
  const auto& a = std::get<CalibrationReport>(once);
  const auto& b = std::get<CalibrationReport>(often);
  EXPECT_NEAR(a.line.slope, b.line.slope, 1e-9);
  EXPECT_NEAR(a.slope_error, b.slope_error, 1e-9);
  EXPECT_NEAR(a.intercept_error, b.intercept_error, 1e-9);
  EXPECT_NEAR(a.in_the_large_error, b.in_the_large_error, 1e-9);
}

TEST(CheckCalibration, TellsWhenPredictionsSeparateTheOutcomes) {
  const Eigen::VectorXd z = Eigen::VectorXd::LinSpaced(20, -2, 2);
  const Outcomes outcomes{(z.array() > 0).cast<double>().matrix(), {}, {}};
  const auto result = CheckCalibration(z, outcomes, EachItsOwn(20));
  ASSERT_TRUE(std::holds_alternative<FitError>(result));
  EXPECT_EQ(std::get<FitError>(result).problem, FitProblem::kSeparable);
}

TEST(PlattScaling, ExistsForSeparatedOutcomesAndKeepsTheMeanOfItsTargets) {
  const Eigen::VectorXd z = Eigen::VectorXd::LinSpaced(30, -2, 2);
  const Eigen::VectorXd targets = (z.array() > 0.7).cast<double>();
  const auto result = PlattScaling(z, targets);
  const auto& line = std::get<CalibrationLine>(result);
  EXPECT_GT(line.slope, 1);
  EXPECT_LT(line.slope, 30);
  const double positives = targets.sum();
  const double negatives = 30 - positives;
  double mean = 0;
  for (const double log_odds : z) mean += Logistic(line.Apply(log_odds)) / 30;
  const double expected =
      (positives * (positives + 1) / (positives + 2) + negatives / (negatives + 2)) / 30;
  EXPECT_NEAR(mean, expected, 1e-9);
}

TEST(BootstrapDifferences, OfAModelAndItselfAreNothing) {
  std::mt19937_64 random(4);
  std::vector<ScoredItem> items(150);
  for (std::size_t i = 0; i < items.size(); ++i) {
    items[i] = {.probability = Uniform(random),
                .overturned = random() % 4 == 0,
                .group = static_cast<int>(i / 3)};
  }
  for (const auto& [name, difference] : BootstrapDifferences(items, items, 200)) {
    EXPECT_EQ(difference.value, 0) << name;
    EXPECT_EQ(difference.interval.low, 0) << name;
    EXPECT_EQ(difference.interval.high, 0) << name;
    EXPECT_EQ(difference.share_above, 0) << name;
  }
}

// Two models whose errors go together: their difference is surer than either of them.
TEST(BootstrapDifferences, ArePairedSoThatSmallDifferencesShow) {
  std::mt19937_64 random(5);
  std::vector<ScoredItem> good(300);
  std::vector<ScoredItem> worse;
  for (std::size_t i = 0; i < good.size(); ++i) {
    const double z = Normal(random);
    good[i] = {.probability = Logistic(z),
               .overturned = Uniform(random) < Logistic(z),
               .group = static_cast<int>(i / 2)};
    worse.push_back(good[i]);
    worse.back().probability = Logistic(2.5 * z + 0.3 * Normal(random));
  }
  const auto differences = BootstrapDifferences(good, worse);
  const MetricDifference& brier = differences.at("brier");
  EXPECT_DOUBLE_EQ(brier.value, ComputeMetrics(good).brier - ComputeMetrics(worse).brier);
  EXPECT_LT(brier.interval.low, brier.value);
  EXPECT_GT(brier.interval.high, brier.value);
  EXPECT_LT(brier.interval.high, 0);
  EXPECT_LT(brier.share_above, 0.025);
  const Interval alone = BootstrapIntervals(good).at("brier");
  EXPECT_LT(brier.interval.high - brier.interval.low, alone.high - alone.low);
  // What is larger the other way round is the rest.
  EXPECT_GT(BootstrapDifferences(worse, good).at("brier").share_above, 0.975);
}

}  // namespace
}  // namespace imr
