#include "features/extraction/verdict_filter.h"

#include <array>
#include <gtest/gtest.h>
#include <random>
#include <string>

#include "features/text/text.h"
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
    testing::Values(
        "The request is not medically necessary.", "Medical necessity has been established.",
        "Thus, six visits are medically necessary and appropriate.",
        "This request therefore cannot be supported.", "The denial of the brace is upheld.",
        "I agree with the utilization review decision.",
        "As the arthroscopy is not approved, the clearance falls with it.",
        "Since the surgery was found necessary, an assistant is reasonable too.",
        "The requested number exceeds guideline recommendations.",
        "The criteria have not been met.", "The requested study is not supported.",
        "Certification is recommended.", "There is no medical necessity for a bed.",
        "The patient meets the criteria for this drug.",
        "An electroencephalogram is not clinically indicated.",
        "The patient has been approved to undergo a complex procedure.",
        "Given the above issues, the brace is denied.",
        "Delaying the study would not be beneficial.",
        "A laxative would benefit the patient after surgery.",
        "The remaining visits are in excess of the guideline.",
        "This treatment is not recommended for this patient.",
        "As such, I am reversing the prior determination.",
        "As the arthroscopy does not go forward, the brace is not necessary.",
        "The brace is not necessary because the primary procedure was turned down.",
        "The request is not necessary, as it was correctly rejected before.",
        "The helper is medically necessary as the fusion was given the green light.",
        "The request is not certified since the earlier decision was sound.",
        "The cold unit is not approved because its surgery is not.",
        "The request is medically necessary as six visits are what the rules permit.",
        "It is not medically necessary, since it should never have been asked for.",
        "The request is medically necessary because the patient deserves this care.",
        "As item one was not allowed, the request for a car is not medically necessary.",
        "The clearance is certified, given that the hernia repair has been cleared.",
        "The request was not medically necessary because two doctors found it not to be.",
        "The sling is denied as its surgery was.",
        "The request is reasonable given the merits of the case at hand.",
        "The request is not necessary as guidelines recommend imaging only where six "
        "weeks of therapy brought no improvement."));

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
                                         "No red flags were noted on examination.",
                                         "The patient was previously authorized for six visits.",
                                         "The date of the film was not provided.",
                                         "The treating physician explains why she needs a cane.",
                                         "The applicant returned to full duty work in May."));

class GeneralStatements : public testing::TestWithParam<const char*> {};

TEST_P(GeneralStatements, OfGuidelinesAreLeftOut) {
  EXPECT_EQ(Filter().Findings(GetParam()), "") << GetParam();
}

INSTANTIATE_TEST_SUITE_P(
    Sentences, GeneralStatements,
    testing::Values(
        "The MTUS recommends three to six visits.",
        "The guidelines state that exercises are taught that the patient can do at home.",
        "Ten visits over 8 weeks are recommended. Fading of treatment is expected.",
        "Criteria for a scan are: Emergence of a red flag. Failure to progress in a "
        "strengthening program. Clarification of the anatomy.",
        "Muscle relaxants are recommended as a second-line option.",
        "Criteria for ordering imaging studies are emergence of a red flag.",
        "Studies have shown no benefit beyond that of placebo.",
        "(2) Frequency: one to three times a week."));

TEST(VerdictFilter, TakesOutLongQuotations) {
  EXPECT_EQ(
      Filter().Findings("The patient limps. \"Visits may be extended if functional improvement "
                        "is documented in the record of the patient.\" No spasm was found."),
      "The patient limps.\nNo spasm was found.");
}

TEST(VerdictFilter, TakesOutAQuotationWithAnotherInside) {
  EXPECT_EQ(
      Filter().Findings("The guideline says \"progress is judged after a \"six visit trial\" "
                        "and goals are then set anew for the worker.\" The patient improved."),
      "The patient improved.");
}

TEST(VerdictFilter, EndsAnUnclosedQuotationWithItsSentence) {
  EXPECT_EQ(
      Filter().Findings("The guideline says \"a study is an option after one month of therapy that "
                        "failed. The record does not document a failure of therapy."),
      "The record does not document a failure of therapy.");
}

TEST(VerdictFilter, LeavesOutWhatGoesOnAboutAGuideline) {
  const std::string guideline =
      "The MTUS recommends massage as an adjunct. Lack of long-term benefit reflects short "
      "courses. ";
  EXPECT_EQ(Filter().Findings(guideline + "The patient had four visits."),
            "The patient had four visits.");
  EXPECT_EQ(Filter().Findings("The patient had four visits. Pain went on unchanged."),
            "The patient had four visits.\nPain went on unchanged.");
}

TEST(VerdictFilter, KeepsWhatAGuidelineThinksOfATreatment) {
  const std::string standing = "The ODG states that magnet therapy is not recommended.";
  EXPECT_EQ(Filter().Findings(standing), standing);
}

struct Cut {
  const char* sentence;
  const char* finding;
};

class Conclusions : public testing::TestWithParam<Cut> {};

TEST_P(Conclusions, AreCutOffTheFindingBefore) {
  EXPECT_EQ(Filter().Findings(GetParam().sentence), GetParam().finding);
}

INSTANTIATE_TEST_SUITE_P(
    Sentences, Conclusions,
    testing::Values(
        Cut{"There is no documentation of functional gains to warrant additional visits.",
            "There is no documentation of functional gains."},
        Cut{"Given that there was no documentation of less pain after the trial, the medical "
            "necessity of the request is not established.",
            "Given that there was no documentation of less pain after the trial."},
        Cut{"As the patient has not failed conservative care the requested scan would not be "
            "supported at this time.",
            "As the patient has not failed conservative care."},
        Cut{"The patient is attending therapy; the number of visits is within the guideline "
            "recommendation.",
            "The patient is attending therapy."},
        Cut{"While the patient had no injections so far, surgery would not be appropriate.",
            "While the patient had no injections so far."},
        Cut{"The patient has only mild deficits and given the request will exceed the limit, it is "
            "not necessary.",
            "The patient has only mild deficits."},
        Cut{"Given the tear, the request is medically necessary.", ""}));

INSTANTIATE_TEST_SUITE_P(
    ReasonsBesideADecision, Conclusions,
    testing::Values(
        Cut{"The request is not medically necessary because there is no record of failed therapy.",
            "because there is no record of failed therapy."},
        Cut{"Medical necessity is not established as there is no evidence of weakness.",
            "as there is no evidence of weakness."},
        Cut{"The request is denied since no trial of pills has been documented.",
            "since no trial of pills has been documented."},
        Cut{"The need for the scan is not supported given the normal examination and lack of red "
            "flags.",
            "given the normal examination and lack of red flags."},
        Cut{"The requested scan is not warranted in the absence of red flags.",
            "in the absence of red flags."},
        Cut{"The records do not show that the patient completed therapy, so the scan is premature.",
            "The records do not show that the patient completed therapy."},
        Cut{"The device is considered experimental and is not medically necessary.",
            "The device is considered experimental."},
        Cut{"It is medically necessary: the patient has failed therapy and remains weak.",
            "the patient has failed therapy and remains weak."},
        Cut{"The patient has had twelve visits without gain and further care is not necessary.",
            "The patient has had twelve visits without gain."},
        Cut{"Although he has had therapy, there is no record of the number of visits, and the "
            "request is therefore not medically necessary.",
            "Although he has had therapy, there is no record of the number of visits."},
        Cut{"This is a first request for needles, which is medically necessary.",
            "This is a first request for needles."},
        Cut{"The request is supported because she has had six visits with less pain and because "
            "the number is within the guideline.",
            "because she has had six visits with less pain."},
        Cut{"The guidelines state that a scan is not necessary without a documented deficit.", ""},
        Cut{"The drug is not medically necessary as the MTUS recommends it only after others.",
            ""}));

TEST(VerdictFilter, KeepsShortWordsOfThePatient) {
  EXPECT_EQ(Filter().Findings("The patient called it \"unchanged\" on 3/4/2015."),
            "The patient called it \"unchanged\" on 3/4/2015.");
}

// Whatever the text: nothing that is kept is a verdict, and nothing is invented.
TEST(VerdictFilter, KeepsNoVerdictFromTextsMixedAtRandom) {
  constexpr std::array<const char*, 12> kPieces = {
      "The patient limps",
      " \"",
      "\" ",
      ". ",
      "; ",
      "the visits are not medically necessary",
      "Given no spasm, the request is denied",
      "The ODG recommends rest",
      "There is no record of relief to support the request",
      "In this case she walks",
      "\n",
      "as such, it is certified"};
  std::mt19937 random(20150401);
  std::uniform_int_distribution<std::size_t> any(0, kPieces.size() - 1);
  for (int round = 0; round < 400; ++round) {
    std::string text;
    for (int n = 0; n < 14; ++n) text += kPieces[any(random)];
    const std::string kept = Filter().Findings(text);
    for (const Span span : SplitSentences(kept)) {
      const std::string sentence = kept.substr(span.start, span.end - span.start);
      ASSERT_FALSE(Filter().IsVerdict(sentence)) << sentence << "\nof: " << text;
      const bool dotted = text.find(sentence) == std::string::npos && sentence.back() == '.';
      ASSERT_NE(text.find(dotted ? sentence.substr(0, sentence.size() - 1) : sentence),
                std::string::npos)
          << sentence << "\nof: " << text;
    }
  }
}

}  // namespace
}  // namespace imr
