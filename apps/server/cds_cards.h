// Predictions as cards of CDS Hooks 2.0.
//
// Indicator: "warning" where the denial is at risk (the upper bands of risk; without a fitted model
// a predicted reversal), "info" else. Never "critical": it may interrupt the user at once, and a
// forecast of a review weeks away is no reason to.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "apps/server/cds_request.h"
#include "engine/prediction/predictor.h"

namespace imr {

// A summary has fewer UTF-16 code units than this, which is how browsers count characters.
inline constexpr std::size_t kCardSummaryLimit = 140;

// Value of `system` in codings that are this program's own.
inline constexpr std::string_view kTopicSystem = "urn:imr:treatments";
inline constexpr std::string_view kOverrideSystem = "urn:imr:override-reasons";

struct CardOptions {
  std::string uuid;  // empty: a card without, of which no feedback is wanted
  // Where this server's pages are ("http://localhost:8642"); empty: no links.
  std::string base_url;
};

// The card of one item. Holds no null and nothing empty, as the specification demands. All words of
// the case are escaped in the Markdown of `detail`.
nlohmann::ordered_json PredictionCard(const Predictor& predictor, const CdsCase& cds,
                                      const CasePrediction& prediction, std::size_t item,
                                      const CardOptions& options);

// `text` and `more` joined, the latter cut so that together they have fewer than kCardSummaryLimit
// UTF-16 code units. REQUIRES: `text` alone has at most 120.
std::string CardSummary(const std::string& text, const std::string& more);

}  // namespace imr
