#include "features/extraction/verdict_filter.h"

#include <gtest/gtest.h>
#include <string>

#include "tests/support/paths.h"

namespace imr {
namespace {

const VerdictFilter& Filter() {
  static const std::shared_ptr<const VerdictFilter> filter = [] {
    Diagnostics diagnostics;
    auto loaded = VerdictFilter::Load(test::ProjectFile("rules/lexicon"), diagnostics);
    for (const auto& d : diagnostics.all()) ADD_FAILURE() << FormatDiagnostic(d);
    return loaded;
  }();
  return *filter;
}

class Verdicts : public testing::TestWithParam<const char*> {};

TEST_P(Verdicts, NeverReachExtraction) {
  EXPECT_TRUE(Filter().IsVerdict(GetParam())) << GetParam();
  EXPECT_EQ(Filter().Findings(GetParam()), "") << GetParam();
}

INSTANTIATE_TEST_SUITE_P(
    Paraphrases, Verdicts,
    testing::Values("The request is not medically necessary.",
                    "Medical necessity has been established.",
                    "Thus, six visits are medically necessary and appropriate.",
                    "This request therefore cannot be supported.",
                    "The denial of the brace is upheld.",
                    "I agree with the utilization review decision.",
                    "As the arthroscopy is not approved, the clearance falls with it.",
                    "Since the surgery was found necessary, an assistant is reasonable too.",
                    "The requested number exceeds guideline recommendations.",
                    "The criteria have not been met.", "The requested study is not supported.",
                    "Certification is recommended.", "There is no medical necessity for a bed.",
                    "The patient meets the criteria for this drug."));

class Findings : public testing::TestWithParam<const char*> {};

TEST_P(Findings, AboutThisPatientAreKept) {
  EXPECT_FALSE(Filter().IsVerdict(GetParam())) << GetParam();
  EXPECT_EQ(Filter().Findings(GetParam()), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Sentences, Findings,
                         testing::Values("There is no documentation of functional improvement.",
                                         "The patient completed eight visits with less pain.",
                                         "In this case, no flare-up is documented.",
                                         "She has taken the drug for six months.",
                                         "The injured worker is attending physical therapy.",
                                         "No red flags were noted on examination."));

class GeneralStatements : public testing::TestWithParam<const char*> {};

TEST_P(GeneralStatements, OfGuidelinesAreLeftOut) {
  EXPECT_EQ(Filter().Findings(GetParam()), "") << GetParam();
}

INSTANTIATE_TEST_SUITE_P(
    Sentences, GeneralStatements,
    testing::Values("The MTUS recommends three to six visits.",
                    "Muscle relaxants are recommended as a second-line option.",
                    "Criteria for ordering imaging studies are emergence of a red flag.",
                    "Studies have shown no benefit beyond that of placebo.",
                    "(2) Frequency: one to three times a week."));

TEST(VerdictFilter, TakesOutLongQuotations) {
  EXPECT_EQ(
      Filter().Findings("The patient limps. \"Visits may be extended if functional improvement "
                        "is documented in the record of the patient.\" No spasm was found."),
      "The patient limps. No spasm was found.");
}

TEST(VerdictFilter, KeepsTheFindingBeforeAConclusion) {
  EXPECT_EQ(Filter().Findings("There is no documentation of functional gains to warrant additional "
                              "visits."),
            "There is no documentation of functional gains.");
}

TEST(VerdictFilter, KeepsShortWordsOfThePatient) {
  EXPECT_EQ(Filter().Findings("The patient called it \"unchanged\" on 3/4/2015."),
            "The patient called it \"unchanged\" on 3/4/2015.");
}

}  // namespace
}  // namespace imr
