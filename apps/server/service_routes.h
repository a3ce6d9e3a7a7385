// What the server tells of itself: health, about, vocabulary, metrics.
#pragma once

#include "apps/server/desk.h"
#include "apps/server/http_server.h"
#include "apps/server/metrics.h"
#include "apps/server/router.h"

namespace imr {

// GET /api/v1/health, /api/v1/about, /api/v1/vocabulary, /api/v1/openapi.json, /api/v1/metrics and
// /metrics. `desk` and `metrics` outlive the router.
void AddServiceRoutes(Router& router, const Desk& desk, const Metrics& metrics,
                      const ServerLimits& limits);

}  // namespace imr
