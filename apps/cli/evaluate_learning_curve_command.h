// `imr evaluate --learning-curve`.
#pragma once

#include "apps/cli/options.h"

namespace imr {

int EvaluateLearningCurveCommand(const Options& options, const Streams& streams);

}  // namespace imr
