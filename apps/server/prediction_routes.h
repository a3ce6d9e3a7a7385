// POST /api/v1/predict and /api/v1/facts: cases in, the answers of `imr predict` and `imr facts`
// out.
#pragma once

#include "apps/server/desk.h"
#include "apps/server/metrics.h"
#include "apps/server/router.h"

namespace imr {

// `desk` and `metrics` outlive the router.
void AddPredictionRoutes(Router& router, const Desk& desk, Metrics& metrics);

// Counts the items of a prediction by their outcome.
void CountPrediction(const CasePrediction& prediction, Metrics& metrics);

}  // namespace imr
