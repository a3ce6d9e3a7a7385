// Which rules a person means: by the id of a guideline or criterion, or by a treatment.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "engine/rulebook/rulebook.h"

namespace imr {

// A guideline, and which of its criteria are meant.
struct RuleChoice {
  const Guideline* guideline = nullptr;  // owned by the rule book
  std::vector<const Criterion*> criteria;

  bool whole() const { return criteria.size() == guideline->criteria.size(); }
};

// What `names` mean, each guideline once, in the order of the book; all guidelines for no names. A
// treatment or family ("family.kind", "family.*") means the guidelines that name it or a family
// that it is in. The problem, with a suggestion, when a name means nothing.
std::variant<std::vector<RuleChoice>, std::string> ChooseRules(
    const Rulebook& rulebook, const std::vector<std::string>& names);

}  // namespace imr
