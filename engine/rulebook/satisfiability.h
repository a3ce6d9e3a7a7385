// Finds conditions that no record could ever fulfil: slips of the pen such as "at most 3 and at
// least 6". It errs on one side only: what it calls impossible is impossible.
#pragma once

#include <vector>

#include "engine/rulebook/condition.h"
#include "features/facts/vocabulary.h"

namespace imr {

// Is there any sheet of facts on which all of these conditions are judged yes? False only when
// there is certainly none.
bool CanHoldTogether(const std::vector<const Condition*>& conditions, const Vocabulary& vocabulary);

// Judged yes where the condition is judged no, and only there.
Condition Opposite(const Condition& condition);

}  // namespace imr
