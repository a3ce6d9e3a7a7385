// What is doubtful in guidelines that are not wrong: criteria that nothing can meet, fail or reach,
// criteria that contradict each other, examples that test nothing, and style. All of it is reported
// as warnings, at its place, with what to do about it.
#pragma once

#include <vector>

#include "engine/rulebook/guideline_parser.h"
#include "features/facts/vocabulary.h"
#include "features/yaml/diagnostic.h"

namespace imr {

// Looks at the complete guidelines among `parsed`, each by itself and beside the others that may
// speak on the same request. It errs on one side: what it calls impossible is impossible.
void LintGuidelines(const std::vector<ParsedGuideline>& parsed, const Vocabulary& vocabulary,
                    Diagnostics& diagnostics);

}  // namespace imr
