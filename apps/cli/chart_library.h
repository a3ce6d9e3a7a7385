// Chart.js, built into the program for pages with charts.
#pragma once

#include <string_view>

namespace imr {

// A whole script that defines `Chart`; holds no "</script".
std::string_view ChartLibrary();

}  // namespace imr
