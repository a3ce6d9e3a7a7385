#include "engine/evaluation/rule_coverage.h"

#include <algorithm>

#include "engine/rulebook/precedence.h"

namespace imr {
namespace {

struct Result {
  const Guideline* guideline = nullptr;
  int met = 0, unmet = 0, open = 0;  // of its required criteria

  bool satisfied() const { return met > 0 && unmet == 0 && open == 0; }
  bool failed() const { return unmet > 0; }
};

std::vector<Result> ResultsOf(const JudgedItem& item) {
  std::vector<Result> results;
  for (const Guideline* guideline : item.governing) results.push_back({.guideline = guideline});
  for (const JudgedItem::Outcome& outcome : item.criteria) {
    if (outcome.criterion->strength != Strength::kRequired) continue;
    const auto it = std::find_if(results.begin(), results.end(), [&](const Result& result) {
      return result.guideline == outcome.guideline;
    });
    if (it == results.end()) continue;
    ++(outcome.status == Status::kMet     ? it->met
       : outcome.status == Status::kUnmet ? it->unmet
                                          : it->open);
  }
  return results;
}

// A guideline that goes along with another adds a need; it does not contradict.
bool GoesAlong(const Guideline& a, const Guideline& b) {
  const auto& ids = a.supplements;
  return SupplementsAll(a) || std::find(ids.begin(), ids.end(), b.id) != ids.end();
}

bool SpeaksOn(const Rulebook& rulebook, const std::string& treatment) {
  return std::any_of(
      rulebook.guidelines().begin(), rulebook.guidelines().end(), [&](const Guideline& guideline) {
        return !SupplementsAll(guideline) &&
               std::any_of(guideline.treatments.begin(), guideline.treatments.end(),
                           [&](const std::string& p) { return TreatmentMatches(treatment, p); });
      });
}

}  // namespace

void CoverageCounter::Add(const std::string& case_id, const std::vector<JudgedItem>& items) {
  ++cases_;
  for (const JudgedItem& item : items) {
    use_.Add(item);
    if (item.governing.empty()) ungoverned_[item.treatment].Add(item.overturned);
    if (item.abstained) {
      abstentions_[{item.abstained_because, item.treatment}].Add(item.overturned);
    }
    AddConflicts(case_id, item);
  }
}

void CoverageCounter::AddConflicts(const std::string& case_id, const JudgedItem& item) {
  const std::vector<Result> results = ResultsOf(item);
  for (const Result& satisfied : results) {
    if (!satisfied.satisfied()) continue;
    for (const Result& failed : results) {
      const Guideline& a = *satisfied.guideline;
      const Guideline& b = *failed.guideline;
      if (!failed.failed() || GoesAlong(a, b) || GoesAlong(b, a)) continue;
      RuleCoverage::Conflict& conflict = conflicts_[{a.id, b.id}];
      conflict.satisfied = &a;
      conflict.failed = &b;
      conflict.tally.Add(item.overturned);
      conflict.items.emplace_back(case_id, item.index);
    }
  }
}

RuleCoverage CoverageCounter::Coverage() const {
  RuleCoverage coverage;
  coverage.cases = cases_;
  coverage.all = use_.all();
  for (const Guideline& guideline : rulebook_.guidelines()) {
    coverage.criteria += guideline.criteria.size();
    for (const Criterion& criterion : guideline.criteria) {
      const CriterionUse use = use_.Of(criterion);
      if (use.met.items + use.unmet.items > 0) continue;
      coverage.undecided.push_back(
          {&guideline, &criterion, use_.Governed(guideline).items, use.applied()});
    }
  }
  for (const std::string& treatment : rulebook_.vocabulary().treatments()) {
    if (!SpeaksOn(rulebook_, treatment)) coverage.unnamed_treatments.push_back(treatment);
  }
  for (const auto& [treatment, tally] : ungoverned_) {
    coverage.ungoverned.push_back({treatment, "", tally});
  }
  for (const auto& [ids, conflict] : conflicts_) coverage.conflicts.push_back(conflict);
  for (const auto& [names, tally] : abstentions_) {
    coverage.abstentions.push_back({names.second, names.first, tally});
  }
  const auto more_often = [](const auto& a, const auto& b) {
    return a.tally.items > b.tally.items;
  };
  std::stable_sort(coverage.conflicts.begin(), coverage.conflicts.end(), more_often);
  std::stable_sort(coverage.abstentions.begin(), coverage.abstentions.end(), more_often);
  return coverage;
}

}  // namespace imr
