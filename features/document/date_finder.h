// Dates in running text, and which of them are the dates of a case.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "features/document/case.h"
#include "features/document/date.h"
#include "features/text/text.h"

namespace imr {

struct FoundDate {
  Span span;
  Date date;
};

// The date that begins at text[at], in any form that ParseDate reads; the longest such. The span
// ends where the date does. Nothing when no date begins there.
std::optional<FoundDate> DateAt(std::string_view text, std::size_t at);

// The dates of a text in order. Numbers that touch other numbers (a fraction, a longer string of
// digits) are no dates. Linear in the length of the text.
std::vector<FoundDate> FindDates(std::string_view text);

// What a folded summary says of the dates of its case.
struct SummaryDates {
  // The first date told of an injury within the same sentence.
  std::optional<Date> injury;
  // The date of a sentence on utilization review that stands nearest to those words; else the date
  // of a denial.
  std::optional<Date> utilization_review;
  // The latest of all.
  std::optional<Date> latest;
};
SummaryDates ReadSummaryDates(std::string_view summary);

// Fills what `dates` leaves open from the summary. For want of a stated review date, the latest
// date of the summary is assumed.
void CompleteDates(std::string_view summary, CaseDates& dates);

}  // namespace imr
