// What `imr evaluate` makes of predictions and rulings.
#pragma once

#include <iosfwd>
#include <optional>

#include "apps/cli/evaluated_predictions.h"
#include "apps/cli/options.h"
#include "engine/evaluation/evaluation.h"
#include "engine/evaluation/model_comparison.h"
#include "engine/explanation/contract_json.h"

namespace imr {

struct EvaluationReport {
  Evaluation evaluation;
  std::optional<ModelComparison> comparison;
  EvaluatedPredictions predicted;  // without its sets, which the evaluation has
};

// Tells on `err`, unless --quiet, of figures that flatter. REQUIRES: predicted.sets not empty.
EvaluationReport ReportOn(EvaluatedPredictions predicted, const Options& options,
                          std::ostream& err);

// As `imr evaluate --format json` prints it.
Json EvaluationReportJson(const EvaluationReport& report);

}  // namespace imr
