// How predictions for held-out cases get better with the number of cases that a fit has seen: what
// more letters would be worth.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/evaluation/metrics.h"
#include "engine/training/trainer.h"

namespace imr {

struct LearningCurveOptions {
  // Of the cases that a fold is trained on; each above 0 and at most 1, in rising order.
  std::vector<double> shares = {0.2, 0.4, 0.6, 0.8, 1};
  int draws = 1;  // how often folds and shares are drawn anew, to average over
  int resamples = 1000;
};

struct LearningCurve {
  struct Size {
    double share = 0;
    // Means over folds and draws of what a fit has seen.
    double cases = 0, items = 0, overturned = 0;
    Metrics metrics;                            // on held-out cases, means over the draws
    std::map<std::string, Interval> intervals;  // 95%, by letter; means over the draws
  };
  int folds = 0;
  int draws = 1;
  std::vector<Size> sizes;  // in the order of the shares
};

// The cases of every training part come in an order that only the seed decides; a share is the
// first so many of them (to the nearest whole case, at least one), so that a larger share holds the
// smaller. The trust is chosen anew for every fold and share from the cases seen alone. `training`
// says folds, seed, jobs, and what trust is chosen from. REQUIRES: corpus finished, with at least
// as many cases as folds.
std::variant<LearningCurve, FitError> TrainOnShares(const TrainingCorpus& corpus,
                                                    const TrainerOptions& training,
                                                    const LearningCurveOptions& options = {});

nlohmann::ordered_json LearningCurveJson(const LearningCurve& curve);

// A table, at most 100 columns wide. Ends with a line break.
std::string LearningCurveText(const LearningCurve& curve);

}  // namespace imr
