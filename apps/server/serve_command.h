// `imr serve`: pages and HTTP API of the reviewer's desk.
#pragma once

#include "apps/cli/options.h"

namespace imr {

// Serves until SIGINT or SIGTERM, then finishes what runs. Writes the address on streams.out once
// it listens. Returns an exit status of program.h.
int ServeCommand(const Options& options, const Streams& streams);

}  // namespace imr
