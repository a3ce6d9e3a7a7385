#include "engine/evaluation/evaluation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <unordered_map>
#include <utility>
#include <variant>

#include "engine/scoring/log_odds.h"

namespace imr {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kSurest = 1e-9;  // probabilities nearer to 0 or 1 count as this for log-odds
constexpr Metrics kNoMetrics = {kNone, kNone, kNone, kNone, kNone, kNone, kNone,
                                kNone, kNone, kNone, kNone, kNone, kNone, kNone};

Metrics MetricsOrNone(const std::vector<ScoredItem>& items) {
  return items.empty() ? kNoMetrics : ComputeMetrics(items);
}

std::vector<Evaluation::Group> GroupsBy(std::string EvaluatedItem::*key,
                                        const std::vector<EvaluatedItem>& items,
                                        const std::vector<ScoredItem>& scored) {
  std::map<std::string, std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < items.size(); ++i) members[items[i].*key].push_back(i);
  std::vector<Evaluation::Group> rows;
  for (const auto& [name, indices] : members) {
    Evaluation::Group row{.name = name, .items = static_cast<int>(indices.size())};
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

std::optional<CalibrationReport> LineOf(const std::vector<ScoredItem>& scored) {
  const auto n = static_cast<Eigen::Index>(scored.size());
  if (n == 0) return std::nullopt;
  Eigen::VectorXd log_odds(n);
  Outcomes outcomes{.targets = Eigen::VectorXd(n), .weights = {}, .offsets = {}};
  std::vector<int> groups;
  int last_group = 0;
  for (Eigen::Index i = 0; i < n; ++i) {
    const ScoredItem& item = scored[static_cast<std::size_t>(i)];
    log_odds[i] = LogOdds(std::clamp(item.probability, kSurest, 1 - kSurest));
    outcomes.targets[i] = item.overturned ? 1.0 : 0.0;
    groups.push_back(item.group);
    last_group = std::max(last_group, item.group);
  }
  // One group has no deviation from others; one probability has no slope.
  if (last_group == 0 || log_odds.maxCoeff() == log_odds.minCoeff()) return std::nullopt;
  const auto checked = CheckCalibration(log_odds, outcomes, groups);
  const auto* report = std::get_if<CalibrationReport>(&checked);
  return report != nullptr ? std::optional(*report) : std::nullopt;
}

std::vector<Certainty> Certainties(const std::vector<EvaluatedItem>& items) {
  std::vector<Certainty> certainties;
  certainties.reserve(items.size());
  for (const EvaluatedItem& item : items) {
    const double width = item.high - item.low;
    certainties.push_back({.abstained = item.abstained,
                           .distance = std::abs(item.probability - 0.5),
                           .width = std::isfinite(width) ? width : 0.0});
  }
  return certainties;
}

}  // namespace

std::vector<ScoredItem> ToScored(const std::vector<EvaluatedItem>& items) {
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
  return scored;
}

int CasesAmong(const std::vector<EvaluatedItem>& items, const std::vector<std::string>& cases) {
  const std::set<std::string> wanted(cases.begin(), cases.end());
  std::set<std::string> found;
  for (const EvaluatedItem& item : items) {
    if (wanted.contains(item.case_id)) found.insert(item.case_id);
  }
  return static_cast<int>(found.size());
}

Evaluation Evaluate(std::string view, std::vector<EvaluatedItem> items,
                    const EvaluationOptions& options) {
  Evaluation evaluation;
  evaluation.view = std::move(view);
  const std::vector<ScoredItem> scored = ToScored(items);
  for (const ScoredItem& item : scored) {
    evaluation.cases = std::max(evaluation.cases, item.group + 1);
  }
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

  evaluation.by_treatment = GroupsBy(&EvaluatedItem::treatment, items, scored);
  evaluation.by_guideline = GroupsBy(&EvaluatedItem::guideline, items, scored);
  evaluation.calibration = Calibration(scored);
  evaluation.calibration_line = LineOf(scored);
  evaluation.risk_coverage = RiskCoverage(scored, Certainties(items));
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
    Evaluation next = Evaluate(view, std::move(sets[i]), options);
    const auto values = Values(next.metrics);
    for (std::size_t j = 0; j < metrics.size(); ++j) *metrics[j] += *values[j];
    for (auto& [name, interval] : mean.intervals) {
      interval.low += next.intervals.at(name).low;
      interval.high += next.intervals.at(name).high;
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
