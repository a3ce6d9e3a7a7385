#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <set>

#include "engine/explanation/counterfactuals.h"
#include "engine/explanation/missing.h"
#include "engine/scoring/log_odds.h"
#include "tests/support/paths.h"

namespace imr {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ExplanationTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Diagnostics diagnostics;
    vocabulary_ = Vocabulary::Load(test::ProjectFile("rules/vocabulary.yaml"), "vocabulary.yaml",
                                   diagnostics);
    ASSERT_NE(vocabulary_, nullptr);
  }

  FactId Id(const std::string& name) const { return vocabulary_->Find(name).value(); }

  Criterion& Outcome(Strength strength, Status status, const std::vector<std::string>& facts,
                     std::string ask = "") {
    Criterion& criterion = *criteria_.emplace_back(std::make_unique<Criterion>());
    criterion.strength = strength;
    criterion.ask = std::move(ask);
    CriterionOutcome outcome{.criterion = &criterion, .status = status, .facts = {}};
    for (const std::string& fact : facts) outcome.facts.push_back(Id(fact));
    match_.outcomes.push_back(std::move(outcome));
    return criterion;
  }

  Criterion& Perhaps(Strength strength, const std::string& when, std::string ask = "") {
    Criterion& criterion = *criteria_.emplace_back(std::make_unique<Criterion>());
    criterion.strength = strength;
    criterion.ask = std::move(ask);
    criterion.when = Condition{FactIs{.fact = Id(when), .value = true}};
    match_.perhaps.push_back(&criterion);
    return criterion;
  }

  std::vector<std::string> Missing() const {
    return MissingDocumentation(match_, facts_, *vocabulary_);
  }

  // A model of log-odds: the sum of the weights of "name=yes" and "name=no".
  PredictOnFacts Model(double base, std::map<std::string, double> weights) {
    return [this, base, weights = std::move(weights)](const FactSheet& facts) {
      ++calls_;
      double log_odds = base;
      for (const auto& [id, fact] : facts) {
        const auto it =
            weights.find(vocabulary_->Definition(id).name + "=" + DescribeValue(fact.value));
        if (it != weights.end()) log_odds += it->second;
      }
      return Logistic(log_odds);
    };
  }

  // What Counterfactuals() finds, as "a=yes b=no".
  std::vector<std::string> Found(const PredictOnFacts& predict) {
    const double now = predict(facts_);
    calls_ = 0;
    found_ = Counterfactuals(match_, facts_, *vocabulary_, now, predict);
    std::vector<std::string> out;
    for (const Counterfactual& counterfactual : found_) {
      std::string text;
      FactSheet altered = facts_;
      for (const auto& [fact, value] : counterfactual.change) {
        text += (text.empty() ? "" : " ") + vocabulary_->Definition(fact).name + "=" +
                DescribeValue(value);
        altered.Set(fact, value);
      }
      EXPECT_DOUBLE_EQ(predict(altered), counterfactual.probability) << text;
      --calls_;
      out.push_back(text);
    }
    return out;
  }

  std::shared_ptr<const Vocabulary> vocabulary_;
  std::vector<std::unique_ptr<Criterion>> criteria_;
  MatchResult match_;
  FactSheet facts_;
  std::vector<Counterfactual> found_;
  std::size_t calls_ = 0;
};

const auto kRequired = Strength::kRequired;
const auto kSupporting = Strength::kSupporting;

TEST_F(ExplanationTest, QuestionsComeInTheOrderOfTheirUse) {
  Outcome(kSupporting, Status::kUndocumented, {"home_exercise"}, "the home program");
  Outcome(kRequired, Status::kUndocumented, {"functional_improvement"}, "gains in function");
  Outcome(kRequired, Status::kMet, {"muscle_spasm"}, "never asked: met");
  Outcome(kRequired, Status::kUnmet, {"red_flags"}, "never asked: unmet");
  Perhaps(kSupporting, "postoperative", "the day of surgery");
  Perhaps(kRequired, "acute_exacerbation", "when the flare-up began");
  EXPECT_THAT(Missing(), ElementsAre("gains in function", "if it applies: when the flare-up began",
                                     "if it applies: the day of surgery", "the home program"));
}

TEST_F(ExplanationTest, ACriterionWithoutAQuestionAsksForItsUnknownFacts) {
  facts_.Set(Id("pain_relief"), true);
  Outcome(kRequired, Status::kUndocumented,
          {"pain_relief", "gastrointestinal_risk", "prior_sessions"});
  Perhaps(kSupporting, "trial_pending");
  EXPECT_THAT(Missing(),
              ElementsAre("which gastrointestinal risks or symptoms there are",
                          "how many visits of this treatment were completed before",
                          "sessions already authorized were not completed, or their result is not "
                          "known yet"));
}

TEST_F(ExplanationTest, ANumberThatIsOnlyBoundedIsStillMissing) {
  facts_.Set(Id("total_sessions"), NumberRange::AtLeast(6));
  facts_.Set(Id("weeks_of_use"), NumberRange::Exactly(6));
  Outcome(kRequired, Status::kUndocumented, {"total_sessions", "weeks_of_use"});
  ASSERT_EQ(Missing().size(), 1u);
  EXPECT_EQ(Missing()[0].find("prior_sessions + sessions_authorized"), 0u);
}

TEST_F(ExplanationTest, NothingIsAskedTwice) {
  Outcome(kRequired, Status::kUndocumented, {"functional_improvement"}, "gains in function");
  Outcome(kRequired, Status::kUndocumented, {"pain_relief"}, "gains in function");
  Outcome(kSupporting, Status::kUndocumented, {"functional_improvement"}, "gains, asked anew");
  Outcome(kSupporting, Status::kUndocumented, {"functional_improvement", "red_flags"}, "both");
  EXPECT_THAT(Missing(), ElementsAre("gains in function", "both"));
}

TEST_F(ExplanationTest, QuestionsAreBounded) {
  for (int i = 0; i < 100; ++i) {
    Outcome(kRequired, Status::kUndocumented, {}, "question " + std::to_string(i));
  }
  EXPECT_EQ(Missing().size(), kMostQuestions);
  EXPECT_EQ(Missing().front(), "question 0");
}

TEST_F(ExplanationTest, NothingIsMissingWhenAllIsSettled) {
  Outcome(kRequired, Status::kMet, {"functional_improvement"}, "gains");
  EXPECT_THAT(Missing(), IsEmpty());
}

TEST_F(ExplanationTest, TheStrongestSingleChangeComesFirst) {
  facts_.Set(Id("functional_improvement"), false);
  Outcome(kRequired, Status::kUnmet, {"functional_improvement"});
  Outcome(kRequired, Status::kUndocumented, {"conservative_care_failed"});
  const auto model = Model(-2, {{"functional_improvement=yes", 1.0},
                                {"conservative_care_failed=yes", 2.5},
                                {"conservative_care_failed=no", -1.0}});
  EXPECT_THAT(Found(model),
              ElementsAre("conservative_care_failed=yes", "functional_improvement=yes"));
}

TEST_F(ExplanationTest, PairsAreTriedOnlyWhenNoSingleChangeCrosses) {
  Outcome(kRequired, Status::kUndocumented, {"functional_improvement"});
  Outcome(kRequired, Status::kUndocumented, {"conservative_care_failed"});
  Outcome(kRequired, Status::kUndocumented, {"muscle_spasm"});
  const auto model =
      Model(-3, {{"functional_improvement=yes", 1.6}, {"conservative_care_failed=yes", 1.5}});
  EXPECT_THAT(Found(model),
              ElementsAre("functional_improvement=yes conservative_care_failed=yes",
                          "functional_improvement=yes", "conservative_care_failed=yes"));
  EXPECT_GT(found_[0].probability, 0.5);
}

// Two facts that only help together, as two required criteria do.
TEST_F(ExplanationTest, FactsThatOnlyHelpTogetherAreFound) {
  Outcome(kRequired, Status::kUndocumented, {"functional_improvement", "muscle_spasm"});
  Outcome(kRequired, Status::kUndocumented, {"goals_stated"});
  const PredictOnFacts model = [this](const FactSheet& facts) {
    return facts.Documented(Id("muscle_spasm")) == true &&
                   facts.Documented(Id("goals_stated")) == true
               ? 0.6
               : 0.1;
  };
  EXPECT_THAT(Found(model), ElementsAre("muscle_spasm=yes goals_stated=yes"));
}

TEST_F(ExplanationTest, ThreeFactsAreTriedWhenNoTwoCross) {
  Outcome(kRequired, Status::kUndocumented, {"functional_improvement", "muscle_spasm"});
  Outcome(kRequired, Status::kUndocumented, {"conservative_care_failed", "goals_stated"});
  const auto model = Model(-3, {{"functional_improvement=yes", 1.2},
                                {"conservative_care_failed=yes", 1.1},
                                {"muscle_spasm=yes", 1.0},
                                {"goals_stated=yes", 0.1}});
  EXPECT_EQ(Found(model).front(),
            "functional_improvement=yes conservative_care_failed=yes muscle_spasm=yes");
  EXPECT_GT(found_[0].probability, 0.5);
  EXPECT_LT(found_[1].probability, 0.5);
}

TEST_F(ExplanationTest, WhatWasExaminedAndDeniedStays) {
  facts_.Set(Id("red_flags"), false);
  Outcome(kRequired, Status::kUnmet, {"red_flags", "functional_improvement"});
  const auto model = Model(-1, {{"red_flags=yes", 3.0}, {"functional_improvement=yes", 2.0}});
  EXPECT_THAT(Found(model), ElementsAre("functional_improvement=yes"));
}

TEST_F(ExplanationTest, OnlyWhatARecordCouldTruthfullySayIsChanged) {
  facts_.Set(Id("prior_same_treatment"), true);
  facts_.Set(Id("off_label_or_unproven"), true);
  facts_.Set(Id("request_underspecified"), true);
  facts_.Set(Id("treatment"), std::string("therapy.physical"));
  Outcome(kRequired, Status::kUnmet,
          {"treatment", "body_parts", "weeks_since_injury", "retrospective", "partially_authorized",
           "prior_sessions", "work_status", "prior_same_treatment", "off_label_or_unproven",
           "request_underspecified"});
  const PredictOnFacts model = [this](const FactSheet& facts) {
    EXPECT_EQ(*facts.Code(Id("treatment")), "therapy.physical");
    return facts.Documented(Id("request_underspecified")) == false ? 0.7 : 0.2;
  };
  EXPECT_THAT(Found(model), ElementsAre("request_underspecified=no"));
}

TEST_F(ExplanationTest, AnOverturnedPredictionIsMovedDown) {
  facts_.Set(Id("functional_improvement"), true);
  Outcome(kRequired, Status::kMet, {"functional_improvement"});
  Outcome(kSupporting, Status::kUnmet, {"goals_stated"});
  const auto model = Model(-1, {{"functional_improvement=yes", 2.0}, {"goals_stated=yes", 1.0}});
  EXPECT_THAT(Found(model), ElementsAre("functional_improvement=no"));
  EXPECT_LT(found_[0].probability, 0.5);
}

TEST_F(ExplanationTest, WorkAndResultsAreBoundedAndRepeatable) {
  std::vector<std::string> all;
  for (const std::string& name : vocabulary_->names()) {
    if (vocabulary_->Definition(Id(name)).type == FactType::kDocumented) all.push_back(name);
  }
  Outcome(kRequired, Status::kUndocumented, all);
  std::map<std::string, double> weights;
  for (std::size_t i = 0; i < all.size(); ++i) {
    weights[all[i] + "=yes"] = 0.1 + 0.05 * static_cast<double>(i % 5);
  }
  const auto model = Model(-4, weights);
  const auto first = Found(model);
  EXPECT_LE(calls_, kMostEvaluations);
  EXPECT_LE(first.size(), kMostCounterfactuals);
  EXPECT_EQ(first, Found(model));
  for (std::size_t i = 1; i < found_.size(); ++i) {
    EXPECT_GE(found_[i - 1].probability, found_[i].probability);
  }
}

TEST_F(ExplanationTest, ChangesWithoutEffectAreLeftOut) {
  Outcome(kRequired, Status::kUndocumented, {"functional_improvement"});
  EXPECT_THAT(Found(Model(-2, {{"functional_improvement=yes", 0.02}})), IsEmpty());
}

}  // namespace
}  // namespace imr
