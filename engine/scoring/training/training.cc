#include "engine/scoring/training/training.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>

#include "engine/evaluation/bootstrap.h"
#include "engine/scoring/log_odds.h"

namespace imr {
namespace {

double WeightOf(const Outcomes& outcomes, Eigen::Index row) {
  return outcomes.weights.size() > 0 ? outcomes.weights[row] : 1.0;
}

// Rows that hold a decision, not the opinion of a teacher.
std::vector<Eigen::Index> DecidedRows(const Outcomes& outcomes) {
  std::vector<Eigen::Index> rows;
  for (Eigen::Index i = 0; i < outcomes.targets.size(); ++i) {
    const double target = outcomes.targets[i];
    if (WeightOf(outcomes, i) > 0 && (target == 0 || target == 1)) rows.push_back(i);
  }
  return rows;
}

std::optional<FitError> TooLittle(const Outcomes& outcomes) {
  const auto rows = DecidedRows(outcomes);
  const auto positives = static_cast<int>(std::count_if(
      rows.begin(), rows.end(), [&](Eigen::Index row) { return outcomes.targets[row] == 1; }));
  const int all = static_cast<int>(rows.size());
  if (all >= kFewestRows && positives >= kFewestOfAKind && all - positives >= kFewestOfAKind) {
    return std::nullopt;
  }
  return FitError{FitProblem::kTooLittle,
                  std::to_string(all) + " rows, " + std::to_string(positives) +
                      " of them positive, are too little to learn from; at least " +
                      std::to_string(kFewestRows) + " rows and " + std::to_string(kFewestOfAKind) +
                      " of either outcome are needed",
                  -1};
}

// What was decided and what was predicted without it, and the base rate of the other folds.
struct HeldOutItems {
  std::vector<ScoredItem> items;
  std::vector<double> base_rates;
};

HeldOutItems Collect(const TrainingData& data, const CrossValidation& validation) {
  HeldOutItems out;
  const auto rows = DecidedRows(data.outcomes);
  std::vector<std::pair<int, int>> in_fold(validation.fold_scales.size());  // rows, positives
  std::pair<int, int> all;
  for (const Eigen::Index row : rows) {
    auto& fold = in_fold[static_cast<std::size_t>(validation.folds[static_cast<std::size_t>(row)])];
    for (auto* count : {&fold, &all}) {
      ++count->first;
      count->second += data.outcomes.targets[row] == 1 ? 1 : 0;
    }
  }
  for (const Eigen::Index row : rows) {
    const auto i = static_cast<std::size_t>(row);
    const auto& fold = in_fold[static_cast<std::size_t>(validation.folds[i])];
    const int others = all.first - fold.first;
    out.items.push_back({.probability = Logistic(validation.log_odds[row]),
                         .overturned = data.outcomes.targets[row] == 1,
                         .group = data.groups[i]});
    out.base_rates.push_back(others == 0 ? 0.5
                                         : static_cast<double>(all.second - fold.second) / others);
  }
  return out;
}

// 1 - sum of squared errors over that of the base rates, and its interval.
std::pair<double, Interval> Skill(const HeldOutItems& held_out, int resamples, std::uint64_t seed) {
  std::map<int, std::pair<double, double>> by_group;
  for (std::size_t i = 0; i < held_out.items.size(); ++i) {
    const ScoredItem& item = held_out.items[i];
    const double truth = item.overturned ? 1 : 0;
    auto& sums = by_group[item.group];
    sums.first += std::pow(item.probability - truth, 2);
    sums.second += std::pow(held_out.base_rates[i] - truth, 2);
  }
  std::vector<std::pair<double, double>> groups;
  std::pair<double, double> all;
  for (const auto& [group, sums] : by_group) {
    groups.push_back(sums);
    all.first += sums.first;
    all.second += sums.second;
  }
  std::vector<double> drawn;
  ForEachResample(groups.size(), resamples, seed, [&](const std::vector<int>& copies) {
    double model = 0;
    double base = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      model += copies[g] * groups[g].first;
      base += copies[g] * groups[g].second;
    }
    if (base > 0) drawn.push_back(1 - model / base);
  });
  return {1 - all.first / all.second, MiddleOf(std::move(drawn))};
}

// The smallest probability from which on there are at most `share` of all items.
RiskBand Band(std::string name, double share, std::vector<ScoredItem> items) {
  std::sort(items.begin(), items.end(),
            [](const ScoredItem& a, const ScoredItem& b) { return a.probability > b.probability; });
  const auto most = static_cast<std::size_t>(share * static_cast<double>(items.size()) + 1e-9);
  std::size_t count = most;
  while (count > 0 && count < items.size() &&
         items[count - 1].probability == items[count].probability) {
    --count;
  }
  RiskBand band{std::move(name), 1.0, share, static_cast<int>(count), 0};
  if (count == 0) return band;
  band.from = items[count - 1].probability;
  const auto positives = std::count_if(items.begin(), items.begin() + static_cast<long>(count),
                                       [](const ScoredItem& item) { return item.overturned; });
  band.observed = static_cast<double>(positives) / static_cast<double>(count);
  return band;
}

HeldOutReport Report(const TrainingData& data, const CrossValidation& validation,
                     const TrainingOptions& options) {
  const HeldOutItems held_out = Collect(data, validation);
  HeldOutReport report;
  report.rows = static_cast<int>(held_out.items.size());
  std::set<int> groups;
  Eigen::VectorXd log_odds(report.rows);
  Eigen::VectorXd targets(report.rows);
  std::vector<int> group_of;
  const auto rows = DecidedRows(data.outcomes);
  for (std::size_t i = 0; i < held_out.items.size(); ++i) {
    const ScoredItem& item = held_out.items[i];
    groups.insert(item.group);
    group_of.push_back(item.group);
    report.positives += item.overturned ? 1 : 0;
    log_odds[static_cast<Eigen::Index>(i)] = validation.log_odds[rows[i]];
    targets[static_cast<Eigen::Index>(i)] = item.overturned ? 1 : 0;
  }
  report.groups = static_cast<int>(groups.size());
  report.metrics = ComputeMetrics(held_out.items);
  report.intervals = BootstrapIntervals(held_out.items, options.resamples, options.validation.seed);
  std::tie(report.skill, report.skill_interval) =
      Skill(held_out, options.resamples, options.validation.seed);
  auto calibration = CheckCalibration(log_odds, {targets, {}, {}}, group_of);
  if (auto* found = std::get_if<CalibrationReport>(&calibration)) report.calibration = *found;
  report.bins = Calibration(held_out.items);
  report.bands = {Band("elevated", 0.2, held_out.items), Band("high", 0.1, held_out.items)};
  return report;
}

void AddMetric(std::string name, double value, std::optional<Interval> interval, Model& model) {
  if (!std::isfinite(value)) return;
  ModelMetric metric{std::move(name), Rounded(value), {}};
  if (interval && std::isfinite(interval->low) && std::isfinite(interval->high)) {
    metric.interval.emplace(Rounded(interval->low), Rounded(interval->high));
  }
  model.metrics.push_back(std::move(metric));
}

Interval Around(double value, double error) {
  constexpr double kNinetyFivePercent = 1.959963984540054;
  return {value - kNinetyFivePercent * error, value + kNinetyFivePercent * error};
}

void AddMetrics(const HeldOutReport& report, Model& model) {
  for (const auto& [name, value] : Listed(report.metrics)) {
    // Over a constant of its own, and without meaning where nothing abstains.
    if (name == "brier_skill" || name == "coverage") continue;
    AddMetric(name, value, report.intervals.at(name), model);
  }
  AddMetric("skill_over_base_rate", report.skill, report.skill_interval, model);
  if (!report.calibration) return;
  const CalibrationReport& c = *report.calibration;
  AddMetric("calibration_slope", c.line.slope, Around(c.line.slope, c.slope_error), model);
  AddMetric("calibration_intercept", c.line.intercept, Around(c.line.intercept, c.intercept_error),
            model);
  AddMetric("calibration_in_the_large", c.in_the_large,
            Around(c.in_the_large, c.in_the_large_error), model);
}

Eigen::MatrixXd CovarianceOfSeen(const LogisticFit& fit, const Eigen::VectorXi& counts) {
  std::vector<Eigen::Index> seen;
  for (Eigen::Index j = 0; j < counts.size(); ++j) {
    if (counts[j] > 0) seen.push_back(j);
  }
  return fit.posterior.Covariance()(seen, seen).unaryExpr(&Rounded);
}

Model MakeModel(const TrainingData& data, const Training& training, bool keep_covariance) {
  Model model;
  model.items = training.held_out.rows;
  model.groups = training.held_out.groups;
  model.positives = training.held_out.positives;
  model.prior_scale = Rounded(training.validation.scale);
  AddMetrics(training.held_out, model);
  for (RiskBand band : training.held_out.bands) {
    band.from = Rounded(band.from);
    band.observed = Rounded(band.observed);
    model.bands.push_back(std::move(band));
  }
  const Prior prior = data.prior.Scaled(training.validation.scale);
  const Eigen::VectorXd deviations = training.fit.posterior.Deviations();
  Eigen::VectorXd weights = data.outcomes.weights;
  if (weights.size() == 0) weights = Eigen::VectorXd::Ones(data.design.rows());
  const Eigen::VectorXi counts = data.design.NonZeroCounts(weights);
  for (Eigen::Index j = 0; j < data.design.cols(); ++j) {
    model.weights.push_back({.name = data.names[static_cast<std::size_t>(j)],
                             .prior_mean = Rounded(prior.mean[j]),
                             .prior_deviation = Rounded(prior.deviation[j]),
                             .mean = Rounded(training.fit.weights[j]),
                             .deviation = Rounded(deviations[j]),
                             .count = counts[j]});
  }
  if (keep_covariance) model.covariance = CovarianceOfSeen(training.fit, counts);
  return model;
}

}  // namespace

double Rounded(double value) {
  if (!std::isfinite(value)) return value;
  constexpr int kDigits = 12;
  std::array<char, 40> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value,
                                          std::chars_format::scientific, kDigits - 1);
  double rounded = value;
  std::from_chars(text.data(), end, rounded);
  return rounded;
}

std::variant<Training, FitError> Train(const TrainingData& data, const TrainingOptions& options) {
  if (auto error = TooLittle(data.outcomes)) return *error;
  auto validation =
      CrossValidate(data.design, data.outcomes, data.groups, data.prior, options.validation);
  if (auto* error = std::get_if<FitError>(&validation)) return *error;
  const auto& validated = std::get<CrossValidation>(validation);
  FitResult fitted = FitLogistic(data.design, data.outcomes, data.prior.Scaled(validated.scale),
                                 options.validation.fit);
  if (auto* error = std::get_if<FitError>(&fitted)) return *error;
  Training training{.validation = validated,
                    .held_out = Report(data, validated, options),
                    .fit = std::get<LogisticFit>(std::move(fitted)),
                    .model = {}};
  training.model = MakeModel(data, training, options.keep_covariance);
  return training;
}

}  // namespace imr
