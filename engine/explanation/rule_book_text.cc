#include "engine/explanation/page.h"
#include "engine/explanation/rule_book.h"

namespace imr {
namespace {

// "Met when" on a line of its own when it announces a list, else before its words.
void WriteStatement(const Statement& statement, std::size_t indent, std::string_view lead,
                    Page& page) {
  page.Write(indent, lead, statement.words, Ink::kPlain, Ink::kFaint);
  for (const Statement& part : statement.parts) WriteStatement(part, indent + 2, "- ", page);
}

void WriteLines(const std::vector<LabelledStatement>& lines, std::size_t indent, Page& page) {
  for (const LabelledStatement& line : lines) {
    WriteStatement(line.statement, indent, line.label + ": ", page);
  }
}

void WriteGuideline(const BookGuideline& guideline, Page& page) {
  page.Blank();
  page.Heading(guideline.title);
  page.Write(0, "", guideline.id, Ink::kFaint);
  WriteLines(guideline.lines, 2, page);
  for (const BookCriterion& criterion : guideline.criteria) {
    page.Blank();
    page.Write(2, "", criterion.id + (criterion.required ? " (required)" : " (supporting)"),
               Ink::kBold);
    page.Write(4, "", criterion.text);
    WriteLines(criterion.lines, 4, page);
  }
  if (guideline.examples.empty()) return;
  page.Blank();
  page.Write(2, "", "Examples", Ink::kBold);
  for (const BookExample& example : guideline.examples) {
    page.Write(4, example.holds ? "\u2713 " : "\u2717 ", example.name, Ink::kPlain,
               example.holds ? Ink::kGreen : Ink::kRed);
    WriteLines(example.lines, 6, page);
  }
}

}  // namespace

std::string RuleBookText(const RuleBook& book, const WordingOptions& options) {
  Page page(options);
  page.Write(0, "", book.about, Ink::kFaint);
  for (const BookGuideline& guideline : book.guidelines) WriteGuideline(guideline, page);
  if (!book.glossary.empty()) {
    page.Blank();
    page.Heading("What the words mean");
    for (const auto& [name, meaning] : book.glossary) page.Write(2, name + ": ", meaning);
  }
  page.Blank();
  page.Write(0, "", kAdvice, Ink::kFaint);
  return page.Take();
}

}  // namespace imr
