// Facts that follow from other facts of the same item (`derive` in rules/lexicon/facts/*.yaml),
// with the words that prove those.
#pragma once

#include <set>

#include "features/extraction/attachment.h"
#include "features/facts/fact.h"
#include "features/lexicon/fact_lexicon.h"

namespace imr {

// What of an item is not on its sheet and yet counts in derivations.
struct SettledFacts {
  FactSheet notions;
  std::set<FactId> weakly_said;  // facts of the sheet that only weak wordings state
};

// Adds to `facts` what follows from them and from the notions. What the text says directly stands,
// unless only a weak wording says it. Derived facts are premises of nothing, so the order of
// derivations matters only between those of one fact: the first that holds is taken.
void AddDerivedFacts(const FactLexicon& lexicon, const ItemProfile& item,
                     const SettledFacts& settled, FactSheet& facts);

}  // namespace imr
