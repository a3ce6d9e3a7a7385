#include "engine/scoring/scorer.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <memory>
#include <random>

#include "tests/support/paths.h"

namespace imr {
namespace {

std::shared_ptr<const Vocabulary> TheVocabulary() {
  Diagnostics diagnostics;
  auto vocabulary =
      Vocabulary::Load(test::ProjectFile("rules/vocabulary.yaml"), "vocabulary.yaml", diagnostics);
  EXPECT_TRUE(diagnostics.all().empty());
  return vocabulary;
}

// Criteria of one item, kept alive beside the outcomes that point to them. Copies share them.
class Item {
 public:
  Criterion& Add(Strength strength, Status status) {
    Criterion& criterion = *criteria_.emplace_back(std::make_shared<Criterion>());
    criterion.id = "guideline/c" + std::to_string(criteria_.size());
    criterion.strength = strength;
    match_.outcomes.push_back({.criterion = &criterion, .status = status, .facts = {}});
    return criterion;
  }
  Item& With(int count, Strength strength, Status status) {
    for (int i = 0; i < count; ++i) Add(strength, status);
    return *this;
  }
  const MatchResult& match() const { return match_; }

 private:
  std::vector<std::shared_ptr<Criterion>> criteria_;
  MatchResult match_;
};

BaseRate RateOf(double probability) {
  return {.log_odds = LogOdds(probability), .deviation = 0.4, .treatment = "therapy.acupuncture"};
}

class ScorerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    vocabulary_ = TheVocabulary();
    Diagnostics diagnostics;
    scorer_ = Scorer::Load(test::ProjectFile("rules"), vocabulary_, diagnostics);
    for (const Diagnostic& d : diagnostics.all()) ADD_FAILURE() << FormatDiagnostic(d);
    ASSERT_NE(scorer_, nullptr);
  }

  FactId Id(const std::string& name) const { return vocabulary_->Find(name).value(); }

  Score ScoreOf(const Item& item, double base, const FactSheet& facts = {},
                const Relations& relations = {}) const {
    return scorer_->Combine(RateOf(base), scorer_->Features(item.match(), facts, relations));
  }

  std::vector<std::string> FactFeatures(const FactSheet& facts) const {
    std::vector<std::string> names;
    for (const Feature& f : scorer_->Features({}, facts, {})) names.push_back(f.name);
    return names;
  }

  std::shared_ptr<const Vocabulary> vocabulary_;
  std::shared_ptr<const Scorer> scorer_;
};

TEST(LogOddsTest, LogisticUndoesLogOddsAndSaturatesWithoutOverflow) {
  for (const double p : {1e-9, 1e-6, 0.01, 0.3, 0.5, 0.9, 1 - 1e-6}) {
    EXPECT_NEAR(Logistic(LogOdds(p)) / p, 1.0, 1e-12) << p;
  }
  EXPECT_EQ(Logistic(-1e4), 0.0);
  EXPECT_EQ(Logistic(1e4), 1.0);
  EXPECT_DOUBLE_EQ(Logistic(-40) / std::exp(-40.0), 1.0);
  EXPECT_NEAR(Logistic(LargestLogOdds()), 1 - kSmallestProbability, 1e-15);
}

TEST_F(ScorerTest, JudgementsMoveUsualBaseRatesToTheProbabilitiesThatReviewersSee) {
  struct Row {
    const char* name;
    Item item;
    double low, high;
  };
  const auto kR = Strength::kRequired;
  const auto kS = Strength::kSupporting;
  const std::vector<Row> rows = {
      {"one required met", Item().With(1, kR, Status::kMet), 0.50, 0.76},
      {"eight required met", Item().With(8, kR, Status::kMet), 0.50, 0.76},
      {"one required unmet", Item().With(1, kR, Status::kUnmet), 0.015, 0.06},
      {"eight required unmet", Item().With(8, kR, Status::kUnmet), 0.015, 0.06},
      {"required undocumented", Item().With(3, kR, Status::kUndocumented), 0.03, 0.10},
      {"one of four unmet", Item().With(3, kR, Status::kMet).With(1, kR, Status::kUnmet), 0.025,
       0.085},
      {"only supporting met", Item().With(2, kS, Status::kMet), 0.06, 0.25},
  };
  for (const Row& row : rows) {
    for (const double base : {0.06, 0.08, 0.10, 0.13, 0.16}) {
      const double p = ScoreOf(row.item, base).probability;
      EXPECT_GE(p, row.low) << row.name << " from " << base;
      EXPECT_LE(p, row.high) << row.name << " from " << base;
    }
  }
}

TEST_F(ScorerTest, ManyCriteriaAreNotMoreExtremeThanFew) {
  for (const Status status : {Status::kMet, Status::kUnmet, Status::kUndocumented}) {
    for (const Strength strength : {Strength::kRequired, Strength::kSupporting}) {
      const double few = ScoreOf(Item().With(2, strength, status), 0.1).log_odds;
      const double many = ScoreOf(Item().With(8, strength, status), 0.1).log_odds;
      EXPECT_NEAR(few, many, 1e-12);
    }
  }
}

TEST_F(ScorerTest, SilenceLiesBetweenMetAndUnmet) {
  const auto kR = Strength::kRequired;
  double before = 1.0;
  for (int met = 4; met >= 0; --met) {
    const double p =
        ScoreOf(Item().With(met, kR, Status::kMet).With(4 - met, kR, Status::kUndocumented), 0.1)
            .probability;
    EXPECT_LT(p, before) << met << " of 4 met, the others undocumented";
    before = p;
  }
  EXPECT_GT(before, ScoreOf(Item().With(4, kR, Status::kUnmet), 0.1).probability);
}

TEST_F(ScorerTest, SilenceThatCountsAgainstIsNearlyAsBadAsUnmet) {
  Item against;
  against.Add(Strength::kRequired, Status::kUndocumented).undocumented = OnSilence::kAgainst;
  const double p = ScoreOf(against, 0.1).probability;
  EXPECT_LT(p,
            ScoreOf(Item().With(1, Strength::kRequired, Status::kUndocumented), 0.1).probability);
  EXPECT_GE(p, ScoreOf(Item().With(1, Strength::kRequired, Status::kUnmet), 0.1).probability);
}

TEST_F(ScorerTest, TheAuthorsOwnWeightReplacesTheDefaultForMetAndUnmet) {
  for (const auto& [status, sign] :
       {std::pair(Status::kMet, 1.0), std::pair(Status::kUnmet, -1.0)}) {
    Item item;
    item.Add(Strength::kSupporting, status).weight = 1.75;
    const auto features = scorer_->Features(item.match(), {}, {});
    ASSERT_FALSE(features.empty());
    EXPECT_EQ(features[0].name, "guideline/c1 " + std::string(StatusName(status)));
    EXPECT_EQ(features[0].criterion, 0);
    EXPECT_DOUBLE_EQ(features[0].value * features[0].weight, sign * 1.75);
  }
}

TEST_F(ScorerTest, AllRequiredMetNeedsARequiredCriterion) {
  auto has = [&](const Item& item) {
    const auto features = scorer_->Features(item.match(), {}, {});
    return std::any_of(features.begin(), features.end(),
                       [](const Feature& f) { return f.name == "all required criteria met"; });
  };
  EXPECT_FALSE(has(Item()));
  EXPECT_FALSE(has(Item().With(2, Strength::kSupporting, Status::kMet)));
  EXPECT_FALSE(has(Item()
                       .With(2, Strength::kRequired, Status::kMet)
                       .With(1, Strength::kRequired, Status::kUndocumented)));
  EXPECT_TRUE(has(Item()
                      .With(2, Strength::kRequired, Status::kMet)
                      .With(1, Strength::kSupporting, Status::kUnmet)));
}

TEST_F(ScorerTest, FactsAreWeighedByValueAndTreatment) {
  FactSheet facts;
  facts.Set(Id("rationale_given"), true);
  EXPECT_EQ(FactFeatures(facts), std::vector<std::string>{"rationale_given yes"});
  facts.Set(Id("rationale_given"), false);
  EXPECT_EQ(FactFeatures(facts), std::vector<std::string>{"rationale_given no"});

  FactSheet early;
  early.Set(Id("weeks_since_injury"), NumberRange::Exactly(3));
  EXPECT_TRUE(FactFeatures(early).empty()) << "only for some treatments";
  early.Set(Id("treatment"), std::string("imaging.mri"));
  EXPECT_EQ(FactFeatures(early).size(), 1u);
  early.Set(Id("weeks_since_injury"), NumberRange::Exactly(4));
  EXPECT_TRUE(FactFeatures(early).empty()) << "four is not under four";
  early.Set(Id("weeks_since_injury"), NumberRange{2, 6});
  EXPECT_TRUE(FactFeatures(early).empty()) << "perhaps under four is not under four";
}

TEST_F(ScorerTest, TheRemainderOfAPartialAuthorizationIsRarelyGranted) {
  FactSheet facts;
  facts.Set(Id("partially_authorized"), true);
  const auto item = Item().With(2, Strength::kRequired, Status::kUndocumented);
  EXPECT_LT(ScoreOf(item, 0.12, facts).probability, 0.04);
  EXPECT_LT(ScoreOf(Item().With(2, Strength::kRequired, Status::kMet), 0.10, facts).probability,
            0.5);
}

TEST_F(ScorerTest, AnAccompanyingItemFollowsItsParentAndStaysJustBelowIt) {
  const double parent_excess = 2.8;
  const double base = 0.12;
  const double parent = Logistic(LogOdds(base) + parent_excess);
  const double follows = ScoreOf(Item(), base, {}, {.parent_excess = parent_excess}).probability;
  EXPECT_LT(follows, parent);
  EXPECT_GT(follows, 0.5);
  EXPECT_LT(ScoreOf(Item(), base, {}, {.parent_excess = -1.5}).probability, 0.05);
}

TEST_F(ScorerTest, TheExplanationIsTheComputation) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 500; ++round) {
    std::vector<Feature> features(random() % 40);
    for (Feature& f : features) {
      f.name = "f";
      f.value = static_cast<double>(random() % 1000) / 500.0 - 1.0;
      f.weight = static_cast<double>(random() % 1600) / 100.0 - 8.0;
      f.deviation = static_cast<double>(random() % 100) / 50.0;
    }
    const BaseRate offset = RateOf(0.001 + 0.9 * static_cast<double>(random() % 1000) / 1000.0);
    const Score score = scorer_->Combine(offset, features);
    double sum = 0;
    for (const Contribution& c : score.contributions) sum += c.log_odds;
    EXPECT_EQ(sum, score.log_odds);
    EXPECT_NEAR(LogOdds(score.probability), score.log_odds, 1e-9);
    EXPECT_EQ(score.contributions.front().feature, "base rate, therapy.acupuncture");
    EXPECT_GE(score.probability, kSmallestProbability * (1 - 1e-9));
    EXPECT_LE(score.probability, 1 - kSmallestProbability * (1 - 1e-9));
    EXPECT_LE(score.low, score.probability);
    EXPECT_GE(score.high, score.probability);
    for (std::size_t i = 1; i < score.contributions.size(); ++i) {
      EXPECT_NE(score.contributions[i].log_odds, 0.0);
    }
  }
}

TEST_F(ScorerTest, ASumBeyondTheBoundIsBroughtBackInPlainSight) {
  for (const double sign : {1.0, -1.0}) {
    const std::vector<Feature> features(
        5, {.name = "strong", .value = sign, .weight = 8, .deviation = 1});
    const Score score = scorer_->Combine(RateOf(0.1), features);
    EXPECT_EQ(score.contributions.back().feature, "bound");
    EXPECT_NEAR(score.log_odds, sign * LargestLogOdds(), 1e-12);
    EXPECT_NEAR(LogOdds(score.probability), score.log_odds, 1e-9);
  }
}

TEST_F(ScorerTest, TheIntervalIsTheNinetyPercentOfANormalOnLogOdds) {
  const std::vector<Feature> features = {{.name = "a", .value = 2, .weight = 0.5, .deviation = 0.3},
                                         {.name = "b", .value = -1, .weight = 0, .deviation = 0.8}};
  const Score score = scorer_->Combine(RateOf(0.1), features);
  const double deviation = std::sqrt(0.4 * 0.4 + 0.6 * 0.6 + 0.8 * 0.8);
  EXPECT_NEAR(LogOdds(score.low), score.log_odds - 1.6448536 * deviation, 1e-6);
  EXPECT_NEAR(LogOdds(score.high), score.log_odds + 1.6448536 * deviation, 1e-6);
  EXPECT_NEAR(score.base_rate, 0.1, 1e-12);
}

// What is wrong with a file of weights is said with line, advice and a stable code.
TEST_F(ScorerTest, MistakesInTheFileOfWeightsAreToldWithPlaceAndRemedy) {
  const std::string good = test::ReadFile(test::ProjectFile("rules/scoring.yaml"));
  auto replace = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
  };
  struct Row {
    std::string text, expected;
  };
  const std::vector<Row> rows = {
      {replace("fact: rationale_given", "fact: rationale_givn"), "did you mean 'rationale_given'?"},
      {replace("fact: rationale_given", "fact: race"), "forbidden-fact"},
      {replace("fact: rationale_given", "fact: agent"), "free text"},
      {replace("fact: rationale_given\n      is: no", "fact: rationale_given\n      is: yes"),
       "duplicate-feature"},
      {replace("is: yes", "is: maybe"), "write 'is: yes' or 'is: no'"},
      {replace("under: 4", "is: yes"), "wrong-test"},
      {replace("under: 4", "under: 4\n      from: 9"), "empty range"},
      {replace("weight: -1.3", "weight: -13"), "out-of-range"},
      {replace("weight: -1.3", "weight: much"), "must be a number"},
      {replace("injection.epidural", "injection.epidurl"), "did you mean 'injection.epidural'?"},
      {replace("any_required_unmet:", "any_required_umet:"), "did you mean 'any_required_unmet'?"},
      {replace("met: 0.5, ", ""), "needs 'met'"},
      {replace("      why: The remainder", "      because: The remainder"), "needs 'why'"},
  };
  for (const Row& row : rows) {
    const test::TemporaryDirectory directory;
    directory.Write("scoring.yaml", row.text);
    directory.Write("base_rates.yaml", test::ReadFile(test::ProjectFile("rules/base_rates.yaml")));
    Diagnostics diagnostics;
    EXPECT_EQ(Scorer::Load(directory.path(), vocabulary_, diagnostics), nullptr) << row.expected;
    const bool told =
        std::any_of(diagnostics.all().begin(), diagnostics.all().end(), [&](const Diagnostic& d) {
          return d.line > 0 && FormatDiagnostic(d).find(row.expected) != std::string::npos;
        });
    EXPECT_TRUE(told) << row.expected;
  }
}

TEST_F(ScorerTest, MissingFilesAreErrorsAndNotDefaults) {
  const test::TemporaryDirectory empty;
  Diagnostics diagnostics;
  EXPECT_EQ(Scorer::Load(empty.path(), vocabulary_, diagnostics), nullptr);
  EXPECT_EQ(diagnostics.all().size(), 2u);
}

}  // namespace
}  // namespace imr
