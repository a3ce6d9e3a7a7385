// `imr evaluate --facts GOLD`: facts read from letters against an annotator's.
#pragma once

#include "apps/cli/options.h"

namespace imr {

int EvaluateFactsCommand(const Options& options, const Streams& streams);

}  // namespace imr
