// `imr rules check` and `imr rules test`: what rule authors run.
#pragma once

#include "apps/cli/options.h"

namespace imr {

int RulesCheckCommand(const Options& options, const Streams& streams);
int RulesTestCommand(const Options& options, const Streams& streams);

}  // namespace imr
