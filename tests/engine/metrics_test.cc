#include "engine/evaluation/metrics.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>

namespace imr {
namespace {

// Slow and obviously right versions, straight from the definitions.

double PairwiseAuc(const std::vector<ScoredItem>& items) {
  double sum = 0;
  double pairs = 0;
  for (const ScoredItem& a : items) {
    for (const ScoredItem& b : items) {
      if (!a.overturned || b.overturned) continue;
      pairs += 1;
      sum += a.probability > b.probability ? 1.0 : a.probability == b.probability ? 0.5 : 0.0;
    }
  }
  return sum / pairs;
}

// The rank of an item is one more than how many stand before it.
double RankedAveragePrecision(const std::vector<ScoredItem>& items) {
  auto before = [&](std::size_t i, std::size_t j) {  // does j stand before i?
    return items[j].probability > items[i].probability ||
           (items[j].probability == items[i].probability && j < i);
  };
  double sum = 0;
  double positives = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!items[i].overturned) continue;
    positives += 1;
    double rank = 1;
    double found = 1;
    for (std::size_t j = 0; j < items.size(); ++j) {
      if (!before(i, j)) continue;
      rank += 1;
      found += items[j].overturned ? 1 : 0;
    }
    sum += found / rank;
  }
  return sum / positives;
}

double SlowCalibrationError(std::vector<ScoredItem> items) {
  std::stable_sort(items.begin(), items.end(),
                   [](const auto& a, const auto& b) { return a.probability < b.probability; });
  double error = 0;
  for (std::size_t j = 0; j < 5; ++j) {
    double p = 0;
    double y = 0;
    for (std::size_t i = j * items.size() / 5; i < (j + 1) * items.size() / 5; ++i) {
      p += items[i].probability;
      y += items[i].overturned ? 1 : 0;
    }
    error += std::abs(p - y) / static_cast<double>(items.size());
  }
  return error;
}

// `levels` distinct probabilities, so that there are many ties when it is small.
std::vector<ScoredItem> RandomItems(std::mt19937_64& random, std::size_t count,
                                    std::uint64_t levels) {
  std::vector<ScoredItem> items(count);
  for (ScoredItem& item : items) {
    item.probability = static_cast<double>(random() % levels) / static_cast<double>(levels);
    item.overturned = random() % 4 == 0;
    item.group = static_cast<int>(random() % (count / 2 + 1));
    item.abstained = random() % 5 == 0;
  }
  items.front().overturned = true;
  items.back().overturned = false;
  return items;
}

TEST(MetricsTest, AgreeWithSlowVersionsOnRandomItems) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 300; ++round) {
    const auto items = RandomItems(random, 2 + random() % 60, round % 3 == 0 ? 4 : 1000);
    const Metrics m = ComputeMetrics(items);
    EXPECT_NEAR(m.auc, PairwiseAuc(items), 1e-12);
    EXPECT_NEAR(m.average_precision, RankedAveragePrecision(items), 1e-12);
    EXPECT_NEAR(m.ece, SlowCalibrationError(items), 1e-12);
  }
}

TEST(MetricsTest, FollowTheirDefinitionsOnItemsReckonedByHand) {
  const std::vector<ScoredItem> items = {
      {.probability = 0.9, .overturned = true, .group = 0},
      {.probability = 0.6, .overturned = false, .group = 0},
      {.probability = 0.5, .overturned = true, .group = 1},
      {.probability = 0.2, .overturned = false, .group = 2},
      {.probability = 0.1, .overturned = true, .group = 2, .abstained = true}};
  const Metrics m = ComputeMetrics(items);
  EXPECT_DOUBLE_EQ(m.auc, 3.0 / 6.0);
  EXPECT_DOUBLE_EQ(m.average_precision, (1.0 + 2.0 / 3.0 + 3.0 / 5.0) / 3.0);
  EXPECT_DOUBLE_EQ(m.brier, (0.01 + 0.36 + 0.25 + 0.04 + 0.81) / 5);
  const double constant = (3 * 0.89 * 0.89 + 2 * 0.11 * 0.11) / 5;
  EXPECT_DOUBLE_EQ(m.brier_skill, 1 - m.brier / constant);
  EXPECT_DOUBLE_EQ(
      m.log_loss,
      -(std::log(0.9) + std::log(0.4) + std::log(0.5) + std::log(0.8) + std::log(0.1)) / 5);
  EXPECT_DOUBLE_EQ(m.accuracy, 0.6);
  EXPECT_DOUBLE_EQ(m.sensitivity, 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(m.specificity, 0.5);
  EXPECT_DOUBLE_EQ(m.balanced_accuracy, (2.0 / 3.0 + 0.5) / 2);
  EXPECT_DOUBLE_EQ(m.coverage, 0.8);
  const Confusion c = ComputeConfusion(items);
  EXPECT_EQ(c.true_positive, 2);
  EXPECT_EQ(c.false_negative, 1);
  EXPECT_EQ(c.false_positive, 1);
  EXPECT_EQ(c.true_negative, 1);
}

TEST(MetricsTest, WhatDoesNotExistIsNotANumber) {
  const Metrics upheld = ComputeMetrics({{.probability = 0.2}, {.probability = 0.7}});
  EXPECT_TRUE(std::isnan(upheld.auc));
  EXPECT_TRUE(std::isnan(upheld.average_precision));
  EXPECT_TRUE(std::isnan(upheld.sensitivity));
  EXPECT_TRUE(std::isnan(upheld.balanced_accuracy));
  EXPECT_DOUBLE_EQ(upheld.specificity, 0.5);
  const Metrics overturned = ComputeMetrics({{.probability = 0.2, .overturned = true}});
  EXPECT_TRUE(std::isnan(overturned.auc));
  EXPECT_TRUE(std::isnan(overturned.specificity));
}

TEST(MetricsTest, LogLossStaysFiniteForSurePredictionsThatAreWrong) {
  const Metrics m = ComputeMetrics(
      {{.probability = 0, .overturned = true}, {.probability = 1, .overturned = false}});
  EXPECT_NEAR(m.log_loss, -std::log(1e-9), 1e-6);
}

TEST(MetricsTest, ListIsInTheOrderOfTheContract) {
  std::vector<std::string> names;
  for (const auto& [name, value] : Listed({})) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"auc", "average_precision", "brier", "brier_skill",
                                             "log_loss", "accuracy", "balanced_accuracy",
                                             "sensitivity", "specificity", "ece", "coverage",
                                             "recall_at_10", "recall_at_20", "recall_at_30"}));
}

TEST(CalibrationTest, BinsHoldEqualCountsAndCoverAllItems) {
  std::mt19937_64 random(3);
  for (std::size_t count : {2, 4, 5, 7, 23, 100}) {
    const auto items = RandomItems(random, count, 50);
    const auto bins = Calibration(items);
    int total = 0;
    double before = -1;
    for (const CalibrationBin& bin : bins) {
      EXPECT_LE(std::abs(bin.n - static_cast<int>(count) / 5), 1);
      EXPECT_LE(bin.low, bin.mean_predicted + 1e-12);
      EXPECT_GE(bin.high, bin.mean_predicted - 1e-12);
      EXPECT_GE(bin.low, before);
      before = bin.high;
      total += bin.n;
    }
    EXPECT_EQ(total, static_cast<int>(count));
  }
  EXPECT_TRUE(Calibration({}).empty());
}

TEST(BootstrapTest, IsTheSameForTheSameSeedAndHoldsTheEstimate) {
  std::mt19937_64 random(9);
  const auto items = RandomItems(random, 200, 1000);
  const auto first = BootstrapIntervals(items, 300, 7);
  const auto again = BootstrapIntervals(items, 300, 7);
  const auto other = BootstrapIntervals(items, 300, 8);
  EXPECT_NE(first.at("brier").low, other.at("brier").low);
  for (const auto& [name, value] : Listed(ComputeMetrics(items))) {
    EXPECT_EQ(first.at(name).low, again.at(name).low) << name;
    EXPECT_EQ(first.at(name).high, again.at(name).high) << name;
    EXPECT_LT(first.at(name).low, first.at(name).high) << name;
    if (name == "ece") continue;  // resampling adds noise to a distance, which only raises it
    EXPECT_LE(first.at(name).low, value) << name;
    EXPECT_GE(first.at(name).high, value) << name;
  }
}

// Groups of identical items carry the information of one item each, and the interval must say so.
TEST(BootstrapTest, ResamplesGroupsAndNotItems) {
  std::mt19937_64 random(13);
  std::vector<ScoredItem> single(60);
  std::vector<ScoredItem> tenfold;
  for (std::size_t i = 0; i < single.size(); ++i) {
    single[i] = {.probability = static_cast<double>(random() % 100) / 100.0,
                 .overturned = random() % 3 == 0,
                 .group = static_cast<int>(i)};
    tenfold.insert(tenfold.end(), 10, single[i]);
  }
  const Interval one = BootstrapIntervals(single, 400, 7).at("brier");
  const Interval ten = BootstrapIntervals(tenfold, 400, 7).at("brier");
  EXPECT_NEAR(one.low, ten.low, 1e-12);
  EXPECT_NEAR(one.high, ten.high, 1e-12);
}

// The standard error of a mean is known; the bootstrap must come near it.
TEST(BootstrapTest, WidthAgreesWithTheStandardErrorOfAMean) {
  std::mt19937_64 random(17);
  std::vector<ScoredItem> items(400);
  for (std::size_t i = 0; i < items.size(); ++i) {
    items[i] = {.probability = 0.9, .overturned = random() % 2 == 0, .group = static_cast<int>(i)};
  }
  const Interval accuracy = BootstrapIntervals(items, 1000, 7).at("accuracy");
  EXPECT_NEAR(accuracy.high - accuracy.low, 2 * 1.96 * std::sqrt(0.25 / 400), 0.012);
}

TEST(BootstrapTest, WithoutAResampleOfBothClassesThereIsNoInterval) {
  const auto none = BootstrapIntervals({{.probability = 0.3}}, 50, 7);
  EXPECT_TRUE(std::isnan(none.at("auc").low));
  EXPECT_TRUE(std::isnan(BootstrapIntervals({}, 50, 7).at("brier").high));
}

// Frozen: the same on every machine and in every release, or published intervals would move.
TEST(BootstrapTest, ResultIsFrozen) {
  std::vector<ScoredItem> items(40);
  for (std::size_t i = 0; i < items.size(); ++i) {
    items[i] = {.probability = static_cast<double>(i * 7 % 40) / 40.0,
                .overturned = i % 3 == 0,
                .group = static_cast<int>(i / 2)};
  }
  const Interval accuracy = BootstrapIntervals(items, 200, 7).at("accuracy");
  EXPECT_DOUBLE_EQ(accuracy.low, 0.375);
  EXPECT_DOUBLE_EQ(accuracy.high, 0.6);
}

}  // namespace
}  // namespace imr
