// What other documentation would have changed a prediction.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "engine/matching/matching.h"
#include "engine/prediction/prediction.h"
#include "features/facts/vocabulary.h"

namespace imr {

// The probability of being overturned on other facts of the same item.
using PredictOnFacts = std::function<double(const FactSheet&)>;

// `predict` is called at most this often.
inline constexpr std::size_t kMostEvaluations = 70;
inline constexpr std::size_t kMostCounterfactuals = 5;

// Changes of one yes/no fact, of two when none alone crosses one half, and of three that cross when
// no two do, that move the prediction most: up when `probability` (on the facts as they are) is
// below one half, else down. Largest effect first; of equal effect the smaller change, then the
// order of the criteria. Effects below one percentage point are left out, and so are sets that a
// part of them does as well as.
//
// Only facts that criteria rest on and that a record could truthfully state: clinical ones, never
// treatment, dates or person, and nothing fixed (FactDefinition) that is documented either way. For
// an upheld prediction, what is documented as given (yes) stays: more documentation can be added,
// not taken away; only an underspecified request can be mended.
std::vector<Counterfactual> Counterfactuals(const MatchResult& match, const FactSheet& facts,
                                            const Vocabulary& vocabulary, double probability,
                                            const PredictOnFacts& predict);

}  // namespace imr
