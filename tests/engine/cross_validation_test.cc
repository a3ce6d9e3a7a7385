#include "engine/scoring/training/cross_validation.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "tests/engine/training_tables.h"

namespace imr {
namespace {

using test::DrawTargets;
using test::Normal;
using test::Normals;
using test::RandomRows;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Groups of one to five rows.
std::vector<int> RandomGroups(std::mt19937_64& random, std::size_t rows) {
  std::vector<int> groups;
  for (int group = 100; groups.size() < rows; --group) {
    for (std::size_t i = 1 + random() % 5; i > 0 && groups.size() < rows; --i) {
      groups.push_back(group);
    }
  }
  return groups;
}

struct Table {
  DenseRows x;
  Outcomes outcomes;
  std::vector<int> groups;
  Prior prior;

  std::variant<CrossValidation, FitError> Validate(const CrossValidationOptions& options) const {
    return CrossValidate(DesignMatrix(x), outcomes, groups, prior, options);
  }
};

// Outcomes follow from weights of the size of `effect`; the prior knows nothing of them.
Table RandomTable(std::uint64_t seed, double effect, Eigen::Index rows = 200,
                  Eigen::Index columns = 12) {
  std::mt19937_64 random(seed);
  Table table;
  table.x = RandomRows(random, rows, columns);
  table.outcomes.targets = DrawTargets(random, table.x, effect * Normals(random, columns));
  table.groups = RandomGroups(random, static_cast<std::size_t>(rows));
  table.prior = {Eigen::VectorXd::Zero(columns), Eigen::VectorXd::Ones(columns)};
  table.prior.deviation[0] = kInfinity;
  return table;
}

double LogLossOf(const Eigen::VectorXd& targets, const Eigen::VectorXd& log_odds) {
  double sum = 0;
  for (Eigen::Index i = 0; i < targets.size(); ++i) {
    const double p = Logistic(log_odds[i]);
    sum -= targets[i] * std::log(p) + (1 - targets[i]) * std::log(1 - p);
  }
  return sum / static_cast<double>(targets.size());
}

TEST(GroupedFolds, KeepGroupsTogetherAndPositivesEven) {
  std::mt19937_64 random(1);
  for (const int folds : {2, 5, 10}) {
    const auto groups = RandomGroups(random, 400);
    Eigen::VectorXd targets(400);
    for (double& target : targets) target = random() % 8 == 0 ? 1 : 0;
    const auto fold_of = GroupedFolds(groups, targets, folds, 3);
    std::map<int, std::set<int>> folds_of_group;
    std::vector<double> positives(static_cast<std::size_t>(folds));
    std::vector<int> rows(static_cast<std::size_t>(folds));
    for (std::size_t i = 0; i < groups.size(); ++i) {
      ASSERT_GE(fold_of[i], 0);
      ASSERT_LT(fold_of[i], folds);
      folds_of_group[groups[i]].insert(fold_of[i]);
      positives[static_cast<std::size_t>(fold_of[i])] += targets[static_cast<Eigen::Index>(i)];
      ++rows[static_cast<std::size_t>(fold_of[i])];
    }
    for (const auto& [group, where] : folds_of_group) EXPECT_EQ(where.size(), 1u) << group;
    const auto [fewest, most] = std::minmax_element(positives.begin(), positives.end());
    EXPECT_LE(*most - *fewest, 1) << folds;
    const auto [least, largest] = std::minmax_element(rows.begin(), rows.end());
    EXPECT_LE(*largest - *least, 5) << folds;  // the largest group
  }
}

TEST(GroupedFolds, DependOnTheSeedAlone) {
  std::mt19937_64 random(2);
  const auto groups = RandomGroups(random, 300);
  const Eigen::VectorXd targets = Eigen::VectorXd::Zero(300);
  EXPECT_EQ(GroupedFolds(groups, targets, 5, 1), GroupedFolds(groups, targets, 5, 1));
  EXPECT_NE(GroupedFolds(groups, targets, 5, 1), GroupedFolds(groups, targets, 5, 2));
}

// The first folds of a seed, so that a change of the generator does not go unnoticed.
TEST(GroupedFolds, AreTheSameOnEveryMachine) {
  const std::vector<int> groups = {0, 1, 2, 3, 4, 5, 6, 7};
  Eigen::VectorXd targets(8);
  targets << 1, 0, 0, 1, 0, 0, 0, 0;
  const auto folds = GroupedFolds(groups, targets, 4, 1);
  EXPECT_EQ(folds, (std::vector<int>{1, 1, 3, 0, 2, 0, 3, 2}));
}

TEST(CrossValidation, PredictsEachRowWithoutItsFold) {
  const Table table = RandomTable(3, 0.7);
  CrossValidationOptions options;
  options.folds = 5;
  options.seed = 9;
  options.scales = {0.5};
  const auto result = table.Validate(options);
  const auto& validation = std::get<CrossValidation>(result);
  EXPECT_EQ(validation.scale, 0.5);
  EXPECT_TRUE(validation.candidates.empty());
  // The slow way: tables of their own for each fold.
  for (int fold = 0; fold < 5; ++fold) {
    std::vector<Eigen::Index> rest;
    for (std::size_t i = 0; i < table.groups.size(); ++i) {
      if (validation.folds[i] != fold) rest.push_back(static_cast<Eigen::Index>(i));
    }
    const DenseRows x = table.x(rest, Eigen::all);
    const Outcomes outcomes{table.outcomes.targets(rest), {}, {}};
    const FitResult fitted = FitLogistic(DesignMatrix(x), outcomes, table.prior.Scaled(0.5));
    const auto& fit = std::get<LogisticFit>(fitted);
    for (Eigen::Index i = 0; i < table.x.rows(); ++i) {
      if (validation.folds[static_cast<std::size_t>(i)] != fold) continue;
      EXPECT_NEAR(validation.log_odds[i], table.x.row(i).dot(fit.weights), 1e-9);
    }
  }
}

// Every group has a row of target t and one of 1 - t, so that folds do not depend on outcomes.
Table TableOfPairs(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Table table = RandomTable(seed, 0.7, 120, 6);
  for (Eigen::Index i = 0; i < 120; i += 2) {
    table.groups[static_cast<std::size_t>(i)] = static_cast<int>(i);
    table.groups[static_cast<std::size_t>(i + 1)] = static_cast<int>(i);
    table.outcomes.targets[i] = static_cast<double>(random() % 9) / 8;
    table.outcomes.targets[i + 1] = 1 - table.outcomes.targets[i];
  }
  return table;
}

TEST(CrossValidation, WithInnerFoldsAnOutcomeNeverMovesItsOwnPrediction) {
  const Table table = TableOfPairs(4);
  CrossValidationOptions options;
  options.folds = 4;
  options.seed = 2;
  options.scales = {0.1, 0.4, 1.6};
  options.inner_folds = 3;
  const auto before = std::get<CrossValidation>(table.Validate(options));
  EXPECT_EQ(before.fold_scales.size(), 4u);
  for (int fold = 0; fold < 4; ++fold) {
    Table turned = table;
    for (std::size_t i = 0; i < table.groups.size(); ++i) {
      auto& target = turned.outcomes.targets[static_cast<Eigen::Index>(i)];
      if (before.folds[i] == fold) target = 1 - target;
    }
    const auto after = std::get<CrossValidation>(turned.Validate(options));
    ASSERT_EQ(after.folds, before.folds);
    for (std::size_t i = 0; i < table.groups.size(); ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      if (before.folds[i] == fold) {
        EXPECT_EQ(before.log_odds[row], after.log_odds[row]);
      } else {
        EXPECT_NE(before.log_odds[row], after.log_odds[row]);
      }
    }
  }
}

TEST(CrossValidation, ChoosesTheScaleWithTheLeastLossOnHeldOutRows) {
  const Table table = RandomTable(5, 0.5);
  CrossValidationOptions options;
  options.folds = 5;
  options.seed = 3;
  options.scales = {4, 0.25, 1};
  const auto validation = std::get<CrossValidation>(table.Validate(options));
  ASSERT_EQ(validation.candidates.size(), 3u);
  double least = kInfinity;
  double best = 0;
  for (const auto& candidate : validation.candidates) {
    options.scales = {candidate.scale};
    const auto alone = std::get<CrossValidation>(table.Validate(options));
    EXPECT_NEAR(candidate.log_loss, LogLossOf(table.outcomes.targets, alone.log_odds), 1e-6);
    EXPECT_GT(candidate.standard_error, 0);
    if (candidate.log_loss < least) {
      least = candidate.log_loss;
      best = candidate.scale;
    }
  }
  EXPECT_EQ(validation.scale, best);
  EXPECT_TRUE(std::is_sorted(validation.candidates.begin(), validation.candidates.end(),
                             [](const auto& a, const auto& b) { return a.scale < b.scale; }));
}

TEST(CrossValidation, HoldsTheWeightsWhereThereIsNothingToLearnAndLetsThemGoWhereThereIs) {
  CrossValidationOptions options;
  options.folds = 5;
  options.seed = 4;
  Table noise = RandomTable(6, 0.0);
  EXPECT_LE(std::get<CrossValidation>(noise.Validate(options)).scale, 0.25);
  Table signal = RandomTable(7, 3.0, 400);
  EXPECT_GE(std::get<CrossValidation>(signal.Validate(options)).scale, 1);
}

TEST(CrossValidation, OneStandardErrorStaysNearerToThePrior) {
  bool nearer = false;
  for (const std::uint64_t seed : {11, 12, 13}) {
    const Table table = RandomTable(seed, 0.5, 120);
    CrossValidationOptions options;
    options.folds = 5;
    options.seed = 5;
    const auto least = std::get<CrossValidation>(table.Validate(options));
    options.one_standard_error = true;
    const auto within = std::get<CrossValidation>(table.Validate(options));
    EXPECT_LE(within.scale, least.scale);
    nearer = nearer || within.scale < least.scale;
    const auto loss_of = [&](double scale) {
      return *std::find_if(least.candidates.begin(), least.candidates.end(),
                           [&](const auto& c) { return c.scale == scale; });
    };
    EXPECT_LE(loss_of(within.scale).log_loss,
              loss_of(least.scale).log_loss + loss_of(least.scale).standard_error);
  }
  EXPECT_TRUE(nearer);
}

TEST(CrossValidation, DoesNotDependOnHowGroupsAreNumberedInOrder) {
  const Table table = RandomTable(8, 0.7);
  Table renumbered = table;
  for (int& group : renumbered.groups) group = 3 * group - 1000;
  CrossValidationOptions options;
  options.folds = 5;
  options.seed = 6;
  const auto first = std::get<CrossValidation>(table.Validate(options));
  const auto second = std::get<CrossValidation>(renumbered.Validate(options));
  EXPECT_EQ(first.folds, second.folds);
  EXPECT_EQ(first.log_odds, second.log_odds);
}

TEST(CrossValidation, TellsWhenThereAreTooFewGroupsAndWhenAFitFails) {
  Table table = RandomTable(9, 0.7, 30, 3);
  std::fill(table.groups.begin(), table.groups.end(), 1);
  table.groups[0] = 2;
  CrossValidationOptions options;
  options.folds = 5;
  auto result = table.Validate(options);
  ASSERT_TRUE(std::holds_alternative<FitError>(result));
  EXPECT_EQ(std::get<FitError>(result).problem, FitProblem::kShape);
  EXPECT_NE(std::get<FitError>(result).message.find("2 groups"), std::string::npos);

  table = RandomTable(9, 0.7, 30, 3);
  table.outcomes.targets.setZero();
  result = table.Validate(options);
  ASSERT_TRUE(std::holds_alternative<FitError>(result));
  EXPECT_EQ(std::get<FitError>(result).problem, FitProblem::kSeparable);

  table.groups.pop_back();
  result = table.Validate(options);
  ASSERT_TRUE(std::holds_alternative<FitError>(result));
}

TEST(CrossValidation, TellsItsProgress) {
  const Table table = RandomTable(10, 0.7, 60, 3);
  CrossValidationOptions options;
  options.folds = 3;
  std::vector<int> told;
  options.progress = [&](int done, int all) {
    EXPECT_EQ(all, 3);
    told.push_back(done);
  };
  ASSERT_TRUE(std::holds_alternative<CrossValidation>(table.Validate(options)));
  EXPECT_EQ(told, (std::vector<int>{1, 2, 3}));
}

}  // namespace
}  // namespace imr
