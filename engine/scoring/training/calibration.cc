#include "engine/scoring/training/calibration.h"

#include <cassert>
#include <cmath>
#include <limits>
#include <map>

#include "engine/scoring/log_odds.h"

namespace imr {
namespace {

Prior Free(Eigen::Index weights) {
  return {Eigen::VectorXd::Zero(weights),
          Eigen::VectorXd::Constant(weights, std::numeric_limits<double>::infinity())};
}

DenseRows WithOnes(const Eigen::VectorXd& log_odds) {
  DenseRows x(log_odds.size(), 2);
  x.col(0).setOnes();
  x.col(1) = log_odds;
  return x;
}

// H^-1 (sum over groups of s s') H^-1 G / (G - 1), s the summed gradients of a group's rows.
Eigen::MatrixXd RobustCovariance(const DenseRows& x, const Outcomes& outcomes,
                                 std::span<const int> groups, const LogisticFit& fit) {
  std::map<int, Eigen::VectorXd> scores;
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const double weight = outcomes.weights.size() > 0 ? outcomes.weights[i] : 1.0;
    const double excess = outcomes.targets[i] - Logistic(fit.log_odds[i]);
    auto& score =
        scores.try_emplace(groups[static_cast<std::size_t>(i)], Eigen::VectorXd::Zero(x.cols()))
            .first->second;
    score += weight * excess * x.row(i).transpose();
  }
  Eigen::MatrixXd middle = Eigen::MatrixXd::Zero(x.cols(), x.cols());
  for (const auto& [group, score] : scores) middle += score * score.transpose();
  const auto n = static_cast<double>(scores.size());
  const Eigen::MatrixXd covariance = fit.posterior.Covariance();
  return covariance * middle * covariance * (n / (n - 1));
}

}  // namespace

std::variant<CalibrationReport, FitError> CheckCalibration(const Eigen::VectorXd& log_odds,
                                                           const Outcomes& outcomes,
                                                           std::span<const int> groups) {
  assert(groups.size() == static_cast<std::size_t>(log_odds.size()));
  CalibrationReport report;
  const DenseRows x = WithOnes(log_odds);
  const Outcomes seen{outcomes.targets, outcomes.weights, {}};
  const FitResult both = FitLogistic(DesignMatrix(x), seen, Free(2));
  if (const auto* error = std::get_if<FitError>(&both)) return *error;
  const auto& fit = std::get<LogisticFit>(both);
  report.line = {fit.weights[0], fit.weights[1]};
  const Eigen::MatrixXd covariance = RobustCovariance(x, seen, groups, fit);
  report.intercept_error = std::sqrt(covariance(0, 0));
  report.slope_error = std::sqrt(covariance(1, 1));

  const DenseRows ones = DenseRows::Ones(log_odds.size(), 1);
  const Outcomes shifted{outcomes.targets, outcomes.weights, log_odds};
  const FitResult one = FitLogistic(DesignMatrix(ones), shifted, Free(1));
  if (const auto* error = std::get_if<FitError>(&one)) return *error;
  const auto& large = std::get<LogisticFit>(one);
  report.in_the_large = large.weights[0];
  report.in_the_large_error = std::sqrt(RobustCovariance(ones, shifted, groups, large)(0, 0));
  return report;
}

std::variant<CalibrationLine, FitError> PlattScaling(const Eigen::VectorXd& log_odds,
                                                     const Eigen::VectorXd& targets) {
  const double positives = targets.sum();
  const double negatives = static_cast<double>(targets.size()) - positives;
  const double high = (positives + 1) / (positives + 2);
  const double low = 1 / (negatives + 2);
  const DenseRows x = WithOnes(log_odds);
  const Outcomes outcomes{(low + (high - low) * targets.array()).matrix(), {}, {}};
  const FitResult result = FitLogistic(DesignMatrix(x), outcomes, Free(2));
  if (const auto* error = std::get_if<FitError>(&result)) return *error;
  const auto& weights = std::get<LogisticFit>(result).weights;
  return CalibrationLine{weights[0], weights[1]};
}

}  // namespace imr
