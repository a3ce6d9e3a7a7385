#include "engine/training/letters_model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/explanation/layout.h"
#include "engine/scoring/log_odds.h"

namespace imr {
namespace {

using Eigen::Index;

// Two-sided 5%.
constexpr double kCredible = 1.959963984540054;

std::vector<EvaluatedItem> HeldOutItems(const TrainingCorpus& corpus,
                                        const Eigen::VectorXd& log_odds,
                                        const CalibrationLine& line) {
  std::vector<EvaluatedItem> items;
  for (std::size_t row = 0; row < corpus.items().size(); ++row) {
    const TrainingItem& item = corpus.items()[row];
    const double z = log_odds[static_cast<Index>(row)];
    constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
    items.push_back({.case_id = item.case_id,
                     .index = item.index,
                     .treatment = item.treatment,
                     .probability = Logistic(item.abstained ? z : line.Apply(z)),
                     .low = kUnknown,
                     .high = kUnknown,
                     .base_rate = item.offset.probability(),
                     .overturned = item.overturned,
                     .abstained = item.abstained});
  }
  return items;
}

// Nothing of what a calibrated prediction has is credibly wrong with it.
bool IsCalibrated(const CalibrationReport& report) {
  return std::abs(report.line.slope - 1) <= kCredible * report.slope_error &&
         std::abs(report.in_the_large) <= kCredible * report.in_the_large_error;
}

std::vector<ModelMetric> MetricsOf(const Evaluation& evaluation) {
  std::vector<ModelMetric> out;
  for (const auto& [name, value] : Listed(evaluation.metrics)) {
    if (!std::isfinite(value)) continue;
    ModelMetric metric{.name = name, .value = value};
    const auto it = evaluation.intervals.find(name);
    if (it != evaluation.intervals.end() && std::isfinite(it->second.low)) {
      metric.interval.emplace(it->second.low, it->second.high);
    }
    out.push_back(std::move(metric));
  }
  return out;
}

}  // namespace

std::optional<std::string> TooLittleToTrainOn(const TrainingCorpus& corpus, int folds) {
  const int overturned = corpus.overturned();
  const int upheld = static_cast<int>(corpus.items().size()) - overturned;
  const int fewest_cases = std::max(kFewestTrainingCases, folds);
  if (corpus.cases() < fewest_cases) {
    return "there are only " + std::to_string(corpus.cases()) +
           " decided cases; training needs at least " + std::to_string(fewest_cases) +
           ". Without a model the rules predict by what their authors wrote";
  }
  if (std::min(overturned, upheld) < kFewestOfEachOutcome) {
    return "only " + std::to_string(overturned) + " items were overturned and " +
           std::to_string(upheld) + " upheld; training needs at least " +
           std::to_string(kFewestOfEachOutcome) +
           " of each. Add cases with the other outcome, as they came and not picked";
  }
  return std::nullopt;
}

std::variant<LettersModel, FitError> TrainOnLetters(const TrainingCorpus& corpus,
                                                    const std::string& view,
                                                    const std::optional<Date>& date,
                                                    const TrainerOptions& options) {
  const Trainer trainer(corpus);
  LettersModel out;
  auto held = trainer.CrossValidate(options);
  if (auto* error = std::get_if<FitError>(&held)) return std::move(*error);
  const HeldOut& held_out = std::get<HeldOut>(held);
  auto trust = trainer.Choose(options, &out.tried);
  if (auto* error = std::get_if<FitError>(&trust)) return std::move(*error);
  out.trust = std::get<Trust>(trust);
  auto fitted = trainer.FitRows({}, -1, out.trust);
  if (auto* error = std::get_if<FitError>(&fitted)) return std::move(*error);
  const FittedWeights weights = trainer.Weights(std::get<Trainer::Fit>(fitted), out.trust);

  Outcomes outcomes;
  outcomes.targets.resize(held_out.log_odds.size());
  outcomes.weights.resize(held_out.log_odds.size());
  for (Index row = 0; row < outcomes.targets.size(); ++row) {
    const TrainingItem& item = corpus.items()[static_cast<std::size_t>(row)];
    outcomes.targets[row] = item.overturned ? 1.0 : 0.0;
    outcomes.weights[row] = item.abstained ? 0.0 : 1.0;
  }
  CalibrationLine line;
  auto checked = CheckCalibration(held_out.log_odds, outcomes, corpus.groups());
  if (auto* report = std::get_if<CalibrationReport>(&checked)) {
    out.calibration = *report;
    if (!IsCalibrated(*report)) {
      auto repaired = PlattScaling(held_out.log_odds, outcomes.targets);
      // A line that turns the order around mends nothing.
      if (auto* platt = std::get_if<CalibrationLine>(&repaired); platt && platt->slope > 0) {
        line = *platt;
        out.repaired = true;
      }
    }
  }
  out.held_out = Evaluate(view, HeldOutItems(corpus, held_out.log_odds, line));

  Model& model = out.model;
  model.kind = "letters";
  model.date = date;
  model.about = {{"view", view}, {"teacher_weight", Fixed(out.trust.teacher, 3)}};
  model.items = static_cast<int>(corpus.items().size());
  model.groups = corpus.cases();
  model.positives = corpus.overturned();
  for (const TrainingItem& item : corpus.items()) {
    if (model.cases.empty() || model.cases.back() != item.case_id) {
      model.cases.push_back(item.case_id);
    }
  }
  model.sha256 = corpus.Hash();
  model.prior_scale = out.trust.scale;
  model.calibration_intercept = line.intercept;
  model.calibration_slope = line.slope;
  model.metrics = MetricsOf(out.held_out);
  model.bands = RiskBands(out.held_out.items_detail);
  model.covariance = weights.covariance;
  for (std::size_t j = 0; j < weights.names.size(); ++j) {
    const TrainingColumn& column =
        j < corpus.columns().size() ? corpus.columns()[j] : corpus.fate();
    const auto at = static_cast<Index>(j);
    model.weights.push_back({.name = column.name,
                             .prior_mean = column.mean,
                             .prior_deviation = column.deviation * out.trust.scale,
                             .mean = weights.mean[at],
                             .deviation = std::sqrt(weights.covariance(at, at)),
                             .count = column.items});
  }
  return out;
}

std::vector<RiskBand> RiskBands(const std::vector<EvaluatedItem>& items) {
  std::vector<double> probabilities;
  for (const EvaluatedItem& item : items) probabilities.push_back(item.probability);
  std::sort(probabilities.begin(), probabilities.end(), std::greater<>());
  const auto top = [&](double share) {
    const auto count =
        static_cast<std::size_t>(std::lround(share * static_cast<double>(items.size())));
    return probabilities[std::clamp<std::size_t>(count, 1, items.size()) - 1];
  };
  std::vector<RiskBand> bands = {{.name = "usual", .from = 0, .share = 1},
                                 {.name = "elevated", .from = top(0.2), .share = 0.2},
                                 {.name = "high", .from = top(0.1), .share = 0.1}};
  for (const EvaluatedItem& item : items) {
    RiskBand& band =
        bands[static_cast<std::size_t>(BandOf(bands, item.probability) - bands.data())];
    ++band.items;
    band.observed += item.overturned ? 1 : 0;
  }
  for (RiskBand& band : bands) band.observed /= std::max(band.items, 1);
  return bands;
}

FittedWeights ToFittedWeights(const Model& model) {
  FittedWeights out;
  std::vector<const ModelWeight*> used;
  for (const ModelWeight& weight : model.weights) {
    if (weight.count > 0) used.push_back(&weight);
  }
  const auto n = static_cast<Index>(used.size());
  out.mean.resize(n);
  for (Index i = 0; i < n; ++i) {
    out.names.push_back(used[static_cast<std::size_t>(i)]->name);
    out.mean[i] = used[static_cast<std::size_t>(i)]->mean;
  }
  out.covariance = model.covariance;
  if (out.covariance.rows() != n) {
    out.covariance = Eigen::MatrixXd::Zero(n, n);
    for (Index i = 0; i < n; ++i) {
      const double deviation = used[static_cast<std::size_t>(i)]->deviation;
      out.covariance(i, i) = deviation * deviation;
    }
  }
  out.intercept = model.calibration_intercept;
  out.slope = model.calibration_slope;
  return out;
}

std::string TrainingReport(const LettersModel& trained) {
  const Model& model = trained.model;
  std::string out = "Trained on " + std::to_string(model.items) + " items of " +
                    std::to_string(model.groups) + " cases, " + std::to_string(model.positives) +
                    " overturned; " + std::to_string(model.weights.size()) + " weights.\n";
  out += "Trust: prior's deviations x " + Fixed(trained.trust.scale, 2) + ", teacher as " +
         Fixed(trained.trust.teacher, 2) + " rulings an item";
  if (!trained.tried.empty()) {
    out += " (least log loss of " + std::to_string(trained.tried.size()) + " tried)";
  }
  out += ".\n\nOn held-out cases (cross-validation, trust chosen anew for every part):\n";
  for (const ModelMetric& metric : model.metrics) {
    out += "  " + metric.name +
           std::string(20 - std::min<std::size_t>(19, metric.name.size()), ' ') +
           Fixed(metric.value, 3);
    if (metric.interval) {
      out += "  (" + Fixed(metric.interval->first, 3) + " to " + Fixed(metric.interval->second, 3) +
             ")";
    }
    out += '\n';
  }
  if (trained.calibration) {
    const CalibrationReport& c = *trained.calibration;
    out += "Calibration: slope " + Fixed(c.line.slope, 2) + " (error " + Fixed(c.slope_error, 2) +
           "), in the large " + Fixed(c.in_the_large, 2) + " (error " +
           Fixed(c.in_the_large_error, 2) + "); " +
           (trained.repaired ? "repaired by Platt's scaling.\n" : "left as it is.\n");
  }
  out += "Bands of risk:";
  for (const RiskBand& band : model.bands) {
    out += "  " + band.name + " from " + Fixed(band.from, 3) + " (" + std::to_string(band.items) +
           " items, " + Fixed(band.observed, 3) + " overturned)";
  }
  return out + "\n";
}

nlohmann::ordered_json TrainingReportJson(const LettersModel& trained) {
  using nlohmann::ordered_json;
  const Model& model = trained.model;
  ordered_json tried = ordered_json::array();
  for (const TrustTried& one : trained.tried) {
    tried.push_back({{"prior_scale", one.trust.scale},
                     {"teacher_weight", one.trust.teacher},
                     {"log_loss", one.log_loss}});
  }
  ordered_json bands = ordered_json::array();
  for (const RiskBand& band : model.bands) {
    bands.push_back({{"name", band.name},
                     {"from", band.from},
                     {"items", band.items},
                     {"observed_overturned", band.observed}});
  }
  ordered_json calibration = nullptr;
  if (trained.calibration) {
    const CalibrationReport& c = *trained.calibration;
    calibration = {{"slope", c.line.slope},          {"slope_error", c.slope_error},
                   {"intercept", c.line.intercept},  {"intercept_error", c.intercept_error},
                   {"in_the_large", c.in_the_large}, {"in_the_large_error", c.in_the_large_error},
                   {"repaired", trained.repaired}};
  }
  return {{"items", model.items},
          {"cases", model.groups},
          {"overturned", model.positives},
          {"weights", model.weights.size()},
          {"prior_scale", trained.trust.scale},
          {"teacher_weight", trained.trust.teacher},
          {"tried", std::move(tried)},
          {"calibration", std::move(calibration)},
          {"bands", std::move(bands)},
          {"held_out", EvaluationJson(trained.held_out)}};
}

}  // namespace imr
