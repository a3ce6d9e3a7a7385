// Which parts of the conditions of criteria examples have decided.
#pragma once

#include <unordered_map>

#include "engine/rulebook/condition.h"
#include "engine/rulebook/rule_examples.h"
#include "engine/rulebook/rulebook.h"

namespace imr {

// A list of values of one fact ("[no, not_documented]") is one condition here, not alternatives.
class BranchCoverage {
 public:
  // Judges the criterion, and of its parts those that are looked at: `require` where `when` holds,
  // the parts of a part where that one stands.
  void Judge(const Criterion& criterion, const Situation& situation);

  // Adds the branches of the criterion, and those that no situation so far decided, to the report.
  void AddUncovered(const Guideline& guideline, const Criterion& criterion,
                    ExampleReport& report) const;

 private:
  struct Seen {
    bool held = false;
    bool failed = false;
    bool open = false;  // neither
  };

  void JudgeParts(const Condition& condition, const Situation& situation);
  void AddParts(const Condition& condition, UncoveredBranch branch, ExampleReport& report) const;
  Seen SeenOf(const Condition& condition) const;

  std::unordered_map<const Condition*, Seen> seen_;
};

}  // namespace imr
