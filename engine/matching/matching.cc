#include "engine/matching/matching.h"

namespace imr {
namespace {

Status StatusOf(Kleene judged) {
  switch (judged) {
    case Kleene::kYes:
      return Status::kMet;
    case Kleene::kNo:
      return Status::kUnmet;
    case Kleene::kUnknown:
      break;
  }
  return Status::kUndocumented;
}

}  // namespace

std::string_view StatusName(Status status) {
  switch (status) {
    case Status::kMet:
      return "met";
    case Status::kUnmet:
      return "unmet";
    case Status::kUndocumented:
      break;
  }
  return "undocumented";
}

MatchResult Match(const Rulebook& rulebook, const Situation& situation) {
  MatchResult result;
  result.governing = rulebook.Governing(situation);
  for (const Guideline* guideline : result.governing) {
    for (const Criterion& criterion : guideline->criteria) {
      const Kleene applies = criterion.when ? Judge(*criterion.when, situation) : Kleene::kYes;
      if (applies == Kleene::kNo) continue;
      if (applies == Kleene::kUnknown) {
        result.perhaps.push_back(&criterion);
        continue;
      }
      CriterionOutcome outcome{.guideline = guideline, .criterion = &criterion};
      outcome.status = StatusOf(Judge(criterion.require, situation, &outcome.facts));
      result.outcomes.push_back(std::move(outcome));
    }
  }
  return result;
}

}  // namespace imr
