// Wordings of facts as writers vary them: one line of tests/features/data/wordings/*.jsonl each.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "features/extraction/extractor.h"
#include "tests/support/project_rules.h"

namespace imr {
namespace {

struct Wording {
  std::string fact;
  std::string request;
  std::string summary;
  std::string rationale;
  std::string treatment;  // that the request must be read as; empty: not asked
  std::string expect;     // as DescribeValue has it; "" for silence
};

// The text at `key`, or "".
std::string TextAt(const nlohmann::json& row, const char* key) {
  const auto it = row.find(key);
  return it == row.end() || it->is_null() ? "" : it->get<std::string>();
}

Wording WordingOf(const nlohmann::json& row) {
  return {.fact = row.at("fact").get<std::string>(),
          .request = row.at("request").get<std::string>(),
          .summary = TextAt(row, "summary"),
          .rationale = TextAt(row, "rationale"),
          .treatment = TextAt(row, "treatment"),
          .expect = row.at("expect").is_number() ? row.at("expect").dump() : TextAt(row, "expect")};
}

FactSheet FactsOf(const Wording& wording) {
  const Extractor& extractor = *test::ProjectRules().extractor;
  Case c;
  c.summary = wording.summary;
  c.dates.injury = ParseDate("2014-01-10");
  c.dates.utilization_review = ParseDate("2015-03-01");
  c.items.push_back({.request = wording.request});
  if (!wording.rationale.empty()) {
    Determination decided;
    decided.rulings.emplace_back(Ruling{.rationale = wording.rationale});
    c = extractor.WithFindings(c, decided);
  }
  return extractor.Extract(c).items.at(0);
}

void Check(const Wording& wording) {
  const Vocabulary& vocabulary = *test::ProjectRules().vocabulary;
  const FactSheet facts = FactsOf(wording);
  const auto id = vocabulary.Find(wording.fact);
  ASSERT_TRUE(id) << "there is no fact " << wording.fact;
  const Fact* fact = facts.Find(*id);
  EXPECT_EQ(fact == nullptr ? "" : DescribeValue(fact->value), wording.expect)
      << wording.fact << " of '" << wording.request << "' in: " << wording.summary
      << wording.rationale;
  if (wording.treatment.empty()) return;
  const std::string* treatment = facts.Code(vocabulary.computed().treatment);
  EXPECT_EQ(treatment == nullptr ? "" : *treatment, wording.treatment) << wording.request;
}

std::vector<std::filesystem::path> Tables() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry :
       std::filesystem::directory_iterator(test::ProjectFile("tests/features/data/wordings"))) {
    if (entry.path().extension() == ".jsonl") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

TEST(WordingsTable, EveryLineHolds) {
  std::size_t lines = 0;
  for (const auto& path : Tables()) {
    std::ifstream in(path);
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
      if (line.empty()) continue;
      SCOPED_TRACE(path.filename().string() + ":" + std::to_string(number));
      const auto row = nlohmann::json::parse(line, nullptr, false);
      if (!row.is_object() || !row.contains("fact") || !row.contains("request") ||
          !row.contains("expect")) {
        ADD_FAILURE() << "is no JSON object with 'fact', 'request' and 'expect'";
        continue;
      }
      Check(WordingOf(row));
      ++lines;
    }
  }
  EXPECT_GT(lines, 0u);
}

}  // namespace
}  // namespace imr
