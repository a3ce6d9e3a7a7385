#include "engine/evaluation/evaluation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

namespace imr {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr Metrics kNoMetrics = {kNone, kNone, kNone, kNone, kNone, kNone, kNone,
                                kNone, kNone, kNone, kNone, kNone, kNone, kNone};

Metrics MetricsOrNone(const std::vector<ScoredItem>& items) {
  return items.empty() ? kNoMetrics : ComputeMetrics(items);
}

// Items as the metrics take them; `cases` is how many cases they are of.
std::vector<ScoredItem> Scored(const std::vector<EvaluatedItem>& items, int& cases) {
  std::unordered_map<std::string, int> group_of;
  std::vector<ScoredItem> scored;
  scored.reserve(items.size());
  for (const EvaluatedItem& item : items) {
    const auto group = group_of.try_emplace(item.case_id, static_cast<int>(group_of.size()));
    scored.push_back({.probability = item.probability,
                      .overturned = item.overturned,
                      .group = group.first->second,
                      .abstained = item.abstained});
  }
  cases = static_cast<int>(group_of.size());
  return scored;
}

std::vector<Evaluation::Treatment> ByTreatment(const std::vector<EvaluatedItem>& items,
                                               const std::vector<ScoredItem>& scored) {
  std::map<std::string, std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < items.size(); ++i) members[items[i].treatment].push_back(i);
  std::vector<Evaluation::Treatment> rows;
  for (const auto& [treatment, indices] : members) {
    Evaluation::Treatment row{.treatment = treatment, .items = static_cast<int>(indices.size())};
    std::vector<ScoredItem> own;
    for (const std::size_t i : indices) {
      own.push_back(scored[i]);
      row.overturned += items[i].overturned ? 1 : 0;
      row.mean_predicted += items[i].probability;
      row.mean_base_rate += items[i].base_rate;
    }
    row.observed = static_cast<double>(row.overturned) / row.items;
    row.mean_predicted /= row.items;
    row.mean_base_rate /= row.items;
    const Metrics metrics = ComputeMetrics(own);
    row.brier = metrics.brier;
    row.auc = metrics.auc;
    rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.items > b.items; });
  return rows;
}

}  // namespace

Evaluation Evaluate(std::string view, std::vector<EvaluatedItem> items,
                    const EvaluationOptions& options) {
  Evaluation evaluation;
  evaluation.view = std::move(view);
  const std::vector<ScoredItem> scored = Scored(items, evaluation.cases);
  evaluation.items = static_cast<int>(items.size());
  evaluation.overturned = static_cast<int>(
      std::count_if(items.begin(), items.end(), [](const auto& item) { return item.overturned; }));
  evaluation.metrics = MetricsOrNone(scored);
  evaluation.intervals = BootstrapIntervals(scored, options.resamples, options.seed);

  std::vector<ScoredItem> baseline = scored;
  for (ScoredItem& item : baseline) {
    item.probability = 0;
    item.abstained = false;
  }
  evaluation.always_upheld = MetricsOrNone(baseline);
  for (std::size_t i = 0; i < items.size(); ++i) baseline[i].probability = items[i].base_rate;
  evaluation.base_rate = MetricsOrNone(baseline);

  evaluation.by_treatment = ByTreatment(items, scored);
  evaluation.calibration = Calibration(scored);
  evaluation.confusion = ComputeConfusion(scored);
  evaluation.items_detail = std::move(items);
  return evaluation;
}

Evaluation EvaluateSeeds(const std::string& view, std::vector<std::vector<EvaluatedItem>> sets,
                         const EvaluationOptions& options) {
  const auto count = static_cast<double>(sets.size());
  Evaluation mean = Evaluate(view, std::move(sets.front()), options);
  mean.sets = static_cast<int>(sets.size());
  auto metrics = Values(mean.metrics);
  for (std::size_t i = 1; i < sets.size(); ++i) {
    Evaluation other = Evaluate(view, std::move(sets[i]), options);
    const auto values = Values(other.metrics);
    for (std::size_t j = 0; j < metrics.size(); ++j) *metrics[j] += *values[j];
    for (auto& [name, interval] : mean.intervals) {
      interval.low += other.intervals.at(name).low;
      interval.high += other.intervals.at(name).high;
    }
  }
  for (double* value : metrics) *value /= count;
  for (auto& [name, interval] : mean.intervals) {
    interval.low /= count;
    interval.high /= count;
  }
  return mean;
}

}  // namespace imr
