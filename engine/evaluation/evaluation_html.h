// An evaluation as one self-contained page for analysts: figures with intervals and baselines,
// charts with their tables, treatments and guidelines, what moves predictions, and every miss with
// the words of its case that decided it.
//
// The page loads nothing and runs two scripts of its own, the plotting library and the one that
// draws, and says so to the browser (Content-Security-Policy). All of a case is escaped.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/evaluation/evaluation.h"
#include "engine/evaluation/item_explanation.h"
#include "engine/evaluation/model_comparison.h"
#include "engine/evaluation/temporal_split.h"

namespace imr {

// Above this many misses of a kind only the worst are shown, and the page says so.
inline constexpr std::size_t kMostMissesShown = 200;

struct EvaluationPage {
  const Evaluation& evaluation;
  // Of items_detail, one for each.
  const std::vector<ItemExplanation>& explained;
  std::string model;  // what made the predictions
  std::optional<ModelComparison> comparison{};
  std::optional<TemporalSplit> split{};
};

// A term of the sums of log-odds over all items.
struct MeanContribution {
  std::string feature;
  int items = 0;          // that have it
  double mean_size = 0;   // mean over all items of |log-odds|
  double overturned = 0;  // mean log-odds over the overturned items; NaN without any
  double upheld = 0;      // the same over the upheld ones
};

// Without the base rate, which stands first among an item's terms. The largest mean size first,
// then by name. REQUIRES: as many explanations as items.
std::vector<MeanContribution> MeanContributions(const std::vector<EvaluatedItem>& items,
                                                const std::vector<ItemExplanation>& explained);

// Indices of items predicted overturned but upheld, the most probable first, and of items predicted
// upheld but overturned, the least probable first.
struct Misses {
  std::vector<std::size_t> false_alarms;
  std::vector<std::size_t> missed;
};
Misses FindMisses(const std::vector<EvaluatedItem>& items);

// `chart_library` is a script that defines Chart (Chart.js 4) and holds no "</script".
std::string EvaluationHtml(const EvaluationPage& page, std::string_view chart_library);

}  // namespace imr
