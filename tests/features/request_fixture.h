// Lexicons and cases for tests of reading requests.
#pragma once

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "features/document/case.h"
#include "features/extraction/request_reader.h"
#include "features/facts/vocabulary.h"
#include "features/yaml/diagnostic.h"
#include "tests/support/paths.h"

namespace imr::test {

inline std::string Said(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& one : diagnostics.all()) out += FormatDiagnostic(one) + "\n";
  return out;
}

inline std::shared_ptr<const Vocabulary> TheVocabulary() {
  static const auto vocabulary = [] {
    Diagnostics diagnostics;
    auto loaded =
        Vocabulary::Load(ProjectFile("rules/vocabulary.yaml"), "vocabulary.yaml", diagnostics);
    EXPECT_NE(loaded, nullptr) << Said(diagnostics);
    return loaded;
  }();
  return vocabulary;
}

// The reader with the project's own lexicons, loaded once.
inline const RequestReader& TheReader() {
  static const auto reader = [] {
    Diagnostics diagnostics;
    auto loaded = RequestReader::Load(ProjectFile("rules/lexicon"), TheVocabulary(), diagnostics);
    EXPECT_NE(loaded, nullptr) << Said(diagnostics);
    return loaded;
  }();
  return *reader;
}

inline Case CaseOf(const std::vector<std::string>& wordings, std::string summary = "") {
  Case c;
  c.id = "test";
  c.summary = std::move(summary);
  for (const std::string& wording : wordings) {
    RequestedItem item;
    item.request = wording;
    c.items.push_back(std::move(item));
  }
  return c;
}

inline std::vector<FactSheet> Read(const std::vector<std::string>& wordings,
                                   std::string summary = "") {
  return TheReader().Read(CaseOf(wordings, std::move(summary)));
}

inline FactSheet ReadOne(const std::string& wording, std::string summary = "") {
  return Read({wording}, std::move(summary)).at(0);
}

// The fact as people read it, or "" when it is not on the sheet.
inline std::string Value(const FactSheet& sheet, std::string_view name) {
  const auto id = TheVocabulary()->Find(name);
  EXPECT_TRUE(id.has_value()) << name;
  const Fact* fact = id ? sheet.Find(*id) : nullptr;
  return fact == nullptr ? "" : DescribeValue(fact->value);
}

// The words shown as evidence of a fact, separated by " | ".
inline std::string Proof(const Case& c, std::size_t item, const FactSheet& sheet,
                         std::string_view name) {
  const auto id = TheVocabulary()->Find(name);
  const Fact* fact = id ? sheet.Find(*id) : nullptr;
  std::string out;
  if (fact == nullptr) return out;
  for (const Evidence& evidence : fact->evidence) {
    const std::string_view text = SectionText(c, item, evidence.section);
    EXPECT_LE(evidence.start, evidence.end);
    EXPECT_LE(evidence.end, text.size());
    out += (out.empty() ? "" : " | ") + std::string(SectionName(evidence.section)) + ":" +
           std::string(text.substr(evidence.start, evidence.end - evidence.start));
  }
  return out;
}

}  // namespace imr::test
