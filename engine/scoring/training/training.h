// From a table of features and outcomes to a model with a report on held-out groups.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/evaluation/metrics.h"
#include "engine/scoring/model_file.h"
#include "engine/scoring/training/calibration.h"
#include "engine/scoring/training/cross_validation.h"
#include "engine/scoring/training/logistic_fit.h"

namespace imr {

inline constexpr int kFewestRows = 30;
inline constexpr int kFewestOfAKind = 5;

// REQUIRES: sizes that go together; names differ.
struct TrainingData {
  std::vector<std::string> names;  // of the columns
  const DesignMatrix& design;
  Outcomes outcomes;
  std::vector<int> groups;  // of each row
  Prior prior;
};

struct TrainingOptions {
  CrossValidationOptions validation;
  int resamples = 1000;         // of the bootstrap behind intervals
  bool keep_covariance = true;  // in the model
};

// On rows that were held out, without those that a teacher labelled: rows with a weight above 0 and
// a target of exactly 0 or 1.
struct HeldOutReport {
  int rows = 0;
  int groups = 0;
  int positives = 0;
  Metrics metrics;
  std::map<std::string, Interval> intervals;  // 95%, by bootstrap over groups
  // 1 - Brier score over that of each fold's base rate: the share of positives in the other folds.
  double skill = 0;
  Interval skill_interval;
  std::optional<CalibrationReport> calibration;  // nothing where it does not exist
  std::vector<CalibrationBin> bins;
  std::vector<RiskBand> bands;  // top fifth and tenth
};

struct Training {
  CrossValidation validation;
  HeldOutReport held_out;
  LogisticFit fit;  // on all rows, with the scale that was chosen
  Model model;      // kind, date, about and sha256 are the caller's to add
};

// Refuses fewer than kFewestRows rows or kFewestOfAKind of either outcome.
std::variant<Training, FitError> Train(const TrainingData& data, const TrainingOptions& options);

// The report as tables for a person, without colour. Ends with a line break.
std::string TrainingText(const Training& training);
nlohmann::ordered_json TrainingJson(const Training& training);

// To 12 significant digits: what a model keeps of a number, so that the last bits of a machine's
// logarithm do not change a file.
double Rounded(double value);

}  // namespace imr
