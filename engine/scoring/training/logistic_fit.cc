#include "engine/scoring/training/logistic_fit.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "engine/scoring/log_odds.h"

namespace imr {
namespace {

// Share of the decrease that the slope promises which a step must bring (Nocedal and Wright, 3.4).
constexpr double kEnoughDecrease = 1e-4;
constexpr int kMostHalvings = 60;
// Objectives that differ relatively by less are the same but for rounding.
constexpr double kRounding = 1e-12;
// A weight without a prior is lost when the data say less about it than this share of the most that
// they could say.
constexpr double kLeastInformation = 1e-12;
// Where weights without a prior are lost and the square of the decrement is smaller, they only
// grow.
constexpr double kFlat = 1e-8;
// Log-odds that move by less leave the posterior as it is to five digits.
constexpr double kSmallMove = 1e-5;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// log(1 + exp(z)) without overflow.
double SoftPlus(double z) { return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))); }

// -t log t - (1 - t) log(1 - t).
double Entropy(double t) {
  return t <= 0 || t >= 1 ? 0.0 : -t * std::log(t) - (1 - t) * std::log1p(-t);
}

Eigen::VectorXd WeightsOf(const Outcomes& outcomes) {
  if (outcomes.weights.size() > 0) return outcomes.weights;
  return Eigen::VectorXd::Ones(outcomes.targets.size());
}

std::optional<FitError> FirstBad(const Eigen::VectorXd& values, double low, double high,
                                 const std::string& what, const std::string& range) {
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      return FitError{FitProblem::kNotFinite, what + " is not a finite number", i};
    }
    if (values[i] < low || values[i] > high) {
      return FitError{FitProblem::kRange, what + " must be " + range, i};
    }
  }
  return std::nullopt;
}

std::optional<FitError> CheckPrior(const Prior& prior) {
  for (Eigen::Index j = 0; j < prior.mean.size(); ++j) {
    const double deviation = prior.deviation[j];
    if (!std::isfinite(prior.mean[j])) {
      return FitError{FitProblem::kNotFinite, "the mean of a prior is not a finite number", j};
    }
    if (!(deviation > 0) || !std::isfinite(1 / (deviation * deviation))) {
      return FitError{FitProblem::kRange, "the deviation of a prior must be above 0", j};
    }
  }
  return std::nullopt;
}

std::optional<FitError> Check(const DesignMatrix& design, const Outcomes& outcomes,
                              const Prior& prior) {
  constexpr double kMost = std::numeric_limits<double>::max();
  const Eigen::Index n = design.rows();
  const Eigen::Index p = design.cols();
  auto fits = [n](const Eigen::VectorXd& v) { return v.size() == 0 || v.size() == n; };
  if (n == 0 || p == 0) return FitError{FitProblem::kShape, "there is nothing to fit", -1};
  if (outcomes.targets.size() != n || !fits(outcomes.weights) || !fits(outcomes.offsets)) {
    return FitError{FitProblem::kShape, "rows and outcomes differ in number", -1};
  }
  if (prior.mean.size() != p || prior.deviation.size() != p) {
    return FitError{FitProblem::kShape, "columns and priors differ in number", -1};
  }
  if (p > kMostWeights) {
    return FitError{FitProblem::kTooLarge,
                    "more than " + std::to_string(kMostWeights) + " weights; leave columns out",
                    -1};
  }
  if (auto bad = FirstBad(outcomes.targets, 0, 1, "a target", "from 0 to 1")) return bad;
  if (auto bad = FirstBad(outcomes.weights, 0, kMost, "a row's weight", "0 or more")) return bad;
  if (auto bad = FirstBad(outcomes.offsets, -kMost, kMost, "an offset", "finite")) return bad;
  if (auto bad = CheckPrior(prior)) return bad;
  if (!design.AllFinite()) {
    return FitError{FitProblem::kNotFinite, "a feature is not a finite number", -1};
  }
  return std::nullopt;
}

// The objective as a function of the rows' log-odds and of the weights.
class Objective {
 public:
  Objective(const Outcomes& outcomes, const Prior& prior)
      : targets_(outcomes.targets),
        weights_(WeightsOf(outcomes)),
        mean_(prior.mean),
        precision_(prior.deviation.array().square().inverse()) {}

  const Eigen::VectorXd& weights() const { return weights_; }
  const Eigen::VectorXd& precision() const { return precision_; }

  double CrossEntropy(const Eigen::VectorXd& z) const {
    double sum = 0;
    for (Eigen::Index i = 0; i < z.size(); ++i) {
      if (weights_[i] > 0) sum += weights_[i] * (SoftPlus(z[i]) - targets_[i] * z[i]);
    }
    return sum;
  }

  double Value(const Eigen::VectorXd& z, const Eigen::VectorXd& b) const {
    return CrossEntropy(z) + 0.5 * ((b - mean_).array().square() * precision_.array()).sum();
  }

  double Deviance(const Eigen::VectorXd& z) const {
    double entropy = 0;
    for (Eigen::Index i = 0; i < z.size(); ++i) entropy += weights_[i] * Entropy(targets_[i]);
    return 2 * std::max(0.0, CrossEntropy(z) - entropy);
  }

  // First and second derivative of each row's term by its log-odds.
  void Derivatives(const Eigen::VectorXd& z, Eigen::VectorXd& first,
                   Eigen::VectorXd& second) const {
    first.resize(z.size());
    second.resize(z.size());
    for (Eigen::Index i = 0; i < z.size(); ++i) {
      const double small = std::exp(-std::abs(z[i]));
      const double p = (z[i] >= 0 ? 1.0 : small) / (1.0 + small);
      first[i] = weights_[i] * (p - targets_[i]);
      second[i] = weights_[i] * small / ((1.0 + small) * (1.0 + small));
    }
  }

  Eigen::VectorXd PriorGradient(const Eigen::VectorXd& b) const {
    return (b - mean_).cwiseProduct(precision_);
  }

 private:
  const Eigen::VectorXd& targets_;
  const Eigen::VectorXd weights_;
  const Eigen::VectorXd& mean_;
  const Eigen::VectorXd precision_;
};

Eigen::VectorXd StartLogOdds(const DesignMatrix& design, const Outcomes& outcomes,
                             const Eigen::VectorXd& b) {
  Eigen::VectorXd z = design.Times(b);
  if (outcomes.offsets.size() > 0) z += outcomes.offsets;
  return z;
}

class Newton {
 public:
  Newton(const DesignMatrix& design, const Outcomes& outcomes, const Prior& prior,
         const FitOptions& options)
      : design_(design),
        objective_(outcomes, prior),
        options_(options),
        b_(options.start.size() > 0 ? options.start : prior.mean),
        z_(StartLogOdds(design, outcomes, b_)),
        value_(objective_.Value(z_, b_)),
        gradient_(design.cols()),
        hessian_(design.cols(), design.cols()) {
    if ((objective_.precision().array() == 0).any()) {
      most_information_ = 0.25 * design.WeightedSquares(objective_.weights());
    }
  }

  FitResult Run() {
    bool converged = false;
    int iteration = 0;
    while (!converged && iteration < options_.most_iterations) {
      objective_.Derivatives(z_, first_, second_);
      Differentiate();
      const auto lost = Factorise();
      if (lost) {
        // The rows are decided so far out that the objective is straight there. A quarter is the
        // most that a row's term is curved; with it a step never overshoots (Boehning and Lindsay
        // 1988).
        second_ = 0.25 * objective_.weights();
        Differentiate();
        if (const auto column = Factorise()) return Undetermined(*column);
      }
      direction_ = -gradient_;
      hessian_.triangularView<Eigen::Lower>().solveInPlace(direction_);
      const double decrement_squared = direction_.squaredNorm();
      hessian_.triangularView<Eigen::Lower>().adjoint().solveInPlace(direction_);
      ++iteration;
      converged = decrement_squared <= options_.tolerance * options_.tolerance;
      if (lost &&
          (converged || decrement_squared < kFlat || iteration == options_.most_iterations)) {
        return Separable(*lost);
      }
      if (!Step(decrement_squared)) break;
      // Where no row's log-odds moved by more than r, curvatures changed by a factor of at most
      // exp(r), and the next decrement is at most r times this one and a little (Bach 2010,
      // proposition 1).
      converged =
          converged ||
          (!lost && 2 * largest_move_ * std::sqrt(decrement_squared) <= options_.tolerance &&
           largest_move_ < kSmallMove);
    }
    if (!options_.keep_posterior) hessian_.resize(0, 0);
    const double deviance = objective_.Deviance(z_);
    return LogisticFit{.weights = std::move(b_),
                       .posterior = Posterior(std::move(hessian_)),
                       .log_odds = std::move(z_),
                       .objective = value_,
                       .deviance = deviance,
                       .largest_gradient = gradient_.cwiseAbs().maxCoeff(),
                       .iterations = iteration,
                       .converged = converged};
  }

 private:
  // The gradient and the Hessian that `first_` and `second_` stand for.
  void Differentiate() {
    gradient_ = objective_.PriorGradient(b_);
    hessian_.setZero();
    hessian_.diagonal() = objective_.precision();
    design_.Accumulate(first_, second_, gradient_, hessian_);
  }

  // Puts the Cholesky factor into the place of the Hessian, or returns the first column that cannot
  // be told from those before it.
  std::optional<Eigen::Index> Factorise() {
    const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> factor(hessian_);
    if (factor.info() != Eigen::Success) return FailedColumn();
    // The square of a pivot is the information on its weight, given the weights before. Along a
    // direction that separates the rows information is lost exponentially, and so is that on the
    // last weight that takes part in it.
    for (Eigen::Index j = 0; j < most_information_.size(); ++j) {
      if (objective_.precision()[j] > 0) continue;
      const double pivot = hessian_(j, j);
      if (!(pivot * pivot > kLeastInformation * most_information_[j])) return j;
    }
    return std::nullopt;
  }

  // The first column whose pivot is not positive. REQUIRES: there is one.
  Eigen::Index FailedColumn() {
    Differentiate();
    Eigen::Index good = 0;
    Eigen::Index bad = hessian_.rows();
    while (bad - good > 1) {
      const Eigen::Index middle = (good + bad) / 2;
      const Eigen::LLT<Eigen::MatrixXd> factor(hessian_.topLeftCorner(middle, middle));
      (factor.info() == Eigen::Success ? good : bad) = middle;
    }
    return bad - 1;
  }

  static FitError Undetermined(Eigen::Index column) {
    return {FitProblem::kUndetermined,
            "a weight is not determined: its column is 0 or repeats others; give it a prior, or a "
            "narrower one, or leave it out",
            column};
  }

  static FitError Separable(Eigen::Index column) {
    return {FitProblem::kSeparable,
            "a weight grows without bound: the outcomes follow from the features without "
            "exception; give it a prior, or a narrower one",
            column};
  }

  // Moves along `direction_`, halving until the objective falls enough. False when it never does.
  bool Step(double decrement_squared) {
    const Eigen::VectorXd change = design_.Times(direction_);
    const double slack = kRounding * (1 + std::abs(value_));
    double step = 1;
    for (int i = 0; i < kMostHalvings; ++i, step /= 2) {
      const Eigen::VectorXd b = b_ + step * direction_;
      const Eigen::VectorXd z = z_ + step * change;
      const double value = objective_.Value(z, b);
      if (value <= value_ - kEnoughDecrease * step * decrement_squared + slack) {
        b_ = b;
        z_ = z;
        value_ = value;
        largest_move_ = i == 0 ? change.cwiseAbs().maxCoeff() : kInfinity;
        return true;
      }
    }
    return false;
  }

  const DesignMatrix design_;
  const Objective objective_;
  const FitOptions options_;
  Eigen::VectorXd b_;
  Eigen::VectorXd z_;
  double value_ = 0;
  double largest_move_ = 0;  // of a row's log-odds in the last step; infinite: not a full step
  Eigen::VectorXd gradient_;
  Eigen::MatrixXd hessian_;  // its factor once that is computed
  Eigen::VectorXd first_, second_, direction_;
  Eigen::VectorXd most_information_;  // empty when every weight has a prior
};

// Columns that a row of a weight above 0 fills, and those without a prior, which need one.
std::vector<Eigen::Index> SeenColumns(const DesignMatrix& design, const Outcomes& outcomes,
                                      const Prior& prior) {
  const Eigen::VectorXi counts = design.NonZeroCounts(WeightsOf(outcomes));
  std::vector<Eigen::Index> seen;
  for (Eigen::Index j = 0; j < counts.size(); ++j) {
    if (counts[j] > 0 || std::isinf(prior.deviation[j])) seen.push_back(j);
  }
  return seen;
}

// The fit of all columns from that of those seen; the others are as their priors.
FitResult Widened(FitResult result, const std::vector<Eigen::Index>& seen, const Prior& prior,
                  const FitOptions& options) {
  if (auto* error = std::get_if<FitError>(&result)) {
    if (error->index >= 0) error->index = seen[static_cast<std::size_t>(error->index)];
    return result;
  }
  auto& fit = std::get<LogisticFit>(result);
  Eigen::VectorXd weights = prior.mean;
  weights(seen) = fit.weights;
  fit.weights = std::move(weights);
  if (options.keep_posterior) {
    Eigen::MatrixXd factor = prior.deviation.cwiseInverse().asDiagonal();
    factor(seen, seen) = fit.posterior.factor();
    fit.posterior = Posterior(std::move(factor));
  }
  return result;
}

}  // namespace

Prior Prior::Scaled(double scale) const {
  Prior scaled = *this;
  scaled.deviation *= scale;  // what is infinite stays so
  return scaled;
}

double Posterior::Variance(const Eigen::VectorXd& x) const {
  return factor_.triangularView<Eigen::Lower>().solve(x).squaredNorm();
}

Eigen::MatrixXd Posterior::Covariance() const {
  const Eigen::MatrixXd inverse =
      factor_.triangularView<Eigen::Lower>().solve(Eigen::MatrixXd::Identity(size(), size()));
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(size(), size());
  covariance.selfadjointView<Eigen::Lower>().rankUpdate(inverse.transpose());
  covariance.triangularView<Eigen::StrictlyUpper>() = covariance.transpose();
  return covariance;
}

Eigen::VectorXd Posterior::Deviations() const {
  const Eigen::MatrixXd inverse =
      factor_.triangularView<Eigen::Lower>().solve(Eigen::MatrixXd::Identity(size(), size()));
  return inverse.colwise().norm();
}

FitResult FitLogistic(const DesignMatrix& design, const Outcomes& outcomes, const Prior& prior,
                      const FitOptions& options) {
  if (auto error = Check(design, outcomes, prior)) return *error;
  if (options.start.size() > 0 &&
      (options.start.size() != design.cols() || !options.start.allFinite())) {
    return FitError{FitProblem::kShape, "the start does not go with the columns", -1};
  }
  std::vector<Eigen::Index> seen;
  if (design.is_sparse()) seen = SeenColumns(design, outcomes, prior);
  if (seen.empty() || static_cast<Eigen::Index>(seen.size()) == design.cols()) {
    return Newton(design, outcomes, prior, options).Run();
  }
  const SparseRows rows = design.Columns(seen);
  FitOptions reduced = options;
  if (options.start.size() > 0) reduced.start = options.start(seen);
  FitResult result =
      Newton(DesignMatrix(rows), outcomes, {prior.mean(seen), prior.deviation(seen)}, reduced)
          .Run();
  return Widened(std::move(result), seen, prior, options);
}

double LogisticObjective(const DesignMatrix& design, const Outcomes& outcomes, const Prior& prior,
                         const Eigen::VectorXd& weights, Eigen::VectorXd* gradient) {
  const Objective objective(outcomes, prior);
  const Eigen::VectorXd z = StartLogOdds(design, outcomes, weights);
  if (gradient != nullptr) {
    Eigen::VectorXd first;
    Eigen::VectorXd second;
    objective.Derivatives(z, first, second);
    *gradient = objective.PriorGradient(weights);
    Eigen::MatrixXd unused = Eigen::MatrixXd::Zero(design.cols(), design.cols());
    design.Accumulate(first, Eigen::VectorXd::Zero(z.size()), *gradient, unused);
  }
  return objective.Value(z, weights);
}

}  // namespace imr
