// `imr rules new TREATMENT`: a commented guideline to start from.
#pragma once

#include "apps/cli/options.h"

namespace imr {

// Writes to options.new_file, which must not exist yet and whose name becomes the id of the
// guideline, or prints when there is none.
int RulesNewCommand(const Options& options, const Streams& streams);

}  // namespace imr
