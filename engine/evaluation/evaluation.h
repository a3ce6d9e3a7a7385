// Historical rulings against predictions: everything that `imr evaluate` reports.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/evaluation/curves.h"
#include "engine/evaluation/metrics.h"
#include "engine/scoring/training/calibration.h"

namespace imr {

// One item that was both predicted and decided.
struct EvaluatedItem {
  std::string case_id;  // items of one case belong together in the bootstrap
  std::size_t index = 0;
  std::string treatment{};  // empty when not known
  std::string guideline{};  // of the criterion that decided first; empty when none did
  double probability = 0;
  double low = 0, high = 0;  // 90% credible interval of the probability; NaN: none
  double base_rate = 0;      // probability before anything but the treatment is known
  bool overturned = false;   // wholly or in part
  bool abstained = false;
  std::vector<std::string> decided_by{};  // criteria, most decisive first; not in EvaluationJson
};

struct EvaluationOptions {
  int resamples = 1000;
  std::uint64_t seed = 7;
};

struct Evaluation {
  // The items of one treatment or guideline.
  struct Group {
    std::string name;  // empty: not known, or none
    int items = 0;
    int overturned = 0;
    double observed = 0;  // share overturned
    double mean_predicted = 0;
    double mean_base_rate = 0;
    double brier = 0;
    double auc = 0;
  };

  std::string view;
  int sets = 1;  // of predictions that were averaged over
  int cases = 0;
  int items = 0;
  int overturned = 0;
  Metrics metrics;
  std::map<std::string, Interval> intervals;  // 95%, by names of Listed()
  Metrics always_upheld;                      // every probability 0; never abstains
  Metrics base_rate;                          // every probability the item's base rate
  std::vector<Group> by_treatment;            // most items first, then by name
  std::vector<Group> by_guideline;            // the same
  std::vector<CalibrationBin> calibration;
  // Nothing where outcomes and probabilities cannot tell (one outcome only, one probability only,
  // or the one separates the other).
  std::optional<CalibrationReport> calibration_line;
  std::vector<RiskCoveragePoint> risk_coverage;
  Confusion confusion;
  std::vector<EvaluatedItem> items_detail;  // as given
  // Of the cases, those that the model was fitted on: its figures flatter.
  int in_training = 0;
};

// As the metrics take them; groups are cases, numbered in the order of their first item.
std::vector<ScoredItem> ToScored(const std::vector<EvaluatedItem>& items);

// How many different cases of the items are among `cases`.
int CasesAmong(const std::vector<EvaluatedItem>& items, const std::vector<std::string>& cases);

// Without items every metric is NaN. `view` is "prescreen" or "record".
Evaluation Evaluate(std::string view, std::vector<EvaluatedItem> items,
                    const EvaluationOptions& options = {});

// The same for several sets of predictions for the same items (cross-validation with folds drawn
// anew): metrics and ends of intervals are means over the sets, tables and details are of the
// first. REQUIRES: sets not empty.
Evaluation EvaluateSeeds(const std::string& view, std::vector<std::vector<EvaluatedItem>> sets,
                         const EvaluationOptions& options = {});

// The "Evaluation" object of the JSON contract. Values that do not exist are null.
nlohmann::ordered_json EvaluationJson(const Evaluation& evaluation);

// The same as tables for a person, at most 100 columns wide, without colour. Ends with a line
// break.
std::string EvaluationText(const Evaluation& evaluation);

}  // namespace imr
