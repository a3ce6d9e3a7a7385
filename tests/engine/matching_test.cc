// Judging criteria: what applies, what it rests on, and how the facts of typical requests fall.
#include "engine/matching/matching.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/paths.h"

namespace imr {
namespace {

class Matching : public ::testing::Test {
 protected:
  void SetUp() override {
    Diagnostics diagnostics;
    vocabulary_ = Vocabulary::Load(test::ProjectFile("rules/vocabulary.yaml"), "vocabulary.yaml",
                                   diagnostics);
    book_ = Rulebook::Load(test::ProjectFile("rules"), vocabulary_, diagnostics);
    ASSERT_NE(book_, nullptr);
  }

  FactId Id(const std::string& name) const { return vocabulary_->Find(name).value(); }

  // Facts by name; numbers are exact.
  FactSheet Facts(const std::vector<std::pair<std::string, PlainValue>>& stated) const {
    FactSheet facts;
    for (const auto& [name, plain] : stated) {
      std::string problem;
      auto value = ConvertValue(vocabulary_->Definition(Id(name)), plain, problem);
      EXPECT_TRUE(value) << name << " " << problem;
      if (value) facts.Set(Id(name), *value);
    }
    return facts;
  }

  static Date Day(int year, unsigned month, unsigned day) {
    return {std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  }

  // As required criteria alone have it: any unmet, or silent where silence counts against, upholds;
  // all met overturns; anything else is open.
  static std::string Verdict(const MatchResult& match) {
    bool open = false;
    for (const CriterionOutcome& outcome : match.outcomes) {
      if (outcome.criterion->strength != Strength::kRequired) continue;
      const bool silent = outcome.status == Status::kUndocumented;
      const bool against = outcome.criterion->undocumented == OnSilence::kAgainst;
      if (outcome.status == Status::kUnmet || (silent && against)) return "upheld";
      open = open || silent;
    }
    return match.outcomes.empty() ? "not governed" : open ? "open" : "overturned";
  }

  std::shared_ptr<const Vocabulary> vocabulary_;
  std::shared_ptr<const Rulebook> book_;
};

PlainValue Yes() { return {true}; }
PlainValue No() { return {false}; }
PlainValue Number(double value) { return {value}; }
PlainValue Text(const char* text) { return {std::string(text)}; }

TEST_F(Matching, DecidesTypicalRequestsOfTheYears2014And2015) {
  struct Row {
    const char* what;
    std::vector<std::pair<std::string, PlainValue>> facts;
    Date review;
    const char* verdict;
    const char* decided_by;  // a criterion that must be met or unmet accordingly
  };
  const std::vector<Row> rows = {
      {"six more acupuncture visits after six with gains",
       {{"treatment", Text("therapy.acupuncture")},
        {"body_parts", Text("lumbar")},
        {"sessions_requested", Number(6)},
        {"prior_same_treatment", Yes()},
        {"prior_sessions", Number(6)},
        {"functional_improvement", Yes()},
        {"pain_relief", Yes()}},
       Day(2015, 1, 22),
       "overturned",
       "mtus-acupuncture-2007/extension-needs-functional-improvement"},
      {"a muscle relaxant in ongoing use without a flare-up",
       {{"treatment", Text("medication.muscle_relaxant")},
        {"agent", Text("cyclobenzaprine")},
        {"quantity", Number(16)},
        {"acute_exacerbation", No()},
        {"partially_authorized", Yes()}},
       Day(2015, 1, 22),
       "upheld",
       "mtus-chronic-pain-2009-muscle-relaxants/acute-exacerbation"},
      {"repeated acupuncture while restrictions and drugs stay the same",
       {{"treatment", Text("therapy.acupuncture")},
        {"body_parts", Text("cervical")},
        {"sessions_requested", Number(6)},
        {"prior_same_treatment", Yes()},
        {"functional_improvement", No()}},
       Day(2014, 12, 25),
       "upheld",
       "mtus-acupuncture-2007/extension-needs-functional-improvement"},
      {"a muscle relaxant taken for half a year",
       {{"treatment", Text("medication.muscle_relaxant")},
        {"agent", Text("cyclobenzaprine")},
        {"quantity", Number(60)},
        {"prior_same_treatment", Yes()},
        {"months_of_use", Number(6)},
        {"weeks_of_use", Number(26)},
        {"acute_exacerbation", No()},
        {"muscle_spasm", Yes()},
        {"functional_improvement", No()},
        {"rationale_given", No()}},
       Day(2014, 10, 22),
       "upheld",
       "mtus-chronic-pain-2009-muscle-relaxants/short-course"},
      {"a spine surgeon's opinion for a physician who defers the problem",
       {{"treatment", Text("evaluation.specialist_consultation")},
        {"body_parts", Text("lumbar")},
        {"complex_or_uncertain", Yes()},
        {"neurologic_deficit", No()}},
       Day(2014, 10, 22),
       "overturned",
       "acoem-2004-chapter-7-consultations/specialist-question"},
      {"first acupuncture with neither rehabilitation nor trouble with medication",
       {{"treatment", Text("therapy.acupuncture")},
        {"body_parts", Text("lumbar")},
        {"sessions_requested", Number(6)},
        {"medication_reduced_or_not_tolerated", No()},
        {"active_rehabilitation", No()}},
       Day(2014, 7, 10),
       "upheld",
       "mtus-acupuncture-2007/indication"},
      {"films of a sprained low back without red flags",
       {{"treatment", Text("imaging.xray")},
        {"body_parts", Text("lumbar")},
        {"red_flags", No()},
        {"rationale_given", No()}},
       Day(2014, 7, 10),
       "upheld",
       "acoem-2004-chapter-12-lumbar-films/red-flags"},
      {"sixteen more acupuncture visits after eight with gains",
       {{"treatment", Text("therapy.acupuncture")},
        {"body_parts", Text("lumbar")},
        {"sessions_requested", Number(16)},
        {"prior_same_treatment", Yes()},
        {"prior_sessions", Number(8)},
        {"functional_improvement", Yes()},
        {"pain_relief", Yes()},
        {"duration_weeks", Number(17)}},
       Day(2014, 3, 11),
       "overturned",
       "mtus-acupuncture-2007/extension-needs-functional-improvement"},
      {"sixteen myofascial visits after an unknown number",
       {{"treatment", Text("therapy.massage")},
        {"body_parts", Text("lumbar")},
        {"sessions_requested", Number(16)},
        {"prior_same_treatment", Yes()},
        {"pain_relief", Yes()},
        {"duration_weeks", Number(17)}},
       Day(2014, 3, 11),
       "upheld",
       "mtus-chronic-pain-2009-massage/within-six-visits"},
  };
  for (const Row& row : rows) {
    const FactSheet facts = Facts(row.facts);
    const MatchResult match = Match(*book_, {.facts = &facts, .review = row.review, .injury = {}});
    EXPECT_EQ(Verdict(match), row.verdict) << row.what;
    const auto decided =
        std::find_if(match.outcomes.begin(), match.outcomes.end(),
                     [&](const CriterionOutcome& o) { return o.criterion->id == row.decided_by; });
    ASSERT_NE(decided, match.outcomes.end()) << row.what;
    EXPECT_EQ(StatusName(decided->status),
              row.verdict == std::string("overturned") ? "met" : "unmet")
        << row.what;
  }
}

TEST_F(Matching, JudgesByTheEditionOfTheDayOfReview) {
  const FactSheet facts = Facts({{"treatment", Text("medication.muscle_relaxant")}});
  auto edition = [&](const Date& review) {
    const auto match = Match(*book_, {.facts = &facts, .review = review, .injury = {}});
    return match.governing.empty() ? "" : match.governing.front()->id;
  };
  EXPECT_EQ(edition(Day(2016, 7, 27)), "mtus-chronic-pain-2009-muscle-relaxants");
  EXPECT_EQ(edition(Day(2016, 7, 28)), "mtus-chronic-pain-2016-muscle-relaxants");
}

TEST_F(Matching, SupplementsMassageOfTheLowBackWithOdg) {
  const FactSheet facts =
      Facts({{"treatment", Text("therapy.massage")}, {"body_parts", Text("lumbar")}});
  const auto match = Match(*book_, {.facts = &facts, .review = Day(2014, 3, 11), .injury = {}});
  ASSERT_EQ(match.governing.size(), 2u);
  EXPECT_EQ(match.governing[0]->id, "mtus-chronic-pain-2009-massage");
  EXPECT_EQ(match.governing[1]->id, "odg-low-back-physical-therapy");
}

class MatchingOneGuideline : public Matching {
 protected:
  void SetUp() override {
    Matching::SetUp();
    directory_.Write("guidelines/g.yaml", R"(guideline: g
title: T
source: MTUS
section: S
in_force: {from: null, to: null}
confidence: high
treatments: [imaging.mri]
criteria:
  - {id: always, text: T, require: {red_flags: yes}, ask: A, cite: {section: S}}
  - id: repeat
    text: T
    when: {prior_imaging: yes}
    require: {any: [{significant_change: yes}, {surgery_considered: yes}]}
    ask: A
    cite: {section: S}
)");
    Diagnostics diagnostics;
    book_ = Rulebook::Load(directory_.path(), vocabulary_, diagnostics);
    ASSERT_NE(book_, nullptr);
  }

  MatchResult On(std::vector<std::pair<std::string, PlainValue>> stated) {
    stated.push_back({"treatment", Text("imaging.mri")});
    facts_ = Facts(stated);
    return Match(*book_, {.facts = &facts_, .review = {}, .injury = {}});
  }

  test::TemporaryDirectory directory_;
  FactSheet facts_;
};

TEST_F(MatchingOneGuideline, LeavesOutCriteriaThatDoNotApply) {
  const MatchResult match = On({{"prior_imaging", No()}});
  ASSERT_EQ(match.outcomes.size(), 1u);
  EXPECT_EQ(match.outcomes[0].criterion->id, "g/always");
  EXPECT_TRUE(match.perhaps.empty());
}

TEST_F(MatchingOneGuideline, KeepsApartCriteriaThatMayApply) {
  const MatchResult match = On({});
  ASSERT_EQ(match.outcomes.size(), 1u);
  ASSERT_EQ(match.perhaps.size(), 1u);
  EXPECT_EQ(match.perhaps[0]->id, "g/repeat");
}

TEST_F(MatchingOneGuideline, NamesTheFactsBehindEachStatus) {
  const MatchResult match =
      On({{"red_flags", No()}, {"prior_imaging", Yes()}, {"significant_change", No()}});
  ASSERT_EQ(match.outcomes.size(), 2u);
  EXPECT_EQ(match.outcomes[0].status, Status::kUnmet);
  EXPECT_EQ(match.outcomes[0].facts, std::vector<FactId>{Id("red_flags")});
  EXPECT_EQ(match.outcomes[1].status, Status::kUndocumented);
  EXPECT_EQ(match.outcomes[1].facts, std::vector<FactId>{Id("surgery_considered")});
}

TEST_F(MatchingOneGuideline, JudgesNothingForOtherTreatments) {
  const FactSheet facts = Facts({{"treatment", Text("imaging.ct")}});
  const MatchResult match = Match(*book_, {.facts = &facts, .review = {}, .injury = {}});
  EXPECT_TRUE(match.governing.empty());
  EXPECT_TRUE(match.outcomes.empty());
}

}  // namespace
}  // namespace imr
