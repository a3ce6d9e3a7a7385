#include "engine/training/learning_curve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <sstream>

#include "engine/explanation/layout.h"
#include "engine/scoring/log_odds.h"
#include "tests/engine/training_tables.h"

namespace imr {
namespace {

using ::testing::HasSubstr;

// Outcomes that follow from features whose weights nobody believed in: there is much to learn.
TrainingCorpus Corpus(int cases) {
  std::mt19937_64 random(11);
  TrainingCorpus corpus;
  for (int i = 0; i < cases; ++i) {
    std::vector<TrainingItem> items(1 + random() % 2);
    for (std::size_t j = 0; j < items.size(); ++j) {
      TrainingItem& item = items[j];
      item.case_id = "case " + std::to_string(1000 + i);
      item.index = j;
      item.offset.log_odds = -1;
      double z = -1;
      for (int f = 0; f < 6; ++f) {
        if (test::Uniform(random) < 0.5) continue;
        item.features.push_back(
            {.name = "feature " + std::to_string(f), .value = 1, .weight = 0.1, .deviation = 1});
        z += f % 2 == 0 ? 2.0 : -2.0;
      }
      item.overturned = test::Uniform(random) < Logistic(z);
    }
    corpus.AddCase(std::move(items));
  }
  corpus.Finish();
  return corpus;
}

TrainerOptions Options() {
  TrainerOptions options;
  options.folds = 5;
  options.scales = {1};
  options.teachers = {0};
  return options;
}

TEST(LearningCurve, MoreCasesPredictBetter) {
  const TrainingCorpus corpus = Corpus(150);
  const auto result = TrainOnShares(corpus, Options(), {.shares = {0.1, 0.5, 1}, .resamples = 50});
  const auto* curve = std::get_if<LearningCurve>(&result);
  ASSERT_NE(curve, nullptr);
  ASSERT_EQ(curve->sizes.size(), 3u);
  EXPECT_NEAR(curve->sizes[0].cases, 12, 0.5);
  EXPECT_NEAR(curve->sizes[1].cases, 60, 0.5);
  EXPECT_NEAR(curve->sizes[2].cases, 120, 0.5);
  EXPECT_LT(curve->sizes[2].metrics.log_loss, curve->sizes[0].metrics.log_loss);
  EXPECT_GT(curve->sizes[2].metrics.auc, curve->sizes[0].metrics.auc);
  EXPECT_GT(curve->sizes[1].items, curve->sizes[1].cases);
}

TEST(LearningCurve, AllCasesGiveWhatCrossValidationGives) {
  const TrainingCorpus corpus = Corpus(60);
  const auto result = TrainOnShares(corpus, Options(), {.shares = {1}, .resamples = 20});
  const auto* curve = std::get_if<LearningCurve>(&result);
  ASSERT_NE(curve, nullptr);
  const auto held = Trainer(corpus).CrossValidate(Options());
  const auto* held_out = std::get_if<HeldOut>(&held);
  ASSERT_NE(held_out, nullptr);
  std::vector<ScoredItem> scored;
  for (std::size_t row = 0; row < corpus.items().size(); ++row) {
    scored.push_back({.probability = Logistic(held_out->log_odds[static_cast<Eigen::Index>(row)]),
                      .overturned = corpus.items()[row].overturned,
                      .group = corpus.groups()[row]});
  }
  const Metrics expected = ComputeMetrics(scored);
  EXPECT_NEAR(curve->sizes[0].metrics.log_loss, expected.log_loss, 1e-9);
  EXPECT_NEAR(curve->sizes[0].metrics.auc, expected.auc, 1e-9);
}

TEST(LearningCurve, TheSameCorpusGivesTheSameBytesWithinTheWidth) {
  const TrainingCorpus corpus = Corpus(60);
  const auto once = TrainOnShares(corpus, Options(), {.draws = 2, .resamples = 20});
  const auto again = TrainOnShares(corpus, Options(), {.draws = 2, .resamples = 20});
  const auto& curve = std::get<LearningCurve>(once);
  EXPECT_EQ(LearningCurveJson(curve).dump(),
            LearningCurveJson(std::get<LearningCurve>(again)).dump());
  EXPECT_EQ(LearningCurveJson(curve)["draws"], 2);
  EXPECT_EQ(LearningCurveJson(curve)["sizes"].size(), 5u);
  const std::string text = LearningCurveText(curve);
  EXPECT_THAT(text, HasSubstr("100%"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(CodePoints(line), 100u) << line;
}

}  // namespace
}  // namespace imr
