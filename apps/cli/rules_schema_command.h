// `imr rules schema`: JSON Schemas of rule files, for editors.
#pragma once

#include "apps/cli/options.h"

namespace imr {

// Renews in rules/schema/*.schema.json what follows from the vocabulary, and lists the files that
// changed; with options.check_only changes nothing, and exit status 1 says that some would.
int RulesSchemaCommand(const Options& options, const Streams& streams);

}  // namespace imr
