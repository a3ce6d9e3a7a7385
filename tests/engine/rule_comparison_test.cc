// What a change of rules changes: which items are told of, and how the difference is measured.
#include "engine/evaluation/rule_comparison.h"

#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

namespace imr {
namespace {

ItemPrediction Prediction(double probability, std::vector<Contribution> terms = {}) {
  ItemPrediction prediction;
  prediction.treatment = "therapy.massage";
  prediction.score.probability = probability;
  prediction.overturned = probability >= 0.5;
  prediction.score.contributions = std::move(terms);
  return prediction;
}

CriterionJudgement Judgement(const Criterion& criterion, Status status) {
  CriterionJudgement judgement;
  judgement.criterion = &criterion;
  judgement.status = status;
  return judgement;
}

ItemChange Change(double before, double after, std::optional<bool> ruling,
                  const std::string& id = "case") {
  return CompareItem(id, 0, Prediction(before), Prediction(after), ruling);
}

struct Move {
  double before, after;
  bool flipped, moved;
};

class Moves : public testing::TestWithParam<Move> {};

TEST_P(Moves, AreToldWhenTheyMatter) {
  const Move& move = GetParam();
  const ItemChange change = Change(move.before, move.after, false);
  EXPECT_EQ(change.flipped(), move.flipped);
  EXPECT_EQ(change.moved(), move.moved);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Moves,
    testing::Values(Move{0.2, 0.2, false, false}, Move{0.2, 0.24, false, false},
                    Move{0.2, 0.26, false, true}, Move{0.26, 0.2, false, true},
                    Move{0.49, 0.51, true, false}, Move{0.50, 0.49, true, false},
                    Move{0.50, 0.60, false, true}, Move{0.1, 0.9, true, true}));

TEST(CompareItem, NamesCriteriaAndTermsThatDiffer) {
  Criterion stays, goes, comes, turns;
  stays.id = "g/stays";
  goes.id = "g/goes";
  comes.id = "g/comes";
  turns.id = "g/turns";
  ItemPrediction before = Prediction(0.1, {{"base", 1, -2.0}, {"small", 1, 0.1}, {"old", 1, 0.5}});
  before.criteria = {Judgement(stays, Status::kMet), Judgement(goes, Status::kUnmet),
                     Judgement(turns, Status::kUnmet)};
  ItemPrediction after = Prediction(0.9, {{"base", 1, -2.0}, {"small", 1, 0.3}, {"new", 1, 3.0}});
  after.criteria = {Judgement(stays, Status::kMet), Judgement(comes, Status::kUndocumented),
                    Judgement(turns, Status::kMet)};
  const ItemChange change = CompareItem("case", 2, before, after, true);
  ASSERT_EQ(change.criteria.size(), 3u);
  EXPECT_EQ(change.criteria[0].id, "g/comes");
  EXPECT_EQ(change.criteria[0].before, "not applicable");
  EXPECT_EQ(change.criteria[0].after, "undocumented");
  EXPECT_EQ(change.criteria[1].id, "g/goes");
  EXPECT_EQ(change.criteria[1].after, "not applicable");
  EXPECT_EQ(change.criteria[2].before, "unmet");
  EXPECT_EQ(change.criteria[2].after, "met");
  ASSERT_EQ(change.terms.size(), 3u) << "the base rate is the same";
  EXPECT_EQ(change.terms[0].feature, "new");
  EXPECT_EQ(change.terms[1].feature, "old");
  EXPECT_DOUBLE_EQ(change.terms[1].after, 0.0);
  EXPECT_EQ(change.terms[2].feature, "small");
}

// Forty cases of one to three items with probabilities and rulings drawn at random.
std::vector<std::vector<ItemChange>> RandomCases(std::uint64_t seed, bool same) {
  std::mt19937_64 generator(seed);
  const auto draw = [&] { return static_cast<double>(generator() % 1000) / 1000.0; };
  std::vector<std::vector<ItemChange>> cases;
  for (int i = 0; i < 40; ++i) {
    cases.emplace_back();
    for (std::uint64_t n = 1 + generator() % 3; n > 0; --n) {
      const double before = draw();
      const double after = same ? before : draw();
      const std::uint64_t kind = generator() % 4;
      cases.back().push_back(
          Change(before, after, kind == 3 ? std::nullopt : std::optional(kind == 0)));
    }
  }
  return cases;
}

TEST(CompareRules, FindsNoDifferenceBetweenTheSameRules) {
  const RuleComparison comparison = CompareRules(RandomCases(1, true), 200);
  EXPECT_TRUE(comparison.flipped.empty());
  EXPECT_TRUE(comparison.moved.empty());
  for (const auto& [name, interval] : comparison.differences) {
    EXPECT_EQ(interval.low, 0) << name;
    EXPECT_EQ(interval.high, 0) << name;
  }
}

TEST(CompareRules, MeasuresBothSidesOnTheSameCases) {
  const auto cases = RandomCases(2, false);
  auto swapped = cases;
  for (auto& items : swapped) {
    for (ItemChange& item : items) std::swap(item.before, item.after);
  }
  const RuleComparison there = CompareRules(cases, 200);
  const RuleComparison back = CompareRules(swapped, 200);
  EXPECT_EQ(there.before.auc, back.after.auc);
  EXPECT_EQ(there.flipped.size(), back.flipped.size());
  // The middle 95% of the negated values, up to one rank at either end.
  for (const auto& [name, interval] : there.differences) {
    const Interval& other = back.differences.at(name);
    EXPECT_NEAR(interval.low, -other.high, 0.05) << name;
    EXPECT_NEAR(interval.high, -other.low, 0.05) << name;
    EXPECT_LE(interval.low, interval.high) << name;
  }
}

TEST(CompareRules, PutsTheLargestChangeFirstAndCountsRulings) {
  const RuleComparison comparison = CompareRules({{Change(0.4, 0.6, true, "a")},
                                                  {Change(0.1, 0.9, false, "b")},
                                                  {Change(0.1, 0.2, std::nullopt, "c")},
                                                  {Change(0.3, 0.1, false, "d")}},
                                                 50);
  EXPECT_EQ(comparison.cases, 4);
  EXPECT_EQ(comparison.items, 4);
  EXPECT_EQ(comparison.ruled, 3);
  EXPECT_EQ(comparison.overturned, 1);
  ASSERT_EQ(comparison.flipped.size(), 2u);
  EXPECT_EQ(comparison.flipped[0].case_id, "b");
  ASSERT_EQ(comparison.moved.size(), 2u);
  EXPECT_EQ(comparison.moved[0].case_id, "d");
}

TEST(CompareRules, AnswersForACorpusWithoutRulings) {
  const RuleComparison comparison = CompareRules({{Change(0.4, 0.6, std::nullopt)}});
  EXPECT_TRUE(std::isnan(comparison.before.auc));
  EXPECT_EQ(comparison.flipped.size(), 1u);
  EXPECT_TRUE(RuleComparisonJson(comparison)["differences"]["auc"]["difference"].is_null());
  EXPECT_NE(RuleComparisonText(comparison, {}).find("no ruling known"), std::string::npos);
}

}  // namespace
}  // namespace imr
