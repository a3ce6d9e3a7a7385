// `imr train` on decided cases: letters, case files, histories.
#pragma once

#include "apps/cli/options.h"

namespace imr {

// Reports how good the model is on held-out cases and writes it to options.train.model when that
// names a file; with options.history_output also the cases as a history file.
int TrainLettersCommand(const Options& options, const Streams& streams);

}  // namespace imr
