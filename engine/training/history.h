// Decided cases as facts alone, without any of their text: what a model is fitted on again, and
// where precedents come from.
//
// A history is JSON lines of case files (see the contract): case number, date of the review and of
// the decision, and for each item its facts and its outcome. Every command reads it like any other
// input.
#pragma once

#include <string>
#include <vector>

#include "features/document/case.h"
#include "features/document/ruling.h"
#include "features/facts/fact.h"
#include "features/facts/vocabulary.h"

namespace imr {

// One line, with its line break. `items` are the facts of every item of the case, computed ones too
// (AddComputedFacts); such as reading the line computes again are left out. Items without a ruling
// have null for an outcome.
std::string HistoryLine(const Vocabulary& vocabulary, const Case& c,
                        const std::vector<FactSheet>& items, const Determination& decided);

}  // namespace imr
