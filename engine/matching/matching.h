// Judging every criterion of the governing guidelines on the facts of one item.
#pragma once

#include <string_view>
#include <vector>

#include "engine/rulebook/rulebook.h"

namespace imr {

enum class Status { kMet, kUnmet, kUndocumented };

std::string_view StatusName(Status status);  // "met", "unmet", "undocumented"

struct CriterionOutcome {
  const Guideline* guideline = nullptr;  // owned by the rule book
  const Criterion* criterion = nullptr;
  Status status = Status::kUndocumented;
  std::vector<FactId> facts{};  // that the status rests on
};

struct MatchResult {
  std::vector<const Guideline*> governing;  // by precedence
  // Criteria that apply (`when` holds), in order of precedence and of the file.
  std::vector<CriterionOutcome> outcomes;
  // Criteria whose `when` is unknown: they say nothing, but their facts are worth asking for.
  std::vector<const Criterion*> perhaps;
};

MatchResult Match(const Rulebook& rulebook, const Situation& situation);

}  // namespace imr
