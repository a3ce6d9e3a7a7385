// `imr rules coverage`: what the rules leave open on a corpus.
#pragma once

#include "apps/cli/options.h"

namespace imr {

int RulesCoverageCommand(const Options& options, const Streams& streams);

}  // namespace imr
