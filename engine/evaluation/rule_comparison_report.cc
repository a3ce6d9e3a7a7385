#include <algorithm>
#include <cmath>

#include "engine/evaluation/report_parts.h"
#include "engine/evaluation/rule_comparison.h"
#include "engine/evaluation/table.h"
#include "engine/explanation/html.h"
#include "engine/explanation/layout.h"
#include "engine/explanation/page.h"
#include "engine/explanation/rule_page.h"

namespace imr {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostTerms = 5;  // for people; JSON has all

std::string Signed(double value) {
  const std::string digits = Fixed(value, 3);
  return value > 0 && digits.find_first_not_of("0.") != std::string::npos ? "+" + digits : digits;
}

std::string PredictionWords(const ItemChange::Side& side) {
  return std::string(side.overturned ? "overturned " : "upheld ") + Percent(side.probability) +
         (side.abstained ? " (abstained)" : "");
}

// The treatment, or how it was read before and after.
std::string TreatmentWords(const ItemChange& item) {
  const auto name = [](const std::string& code) { return code.empty() ? "not recognised" : code; };
  if (item.before.treatment == item.after.treatment) return name(item.after.treatment);
  return name(item.before.treatment) + ", now " + name(item.after.treatment);
}

// Whether the prediction agrees with the ruling, once it flipped.
std::string Verdict(const ItemChange& item) {
  if (!item.ruling) return "no ruling known";
  const std::string ruling = *item.ruling ? "ruled overturned" : "ruled upheld";
  if (!item.flipped()) return ruling;
  return ruling + (item.after.overturned == *item.ruling ? ": now right" : ": now wrong");
}

struct MetricRow {
  std::string name, before, after, difference, interval;
};

std::vector<MetricRow> MetricRows(const RuleComparison& comparison) {
  const auto before = Listed(comparison.before);
  const auto after = Listed(comparison.after);
  std::vector<MetricRow> rows;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const Interval& interval = comparison.differences.at(before[i].first);
    rows.push_back({Readable(before[i].first), Fixed(before[i].second, 3),
                    Fixed(after[i].second, 3), Signed(after[i].second - before[i].second),
                    std::isfinite(interval.low)
                        ? Signed(interval.low) + " to " + Signed(interval.high)
                        : "n/a"});
  }
  return rows;
}

std::string About(const RuleComparison& comparison) {
  return std::to_string(comparison.cases) + (comparison.cases == 1 ? " case" : " cases") +
         " with " + std::to_string(comparison.items) +
         (comparison.items == 1 ? " request, " : " requests, ") +
         std::to_string(comparison.overturned) + " of " + std::to_string(comparison.ruled) +
         " rulings overturned (" + comparison.view + " view)";
}

void WriteItems(const std::vector<ItemChange>& items, Page& page) {
  for (const ItemChange& item : items) {
    page.Blank();
    page.Write(
        2, "",
        item.case_id + " request " + std::to_string(item.index + 1) + ", " + TreatmentWords(item),
        Ink::kBold);
    const bool wrong = item.flipped() && item.ruling && item.after.overturned != *item.ruling;
    page.Write(
        4, "",
        PredictionWords(item.before) + " -> " + PredictionWords(item.after) + "; " + Verdict(item),
        wrong ? Ink::kRed : Ink::kPlain);
    for (const auto& criterion : item.criteria) {
      page.Write(4, "- ", criterion.id + ": " + criterion.before + " -> " + criterion.after);
    }
    for (std::size_t i = 0; i < item.terms.size() && i < kMostTerms; ++i) {
      const auto& term = item.terms[i];
      page.Write(4, PadLeft(Signed(term.after - term.before), 8) + "  ", term.feature, Ink::kFaint);
    }
  }
}

std::string ItemRow(const ItemChange& item) {
  std::string reasons;
  for (const auto& criterion : item.criteria) {
    reasons += "<li>" +
               EscapeHtml(criterion.id + ": " + criterion.before + " \u2192 " + criterion.after) +
               "</li>";
  }
  for (std::size_t i = 0; i < item.terms.size() && i < kMostTerms; ++i) {
    const auto& term = item.terms[i];
    reasons += "<li>" + EscapeHtml(Signed(term.after - term.before) + " " + term.feature) + "</li>";
  }
  std::string verdict = Verdict(item);
  std::string_view mark = "";
  if (item.flipped() && item.ruling) {
    mark = item.after.overturned == *item.ruling ? " class=\"better\"" : " class=\"worse\"";
  }
  return "<tr><td>" + EscapeHtml(item.case_id) + "<br>request " + std::to_string(item.index + 1) +
         "<br>" + EscapeHtml(TreatmentWords(item)) + "</td><td>" +
         EscapeHtml(PredictionWords(item.before)) + "</td><td>" +
         EscapeHtml(PredictionWords(item.after)) + "</td><td" + std::string(mark) + ">" +
         EscapeHtml(verdict) + "</td><td><ul>" + reasons + "</ul></td></tr>\n";
}

std::string ItemTable(const std::string& caption, const std::vector<ItemChange>& items) {
  std::string out = "<h2>" + caption + " (" + std::to_string(items.size()) + ")</h2>\n";
  if (items.empty()) return out + "<p class=\"about\">None.</p>\n";
  out +=
      "<table><thead><tr><th>Request</th><th>Before</th><th>After</th><th>Ruling</th>"
      "<th>Why, with changes of log-odds</th></tr></thead><tbody>\n";
  for (const ItemChange& item : items) out += ItemRow(item);
  return out + "</tbody></table>\n";
}

ordered_json SideJson(const ItemChange::Side& side) {
  return {
      {"treatment", side.treatment.empty() ? ordered_json(nullptr) : ordered_json(side.treatment)},
      {"prediction", side.overturned ? "overturned" : "upheld"},
      {"probability_overturned", side.probability},
      {"abstained", side.abstained}};
}

ordered_json ItemsJson(const std::vector<ItemChange>& items) {
  ordered_json json = ordered_json::array();
  for (const ItemChange& item : items) {
    ordered_json criteria = ordered_json::array();
    for (const auto& criterion : item.criteria) {
      criteria.push_back(
          {{"id", criterion.id}, {"before", criterion.before}, {"after", criterion.after}});
    }
    ordered_json terms = ordered_json::array();
    for (const auto& term : item.terms) {
      terms.push_back({{"feature", term.feature}, {"before", term.before}, {"after", term.after}});
    }
    json.push_back({{"case", item.case_id},
                    {"index", item.index},
                    {"before", SideJson(item.before)},
                    {"after", SideJson(item.after)},
                    {"ruling", item.ruling ? ordered_json(*item.ruling ? "overturned" : "upheld")
                                           : ordered_json(nullptr)},
                    {"criteria", std::move(criteria)},
                    {"contributions", std::move(terms)}});
  }
  return json;
}

}  // namespace

std::string RuleComparisonText(const RuleComparison& comparison, const WordingOptions& options) {
  Page page(options);
  page.Heading("Rules " + comparison.before_name + " -> " + comparison.after_name);
  page.Write(0, "", About(comparison), Ink::kFaint);
  page.Blank();
  std::string text = page.Take();
  Table table({"", "before", "after", "difference", "95% interval"});
  for (const MetricRow& row : MetricRows(comparison)) {
    table.Add({row.name, row.before, row.after, row.difference, row.interval});
  }
  text += table.Text();
  Page items(options);
  items.Blank();
  items.Heading("Predictions that flip (" + std::to_string(comparison.flipped.size()) + ")");
  WriteItems(comparison.flipped, items);
  items.Blank();
  items.Heading("Probabilities that move by more than " + Fixed(kLeastMove, 2) + " (" +
                std::to_string(comparison.moved.size()) + ")");
  WriteItems(comparison.moved, items);
  return text + items.Take();
}

ordered_json RuleComparisonJson(const RuleComparison& comparison) {
  const auto before = Listed(comparison.before);
  const auto after = Listed(comparison.after);
  ordered_json differences = ordered_json::object();
  for (std::size_t i = 0; i < before.size(); ++i) {
    const Interval& interval = comparison.differences.at(before[i].first);
    differences[before[i].first] = {
        {"difference", NumberOrNull(after[i].second - before[i].second)},
        {"interval", {NumberOrNull(interval.low), NumberOrNull(interval.high)}}};
  }
  const auto rules = [](const std::string& name, const std::string& hash, const Metrics& metrics) {
    return ordered_json{
        {"name", name}, {"rules", "sha256:" + hash}, {"metrics", MetricsJson(metrics)}};
  };
  return {{"view", comparison.view},
          {"cases", comparison.cases},
          {"items", comparison.items},
          {"ruled", comparison.ruled},
          {"overturned", comparison.overturned},
          {"before", rules(comparison.before_name, comparison.before_hash, comparison.before)},
          {"after", rules(comparison.after_name, comparison.after_hash, comparison.after)},
          {"differences", std::move(differences)},
          {"flipped", ItemsJson(comparison.flipped)},
          {"moved", ItemsJson(comparison.moved)}};
}

std::string RuleComparisonHtml(const RuleComparison& comparison) {
  std::string body =
      "<header>\n<h1>What a change of rules changes</h1>\n<p class=\"about\">" +
      EscapeHtml("From " + comparison.before_name + " (" + comparison.before_hash.substr(0, 12) +
                 ") to " + comparison.after_name + " (" + comparison.after_hash.substr(0, 12) +
                 "). " + About(comparison)) +
      ".</p>\n</header>\n<main>\n<table><caption>How good the predictions are"
      "</caption>\n<thead><tr><th></th><th class=\"number\">Before</th>"
      "<th class=\"number\">After</th><th class=\"number\">Difference</th>"
      "<th class=\"number\">95% interval</th></tr></thead><tbody>\n";
  for (const MetricRow& row : MetricRows(comparison)) {
    body += "<tr><td>" + EscapeHtml(row.name) + "</td>";
    for (const std::string* cell : {&row.before, &row.after, &row.difference, &row.interval}) {
      body += "<td class=\"number\">" + EscapeHtml(*cell) + "</td>";
    }
    body += "</tr>\n";
  }
  body +=
      "</tbody></table>\n" + ItemTable("Predictions that flip", comparison.flipped) +
      ItemTable("Probabilities that move by more than " + Fixed(kLeastMove, 2), comparison.moved) +
      "</main>\n<footer>\n<p>" + std::string(kAdvice) + "</p>\n</footer>\n";
  return RulePage("What a change of rules changes", body);
}

}  // namespace imr
