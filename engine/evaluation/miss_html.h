// The misses of an evaluation for its page: tables whose rows lead to the words that decided.
#pragma once

#include <string>

#include "engine/evaluation/evaluation_html.h"

namespace imr {

// Sections of HTML: the tables, and the evidence of each miss.
std::string MissTablesHtml(const EvaluationPage& page, const Misses& misses);
std::string MissEvidenceHtml(const EvaluationPage& page, const Misses& misses);

}  // namespace imr
