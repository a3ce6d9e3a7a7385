// Calendar days, without time zones.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace imr {

using Date = std::chrono::year_month_day;

// Reads a whole string as a date: 2014-12-25, 12/25/2014, 12-25-2014, 12/25/14, 12-25-14,
// "December 25, 2014", "Dec. 25 2014", "25 December 2014". Two-digit years: 00-49 are 2000-2049,
// others 1950-1999. Nothing for anything else, for days that do not exist and for years before 1900
// or after 2100.
std::optional<Date> ParseDate(std::string_view text);

// 2014-12-25.
std::string FormatDate(const Date& date);

// Whole days from `from` to `to`, negative when `to` is earlier.
int DaysBetween(const Date& from, const Date& to);

}  // namespace imr
