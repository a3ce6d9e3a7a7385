// From a prediction to what the history keeps of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "apps/history/review.h"
#include "apps/history/review_history.h"
#include "engine/prediction/predictor.h"
#include "features/document/case.h"
#include "features/document/reader.h"

namespace imr {

// A correction of the item `item` (from 0).
struct ItemCorrection {
  std::size_t item = 0;
  FactCorrection correction;
};

// `c` is the case that was predicted, corrections applied. Carries the text of the case; a history
// that stores none drops it, and so are the values of facts that are free text.
Review ReviewOf(const Predictor& predictor, const Document& document, const Case& c,
                const CasePrediction& prediction,
                const std::vector<ItemCorrection>& corrections = {});

// The id ("history_id") under which the prediction is recorded.
std::string RecordPrediction(ReviewHistory& history, const Predictor& predictor,
                             const Document& document, const Case& c,
                             const CasePrediction& prediction,
                             const std::vector<ItemCorrection>& corrections = {});

}  // namespace imr
