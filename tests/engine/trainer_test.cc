#include "engine/training/trainer.h"

#include <cmath>
#include <gtest/gtest.h>
#include <random>

#include "engine/scoring/log_odds.h"
#include "engine/training/letters_model.h"
#include "tests/engine/training_tables.h"

namespace imr {
namespace {

using Eigen::Index;

constexpr int kFeatures = 12;

std::string Name(int i) { return "feature " + std::to_string(i); }

// Cases of one to three items with random features; outcomes follow the sum of weights. The last
// item of a case of three accompanies its first.
class World {
 public:
  explicit World(std::uint64_t seed, int cases, double strength = 1.5) : random_(seed) {
    for (double& weight : weights_) weight = strength * test::Normal(random_);
    for (int i = 0; i < cases; ++i) corpus_.AddCase(Case("case " + std::to_string(1000 + i)));
    corpus_.Finish();
  }
  const TrainingCorpus& corpus() const { return corpus_; }

 private:
  std::vector<TrainingItem> Case(const std::string& id) {
    std::vector<TrainingItem> items(1 + random_() % 3);
    double first = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
      TrainingItem& item = items[i];
      item.case_id = id;
      item.index = i;
      item.offset.log_odds = -2;
      double z = -2;
      for (int f = 0; f < kFeatures; ++f) {
        if (test::Uniform(random_) < 0.6) continue;
        item.features.push_back({.name = Name(f), .value = 1, .weight = 0.2, .deviation = 0.5});
        z += weights_[static_cast<std::size_t>(f)];
      }
      if (i == 0) first = z;
      if (i == 2) {
        item.parent = 0;
        item.features.push_back(
            {.name = std::string(kFateOfParent), .value = 1, .weight = 0.8, .deviation = 0.2});
        z += 0.8 * (first + 2);
      }
      item.overturned = test::Uniform(random_) < Logistic(z);
      item.teacher = Logistic(z);
    }
    return items;
  }

  std::mt19937_64 random_;
  std::array<double, kFeatures> weights_{};
  TrainingCorpus corpus_;
};

Trainer::Fit FitAll(const Trainer& trainer, const Trust& trust) {
  auto fit = trainer.FitRows({}, -1, trust);
  EXPECT_TRUE(std::holds_alternative<Trainer::Fit>(fit));
  return std::get<Trainer::Fit>(std::move(fit));
}

// The table with the fates that a fit settled on, as FitLogistic takes it without any rotation.
struct Plain {
  DenseRows rows;
  Outcomes outcomes;
  Prior prior;
};

Plain PlainTable(const TrainingCorpus& corpus, const Trainer::Fit& fit, const Trust& trust) {
  const auto n = static_cast<Index>(corpus.items().size());
  const auto p = static_cast<Index>(corpus.columns().size());
  Plain out{DenseRows(n, p + 1), {}, {}};
  out.rows.leftCols(p) = Eigen::MatrixXd(corpus.rows());
  out.rows.col(p) = fit.excess;
  out.outcomes.targets.resize(n);
  out.outcomes.weights = Eigen::VectorXd::Constant(n, 1 + trust.teacher);
  out.outcomes.offsets.resize(n);
  for (Index i = 0; i < n; ++i) {
    const TrainingItem& item = corpus.items()[static_cast<std::size_t>(i)];
    out.outcomes.targets[i] =
        ((item.overturned ? 1.0 : 0.0) + trust.teacher * item.teacher.value_or(0)) /
        (1 + trust.teacher);
    out.outcomes.offsets[i] = item.offset.log_odds + corpus.rest()[i];
  }
  out.prior.mean.resize(p + 1);
  out.prior.deviation.resize(p + 1);
  for (Index j = 0; j <= p; ++j) {
    const TrainingColumn& column =
        j < p ? corpus.columns()[static_cast<std::size_t>(j)] : corpus.fate();
    out.prior.mean[j] = column.mean;
    out.prior.deviation[j] = column.deviation * trust.scale;
  }
  return out;
}

TEST(TrainerTest, TheRotatedFitIsTheFitOfTheWholeTable) {
  for (const int cases : {6, 40}) {  // fewer items than features, and more
    const World world(3, cases);
    const Trainer trainer(world.corpus());
    for (const Trust trust : {Trust{1, 0}, Trust{0.5, 1}, Trust{2, 0.5}}) {
      const Trainer::Fit fit = FitAll(trainer, trust);
      const FittedWeights weights = trainer.Weights(fit, trust);
      const Plain plain = PlainTable(world.corpus(), fit, trust);
      const auto slow = FitLogistic(DesignMatrix(plain.rows), plain.outcomes, plain.prior);
      ASSERT_TRUE(std::holds_alternative<LogisticFit>(slow));
      const LogisticFit& expected = std::get<LogisticFit>(slow);
      ASSERT_EQ(weights.mean.size(), expected.weights.size());
      EXPECT_LT((weights.mean - expected.weights).cwiseAbs().maxCoeff(), 1e-6);
      EXPECT_LT((weights.covariance - expected.posterior.Covariance()).cwiseAbs().maxCoeff(), 1e-6);
    }
  }
}

TEST(TrainerTest, FatesAreThoseOfTheFitItself) {
  const World world(5, 60);
  const Trainer trainer(world.corpus());
  const Trainer::Fit fit = FitAll(trainer, {1, 0});
  int accompanying = 0;
  for (std::size_t row = 0; row < world.corpus().items().size(); ++row) {
    const int parent = world.corpus().items()[row].parent;
    if (parent < 0) continue;
    ++accompanying;
    const double excess = fit.log_odds[parent] - world.corpus().items()[row].offset.log_odds;
    EXPECT_NEAR(fit.excess[static_cast<Index>(row)],
                std::clamp(excess, -kLargestParentExcess, kLargestParentExcess), 1e-4);
  }
  EXPECT_GT(accompanying, 5);
}

TEST(TrainerTest, NoTrustInDataLeavesThePriorAndMuchTrustLeavesItBehind) {
  const World world(7, 80);
  const Trainer trainer(world.corpus());
  const Trust none{1e-4, 0};
  const FittedWeights held = trainer.Weights(FitAll(trainer, none), none);
  const Trust much{4, 0};
  const FittedWeights moved = trainer.Weights(FitAll(trainer, much), much);
  for (std::size_t j = 0; j < world.corpus().columns().size(); ++j) {
    EXPECT_NEAR(held.mean[static_cast<Index>(j)], world.corpus().columns()[j].mean, 1e-3);
  }
  EXPECT_GT((moved.mean - held.mean).cwiseAbs().maxCoeff(), 0.5);
}

TEST(TrainerTest, HeldOutCasesDoNotMoveTheirOwnPrediction) {
  const World world(11, 40);
  const Trainer trainer(world.corpus());
  TrainerOptions options;
  options.folds = 5;
  options.inner_folds = 3;
  auto result = trainer.CrossValidate(options);
  ASSERT_TRUE(std::holds_alternative<HeldOut>(result));
  const HeldOut& held = std::get<HeldOut>(result);

  // The same corpus with the outcomes and teachers of one fold turned around.
  TrainingCorpus turned;
  std::vector<TrainingItem> items;
  for (std::size_t row = 0; row < world.corpus().items().size(); ++row) {
    TrainingItem item = world.corpus().items()[row];
    if (held.folds[row] == 2) {
      item.overturned = !item.overturned;
      item.teacher = 1 - *item.teacher;
    }
    if (item.parent >= 0) item.parent = 0;  // back to an index within the case
    if (!items.empty() && items[0].case_id != item.case_id) {
      turned.AddCase(std::move(items));
      items.clear();
    }
    items.push_back(std::move(item));
  }
  turned.AddCase(std::move(items));
  turned.Finish();
  const Trainer other(turned);
  for (const Trust trust : {Trust{1, 0}, Trust{2, 1}}) {
    auto before = trainer.FitRows(held.folds, 2, trust);
    auto after = other.FitRows(held.folds, 2, trust);
    const auto& a = std::get<Trainer::Fit>(before).log_odds;
    const auto& b = std::get<Trainer::Fit>(after).log_odds;
    EXPECT_LT((a - b).cwiseAbs().maxCoeff(), 1e-9);
  }
}

TEST(TrainerTest, ResultsDoNotDependOnThreadsOrOnTheOrderOfCases) {
  const World world(13, 50);
  const Trainer trainer(world.corpus());
  TrainerOptions one;
  one.folds = 5;
  one.inner_folds = 3;
  TrainerOptions many = one;
  many.jobs = 4;
  const auto a = trainer.CrossValidate(one);
  const auto b = trainer.CrossValidate(many);
  EXPECT_EQ(std::get<HeldOut>(a).log_odds, std::get<HeldOut>(b).log_odds);
  EXPECT_EQ(std::get<HeldOut>(a).trusts, std::get<HeldOut>(b).trusts);
}

TEST(TrainerTest, ATeacherHelpsWhereRulingsAreFew) {
  double with = 0;
  double without = 0;
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const World world(100 + seed, 30);
    const Trainer trainer(world.corpus());
    for (const double teacher : {0.0, 2.0}) {
      const auto folds =
          std::vector<int>(world.corpus().groups().begin(), world.corpus().groups().end());
      double loss = 0;
      for (int fold = 0; fold < world.corpus().cases(); fold += 5) {
        const auto fit = trainer.FitRows(folds, fold, {1, teacher});
        for (std::size_t row = 0; row < folds.size(); ++row) {
          if (folds[row] != fold) continue;
          const double z = std::get<Trainer::Fit>(fit).log_odds[static_cast<Index>(row)];
          const double truth = LogOdds(*world.corpus().items()[row].teacher);
          loss += (z - truth) * (z - truth);
        }
      }
      (teacher > 0 ? with : without) += loss;
    }
  }
  EXPECT_LT(with, without);
}

TEST(TrainerTest, RareFeaturesKeepTheirWeightAndStillCount) {
  TrainingCorpus corpus;
  for (int i = 0; i < 4; ++i) {
    TrainingItem item{.case_id = "c" + std::to_string(i)};
    item.features.push_back({.name = "common", .value = 1, .weight = 0.5, .deviation = 0.3});
    if (i == 0)
      item.features.push_back({.name = "rare", .value = 2, .weight = 0.7, .deviation = 1});
    if (i < 2) item.features.push_back({.name = "learned", .value = 1, .deviation = 1});
    corpus.AddCase({item});
  }
  corpus.Finish();
  ASSERT_EQ(corpus.columns().size(), 1u);
  EXPECT_EQ(corpus.columns()[0].name, "common");
  EXPECT_EQ(corpus.columns()[0].cases, 4);
  EXPECT_DOUBLE_EQ(corpus.rest()[0], 1.4);
  EXPECT_DOUBLE_EQ(corpus.rest()[1], 0);
}

TEST(LettersModelTest, RefusesACorpusThatIsTooSmallOrOneSided) {
  const World small(17, 5);
  EXPECT_NE(TooLittleToTrainOn(small.corpus(), 10)->find("only 5 decided cases"),
            std::string::npos);
  TrainingCorpus one_sided;
  for (int i = 0; i < 50; ++i) one_sided.AddCase({TrainingItem{.case_id = std::to_string(i)}});
  one_sided.Finish();
  EXPECT_NE(TooLittleToTrainOn(one_sided, 10)->find("only 0 items were overturned"),
            std::string::npos);
  EXPECT_EQ(TooLittleToTrainOn(World(19, 80).corpus(), 10), std::nullopt);
}

TEST(LettersModelTest, AModelReadsBackToTheSameWeightsBandsAndBytes) {
  const World world(23, 80);
  TrainerOptions options;
  options.folds = 5;
  options.inner_folds = 3;
  auto result = TrainOnLetters(world.corpus(), "prescreen", std::nullopt, options);
  ASSERT_TRUE(std::holds_alternative<LettersModel>(result));
  const Model& model = std::get<LettersModel>(result).model;
  const std::string text = ModelText(model);
  Diagnostics diagnostics;
  const auto read = ReadModel(text, "model.yaml", diagnostics);
  for (const Diagnostic& d : diagnostics.all()) ADD_FAILURE() << FormatDiagnostic(d);
  ASSERT_TRUE(read);
  EXPECT_EQ(ModelText(*read), text);
  EXPECT_EQ(read->cases.size(), 80u);
  const FittedWeights a = ToFittedWeights(model);
  const FittedWeights b = ToFittedWeights(*read);
  EXPECT_EQ(a.names, b.names);
  EXPECT_EQ(a.mean, b.mean);
  EXPECT_EQ(a.covariance, b.covariance);

  // The same again gives the same bytes.
  auto again = TrainOnLetters(world.corpus(), "prescreen", std::nullopt, options);
  EXPECT_EQ(ModelText(std::get<LettersModel>(again).model), text);
}

TEST(LettersModelTest, BandsHoldATenthAndAFifthAndTellWhatBecameOfThem) {
  std::vector<EvaluatedItem> items;
  for (int i = 0; i < 100; ++i) {
    items.push_back({.case_id = std::to_string(i),
                     .probability = i / 100.0,
                     .overturned = i >= 90 ? i % 2 == 0 : i == 85});
  }
  const auto bands = RiskBands(items);
  ASSERT_EQ(bands.size(), 3u);
  EXPECT_EQ(bands[0].items, 80);
  EXPECT_EQ(bands[1].items, 10);
  EXPECT_EQ(bands[2].items, 10);
  EXPECT_DOUBLE_EQ(bands[0].observed, 0);
  EXPECT_DOUBLE_EQ(bands[1].observed, 0.1);
  EXPECT_DOUBLE_EQ(bands[2].observed, 0.5);
  EXPECT_EQ(BandOf(bands, 0.79)->name, "usual");
  EXPECT_EQ(BandOf(bands, 0.80)->name, "elevated");
  EXPECT_EQ(BandOf(bands, 0.95)->name, "high");
  EXPECT_EQ(BandOf({}, 0.5), nullptr);
}

TEST(LettersModelTest, RepairsCalibrationOnlyWhereItIsCrediblyWrong) {
  TrainerOptions options;
  options.folds = 5;
  options.inner_folds = 3;
  options.scales = {1};
  options.teachers = {0};
  const World fair(29, 300, 0.5);
  auto fine = TrainOnLetters(fair.corpus(), "record", std::nullopt, options);
  EXPECT_FALSE(std::get<LettersModel>(fine).repaired);

  // Base rates that are far too high for what happens, and no weight that could make up for it.
  TrainingCorpus wrong;
  for (int i = 0; i < 300; ++i) {
    TrainingItem item{.case_id = std::to_string(1000 + i)};
    item.offset.log_odds = i % 2 == 0 ? 1.0 : 3.0;
    item.overturned = i % 10 == 0 || i % 10 == 1 || i % 10 == 3;
    item.features.push_back({.name = "any", .value = 1, .weight = 0.1, .deviation = 0.01});
    wrong.AddCase({item});
  }
  wrong.Finish();
  auto mended = TrainOnLetters(wrong, "record", std::nullopt, options);
  const LettersModel& model = std::get<LettersModel>(mended);
  EXPECT_TRUE(model.repaired);
  EXPECT_LT(model.held_out.metrics.ece, 0.05);
  EXPECT_NE(model.model.calibration_slope, 1);
}

}  // namespace
}  // namespace imr
