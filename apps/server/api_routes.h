// Every address of the server but those of its pages. openapi.json describes them.
#pragma once

#include "apps/server/desk.h"
#include "apps/server/http_server.h"
#include "apps/server/metrics.h"
#include "apps/server/router.h"
#include "apps/server/workroom.h"

namespace imr {

// REQUIRES: desk.reviews. All but `limits` outlive the router.
void AddApiRoutes(Router& router, const Desk& desk, Metrics& metrics, Workroom& workroom,
                  const ServerLimits& limits);

}  // namespace imr
