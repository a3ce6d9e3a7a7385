#include "engine/explanation/markdown.h"
#include "engine/explanation/rule_book.h"

namespace imr {
namespace {

void WriteStatement(const Statement& statement, std::size_t depth, const std::string& lead,
                    std::string& out) {
  out += std::string(2 * depth, ' ') + "- " + lead + EscapeMarkdown(statement.words) + '\n';
  for (const Statement& part : statement.parts) WriteStatement(part, depth + 1, "", out);
}

void WriteLines(const std::vector<LabelledStatement>& lines, std::string& out,
                std::size_t depth = 0) {
  for (const LabelledStatement& line : lines) {
    WriteStatement(line.statement, depth, "**" + line.label + ":** ", out);
  }
}

void WriteGuideline(const BookGuideline& guideline, std::string& out) {
  out += "\n## " + EscapeMarkdown(guideline.title) + "\n\n`" + guideline.id + "`\n\n";
  WriteLines(guideline.lines, out);
  for (const BookCriterion& criterion : guideline.criteria) {
    out += "\n### " + EscapeMarkdown(criterion.id) +
           (criterion.required ? " (required)" : " (supporting)") + "\n\n" +
           EscapeMarkdown(criterion.text) + "\n\n";
    WriteLines(criterion.lines, out);
  }
  if (guideline.examples.empty()) return;
  out += "\n### Examples\n\n";
  for (const BookExample& example : guideline.examples) {
    out +=
        "- " + EscapeMarkdown(example.name) + (example.holds ? "" : " **(does not hold)**") + '\n';
    WriteLines(example.lines, out, 1);
  }
}

}  // namespace

std::string RuleBookMarkdown(const RuleBook& book) {
  std::string out = "# " + EscapeMarkdown(book.title) + "\n\n" + EscapeMarkdown(book.about) + "\n";
  for (const BookGuideline& guideline : book.guidelines) WriteGuideline(guideline, out);
  if (!book.glossary.empty()) {
    out += "\n## What the words mean\n\n";
    for (const auto& [name, meaning] : book.glossary) {
      out += "- **" + EscapeMarkdown(name) + ":** " + EscapeMarkdown(meaning) + '\n';
    }
  }
  return out + '\n' + std::string(kAdvice) + '\n';
}

}  // namespace imr
