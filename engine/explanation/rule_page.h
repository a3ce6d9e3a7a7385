// A self-contained HTML page on rules, for the browser and for paper.
#pragma once

#include <string>
#include <string_view>

namespace imr {

// The whole page around `body`, which is HTML already. It can load and run nothing.
std::string RulePage(std::string_view title, std::string_view body);

}  // namespace imr
