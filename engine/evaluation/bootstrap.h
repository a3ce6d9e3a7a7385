// Resampling that gives the same result on every machine, and the interval of what came of it.
#pragma once

#include <cstddef>
#include <random>
#include <vector>

#include "engine/evaluation/metrics.h"

namespace imr {

// A whole number from 0 to below `count`, without the bias of a remainder. std::mt19937_64 is the
// same on every machine; the distributions of the standard library are not. REQUIRES: count > 0.
std::size_t DrawBelow(std::mt19937_64& generator, std::size_t count);

// The middle 95% of the values; NaN when there are none.
Interval MiddleOf(std::vector<double> values);

}  // namespace imr
