// The history of reviews over HTTP.
//
//   GET    /api/v1/history?limit=&before=&treatment=&query=
//            {"reviews": [...], "next": "17"|null, "total": n}; `before` takes the `next` of the
//            page before. Reviews as ReviewJson has them, without text.
//   GET    /api/v1/history/accuracy          AccuracyJson
//   GET    /api/v1/history/export?format=jsonl|csv
//   GET    /api/v1/history/feedback?limit=   {"feedback": [...]} of CDS Hooks cards
//   GET    /api/v1/history/{id}              ReviewJson
//   PATCH  /api/v1/history/{id}              {"decision", "imr_outcome", "note", "items":
//   [{"index",
//            "decision", "imr_outcome", "note"}]}, all optional; null takes a value away. Decision
//            and outcome beside "items" are of every item; note is of the review. Answers the
//            changed review.
//   DELETE /api/v1/history/{id}              204
#pragma once

#include "apps/server/desk.h"
#include "apps/server/router.h"

namespace imr {

// REQUIRES: desk.reviews; the desk outlives the router.
void AddHistoryRoutes(Router& router, const Desk& desk);

}  // namespace imr
