// The facts of a case in plain language: each with its value and the words that prove it.
#pragma once

#include <string>

#include "engine/explanation/wording.h"
#include "features/document/case.h"
#include "features/extraction/extractor.h"
#include "features/facts/vocabulary.h"

namespace imr {

// Text of one case for a terminal or a file. Ends with a line break; nothing of the case is printed
// raw. REQUIRES: one fact sheet for each item of the case.
std::string FactsText(const Case& c, const CaseFacts& facts, const Vocabulary& vocabulary,
                      const WordingOptions& options = {});

}  // namespace imr
