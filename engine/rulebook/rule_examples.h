// Runs the worked examples that stand beside the rules, and finds criteria that no example covers.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/rulebook/rulebook.h"

namespace imr {

// Adds the facts that are computed from others and from the dates.
using CompleteFacts =
    std::function<void(const Vocabulary& vocabulary, const std::optional<Date>& review,
                       const std::optional<Date>& injury, FactSheet& facts)>;

// "overturned" or "upheld" for an example as it stands in the file, without computed facts.
using PredictExample = std::function<std::string(const Example& example)>;

struct ExampleFailure {
  const Guideline* guideline = nullptr;  // owned by the rule book
  const Example* example = nullptr;
  std::string expectation;  // full id of a criterion, or "prediction"
  std::string expected;
  std::string found;
  std::string because;  // what the finding rests on; may be empty
  int line = 0;
};

// A criterion that no example of the book meets, or none fails to meet.
struct UncoveredCriterion {
  const Guideline* guideline = nullptr;
  const Criterion* criterion = nullptr;
  bool never_met = false;
  bool never_unmet = false;
};

// A part of a criterion's conditions that no example of the book decides: an alternative (of any,
// at_least) that never holds, a condition among several that must hold (all) that never fails, or a
// `when` that holds in every example.
struct UncoveredBranch {
  enum class Kind { kAlternativeNeverHolds, kPartNeverFails, kAlwaysApplies };
  const Guideline* guideline = nullptr;
  const Criterion* criterion = nullptr;
  Kind kind = Kind::kAlternativeNeverHolds;
  bool of_when = false;  // else of require
  int line = 0;
  int column = 0;
};

struct ExampleReport {
  int examples = 0;
  int expectations = 0;                             // checked
  int unchecked = 0;                                // predictions expected while nothing predicts
  std::vector<ExampleFailure> failures;             // in order of the book
  std::vector<UncoveredCriterion> uncovered;        // in order of the book
  int criteria = 0;                                 // of the book
  int branches = 0;                                 // of the conditions of the book
  std::vector<UncoveredBranch> uncovered_branches;  // in order of the book
};

// Either function may be empty: then no facts are added, and no prediction is checked.
ExampleReport RunExamples(const Rulebook& rulebook, const CompleteFacts& complete,
                          const PredictExample& predict);

}  // namespace imr
