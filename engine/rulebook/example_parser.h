// The worked examples of a guideline file.
#pragma once

#include <string>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "engine/rulebook/guideline_parser.h"
#include "features/facts/vocabulary.h"
#include "features/yaml/diagnostic.h"

namespace imr {

// Parses the list at `node` into parsed.guideline.examples. REQUIRES: the criteria are parsed.
//
// An example without a review date is judged on the first day that its guideline is in force, and
// one without a treatment is about the guideline's treatment when it has exactly one.
void ParseExamples(const YAML::Node& node, const Vocabulary& vocabulary, Diagnostics& diagnostics,
                   ParsedGuideline& parsed);

}  // namespace imr
