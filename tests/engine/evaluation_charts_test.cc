#include "engine/evaluation/evaluation_charts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imr {
namespace {

EvaluatedItem Item(const std::string& id, double probability, bool overturned) {
  EvaluatedItem item;
  item.case_id = id;
  item.probability = probability;
  item.overturned = overturned;
  item.decided_by = {"g/" + id};
  return item;
}

Date Day(const std::string& text) { return ParseDate(text).value(); }

TEST(EvaluationCharts, CountsMonthsWithTheUnknownLast) {
  const std::vector<EvaluatedItem> items = {Item("a", 0.2, false), Item("a", 0.6, true),
                                            Item("b", 0.4, true), Item("c", 0.1, false),
                                            Item("d", 0.9, false)};
  const std::map<std::string, CaseOrigin> origins = {{"a", {"a.txt", Day("2014-03-31")}},
                                                     {"b", {"b.txt", Day("2014-03-01")}},
                                                     {"c", {"c.txt", Day("2013-12-24")}},
                                                     {"d", {"d.txt", std::nullopt}}};
  const auto months = ByMonth(items, origins);
  ASSERT_EQ(months.size(), 3u);
  EXPECT_EQ(months[0].month, "2013-12");
  EXPECT_EQ(months[1].month, "2014-03");
  EXPECT_EQ(months[1].cases, 2);
  EXPECT_EQ(months[1].items, 3);
  EXPECT_EQ(months[1].overturned, 2);
  EXPECT_NEAR(months[1].mean_predicted, 0.4, 1e-12);
  EXPECT_NEAR(months[1].accuracy, 2.0 / 3, 1e-12);
  EXPECT_NEAR(months[1].brier, (0.04 + 0.16 + 0.36) / 3, 1e-12);
  EXPECT_EQ(months[2].month, "");
  EXPECT_EQ(months[2].items, 1);
}

TEST(EvaluationCharts, AddToWhatEvaluationTells) {
  std::vector<EvaluatedItem> items;
  std::map<std::string, CaseOrigin> origins;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = std::to_string(i);
    items.push_back(Item(id, 0.0005 + i * 0.001, i % 3 == 0));
    origins[id] = {id + ".txt", Day("2015-01-02")};
  }
  const Evaluation evaluation = Evaluate("record", items, {.resamples = 10, .seed = 1});
  auto json = EvaluationJson(evaluation);
  const auto before = json;
  AddCharts(evaluation, origins, json);
  EXPECT_EQ(json["operating_points"].size(), kMostOperatingPoints);
  EXPECT_EQ(json["operating_points"].back()["sensitivity"], 1.0);
  EXPECT_EQ(json["by_month"].size(), 1u);
  EXPECT_EQ(json["items_detail"][7]["source"], "7.txt");
  EXPECT_EQ(json["items_detail"][7]["decision"], "2015-01-02");
  EXPECT_EQ(json["items_detail"][7]["decided_by"], nlohmann::ordered_json{"g/7"});
  EXPECT_EQ(json["metrics"], before["metrics"]);
  EXPECT_EQ(json["items_detail"][7]["probability_overturned"],
            before["items_detail"][7]["probability_overturned"]);
}

}  // namespace
}  // namespace imr
