// Reviews of invented cases, and histories that hold them.
#pragma once

#include <chrono>
#include <gtest/gtest.h>
#include <memory>
#include <string>

#include "apps/history/review_history.h"
#include "tests/support/paths.h"

namespace imr::test {

// A point in time that tests set forward themselves.
class TestClock {
 public:
  void Set(std::chrono::year_month_day day) { now_ = std::chrono::sys_days(day); }
  HistoryOptions Options(bool store_text = false) {
    return {.store_text = store_text, .now = [this] { return now_; }};
  }

 private:
  std::chrono::system_clock::time_point now_ =
      std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + std::chrono::hours(9);
};

// Fails the test when the history does not open.
inline std::shared_ptr<ReviewHistory> OpenOrFail(const std::filesystem::path& path,
                                                 const HistoryOptions& options = {}) {
  std::string problem;
  auto history = ReviewHistory::Open(path, options, problem);
  EXPECT_NE(history, nullptr) << problem;
  return history;
}

inline Review ExampleReview(const std::string& case_id = "X-1") {
  ReviewedItem first;
  first.index = 0;
  first.treatment = "kind.one";
  first.request = "Planted request words";
  first.probability = 0.2;
  first.low = 0.1;
  first.high = 0.3;
  first.base_rate = 0.15;
  first.risk = "usual";
  first.decided_by = {"book/first", "book/second"};
  first.facts = {{"count", 6}, {"parts", {"a", "b"}}, {"yes_or_no", "no"}};
  first.corrections = {{"yes_or_no", "no"}, {"count", nullptr}};
  ReviewedItem second;
  second.index = 1;
  second.probability = 0.7;
  second.low = 0.6;
  second.high = 0.9;
  second.base_rate = 0.1;
  second.overturned = true;
  second.abstained = true;
  Review review;
  review.view = "prescreen";
  review.case_id = case_id;
  review.review_date = std::chrono::year(2025) / 12 / 20;
  review.input = "1234";
  review.rules = "5678";
  review.model = "9abc";
  review.version = "0.1.0";
  review.items = {first, second};
  review.text = nlohmann::ordered_json{{"summary", "Planted summary words"}};
  return review;
}

}  // namespace imr::test
