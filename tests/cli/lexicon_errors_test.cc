// What a rule author is told about broken files other than guidelines: each mistake at its line, by
// `imr rules check`, with what was probably meant.
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "engine/prediction/predictor.h"
#include "tests/cli/rules_copy.h"

namespace imr::test {
namespace {

using ::testing::HasSubstr;

struct Broken {
  const char* kind;
  const char* file;
  const char* old_text;
  const char* new_text;
  const char* code;
  const char* says;
};

void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.kind; }

class BrokenLexicon : public ::testing::TestWithParam<Broken> {};

TEST_P(BrokenLexicon, IsReportedAtItsLine) {
  const Broken& broken = GetParam();
  const RulesCopy rules;
  std::string text = ReadFile(rules.path() / broken.file);
  const auto at = text.find(broken.old_text);
  ASSERT_NE(at, std::string::npos) << broken.old_text;
  text.replace(at, std::string(broken.old_text).size(), broken.new_text);
  rules.Write(broken.file, text);
  const auto line =
      1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');

  Diagnostics diagnostics;
  EXPECT_EQ(Predictor::Load(rules.path(), diagnostics), nullptr);
  const auto found =
      std::find_if(diagnostics.all().begin(), diagnostics.all().end(),
                   [&](const Diagnostic& d) { return d.code == broken.code && d.line == line; });
  ASSERT_NE(found, diagnostics.all().end())
      << (diagnostics.all().empty() ? "nothing was reported"
                                    : FormatDiagnostic(diagnostics.all().front()));
  EXPECT_EQ(found->file, broken.file);
  EXPECT_THAT(found->message, HasSubstr(broken.says));
}

const Broken kBroken[] = {
    {"TypeOfFact", "vocabulary.yaml", "{type: months,", "{type: month,", "unknown-value",
     "did you mean 'months'?"},
    {"ListOfCodes", "vocabulary.yaml", "values: body_parts}", "values: body_part}", "unknown-list",
     "there is no list 'body_part'"},
    {"WordedFact", "lexicon/facts/course.yaml", "- fact: prior_same_treatment",
     "- fact: prior_same_treatement", "unknown-fact", "did you mean 'prior_same_treatment'?"},
    {"Attachment", "lexicon/facts/course.yaml", "attach: treatment", "attach: tretment",
     "unknown-value", "did you mean 'treatment'?"},
    {"KindOfCue", "lexicon/context.yaml", "kind: negation", "kind: negaton", "unknown-cue",
     "did you mean 'negation'?"},
    {"Direction", "lexicon/context.yaml", "direction: forward", "direction: foreward",
     "unknown-value", "did you mean 'forward'?"},
    {"ClassOfDrug", "lexicon/drugs.yaml", "class: medication.opioid", "class: medication.opoid",
     "unknown-treatment", "did you mean 'medication.opioid'?"},
    {"KeyOfDrug", "lexicon/drugs.yaml", "brands: [", "brand: [", "unknown-key",
     "did you mean 'brands'?"},
    {"CodeOfTreatment", "lexicon/treatments.yaml", "- code: therapy.acupuncture",
     "- code: therapy.acupunture", "unknown-treatment", "did you mean 'therapy.acupuncture'?"},
    {"PartOfTheBody", "lexicon/body_parts.yaml", "none_named: unspecified",
     "none_named: unspecfied", "unknown-body-part", "did you mean 'unspecified'?"},
    {"KeyOfQuantities", "lexicon/quantities.yaml", "largest_total: 365", "largest_totals: 365",
     "unknown-key", "did you mean 'largest_total'?"},
    {"ParentOfDependencies", "lexicon/dependencies.yaml", "parents: [surgery.*]",
     "parents: [surgry.*]", "unknown-treatment", "surgry.*"},
    {"PatternOfVerdicts", "lexicon/verdicts.yaml", "tail:\n", "tail: ['(open']\nverdicts:\n",
     "bad-pattern", "does not compile"},
    {"YearOfRate", "base_rates.yaml", "- {year: 2013,", "- {year: 1913,", "out-of-range", "2013"},
    {"WeighedFact", "scoring.yaml", "- fact: rationale_given", "- fact: rationale_gven",
     "unknown-fact", "did you mean 'rationale_given'?"},
};

INSTANTIATE_TEST_SUITE_P(Rules, BrokenLexicon, ::testing::ValuesIn(kBroken),
                         [](const auto& broken) { return std::string(broken.param.kind); });

}  // namespace
}  // namespace imr::test
