#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/evaluation/evaluation.h"
#include "engine/evaluation/table.h"
#include "engine/explanation/layout.h"

namespace imr {
namespace {

using nlohmann::ordered_json;

ordered_json NumberOrNull(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

ordered_json MetricsJson(const Metrics& metrics) {
  ordered_json out = ordered_json::object();
  for (const auto& [name, value] : Listed(metrics)) out[name] = NumberOrNull(value);
  return out;
}

ordered_json IntervalJson(double low, double high) {
  return ordered_json::array({NumberOrNull(low), NumberOrNull(high)});
}

ordered_json TreatmentName(const std::string& treatment) {
  return treatment.empty() ? ordered_json(nullptr) : ordered_json(treatment);
}

ordered_json ItemJson(const EvaluatedItem& item) {
  return {{"case", item.case_id},
          {"index", item.index},
          {"treatment", TreatmentName(item.treatment)},
          {"probability_overturned", NumberOrNull(item.probability)},
          {"interval", IntervalJson(item.low, item.high)},
          {"base_rate_overturned", NumberOrNull(item.base_rate)},
          {"prediction", item.probability >= 0.5 ? "overturned" : "upheld"},
          {"overturned", item.overturned},
          {"abstained", item.abstained}};
}

std::string Readable(std::string name) {
  if (name == "auc" || name == "ece") {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    return name;
  }
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string Count(int value) { return std::to_string(value); }

std::string MetricsTable(const Evaluation& evaluation) {
  Table table({"", "predicted", "95% interval", "base rate", "always upheld"});
  const auto predicted = Listed(evaluation.metrics);
  const auto base_rate = Listed(evaluation.base_rate);
  const auto upheld = Listed(evaluation.always_upheld);
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    const auto& [name, value] = predicted[i];
    const auto interval = evaluation.intervals.find(name);
    std::string range = "n/a";
    if (interval != evaluation.intervals.end() && std::isfinite(interval->second.low)) {
      range = Fixed(interval->second.low, 3) + " to " + Fixed(interval->second.high, 3);
    }
    table.Add({Readable(name), Fixed(value, 3), range, Fixed(base_rate[i].second, 3),
               Fixed(upheld[i].second, 3)});
  }
  return table.Text();
}

std::string TreatmentTable(const Evaluation& evaluation) {
  constexpr std::size_t kWidestTreatment = 40;
  Table table({"treatment", "items", "overturned", "observed", "predicted", "base rate", "AUC"});
  for (const auto& row : evaluation.by_treatment) {
    const std::string name = row.treatment.empty() ? "not recognised" : Printable(row.treatment);
    table.Add({Shortened(name, kWidestTreatment), Count(row.items), Count(row.overturned),
               Fixed(row.observed, 3), Fixed(row.mean_predicted, 3), Fixed(row.mean_base_rate, 3),
               Fixed(row.auc, 3)});
  }
  return table.Text();
}

std::string CalibrationTable(const Evaluation& evaluation) {
  Table table({"probability", "items", "predicted", "observed"});
  for (const CalibrationBin& bin : evaluation.calibration) {
    table.Add({Fixed(bin.low, 3) + " to " + Fixed(bin.high, 3), Count(bin.n),
               Fixed(bin.mean_predicted, 3), Fixed(bin.observed, 3)});
  }
  return table.Text();
}

std::string ConfusionTable(const Confusion& c) {
  Table table({"", "was overturned", "was upheld"});
  table.Add({"predicted overturned", Count(c.true_positive), Count(c.false_positive)});
  table.Add({"predicted upheld", Count(c.false_negative), Count(c.true_negative)});
  return table.Text();
}

}  // namespace

ordered_json EvaluationJson(const Evaluation& evaluation) {
  ordered_json intervals = ordered_json::object();
  for (const auto& [name, value] : Listed(evaluation.metrics)) {
    const auto it = evaluation.intervals.find(name);
    if (it != evaluation.intervals.end()) {
      intervals[name] = IntervalJson(it->second.low, it->second.high);
    }
  }
  ordered_json by_treatment = ordered_json::array();
  for (const auto& row : evaluation.by_treatment) {
    by_treatment.push_back({{"treatment", TreatmentName(row.treatment)},
                            {"items", row.items},
                            {"overturned", row.overturned},
                            {"observed", NumberOrNull(row.observed)},
                            {"mean_predicted", NumberOrNull(row.mean_predicted)},
                            {"base_rate", NumberOrNull(row.mean_base_rate)},
                            {"brier", NumberOrNull(row.brier)},
                            {"auc", NumberOrNull(row.auc)}});
  }
  ordered_json calibration = ordered_json::array();
  for (const CalibrationBin& bin : evaluation.calibration) {
    calibration.push_back({{"low", bin.low},
                           {"high", bin.high},
                           {"n", bin.n},
                           {"mean_predicted", bin.mean_predicted},
                           {"observed", bin.observed}});
  }
  ordered_json items = ordered_json::array();
  for (const EvaluatedItem& item : evaluation.items_detail) items.push_back(ItemJson(item));
  const Confusion& c = evaluation.confusion;
  return {{"view", evaluation.view},
          {"cases", evaluation.cases},
          {"items", evaluation.items},
          {"overturned", evaluation.overturned},
          {"metrics", MetricsJson(evaluation.metrics)},
          {"intervals", std::move(intervals)},
          {"baselines",
           {{"always_upheld", MetricsJson(evaluation.always_upheld)},
            {"base_rate", MetricsJson(evaluation.base_rate)}}},
          {"by_treatment", std::move(by_treatment)},
          {"calibration", std::move(calibration)},
          {"confusion",
           {{"true_positive", c.true_positive},
            {"false_positive", c.false_positive},
            {"true_negative", c.true_negative},
            {"false_negative", c.false_negative}}},
          {"items_detail", std::move(items)}};
}

std::string EvaluationText(const Evaluation& evaluation) {
  std::string out = Count(evaluation.items) + " items of " + Count(evaluation.cases) + " cases, " +
                    Count(evaluation.overturned) + " overturned (" + evaluation.view + " view)\n";
  if (evaluation.items == 0) return out;
  out += "\n" + MetricsTable(evaluation);
  out += "\nBy treatment\n" + TreatmentTable(evaluation);
  out += "\nCalibration, five groups of equal count\n" + CalibrationTable(evaluation);
  out += "\nAt one half\n" + ConfusionTable(evaluation.confusion);
  return out;
}

}  // namespace imr
