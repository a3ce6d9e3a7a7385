#include "engine/evaluation/miss_html.h"

#include <algorithm>
#include <cmath>

#include "engine/evaluation/html_table.h"
#include "engine/explanation/html.h"
#include "engine/explanation/layout.h"
#include "engine/explanation/wording.h"

namespace imr {
namespace {

constexpr std::size_t kMostTermsInRow = 3;
constexpr std::size_t kMostTermsOfItem = 10;

std::string Signed(double value) { return (value > 0 ? "+" : "") + Fixed(value, 2); }

std::string ProbabilityWords(const EvaluatedItem& item) {
  std::string out = Percent(item.probability);
  if (std::isfinite(item.low) && std::isfinite(item.high)) {
    out += " (" + Percent(item.low) + " to " + Percent(item.high) + ")";
  }
  return out;
}

// The largest terms but the base rate.
std::vector<std::pair<std::string, double>> LargestTerms(const ItemExplanation& why,
                                                         std::size_t most) {
  auto terms = why.terms;
  if (!terms.empty()) terms.erase(terms.begin());
  std::stable_sort(terms.begin(), terms.end(), [](const auto& a, const auto& b) {
    return std::abs(a.second) > std::abs(b.second);
  });
  if (terms.size() > most) terms.resize(most);
  return terms;
}

std::string TermList(const ItemExplanation& why, std::size_t most) {
  std::string out = "<ul>";
  for (const auto& [feature, log_odds] : LargestTerms(why, most)) {
    out += "<li>" + EscapeHtml(Signed(log_odds) + " " + feature) + "</li>";
  }
  return out + "</ul>";
}

std::string NameOf(const EvaluatedItem& item) {
  return item.case_id + ", request " + std::to_string(item.index + 1);
}

std::string TableOf(const EvaluationPage& page, const std::vector<std::size_t>& misses,
                    const std::string& none) {
  if (misses.empty()) return "<p>" + none + "</p>\n";
  std::string out;
  const std::size_t shown = std::min(misses.size(), kMostMissesShown);
  if (shown < misses.size()) {
    out += "<p>The worst " + std::to_string(shown) + " of " + std::to_string(misses.size()) +
           ".</p>\n";
  }
  HtmlTable table({"Request", "Treatment", "Guideline that decided", "#Probability of overturned",
                   "#Base rate", "Largest contributions, log-odds"});
  for (std::size_t i = 0; i < shown; ++i) {
    const EvaluatedItem& item = page.evaluation.items_detail[misses[i]];
    const ItemExplanation& why = page.explained[misses[i]];
    table.AddHtml(
        {"<a href=\"#i" + std::to_string(misses[i]) + "\">" + EscapeHtml(NameOf(item)) + "</a>",
         EscapeHtml(item.treatment.empty() ? "not recognised" : item.treatment),
         EscapeHtml(item.guideline.empty() ? "none" : item.guideline),
         EscapeHtml(ProbabilityWords(item)), EscapeHtml(Percent(item.base_rate)),
         TermList(why, kMostTermsInRow)});
  }
  return out + table.Take();
}

std::string CriterionHtml(const ItemExplanation::Criterion& criterion) {
  const std::string status(StatusName(criterion.status));
  std::string out = "<div class=\"criterion " + status + "\">\n<p><span class=\"status\">" +
                    (criterion.status == Status::kUndocumented ? "not documented" : status) +
                    "</span>: " + EscapeHtml(criterion.text) +
                    (criterion.required ? " (required)" : "") + "</p>\n<p class=\"about\">" +
                    EscapeHtml(criterion.id + "; " +
                               (criterion.citation.empty() ? "" : criterion.citation + "; ") +
                               Signed(criterion.contribution) + " log-odds") +
                    "</p>\n";
  for (const auto& quote : criterion.quotes) {
    out += "<blockquote><span>" + EscapeHtml(quote.section) + ":</span> " +
           EscapeHtml(quote.words) + "</blockquote>\n";
  }
  if (criterion.quotes.empty())
    out += "<p class=\"about\">No words of the record bear on it.</p>\n";
  return out + "</div>\n";
}

std::string ArticleOf(const EvaluationPage& page, std::size_t index) {
  const EvaluatedItem& item = page.evaluation.items_detail[index];
  const ItemExplanation& why = page.explained[index];
  std::string out =
      "<article id=\"i" + std::to_string(index) + "\">\n<h3><span>" + EscapeHtml(NameOf(item)) +
      "</span> <a href=\"#misses\">back to the misses</a></h3>\n<p>" +
      EscapeHtml(why.request.empty() ? "(no wording)" : why.request) + "</p>\n<p class=\"about\">" +
      EscapeHtml("Predicted " + ProbabilityWords(item) + " overturned, base rate " +
                 Percent(item.base_rate) + "; was " +
                 (item.overturned ? "overturned." : "upheld.")) +
      "</p>\n";
  if (item.abstained) {
    out +=
        "<p>No prediction of its own: " +
        EscapeHtml(why.abstained_because.empty() ? "too little to go by" : why.abstained_because) +
        "</p>\n";
  }
  out += "<h4>Decided by</h4>\n";
  for (const auto& criterion : why.decided_by) out += CriterionHtml(criterion);
  if (why.decided_by.empty()) out += "<p>No criterion; the base rate and pooled terms.</p>\n";
  if (why.terms.size() > 1) {
    out += "<details><summary>Largest contributions, log-odds</summary>\n" +
           TermList(why, kMostTermsOfItem) + "</details>\n";
  }
  return out + "</article>\n";
}

}  // namespace

std::string MissTablesHtml(const EvaluationPage& page, const Misses& misses) {
  return "<h3>False alarms: predicted overturned, was upheld (" +
         std::to_string(misses.false_alarms.size()) + ")</h3>\n" +
         TableOf(page, misses.false_alarms, "None.") +
         "<h3>Missed: was overturned, predicted upheld (" + std::to_string(misses.missed.size()) +
         ")</h3>\n" + TableOf(page, misses.missed, "None.");
}

std::string MissEvidenceHtml(const EvaluationPage& page, const Misses& misses) {
  std::string out;
  for (const auto* list : {&misses.false_alarms, &misses.missed}) {
    for (std::size_t i = 0; i < std::min(list->size(), kMostMissesShown); ++i) {
      out += ArticleOf(page, (*list)[i]);
    }
  }
  return out;
}

}  // namespace imr
