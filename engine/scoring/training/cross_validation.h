// How good a fit is on letters that it has not seen, and how far it may leave its prior.
//
// Rows of one group (the items of one letter) are always held out together, since they share a
// fate. Held-out rows keep their place in the table and count with weight 0.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <variant>
#include <vector>

#include "engine/scoring/training/logistic_fit.h"

namespace imr {

// The fold (0 to folds - 1) of each row. Groups come in an order that only `seed` decides, those
// with the most positives first, and each goes where positives are fewest, one without positives
// where rows are fewest: folds are as like each other as groups allow. `groups` may be any numbers.
// REQUIRES: as many groups as targets; folds >= 1.
std::vector<int> GroupedFolds(std::span<const int> groups, const Eigen::VectorXd& targets,
                              int folds, std::uint64_t seed);

struct CrossValidationOptions {
  int folds = 10;
  std::uint64_t seed = 1;
  // What the prior's finite deviations may be multiplied with; the one with the least log loss on
  // held-out rows is chosen. One candidate: nothing is chosen.
  std::vector<double> scales = {0.0625, 0.125, 0.25, 0.5, 1, 2, 4, 8};
  // Choose the smallest scale whose log loss is within one standard error of the least (Breiman,
  // Friedman, Olshen and Stone 1984, 3.4.3): nearer to the prior where data do not tell.
  bool one_standard_error = false;
  // Above 0: the scale for a held-out fold is chosen by so many folds of the other rows alone, so
  // that the predictions of it owe nothing to its outcomes. 0: chosen once, on all held-out rows.
  int inner_folds = 0;
  FitOptions fit;
  // Told after each fold of how many it was; may be empty.
  std::function<void(int done, int all)> progress;
};

struct CrossValidation {
  struct Candidate {
    double scale = 0;
    double log_loss = 0;        // mean over held-out rows, natural logarithm, by their weights
    double standard_error = 0;  // of that mean, groups taken as drawn at random
  };

  std::vector<int> folds;             // of each row
  std::vector<Candidate> candidates;  // by scale, least first
  double scale = 0;                   // the one chosen on all rows
  std::vector<double> fold_scales;    // the one each fold was predicted with
  Eigen::VectorXd log_odds;           // of each row, from a fit without its fold
};

// REQUIRES: options.folds >= 2, scales not empty and above 0, as many groups as rows. An error when
// there are fewer groups than folds, or where a fit fails.
std::variant<CrossValidation, FitError> CrossValidate(const DesignMatrix& design,
                                                      const Outcomes& outcomes,
                                                      std::span<const int> groups,
                                                      const Prior& prior,
                                                      const CrossValidationOptions& options = {});

}  // namespace imr
