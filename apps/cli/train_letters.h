// `imr train` on decided cases: letters, case files, histories.
#pragma once

#include "apps/cli/options.h"

namespace imr {

// Writes the model to streams.out and the report to streams.err; with options.history_output also
// the cases as a history file.
int TrainLettersCommand(const Options& options, const Streams& streams);

}  // namespace imr
