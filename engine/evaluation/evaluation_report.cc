#include <utility>

#include "engine/evaluation/evaluation.h"
#include "engine/evaluation/report_parts.h"
#include "engine/evaluation/table.h"
#include "engine/explanation/layout.h"

namespace imr {
namespace {

using nlohmann::ordered_json;

ordered_json NameOrNull(const std::string& name) {
  return name.empty() ? ordered_json(nullptr) : ordered_json(name);
}

ordered_json ItemJson(const EvaluatedItem& item) {
  return {{"case", item.case_id},
          {"index", item.index},
          {"treatment", NameOrNull(item.treatment)},
          {"guideline", NameOrNull(item.guideline)},
          {"probability_overturned", NumberOrNull(item.probability)},
          {"interval", IntervalJson({item.low, item.high})},
          {"base_rate_overturned", NumberOrNull(item.base_rate)},
          {"prediction", item.probability >= 0.5 ? "overturned" : "upheld"},
          {"overturned", item.overturned},
          {"abstained", item.abstained}};
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
    table.Add({Readable(name), Fixed(value, 3),
               interval == evaluation.intervals.end() ? "n/a" : RangeText(interval->second),
               Fixed(base_rate[i].second, 3), Fixed(upheld[i].second, 3)});
  }
  return table.Text();
}

std::string GroupTable(const std::string& head, const std::string& unnamed,
                       const std::vector<Evaluation::Group>& groups) {
  constexpr std::size_t kWidestName = 40;
  Table table({head, "items", "overturned", "observed", "predicted", "base rate", "AUC"});
  for (const auto& row : groups) {
    table.Add({Shortened(row.name.empty() ? unnamed : Printable(row.name), kWidestName),
               Count(row.items), Count(row.overturned), Fixed(row.observed, 3),
               Fixed(row.mean_predicted, 3), Fixed(row.mean_base_rate, 3), Fixed(row.auc, 3)});
  }
  return table.Text();
}

std::string LineText(const Evaluation& evaluation) {
  if (!evaluation.calibration_line) {
    return "  no line: outcomes and probabilities of these items cannot tell\n";
  }
  const CalibrationReport& c = *evaluation.calibration_line;
  return "  slope " + Fixed(c.line.slope, 2) + " (error " + Fixed(c.slope_error, 2) +
         "; under 1: too extreme), intercept " + Fixed(c.line.intercept, 2) + " (error " +
         Fixed(c.intercept_error, 2) + ")\n  with slope 1: intercept " + Fixed(c.in_the_large, 2) +
         " (error " + Fixed(c.in_the_large_error, 2) + "; under 0: too high on the whole)\n";
}

// Every other twentieth.
std::string RiskCoverageTable(const Evaluation& evaluation) {
  Table table({"answered", "error", "brier"});
  const auto& points = evaluation.risk_coverage;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points.size() > 10 && i % 2 == 0) continue;
    table.Add({Fixed(100 * points[i].coverage, 0) + "%", Fixed(points[i].error, 3),
               Fixed(points[i].brier, 3)});
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

ordered_json GroupsJson(const std::string& key, const std::vector<Evaluation::Group>& groups) {
  ordered_json rows = ordered_json::array();
  for (const auto& row : groups) {
    rows.push_back({{key, NameOrNull(row.name)},
                    {"items", row.items},
                    {"overturned", row.overturned},
                    {"observed", NumberOrNull(row.observed)},
                    {"mean_predicted", NumberOrNull(row.mean_predicted)},
                    {"base_rate", NumberOrNull(row.mean_base_rate)},
                    {"brier", NumberOrNull(row.brier)},
                    {"auc", NumberOrNull(row.auc)}});
  }
  return rows;
}

ordered_json LineJson(const std::optional<CalibrationReport>& line) {
  if (!line) return nullptr;
  return {{"slope", NumberOrNull(line->line.slope)},
          {"slope_error", NumberOrNull(line->slope_error)},
          {"intercept", NumberOrNull(line->line.intercept)},
          {"intercept_error", NumberOrNull(line->intercept_error)},
          {"in_the_large", NumberOrNull(line->in_the_large)},
          {"in_the_large_error", NumberOrNull(line->in_the_large_error)}};
}

ordered_json RiskCoverageJson(const std::vector<RiskCoveragePoint>& points) {
  ordered_json rows = ordered_json::array();
  for (const RiskCoveragePoint& point : points) {
    rows.push_back({{"coverage", NumberOrNull(point.coverage)},
                    {"error", NumberOrNull(point.error)},
                    {"brier", NumberOrNull(point.brier)}});
  }
  return rows;
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
      intervals[name] = IntervalJson(it->second);
    }
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
          {"by_treatment", GroupsJson("treatment", evaluation.by_treatment)},
          {"by_guideline", GroupsJson("guideline", evaluation.by_guideline)},
          {"calibration", std::move(calibration)},
          {"calibration_line", LineJson(evaluation.calibration_line)},
          {"risk_coverage", RiskCoverageJson(evaluation.risk_coverage)},
          {"confusion",
           {{"true_positive", c.true_positive},
            {"false_positive", c.false_positive},
            {"true_negative", c.true_negative},
            {"false_negative", c.false_negative}}},
          {"in_training", evaluation.in_training},
          {"items_detail", std::move(items)}};
}

std::string EvaluationText(const Evaluation& evaluation) {
  std::string out = Count(evaluation.items) + " items of " + Count(evaluation.cases) + " cases, " +
                    Count(evaluation.overturned) + " overturned (" + evaluation.view + " view)\n";
  if (evaluation.items == 0) return out;
  out += "\n" + MetricsTable(evaluation);
  out += "\nBy treatment\n" + GroupTable("treatment", "not recognised", evaluation.by_treatment);
  out += "\nBy the guideline that decided\n" +
         GroupTable("guideline", "none", evaluation.by_guideline);
  out += "\nCalibration, five groups of equal count\n" + CalibrationTable(evaluation) +
         LineText(evaluation);
  out += "\nIf only the surest are answered\n" + RiskCoverageTable(evaluation);
  out += "\nAt one half\n" + ConfusionTable(evaluation.confusion);
  return out;
}

}  // namespace imr
