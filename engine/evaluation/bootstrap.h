// Resampling that gives the same result on every machine, and the interval of what came of it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "engine/evaluation/metrics.h"

namespace imr {

// A whole number from 0 to below `count`, without the bias of a remainder. std::mt19937_64 is the
// same on every machine; the distributions of the standard library are not. REQUIRES: count > 0.
std::size_t DrawBelow(std::mt19937_64& generator, std::size_t count);

// Draws as many groups as there are, with replacement, `resamples` times: calls use(copies) with
// how often each group was drawn.
template <typename Use>
void ForEachResample(std::size_t groups, int resamples, std::uint64_t seed, Use use) {
  std::mt19937_64 generator(seed);
  std::vector<int> copies(groups);
  for (int i = 0; i < resamples && groups > 0; ++i) {
    std::fill(copies.begin(), copies.end(), 0);
    for (std::size_t draw = 0; draw < groups; ++draw) ++copies[DrawBelow(generator, groups)];
    use(copies);
  }
}

// The middle 95% of the values; NaN when there are none.
Interval MiddleOf(std::vector<double> values);

}  // namespace imr
