// `imr evaluate --citations`: guidelines that decide against those that experts cited.
#pragma once

#include "apps/cli/options.h"

namespace imr {

int EvaluateCitationsCommand(const Options& options, const Streams& streams);

}  // namespace imr
