// `imr train`.
#pragma once

#include "apps/cli/options.h"

namespace imr {

// Fits a model and reports how good it is on held-out groups; writes it to options.train.model when
// that names a file. A table of comma-separated values is told by options.train.label.
int TrainCommand(const Options& options, const Streams& streams);

}  // namespace imr
