#include "engine/rulebook/rule_examples.h"

#include <unordered_map>

#include "engine/matching/matching.h"

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
    const MatchResult match =
        Match(rulebook_, {.facts = &facts, .review = example.review, .injury = example.injury});
    for (const CriterionOutcome& outcome : match.outcomes) {
      Seen& seen = seen_[outcome.criterion];
      seen.met = seen.met || outcome.status == Status::kMet;
      seen.unmet = seen.unmet || outcome.status == Status::kUnmet;
    }
    for (const Example::Expectation& expectation : example.criteria) {
      Compare(guideline, example, expectation.criterion, expectation.status,
              StatusIn(match, expectation.criterion), expectation.line);
    }
    if (!example.prediction) return;
    if (!predict_) {
      ++report_.unchecked;
      return;
    }
    Compare(guideline, example, "prediction", *example.prediction, predict_(example),
            example.prediction_line);
  }

  static std::string StatusIn(const MatchResult& match, const std::string& criterion) {
    for (const CriterionOutcome& outcome : match.outcomes) {
      if (outcome.criterion->id == criterion) return std::string(StatusName(outcome.status));
    }
    return "not_applicable";
  }

  void Compare(const Guideline& guideline, const Example& example, const std::string& expectation,
               const std::string& expected, const std::string& found, int line) {
    ++report_.expectations;
    if (expected == found) return;
    report_.failures.push_back({.guideline = &guideline,
                                .example = &example,
                                .expectation = expectation,
                                .expected = expected,
                                .found = found,
                                .line = line});
  }

  const Rulebook& rulebook_;
  const CompleteFacts& complete_;
  const PredictExample& predict_;
  ExampleReport report_;
  std::unordered_map<const Criterion*, Seen> seen_;
};

}  // namespace

ExampleReport RunExamples(const Rulebook& rulebook, const CompleteFacts& complete,
                          const PredictExample& predict) {
  return Run(rulebook, complete, predict).Report();
}

}  // namespace imr
