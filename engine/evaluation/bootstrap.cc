#include "engine/evaluation/bootstrap.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace imr {

std::size_t DrawBelow(std::mt19937_64& generator, std::size_t count) {
  const std::uint64_t wide = count;
  const std::uint64_t limit =
      std::numeric_limits<std::uint64_t>::max() - std::numeric_limits<std::uint64_t>::max() % wide;
  std::uint64_t drawn = generator();
  while (drawn >= limit) drawn = generator();
  return static_cast<std::size_t>(drawn % wide);
}

Interval MiddleOf(std::vector<double> values) {
  if (values.empty()) {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    return {kNone, kNone};
  }
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  const auto low = static_cast<std::size_t>(0.025 * n);
  const auto high = static_cast<std::size_t>(0.975 * n);
  return {values[low], values[std::max(low, high == 0 ? 0 : high - 1)]};
}

}  // namespace imr
