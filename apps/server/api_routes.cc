#include "apps/server/api_routes.h"

#include "apps/server/cds_hooks.h"
#include "apps/server/history_routes.h"
#include "apps/server/prediction_routes.h"
#include "apps/server/review_routes.h"
#include "apps/server/service_routes.h"

namespace imr {

void AddApiRoutes(Router& router, const Desk& desk, Metrics& metrics, Workroom& workroom,
                  const ServerLimits& limits) {
  AddPredictionRoutes(router, desk, metrics);
  AddReviewRoutes(router, desk, metrics);
  AddHistoryRoutes(router, desk);
  workroom.AddRoutes(router);
  AddCdsHooksRoutes(router, desk, metrics);
  AddServiceRoutes(router, desk, metrics, limits);
}

}  // namespace imr
