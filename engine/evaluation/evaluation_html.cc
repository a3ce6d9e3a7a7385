#include "engine/evaluation/evaluation_html.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "engine/evaluation/evaluation_page_script.h"
#include "engine/evaluation/evaluation_page_style.h"
#include "engine/evaluation/html_table.h"
#include "engine/evaluation/miss_html.h"
#include "engine/evaluation/report_parts.h"
#include "engine/explanation/html.h"
#include "engine/explanation/layout.h"
#include "engine/explanation/wording.h"

namespace imr {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostCurvePoints = 500;
constexpr std::size_t kMostRowsOfCurve = 20;
constexpr std::size_t kMostBars = 15;
constexpr std::size_t kMostContributions = 40;

std::string Count(int value) { return std::to_string(value); }
std::string Whole(double share) { return Fixed(100 * share, 0) + "%"; }

std::string Section(const std::string& id, const std::string& title, const std::string& body) {
  return "<section id=\"" + id + "\">\n<h2>" + title + "</h2>\n" + body + "</section>\n";
}

struct Chart {
  std::string id, title;
  std::string says;   // the alternative to the picture
  std::string about;  // how to read it
  std::string table;
  bool wide = false;
};

std::string Figure(const Chart& chart) {
  return "<figure" + std::string(chart.wide ? " class=\"wide\"" : "") + ">\n<figcaption>" +
         chart.title + "</figcaption>\n<div class=\"canvas\"><canvas id=\"" + chart.id +
         "\" role=\"img\" aria-label=\"" + EscapeHtml(chart.says) + "\"></canvas></div>\n<p>" +
         chart.about + "</p>\n<details><summary>The numbers as a table</summary>\n" + chart.table +
         "</details>\n</figure>\n";
}

std::string HeadlineTable(const Evaluation& evaluation) {
  HtmlTable table({"", "#Predictions", "#95% interval", "#Base rate alone", "#Always upheld"});
  const auto predicted = Listed(evaluation.metrics);
  const auto base_rate = Listed(evaluation.base_rate);
  const auto upheld = Listed(evaluation.always_upheld);
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    const auto interval = evaluation.intervals.find(predicted[i].first);
    table.Add({Readable(predicted[i].first), Fixed(predicted[i].second, 3),
               interval == evaluation.intervals.end() ? "n/a" : RangeText(interval->second),
               Fixed(base_rate[i].second, 3), Fixed(upheld[i].second, 3)});
  }
  return table.Take() +
         "<p class=\"about\">Positive class: overturned. Intervals: drawn anew by letter, since "
         "items of one letter share a fate. Brier skill is over a constant 11%; recall at 10% is "
         "the share of overturned items among the tenth of all items with the highest "
         "probabilities.</p>\n";
}

std::string ConfusionTable(const Confusion& c) {
  HtmlTable table({"At one half", "#Was overturned", "#Was upheld"});
  table.Add({"Predicted overturned", Count(c.true_positive), Count(c.false_positive)});
  table.Add({"Predicted upheld", Count(c.false_negative), Count(c.true_negative)});
  return table.Take();
}

std::string ComparisonSection(const ModelComparison& comparison) {
  HtmlTable table({"", "#Model", "#Other", "#Difference", "#95% interval"});
  for (auto& row : ModelComparisonRows(comparison)) table.Add(std::move(row));
  return Section("against", "Against another model",
                 "<p>Model: " + EscapeHtml(comparison.name) +
                     ". Other: " + EscapeHtml(comparison.against) +
                     ". Differences are model less other, with the same letters drawn for "
                     "both.</p>\n" +
                     table.Take());
}

std::string GroupTable(const std::string& head, const std::string& unnamed,
                       const std::vector<Evaluation::Group>& groups) {
  HtmlTable table(
      {head, "#Items", "#Overturned", "#Observed", "#Predicted", "#Base rate", "#Brier", "#AUC"});
  for (const auto& row : groups) {
    table.Add({row.name.empty() ? unnamed : row.name, Count(row.items), Count(row.overturned),
               Fixed(row.observed, 3), Fixed(row.mean_predicted, 3), Fixed(row.mean_base_rate, 3),
               Fixed(row.brier, 3), Fixed(row.auc, 3)});
  }
  return table.Take();
}

Chart RocChart(const Evaluation& evaluation, const std::vector<OperatingPoint>& points) {
  HtmlTable table({"#Flagged from", "#Share flagged", "#Of overturned", "#Of upheld"});
  for (const OperatingPoint& point : Thinned(points, kMostRowsOfCurve)) {
    table.Add({Fixed(point.threshold, 3), Whole(point.flagged), Whole(point.sensitivity),
               Whole(point.false_alarms)});
  }
  return {.id = "roc",
          .title = "ROC curve",
          .says = "ROC curve; the area under it is " + Fixed(evaluation.metrics.auc, 3),
          .about =
              "How many overturned items are flagged for how many false alarms. Area under "
              "the curve: " +
              Fixed(evaluation.metrics.auc, 3) + ".",
          .table = table.Take()};
}

Chart PrecisionRecallChart(const Evaluation& evaluation,
                           const std::vector<OperatingPoint>& points) {
  HtmlTable table({"#Flagged from", "#Share flagged", "#Recall", "#Precision"});
  for (const OperatingPoint& point : Thinned(points, kMostRowsOfCurve)) {
    table.Add({Fixed(point.threshold, 3), Whole(point.flagged), Whole(point.sensitivity),
               Whole(point.precision)});
  }
  const std::string average = Fixed(evaluation.metrics.average_precision, 3);
  return {.id = "precision-recall",
          .title = "Precision and recall",
          .says = "Precision-recall curve; average precision is " + average,
          .about =
              "What share of the flagged items was overturned. Average precision: " + average + ".",
          .table = table.Take()};
}

Chart ReliabilityChart(const Evaluation& evaluation) {
  HtmlTable table({"Probability", "#Items", "#Predicted", "#Observed"});
  for (const CalibrationBin& bin : evaluation.calibration) {
    table.Add({Fixed(bin.low, 3) + " to " + Fixed(bin.high, 3), Count(bin.n),
               Fixed(bin.mean_predicted, 3), Fixed(bin.observed, 3)});
  }
  std::string line = "Outcomes and probabilities of these items cannot tell a calibration line.";
  if (evaluation.calibration_line) {
    const CalibrationReport& c = *evaluation.calibration_line;
    line = "Calibration slope " + Fixed(c.line.slope, 2) + " (error " + Fixed(c.slope_error, 2) +
           "; under 1: too extreme), intercept " + Fixed(c.line.intercept, 2) + " (error " +
           Fixed(c.intercept_error, 2) + "); with slope 1, intercept " + Fixed(c.in_the_large, 2) +
           " (error " + Fixed(c.in_the_large_error, 2) + ").";
  }
  return {
      .id = "reliability",
      .title = "Reliability",
      .says = "Share overturned against mean probability for five groups of equal count. " + line,
      .about = line,
      .table = table.Take()};
}

Chart RiskCoverageChart(const Evaluation& evaluation) {
  HtmlTable table({"#Answered", "#Wrong at one half", "#Brier"});
  for (const RiskCoveragePoint& point : evaluation.risk_coverage) {
    table.Add({Whole(point.coverage), Fixed(point.error, 3), Fixed(point.brier, 3)});
  }
  return {.id = "risk-coverage",
          .title = "Risk and coverage",
          .says = "Error of the answers when only the surest share of items is answered",
          .about =
              "The error that remains when only the surest items are answered: those farthest "
              "from one half, of these the narrowest intervals; abstentions come last.",
          .table = table.Take()};
}

Chart ContributionChart(const std::vector<MeanContribution>& terms) {
  HtmlTable table({"Feature", "#Items", "#Mean size", "#Mean of overturned", "#Mean of upheld"});
  for (std::size_t i = 0; i < std::min(terms.size(), kMostContributions); ++i) {
    table.Add({terms[i].feature, Count(terms[i].items), Fixed(terms[i].mean_size, 3),
               Fixed(terms[i].overturned, 3), Fixed(terms[i].upheld, 3)});
  }
  return {.id = "contributions",
          .title = "What moves predictions most",
          .says = "The features with the largest mean contributions",
          .about =
              "Mean size of each term of the log-odds over all items; the base rate of the "
              "treatment, which every item has, is left out.",
          .table = table.Take(),
          .wide = true};
}

ordered_json Rounded(double value) {
  return std::isfinite(value) ? ordered_json(std::round(value * 1e5) / 1e5) : ordered_json(nullptr);
}

// The numbers that the charts are drawn from. No text of a case.
std::string ChartData(const Evaluation& evaluation, const std::vector<OperatingPoint>& points,
                      const std::vector<MeanContribution>& terms) {
  ordered_json data;
  data["overturned"] = Rounded(
      evaluation.items == 0 ? 0.0 : static_cast<double>(evaluation.overturned) / evaluation.items);
  data["points"] = ordered_json::array();
  for (const OperatingPoint& point : Thinned(points, kMostCurvePoints)) {
    data["points"].push_back({Rounded(point.threshold), Rounded(point.flagged),
                              Rounded(point.sensitivity), Rounded(point.false_alarms),
                              Rounded(point.precision)});
  }
  data["bins"] = ordered_json::array();
  for (const CalibrationBin& bin : evaluation.calibration) {
    data["bins"].push_back({Rounded(bin.mean_predicted), Rounded(bin.observed), bin.n});
  }
  data["risk"] = ordered_json::array();
  for (const RiskCoveragePoint& point : evaluation.risk_coverage) {
    data["risk"].push_back({Rounded(point.coverage), Rounded(point.error), Rounded(point.brier)});
  }
  data["terms"] = ordered_json::array();
  for (std::size_t i = 0; i < std::min(terms.size(), kMostBars); ++i) {
    data["terms"].push_back(
        ordered_json::array({Printable(terms[i].feature), Rounded(terms[i].mean_size)}));
  }
  // Nothing in it can end the element.
  std::string text;
  for (const char c : data.dump(-1, ' ', true, ordered_json::error_handler_t::replace)) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

std::string HeaderHtml(const EvaluationPage& page) {
  const Evaluation& evaluation = page.evaluation;
  std::string out = "<header>\n<h1>Predictions against rulings</h1>\n<p class=\"about\">" +
                    EscapeHtml(Count(evaluation.items) + " items of " + Count(evaluation.cases) +
                               " cases, " + Count(evaluation.overturned) + " overturned; " +
                               evaluation.view + " view. Predictions: " + page.model + ".") +
                    "</p>\n";
  if (evaluation.in_training > 0) {
    out += "<p class=\"warning\">The model was fitted on " + Count(evaluation.in_training) +
           " of these " + Count(evaluation.cases) +
           " cases: its figures flatter. Cross-validation gives figures that do not.</p>\n";
  }
  if (evaluation.sets > 1) {
    out += "<p>Figures are means over " + Count(evaluation.sets) +
           " draws of the parts; charts, tables and misses are of the first.</p>\n";
  }
  out +=
      "<nav aria-label=\"Contents\"><ul><li><a href=\"#figures\">Figures</a></li>"
      "<li><a href=\"#curves\">Charts</a></li><li><a href=\"#groups\">Treatments and guidelines"
      "</a></li><li><a href=\"#terms\">Contributions</a></li><li><a href=\"#misses\">Misses</a>"
      "</li><li><a href=\"#evidence\">Evidence</a></li></ul></nav>\n";
  out +=
      "<noscript><p class=\"warning\">Scripts are off: the charts are not drawn; their numbers "
      "stand in the tables below each.</p></noscript>\n";
  return out + "</header>\n";
}

std::string MainHtml(const EvaluationPage& page, const std::vector<OperatingPoint>& points,
                     const std::vector<MeanContribution>& terms) {
  const Evaluation& evaluation = page.evaluation;
  std::string out = "<main>\n";
  if (page.split) {
    out += "<section>\n<h2>Split by time</h2>\n<pre>" + EscapeHtml(TemporalSplitText(*page.split)) +
           "</pre>\n</section>\n";
  }
  out += Section("figures", "Figures",
                 HeadlineTable(evaluation) + ConfusionTable(evaluation.confusion));
  if (page.comparison) out += ComparisonSection(*page.comparison);
  out += Section("curves", "Charts",
                 "<div class=\"charts\">\n" + Figure(RocChart(evaluation, points)) +
                     Figure(PrecisionRecallChart(evaluation, points)) +
                     Figure(ReliabilityChart(evaluation)) + Figure(RiskCoverageChart(evaluation)) +
                     "</div>\n");
  out += Section("groups", "Treatments and guidelines",
                 "<h3>By treatment</h3>\n" +
                     GroupTable("Treatment", "not recognised", evaluation.by_treatment) +
                     "<h3>By the guideline that decided</h3>\n" +
                     GroupTable("Guideline", "none", evaluation.by_guideline));
  out += Section("terms", "Contributions", Figure(ContributionChart(terms)));
  const Misses misses = FindMisses(evaluation.items_detail);
  out += Section("misses", "Misses", MissTablesHtml(page, misses));
  out += Section("evidence", "Evidence of the misses", MissEvidenceHtml(page, misses));
  return out + "</main>\n";
}

std::string ScriptElement(std::string_view script) {
  return "<script>" + std::string(script) + "</script>\n";
}

}  // namespace

std::vector<MeanContribution> MeanContributions(const std::vector<EvaluatedItem>& items,
                                                const std::vector<ItemExplanation>& explained) {
  assert(items.size() == explained.size());
  std::map<std::string, MeanContribution> found;
  double overturned = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    overturned += items[i].overturned ? 1 : 0;
    const auto& terms = explained[i].terms;
    for (std::size_t j = 1; j < terms.size(); ++j) {
      MeanContribution& mean = found[terms[j].first];
      ++mean.items;
      mean.mean_size += std::abs(terms[j].second);
      (items[i].overturned ? mean.overturned : mean.upheld) += terms[j].second;
    }
  }
  const auto all = static_cast<double>(items.size());
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  std::vector<MeanContribution> out;
  for (auto& [feature, mean] : found) {
    mean.feature = feature;
    mean.mean_size /= all;
    mean.overturned = overturned > 0 ? mean.overturned / overturned : kNone;
    mean.upheld = all > overturned ? mean.upheld / (all - overturned) : kNone;
    out.push_back(std::move(mean));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.mean_size > b.mean_size; });
  return out;
}

Misses FindMisses(const std::vector<EvaluatedItem>& items) {
  Misses misses;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool predicted = items[i].probability >= 0.5;
    if (predicted == items[i].overturned) continue;
    (predicted ? misses.false_alarms : misses.missed).push_back(i);
  }
  const auto less = [&](std::size_t a, std::size_t b) {
    return items[a].probability < items[b].probability;
  };
  std::stable_sort(misses.missed.begin(), misses.missed.end(), less);
  std::stable_sort(misses.false_alarms.begin(), misses.false_alarms.end(),
                   [&](std::size_t a, std::size_t b) { return less(b, a); });
  return misses;
}

std::string EvaluationHtml(const EvaluationPage& page, std::string_view chart_library) {
  const Evaluation& evaluation = page.evaluation;
  const auto points = OperatingPoints(ToScored(evaluation.items_detail));
  const auto terms = MeanContributions(evaluation.items_detail, page.explained);
  const std::array<std::string_view, 2> scripts = {chart_library, kEvaluationPageScript};
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\" translate=\"no\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"" +
      EscapeHtml(OnlyThisStyleAndScripts(kEvaluationPageStyle, scripts)) +
      "\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>Predictions against rulings</title>\n<style>";
  out += kEvaluationPageStyle;
  out += "</style>\n</head>\n<body>\n" + HeaderHtml(page) + MainHtml(page, points, terms);
  out += "<footer>\n<p>" + std::string(kAdvice) +
         " This page holds words of the cases: keep it as you keep their records.</p>\n</footer>\n";
  out += "<script type=\"application/json\" id=\"data\">" + ChartData(evaluation, points, terms) +
         "</script>\n";
  for (const std::string_view script : scripts) out += ScriptElement(script);
  return out + "</body>\n</html>\n";
}

}  // namespace imr
