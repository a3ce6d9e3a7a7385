// An explained prediction, as the JSON contract has it: values only, ready to print.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/explanation/precedents.h"
#include "engine/matching/matching.h"
#include "engine/scoring/model_file.h"
#include "engine/scoring/scorer.h"
#include "features/facts/fact.h"

namespace imr {

struct CriterionJudgement {
  const Guideline* guideline = nullptr;
  const Criterion* criterion = nullptr;
  Status status = Status::kUndocumented;
  double contribution = 0;  // log-odds of the terms that are this criterion's own
  std::vector<Evidence> evidence;
};

// A change of documentation, and what the prediction would then be.
struct Counterfactual {
  std::vector<std::pair<FactId, FactValue>> change;
  double probability = 0;
};

// What the prediction would be if something else were documented.
struct WhatIf {
  std::vector<std::pair<FactId, FactValue>> change;
  double probability = 0;
  bool overturned = false;
};

struct ItemPrediction {
  std::string treatment;  // "" when the wording names none that is known
  FactSheet facts;
  bool overturned = false;  // probability at least 0.5
  Score score;
  std::optional<RiskBand> risk;  // of this probability; nothing without a fitted model
  bool abstained = false;
  std::string abstained_because;  // for people; empty when not abstained
  std::vector<const Guideline*> governing;
  std::vector<CriterionJudgement> criteria;
  std::vector<std::size_t> decided_by;  // indices into criteria, most decisive first
  std::vector<std::string> missing;     // what the record does not tell, most useful first
  std::vector<Counterfactual> counterfactuals;
  std::optional<WhatIf> what_if;      // where it was asked for
  std::vector<Precedent> precedents;  // nearest first; none without a history
};

struct CasePrediction {
  std::vector<ItemPrediction> items;  // one for each item of the case
  std::vector<std::string> problems;  // stated facts that could not be taken; no text of the case
};

}  // namespace imr
