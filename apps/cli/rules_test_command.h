// `imr rules test`: the examples that stand beside the rules.
#pragma once

#include "apps/cli/options.h"

namespace imr {

// With options.watch, runs again whenever a rule file changes, until SIGINT or SIGTERM, and then
// ends with status 0.
int RulesTestCommand(const Options& options, const Streams& streams);

}  // namespace imr
