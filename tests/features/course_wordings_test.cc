// What took place before a request, told from what is only asked for or intended.
#include <gtest/gtest.h>
#include <memory>
#include <string>

#include "features/extraction/extractor.h"
#include "tests/support/project_rules.h"

namespace imr {
namespace {

struct CourseCase {
  const char* request;
  const char* summary;
  const char* fact;
  const char* value;  // as DescribeValue has it, "" for silence
};

class Course : public testing::TestWithParam<CourseCase> {};

TEST_P(Course, IsReadAsAReaderWould) {
  const CourseCase& param = GetParam();
  Case c;
  c.summary = param.summary;
  c.dates.utilization_review = ParseDate("2015-03-01");
  c.items.emplace_back();
  c.items.back().request = param.request;
  const CaseFacts facts = test::ProjectRules().extractor->Extract(c);
  const Fact* fact = facts.items[0].Find(*test::ProjectRules().vocabulary->Find(param.fact));
  EXPECT_EQ(fact == nullptr ? "" : DescribeValue(fact->value), param.value)
      << param.fact << " in: " << param.summary;
}

constexpr const char* kTherapy = "Physical therapy, 6 visits, right knee";
constexpr const char* kMri = "MRI of the right knee";
constexpr const char* kNorco = "Norco 10/325mg #60";
constexpr const char* kSame = "prior_same_treatment";

INSTANTIATE_TEST_SUITE_P(
    TakenPlace, Course,
    testing::Values(
        CourseCase{kTherapy, "Prior relevant treatment included physical therapy and rest.", kSame,
                   "yes"},
        CourseCase{kTherapy, "He was asked to continue physical therapy.", kSame, "yes"},
        CourseCase{kTherapy, "After the first six physical therapy visits he walked better.", kSame,
                   "yes"},
        CourseCase{kNorco, "Current medications: Norco and naproxen.", kSame, "yes"},
        CourseCase{kNorco, "He was told to wean off Norco.", kSame, "yes"},
        CourseCase{kMri, "X-rays of the right knee were unremarkable.", "prior_imaging", "yes"},
        CourseCase{kMri, "A right knee MRI dated 11/1/2014 showed a small effusion.",
                   "prior_same_study", "yes"},
        CourseCase{kTherapy,
                   "She previously received the following treatments: 6 sessions of "
                   "physical therapy.",
                   "prior_sessions", "6"},
        CourseCase{kNorco, "He has been taking Norco since 9/2014.", "months_of_use", "6"}));

INSTANTIATE_TEST_SUITE_P(
    OnlyIntended, Course,
    testing::Values(
        CourseCase{kTherapy, "The treatment plan included physical therapy and a brace.", kSame,
                   ""},
        CourseCase{kTherapy, "She was recommended physical therapy.", kSame, ""},
        CourseCase{kTherapy, "The patient would benefit from physical therapy.", kSame, ""},
        CourseCase{kTherapy, "A request for authorization was received for physical therapy.",
                   kSame, ""},
        CourseCase{kTherapy,
                   "The attending provider stated that physical therapy was intended to "
                   "restore motion.",
                   kSame, ""},
        CourseCase{kMri, "A right knee MRI was ordered.", "prior_same_study", ""},
        CourseCase{kTherapy, "Six sessions of physical therapy were requested.", "prior_sessions",
                   ""}));

INSTANTIATE_TEST_SUITE_P(
    Denied, Course,
    testing::Values(
        CourseCase{kTherapy, "He has not had any physical therapy.", kSame, "no"},
        CourseCase{kTherapy, "There is no documentation of prior physical therapy.", kSame, "no"},
        CourseCase{kTherapy,
                   "There is no documentation of functional improvement with prior physical "
                   "therapy.",
                   kSame, "yes"},
        CourseCase{kTherapy, "He had no relief from physical therapy.", kSame, "yes"},
        CourseCase{kMri, "Plain films of the right knee were not noted.", "prior_imaging", "no"},
        CourseCase{kNorco, "The patient is not taking any medications.", kSame, "no"}));

INSTANTIATE_TEST_SUITE_P(
    Different, Course,
    testing::Values(CourseCase{kNorco, "Current medications include tramadol.", kSame, ""},
                    CourseCase{kMri, "X-rays of the left shoulder were negative.", "prior_imaging",
                               ""},
                    CourseCase{kTherapy,
                               "The patient returned to regular duty. Treatment included "
                               "medications and work restrictions.",
                               "work_status", "full_duty"},
                    CourseCase{kTherapy, "Treatment included medications and work restrictions.",
                               "work_status", "modified_duty"},
                    CourseCase{kTherapy, "He was hurt by his usual and customary job duties.",
                               "work_status", ""}));

TEST(CourseOfSeveralItems, WhatIsFoundOfASurgerysRegionConcernsWhatAccompaniesIt) {
  Case c;
  c.summary =
      "The right shoulder has a positive impingement sign. The treatment plan included right "
      "shoulder surgery.";
  for (const char* request : {"Right shoulder arthroscopy", "Pre-operative chest x-ray"}) {
    c.items.emplace_back();
    c.items.back().request = request;
  }
  const CaseFacts facts = test::ProjectRules().extractor->Extract(c);
  const FactId id = *test::ProjectRules().vocabulary->Find("surgery_considered");
  for (const FactSheet& sheet : facts.items) {
    const Fact* fact = sheet.Find(id);
    ASSERT_NE(fact, nullptr);
    EXPECT_EQ(DescribeValue(fact->value), "yes");
  }
}

}  // namespace
}  // namespace imr
