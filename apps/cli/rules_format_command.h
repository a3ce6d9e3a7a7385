// `imr rules format`: rule files in their canonical layout.
#pragma once

#include "apps/cli/options.h"

namespace imr {

// Rewrites the files asked for and lists those that changed; with options.check_only changes
// nothing, and exit status 1 says that some would. A file that cannot be laid out safely is named
// with the reason and left alone (exit status 1).
int RulesFormatCommand(const Options& options, const Streams& streams);

}  // namespace imr
