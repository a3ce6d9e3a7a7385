// Which of several guidelines on the same request speaks: 8 CCR 9792.21.1 has reviewers search the
// MTUS first, and only where it is silent the current ACOEM or ODG, then other literature.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/rulebook/rulebook.h"

namespace imr {

// 0 MTUS, 1 ACOEM, 2 ODG, 3 anything else. The lower speaks first.
int SourceRank(std::string_view source);

// Does it speak only along with others?
bool SupplementsAll(const Guideline& guideline);

// Of guidelines that fit a request, in any order: those in force on `day`, of the highest source,
// and those that supplement one of these; by rank of source, then by id. Without a day, on the last
// day on which the highest source was in force.
std::vector<const Guideline*> SelectGoverning(std::vector<const Guideline*> fitting,
                                              const std::optional<Date>& day);

}  // namespace imr
