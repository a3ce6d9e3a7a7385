// How good predictions are, against what was decided. Positive class: overturned.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace imr {

struct ScoredItem {
  double probability = 0;  // of being overturned
  bool overturned = false;
  int group = 0;  // the case it belongs to: 0, 1, ...
  bool abstained = false;
};

// Names and order as in the JSON contract. Values that do not exist (AUC of one class) are NaN.
struct Metrics {
  double auc = 0;
  double average_precision = 0;
  double brier = 0;
  double brier_skill = 0;  // over a constant 0.11
  double log_loss = 0;     // natural logarithm, probabilities bounded to [1e-9, 1 - 1e-9]
  double accuracy = 0;     // at one half
  double balanced_accuracy = 0;
  double sensitivity = 0;
  double specificity = 0;
  double ece = 0;       // expected calibration error over five groups of equal count
  double coverage = 0;  // share of items not abstained on
  // Share of the overturned items that are among the tenth, fifth, three tenths of all items (to
  // the nearest whole item) with the highest probabilities; of equal ones a proportional part.
  double recall_at_10 = 0;
  double recall_at_20 = 0;
  double recall_at_30 = 0;
};

// (name, value) in the order of the contract, what it does not name at the end.
std::vector<std::pair<std::string, double>> Listed(const Metrics& metrics);

// The same values, to be changed.
std::vector<double*> Values(Metrics& metrics);

// REQUIRES: items not empty.
Metrics ComputeMetrics(const std::vector<ScoredItem>& items);

struct Interval {
  double low = 0;
  double high = 0;
};

// 95% intervals by bootstrap over groups (not items), fixed seed, same result on every machine.
// Resamples of one class only are left out.
std::map<std::string, Interval> BootstrapIntervals(const std::vector<ScoredItem>& items,
                                                   int resamples = 1000, std::uint64_t seed = 7);

// A metric of one model less that of another on the same items.
struct MetricDifference {
  double value = 0;
  Interval interval;       // 95%, by bootstrap over groups that draws the same ones for both
  double share_above = 0;  // of the resamples, in which the first model's metric is the larger
};

// By the names of Listed(). Values that do not exist are NaN. REQUIRES: not empty, and item for
// item the same outcome and group in both.
std::map<std::string, MetricDifference> BootstrapDifferences(const std::vector<ScoredItem>& first,
                                                             const std::vector<ScoredItem>& second,
                                                             int resamples = 1000,
                                                             std::uint64_t seed = 7);

struct CalibrationBin {
  double low = 0, high = 0;  // of the probabilities in the bin
  int n = 0;
  double mean_predicted = 0;
  double observed = 0;
};

// Five bins of equal count.
std::vector<CalibrationBin> Calibration(const std::vector<ScoredItem>& items);

struct Confusion {
  int true_positive = 0, false_positive = 0, true_negative = 0, false_negative = 0;
};
Confusion ComputeConfusion(const std::vector<ScoredItem>& items);

}  // namespace imr
