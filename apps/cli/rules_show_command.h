// `imr rules show`: rules in plain English, with what they made of a corpus.
#pragma once

#include "apps/cli/options.h"

namespace imr {

int RulesShowCommand(const Options& options, const Streams& streams);

}  // namespace imr
