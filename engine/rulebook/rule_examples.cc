#include "engine/rulebook/rule_examples.h"

#include <unordered_map>

#include "engine/matching/matching.h"
#include "engine/rulebook/branch_coverage.h"

namespace imr {
namespace {

struct Seen {
  bool met = false;
  bool unmet = false;
};

class Run {
 public:
  Run(const Rulebook& rulebook, const CompleteFacts& complete, const PredictExample& predict)
      : rulebook_(rulebook), complete_(complete), predict_(predict) {}

  ExampleReport Report() {
    for (const Guideline& guideline : rulebook_.guidelines()) {
      for (const Example& example : guideline.examples) Check(guideline, example);
    }
    for (const Guideline& guideline : rulebook_.guidelines()) {
      for (const Criterion& criterion : guideline.criteria) {
        ++report_.criteria;
        branches_.AddUncovered(guideline, criterion, report_);
        const Seen seen = seen_[&criterion];
        if (seen.met && seen.unmet) continue;
        report_.uncovered.push_back({.guideline = &guideline,
                                     .criterion = &criterion,
                                     .never_met = !seen.met,
                                     .never_unmet = !seen.unmet});
      }
    }
    return std::move(report_);
  }

 private:
  void Check(const Guideline& guideline, const Example& example) {
    ++report_.examples;
    FactSheet facts = example.facts;
    if (complete_) complete_(rulebook_.vocabulary(), example.review, example.injury, facts);
    const Situation situation{.facts = &facts, .review = example.review, .injury = example.injury};
    const MatchResult match = Match(rulebook_, situation);
    for (const Guideline* governing : match.governing) {
      for (const Criterion& criterion : governing->criteria) branches_.Judge(criterion, situation);
    }
    for (const CriterionOutcome& outcome : match.outcomes) {
      Seen& seen = seen_[outcome.criterion];
      seen.met = seen.met || outcome.status == Status::kMet;
      seen.unmet = seen.unmet || outcome.status == Status::kUnmet;
    }
    for (const Example::Expectation& expectation : example.criteria) {
      Compare(guideline, example, expectation.criterion, expectation.status,
              StatusIn(match, expectation.criterion), expectation.line,
              [&] { return Reason(match, expectation.criterion, facts); });
    }
    if (!example.prediction) return;
    if (!predict_) {
      ++report_.unchecked;
      return;
    }
    Compare(guideline, example, "prediction", *example.prediction, predict_(example),
            example.prediction_line, [] { return std::string(); });
  }

  static std::string StatusIn(const MatchResult& match, const std::string& criterion) {
    for (const CriterionOutcome& outcome : match.outcomes) {
      if (outcome.criterion->id == criterion) return std::string(StatusName(outcome.status));
    }
    return "not_applicable";
  }

  // Why the criterion has the status it has.
  std::string Reason(const MatchResult& match, const std::string& criterion,
                     const FactSheet& facts) const {
    const Vocabulary& vocabulary = rulebook_.vocabulary();
    for (const CriterionOutcome& outcome : match.outcomes) {
      if (outcome.criterion->id != criterion) continue;
      std::string reason;
      for (const FactId id : outcome.facts) {
        const Fact* fact = facts.Find(id);
        reason += (reason.empty() ? "" : ", ") + vocabulary.Definition(id).name + " is " +
                  (fact == nullptr ? "not documented" : DescribeValue(fact->value));
      }
      return reason;
    }
    for (const Criterion* perhaps : match.perhaps) {
      if (perhaps->id == criterion) return "whether its 'when' holds is not documented";
    }
    std::string speaking;
    for (const Guideline* guideline : match.governing) {
      if (criterion.starts_with(guideline->id + "/")) return "its 'when' does not hold";
      speaking += (speaking.empty() ? "" : ", ") + guideline->id;
    }
    return "its guideline does not speak on this request; " +
           (speaking.empty() ? "no guideline does" : "what does: " + speaking);
  }

  void Compare(const Guideline& guideline, const Example& example, const std::string& expectation,
               const std::string& expected, const std::string& found, int line,
               const std::function<std::string()>& because) {
    ++report_.expectations;
    if (expected == found) return;
    report_.failures.push_back({.guideline = &guideline,
                                .example = &example,
                                .expectation = expectation,
                                .expected = expected,
                                .found = found,
                                .because = because(),
                                .line = line});
  }

  const Rulebook& rulebook_;
  const CompleteFacts& complete_;
  const PredictExample& predict_;
  ExampleReport report_;
  std::unordered_map<const Criterion*, Seen> seen_;
  BranchCoverage branches_;
};

}  // namespace

ExampleReport RunExamples(const Rulebook& rulebook, const CompleteFacts& complete,
                          const PredictExample& predict) {
  return Run(rulebook, complete, predict).Report();
}

}  // namespace imr
