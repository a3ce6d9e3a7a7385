#include "apps/history/review_accuracy.h"

#include <gtest/gtest.h>

#include "tests/history/history_fixture.h"

namespace imr {
namespace {

using Json = nlohmann::ordered_json;

struct Seen {
  std::string case_id;
  double probability;
  std::optional<Decision> decision;
  std::optional<Outcome> outcome;
};

void Add(ReviewHistory& history, const Seen& seen, const std::string& view = "prescreen",
         const std::string& input = "1234") {
  Review review = test::ExampleReview(seen.case_id);
  review.view = view;
  review.input = input;
  review.items.resize(1);
  review.items[0].probability = seen.probability;
  review.items[0].overturned = seen.probability >= 0.5;
  ReviewChange change;
  change.items = {{.index = 0, .decision = seen.decision, .imr_outcome = seen.outcome, .note = {}}};
  ASSERT_EQ(history.Change(history.Record(review), change), ReviewHistory::Changed::kYes);
}

TEST(ReviewAccuracy, IsTheMetricsOfTheItemsThatIMRDecided) {
  const auto history = test::OpenOrFail("");
  const std::vector<Seen> table = {
      {"a", 0.9, Decision::kDenied, Outcome::kOverturned},
      {"b", 0.8, Decision::kDenied, Outcome::kPartiallyOverturned},
      {"c", 0.7, Decision::kDenied, Outcome::kUpheld},
      {"d", 0.2, Decision::kDenied, Outcome::kUpheld},
      {"e", 0.1, Decision::kDenied, Outcome::kUpheld},
      {"f", 0.1, Decision::kApproved, std::nullopt},
      {"g", 0.6, Decision::kApproved, std::nullopt},
      {"h", 0.6, std::nullopt, std::nullopt},
  };
  for (const Seen& seen : table) Add(*history, seen);
  const Json json = AccuracyJson(*history, std::nullopt);
  EXPECT_EQ(json["view"], "both");
  EXPECT_EQ(json["cases"], 5);
  EXPECT_EQ(json["items"], 5);
  EXPECT_EQ(json["overturned"], 2);
  EXPECT_DOUBLE_EQ(json["metrics"]["auc"].get<double>(), 1.0);
  EXPECT_DOUBLE_EQ(json["metrics"]["accuracy"].get<double>(), 0.8);
  EXPECT_EQ(json["confusion"]["false_positive"], 1);
  EXPECT_EQ(json["reviewer"].dump(), R"({"items":8,"awaiting_outcome":3,)"
                                     R"("decisions":{"approved":2,"modified":0,"denied":5},)"
                                     R"("as_predicted":3,"against_prediction":4,)"
                                     R"("outcomes_of_denied":{"items":5,"overturned":2}})");
}

TEST(ReviewAccuracy, CountsACaseOnce) {
  const auto history = test::OpenOrFail("");
  Add(*history, {"a", 0.9, Decision::kDenied, Outcome::kUpheld});
  Add(*history, {"a", 0.3, Decision::kDenied, Outcome::kUpheld});
  Add(*history, {"a", 0.7, std::nullopt, std::nullopt});
  const Json json = AccuracyJson(*history, std::nullopt);
  EXPECT_EQ(json["items"], 1);
  EXPECT_DOUBLE_EQ(json["items_detail"][0]["probability_overturned"].get<double>(), 0.3)
      << "the newest with an outcome";
  EXPECT_EQ(json["reviewer"]["items"], 1);
  EXPECT_EQ(json["reviewer"]["decisions"]["denied"], 1);
}

TEST(ReviewAccuracy, TellsCasesWithoutANumberApartByTheirInput) {
  const auto history = test::OpenOrFail("");
  Add(*history, {"-", 0.9, Decision::kDenied, Outcome::kUpheld}, "prescreen", "11");
  Add(*history, {"-", 0.3, Decision::kDenied, Outcome::kUpheld}, "prescreen", "22");
  EXPECT_EQ(AccuracyJson(*history, std::nullopt)["cases"], 2);
}

TEST(ReviewAccuracy, IsOfOneViewWhenAsked) {
  const auto history = test::OpenOrFail("");
  Add(*history, {"a", 0.9, Decision::kDenied, Outcome::kOverturned}, "prescreen");
  Add(*history, {"b", 0.9, Decision::kDenied, Outcome::kUpheld}, "record");
  EXPECT_EQ(AccuracyJson(*history, View::kPrescreen)["overturned"], 1);
  EXPECT_EQ(AccuracyJson(*history, View::kRecord)["overturned"], 0);
  EXPECT_EQ(AccuracyJson(*history, View::kRecord)["view"], "record");
}

TEST(ReviewAccuracy, OfNothingIsNothing) {
  const Json json = AccuracyJson(*test::OpenOrFail(""), std::nullopt);
  EXPECT_EQ(json["items"], 0);
  EXPECT_TRUE(json["metrics"]["auc"].is_null());
}

}  // namespace
}  // namespace imr
