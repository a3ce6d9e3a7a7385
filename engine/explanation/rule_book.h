// The rules as a book that people read: each guideline in plain English with its citation, dates,
// numbers and examples, and how it came out on a corpus. Built once as words and then written as
// text, HTML or Markdown; JSON for programs.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/explanation/rule_text.h"
#include "engine/explanation/wording.h"
#include "engine/prediction/rule_use.h"
#include "engine/rulebook/rule_choice.h"
#include "engine/rulebook/rule_examples.h"

namespace imr {

// What the book is made of. Everything outlives it.
struct RuleBookContent {
  const Vocabulary& vocabulary;
  std::vector<RuleChoice> rules;
  std::vector<ExampleFailure> failures;  // of the examples of these guidelines
  const RuleUse* use = nullptr;          // nothing: no corpus was given
  int cases = 0;                         // of the corpus
  std::string version;                   // of the program
  std::string rules_hash;
};

// "Met when" with the statement; the label may be empty.
struct LabelledStatement {
  std::string label;
  Statement statement;
};

struct BookCriterion {
  std::string id;  // without its guideline
  bool required = false;
  std::string text;
  std::vector<LabelledStatement> lines;
};

struct BookExample {
  std::string name;
  bool holds = true;
  std::vector<LabelledStatement> lines;
};

struct BookGuideline {
  std::string id, title, source;
  std::vector<LabelledStatement> lines;
  std::vector<BookCriterion> criteria;
  std::vector<BookExample> examples;
};

struct RuleBook {
  std::string title;
  std::string about;  // of which rules and corpus it speaks
  std::vector<BookGuideline> guidelines;
  std::vector<std::pair<std::string, std::string>> glossary;  // name and meaning, by name
};

RuleBook BookOf(const RuleBookContent& content);

// Each ends with a line break.
std::string RuleBookText(const RuleBook& book, const WordingOptions& options);
std::string RuleBookHtml(const RuleBook& book);
std::string RuleBookMarkdown(const RuleBook& book);

// {"provenance", "corpus": null|{"cases", "items", ...}, "guidelines": [...]}. Conditions are
// {"words", "parts"}.
nlohmann::ordered_json RuleBookJson(const RuleBookContent& content);

}  // namespace imr
