#include "engine/scoring/training/logistic_fit.h"

#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <vector>

#include "tests/engine/training_tables.h"

namespace imr {
namespace {

using test::DrawTargets;
using test::Normal;
using test::Normals;
using test::RandomRows;
using test::Uniform;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// A table with everything that the objective knows: weights, offsets, soft targets, a prior whose
// first weight (of the column of ones) is free.
struct Problem {
  DenseRows x;
  Outcomes outcomes;
  Prior prior;

  LogisticFit Fit() const {
    const FitResult result = FitLogistic(DesignMatrix(x), outcomes, prior);
    if (const auto* error = std::get_if<FitError>(&result)) {
      throw std::runtime_error(error->message);
    }
    return std::get<LogisticFit>(result);
  }
};

Problem RandomProblem(std::uint64_t seed, Eigen::Index rows = 60, Eigen::Index columns = 4,
                      double filled = 1.0) {
  std::mt19937_64 random(seed);
  Problem problem;
  problem.x = RandomRows(random, rows, columns, filled);
  problem.outcomes.targets = DrawTargets(random, problem.x, Normals(random, columns));
  for (Eigen::Index i = 0; i < rows; i += 3) problem.outcomes.targets[i] = Uniform(random);
  problem.outcomes.weights = Eigen::VectorXd(rows);
  for (double& weight : problem.outcomes.weights) weight = 2 * Uniform(random);
  problem.outcomes.weights[rows / 2] = 0;
  problem.outcomes.offsets = Normals(random, rows);
  problem.prior.mean = Normals(random, columns);
  problem.prior.deviation = Eigen::VectorXd(columns);
  for (double& deviation : problem.prior.deviation) deviation = 0.3 + Uniform(random);
  problem.prior.deviation[0] = kInfinity;
  return problem;
}

// Slow and obviously right: gradient descent on the objective as the header writes it.
std::vector<long double> Descend(const Problem& problem) {
  const auto n = problem.x.rows();
  const auto p = problem.x.cols();
  long double steepest = 0;  // bound of the curvature: its trace
  for (Eigen::Index i = 0; i < n; ++i) {
    steepest += 0.25L * problem.outcomes.weights[i] * problem.x.row(i).squaredNorm();
  }
  for (Eigen::Index j = 1; j < p; ++j) steepest += 1.0L / std::pow(problem.prior.deviation[j], 2);
  std::vector<long double> b(static_cast<std::size_t>(p), 0.0L);
  for (int step = 0; step < 6000; ++step) {
    std::vector<long double> gradient(b.size(), 0.0L);
    for (Eigen::Index i = 0; i < n; ++i) {
      long double z = problem.outcomes.offsets[i];
      for (Eigen::Index j = 0; j < p; ++j) z += problem.x(i, j) * b[static_cast<std::size_t>(j)];
      const long double excess = 1 / (1 + std::exp(-z)) - problem.outcomes.targets[i];
      for (Eigen::Index j = 0; j < p; ++j) {
        gradient[static_cast<std::size_t>(j)] +=
            problem.outcomes.weights[i] * excess * problem.x(i, j);
      }
    }
    for (Eigen::Index j = 0; j < p; ++j) {
      const auto k = static_cast<std::size_t>(j);
      const long double deviation = problem.prior.deviation[j];
      gradient[k] += (b[k] - problem.prior.mean[j]) / (deviation * deviation);
      b[k] -= gradient[k] / steepest;
    }
  }
  return b;
}

TEST(LogisticFit, AgreesWithGradientDescent) {
  for (const std::uint64_t seed : {1, 2, 3, 4}) {
    const Problem problem = RandomProblem(seed);
    const LogisticFit fit = problem.Fit();
    EXPECT_TRUE(fit.converged);
    const auto expected = Descend(problem);
    for (Eigen::Index j = 0; j < fit.weights.size(); ++j) {
      EXPECT_NEAR(fit.weights[j], static_cast<double>(expected[static_cast<std::size_t>(j)]), 1e-9)
          << "seed " << seed << ", weight " << j;
    }
  }
}

TEST(LogisticFit, TheGradientIsTheSlopeOfTheObjective) {
  std::mt19937_64 random(5);
  const Problem problem = RandomProblem(5);
  const DesignMatrix design(problem.x);
  for (int repeat = 0; repeat < 10; ++repeat) {
    const Eigen::VectorXd at = 3 * Normals(random, problem.x.cols());
    Eigen::VectorXd gradient(at.size());
    LogisticObjective(design, problem.outcomes, problem.prior, at, &gradient);
    for (Eigen::Index j = 0; j < at.size(); ++j) {
      constexpr double kStep = 1e-5;
      Eigen::VectorXd above = at;
      Eigen::VectorXd below = at;
      above[j] += kStep;
      below[j] -= kStep;
      const double slope = (LogisticObjective(design, problem.outcomes, problem.prior, above) -
                            LogisticObjective(design, problem.outcomes, problem.prior, below)) /
                           (2 * kStep);
      EXPECT_NEAR(gradient[j], slope, 1e-6 * (1 + std::abs(slope)));
    }
  }
}

TEST(LogisticFit, NothingNearTheMinimumIsLower) {
  std::mt19937_64 random(6);
  const Problem problem = RandomProblem(6);
  const DesignMatrix design(problem.x);
  const LogisticFit fit = problem.Fit();
  EXPECT_DOUBLE_EQ(LogisticObjective(design, problem.outcomes, problem.prior, fit.weights),
                   fit.objective);
  for (int repeat = 0; repeat < 200; ++repeat) {
    const Eigen::VectorXd near = fit.weights + 0.01 * Normals(random, fit.weights.size());
    EXPECT_GT(LogisticObjective(design, problem.outcomes, problem.prior, near), fit.objective);
  }
}

TEST(LogisticFit, LogOddsAreOffsetPlusWeightedFeatures) {
  const Problem problem = RandomProblem(7);
  const LogisticFit fit = problem.Fit();
  for (Eigen::Index i = 0; i < problem.x.rows(); ++i) {
    double sum = problem.outcomes.offsets[i];
    for (Eigen::Index j = 0; j < problem.x.cols(); ++j) sum += fit.weights[j] * problem.x(i, j);
    EXPECT_NEAR(fit.log_odds[i], sum, 1e-12);
  }
}

TEST(LogisticFit, SoftTargetsAreSharesOfHardOnes) {
  const Problem soft = RandomProblem(8);
  Problem hard = soft;
  const auto n = soft.x.rows();
  hard.x.resize(2 * n, soft.x.cols());
  hard.x << soft.x, soft.x;
  hard.outcomes.targets = Eigen::VectorXd(2 * n);
  hard.outcomes.targets << Eigen::VectorXd::Ones(n), Eigen::VectorXd::Zero(n);
  hard.outcomes.weights = Eigen::VectorXd(2 * n);
  const auto& t = soft.outcomes.targets;
  const auto& w = soft.outcomes.weights;
  hard.outcomes.weights << w.cwiseProduct(t), w - w.cwiseProduct(t);
  hard.outcomes.offsets = Eigen::VectorXd(2 * n);
  hard.outcomes.offsets << soft.outcomes.offsets, soft.outcomes.offsets;
  const LogisticFit of_soft = soft.Fit();
  const LogisticFit of_hard = hard.Fit();
  EXPECT_LT((of_soft.weights - of_hard.weights).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_NEAR(of_soft.objective, of_hard.objective, 1e-10);
  EXPECT_LT(of_soft.deviance, of_hard.deviance);
}

TEST(LogisticFit, RowsOfWeightZeroAreAsIfAbsent) {
  Problem all = RandomProblem(9);
  Problem half = all;
  const auto n = all.x.rows() / 2;
  all.outcomes.weights.tail(all.x.rows() - n).setZero();
  half.x.conservativeResize(n, Eigen::NoChange);
  half.outcomes.targets.conservativeResize(n);
  half.outcomes.weights.conservativeResize(n);
  half.outcomes.offsets.conservativeResize(n);
  EXPECT_LT((all.Fit().weights - half.Fit().weights).cwiseAbs().maxCoeff(), 1e-12);
}

TEST(LogisticFit, SparseAndDenseRowsGiveTheSame) {
  for (const double filled : {0.05, 0.5, 1.0}) {
    const Problem problem = RandomProblem(10, 300, 25, filled);
    const SparseRows sparse = problem.x.sparseView();
    const FitResult result = FitLogistic(DesignMatrix(sparse), problem.outcomes, problem.prior);
    const LogisticFit& of_sparse = std::get<LogisticFit>(result);
    const LogisticFit of_dense = problem.Fit();
    EXPECT_LT((of_sparse.weights - of_dense.weights).cwiseAbs().maxCoeff(), 1e-12);
    EXPECT_LT((of_sparse.posterior.factor() - of_dense.posterior.factor()).cwiseAbs().maxCoeff(),
              1e-9);
    EXPECT_NEAR(of_sparse.deviance, of_dense.deviance, 1e-9);
  }
}

TEST(LogisticFit, ColumnsThatNoRowFillsKeepTheirPrior) {
  Problem problem = RandomProblem(20, 80, 12, 0.4);
  problem.x.col(3).setZero();
  problem.x.col(11).setZero();
  problem.x.col(7).head(79).setZero();
  problem.x(79, 7) = 2;
  problem.outcomes.weights[79] = 0;  // the one row that fills it does not count
  const SparseRows sparse = problem.x.sparseView();
  const FitResult result = FitLogistic(DesignMatrix(sparse), problem.outcomes, problem.prior);
  const auto& fit = std::get<LogisticFit>(result);
  const LogisticFit of_dense = problem.Fit();
  EXPECT_LT((fit.weights - of_dense.weights).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_LT((fit.posterior.Covariance() - of_dense.posterior.Covariance()).cwiseAbs().maxCoeff(),
            1e-9);
  for (const Eigen::Index j : {3, 7, 11}) {
    EXPECT_EQ(fit.weights[j], problem.prior.mean[j]);
    EXPECT_DOUBLE_EQ(fit.posterior.Deviations()[j], problem.prior.deviation[j]);
  }

  FitOptions options;
  options.keep_posterior = false;
  options.start = fit.weights;
  const FitResult again =
      FitLogistic(DesignMatrix(sparse), problem.outcomes, problem.prior, options);
  EXPECT_LT((std::get<LogisticFit>(again).weights - fit.weights).cwiseAbs().maxCoeff(), 1e-9);
  EXPECT_EQ(std::get<LogisticFit>(again).posterior.size(), 0);
  EXPECT_LE(std::get<LogisticFit>(again).iterations, 2);

  problem.prior.deviation[11] = kInfinity;
  const FitResult free = FitLogistic(DesignMatrix(sparse), problem.outcomes, problem.prior);
  ASSERT_TRUE(std::holds_alternative<FitError>(free));
  EXPECT_EQ(std::get<FitError>(free).problem, FitProblem::kUndetermined);
  EXPECT_EQ(std::get<FitError>(free).index, 11);
}

TEST(LogisticFit, IsTheSameByteForByteWhenRepeated) {
  const Problem problem = RandomProblem(11, 500, 40);
  const LogisticFit first = problem.Fit();
  const LogisticFit second = problem.Fit();
  EXPECT_EQ(first.weights, second.weights);
  EXPECT_EQ(first.posterior.factor(), second.posterior.factor());
}

TEST(LogisticFit, ASurePriorHoldsAndAVagueOneLetsGo) {
  Problem problem = RandomProblem(12);
  const Prior written = problem.prior;
  problem.prior.deviation.setConstant(1e-7);
  EXPECT_LT((problem.Fit().weights - written.mean).cwiseAbs().maxCoeff(), 1e-10);

  problem.prior = written.Scaled(1e6);
  EXPECT_EQ(problem.prior.deviation[0], kInfinity);
  const LogisticFit vague = problem.Fit();
  problem.prior.deviation.setConstant(kInfinity);
  EXPECT_LT((problem.Fit().weights - vague.weights).cwiseAbs().maxCoeff(), 1e-9);
}

TEST(LogisticFit, WithoutRowsThatCountThePriorIsTheAnswer) {
  Problem problem = RandomProblem(13);
  problem.outcomes.weights.setZero();
  problem.prior.deviation[0] = 1.5;
  const LogisticFit fit = problem.Fit();
  EXPECT_EQ(fit.weights, problem.prior.mean);
  EXPECT_LT((fit.posterior.Deviations() - problem.prior.deviation).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_EQ(fit.deviance, 0);
}

TEST(LogisticFit, AnInterceptAloneIsTheLogOddsOfTheShare) {
  Problem problem;
  problem.x = DenseRows::Ones(10, 1);
  problem.outcomes.targets = Eigen::VectorXd::Zero(10);
  problem.outcomes.targets.head(3).setOnes();
  problem.prior = {Eigen::VectorXd::Zero(1), Eigen::VectorXd::Constant(1, kInfinity)};
  const LogisticFit fit = problem.Fit();
  EXPECT_NEAR(fit.weights[0], std::log(3.0 / 7.0), 1e-12);
  // The information of ten draws of probability 0.3.
  EXPECT_NEAR(fit.posterior.Variance(Eigen::VectorXd::Ones(1)), 1 / (10 * 0.3 * 0.7), 1e-5);
  EXPECT_NEAR(fit.deviance, -2 * (3 * std::log(0.3) + 7 * std::log(0.7)), 1e-12);

  // An offset moves the intercept by as much.
  problem.outcomes.offsets = Eigen::VectorXd::Constant(10, 2.5);
  EXPECT_NEAR(problem.Fit().weights[0], std::log(3.0 / 7.0) - 2.5, 1e-12);
}

TEST(LogisticFit, ThePosteriorPrecisionIsTheCurvatureOfTheObjective) {
  const Problem problem = RandomProblem(14);
  const DesignMatrix design(problem.x);
  const LogisticFit fit = problem.Fit();
  const Eigen::Index p = fit.weights.size();
  Eigen::MatrixXd curvature(p, p);
  for (Eigen::Index j = 0; j < p; ++j) {
    constexpr double kStep = 1e-5;
    std::array<Eigen::VectorXd, 2> slopes;
    for (const int side : {0, 1}) {
      Eigen::VectorXd at = fit.weights;
      at[j] += side == 0 ? -kStep : kStep;
      LogisticObjective(design, problem.outcomes, problem.prior, at,
                        &slopes[static_cast<std::size_t>(side)]);
    }
    curvature.col(j) = (slopes[1] - slopes[0]) / (2 * kStep);
  }
  const Eigen::MatrixXd covariance = fit.posterior.Covariance();
  EXPECT_LT((curvature * covariance - Eigen::MatrixXd::Identity(p, p)).cwiseAbs().maxCoeff(), 1e-5);
  EXPECT_LT((covariance - covariance.transpose()).cwiseAbs().maxCoeff(), 1e-15);
  EXPECT_LT((fit.posterior.Deviations() - covariance.diagonal().cwiseSqrt()).cwiseAbs().maxCoeff(),
            1e-12);
  std::mt19937_64 random(14);
  for (int repeat = 0; repeat < 20; ++repeat) {
    const Eigen::VectorXd x = Normals(random, p);
    EXPECT_NEAR(fit.posterior.Variance(x), x.dot(covariance * x), 1e-10);
  }
}

TEST(LogisticFit, SurvivesExtremeOffsetsAndFeatures) {
  Problem problem = RandomProblem(15);
  problem.outcomes.offsets.head(3).setConstant(800);
  problem.outcomes.offsets.segment(3, 3).setConstant(-800);
  problem.prior.mean.setZero();
  problem.x.col(2) *= 1e4;
  problem.x.col(3) *= 1e-4;
  const LogisticFit fit = problem.Fit();
  EXPECT_TRUE(fit.converged);
  EXPECT_TRUE(fit.weights.allFinite());
  EXPECT_TRUE(std::isfinite(fit.deviance));
  EXPECT_LT(fit.largest_gradient, 1e-3);
}

TEST(LogisticFit, FarStartsConverge) {
  for (const double far : {-100.0, -30.0, 30.0, 100.0}) {
    Problem problem = RandomProblem(16);
    problem.prior.deviation.setConstant(kInfinity);
    const Eigen::VectorXd expected = problem.Fit().weights;
    problem.prior.mean.setConstant(far);  // only where the search starts
    EXPECT_LT((problem.Fit().weights - expected).cwiseAbs().maxCoeff(), 1e-9) << far;
  }
}

// With a prior, separated outcomes and useless columns are nothing special.
TEST(LogisticFit, PriorsTameSeparationConstantAndRepeatedColumns) {
  Problem problem;
  problem.x = DenseRows::Zero(20, 5);
  problem.x.col(0).setOnes();
  problem.x.col(1).setLinSpaced(-1, 1);
  problem.x.col(2).setConstant(3);          // repeats the first
  problem.x.col(4) = problem.x.col(1) * 2;  // repeats the second
  problem.outcomes.targets = Eigen::VectorXd::Zero(20);
  problem.outcomes.targets.tail(10).setOnes();  // separated by the second
  problem.prior = {Eigen::VectorXd::Zero(5), Eigen::VectorXd::Ones(5)};
  problem.prior.deviation[0] = kInfinity;
  const LogisticFit fit = problem.Fit();
  EXPECT_TRUE(fit.converged);
  EXPECT_NEAR(fit.weights[2], 0, 1e-9);  // what a free column can do costs nothing there
  EXPECT_EQ(fit.weights[3], 0);          // always 0: the prior stays
  EXPECT_NEAR(fit.posterior.Deviations()[3], 1, 1e-12);
  EXPECT_NEAR(fit.weights[4], 2 * fit.weights[1], 1e-9);
}

struct BadCase {
  const char* what;
  FitProblem problem;
  Eigen::Index index;
  void (*spoil)(Problem&);
};

TEST(LogisticFit, TellsWhatIsWrong) {
  const BadCase kCases[] = {
      {"too few targets", FitProblem::kShape, -1, [](Problem& p) { p.outcomes.targets.resize(3); }},
      {"too few offsets", FitProblem::kShape, -1,
       [](Problem& p) { p.outcomes.offsets = Eigen::VectorXd::Zero(2); }},
      {"too few priors", FitProblem::kShape, -1, [](Problem& p) { p.prior.mean.resize(1); }},
      {"no rows", FitProblem::kShape, -1, [](Problem& p) { p.x.resize(0, 4); }},
      {"a target that is no number", FitProblem::kNotFinite, 7,
       [](Problem& p) { p.outcomes.targets[7] = kNaN; }},
      {"a target above 1", FitProblem::kRange, 6, [](Problem& p) { p.outcomes.targets[6] = 1.5; }},
      {"a negative weight", FitProblem::kRange, 5, [](Problem& p) { p.outcomes.weights[5] = -1; }},
      {"an infinite weight", FitProblem::kNotFinite, 5,
       [](Problem& p) { p.outcomes.weights[5] = kInfinity; }},
      {"an infinite offset", FitProblem::kNotFinite, 4,
       [](Problem& p) { p.outcomes.offsets[4] = kInfinity; }},
      {"a feature that is no number", FitProblem::kNotFinite, -1,
       [](Problem& p) { p.x(3, 2) = kNaN; }},
      {"a deviation of 0", FitProblem::kRange, 2, [](Problem& p) { p.prior.deviation[2] = 0; }},
      {"a deviation that is no number", FitProblem::kRange, 2,
       [](Problem& p) { p.prior.deviation[2] = kNaN; }},
      {"a prior's mean that is no number", FitProblem::kNotFinite, 1,
       [](Problem& p) { p.prior.mean[1] = kNaN; }},
      {"a free weight of an empty column", FitProblem::kUndetermined, 3,
       [](Problem& p) {
         p.prior.deviation[3] = kInfinity;
         p.x.col(3).setZero();
       }},
      {"free weights of equal columns", FitProblem::kUndetermined, 3,
       [](Problem& p) {
         p.prior.deviation.setConstant(kInfinity);
         p.x.col(3) = 2 * p.x.col(1) - p.x.col(0);
       }},
      {"one outcome only", FitProblem::kSeparable, 0,
       [](Problem& p) { p.outcomes.targets.setOnes(); }},
      {"separated outcomes", FitProblem::kSeparable, 1,
       [](Problem& p) {
         p.prior.deviation[1] = kInfinity;
         p.outcomes.targets = (p.x.col(1).array() > 0.1).cast<double>();
       }},
      {"outcomes separated by two features", FitProblem::kSeparable, 2,
       [](Problem& p) {
         p.prior.deviation.setConstant(kInfinity);
         p.outcomes.targets = ((p.x.col(1) + p.x.col(2)).array() > 0.1).cast<double>();
       }},
  };
  for (const BadCase& bad : kCases) {
    Problem problem = RandomProblem(17);
    bad.spoil(problem);
    const FitResult result = FitLogistic(DesignMatrix(problem.x), problem.outcomes, problem.prior);
    const auto* error = std::get_if<FitError>(&result);
    ASSERT_NE(error, nullptr) << bad.what;
    EXPECT_EQ(error->problem, bad.problem) << bad.what << ": " << error->message;
    EXPECT_EQ(error->index, bad.index) << bad.what;
    EXPECT_FALSE(error->message.empty()) << bad.what;
  }
}

TEST(LogisticFit, RefusesMoreWeightsThanItHasRoomFor) {
  const SparseRows x(3, kMostWeights + 1);
  const Outcomes outcomes{Eigen::VectorXd::Ones(3), {}, {}};
  const Prior prior{Eigen::VectorXd::Zero(x.cols()), Eigen::VectorXd::Ones(x.cols())};
  const FitResult result = FitLogistic(DesignMatrix(x), outcomes, prior);
  ASSERT_TRUE(std::holds_alternative<FitError>(result));
  EXPECT_EQ(std::get<FitError>(result).problem, FitProblem::kTooLarge);
}

// Weights drawn from the prior, outcomes drawn from the weights: of many 90% intervals about 90%
// hold the weight that was drawn. This is what the intervals promise.
TEST(LogisticFit, NinetyPercentIntervalsHoldNinetyPercentOfDrawnWeights) {
  constexpr int kReplicates = 300;
  constexpr Eigen::Index kWeights = 6;
  constexpr double kNinety = 1.6448536269514722;
  std::mt19937_64 random(18);
  Prior prior{Eigen::VectorXd(kWeights), Eigen::VectorXd(kWeights)};
  prior.mean << -1.0, 0.5, -0.5, 0.0, 1.0, 0.0;
  prior.deviation << 1.0, 0.5, 0.5, 1.0, 0.3, 0.7;
  std::array<int, kWeights> held{};
  int held_predictions = 0;
  for (int replicate = 0; replicate < kReplicates; ++replicate) {
    Problem problem;
    problem.x = RandomRows(random, 150, kWeights, 0.5);
    problem.prior = prior;
    const Eigen::VectorXd drawn =
        prior.mean + prior.deviation.cwiseProduct(Normals(random, kWeights));
    problem.outcomes.targets = DrawTargets(random, problem.x, drawn);
    const LogisticFit fit = problem.Fit();
    const Eigen::VectorXd deviations = fit.posterior.Deviations();
    for (Eigen::Index j = 0; j < kWeights; ++j) {
      held[static_cast<std::size_t>(j)] +=
          std::abs(drawn[j] - fit.weights[j]) <= kNinety * deviations[j] ? 1 : 0;
    }
    const Eigen::VectorXd x = Normals(random, kWeights);
    held_predictions +=
        std::abs(x.dot(drawn - fit.weights)) <= kNinety * std::sqrt(fit.posterior.Variance(x)) ? 1
                                                                                               : 0;
  }
  // Four standard deviations of a binomial count.
  const double tolerance = 4 * std::sqrt(kReplicates * 0.9 * 0.1);
  for (const int count : held) EXPECT_NEAR(count, 0.9 * kReplicates, tolerance);
  EXPECT_NEAR(held_predictions, 0.9 * kReplicates, tolerance);
  int all = 0;
  for (const int count : held) all += count;
  EXPECT_NEAR(all, 0.9 * kReplicates * kWeights, 4 * std::sqrt(kReplicates * kWeights * 0.09));
}

}  // namespace
}  // namespace imr
