// No sentence that reaches extraction from the rationale of a development letter is a verdict.

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <variant>
#include <vector>

#include "features/document/reader.h"
#include "features/extraction/extractor.h"
#include "features/extraction/verdict_filter.h"
#include "features/text/text.h"
#include "tests/support/paths.h"

namespace imr {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLetters = 97;

std::vector<fs::path> TextLetters(const fs::path& directory) {
  std::vector<fs::path> letters;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() == ".txt") letters.push_back(entry.path());
  }
  std::sort(letters.begin(), letters.end());
  return letters;
}

struct Counts {
  std::size_t items = 0;
  std::size_t kept = 0;      // sentences of rationales that reach extraction
  std::size_t verdicts = 0;  // of them
  std::size_t bytes = 0;
  std::size_t bytes_kept = 0;
};

void Count(const Extractor& extractor, const VerdictFilter& filter, const Document& document,
           Counts& counts) {
  const Case record = extractor.WithFindings(document.known, document.decided);
  for (std::size_t i = 0; i < record.items.size(); ++i) {
    const std::string& findings = record.items[i].rationale;
    ++counts.items;
    if (i < document.decided.rulings.size() && document.decided.rulings[i]) {
      counts.bytes += document.decided.rulings[i]->rationale.size();
    }
    counts.bytes_kept += findings.size();
    for (const Span span : SplitSentences(findings)) {
      ++counts.kept;
      const std::string_view sentence(findings.data() + span.start, span.end - span.start);
      if (filter.IsVerdict(sentence)) ++counts.verdicts;
    }
  }
}

// Failures tell counts and positions only: the letters are confidential.
TEST(VerdictCorpus, NoVerdictOfADevelopmentLetterReachesExtraction) {
  const auto directory = test::SharedFile("letters/dev");
  if (!directory) GTEST_SKIP() << "the development letters are not here";
  Diagnostics diagnostics;
  const auto vocabulary =
      Vocabulary::Load(test::ProjectFile("rules/vocabulary.yaml"), "vocabulary.yaml", diagnostics);
  ASSERT_NE(vocabulary, nullptr);
  const auto extractor = Extractor::Load(test::ProjectFile("rules"), vocabulary, diagnostics);
  const auto filter = VerdictFilter::Load(test::ProjectFile("rules/lexicon"), diagnostics);
  ASSERT_NE(extractor, nullptr);
  ASSERT_NE(filter, nullptr);

  Counts all;
  const std::vector<fs::path> letters = TextLetters(*directory);
  EXPECT_EQ(letters.size(), kLetters);
  for (std::size_t n = 0; n < letters.size(); ++n) {
    const auto read = ReadDocument(test::ReadFile(letters[n]), "-", "letter");
    ASSERT_TRUE(std::holds_alternative<Document>(read)) << "letter " << n;
    const std::size_t before = all.verdicts;
    Count(*extractor, *filter, std::get<Document>(read), all);
    EXPECT_EQ(all.verdicts, before) << "letter " << n;
  }
  EXPECT_EQ(all.verdicts, 0u) << "of " << all.kept << " sentences kept";
  // The filter neither empties the rationales nor lets them through.
  EXPECT_GT(all.kept, all.items);
  EXPECT_LT(all.bytes_kept, all.bytes / 2);
  EXPECT_GT(all.bytes_kept, all.bytes / 20);
}

}  // namespace
}  // namespace imr
