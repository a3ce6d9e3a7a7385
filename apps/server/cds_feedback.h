// Feedback of CDS Hooks clients on cards, as JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "apps/history/card_feedback.h"

namespace imr {

// What a client says of the cards of `service`, checked against what the specification requires.
// Nothing, and what is wrong and where in `problem`, when it is not that; no text of the request is
// repeated.
std::optional<std::vector<CardFeedback>> ReadFeedback(const std::string& service,
                                                      const nlohmann::ordered_json& json,
                                                      std::string& problem);

}  // namespace imr
