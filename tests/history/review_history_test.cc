#include "apps/history/review_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>
#include <set>
#include <sys/stat.h>
#include <thread>

#include "tests/history/history_fixture.h"

namespace imr {
namespace {

using test::ExampleReview;
using test::OpenOrFail;
using test::TestClock;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> CasesOf(const HistoryPage& page) {
  std::vector<std::string> cases;
  for (const Review& review : page.reviews) cases.push_back(review.case_id);
  return cases;
}

TEST(ReviewHistory, KeepsAllButTheText) {
  TestClock clock;
  const auto history = OpenOrFail("", clock.Options());
  const std::string id = history->Record(ExampleReview());
  const auto review = history->Get(id);
  ASSERT_TRUE(review);
  EXPECT_EQ(
      ReviewJson(*review).dump(),
      R"({"id":")" + id +
          R"(","time":"2026-03-01T09:00:00Z","case":"X-1","view":"prescreen","review_date":"2025-12-20",)"
          R"("note":null,"items":[{"index":0,"request":null,"treatment":"kind.one",)"
          R"("prediction":"upheld","probability_overturned":0.2,"interval":[0.1,0.3],)"
          R"("base_rate_overturned":0.15,"risk":"usual","abstained":false,)"
          R"("decided_by":["book/first","book/second"],)"
          R"("facts":{"count":6,"parts":["a","b"],"yes_or_no":"no"},)"
          R"("corrections":[{"fact":"yes_or_no","value":"no"},{"fact":"count","value":null}],)"
          R"("decision":null,"imr_outcome":null,"note":null},)"
          R"({"index":1,"request":null,"treatment":null,"prediction":"overturned",)"
          R"("probability_overturned":0.7,"interval":[0.6,0.9],"base_rate_overturned":0.1,)"
          R"("risk":null,"abstained":true,"decided_by":[],"facts":{},"corrections":[],)"
          R"("decision":null,"imr_outcome":null,"note":null}],)"
          R"("provenance":{"version":"0.1.0","rules":"sha256:5678","model":"sha256:9abc",)"
          R"("input":"sha256:1234"}})");
}

TEST(ReviewHistory, KeepsTextWhenAsked) {
  const auto history = OpenOrFail("", {.store_text = true, .now = {}});
  const auto review = history->Get(history->Record(ExampleReview()));
  ASSERT_TRUE(review);
  EXPECT_EQ(review->items[0].request, "Planted request words");
  EXPECT_EQ(review->text->dump(), R"({"summary":"Planted summary words"})");
  EXPECT_FALSE(history->List({}).reviews.front().text) << "a list is without text";
}

TEST(ReviewHistory, GivesEachReviewARandomUuid) {
  const auto history = OpenOrFail("");
  const std::vector<Review> reviews(50, ExampleReview());
  const auto ids = history->Record(reviews);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 50u);
  const std::regex version4("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  for (const std::string& id : ids) EXPECT_TRUE(std::regex_match(id, version4)) << id;
}

TEST(ReviewHistory, ListsNewestFirstPageByPage) {
  const auto history = OpenOrFail("");
  for (const char* name : {"a", "b", "c", "d", "e"}) history->Record(ExampleReview(name));
  HistoryQuery query{.limit = 2, .before = std::nullopt, .treatment = "", .search = ""};
  const HistoryPage first = history->List(query);
  EXPECT_THAT(CasesOf(first), ElementsAre("e", "d"));
  EXPECT_EQ(first.total, 5);
  query.before = first.next;
  const HistoryPage second = history->List(query);
  EXPECT_THAT(CasesOf(second), ElementsAre("c", "b"));
  query.before = second.next;
  const HistoryPage last = history->List(query);
  EXPECT_THAT(CasesOf(last), ElementsAre("a"));
  EXPECT_FALSE(last.next);
  EXPECT_EQ(last.total, 5);
}

struct Search {
  std::string treatment, search;
  std::vector<std::string> cases;
};

TEST(ReviewHistory, FindsByTreatmentAndCase) {
  const auto history = OpenOrFail("");
  for (const char* name : {"CM-100%", "CM-200", "other"}) history->Record(ExampleReview(name));
  Review two = ExampleReview("two");
  two.items[0].treatment = "family.two";
  history->Record(two);
  const std::vector<Search> table = {
      {"", "", {"two", "other", "CM-200", "CM-100%"}},
      {"*", "", {"two", "other", "CM-200", "CM-100%"}},
      {"kind.one", "", {"other", "CM-200", "CM-100%"}},
      {"kind", "", {}},
      {"family.*", "", {"two"}},
      {"fam%.*", "", {}},
      {"", "cm-", {"CM-200", "CM-100%"}},
      {"", "%", {"CM-100%"}},
      {"", "_", {}},
      {"", "family", {"two"}},
      {"kind.one", "-200", {"CM-200"}},
      {"", "' OR 1=1 --", {}},
  };
  for (const Search& row : table) {
    SCOPED_TRACE(row.treatment + " / " + row.search);
    const HistoryPage page = history->List(
        {.limit = 50, .before = std::nullopt, .treatment = row.treatment, .search = row.search});
    EXPECT_EQ(CasesOf(page), row.cases);
    EXPECT_EQ(page.total, static_cast<std::int64_t>(row.cases.size()));
  }
}

TEST(ReviewHistory, ChangesDecisionsOutcomesAndNotes) {
  const auto history = OpenOrFail("");
  const std::string id = history->Record(ExampleReview());
  ReviewChange change;
  change.note = "of the review";
  change.items = {{.index = 0, .decision = Decision::kDenied, .imr_outcome = {}, .note = "first"},
                  {.index = 1,
                   .decision = Decision::kModified,
                   .imr_outcome = Outcome::kPartiallyOverturned,
                   .note = {}}};
  EXPECT_EQ(history->Change(id, change), ReviewHistory::Changed::kYes);
  auto review = history->Get(id);
  EXPECT_EQ(review->note, "of the review");
  EXPECT_EQ(review->items[0].decision, Decision::kDenied);
  EXPECT_EQ(review->items[0].imr_outcome, std::nullopt);
  EXPECT_EQ(review->items[0].note, "first");
  EXPECT_EQ(review->items[1].decision, Decision::kModified);
  EXPECT_EQ(review->items[1].imr_outcome, Outcome::kPartiallyOverturned);

  ReviewChange back;
  back.note = "";
  back.items = {{.index = 0,
                 .decision = std::optional<Decision>(),
                 .imr_outcome = Outcome::kUpheld,
                 .note = {}}};
  EXPECT_EQ(history->Change(id, back), ReviewHistory::Changed::kYes);
  review = history->Get(id);
  EXPECT_EQ(review->note, "");
  EXPECT_EQ(review->items[0].decision, std::nullopt);
  EXPECT_EQ(review->items[0].imr_outcome, Outcome::kUpheld);
  EXPECT_EQ(review->items[0].note, "first") << "what is not named stays";
}

TEST(ReviewHistory, ChangesAllOrNothing) {
  const auto history = OpenOrFail("");
  const std::string id = history->Record(ExampleReview());
  ReviewChange change;
  change.items = {{.index = 0, .decision = Decision::kApproved, .imr_outcome = {}, .note = {}},
                  {.index = 2, .decision = Decision::kApproved, .imr_outcome = {}, .note = {}}};
  EXPECT_EQ(history->Change(id, change), ReviewHistory::Changed::kNoSuchItem);
  EXPECT_EQ(history->Get(id)->items[0].decision, std::nullopt);
  EXPECT_EQ(history->Change("nowhere", change), ReviewHistory::Changed::kNoSuchReview);
}

TEST(ReviewHistory, RemovesWithEverythingThatHangsOnIt) {
  const auto history = OpenOrFail("", {.store_text = true, .now = {}});
  const std::string kept = history->Record(ExampleReview("kept"));
  const std::string gone = history->Record(ExampleReview("gone"));
  EXPECT_TRUE(history->Remove(gone));
  EXPECT_FALSE(history->Remove(gone));
  EXPECT_FALSE(history->Get(gone));
  EXPECT_THAT(CasesOf(history->List({})), ElementsAre("kept"));
  EXPECT_TRUE(history->Get(kept)->text);
}

TEST(ReviewHistory, PurgesByDay) {
  TestClock clock;
  const auto history = OpenOrFail("", clock.Options());
  for (const int day : {1, 2, 3}) {
    clock.Set(std::chrono::year(2026) / 5 / day);
    history->Record(ExampleReview(std::to_string(day)));
    const ShownCard card{.uuid = std::to_string(day),
                         .service = "s",
                         .time = "",
                         .treatment = "",
                         .probability = 0.5,
                         .overturned = true,
                         .rules = "r",
                         .model = ""};
    history->RecordCards({&card, 1});
  }
  const auto purged = history->PurgeBefore(std::chrono::year(2026) / 5 / 3);
  EXPECT_EQ(purged.reviews, 2);
  EXPECT_EQ(purged.cards, 2);
  EXPECT_TRUE(purged.bytes_gone);
  EXPECT_THAT(CasesOf(history->List({})), ElementsAre("3"));
  EXPECT_FALSE(history->Card("2"));
  EXPECT_TRUE(history->Card("3"));
  EXPECT_EQ(history->PurgeAll().reviews, 1);
  EXPECT_THAT(CasesOf(history->List({})), IsEmpty());
}

TEST(ReviewHistory, InMemoryForgetsTheOldest) {
  HistoryOptions options;
  options.most_in_memory = 3;
  const auto history = OpenOrFail("", options);
  for (const char* name : {"a", "b", "c", "d", "e"}) history->Record(ExampleReview(name));
  EXPECT_THAT(CasesOf(history->List({})), ElementsAre("e", "d", "c"));
}

TEST(ReviewHistory, ForgetsTheOldestCardsInAFileToo) {
  const test::TemporaryDirectory folder;
  HistoryOptions options;
  options.most_cards = 2;
  const auto history = OpenOrFail(folder.path() / "history.sqlite", options);
  for (const char* uuid : {"a", "b", "c"}) {
    const ShownCard card{.uuid = uuid,
                         .service = "s",
                         .time = "",
                         .treatment = "",
                         .probability = 0.5,
                         .overturned = true,
                         .rules = "r",
                         .model = ""};
    history->RecordCards({&card, 1});
  }
  EXPECT_FALSE(history->Card("a"));
  EXPECT_TRUE(history->Card("b"));
  EXPECT_TRUE(history->Card("c"));
}

TEST(ReviewHistory, TellsWhenItIsFull) {
  HistoryOptions options;
  options.store_text = true;
  options.most_bytes = 400 << 10;
  const auto history = OpenOrFail("", options);
  Review large = ExampleReview();
  large.text = nlohmann::ordered_json{{"summary", std::string(100 << 10, 'x')}};
  try {
    for (int i = 0; i < 10; ++i) history->Record(large);
    FAIL() << "more was kept than may be";
  } catch (const HistoryFailure& failure) {
    EXPECT_THAT(failure.what_to_do(), HasSubstr("full"));
    EXPECT_THAT(failure.what_to_do(), HasSubstr("purge"));
  }
  EXPECT_GT(history->PurgeAll().reviews, 0);
  EXPECT_NO_THROW(history->Record(large));
}

TEST(ReviewHistory, IsForItsOwnerOnly) {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "deep" / "er" / "history.sqlite";
  const auto history = OpenOrFail(path);
  history->Record(ExampleReview());
  const auto mode = [](const std::filesystem::path& of) {
    struct stat about {};
    EXPECT_EQ(stat(of.c_str(), &about), 0) << of;
    return about.st_mode & 0777;
  };
  EXPECT_EQ(mode(path), 0600u);
  EXPECT_EQ(mode(path.string() + "-wal"), 0600u);
  EXPECT_EQ(mode(path.parent_path()), 0700u);
  EXPECT_EQ(mode(path.parent_path().parent_path()), 0700u);
}

TEST(ReviewHistory, ClosesAnOpenFileToOthers) {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "history.sqlite";
  OpenOrFail(path)->Record(ExampleReview());
  std::filesystem::permissions(path, std::filesystem::perms(0644));
  OpenOrFail(path);
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0600));
}

TEST(ReviewHistory, IsThereAgainAfterClosing) {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "history.sqlite";
  const std::string id = OpenOrFail(path)->Record(ExampleReview());
  EXPECT_TRUE(OpenOrFail(path)->Get(id));
}

TEST(ReviewHistory, ServesManyThreadsAndTwoConnections) {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "history.sqlite";
  const auto one = OpenOrFail(path);
  const auto other = OpenOrFail(path);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      const auto& mine = i % 2 == 0 ? one : other;
      for (int k = 0; k < 10; ++k) {
        const std::string id = mine->Record(ExampleReview());
        EXPECT_TRUE(mine->Get(id));
        mine->List({});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(one->List({}).total, 40);
}

TEST(ReviewHistory, StoresFeedbackOnCards) {
  const auto history = OpenOrFail("");
  const std::vector<CardFeedback> feedback = {{.card = "c1",
                                               .service = "s",
                                               .received = "",
                                               .accepted = true,
                                               .outcome_time = "2026-01-01T00:00:00Z",
                                               .accepted_suggestions = {"u1", "u2"},
                                               .override_reason = {},
                                               .override_comment = {}},
                                              {.card = "c2",
                                               .service = "s",
                                               .received = "",
                                               .accepted = false,
                                               .outcome_time = "2026-01-02T00:00:00Z",
                                               .accepted_suggestions = {},
                                               .override_reason = "disagree",
                                               .override_comment = "Planted comment"}};
  history->RecordFeedback(feedback);
  const auto stored = history->Feedback(10);
  ASSERT_EQ(stored.size(), 2u);
  EXPECT_EQ(stored[0].override_reason, "disagree");
  EXPECT_FALSE(stored[0].override_comment) << "a user's words are text";
  EXPECT_TRUE(stored[1].accepted);
  EXPECT_THAT(stored[1].accepted_suggestions, ElementsAre("u1", "u2"));
  const auto with_text = OpenOrFail("", {.store_text = true, .now = {}});
  with_text->RecordFeedback(feedback);
  EXPECT_EQ(with_text->Feedback(1).front().override_comment, "Planted comment");
}

}  // namespace
}  // namespace imr
