#include "engine/prediction/pipeline.h"

#include <atomic>
#include <gtest/gtest.h>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace imr {
namespace {

class OrderedWork : public testing::TestWithParam<int> {};

TEST_P(OrderedWork, ComesOutInTheOrderItWentIn) {
  constexpr int kTasks = 500;
  int given = 0;
  std::vector<int> emitted;
  ProcessInOrder<int, int>(
      GetParam(),
      [&]() -> std::optional<int> {
        return given < kTasks ? std::optional(given++) : std::nullopt;
      },
      [](int task) {
        volatile int sink = 0;
        for (int i = 0; i < (task % 7) * 1000; ++i) sink = sink + i;
        return task * 2;
      },
      [&](int result) { emitted.push_back(result); });
  ASSERT_EQ(emitted.size(), static_cast<std::size_t>(kTasks));
  for (int i = 0; i < kTasks; ++i) EXPECT_EQ(emitted[static_cast<std::size_t>(i)], i * 2);
}

TEST_P(OrderedWork, HoldsNoMoreThanItsWindow) {
  std::atomic<int> held = 0;
  std::atomic<int> most = 0;
  int given = 0;
  ProcessInOrder<int, int>(
      GetParam(),
      [&]() -> std::optional<int> {
        if (given == 300) return std::nullopt;
        most = std::max(most.load(), ++held);
        return given++;
      },
      [](int task) { return task; }, [&](int) { --held; });
  EXPECT_LE(most.load(), 4 * GetParam());
}

TEST_P(OrderedWork, PassesOnWhatIsThrown) {
  int given = 0;
  EXPECT_THROW((ProcessInOrder<int, int>(
                   GetParam(), [&]() -> std::optional<int> { return given++; },
                   [](int task) -> int {
                     if (task == 20) throw std::runtime_error("stop");
                     return task;
                   },
                   [](int) {})),
               std::runtime_error);
}

INSTANTIATE_TEST_SUITE_P(Threads, OrderedWork, testing::Values(1, 2, 8));

}  // namespace
}  // namespace imr
