#include "engine/training/trainer.h"

#include <Eigen/SVD>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>

#include "engine/scoring/log_odds.h"
#include "engine/scoring/training/cross_validation.h"

namespace imr {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Fits with the fates that the last one gave, until these hardly move any more.
constexpr int kMostRounds = 6;
constexpr double kFatesSettled = 1e-6;

// Directions in which the features of no two items differ by more than rounding.
constexpr double kSmallestSingularValue = 1e-10;

double CrossEntropy(double log_odds, bool overturned) {
  // log(1 + exp(z)) - y z, without overflow.
  return std::max(log_odds, 0.0) + std::log1p(std::exp(-std::abs(log_odds))) -
         (overturned ? log_odds : 0.0);
}

// Calls work(0 .. count - 1) from `jobs` threads; results must not depend on which.
void InParallel(int jobs, int count, const std::function<void(int)>& work) {
  std::atomic<int> next = 0;
  auto loop = [&] {
    for (int i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> threads;
  for (int i = 1; i < std::min(jobs, count); ++i) threads.emplace_back(loop);
  loop();
}

}  // namespace

Trainer::Trainer(const TrainingCorpus& corpus) : corpus_(corpus) {
  const auto n = static_cast<Index>(corpus.items().size());
  const auto p = static_cast<Index>(corpus.columns().size());
  offsets_.resize(n);
  targets_.resize(n);
  for (Index row = 0; row < n; ++row) {
    const TrainingItem& item = corpus.items()[static_cast<std::size_t>(row)];
    offsets_[row] = item.offset.log_odds;
    targets_[row] = item.overturned ? 1.0 : 0.0;
  }
  VectorXd mean(p);
  VectorXd deviation(p);
  for (Index j = 0; j < p; ++j) {
    mean[j] = corpus.columns()[static_cast<std::size_t>(j)].mean;
    deviation[j] = corpus.columns()[static_cast<std::size_t>(j)].deviation;
  }
  believed_ = offsets_ + corpus.rest();
  if (p > 0) {
    believed_ += corpus.rows() * mean;
    const MatrixXd scaled = MatrixXd(corpus.rows()) * deviation.asDiagonal();
    const Eigen::BDCSVD<MatrixXd> svd(scaled, Eigen::ComputeThinU | Eigen::ComputeThinV);
    Index rank = 0;
    while (rank < svd.singularValues().size() &&
           svd.singularValues()[rank] > kSmallestSingularValue) {
      ++rank;
    }
    rotated_ = svd.matrixU().leftCols(rank) * svd.singularValues().head(rank).asDiagonal();
    basis_ = deviation.asDiagonal() * svd.matrixV().leftCols(rank);
  } else {
    rotated_.resize(n, 0);
    basis_.resize(0, 0);
  }
}

VectorXd Trainer::Excess(const VectorXd& log_odds) const {
  VectorXd excess = VectorXd::Zero(log_odds.size());
  for (Index row = 0; row < excess.size(); ++row) {
    const int parent = corpus_.items()[static_cast<std::size_t>(row)].parent;
    if (parent < 0) continue;
    excess[row] = std::clamp(log_odds[parent] - offsets_[parent], -kLargestParentExcess,
                             kLargestParentExcess);
  }
  return excess;
}

std::variant<Trainer::Fit, FitError> Trainer::FitRows(std::span<const int> folds, int held_out,
                                                      const Trust& trust) const {
  const auto n = static_cast<Index>(corpus_.items().size());
  const Index rank = rotated_.cols();
  const bool fates = corpus_.fate().deviation > 0;
  Outcomes outcomes{.targets = targets_, .weights = VectorXd::Ones(n), .offsets = believed_};
  for (Index row = 0; row < n; ++row) {
    const auto i = static_cast<std::size_t>(row);
    const TrainingItem& item = corpus_.items()[i];
    if (item.abstained || (held_out >= 0 && folds[i] == held_out) ||
        (!folds.empty() && folds[i] < 0)) {
      outcomes.weights[row] = 0;
    } else if (trust.teacher > 0 && item.teacher) {
      outcomes.weights[row] = 1 + trust.teacher;
      outcomes.targets[row] = (targets_[row] + trust.teacher * *item.teacher) / (1 + trust.teacher);
    }
  }
  Prior prior{.mean = VectorXd::Zero(rank + (fates ? 1 : 0)),
              .deviation = VectorXd::Constant(rank + (fates ? 1 : 0), trust.scale)};
  DenseRows design(n, prior.mean.size());
  design.leftCols(rank) = rotated_;
  if (fates) {
    prior.mean[rank] = corpus_.fate().mean;
    prior.deviation[rank] = corpus_.fate().deviation * trust.scale;
  }
  // What an item abstained on says of those that accompany it: nothing.
  auto settled = [&](VectorXd log_odds) {
    for (Index row = 0; row < n; ++row) {
      if (corpus_.items()[static_cast<std::size_t>(row)].abstained) log_odds[row] = offsets_[row];
    }
    return log_odds;
  };
  VectorXd excess = Excess(settled(believed_));
  FitOptions options;
  for (int round = 1;; ++round) {
    if (fates) design.col(rank) = excess;
    auto result = FitLogistic(DesignMatrix(design), outcomes, prior, options);
    if (auto* error = std::get_if<FitError>(&result)) return std::move(*error);
    auto& rotated = std::get<LogisticFit>(result);
    VectorXd log_odds = settled(rotated.log_odds);
    VectorXd next = Excess(log_odds);
    const double moved = fates ? (next - excess).cwiseAbs().maxCoeff() : 0.0;
    if (moved < kFatesSettled || round == kMostRounds) {
      return Fit{.rotated = std::move(rotated),
                 .excess = std::move(excess),
                 .log_odds = std::move(log_odds)};
    }
    options.start = rotated.weights;
    excess = std::move(next);
  }
}

std::variant<Trust, FitError> Trainer::ChooseWithin(const TrainerOptions& options,
                                                    std::span<const char> usable,
                                                    std::vector<TrustTried>* tried) const {
  const std::vector<int> inner =
      GroupedFolds(corpus_.groups(), targets_, options.inner_folds, options.seed + 1);
  Trust best;
  double least = std::numeric_limits<double>::infinity();
  for (const double teacher : options.teachers) {
    for (const double scale : options.scales) {
      const Trust trust{.scale = scale, .teacher = teacher};
      if (options.scales.size() * options.teachers.size() == 1) return trust;
      double loss = 0;
      int rows = 0;
      for (int fold = 0; fold < options.inner_folds; ++fold) {
        std::vector<int> folds = inner;
        for (std::size_t i = 0; i < folds.size(); ++i) {
          if (!usable.empty() && usable[i] == 0) folds[i] = -1;
        }
        auto fit = FitRows(folds, fold, trust);
        if (auto* error = std::get_if<FitError>(&fit)) return std::move(*error);
        const VectorXd& log_odds = std::get<Fit>(fit).log_odds;
        for (std::size_t i = 0; i < folds.size(); ++i) {
          if (folds[i] != fold || corpus_.items()[i].abstained) continue;
          loss += CrossEntropy(log_odds[static_cast<Index>(i)], corpus_.items()[i].overturned);
          ++rows;
        }
      }
      loss /= std::max(rows, 1);
      if (tried != nullptr) tried->push_back({trust, loss});
      if (loss < least) {
        least = loss;
        best = trust;
      }
    }
  }
  return best;
}

std::variant<Trust, FitError> Trainer::Choose(const TrainerOptions& options,
                                              std::vector<TrustTried>* tried) const {
  return ChooseWithin(options, {}, tried);
}

std::variant<HeldOut, FitError> Trainer::CrossValidate(const TrainerOptions& options) const {
  HeldOut out;
  out.folds = GroupedFolds(corpus_.groups(), targets_, options.folds, options.seed);
  out.trusts.resize(static_cast<std::size_t>(options.folds));
  out.log_odds.resize(targets_.size());
  std::mutex mutex;
  std::optional<FitError> failed;
  int done = 0;
  InParallel(options.jobs, options.folds, [&](int fold) {
    std::vector<char> usable(out.folds.size());
    for (std::size_t i = 0; i < usable.size(); ++i) usable[i] = out.folds[i] == fold ? 0 : 1;
    auto trust = ChooseWithin(options, usable, nullptr);
    std::variant<Fit, FitError> fit = FitError{};
    if (auto* chosen = std::get_if<Trust>(&trust)) {
      out.trusts[static_cast<std::size_t>(fold)] = *chosen;
      fit = FitRows(out.folds, fold, *chosen);
    } else {
      fit = std::get<FitError>(trust);
    }
    const std::scoped_lock lock(mutex);
    if (auto* error = std::get_if<FitError>(&fit)) {
      failed = std::move(*error);
    } else {
      for (std::size_t i = 0; i < usable.size(); ++i) {
        const auto row = static_cast<Index>(i);
        if (usable[i] == 0) out.log_odds[row] = std::get<Fit>(fit).log_odds[row];
      }
    }
    if (options.progress) options.progress(++done, options.folds);
  });
  if (failed) return std::move(*failed);
  return out;
}

FittedWeights Trainer::Weights(const Fit& fit, const Trust& trust) const {
  const auto p = static_cast<Index>(corpus_.columns().size());
  const Index rank = rotated_.cols();
  const bool fates = corpus_.fate().deviation > 0;
  const Index size = p + (fates ? 1 : 0);
  FittedWeights out;
  out.mean.resize(size);
  VectorXd deviation(p);
  for (Index j = 0; j < p; ++j) {
    const TrainingColumn& column = corpus_.columns()[static_cast<std::size_t>(j)];
    out.names.push_back(column.name);
    out.mean[j] = column.mean;
    deviation[j] = column.deviation * trust.scale;
  }
  out.mean.head(p) += basis_ * fit.rotated.weights.head(rank);
  // b = m + D V g + D w, w orthogonal to V with its prior: cov = T C T' + s^2 (D^2 - D V V' D).
  MatrixXd back = MatrixXd::Zero(size, rank + (fates ? 1 : 0));
  back.topLeftCorner(p, rank) = basis_;
  if (fates) {
    out.names.emplace_back(kFateOfParent);
    out.mean[p] = fit.rotated.weights[rank];
    back(p, rank) = 1;
  }
  out.covariance = back * fit.rotated.posterior.Covariance() * back.transpose();
  out.covariance.topLeftCorner(p, p) -= trust.scale * trust.scale * basis_ * basis_.transpose();
  out.covariance.diagonal().head(p) += deviation.cwiseAbs2();
  const MatrixXd transposed = out.covariance.transpose();
  out.covariance = 0.5 * (out.covariance + transposed);
  return out;
}

}  // namespace imr
