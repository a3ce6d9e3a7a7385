#include <array>

#include "engine/explanation/html.h"
#include "engine/explanation/rule_book.h"
#include "engine/explanation/rule_page.h"

namespace imr {
namespace {

void WriteStatement(const Statement& statement, std::string& out) {
  out += EscapeHtml(statement.words);
  if (statement.parts.empty()) return;
  out += "<ul>";
  for (const Statement& part : statement.parts) {
    out += "<li>";
    WriteStatement(part, out);
    out += "</li>";
  }
  out += "</ul>";
}

void WriteLines(const std::vector<LabelledStatement>& lines, std::string& out) {
  out += "<dl>\n";
  for (const LabelledStatement& line : lines) {
    out += "<dt>" + EscapeHtml(line.label) + "</dt><dd>";
    WriteStatement(line.statement, out);
    out += "</dd>\n";
  }
  out += "</dl>\n";
}

void WriteContents(const RuleBook& book, std::string& out) {
  constexpr std::array<std::string_view, 4> kSources = {"MTUS", "ACOEM", "ODG", "other"};
  out += "<nav aria-label=\"Contents\">\n";
  for (const std::string_view source : kSources) {
    std::string entries;
    for (const BookGuideline& guideline : book.guidelines) {
      if (guideline.source != source) continue;
      entries += "<li><a href=\"#" + EscapeHtml(guideline.id) + "\">" +
                 EscapeHtml(guideline.title) + "</a></li>\n";
    }
    if (entries.empty()) continue;
    out += "<h3>" + std::string(source == "other" ? "Other sources" : source) + "</h3>\n<ul>\n" +
           entries + "</ul>\n";
  }
  if (!book.glossary.empty()) {
    out += "<h3><a href=\"#glossary\">What the words mean</a></h3>\n";
  }
  out += "</nav>\n";
}

void WriteExamples(const BookGuideline& guideline, std::string& out) {
  if (guideline.examples.empty()) return;
  out += "<h4>Examples</h4>\n<ul class=\"examples\">\n";
  for (const BookExample& example : guideline.examples) {
    out += "<li><p>" + EscapeHtml(example.name) +
           (example.holds ? "" : " <span class=\"fails\">does not hold</span>") + "</p>\n";
    WriteLines(example.lines, out);
    out += "</li>\n";
  }
  out += "</ul>\n";
}

void WriteGuideline(const BookGuideline& guideline, std::string& out) {
  out += "<article id=\"" + EscapeHtml(guideline.id) + "\">\n<h2>" + EscapeHtml(guideline.title) +
         "</h2>\n<p class=\"id\">" + EscapeHtml(guideline.id) + "</p>\n";
  WriteLines(guideline.lines, out);
  out += "<h4>Criteria</h4>\n";
  for (const BookCriterion& criterion : guideline.criteria) {
    const std::string_view strength = criterion.required ? "required" : "supporting";
    out += "<section class=\"criterion " + std::string(strength) + "\" id=\"" +
           EscapeHtml(guideline.id + "/" + criterion.id) + "\">\n<h3>" + EscapeHtml(criterion.id) +
           "<span class=\"strength\">" + std::string(strength) + "</span></h3>\n<p>" +
           EscapeHtml(criterion.text) + "</p>\n";
    WriteLines(criterion.lines, out);
    out += "</section>\n";
  }
  WriteExamples(guideline, out);
  out += "</article>\n";
}

}  // namespace

std::string RuleBookHtml(const RuleBook& book) {
  std::string body = "<header>\n<h1>" + EscapeHtml(book.title) + "</h1>\n<p class=\"about\">" +
                     EscapeHtml(book.about) + "</p>\n</header>\n<main>\n";
  if (book.guidelines.size() > 1) WriteContents(book, body);
  for (const BookGuideline& guideline : book.guidelines) WriteGuideline(guideline, body);
  if (!book.glossary.empty()) {
    body += "<article id=\"glossary\">\n<h2>What the words mean</h2>\n<dl class=\"glossary\">\n";
    for (const auto& [name, meaning] : book.glossary) {
      body += "<dt>" + EscapeHtml(name) + "</dt><dd>" + EscapeHtml(meaning) + "</dd>\n";
    }
    body += "</dl>\n</article>\n";
  }
  body += "</main>\n<footer>\n<p>" + std::string(kAdvice) + "</p>\n</footer>\n";
  return RulePage(book.title, body);
}

}  // namespace imr
