// Fifty times a process that records reviews is killed at a moment of its own: the history opens,
// is whole, and holds every review whose id the process told.
#include <SQLiteCpp/SQLiteCpp.h>
#include <csignal>
#include <gtest/gtest.h>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/history/history_fixture.h"

namespace imr {
namespace {

constexpr int kKills = 50;
constexpr std::size_t kIdBytes = 36;

// Records until it is killed; tells each id after it was acknowledged.
[[noreturn]] void RecordForEver(const std::filesystem::path& path, int tell) {
  std::string problem;
  const auto history = ReviewHistory::Open(path, {.store_text = true, .now = {}}, problem);
  if (!history) _exit(1);
  Review review = test::ExampleReview();
  review.text = nlohmann::ordered_json{{"summary", std::string(9000, 'x')}};
  for (std::size_t i = 0;; ++i) {
    const std::string id = history->Record(review);
    if (i % 7 == 3) {
      ReviewChange change;
      change.note = "noted";
      history->Change(id, change);
    }
    if (write(tell, id.data(), id.size()) != static_cast<ssize_t>(id.size())) _exit(2);
    if (i % 25 == 24) history->Remove(history->Record(review));
  }
}

// The ids that the child told before it was killed after `ids` of them and some microseconds more.
std::vector<std::string> RunAndKill(const std::filesystem::path& path, std::size_t ids,
                                    useconds_t more) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    RecordForEver(path, ends[1]);
  }
  close(ends[1]);
  std::string told;
  char buffer[4096];
  bool killed = false;
  for (;;) {
    const ssize_t count = read(ends[0], buffer, sizeof buffer);
    if (count <= 0) break;
    told.append(buffer, static_cast<std::size_t>(count));
    if (killed || told.size() < ids * kIdBytes) continue;
    usleep(more);
    kill(child, SIGKILL);
    killed = true;
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child stopped by itself";
  EXPECT_EQ(told.size() % kIdBytes, 0u);
  std::vector<std::string> out;
  for (std::size_t at = 0; at + kIdBytes <= told.size(); at += kIdBytes) {
    out.push_back(told.substr(at, kIdBytes));
  }
  return out;
}

TEST(HistoryKill, LosesNothingThatWasAcknowledged) {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "history.sqlite";
  std::mt19937 random(6);
  std::vector<std::string> acknowledged;
  for (int round = 0; round < kKills; ++round) {
    SCOPED_TRACE(round);
    // The first rounds stop while the file is being made or soon after.
    const std::size_t ids = round < 10 ? static_cast<std::size_t>(round % 3) : random() % 12;
    const auto told = RunAndKill(path, ids, static_cast<useconds_t>(random() % 3000));
    acknowledged.insert(acknowledged.end(), told.begin(), told.end());
    const auto history = test::OpenOrFail(path);
    ASSERT_TRUE(history);
    for (const std::string& id : told) {
      const auto review = history->Get(id);
      ASSERT_TRUE(review) << "an acknowledged review is lost";
      EXPECT_EQ(review->items.size(), 2u);
      EXPECT_TRUE(review->text);
    }
    SQLite::Database database(path.string());
    EXPECT_EQ(database.execAndGet("PRAGMA integrity_check").getString(), "ok");
    SQLite::Statement orphans(database, "PRAGMA foreign_key_check");
    EXPECT_FALSE(orphans.executeStep());
  }
  const auto history = test::OpenOrFail(path);
  for (const std::string& id : acknowledged) ASSERT_TRUE(history->Get(id));
  RecordProperty("acknowledged", static_cast<int>(acknowledged.size()));
  EXPECT_GT(acknowledged.size(), 100u);
}

TEST(HistoryKill, WhileTheFileIsMadeLeavesOneThatOpens) {
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    SCOPED_TRACE(round);
    const test::TemporaryDirectory folder;
    const auto path = folder.path() / "history.sqlite";
    const pid_t child = fork();
    if (child == 0) {
      std::string problem;
      const auto history = ReviewHistory::Open(path, {}, problem);
      pause();
    }
    usleep(static_cast<useconds_t>(random() % 8000));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const auto history = test::OpenOrFail(path);
    ASSERT_TRUE(history);
    history->Record(test::ExampleReview());
  }
}

}  // namespace
}  // namespace imr
