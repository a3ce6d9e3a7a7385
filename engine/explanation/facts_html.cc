#include "engine/explanation/facts_html.h"

#include <algorithm>
#include <cassert>
#include <ostream>
#include <utility>

#include "engine/explanation/facts_panel.h"
#include "engine/explanation/facts_style.h"
#include "engine/explanation/html.h"
#include "engine/explanation/layout.h"
#include "engine/explanation/page.h"
#include "engine/explanation/section_marks.h"
#include "engine/explanation/wording.h"

namespace imr {
namespace {

constexpr std::size_t kLongestTitle = 90;  // code points of a request's wording

constexpr std::string_view kLegend =
    R"(<p class="legend" aria-label="What the marks mean"><mark class="yes">documented yes</mark>
<mark class="no">documented no</mark>
<mark class="no"><span class="cue">cue</span> that made it a no</mark>
<mark class="value">number or code</mark>
<mark class="request">what is asked for</mark>
<mark class="no contrary">outweighed by other words</mark></p>
<p class="hint">Point at a mark, or move to it with Tab, for the fact, its value, the requests it counts for and the
pattern that found it. What no mark proves is not documented; silence is not denial.</p>
)";

std::string_view TitleOf(SectionKind section) {
  switch (section) {
    case SectionKind::kHeader:
      return "Header";
    case SectionKind::kSummary:
      return "Clinical summary";
    case SectionKind::kRequest:
      return "Wording of the request";
    case SectionKind::kUtilizationReview:
      return "Utilization review";
    case SectionKind::kRationale:
      return "Findings of the expert, without the decision";
  }
  return "";
}

class CaseHtml {
 public:
  CaseHtml(const FactsOfCase& the_case, const std::string& id, const Vocabulary& vocabulary,
           const PatternPlaces& places)
      : case_(the_case), c_(the_case.known), id_(id), vocabulary_(vocabulary), places_(places) {}

  // Everything after the "<details" of the case.
  std::string Write() {
    out_ = " class=\"case\" id=\"" + id_ + "\">\n";
    WriteHeading();
    for (const std::string& warning : case_.warnings) WriteWarning(warning);
    for (const StatedFactProblem& problem : case_.facts.problems) WriteWarning(problem.message);
    out_ += "<div class=\"sheet\">\n<div class=\"texts\">\n";
    WriteSection(SectionKind::kHeader, 0, "h3");
    WriteSection(SectionKind::kSummary, 0, "h3");
    for (std::size_t i = 0; i < c_.items.size(); ++i) WriteItem(i);
    if (c_.items.empty()) out_ += "<p>No disputed request was found.</p>\n";
    out_ += "</div>\n<aside class=\"panel\" aria-label=\"Facts by request\">\n";
    for (std::size_t i = 0; i < c_.items.size(); ++i) {
      out_ += PanelHtml({.c = c_, .facts = case_.facts, .id = id_, .vocabulary = vocabulary_}, i,
                        places_);
    }
    out_ += "</aside>\n</div>\n</details>\n";
    return std::move(out_);
  }

 private:
  void WriteHeading() {
    const std::size_t n = c_.items.size();
    out_ += "<summary><h2>Case " + EscapeHtml(c_.id) + "</h2> <span class=\"about\">" +
            std::to_string(n) + (n == 1 ? " request, " : " requests, ") +
            std::string(ViewName(c_.view)) + " view" + EscapeHtml(DateWords(c_.dates));
    if (!case_.source.empty()) out_ += "; from " + EscapeHtml(case_.source);
    out_ += "</span>";
    if (n > 0) {
      out_ += " <span class=\"first\">" +
              EscapeHtml(Shortened(Printable(c_.items[0].request), kLongestTitle)) +
              (n > 1 ? " and " + std::to_string(n - 1) + " more" : "") + "</span>";
    }
    out_ += "</summary>\n";
  }

  void WriteWarning(const std::string& warning) {
    out_ += "<p class=\"warning\">" + EscapeHtml(warning) + "</p>\n";
  }

  void WriteItem(std::size_t i) {
    out_ += "<article id=\"" + id_ + "-r" + std::to_string(i) + "\">\n<h3>Request " +
            std::to_string(i + 1) + " of " + std::to_string(c_.items.size()) + "</h3>\n";
    WriteSection(SectionKind::kRequest, i, "h4");
    WriteSection(SectionKind::kUtilizationReview, i, "h4");
    if (c_.view == View::kRecord) WriteSection(SectionKind::kRationale, i, "h4");
    out_ += "</article>\n";
  }

  void WriteSection(SectionKind section, std::size_t item, const std::string& heading) {
    const std::string_view text = SectionText(c_, item, section);
    out_ += "<section>\n<" + heading + ">" + std::string(TitleOf(section)) + "</" + heading + ">\n";
    if (text.empty()) {
      out_ += "<p class=\"empty\">Nothing was found.</p>\n</section>\n";
      return;
    }
    const auto marks =
        SectionMarks({.c = c_, .facts = case_.facts, .id = id_, .vocabulary = vocabulary_}, item,
                     section, places_);
    out_ += "<div class=\"text\" id=\"" + SectionId(id_, item, section) + "\">" +
            HighlightHtml(text, marks) + "</div>\n</section>\n";
  }

  const FactsOfCase& case_;
  const Case& c_;
  const std::string& id_;
  const Vocabulary& vocabulary_;
  const PatternPlaces& places_;
  std::string out_;
};

}  // namespace

FactsPage::FactsPage(const Vocabulary& vocabulary, PatternPlaces places, std::ostream& out)
    : vocabulary_(vocabulary), places_(std::move(places)), out_(out) {
  out_ << "<!DOCTYPE html>\n<html lang=\"en\" translate=\"no\">\n<head>\n<meta charset=\"utf-8\">\n"
       << "<meta http-equiv=\"Content-Security-Policy\" content=\""
       << EscapeHtml(OnlyThisStyle(kFactsStyle)) << "\">\n"
       << "<meta name=\"referrer\" content=\"no-referrer\">\n"
       << "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
       << "<title>Facts and the words that prove them</title>\n<style>" << kFactsStyle
       << "</style>\n</head>\n<body>\n<header>\n<h1>Facts and the words that prove them</h1>\n"
       << kLegend << "</header>\n<main>\n";
}

void FactsPage::AddCase(const FactsOfCase& facts) {
  assert(facts.facts.items.size() == facts.known.items.size());
  ++cases_;
  const std::string id = "c" + std::to_string(cases_);
  std::string html = CaseHtml(facts, id, vocabulary_, places_).Write();
  if (cases_ == 1) {
    first_ = std::move(html);
    return;
  }
  if (cases_ == 2) {
    out_ << "<p class=\"hint\">Several cases; each opens where it stands in the list.</p>\n"
         << "<details" << first_;
    first_.clear();
  }
  out_ << "<details" << html;
}

void FactsPage::AddError(const InputError& error) {
  std::string words = error.source;
  if (error.line > 0) words += ':' + std::to_string(error.line);
  const std::string html =
      "<p class=\"warning\">Could not be read: " + EscapeHtml(words + ": " + error.message) +
      "</p>\n";
  if (first_.empty()) {
    out_ << html;
  } else {
    first_ += html;  // keeps its place in the order of inputs
  }
}

void FactsPage::Finish() {
  if (cases_ == 1) out_ << "<details open" << first_;
  if (cases_ == 0) out_ << "<p>No case was read.</p>\n";
  out_ << "</main>\n<footer>\n<p>" << kAdvice
       << " This page holds the text of the cases: keep it as you keep their records.</p>\n"
       << "</footer>\n</body>\n</html>\n";
  out_.flush();
}

}  // namespace imr
