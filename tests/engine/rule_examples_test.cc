// Running the examples beside the rules.
#include "engine/rulebook/rule_examples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/support/paths.h"

namespace imr {
namespace {

std::shared_ptr<const Vocabulary> ProjectVocabulary() {
  Diagnostics diagnostics;
  return Vocabulary::Load(test::ProjectFile("rules/vocabulary.yaml"), "vocabulary.yaml",
                          diagnostics);
}

class RuleExamples : public ::testing::Test {
 protected:
  void Load(const std::string& examples) {
    directory_.Write("guidelines/g.yaml", std::string(R"(guideline: g
title: T
source: MTUS
section: S
in_force: {from: 2009-07-18, to: null}
confidence: high
treatments: [therapy.massage]
criteria:
  - {id: exercise, text: T, require: {home_exercise: yes}, ask: A, cite: {section: S}}
  - id: total
    text: T
    when: {prior_same_treatment: yes}
    require: {total_sessions: {at_most: 6}}
    ask: A
    cite: {section: S}
examples:
)") + examples);
    Diagnostics diagnostics;
    book_ = Rulebook::Load(directory_.path(), ProjectVocabulary(), diagnostics);
    for (const Diagnostic& d : diagnostics.all()) ADD_FAILURE() << FormatDiagnostic(d);
    ASSERT_NE(book_, nullptr);
  }

  test::TemporaryDirectory directory_;
  std::shared_ptr<const Rulebook> book_;
};

TEST_F(RuleExamples, ReportWhatDiffersWithItsLine) {
  Load(R"(  - name: wrong on both
    facts: {home_exercise: no}
    expect:
      exercise: met
      total: undocumented
      prediction: overturned
)");
  const ExampleReport report =
      RunExamples(*book_, {}, [](const Example&) { return std::string("upheld"); });
  EXPECT_EQ(report.examples, 1);
  EXPECT_EQ(report.expectations, 3);
  ASSERT_EQ(report.failures.size(), 3u);
  EXPECT_EQ(report.failures[0].expectation, "g/exercise");
  EXPECT_EQ(report.failures[0].expected, "met");
  EXPECT_EQ(report.failures[0].found, "unmet");
  EXPECT_EQ(report.failures[0].line, 20);
  EXPECT_EQ(report.failures[0].example->name, "wrong on both");
  EXPECT_EQ(report.failures[1].found, "not_applicable");
  EXPECT_EQ(report.failures[2].expectation, "prediction");
  EXPECT_EQ(report.failures[2].found, "upheld");
  EXPECT_EQ(report.failures[2].line, 22);
}

TEST_F(RuleExamples, AddComputedFactsBeforeJudging) {
  Load(R"(  - name: computed
    facts: {prior_same_treatment: yes, prior_sessions: 4, sessions_requested: 4, home_exercise: yes}
    expect: {total: unmet, exercise: met}
)");
  const CompleteFacts add_total = [](const Vocabulary& vocabulary, const auto& review,
                                     const auto& injury, FactSheet& facts) {
    EXPECT_TRUE(review.has_value());
    EXPECT_FALSE(injury.has_value());
    facts.Set(vocabulary.computed().total_sessions, FactValue(NumberRange::Exactly(8)));
  };
  EXPECT_TRUE(RunExamples(*book_, add_total, {}).failures.empty());
  EXPECT_EQ(RunExamples(*book_, {}, {}).failures.size(), 1u);
}

TEST_F(RuleExamples, ListCriteriaThatNoExampleMeetsOrFails) {
  Load(R"(  - {name: a, facts: {home_exercise: yes}, expect: {exercise: met}}
  - {name: b, facts: {home_exercise: no}, expect: {exercise: unmet}}
  - {name: c, facts: {prior_same_treatment: yes, total_sessions: 9}, expect: {total: unmet}}
)");
  const ExampleReport report = RunExamples(*book_, {}, {});
  EXPECT_TRUE(report.failures.empty());
  ASSERT_EQ(report.uncovered.size(), 1u);
  EXPECT_EQ(report.uncovered[0].criterion->id, "g/total");
  EXPECT_TRUE(report.uncovered[0].never_met);
  EXPECT_FALSE(report.uncovered[0].never_unmet);
}

TEST_F(RuleExamples, CountPredictionsThatNothingChecks) {
  Load("  - {name: a, facts: {home_exercise: yes}, expect: {prediction: overturned}}\n");
  const ExampleReport report = RunExamples(*book_, {}, {});
  EXPECT_EQ(report.expectations, 0);
  EXPECT_EQ(report.unchecked, 1);
}

TEST_F(RuleExamples, SayWhatAFindingRestsOn) {
  Load(R"(  - name: differs
    facts: {home_exercise: no}
    dates: {review: 2010-01-01}
    expect: {exercise: met, total: unmet}
  - name: silent
    facts: {prior_same_treatment: yes}
    expect: {exercise: met, total: met}
)");
  const ExampleReport report = RunExamples(*book_, {}, {});
  ASSERT_EQ(report.failures.size(), 4u);
  EXPECT_EQ(report.failures[0].because, "home_exercise is no");
  EXPECT_EQ(report.failures[1].because, "whether its 'when' holds is not documented");
  EXPECT_EQ(report.failures[2].because, "home_exercise is not documented");
  EXPECT_EQ(report.failures[3].because, "total_sessions is not documented");
}

// One guideline with conditions of every shape, and the examples given.
std::vector<std::string> Undecided(const std::string& examples) {
  const test::TemporaryDirectory directory;
  directory.Write("guidelines/b.yaml", R"(guideline: b
title: T
source: MTUS
section: S
in_force: {from: 2009-07-18}
confidence: high
treatments: [therapy.massage]
criteria:
  - id: c
    text: T.
    when: {prior_same_treatment: [no, not_documented]}
    require:
      any:
        - home_exercise: yes
        - {red_flags: no, muscle_spasm: yes}
    ask: A
    cite: {section: S}
examples:
)" + examples);
  Diagnostics diagnostics;
  const auto book = Rulebook::Load(directory.path(), ProjectVocabulary(), diagnostics);
  for (const Diagnostic& d : diagnostics.all()) ADD_FAILURE() << FormatDiagnostic(d);
  if (!book) return {"not loaded"};
  const ExampleReport report = RunExamples(*book, {}, {});
  EXPECT_EQ(report.criteria, 1);
  EXPECT_EQ(report.branches, 5);  // 'when', two alternatives, two parts of the second
  std::vector<std::string> undecided;
  for (const UncoveredBranch& branch : report.uncovered_branches) {
    constexpr const char* kKinds[] = {"never holds", "never fails", "always applies"};
    undecided.push_back(std::to_string(branch.line) + ":" + std::to_string(branch.column) + " " +
                        kKinds[static_cast<int>(branch.kind)]);
  }
  return undecided;
}

TEST(BranchCoverage, NamesWhatNoExampleDecides) {
  using ::testing::ElementsAre;
  using ::testing::IsEmpty;
  const std::string by_exercise = "  - {name: a, facts: {home_exercise: yes}, expect: {c: met}}\n";
  const std::string by_spasm =
      "  - {name: b, facts: {red_flags: no, muscle_spasm: yes}, expect: {c: met}}\n";
  const std::string calm =
      "  - {name: d, facts: {home_exercise: no, red_flags: no, muscle_spasm: no}, "
      "expect: {c: unmet}}\n";
  const std::string pressing =
      "  - {name: e, facts: {home_exercise: no, red_flags: yes, muscle_spasm: yes}, "
      "expect: {c: unmet}}\n";
  const std::string again =
      "  - {name: f, facts: {prior_same_treatment: yes}, expect: {c: not_applicable}}\n";
  EXPECT_THAT(Undecided(by_exercise), ElementsAre("11:11 always applies", "15:11 never holds",
                                                  "15:12 never fails", "15:27 never fails"));
  EXPECT_THAT(Undecided(by_exercise + by_spasm + again),
              ElementsAre("15:12 never fails", "15:27 never fails"));
  EXPECT_THAT(Undecided(by_exercise + by_spasm + calm + again), ElementsAre("15:12 never fails"));
  EXPECT_THAT(Undecided(by_exercise + by_spasm + calm + pressing + again), IsEmpty());
  // What stands behind a 'when' that does not hold is not looked at.
  EXPECT_THAT(Undecided("  - {name: g, facts: {prior_same_treatment: yes, home_exercise: yes}, "
                        "expect: {c: not_applicable}}\n"),
              ElementsAre("14:11 never holds", "15:11 never holds", "15:12 never fails",
                          "15:27 never fails"));
}

TEST(ProjectRules, AgreeWithTheirExamplesAndCoverEveryCriterion) {
  Diagnostics diagnostics;
  const auto book = Rulebook::Load(test::ProjectFile("rules"), ProjectVocabulary(), diagnostics);
  ASSERT_NE(book, nullptr);
  const ExampleReport report = RunExamples(*book, {}, {});
  EXPECT_GE(report.examples, 70);
  for (const ExampleFailure& failure : report.failures) {
    ADD_FAILURE() << failure.guideline->file << ':' << failure.line << ": " << failure.expectation
                  << " is " << failure.found << ", not " << failure.expected;
  }
  for (const UncoveredCriterion& uncovered : report.uncovered) {
    ADD_FAILURE() << uncovered.criterion->id << (uncovered.never_met ? " is never met" : "")
                  << (uncovered.never_unmet ? " is never unmet" : "");
  }
}

}  // namespace
}  // namespace imr
