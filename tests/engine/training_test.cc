#include "engine/scoring/training/training.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <random>

#include "tests/engine/training_tables.h"

namespace imr {
namespace {

using test::DrawTargets;
using test::Normals;
using test::RandomRows;
using test::Uniform;

struct Corpus {
  DenseRows x;
  Outcomes outcomes;
  std::vector<int> groups;
  std::vector<std::string> names;
  Prior prior;

  std::variant<Training, FitError> Fit(const TrainingOptions& options) const {
    const DesignMatrix design(x);
    return Train({names, design, outcomes, groups, prior}, options);
  }
};

Corpus RandomCorpus(std::uint64_t seed, Eigen::Index rows = 240, Eigen::Index columns = 6) {
  std::mt19937_64 random(seed);
  Corpus corpus;
  corpus.x = RandomRows(random, rows, columns);
  corpus.outcomes.targets = DrawTargets(random, corpus.x, Normals(random, columns));
  for (int i = 0; i < rows; ++i) corpus.groups.push_back(i / 2);
  for (int j = 0; j < columns; ++j) corpus.names.push_back("feature " + std::to_string(j));
  corpus.prior = {Eigen::VectorXd::Zero(columns), Eigen::VectorXd::Ones(columns)};
  corpus.prior.deviation[0] = std::numeric_limits<double>::infinity();
  return corpus;
}

TrainingOptions Quick() {
  TrainingOptions options;
  options.validation.folds = 5;
  options.resamples = 100;
  return options;
}

TEST(Train, ReportsWhatHeldOutPredictionsAreWorth) {
  const Corpus corpus = RandomCorpus(1);
  const auto result = corpus.Fit(Quick());
  const auto& training = std::get<Training>(result);
  const HeldOutReport& report = training.held_out;
  EXPECT_EQ(report.rows, 240);
  EXPECT_EQ(report.groups, 120);
  EXPECT_EQ(report.positives, static_cast<int>(corpus.outcomes.targets.sum()));
  std::vector<ScoredItem> items;
  double base = 0;
  double model = 0;
  for (Eigen::Index i = 0; i < 240; ++i) {
    const auto k = static_cast<std::size_t>(i);
    items.push_back({.probability = Logistic(training.validation.log_odds[i]),
                     .overturned = corpus.outcomes.targets[i] == 1,
                     .group = corpus.groups[k]});
    double others = 0;
    double positives = 0;
    for (Eigen::Index j = 0; j < 240; ++j) {
      if (training.validation.folds[static_cast<std::size_t>(j)] == training.validation.folds[k]) {
        continue;
      }
      others += 1;
      positives += corpus.outcomes.targets[j];
    }
    base += std::pow(positives / others - corpus.outcomes.targets[i], 2);
    model += std::pow(items.back().probability - corpus.outcomes.targets[i], 2);
  }
  EXPECT_EQ(report.metrics.auc, ComputeMetrics(items).auc);
  EXPECT_NEAR(report.skill, 1 - model / base, 1e-12);
  EXPECT_LT(report.skill_interval.low, report.skill);
  EXPECT_GT(report.skill_interval.high, report.skill);
  EXPECT_GT(report.metrics.auc, 0.75);
  ASSERT_TRUE(report.calibration);
  EXPECT_NEAR(report.calibration->line.slope, 1, 4 * report.calibration->slope_error);
}

TEST(Train, BandsHoldTheRiskiestFifthAndTenth) {
  const Corpus corpus = RandomCorpus(2);
  const auto result = corpus.Fit(Quick());
  const auto& training = std::get<Training>(result);
  ASSERT_EQ(training.model.bands.size(), 2u);
  for (const RiskBand& band : training.held_out.bands) {
    int items = 0;
    int positives = 0;
    for (Eigen::Index i = 0; i < 240; ++i) {
      if (Logistic(training.validation.log_odds[i]) < band.from) continue;
      ++items;
      positives += corpus.outcomes.targets[i] == 1 ? 1 : 0;
    }
    EXPECT_EQ(items, band.name == "elevated" ? 48 : 24);
    EXPECT_EQ(items, band.items);
    EXPECT_DOUBLE_EQ(band.observed, static_cast<double>(positives) / items);
  }
}

TEST(Train, TheModelHoldsTheFit) {
  Corpus corpus = RandomCorpus(3);
  corpus.x.col(4).setZero();  // never seen
  const auto result = corpus.Fit(Quick());
  const auto& training = std::get<Training>(result);
  const Model& model = training.model;
  ASSERT_EQ(model.weights.size(), 6u);
  EXPECT_EQ(model.covariance.rows(), 5);
  for (Eigen::Index j = 0; j < 6; ++j) {
    const ModelWeight& weight = model.weights[static_cast<std::size_t>(j)];
    EXPECT_NEAR(weight.mean, training.fit.weights[j], 1e-11);
    EXPECT_EQ(weight.count, j == 4 ? 0 : 240);
    EXPECT_EQ(weight.prior_deviation, j == 0 ? std::numeric_limits<double>::infinity()
                                             : Rounded(training.validation.scale));
  }
  EXPECT_EQ(model.weights[4].mean, 0);
  EXPECT_EQ(model.weights[4].deviation, model.weights[4].prior_deviation);
  // Variances of the file are those of the fit.
  std::mt19937_64 random(3);
  const Eigen::VectorXd x = Normals(random, 6);
  const Eigen::VectorXd seen = x(std::vector<Eigen::Index>{0, 1, 2, 3, 5});
  const double variance = seen.dot(model.covariance * seen) +
                          x[4] * x[4] * model.weights[4].deviation * model.weights[4].deviation;
  EXPECT_NEAR(variance, training.fit.posterior.Variance(x), 1e-9);

  Model whole = model;
  whole.kind = "table";
  Diagnostics diagnostics;
  const auto read = ReadModel(ModelText(whole), "model.yaml", diagnostics);
  for (const auto& d : diagnostics.all()) ADD_FAILURE() << FormatDiagnostic(d);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->covariance, model.covariance);
}

TEST(Train, IsTheSameWheneverItRuns) {
  const Corpus corpus = RandomCorpus(4);
  TrainingOptions options = Quick();
  options.validation.inner_folds = 3;
  const auto first = corpus.Fit(options);
  const auto second = corpus.Fit(options);
  EXPECT_EQ(ModelText(std::get<Training>(first).model),
            ModelText(std::get<Training>(second).model));
  EXPECT_EQ(TrainingText(std::get<Training>(first)), TrainingText(std::get<Training>(second)));
  EXPECT_EQ(TrainingJson(std::get<Training>(first)), TrainingJson(std::get<Training>(second)));
}

// A teacher's opinions on other rows teach, but nothing is measured on them.
TEST(Train, RowsOfATeacherTeachAndAreNotCounted) {
  Corpus corpus = RandomCorpus(5);
  const auto alone = corpus.Fit(Quick());
  std::mt19937_64 random(5);
  for (Eigen::Index i = 120; i < 240; ++i) corpus.outcomes.targets[i] = 0.1 + 0.8 * Uniform(random);
  const auto taught = corpus.Fit(Quick());
  const auto& training = std::get<Training>(taught);
  EXPECT_EQ(training.held_out.rows, 120);
  EXPECT_EQ(training.model.items, 120);
  EXPECT_EQ(training.held_out.groups, 60);
  EXPECT_EQ(training.model.weights[0].count, 240);
  EXPECT_NE(training.fit.weights, std::get<Training>(alone).fit.weights);
}

TEST(Train, RefusesWhatIsTooLittleToLearnFrom) {
  const auto said = [](Corpus corpus) {
    const auto result = corpus.Fit(Quick());
    const auto* error = std::get_if<FitError>(&result);
    return error == nullptr ? "trained" : error->message;
  };
  EXPECT_NE(said(RandomCorpus(6, 29)).find("29 rows"), std::string::npos);
  Corpus rare = RandomCorpus(6);
  rare.outcomes.targets.setZero();
  rare.outcomes.targets.head(4).setOnes();
  EXPECT_EQ(said(rare),
            "240 rows, 4 of them positive, are too little to learn from; at least 30 rows and 5 of "
            "either outcome are needed");
  rare.outcomes.targets = 1 - rare.outcomes.targets.array();
  EXPECT_NE(said(rare).find("236 of them positive"), std::string::npos);
}

TEST(Rounded, KeepsTwelveDigits) {
  EXPECT_EQ(Rounded(1.0 / 3.0), 0.333333333333);
  EXPECT_EQ(Rounded(-123456789.123456789), -123456789.123);
  EXPECT_EQ(Rounded(0), 0);
  EXPECT_EQ(Rounded(1e-300), 1e-300);
  EXPECT_TRUE(std::isinf(Rounded(std::numeric_limits<double>::infinity())));
}

}  // namespace
}  // namespace imr
