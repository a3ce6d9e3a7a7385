// Do probabilities mean what they say, and the line that makes them.
//
// Both fit log-odds(outcome) = intercept + slope x predicted log-odds, without a prior. Calibrated
// predictions have intercept 0 and slope 1 (Cox 1958); a slope below 1 says that they are too
// extreme, as those of an overfitted model are.
#pragma once

#include <span>
#include <variant>

#include "engine/scoring/training/logistic_fit.h"

namespace imr {

struct CalibrationLine {
  double intercept = 0;
  double slope = 1;
  double Apply(double log_odds) const { return intercept + slope * log_odds; }
};

struct CalibrationReport {
  CalibrationLine line;
  double intercept_error = 0;  // standard errors, robust to groups that share a fate
  double slope_error = 0;      // (Liang and Zeger 1986)
  // The intercept with the slope held at 1: below 0, predictions are too high on the whole.
  double in_the_large = 0;
  double in_the_large_error = 0;
};

// REQUIRES: as many targets and groups as log-odds. Weights of `outcomes` count; its offsets are
// not used. An error (kSeparable) where predictions separate the outcomes or there is one only.
std::variant<CalibrationReport, FitError> CheckCalibration(const Eigen::VectorXd& log_odds,
                                                           const Outcomes& outcomes,
                                                           std::span<const int> groups);

// Platt's scaling (Platt 1999): the line for targets 0 and 1 moved inwards to 1 / (N- + 2) and
// (N+ + 1) / (N+ + 2), so that it exists for any outcomes. For predictions on rows that the model
// has not seen. REQUIRES: every target 0 or 1; not all log-odds the same.
std::variant<CalibrationLine, FitError> PlattScaling(const Eigen::VectorXd& log_odds,
                                                     const Eigen::VectorXd& targets);

}  // namespace imr
