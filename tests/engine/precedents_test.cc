#include "engine/explanation/precedents.h"

#include <gtest/gtest.h>

#include "tests/support/project_rules.h"

namespace imr {
namespace {

class PrecedentsTest : public ::testing::Test {
 protected:
  const Vocabulary& vocabulary() const { return *test::ProjectRules().vocabulary; }
  FactId Id(const std::string& name) const { return vocabulary().Find(name).value(); }
  FactSheet Facts(const std::string& treatment,
                  const std::vector<std::pair<std::string, bool>>& facts) const {
    FactSheet sheet;
    sheet.Set(vocabulary().computed().treatment, FactValue(treatment));
    for (const auto& [name, value] : facts) sheet.Set(Id(name), FactValue(value));
    return sheet;
  }
};

TEST_F(PrecedentsTest, TheNearestComeFirstAndNeverTheCaseItself) {
  History history(vocabulary());
  const auto here = Facts("therapy.acupuncture",
                          {{"functional_improvement", false}, {"prior_same_treatment", true}});
  history.Add("B", 0, here, Outcome::kUpheld);
  history.Add("OWN", 0, here, Outcome::kOverturned);
  history.Add("C", 1,
              Facts("therapy.acupuncture",
                    {{"functional_improvement", true}, {"prior_same_treatment", true}}),
              Outcome::kOverturned);
  history.Add("A", 0, Facts("therapy.acupuncture", {{"functional_improvement", false}}),
              Outcome::kUpheld);
  history.Add("D", 0, here, Outcome::kPartiallyOverturned);
  history.Add("E", 0, Facts("surgery.knee", {{"functional_improvement", false}}), Outcome::kUpheld);
  EXPECT_EQ(history.size(), 6u);

  const auto nearest = history.Nearest("OWN", here);
  ASSERT_EQ(nearest.size(), kMostPrecedents);
  EXPECT_EQ(nearest[0].item->case_id, "B");  // of equal ones the smaller number
  EXPECT_EQ(nearest[1].item->case_id, "D");
  EXPECT_EQ(nearest[2].item->case_id, "A");
  EXPECT_EQ(nearest[0].agreeing, 2);
  EXPECT_TRUE(nearest[0].differences.empty());
  ASSERT_EQ(nearest[2].differences.size(), 1u);
  EXPECT_EQ(nearest[2].differences[0].fact, Id("prior_same_treatment"));
  EXPECT_EQ(nearest[2].differences[0].there, std::nullopt);
  EXPECT_EQ(nearest[2].differences[0].here, true);
}

TEST_F(PrecedentsTest, TheSameTreatmentGoesBeforeItsFamilyAndOtherFamiliesAreNotTaken) {
  History history(vocabulary());
  history.Add("A", 0, Facts("therapy.physical", {{"home_exercise", true}}), Outcome::kUpheld);
  history.Add("B", 0, Facts("therapy.chiropractic", {{"home_exercise", false}}), Outcome::kUpheld);
  history.Add("C", 0, Facts("therapy_other.x", {}), Outcome::kUpheld);
  const auto nearest =
      history.Nearest("X", Facts("therapy.chiropractic", {{"home_exercise", true}}));
  ASSERT_EQ(nearest.size(), 2u);
  EXPECT_EQ(nearest[0].item->case_id, "B");
  EXPECT_EQ(nearest[1].item->case_id, "A");
}

TEST_F(PrecedentsTest, WithoutATreatmentThereIsNothingToCompare) {
  History history(vocabulary());
  history.Add("A", 0, FactSheet{}, Outcome::kUpheld);
  EXPECT_EQ(history.size(), 0u);
  EXPECT_TRUE(history.Nearest("X", FactSheet{}).empty());
}

}  // namespace
}  // namespace imr
