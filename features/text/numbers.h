// Counts as people write them.
#pragma once

#include <optional>
#include <string_view>

namespace imr {

// "6", "six", "six (6)", "twenty-four", "a", "an", "couple". Digits win over words. Nothing for
// anything else and above one million.
std::optional<double> ParseCount(std::string_view text);

}  // namespace imr
