// The history as files for other programs.
#pragma once

#include <iosfwd>
#include <string>

#include "apps/history/review_history.h"

namespace imr {

enum class ExportFormat { kJsonLines, kCsv };

// Oldest first. JSON lines: a review (ReviewJson, with its text where it was stored) a line. CSV:
// an item a row, without text; a cell that a spreadsheet would take for a formula gets an
// apostrophe in front. Throws HistoryFailure.
void ExportHistory(const ReviewHistory& history, ExportFormat format, std::ostream& out);

}  // namespace imr
