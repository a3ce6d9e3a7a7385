#include "engine/evaluation/curves.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace imr {
namespace {

// Few distinct probabilities, so that many are equal.
std::vector<ScoredItem> RandomItems(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed);
  std::vector<ScoredItem> items(count);
  for (ScoredItem& item : items) {
    item.probability = static_cast<double>(random() % 12) / 11;
    item.overturned = random() % 4 == 0;
    item.abstained = random() % 9 == 0;
  }
  return items;
}

TEST(OperatingPoints, AreWhatCountingAtEachThresholdGives) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto items = RandomItems(seed, 60);
    const auto points = OperatingPoints(items);
    ASSERT_FALSE(points.empty());
    EXPECT_DOUBLE_EQ(points.back().flagged, 1);
    double before = 2;
    for (const OperatingPoint& point : points) {
      EXPECT_LT(point.threshold, before);
      before = point.threshold;
      double hits = 0, flagged = 0, overturned = 0;
      for (const ScoredItem& item : items) {
        overturned += item.overturned;
        if (item.probability < point.threshold) continue;
        flagged += 1;
        hits += item.overturned;
      }
      EXPECT_DOUBLE_EQ(point.flagged, flagged / 60);
      EXPECT_DOUBLE_EQ(point.sensitivity, hits / overturned);
      EXPECT_DOUBLE_EQ(point.false_alarms, (flagged - hits) / (60 - overturned));
      EXPECT_DOUBLE_EQ(point.precision, hits / flagged);
    }
  }
}

TEST(OperatingPoints, EncloseTheAreaUnderTheCurve) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto items = RandomItems(seed, 80);
    double area = 0;
    OperatingPoint last{};
    for (const OperatingPoint& point : OperatingPoints(items)) {
      area += (point.false_alarms - last.false_alarms) * (point.sensitivity + last.sensitivity) / 2;
      last = point;
    }
    EXPECT_NEAR(area, ComputeMetrics(items).auc, 1e-12);
  }
}

TEST(OperatingPoints, OfOneOutcomeHaveNoShareOfTheOther) {
  const auto points = OperatingPoints({{.probability = 0.3}, {.probability = 0.2}});
  ASSERT_EQ(points.size(), 2u);
  EXPECT_TRUE(std::isnan(points[0].sensitivity));
  EXPECT_DOUBLE_EQ(points[0].false_alarms, 0.5);
  EXPECT_TRUE(OperatingPoints({}).empty());
}

TEST(Thinned, KeepsFirstAndLastInOrder) {
  const auto points = OperatingPoints(RandomItems(3, 200));
  const auto thinned = Thinned(points, 5);
  ASSERT_EQ(thinned.size(), 5u);
  EXPECT_EQ(thinned.front().threshold, points.front().threshold);
  EXPECT_EQ(thinned.back().threshold, points.back().threshold);
  for (std::size_t i = 1; i < 5; ++i) EXPECT_LT(thinned[i].threshold, thinned[i - 1].threshold);
  EXPECT_EQ(Thinned(points, 100).size(), points.size());
}

TEST(RiskCoverage, AnswersTheSurestFirstAndAbstentionsLast) {
  // By certainty: right, wrong, right, and an abstention that is wrong though it seems sure.
  const std::vector<ScoredItem> items = {{.probability = 0.4, .overturned = false},
                                         {.probability = 0.9, .overturned = false},
                                         {.probability = 0.02, .overturned = true},
                                         {.probability = 0.05, .overturned = false}};
  const std::vector<Certainty> certainties = {{.distance = 0.1},
                                              {.distance = 0.4, .width = 0.2},
                                              {.abstained = true, .distance = 0.48},
                                              {.distance = 0.45}};
  const auto points = RiskCoverage(items, certainties);
  ASSERT_EQ(points.size(), 4u);
  EXPECT_DOUBLE_EQ(points[0].coverage, 0.25);
  EXPECT_DOUBLE_EQ(points[0].error, 0);
  EXPECT_DOUBLE_EQ(points[1].error, 0.5);
  EXPECT_DOUBLE_EQ(points[2].error, 1.0 / 3);
  EXPECT_DOUBLE_EQ(points[3].error, 0.5);
  EXPECT_NEAR(points[1].brier, (0.05 * 0.05 + 0.9 * 0.9) / 2, 1e-15);
}

TEST(RiskCoverage, OfEquallyDistantOnesTheNarrowerIntervalIsSurer) {
  const auto points = RiskCoverage(
      {{.probability = 0.9, .overturned = false}, {.probability = 0.1, .overturned = false}},
      {{.distance = 0.4, .width = 0.5}, {.distance = 0.4, .width = 0.1}});
  ASSERT_EQ(points.size(), 2u);
  EXPECT_DOUBLE_EQ(points[0].error, 0);
  EXPECT_DOUBLE_EQ(points[1].error, 0.5);
}

TEST(RiskCoverage, DoesNotDependOnTheOrderOfEquallySureItems) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    auto items = RandomItems(seed, 77);
    const auto certainties = [](const std::vector<ScoredItem>& of) {
      std::vector<Certainty> out;
      for (const ScoredItem& item : of) {
        out.push_back({.abstained = item.abstained, .distance = std::abs(item.probability - 0.5)});
      }
      return out;
    };
    const auto there = RiskCoverage(items, certainties(items));
    std::reverse(items.begin(), items.end());
    const auto back = RiskCoverage(items, certainties(items));
    ASSERT_EQ(there.size(), 20u);
    ASSERT_EQ(back.size(), there.size());
    for (std::size_t i = 0; i < there.size(); ++i) {
      EXPECT_NEAR(there[i].error, back[i].error, 1e-12);
      EXPECT_NEAR(there[i].brier, back[i].brier, 1e-12);
    }
    const Metrics all = ComputeMetrics(items);
    EXPECT_NEAR(there.back().error, 1 - all.accuracy, 1e-12);
    EXPECT_NEAR(there.back().brier, all.brier, 1e-12);
  }
}

}  // namespace
}  // namespace imr
