// `imr rules compare`: what a change to the rules changes on past rulings.
#pragma once

#include "apps/cli/options.h"

namespace imr {

int RulesCompareCommand(const Options& options, const Streams& streams);

}  // namespace imr
