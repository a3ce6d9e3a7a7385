// What else a prediction may be given: decided cases for precedents, and suppositions.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "apps/cli/options.h"
#include "engine/prediction/predictor.h"

namespace imr {

// Reads options.history, or tells on streams.err why that cannot be done and returns nothing.
std::shared_ptr<const History> LoadHistory(const Options& options, const Predictor& predictor,
                                           const Streams& streams);

// "FACT=VALUE", or "2:FACT=VALUE" for the second item. On failure
// nothing, and `problem` says what is wrong.
std::optional<PredictOptions::Supposition> ParseSupposition(const std::string& text,
                                                            const Vocabulary& vocabulary,
                                                            std::string& problem);

}  // namespace imr
