// What is purged is gone: the bytes of every file beside the database are searched.
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/history/history_fixture.h"

namespace imr {
namespace {

using test::OpenOrFail;

// All bytes of the files in a folder.
std::string BytesIn(const std::filesystem::path& folder) {
  std::string bytes;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    bytes += test::ReadFile(entry.path());
  }
  return bytes;
}

// A word that stands nowhere else, spread over request, summary, note and a long text that takes
// pages of its own.
Review Planted(const std::string& word) {
  Review review = test::ExampleReview("case-" + word);
  review.items[0].request = "wants " + word + " requested";
  std::string summary;
  for (int i = 0; i < 400; ++i) summary += word + " number " + std::to_string(i) + ". ";
  review.text = nlohmann::ordered_json{{"summary", summary}};
  return review;
}

void AddNote(ReviewHistory& history, const std::string& id, const std::string& note) {
  ReviewChange change;
  change.note = note;
  ASSERT_EQ(history.Change(id, change), ReviewHistory::Changed::kYes);
}

class HistoryPurge : public testing::Test {
 protected:
  void SetUp() override {
    clock_.Set(std::chrono::year(2026) / 1 / 1);
    history_ = OpenOrFail(folder_.path() / "history.sqlite", clock_.Options(true));
    for (int i = 0; i < 30; ++i) {
      const std::string id = history_->Record(Planted("zirconium"));
      AddNote(*history_, id, "zirconium noted");
      gone_.push_back(id);
      if (i % 3 == 0) {
        clock_.Set(std::chrono::year(2026) / 2 / 2);
        kept_.push_back(history_->Record(Planted("molybdenum")));
        clock_.Set(std::chrono::year(2026) / 1 / 1);
      }
    }
    const std::string bytes = BytesIn(folder_.path());
    ASSERT_NE(bytes.find("zirconium"), std::string::npos) << "text is stored";
  }

  void ExpectGone() {
    EXPECT_EQ(BytesIn(folder_.path()).find("zirconium"), std::string::npos) << "while it is open";
    history_.reset();
    EXPECT_EQ(BytesIn(folder_.path()).find("zirconium"), std::string::npos) << "when it is closed";
  }

  void ExpectKept() {
    const auto history = OpenOrFail(folder_.path() / "history.sqlite");
    for (const std::string& id : kept_) EXPECT_TRUE(history->Get(id)->text);
    EXPECT_EQ(history->List({}).total, static_cast<std::int64_t>(kept_.size()));
  }

  const test::TemporaryDirectory folder_;
  test::TestClock clock_;
  std::shared_ptr<ReviewHistory> history_;
  std::vector<std::string> gone_, kept_;
};

TEST_F(HistoryPurge, OfWhatIsOlderLeavesNoByte) {
  const auto purged = history_->PurgeBefore(std::chrono::year(2026) / 2 / 2);
  EXPECT_EQ(purged.reviews, 30);
  EXPECT_TRUE(purged.bytes_gone);
  ExpectGone();
  ExpectKept();
}

TEST_F(HistoryPurge, OfChosenReviewsLeavesNoByte) {
  EXPECT_EQ(history_->PurgeReviews(gone_).reviews, 30);
  ExpectGone();
  ExpectKept();
}

TEST_F(HistoryPurge, OneByOneLeavesNoByte) {
  for (const std::string& id : gone_) ASSERT_TRUE(history_->Remove(id));
  ExpectGone();
  ExpectKept();
}

TEST_F(HistoryPurge, OfAllLeavesNoByte) {
  kept_.clear();
  const auto purged = history_->PurgeAll();
  EXPECT_EQ(purged.reviews, 40);
  EXPECT_EQ(BytesIn(folder_.path()).find("molybdenum"), std::string::npos);
  ExpectGone();
  ExpectKept();
}

TEST_F(HistoryPurge, WhileTheServerHasItOpenLeavesNoByte) {
  const auto command = OpenOrFail(folder_.path() / "history.sqlite");
  EXPECT_TRUE(command->PurgeBefore(std::chrono::year(2026) / 2 / 2).bytes_gone);
  EXPECT_EQ(history_->List({}).total, 10);
  ExpectGone();
}

TEST_F(HistoryPurge, AChangedNoteLeavesNoOldOneAfterTheNextPurge) {
  AddNote(*history_, kept_[0], "secret tungsten");
  AddNote(*history_, kept_[0], "nothing");
  history_->PurgeReviews(gone_);
  EXPECT_EQ(BytesIn(folder_.path()).find("tungsten"), std::string::npos);
}

TEST(HistoryText, IsInNoFileUnlessAsked) {
  const test::TemporaryDirectory folder;
  const auto history = OpenOrFail(folder.path() / "history.sqlite");
  Review review = test::ExampleReview();
  review.items[0].request = "wants zirconium requested";
  review.text = nlohmann::ordered_json{{"summary", "zirconium"}};
  history->Record(review);
  EXPECT_EQ(BytesIn(folder.path()).find("zirconium"), std::string::npos);
}

}  // namespace
}  // namespace imr
