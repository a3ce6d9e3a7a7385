#include "features/extraction/extractor.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/project_rules.h"

namespace imr {
namespace {

Case CaseOf(const std::string& summary, const std::vector<std::string>& requests) {
  Case c;
  c.summary = summary;
  c.dates.injury = ParseDate("2014-01-10");
  c.dates.utilization_review = ParseDate("2015-03-01");
  for (const std::string& request : requests)
    c.items.push_back({.request = request, .utilization_review = {}, .rationale = {}, .facts = {}});
  return c;
}

FactId Id(const std::string& name) { return *test::ProjectRules().vocabulary->Find(name); }

// What a reader would say the sentence documents: a value as DescribeValue has it, "" for silence.
struct SentenceCase {
  const char* request;
  const char* summary;
  const char* fact;
  const char* value;
};

class Sentences : public testing::TestWithParam<SentenceCase> {};

TEST_P(Sentences, SayWhatAReaderWouldSay) {
  const SentenceCase& param = GetParam();
  const Case c = CaseOf(param.summary, {param.request});
  const CaseFacts facts = test::ProjectRules().extractor->Extract(c);
  const Fact* fact = facts.items[0].Find(Id(param.fact));
  EXPECT_EQ(fact == nullptr ? "" : DescribeValue(fact->value), param.value)
      << param.fact << " in: " << param.summary;
}

constexpr const char* kAcupuncture = "Six acupuncture visits for the low back";
constexpr const char* kMri = "MRI of the lumbar spine";
constexpr const char* kFlexeril = "Cyclobenzaprine 10mg #30";

INSTANTIATE_TEST_SUITE_P(
    Affirmed, Sentences,
    testing::Values(
        SentenceCase{kAcupuncture, "Examination showed lumbar spasm.", "muscle_spasm", "yes"},
        SentenceCase{kMri, "Pain radiates down the left leg.", "radicular_symptoms", "yes"},
        SentenceCase{kMri, "Sensation was decreased over the left foot.", "neurologic_deficit",
                     "yes"},
        SentenceCase{kMri, "Straight leg raise was positive on the left.", "neurologic_deficit",
                     "yes"},
        SentenceCase{kMri, "Right leg strength was 4/5.", "neurologic_deficit", "yes"},
        SentenceCase{kAcupuncture, "Treatment to date has included acupuncture and medication.",
                     "prior_same_treatment", "yes"},
        SentenceCase{kAcupuncture, "She completed eight acupuncture visits.", "prior_sessions",
                     "8"},
        SentenceCase{kAcupuncture, "Acupuncture brought improved range of motion and function.",
                     "functional_improvement", "yes"},
        SentenceCase{kAcupuncture, "He remains off work.", "work_status", "off_work"},
        SentenceCase{kAcupuncture, "She returned to work with restrictions.", "work_status",
                     "modified_duty"},
        SentenceCase{kFlexeril, "He has used cyclobenzaprine since 9/1/2014.", "months_of_use",
                     "6"},
        SentenceCase{kFlexeril, "There was an acute flare-up of back pain.", "acute_exacerbation",
                     "yes"}));

INSTANTIATE_TEST_SUITE_P(
    Denied, Sentences,
    testing::Values(
        SentenceCase{kAcupuncture, "There were no lumbar spasms.", "muscle_spasm", "no"},
        SentenceCase{kMri, "She denies numbness or tingling in the legs.", "radicular_symptoms",
                     "no"},
        SentenceCase{kMri, "Motor strength and sensation were normal.", "neurologic_deficit", "no"},
        SentenceCase{kMri, "Straight leg raise test was negative.", "neurologic_deficit", "no"},
        SentenceCase{kMri, "There are no red flags.", "red_flags", "no"},
        SentenceCase{kFlexeril, "There is no evidence of a flare-up or new injury.",
                     "acute_exacerbation", "no"},
        SentenceCase{kAcupuncture, "The record lacks documentation of functional improvement.",
                     "functional_improvement", "no"},
        SentenceCase{kAcupuncture,
                     "Functional improvement from earlier acupuncture was not documented.",
                     "functional_improvement", "no"}));

INSTANTIATE_TEST_SUITE_P(
    LeftOpen, Sentences,
    testing::Values(SentenceCase{kAcupuncture, "Acupuncture was requested for the low back.",
                                 "prior_same_treatment", ""},
                    SentenceCase{kAcupuncture,
                                 "Guidelines state that visits may be extended if functional "
                                 "improvement is documented.",
                                 "functional_improvement", ""},
                    SentenceCase{kMri, "Return if weakness develops.", "neurologic_deficit", ""},
                    SentenceCase{kMri, "His mother had a stroke with weakness.",
                                 "neurologic_deficit", ""},
                    SentenceCase{kMri, "The sky was blue.", "red_flags", ""}));

INSTANTIATE_TEST_SUITE_P(
    ScopeEnds, Sentences,
    testing::Values(SentenceCase{kMri, "He denies numbness but has weakness of the left leg.",
                                 "neurologic_deficit", "yes"},
                    SentenceCase{kAcupuncture,
                                 "No fracture was seen; there was marked lumbar spasm.",
                                 "muscle_spasm", "yes"}));

TEST(Extractor, FindingsBelongToTheBodyPartSpokenOf) {
  const Case c = CaseOf("Examination of the neck showed spasm.",
                        {"Chiropractic care for the neck, six visits", "MRI of the right knee"});
  const CaseFacts facts = test::ProjectRules().extractor->Extract(c);
  EXPECT_EQ(facts.items[0].Documented(Id("muscle_spasm")), true);
  EXPECT_EQ(facts.items[1].Documented(Id("muscle_spasm")), std::nullopt);
}

TEST(Extractor, EvidenceIsTheBytesThatMatched) {
  const Case c = CaseOf("On exam there was lumbar muscle spasm. Gait was normal.", {kAcupuncture});
  const CaseFacts facts = test::ProjectRules().extractor->Extract(c);
  const Fact* fact = facts.items[0].Find(Id("muscle_spasm"));
  ASSERT_NE(fact, nullptr);
  ASSERT_FALSE(fact->evidence.empty());
  const Evidence& words = fact->evidence[0];
  EXPECT_EQ(c.summary.substr(words.start, words.end - words.start), "spasm");
  EXPECT_TRUE(
      test::ProjectRules().extractor->PatternPlace(words.pattern).starts_with("lexicon/facts/"));
}

TEST(Extractor, ContradictionsAreSettledAndStayVisible) {
  const Case c =
      CaseOf("On 1/2/2015 strength was normal. On 2/3/2015 left leg weakness was seen.", {kMri});
  const CaseFacts facts = test::ProjectRules().extractor->Extract(c);
  const Fact* fact = facts.items[0].Find(Id("neurologic_deficit"));
  ASSERT_NE(fact, nullptr);
  EXPECT_EQ(fact->value, FactValue(true));
  EXPECT_FALSE(fact->contrary.empty());
}

TEST(Extractor, TheRationaleOutweighsTheSummaryInTheRecordView) {
  Case c = CaseOf("There was an acute flare-up.", {kFlexeril});
  Determination decided;
  decided.rulings.push_back(Ruling{.outcome = Outcome::kUpheld,
                                   .guideline = "",
                                   .rationale = "No flare-up is documented in the record. The "
                                                "request is not medically necessary."});
  EXPECT_EQ(
      test::ProjectRules().extractor->Extract(c).items[0].Documented(Id("acute_exacerbation")),
      true);
  const Case record = test::ProjectRules().extractor->WithFindings(c, decided);
  EXPECT_EQ(record.view, View::kRecord);
  EXPECT_EQ(record.items[0].rationale, "No flare-up is documented in the record.");
  EXPECT_EQ(
      test::ProjectRules().extractor->Extract(record).items[0].Documented(Id("acute_exacerbation")),
      false);
}

TEST(Extractor, StatedFactsWin) {
  Case c = CaseOf("There were no spasms.", {kAcupuncture});
  c.items[0].facts.push_back({.name = "muscle_spasm", .value = {true}, .line = 3});
  c.items[0].facts.push_back({.name = "muscle_spasms", .value = {true}, .line = 4});
  c.items[0].facts.push_back({.name = "prior_sessions", .value = {std::string("few")}, .line = 5});
  const CaseFacts facts = test::ProjectRules().extractor->Extract(c);
  EXPECT_EQ(facts.items[0].Documented(Id("muscle_spasm")), true);
  ASSERT_EQ(facts.problems.size(), 2u);
  EXPECT_EQ(facts.problems[0].line, 4);
  EXPECT_NE(facts.problems[0].message.find("did you mean 'muscle_spasm'"), std::string::npos);
  EXPECT_EQ(facts.problems[1].line, 5);
  EXPECT_EQ(facts.problems[1].message.find("few"), std::string::npos) << "quotes case text";
}

TEST(Extractor, AnInputWithoutRationaleGivesTheSameFactsInBothViews) {
  const Case c = CaseOf("There was lumbar spasm.", {kAcupuncture});
  Determination decided;
  decided.rulings.resize(1);
  const Case record = test::ProjectRules().extractor->WithFindings(c, decided);
  const CaseFacts a = test::ProjectRules().extractor->Extract(c);
  const CaseFacts b = test::ProjectRules().extractor->Extract(record);
  ASSERT_EQ(a.items[0].size(), b.items[0].size());
  for (const auto& [id, fact] : a.items[0]) {
    ASSERT_NE(b.items[0].Find(id), nullptr);
    EXPECT_EQ(b.items[0].Find(id)->value, fact.value);
  }
}

}  // namespace
}  // namespace imr
