#include "engine/evaluation/metrics.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <optional>
#include <random>
#include <span>

#include "engine/evaluation/bootstrap.h"

namespace imr {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kConstantForSkill = 0.11;
constexpr double kSmallestForLogLoss = 1e-9;
constexpr std::size_t kCalibrationGroups = 5;

double Square(double x) { return x * x; }

double Truth(const ScoredItem& item) { return item.overturned ? 1.0 : 0.0; }

// By probability, least first; equal ones in the order given.
std::vector<ScoredItem> Sorted(std::vector<ScoredItem> items) {
  std::stable_sort(items.begin(), items.end(), [](const ScoredItem& a, const ScoredItem& b) {
    return a.probability < b.probability;
  });
  return items;
}

// Calls block(first, last) for each run of equal probabilities, the least probable first.
template <typename Block>
void ForEachTie(std::span<const ScoredItem> sorted, Block block) {
  for (std::size_t first = 0; first < sorted.size();) {
    std::size_t last = first + 1;
    while (last < sorted.size() && sorted[last].probability == sorted[first].probability) ++last;
    block(first, last);
    first = last;
  }
}

// The probability that a random overturned item is above a random upheld one, ties counting half
// (Mann-Whitney).
double AreaUnderCurve(std::span<const ScoredItem> sorted) {
  double below = 0;  // upheld items with a smaller probability
  double positives = 0;
  double pairs = 0;
  ForEachTie(sorted, [&](std::size_t first, std::size_t last) {
    double overturned = 0;
    for (std::size_t i = first; i < last; ++i) overturned += Truth(sorted[i]);
    const double upheld = static_cast<double>(last - first) - overturned;
    pairs += overturned * (below + 0.5 * upheld);
    below += upheld;
    positives += overturned;
  });
  return pairs / (positives * below);  // NaN when one class is missing
}

// Mean over overturned items of the precision at their rank, most probable first; equal
// probabilities in the order given.
double AveragePrecision(std::span<const ScoredItem> sorted) {
  std::vector<std::pair<std::size_t, std::size_t>> ties;
  ForEachTie(sorted, [&](std::size_t first, std::size_t last) { ties.emplace_back(first, last); });
  double rank = 0;
  double found = 0;
  double sum = 0;
  std::reverse(ties.begin(), ties.end());
  for (const auto& [first, last] : ties) {
    for (std::size_t i = first; i < last; ++i) {
      rank += 1;
      if (!sorted[i].overturned) continue;
      found += 1;
      sum += found / rank;
    }
  }
  return sum / found;
}

// The share of overturned items among the `share` of all items that are most probable.
double RecallAt(double share, std::span<const ScoredItem> sorted) {
  const double flagged = std::round(share * static_cast<double>(sorted.size()));
  double caught = 0;
  double positives = 0;
  ForEachTie(sorted, [&](std::size_t first, std::size_t last) {
    double overturned = 0;
    for (std::size_t i = first; i < last; ++i) overturned += Truth(sorted[i]);
    const auto above = static_cast<double>(sorted.size() - last);
    const auto tied = static_cast<double>(last - first);
    caught += overturned * std::clamp((flagged - above) / tied, 0.0, 1.0);
    positives += overturned;
  });
  return caught / positives;  // NaN when nothing was overturned
}

std::vector<CalibrationBin> BinsOf(std::span<const ScoredItem> sorted) {
  std::vector<CalibrationBin> bins;
  for (std::size_t group = 0; group < kCalibrationGroups; ++group) {
    const std::size_t first = group * sorted.size() / kCalibrationGroups;
    const std::size_t last = (group + 1) * sorted.size() / kCalibrationGroups;
    if (first == last) continue;
    CalibrationBin bin;
    bin.low = sorted[first].probability;
    bin.high = sorted[last - 1].probability;
    bin.n = static_cast<int>(last - first);
    for (const ScoredItem& item : sorted.subspan(first, last - first)) {
      bin.mean_predicted += item.probability;
      bin.observed += Truth(item);
    }
    bin.mean_predicted /= bin.n;
    bin.observed /= bin.n;
    bins.push_back(bin);
  }
  return bins;
}

Confusion ConfusionOf(std::span<const ScoredItem> items) {
  Confusion confusion;
  for (const ScoredItem& item : items) {
    const bool predicted = item.probability >= 0.5;
    if (item.overturned) {
      ++(predicted ? confusion.true_positive : confusion.false_negative);
    } else {
      ++(predicted ? confusion.false_positive : confusion.true_negative);
    }
  }
  return confusion;
}

// REQUIRES: sorted as Sorted() does, not empty.
Metrics MetricsOf(std::span<const ScoredItem> sorted) {
  const auto n = static_cast<double>(sorted.size());
  Metrics metrics;
  double constant = 0;
  double answered = 0;
  for (const ScoredItem& item : sorted) {
    metrics.brier += Square(item.probability - Truth(item));
    constant += Square(kConstantForSkill - Truth(item));
    const double right = item.overturned ? item.probability : 1.0 - item.probability;
    metrics.log_loss -= std::log(std::clamp(right, kSmallestForLogLoss, 1.0 - kSmallestForLogLoss));
    answered += item.abstained ? 0.0 : 1.0;
  }
  metrics.auc = AreaUnderCurve(sorted);
  metrics.average_precision = AveragePrecision(sorted);
  metrics.brier_skill = 1.0 - metrics.brier / constant;
  metrics.brier /= n;
  metrics.log_loss /= n;
  metrics.coverage = answered / n;

  const Confusion c = ConfusionOf(sorted);
  metrics.accuracy = (c.true_positive + c.true_negative) / n;
  const int positives = c.true_positive + c.false_negative;
  const int negatives = c.true_negative + c.false_positive;
  metrics.sensitivity = positives == 0 ? kNone : static_cast<double>(c.true_positive) / positives;
  metrics.specificity = negatives == 0 ? kNone : static_cast<double>(c.true_negative) / negatives;
  metrics.balanced_accuracy = 0.5 * (metrics.sensitivity + metrics.specificity);
  metrics.recall_at_10 = RecallAt(0.1, sorted);
  metrics.recall_at_20 = RecallAt(0.2, sorted);
  metrics.recall_at_30 = RecallAt(0.3, sorted);
  for (const CalibrationBin& bin : BinsOf(sorted)) {
    metrics.ece += bin.n / n * std::abs(bin.mean_predicted - bin.observed);
  }
  return metrics;
}

// Numbers groups 0, 1, ... in order of their names.
std::vector<std::size_t> DenseGroups(const std::vector<ScoredItem>& items, std::size_t& groups) {
  std::map<int, std::size_t> number;
  for (const ScoredItem& item : items) number.emplace(item.group, 0);
  groups = 0;
  for (auto& [name, index] : number) index = groups++;
  std::vector<std::size_t> dense;
  dense.reserve(items.size());
  for (const ScoredItem& item : items) dense.push_back(number.at(item.group));
  return dense;
}

// Items in order of their probability, to be drawn from by groups.
class Resampled {
 public:
  explicit Resampled(const std::vector<ScoredItem>& items)
      : sorted_(Sorted(items)), group_of_(DenseGroups(sorted_, groups_)) {}

  std::size_t groups() const { return groups_; }

  // Of a sample that holds each group so often; nothing when all outcomes are the same.
  std::optional<Metrics> MetricsOfCopies(const std::vector<int>& copies) const {
    // Copying in sorted order leaves the sample sorted.
    std::vector<ScoredItem> sample;
    sample.reserve(sorted_.size() + sorted_.size() / 4);
    for (std::size_t j = 0; j < sorted_.size(); ++j) {
      sample.insert(sample.end(), static_cast<std::size_t>(copies[group_of_[j]]), sorted_[j]);
    }
    const auto overturned = std::count_if(sample.begin(), sample.end(),
                                          [](const ScoredItem& item) { return item.overturned; });
    if (overturned == 0 || overturned == static_cast<std::ptrdiff_t>(sample.size())) {
      return std::nullopt;
    }
    return MetricsOf(sample);
  }

 private:
  std::vector<ScoredItem> sorted_;
  std::size_t groups_ = 0;
  std::vector<std::size_t> group_of_;
};

}  // namespace

std::vector<std::pair<std::string, double>> Listed(const Metrics& metrics) {
  return {{"auc", metrics.auc},
          {"average_precision", metrics.average_precision},
          {"brier", metrics.brier},
          {"brier_skill", metrics.brier_skill},
          {"log_loss", metrics.log_loss},
          {"accuracy", metrics.accuracy},
          {"balanced_accuracy", metrics.balanced_accuracy},
          {"sensitivity", metrics.sensitivity},
          {"specificity", metrics.specificity},
          {"ece", metrics.ece},
          {"coverage", metrics.coverage},
          {"recall_at_10", metrics.recall_at_10},
          {"recall_at_20", metrics.recall_at_20},
          {"recall_at_30", metrics.recall_at_30}};
}

std::vector<double*> Values(Metrics& m) {
  return {&m.auc,      &m.average_precision, &m.brier,        &m.brier_skill, &m.log_loss,
          &m.accuracy, &m.balanced_accuracy, &m.sensitivity,  &m.specificity, &m.ece,
          &m.coverage, &m.recall_at_10,      &m.recall_at_20, &m.recall_at_30};
}

Metrics ComputeMetrics(const std::vector<ScoredItem>& items) {
  assert(!items.empty());
  return MetricsOf(Sorted(items));
}

std::map<std::string, Interval> BootstrapIntervals(const std::vector<ScoredItem>& items,
                                                   int resamples, std::uint64_t seed) {
  const Resampled sampled(items);
  std::map<std::string, std::vector<double>> values;
  for (const auto& [name, value] : Listed({})) values[name] = {};
  ForEachResample(sampled.groups(), resamples, seed, [&](const std::vector<int>& copies) {
    const auto metrics = sampled.MetricsOfCopies(copies);
    if (!metrics) return;
    for (const auto& [name, value] : Listed(*metrics)) values[name].push_back(value);
  });
  std::map<std::string, Interval> intervals;
  for (auto& [name, list] : values) intervals[name] = MiddleOf(std::move(list));
  return intervals;
}

std::map<std::string, MetricDifference> BootstrapDifferences(const std::vector<ScoredItem>& first,
                                                             const std::vector<ScoredItem>& second,
                                                             int resamples, std::uint64_t seed) {
  assert(!first.empty() && first.size() == second.size());
  const auto of_first = Listed(ComputeMetrics(first));
  const auto of_second = Listed(ComputeMetrics(second));
  std::vector<std::vector<double>> drawn(of_first.size());
  const Resampled sampled_first(first);
  const Resampled sampled_second(second);
  ForEachResample(sampled_first.groups(), resamples, seed, [&](const std::vector<int>& copies) {
    const auto a = sampled_first.MetricsOfCopies(copies);
    const auto b = sampled_second.MetricsOfCopies(copies);
    if (!a || !b) return;
    const auto listed_a = Listed(*a);
    const auto listed_b = Listed(*b);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      drawn[i].push_back(listed_a[i].second - listed_b[i].second);
    }
  });
  std::map<std::string, MetricDifference> differences;
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    MetricDifference& difference = differences[of_first[i].first];
    difference.value = of_first[i].second - of_second[i].second;
    const auto above =
        std::count_if(drawn[i].begin(), drawn[i].end(), [](double d) { return d > 0; });
    difference.share_above =
        drawn[i].empty() ? kNone
                         : static_cast<double>(above) / static_cast<double>(drawn[i].size());
    difference.interval = MiddleOf(std::move(drawn[i]));
  }
  return differences;
}

std::vector<CalibrationBin> Calibration(const std::vector<ScoredItem>& items) {
  return BinsOf(Sorted(items));
}

Confusion ComputeConfusion(const std::vector<ScoredItem>& items) { return ConfusionOf(items); }

}  // namespace imr
