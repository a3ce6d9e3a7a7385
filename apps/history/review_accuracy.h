// How good the predictions were on the desk's own cases, once Independent Medical Review has
// decided them, and how the reviewer's decisions went.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "apps/history/review_history.h"
#include "features/document/case.h"

namespace imr {

// As `imr evaluate --format json` over the items that an IMR outcome was set for, intervals by
// case ("view" is "both" without a view), and beside it
// "reviewer": {"items", "awaiting_outcome", "decisions": {"approved", "modified", "denied"},
//   "as_predicted": items decided as predicted (denied where upheld was predicted, else not),
//   "against_prediction", "outcomes_of_denied": {"items", "overturned"}}.
// A case that was reviewed several times counts once for each of its items: the newest review that
// has an outcome of it. Cases without a number are told apart by their input. Throws
// HistoryFailure.
nlohmann::ordered_json AccuracyJson(const ReviewHistory& history, std::optional<View> view);

}  // namespace imr
