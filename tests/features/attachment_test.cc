// Which item a finding belongs to, and what is no finding though it sounds like one.
#include "features/extraction/attachment.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "features/extraction/extractor.h"
#include "tests/support/project_rules.h"

namespace imr {
namespace {

struct AttachmentCase {
  const char* request;
  const char* summary;
  const char* fact;
  const char* value;  // as DescribeValue has it; "" for silence
};

class Attachments : public testing::TestWithParam<AttachmentCase> {};

TEST_P(Attachments, AreThoseAReaderWouldMake) {
  const AttachmentCase& param = GetParam();
  Case c;
  c.summary = param.summary;
  c.dates.injury = ParseDate("2014-01-10");
  c.dates.utilization_review = ParseDate("2014-05-01");
  c.items.push_back({.request = param.request});
  const CaseFacts facts = test::ProjectRules().extractor->Extract(c);
  const Fact* fact = facts.items[0].Find(*test::ProjectRules().vocabulary->Find(param.fact));
  EXPECT_EQ(fact == nullptr ? "" : DescribeValue(fact->value), param.value)
      << param.fact << " of " << param.request << " in: " << param.summary;
}

constexpr const char* kLumbar = "MRI of the lumbar spine";
constexpr const char* kNeck = "MRI of the cervical spine";
constexpr const char* kKnee = "MRI of the right knee";
constexpr const char* kShoulder = "MRI of the left shoulder";
constexpr const char* kLeg = "EMG of the right lower extremity";

constexpr const char* kTherapy = "Physical therapy 8 visits for the low back";
constexpr const char* kNeedles = "Acupuncture 6 visits for the low back";
constexpr const char* kOpioid = "Norco 10/325 mg #60";

INSTANTIATE_TEST_SUITE_P(
    TreatmentOfTheClause, Attachments,
    testing::Values(
        AttachmentCase{kTherapy,
                       "Acupuncture relieved his pain, but physical therapy did not help.",
                       "pain_relief", "no"},
        AttachmentCase{kNeedles,
                       "Acupuncture relieved his pain, but physical therapy did not help.",
                       "pain_relief", "yes"},
        AttachmentCase{kNeedles,
                       "Acupuncture relieved his pain while physical therapy made it worse.",
                       "pain_relief", "yes"},
        AttachmentCase{kTherapy,
                       "Acupuncture relieved his pain and improved function; physical therapy did "
                       "not help.",
                       "functional_improvement", ""},
        AttachmentCase{
            kTherapy, "Physical therapy improved his function, and Norco reduces his pain by half.",
            "pain_relief", ""},
        AttachmentCase{
            kOpioid, "Physical therapy improved his function, and Norco reduces his pain by half.",
            "functional_improvement", ""},
        AttachmentCase{
            kOpioid, "Physical therapy improved his function, and Norco reduces his pain by half.",
            "pain_relief", "yes"},
        // What a parenthesis denies it does not deny of what follows.
        AttachmentCase{kNeedles,
                       "Treatment has included therapy (12 visits, no benefit), acupuncture, and "
                       "medications.",
                       "prior_same_treatment", "yes"},
        AttachmentCase{kOpioid, "There was no aberrant drug behavior and a UDS was appropriate.",
                       "opioid_monitoring", "yes"},
        // A clause that names no treatment speaks of those of its sentence.
        AttachmentCase{kTherapy, "Physical therapy was completed, and it did not help his pain.",
                       "pain_relief", "no"},
        AttachmentCase{kTherapy,
                       "Physical therapy was requested for the low back but has not started.",
                       "prior_same_treatment", "no"}));

INSTANTIATE_TEST_SUITE_P(
    NearestPart, Attachments,
    testing::Values(
        AttachmentCase{kNeck, "Diagnoses are lumbar radiculopathy, knee sprain and neck strain.",
                       "radicular_symptoms", ""},
        AttachmentCase{kLumbar, "Diagnoses are lumbar radiculopathy, knee sprain and neck strain.",
                       "radicular_symptoms", "yes"},
        AttachmentCase{kLumbar, "Left shoulder: spasm of the trapezius; lumbar: tender only.",
                       "muscle_spasm", ""},
        AttachmentCase{kLumbar, "Spasm was seen in the neck, mid back and lumbar muscles.",
                       "muscle_spasm", "yes"},
        AttachmentCase{kNeck, "Spasm was seen in the neck, mid back and lumbar muscles.",
                       "muscle_spasm", "yes"},
        AttachmentCase{kShoulder, "The shoulder was examined. There was instability.",
                       "mechanical_findings", "yes"},
        AttachmentCase{kKnee, "The x-ray showed a fracture of the left wrist.", "red_flags", ""}));

INSTANTIATE_TEST_SUITE_P(
    WhatElseWasGiven, Attachments,
    testing::Values(
        // A study of the other side is not the same study.
        AttachmentCase{kKnee, "An MRI of the left knee dated 3/1/2014 was reviewed.",
                       "prior_same_treatment", ""},
        AttachmentCase{kKnee, "An MRI of the right knee dated 3/1/2014 was reviewed.",
                       "prior_same_treatment", "yes"},
        AttachmentCase{kKnee, "An MRI of both knees dated 3/1/2014 was reviewed.",
                       "prior_same_treatment", "yes"},
        AttachmentCase{kKnee, "MRI of the knee was done on the right, an x-ray on the left.",
                       "prior_same_treatment", "yes"},
        // A device is of what it is named by.
        AttachmentCase{"Elbow brace", "He was treated with a wrist brace.", "prior_same_treatment",
                       ""},
        AttachmentCase{"Wrist brace", "He was treated with a wrist brace.", "prior_same_treatment",
                       "yes"}));

INSTANTIATE_TEST_SUITE_P(
    Headings, Attachments,
    testing::Values(
        // A heading governs until the next one.
        AttachmentCase{kLumbar,
                       "Examination of the neck showed tenderness. Motion was restricted. The skin "
                       "was clear. Gait was normal. Spasm was felt.",
                       "muscle_spasm", ""},
        AttachmentCase{kNeck,
                       "Examination of the neck showed tenderness. Motion was restricted. The skin "
                       "was clear. Gait was normal. Spasm was felt.",
                       "muscle_spasm", "yes"},
        AttachmentCase{kNeck,
                       "Neck: tender. Motion was restricted. Lumbar spine: tender. Motion was "
                       "restricted. The skin was clear. Spasm was felt.",
                       "muscle_spasm", ""},
        AttachmentCase{kLumbar,
                       "Neck: tender. Motion was restricted. Lumbar spine: tender. Motion was "
                       "restricted. The skin was clear. Spasm was felt.",
                       "muscle_spasm", "yes"},
        // An examination of nothing in particular is of what was complained of before it.
        AttachmentCase{kNeck,
                       "She has neck pain. She has low back pain. Examination showed "
                       "spasm.",
                       "muscle_spasm", "yes"},
        AttachmentCase{kLumbar,
                       "She has neck pain. She has low back pain. Examination showed "
                       "spasm.",
                       "muscle_spasm", "yes"},
        AttachmentCase{kShoulder,
                       "She has neck pain. She has low back pain. Examination showed "
                       "spasm.",
                       "muscle_spasm", ""},
        // What the spine serves is of the spine under its heading, and of nothing else elsewhere.
        AttachmentCase{kNeck,
                       "On examination of the neck motion was restricted. There was weakness of "
                       "shoulder abduction at 4/5.",
                       "neurologic_deficit", "yes"},
        AttachmentCase{kNeck,
                       "On examination of the wrist motion was restricted. Grip strength was "
                       "decreased.",
                       "neurologic_deficit", ""},
        AttachmentCase{"MRI of the left wrist",
                       "On examination of the wrist motion was restricted. Grip strength was "
                       "decreased.",
                       "neurologic_deficit", "yes"}));

INSTANTIATE_TEST_SUITE_P(
    FromOnePartIntoAnother, Attachments,
    testing::Values(
        AttachmentCase{
            kShoulder,
            "She has neck pain with numbness of the upper extremities, and left shoulder "
            "pain.",
            "radicular_symptoms", ""},
        AttachmentCase{
            kNeck,
            "She has neck pain with numbness of the upper extremities, and left shoulder "
            "pain.",
            "radicular_symptoms", "yes"},
        AttachmentCase{
            "EMG of the upper extremities",
            "She has neck pain with numbness of the upper extremities, and left shoulder "
            "pain.",
            "radicular_symptoms", "yes"},
        AttachmentCase{kShoulder, "She has left shoulder pain with numbness of the arm.",
                       "radicular_symptoms", "yes"}));

constexpr const char* kUnit = "Interferential unit, one month rental";

INSTANTIATE_TEST_SUITE_P(
    SupposedParts, Attachments,
    testing::Values(
        // An item that names no part is of the whole case, of its diagnoses first.
        AttachmentCase{kUnit, "Diagnosis is lumbar sprain. The neck muscles showed spasm.",
                       "muscle_spasm", "yes"},
        AttachmentCase{kUnit,
                       "Diagnosis is lumbar sprain. The low back showed no spasm. The neck muscles "
                       "showed spasm.",
                       "muscle_spasm", "no"},
        AttachmentCase{kLumbar, "Diagnosis is lumbar sprain. The neck muscles showed spasm.",
                       "muscle_spasm", ""}));

INSTANTIATE_TEST_SUITE_P(
    StudiesInTheirOrder, Attachments,
    testing::Values(AttachmentCase{"Right knee arthroscopy",
                                   "X-rays of the right knee on 1/5/2014 were normal. MRI of the "
                                   "right knee on 3/5/2014 showed a meniscal tear.",
                                   "imaging_corroborates", "yes"},
                    AttachmentCase{"Right knee arthroscopy",
                                   "MRI of the right knee on 1/5/2014 showed a meniscal tear. MRI "
                                   "of the right knee on 3/5/2014 showed no tear.",
                                   "imaging_corroborates", "no"}));

INSTANTIATE_TEST_SUITE_P(
    CareOfAPart, Attachments,
    testing::Values(
        AttachmentCase{kKnee, "She failed physical therapy of the neck.",
                       "conservative_care_failed", ""},
        AttachmentCase{kNeck, "She failed physical therapy of the neck.",
                       "conservative_care_failed", "yes"},
        AttachmentCase{kKnee, "She failed physical therapy.", "conservative_care_failed", "yes"},
        AttachmentCase{"Physical therapy for the right hip",
                       "He completed 10 visits of physical therapy for the neck without relief.",
                       "prior_same_treatment", ""},
        AttachmentCase{"Physical therapy for the right hip",
                       "He completed 10 visits of physical therapy for the hip without relief.",
                       "prior_same_treatment", "yes"}));

INSTANTIATE_TEST_SUITE_P(
    RegionOfATest, Attachments,
    testing::Values(
        AttachmentCase{kNeck, "Straight leg raise was positive.", "neurologic_deficit", ""},
        AttachmentCase{kLumbar, "Straight leg raise was positive.", "neurologic_deficit", "yes"},
        AttachmentCase{kLeg, "Straight leg raise was positive.", "neurologic_deficit", "yes"},
        AttachmentCase{kLumbar, "Spurling's test was positive.", "neurologic_deficit", ""},
        AttachmentCase{kShoulder, "She had a positive McMurray sign.", "mechanical_findings", ""},
        AttachmentCase{kKnee, "She had a positive McMurray sign.", "mechanical_findings", "yes"}));

INSTANTIATE_TEST_SUITE_P(
    PositiveAndNegative, Attachments,
    testing::Values(AttachmentCase{kLumbar,
                                   "Straight leg raise on the left is positive and on the right is "
                                   "negative.",
                                   "neurologic_deficit", "yes"},
                    AttachmentCase{kLumbar, "There was no positive straight leg raise.",
                                   "neurologic_deficit", ""},
                    AttachmentCase{kLumbar, "Straight leg raise was negative.",
                                   "neurologic_deficit", "no"}));

INSTANTIATE_TEST_SUITE_P(
    NoFinding, Attachments,
    testing::Values(
        // What the patient tells is not what examination shows.
        AttachmentCase{kLumbar, "She complained of low back pain with weakness in both legs.",
                       "neurologic_deficit", ""},
        AttachmentCase{kLumbar, "Examination revealed weakness in the left leg.",
                       "neurologic_deficit", "yes"},
        // One fracture ruled out is not the absence of every red flag.
        AttachmentCase{kLumbar, "Lumbar x-rays showed no fracture.", "red_flags", ""},
        AttachmentCase{kLumbar, "There were no red flags.", "red_flags", "no"},
        // Findings of joints do not speak of the spine.
        AttachmentCase{kLumbar, "There was severely limited lumbar range of motion.",
                       "mechanical_findings", ""}));

// A finding of what the expert writes of one item: `asked` are the items, the last one is meant.
struct RationaleCase {
  std::vector<const char*> asked;
  const char* rationale;
  const char* fact;
  const char* value;
};

class Rationales : public testing::TestWithParam<RationaleCase> {};

TEST_P(Rationales, SpeakOfTheirItem) {
  const RationaleCase& param = GetParam();
  Case c;
  c.view = View::kRecord;
  c.dates.utilization_review = ParseDate("2014-05-01");
  for (const char* request : param.asked) c.items.push_back({.request = request});
  c.items.back().rationale = param.rationale;
  const CaseFacts facts = test::ProjectRules().extractor->Extract(c);
  const Fact* fact = facts.items.back().Find(*test::ProjectRules().vocabulary->Find(param.fact));
  EXPECT_EQ(fact == nullptr ? "" : DescribeValue(fact->value), param.value)
      << param.fact << " in: " << param.rationale;
}

INSTANTIATE_TEST_SUITE_P(
    OwnTreatment, Rationales,
    testing::Values(RationaleCase{{"Acupuncture 6 visits for the neck"},
                                  "She had no functional improvement from physical therapy.",
                                  "functional_improvement",
                                  ""},
                    RationaleCase{{"Acupuncture 6 visits for the neck"},
                                  "She had no functional improvement from acupuncture.",
                                  "functional_improvement",
                                  "no"},
                    RationaleCase{{"Acupuncture 6 visits for the neck"},
                                  "She had no functional improvement from the prior sessions.",
                                  "functional_improvement",
                                  "no"},
                    RationaleCase{{"Acupuncture 6 visits for the neck"},
                                  "The claimant completed 12 visits of physical therapy.",
                                  "prior_sessions",
                                  ""}));

INSTANTIATE_TEST_SUITE_P(
    ItemThatAccompanies, Rationales,
    testing::Values(RationaleCase{{"Right knee arthroscopy", "Cold therapy unit rental"},
                                  "The unit is prescribed for postoperative use at home.",
                                  "postoperative",
                                  "yes"},
                    RationaleCase{
                        {"Right knee arthroscopy", "Postoperative physical therapy 12 visits"},
                        "The number of visits is within the guideline.",
                        "postoperative",
                        ""}));

// Findings without a side, of items of which the last one is meant.
struct SidesCase {
  std::vector<const char*> asked;
  const char* summary;
  const char* value;  // of neurologic_deficit
};

class SidesOfACase : public testing::TestWithParam<SidesCase> {};

TEST_P(SidesOfACase, TellWhichItemIsMeant) {
  const SidesCase& param = GetParam();
  Case c;
  c.summary = param.summary;
  for (const char* request : param.asked) c.items.push_back({.request = request});
  const CaseFacts facts = test::ProjectRules().extractor->Extract(c);
  const auto id = *test::ProjectRules().vocabulary->Find("neurologic_deficit");
  const Fact* fact = facts.items.back().Find(id);
  EXPECT_EQ(fact == nullptr ? "" : DescribeValue(fact->value), param.value) << param.summary;
}

constexpr const char* kLeftArm = "EMG of the left upper extremity";
constexpr const char* kRightArm = "EMG of the right upper extremity";

INSTANTIATE_TEST_SUITE_P(
    OfFindings, SidesOfACase,
    testing::Values(
        SidesCase{{kLeftArm, kRightArm},
                  "Diagnosis is a sprain of the left wrist and hand. There was decreased strength.",
                  ""},
        SidesCase{{kRightArm, kLeftArm},
                  "Diagnosis is a sprain of the left wrist and hand. There was decreased strength.",
                  "yes"},
        // Both sides are told of, or none is, or the finding tells its own.
        SidesCase{{kLeftArm, kRightArm},
                  "Diagnosis is a sprain of the left hand. The right hand hurts. There was "
                  "decreased strength.",
                  "yes"},
        SidesCase{
            {kLeftArm, kRightArm}, "Diagnosis is a hand sprain. Strength was decreased.", "yes"},
        SidesCase{{kLeftArm, kRightArm},
                  "Diagnosis is a sprain of the left hand. Strength was decreased on the right.",
                  "yes"},
        // One item alone is meant in any case; a slip of the pen is likelier.
        SidesCase{{kRightArm},
                  "Diagnosis is a sprain of the left wrist. There was decreased strength.",
                  "yes"}));

}  // namespace
}  // namespace imr
