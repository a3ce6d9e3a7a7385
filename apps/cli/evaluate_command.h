// `imr evaluate`: historical rulings against predictions.
#pragma once

#include "apps/cli/options.h"

namespace imr {

int EvaluateCommand(const Options& options, const Streams& streams);

}  // namespace imr
