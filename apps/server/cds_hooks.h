// CDS Hooks 2.0 (https://cds-hooks.hl7.org/2.0/): predictions as cards while orders are written.
//
//   GET  /cds-services                  two services: imr-order-sign, imr-order-select
//   POST /cds-services/{id}             {"cards": [...]}, one for each order that can be predicted
//   POST /cds-services/{id}/feedback    what the user did with cards, stored in the history
//   OPTIONS on each                     for clients that run in a browser: any origin may ask
//
// The service never calls a FHIR server: `fhirServer` and `fhirAuthorization` are not looked at.
// What it needs are the draft orders; conditions, documents and reports that the client prefetches
// make the prediction better, and a card says when they were not sent.
//
// 400: the request is not one of CDS Hooks. 404: no such service. 412: there are orders, and of
// none of them it can be told what is ordered. Other problems are the server's as everywhere.
#pragma once

#include "apps/server/desk.h"
#include "apps/server/metrics.h"
#include "apps/server/router.h"

namespace imr {

// REQUIRES: desk.reviews; desk and metrics outlive the router.
void AddCdsHooksRoutes(Router& router, const Desk& desk, Metrics& metrics);

}  // namespace imr
