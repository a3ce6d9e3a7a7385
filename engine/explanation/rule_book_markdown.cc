#include "engine/explanation/layout.h"
#include "engine/explanation/rule_book.h"

namespace imr {
namespace {

// Rule text may hold anything; in Markdown it stays text.
std::string Escaped(std::string_view words) {
  constexpr std::string_view kSpecial = "\\`*_[]<>#|~";
  std::string out;
  for (const char c : Printable(words)) {
    if (kSpecial.find(c) != std::string_view::npos) out += '\\';
    if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
  return out;
}

void WriteStatement(const Statement& statement, std::size_t depth, const std::string& lead,
                    std::string& out) {
  out += std::string(2 * depth, ' ') + "- " + lead + Escaped(statement.words) + '\n';
  for (const Statement& part : statement.parts) WriteStatement(part, depth + 1, "", out);
}

void WriteLines(const std::vector<LabelledStatement>& lines, std::string& out,
                std::size_t depth = 0) {
  for (const LabelledStatement& line : lines) {
    WriteStatement(line.statement, depth, "**" + line.label + ":** ", out);
  }
}

void WriteGuideline(const BookGuideline& guideline, std::string& out) {
  out += "\n## " + Escaped(guideline.title) + "\n\n`" + guideline.id + "`\n\n";
  WriteLines(guideline.lines, out);
  for (const BookCriterion& criterion : guideline.criteria) {
    out += "\n### " + Escaped(criterion.id) +
           (criterion.required ? " (required)" : " (supporting)") + "\n\n" +
           Escaped(criterion.text) + "\n\n";
    WriteLines(criterion.lines, out);
  }
  if (guideline.examples.empty()) return;
  out += "\n### Examples\n\n";
  for (const BookExample& example : guideline.examples) {
    out += "- " + Escaped(example.name) + (example.holds ? "" : " **(does not hold)**") + '\n';
    WriteLines(example.lines, out, 1);
  }
}

}  // namespace

std::string RuleBookMarkdown(const RuleBook& book) {
  std::string out = "# " + Escaped(book.title) + "\n\n" + Escaped(book.about) + "\n";
  for (const BookGuideline& guideline : book.guidelines) WriteGuideline(guideline, out);
  if (!book.glossary.empty()) {
    out += "\n## What the words mean\n\n";
    for (const auto& [name, meaning] : book.glossary) {
      out += "- **" + Escaped(name) + ":** " + Escaped(meaning) + '\n';
    }
  }
  return out + '\n' + std::string(kAdvice) + '\n';
}

}  // namespace imr
