// Curves over predictions: what comes of flagging more and more items, and of answering more and
// more of them.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/evaluation/metrics.h"

namespace imr {

// What comes of flagging every item whose probability is at least `threshold`. Shares are between 0
// and 1; NaN where there is nothing to take a share of.
struct OperatingPoint {
  double threshold = 0;
  double flagged = 0;       // share of all items
  double sensitivity = 0;   // share of the overturned items that are flagged
  double false_alarms = 0;  // share of the upheld items that are flagged
  double precision = 0;     // share of the flagged items that were overturned
};

// One for each distinct probability, the highest first. The points (false_alarms, sensitivity),
// from (0, 0) on, are the ROC curve; (sensitivity, precision) the precision-recall curve.
std::vector<OperatingPoint> OperatingPoints(const std::vector<ScoredItem>& items);

// How sure a prediction is of its answer: an item that is abstained on is the least sure; of the
// others the one whose probability is farther from one half, and of these the one with the
// narrower interval.
struct Certainty {
  bool abstained = false;
  double distance = 0;  // |probability - 1/2|
  double width = 0;     // of the interval; 0 where there is none
  friend bool operator==(const Certainty&, const Certainty&) = default;
};

// When only the surest share of the items is answered.
struct RiskCoveragePoint {
  double coverage = 0;  // share of the items answered
  double error = 0;     // share of these that are wrong at one half
  double brier = 0;     // mean of these
};

// For twentieths of the items (to the nearest whole item), the surest first; of equally sure ones a
// proportional part. Fewer points where there are fewer items. REQUIRES: a certainty for each item.
std::vector<RiskCoveragePoint> RiskCoverage(const std::vector<ScoredItem>& items,
                                            const std::vector<Certainty>& certainties);

// At most `most` of the points, evenly apart, the first and the last among them. REQUIRES: most
// >= 2.
std::vector<OperatingPoint> Thinned(const std::vector<OperatingPoint>& points, std::size_t most);

}  // namespace imr
