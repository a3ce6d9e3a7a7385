#include "engine/scoring/training/cross_validation.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>

#include "engine/evaluation/bootstrap.h"

namespace imr {
namespace {

// Enough for choosing a scale: log losses differ by less than 1e-8 from those at the mode.
constexpr double kToleranceForChoice = 1e-4;

struct Group {
  std::vector<std::size_t> rows;
  double positives = 0;
};

std::vector<Group> Groups(std::span<const int> groups, const Eigen::VectorXd& targets) {
  std::map<int, Group> by_number;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    Group& group = by_number[groups[i]];
    group.rows.push_back(i);
    group.positives += targets[static_cast<Eigen::Index>(i)];
  }
  std::vector<Group> list;
  list.reserve(by_number.size());
  for (auto& [number, group] : by_number) list.push_back(std::move(group));
  return list;
}

Eigen::VectorXd WeightsOf(const Outcomes& outcomes) {
  if (outcomes.weights.size() > 0) return outcomes.weights;
  return Eigen::VectorXd::Ones(outcomes.targets.size());
}

double LogLoss(double target, double z) {
  return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))) - target * z;
}

class Validator {
 public:
  Validator(const DesignMatrix& design, const Outcomes& outcomes, std::span<const int> groups,
            const Prior& prior, const CrossValidationOptions& options)
      : design_(design),
        outcomes_(outcomes),
        weights_(WeightsOf(outcomes)),
        groups_(groups),
        prior_(prior),
        options_(options),
        scales_(options.scales) {
    std::sort(scales_.begin(), scales_.end());
  }

  std::variant<CrossValidation, FitError> Run() {
    CrossValidation out;
    auto folds = Folds(weights_, options_.folds);
    if (!folds) return *error_;
    out.folds = std::move(*folds);
    if (!Choose(weights_, out.folds, options_.folds, out)) return *error_;
    out.log_odds = Eigen::VectorXd::Zero(design_.rows());
    for (int fold = 0; fold < options_.folds; ++fold) {
      const Eigen::VectorXd training = Without(weights_, out.folds, fold);
      double scale = out.scale;
      if (options_.inner_folds > 0 && scales_.size() > 1) {
        CrossValidation inner;
        const auto inner_folds = Folds(training, options_.inner_folds);
        if (!inner_folds || !Choose(training, *inner_folds, options_.inner_folds, inner)) {
          return *error_;
        }
        scale = inner.scale;
      }
      const auto fit = Fit(training, scale, options_.fit);
      if (!fit) return *error_;
      for (Eigen::Index i = 0; i < design_.rows(); ++i) {
        if (out.folds[static_cast<std::size_t>(i)] == fold) out.log_odds[i] = fit->log_odds[i];
      }
      out.fold_scales.push_back(scale);
      if (options_.progress) options_.progress(fold + 1, options_.folds);
    }
    return out;
  }

 private:
  // Folds of the rows that count; others get -1.
  std::optional<std::vector<int>> Folds(const Eigen::VectorXd& weights, int folds) {
    std::vector<int> groups;
    std::vector<double> targets;
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      if (weights[static_cast<Eigen::Index>(i)] <= 0) continue;
      groups.push_back(groups_[i]);
      targets.push_back(outcomes_.targets[static_cast<Eigen::Index>(i)]);
    }
    const std::size_t number = std::set<int>(groups.begin(), groups.end()).size();
    if (number < static_cast<std::size_t>(folds)) {
      error_ = FitError{FitProblem::kShape,
                        std::to_string(number) + " groups cannot be split into " +
                            std::to_string(folds) + " folds; ask for fewer",
                        -1};
      return std::nullopt;
    }
    const auto some = GroupedFolds(groups,
                                   Eigen::Map<const Eigen::VectorXd>(
                                       targets.data(), static_cast<Eigen::Index>(targets.size())),
                                   folds, options_.seed);
    std::vector<int> all(groups_.size(), -1);
    for (std::size_t i = 0, next = 0; i < all.size(); ++i) {
      if (weights[static_cast<Eigen::Index>(i)] > 0) all[i] = some[next++];
    }
    return all;
  }

  static Eigen::VectorXd Without(const Eigen::VectorXd& weights, const std::vector<int>& folds,
                                 int fold) {
    Eigen::VectorXd rest = weights;
    for (Eigen::Index i = 0; i < rest.size(); ++i) {
      if (folds[static_cast<std::size_t>(i)] == fold) rest[i] = 0;
    }
    return rest;
  }

  std::optional<LogisticFit> Fit(const Eigen::VectorXd& weights, double scale,
                                 const FitOptions& options) {
    const Outcomes outcomes{outcomes_.targets, weights, outcomes_.offsets};
    FitOptions without_posterior = options;
    without_posterior.keep_posterior = false;
    FitResult result = FitLogistic(design_, outcomes, prior_.Scaled(scale), without_posterior);
    if (auto* error = std::get_if<FitError>(&result)) {
      error_ = std::move(*error);
      return std::nullopt;
    }
    return std::get<LogisticFit>(std::move(result));
  }

  // Fills `candidates` and `scale` from the held-out rows of `folds`.
  bool Choose(const Eigen::VectorXd& weights, const std::vector<int>& folds, int number,
              CrossValidation& out) {
    if (scales_.size() == 1) {
      out.scale = scales_.front();
      return true;
    }
    // Loss of each row at each scale: from the strongest prior to the weakest, each fit starting
    // from the one before.
    std::vector<Eigen::VectorXd> losses(scales_.size(), Eigen::VectorXd::Zero(design_.rows()));
    for (int fold = 0; fold < number; ++fold) {
      const Eigen::VectorXd training = Without(weights, folds, fold);
      FitOptions options = options_.fit;
      options.tolerance = std::max(options.tolerance, kToleranceForChoice);
      for (std::size_t s = 0; s < scales_.size(); ++s) {
        auto fit = Fit(training, scales_[s], options);
        if (!fit) return false;
        for (Eigen::Index i = 0; i < design_.rows(); ++i) {
          if (folds[static_cast<std::size_t>(i)] != fold) continue;
          losses[s][i] = LogLoss(outcomes_.targets[i], fit->log_odds[i]);
        }
        options.start = std::move(fit->weights);
      }
    }
    for (std::size_t s = 0; s < scales_.size(); ++s) {
      out.candidates.push_back(Summed(scales_[s], losses[s], weights));
    }
    Pick(out);
    return true;
  }

  // The mean loss and its standard error as a ratio of sums over groups (Cochran, Sampling
  // Techniques, 6.4).
  CrossValidation::Candidate Summed(double scale, const Eigen::VectorXd& losses,
                                    const Eigen::VectorXd& weights) const {
    std::map<int, std::pair<double, double>> groups;  // summed loss and weight
    double loss = 0;
    double weight = 0;
    for (Eigen::Index i = 0; i < losses.size(); ++i) {
      if (weights[i] <= 0) continue;
      auto& group = groups[groups_[static_cast<std::size_t>(i)]];
      group.first += weights[i] * losses[i];
      group.second += weights[i];
      loss += weights[i] * losses[i];
      weight += weights[i];
    }
    const double mean = loss / weight;
    double squares = 0;
    for (const auto& [number, group] : groups) {
      squares += std::pow(group.first - mean * group.second, 2);
    }
    const auto n = static_cast<double>(groups.size());
    return {scale, mean, std::sqrt(squares * n / (n - 1)) / weight};
  }

  void Pick(CrossValidation& out) const {
    const auto by_loss = [](const auto& a, const auto& b) { return a.log_loss < b.log_loss; };
    const auto least = std::min_element(out.candidates.begin(), out.candidates.end(), by_loss);
    double most = least->log_loss;
    if (options_.one_standard_error) most += least->standard_error;
    const auto chosen = std::find_if(out.candidates.begin(), out.candidates.end(),
                                     [&](const auto& c) { return c.log_loss <= most; });
    out.scale = chosen->scale;
  }

  const DesignMatrix& design_;
  const Outcomes& outcomes_;
  const Eigen::VectorXd weights_;
  const std::span<const int> groups_;
  const Prior& prior_;
  const CrossValidationOptions& options_;
  std::vector<double> scales_;
  std::optional<FitError> error_;
};

}  // namespace

std::vector<int> GroupedFolds(std::span<const int> groups, const Eigen::VectorXd& targets,
                              int folds, std::uint64_t seed) {
  assert(groups.size() == static_cast<std::size_t>(targets.size()) && folds >= 1);
  std::vector<Group> list = Groups(groups, targets);
  std::mt19937_64 generator(seed);
  for (std::size_t i = list.size(); i > 1; --i) {  // Fisher and Yates
    std::swap(list[i - 1], list[DrawBelow(generator, i)]);
  }
  std::stable_sort(list.begin(), list.end(), [](const Group& a, const Group& b) {
    if (a.positives != b.positives) return a.positives > b.positives;
    return a.rows.size() > b.rows.size();
  });

  std::vector<std::pair<double, std::size_t>> filled(static_cast<std::size_t>(folds));
  std::vector<int> fold_of(groups.size(), 0);
  for (const Group& group : list) {
    const auto emptiest =
        std::min_element(filled.begin(), filled.end(), [&](const auto& a, const auto& b) {
          if (group.positives > 0 && a.first != b.first) return a.first < b.first;
          return a.second < b.second;
        });
    emptiest->first += group.positives;
    emptiest->second += group.rows.size();
    for (const std::size_t row : group.rows) {
      fold_of[row] = static_cast<int>(emptiest - filled.begin());
    }
  }
  return fold_of;
}

std::variant<CrossValidation, FitError> CrossValidate(const DesignMatrix& design,
                                                      const Outcomes& outcomes,
                                                      std::span<const int> groups,
                                                      const Prior& prior,
                                                      const CrossValidationOptions& options) {
  assert(options.folds >= 2 && !options.scales.empty());
  if (outcomes.targets.size() != design.rows() ||
      groups.size() != static_cast<std::size_t>(design.rows()) ||
      (outcomes.weights.size() > 0 && outcomes.weights.size() != design.rows())) {
    return FitError{FitProblem::kShape, "rows, outcomes and groups differ in number", -1};
  }
  return Validator(design, outcomes, groups, prior, options).Run();
}

}  // namespace imr
