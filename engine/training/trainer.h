// Fits the scorer's weights to decided items, around what rule authors believe.
//
// The objective is that of logistic_fit.h. A teacher's probability q counts as k further rulings of
// which a share q were overturned: target (y + k q) / (1 + k), weight 1 + k. The fate of the item
// that another accompanies depends on the weights themselves, so the fit is repeated with the fates
// that the last one gave.
//
// With p features and n items, p > n, the weights of the mode lie in a subspace of n dimensions:
// with X D = U S V' (D the prior deviations), b = m + D V g and g of prior N(0, 1), exactly. The
// fits of cross-validation run on U S.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "engine/scoring/fitted_weights.h"
#include "engine/scoring/training/logistic_fit.h"
#include "engine/training/training_corpus.h"

namespace imr {

// How far to trust what: the prior's deviations are multiplied by `scale`, the teacher counts as
// `teacher` rulings for each item.
struct Trust {
  double scale = 1;
  double teacher = 0;
  friend bool operator==(const Trust&, const Trust&) = default;
};

struct TrainerOptions {
  // What is chosen from, by log loss on held-out cases; one of each: nothing is chosen.
  std::vector<double> scales = {0.25, 0.5, 1, 2};
  std::vector<double> teachers = {0, 0.5, 1};  // {0} without a teacher
  int folds = 10;
  int inner_folds = 5;  // to choose the trust for a held-out fold without its outcomes
  std::uint64_t seed = 1;
  int jobs = 1;
  // Told of steps done, of how many; called from one thread at a time. May be empty.
  std::function<void(int done, int all)> progress;
};

struct TrustTried {
  Trust trust;
  double log_loss = 0;  // mean over held-out items
};

// Predictions for items by fits that had not seen their cases.
struct HeldOut {
  std::vector<int> folds;     // of each row
  std::vector<Trust> trusts;  // of each fold
  Eigen::VectorXd log_odds;   // of each row; an item abstained on has its base rate's
};

class Trainer {
 public:
  // REQUIRES: corpus finished, of at least one item not abstained on; outlives the trainer.
  explicit Trainer(const TrainingCorpus& corpus);

  // Fits on the rows whose fold is neither `held_out` (none for -1) nor below 0; on all when
  // `folds` is empty.
  struct Fit {
    LogisticFit rotated;
    Eigen::VectorXd excess;    // fate of the parent of each row, as the fit took it
    Eigen::VectorXd log_odds;  // of every row
  };
  std::variant<Fit, FitError> FitRows(std::span<const int> folds, int held_out,
                                      const Trust& trust) const;

  // The trust with the least log loss on held-out cases; of equal ones the first.
  std::variant<Trust, FitError> Choose(const TrainerOptions& options,
                                       std::vector<TrustTried>* tried = nullptr) const;

  // The same from the rows alone of which `usable` is not 0 (all when it is empty).
  std::variant<Trust, FitError> ChooseWithin(const TrainerOptions& options,
                                             std::span<const char> usable,
                                             std::vector<TrustTried>* tried) const;

  // Chooses anew for every fold, from the other folds alone.
  std::variant<HeldOut, FitError> CrossValidate(const TrainerOptions& options) const;

  // The weights of a fit, in the order of the corpus's columns, the fate of the parent last.
  FittedWeights Weights(const Fit& fit, const Trust& trust) const;

 private:
  Eigen::VectorXd Excess(const Eigen::VectorXd& log_odds) const;

  const TrainingCorpus& corpus_;
  Eigen::VectorXd offsets_;   // base rates
  Eigen::VectorXd believed_;  // offsets, rest and prior means: log-odds before any fit, no fates
  Eigen::VectorXd targets_;
  Eigen::MatrixXd rotated_;  // U S
  Eigen::MatrixXd basis_;    // D V
};

}  // namespace imr
