#include "engine/rulebook/branch_coverage.h"

#include <algorithm>
#include <vector>

namespace imr {
namespace {

// The branches of a condition, none for a test of a single fact.
const std::vector<Condition>* BranchesOf(const Condition& condition) {
  const std::vector<Condition>* parts = nullptr;
  if (const auto* all = std::get_if<AllOf>(&condition.test)) parts = &all->parts;
  if (const auto* any = std::get_if<AnyOf>(&condition.test)) parts = &any->parts;
  if (const auto* some = std::get_if<AtLeastOf>(&condition.test)) parts = &some->parts;
  if (const auto* negation = std::get_if<NotOf>(&condition.test)) {
    return BranchesOf(negation->part.front());
  }
  return parts == nullptr || FactsOf(condition).size() < 2 ? nullptr : parts;
}

bool AreAlternatives(const Condition& condition) {
  if (const auto* negation = std::get_if<NotOf>(&condition.test)) {
    return AreAlternatives(negation->part.front());
  }
  return !std::holds_alternative<AllOf>(condition.test);
}

}  // namespace

void BranchCoverage::Judge(const Criterion& criterion, const Situation& situation) {
  if (criterion.when) {
    JudgeParts(*criterion.when, situation);
    if (imr::Judge(*criterion.when, situation) != Kleene::kYes) return;
  }
  JudgeParts(criterion.require, situation);
}

void BranchCoverage::JudgeParts(const Condition& condition, const Situation& situation) {
  Seen& seen = seen_[&condition];
  const Kleene judged = imr::Judge(condition, situation);
  seen.held = seen.held || judged == Kleene::kYes;
  seen.failed = seen.failed || judged == Kleene::kNo;
  seen.open = seen.open || judged == Kleene::kUnknown;
  const auto* branches = BranchesOf(condition);
  if (branches == nullptr) return;
  for (const Condition& branch : *branches) JudgeParts(branch, situation);
}

BranchCoverage::Seen BranchCoverage::SeenOf(const Condition& condition) const {
  const auto found = seen_.find(&condition);
  return found == seen_.end() ? Seen{} : found->second;
}

void BranchCoverage::AddUncovered(const Guideline& guideline, const Criterion& criterion,
                                  ExampleReport& report) const {
  UncoveredBranch branch{.guideline = &guideline, .criterion = &criterion};
  if (criterion.when) {
    branch.of_when = true;
    branch.kind = UncoveredBranch::Kind::kAlwaysApplies;
    branch.line = criterion.when->line;
    branch.column = criterion.when->column;
    ++report.branches;
    const Seen seen = SeenOf(*criterion.when);
    if (!seen.failed && !seen.open) report.uncovered_branches.push_back(branch);
    AddParts(*criterion.when, branch, report);
    branch.of_when = false;
  }
  AddParts(criterion.require, branch, report);
}

void BranchCoverage::AddParts(const Condition& condition, UncoveredBranch branch,
                              ExampleReport& report) const {
  const auto* branches = BranchesOf(condition);
  if (branches == nullptr) return;
  const bool alternatives = AreAlternatives(condition);
  branch.kind = alternatives ? UncoveredBranch::Kind::kAlternativeNeverHolds
                             : UncoveredBranch::Kind::kPartNeverFails;
  for (const Condition& part : *branches) {
    ++report.branches;
    branch.line = part.line > 0 ? part.line : condition.line;
    branch.column = part.line > 0 ? part.column : condition.column;
    const Seen seen = SeenOf(part);
    if (alternatives ? !seen.held : !seen.failed) report.uncovered_branches.push_back(branch);
    AddParts(part, branch, report);
  }
}

}  // namespace imr
