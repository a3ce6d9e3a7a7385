// What the Review page shows of one case: its prediction, its text with the facts found in it, what
// to ask the provider for; with the reviewer's corrections and suppositions.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "apps/server/case_input.h"
#include "apps/server/desk.h"
#include "apps/server/metrics.h"
#include "apps/server/router.h"
#include "engine/explanation/contract_json.h"

namespace imr {

// A fact as the reviewer says it is; without a value: as if nothing were said of it.
struct Correction {
  std::size_t item = 0;
  StatedFact fact;
};

struct ReviewAsked {
  Reading reading;
  std::vector<Correction> corrections;
  std::vector<PredictOptions::Supposition> what_if;
};

// {"case", "facts_case", "questions"}, and "history_id" when it was to be recorded. Corrections of
// items that the case has not are left out.
// `prediction`, when not null, gets what was predicted.
Json ReviewAnswer(const Desk& desk, const Document& document, const ReviewAsked& review,
                  CasePrediction* prediction = nullptr);

// "view", "as_of", "corrections" and "what_if" of a body; else the answer that says what is wrong
// with them, and where.
std::variant<ReviewAsked, HttpResponse> ReadReviewAsked(const nlohmann::json& body,
                                                        const Desk& desk);

// POST /api/v1/review. `desk` and `metrics` outlive the router.
void AddReviewRoutes(Router& router, const Desk& desk, Metrics& metrics);

}  // namespace imr
