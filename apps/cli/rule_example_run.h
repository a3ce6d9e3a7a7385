// The examples that stand beside the rules, run against what a predictor says.
#pragma once

#include <string>

#include "engine/explanation/contract_json.h"
#include "engine/prediction/predictor.h"
#include "engine/rulebook/rule_examples.h"

namespace imr {

// What it tells is owned by the predictor's rule book.
ExampleReport RunExamplesOf(const Predictor& predictor);

// {"file", "line", "example", "expectation", "expected", "found", "because"}; `file` is how the
// file is named for the person.
Json FailureJson(const ExampleFailure& failure, const std::string& file);

}  // namespace imr
