// `imr rules check`: everything that is wrong or doubtful in the rules.
#pragma once

#include "apps/cli/options.h"

namespace imr {

int RulesCheckCommand(const Options& options, const Streams& streams);

}  // namespace imr
