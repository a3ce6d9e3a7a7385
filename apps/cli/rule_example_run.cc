#include "apps/cli/rule_example_run.h"

namespace imr {

ExampleReport RunExamplesOf(const Predictor& predictor) {
  return RunExamples(
      predictor.rulebook(), AddComputedFacts, [&](const Example& example) -> std::string {
        const Situation dates{.facts = nullptr, .review = example.review, .injury = example.injury};
        return predictor.PredictFacts(example.facts, dates).overturned ? "overturned" : "upheld";
      });
}

Json FailureJson(const ExampleFailure& failure, const std::string& file) {
  return {{"file", file},
          {"line", failure.line},
          {"example", failure.example->name},
          {"expectation", failure.expectation},
          {"expected", failure.expected},
          {"found", failure.found},
          {"because", failure.because}};
}

}  // namespace imr
