// Logistic regression that starts from what is believed and moves as far as data justify.
//
// Finds the weights b that minimise
//
//   sum_i w_i [log(1 + exp(z_i)) - t_i z_i]  +  1/2 sum_j (b_j - m_j)^2 / s_j^2,
//   z_i = offset_i + x_i . b,
//
// the negative log posterior under Gaussian priors N(m_j, s_j^2). Targets t may lie anywhere from 0
// to 1 (a share, or a probability that a teacher gives). The first sum is the weighted
// cross-entropy of t against 1 / (1 + exp(-z)).
//
// Newton's method with backtracking (Bishop, Pattern Recognition and Machine Learning, 4.3.3;
// Nocedal and Wright, Numerical Optimization, algorithm 3.1). The posterior is approximated by a
// Gaussian around its mode (Laplace; Bishop 4.5.1). The objective is convex and, where every weight
// without a prior is determined by the data, has one minimum: the result does not depend on where
// the search starts.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <variant>

#include "engine/scoring/training/design_matrix.h"

namespace imr {

// The most columns of a table: the Hessian is a dense square of them.
inline constexpr Eigen::Index kMostWeights = 4096;

// What was seen on each row.
struct Outcomes {
  Eigen::VectorXd targets;  // 0 to 1
  Eigen::VectorXd weights;  // 0 or more; empty: all 1. A row of weight 0 is as if absent
  Eigen::VectorXd offsets;  // log-odds; empty: all 0
};

// What is believed of each weight beforehand.
struct Prior {
  Eigen::VectorXd mean;
  Eigen::VectorXd deviation;  // above 0; infinite: no penalty, as for an intercept

  // The same with finite deviations multiplied by `scale`. REQUIRES: scale > 0.
  Prior Scaled(double scale) const;
};

struct FitOptions {
  // Newton's decrement to stop at: how far the weights may yet be from the mode, in posterior
  // standard deviations. One more step is taken from there.
  double tolerance = 1e-8;
  int most_iterations = 100;
  // Without it the posterior of the fit is left empty, which saves time where many fits are
  // compared.
  bool keep_posterior = true;
  // Where the search starts; empty: at the mean of the prior. Near weights save iterations.
  Eigen::VectorXd start{};
};

// The Gaussian around the mode: precision (inverse covariance) H = L L'.
class Posterior {
 public:
  // `factor` is L; only its lower triangle counts.
  explicit Posterior(Eigen::MatrixXd factor) : factor_(std::move(factor)) {}

  Eigen::Index size() const { return factor_.rows(); }
  const Eigen::MatrixXd& factor() const { return factor_; }
  // x' H^-1 x: the variance of x . b. REQUIRES: x has size() values.
  double Variance(const Eigen::VectorXd& x) const;
  Eigen::MatrixXd Covariance() const;
  // Standard deviation of each weight.
  Eigen::VectorXd Deviations() const;

 private:
  Eigen::MatrixXd factor_;
};

struct LogisticFit {
  Eigen::VectorXd weights;
  Posterior posterior;
  Eigen::VectorXd log_odds;     // z of each row, those of weight 0 too
  double objective = 0;         // the minimum
  double deviance = 0;          // 2 sum w KL(t || p), natural logarithm; 0 for a perfect fit
  double largest_gradient = 0;  // of a component, before the last step
  int iterations = 0;
  bool converged = false;
};

enum class FitProblem : std::uint8_t {
  kShape,         // sizes do not go together, or there is nothing to fit
  kNotFinite,     // a value that is no number
  kRange,         // a target outside 0 to 1, a negative weight, a deviation not above 0
  kTooLarge,      // more than kMostWeights columns
  kUndetermined,  // a weight without a prior whose column is 0 or repeats others
  kTooLittle,     // too few rows or outcomes of one kind to learn from
  kSeparable,     // a weight without a prior that would grow without bound
};

struct FitError {
  FitProblem problem = FitProblem::kShape;
  std::string message;      // what is wrong and what to do
  Eigen::Index index = -1;  // row (kRange of outcomes) or column that it is about
};

using FitResult = std::variant<LogisticFit, FitError>;

// A column of a sparse table that no row of a weight above 0 fills keeps its prior and costs next
// to nothing.
FitResult FitLogistic(const DesignMatrix& design, const Outcomes& outcomes, const Prior& prior,
                      const FitOptions& options = {});

// The objective and its gradient at `weights`, for tests and diagnostics. REQUIRES: sizes as
// FitLogistic takes them.
double LogisticObjective(const DesignMatrix& design, const Outcomes& outcomes, const Prior& prior,
                         const Eigen::VectorXd& weights, Eigen::VectorXd* gradient = nullptr);

}  // namespace imr
