// What happens to files of other versions, of other programs, and to damaged ones.
#include <SQLiteCpp/SQLiteCpp.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "apps/history/history_schema.h"
#include "tests/history/history_fixture.h"

namespace imr {
namespace {

using test::ExampleReview;
using test::OpenOrFail;
using testing::ElementsAre;
using testing::HasSubstr;

void MakeDatabase(const std::filesystem::path& path, const std::string& sql) {
  SQLite::Database database(path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  database.exec(sql);
}

std::filesystem::path OfVersion(const test::TemporaryDirectory& folder, int version) {
  const auto path = folder.path() / ("v" + std::to_string(version) + ".sqlite");
  MakeDatabase(path, test::ReadFile(test::ProjectFile("tests/history/data/v" +
                                                      std::to_string(version) + ".sql")));
  return path;
}

// The tables and indices, without white space, which ALTER TABLE changes.
std::set<std::string> SchemaOf(const std::filesystem::path& path) {
  SQLite::Database database(path.string());
  SQLite::Statement rows(database, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL");
  std::set<std::string> schema;
  while (rows.executeStep()) {
    std::string sql = rows.getColumn(0).getString();
    std::erase_if(sql, [](char c) { return c == ' ' || c == '\n'; });
    schema.insert(sql);
  }
  return schema;
}

std::string ProblemWith(const std::filesystem::path& path) {
  std::string problem;
  EXPECT_EQ(ReviewHistory::Open(path, {}, problem), nullptr);
  return problem;
}

TEST(HistoryFile, EveryEarlierVersionHasATest) {
  EXPECT_TRUE(std::filesystem::exists(
      test::ProjectFile("tests/history/data/v" + std::to_string(HistorySchemaVersion()) + ".sql")))
      << "a new version needs a database of it in tests/history/data";
}

class HistoryFileOfVersion : public testing::TestWithParam<int> {};

TEST_P(HistoryFileOfVersion, KeepsItsContent) {
  const test::TemporaryDirectory folder;
  const auto path = OfVersion(folder, GetParam());
  const auto history = OpenOrFail(path, {.store_text = true, .now = {}});
  ASSERT_TRUE(history);
  std::vector<std::string> reviews;
  history->ForEach([&](const Review& review) { reviews.push_back(ReviewJson(review).dump()); });
  EXPECT_THAT(
      reviews,
      ElementsAre(
          R"({"id":"11111111-1111-4111-8111-111111111111","time":"2026-01-05T08:00:00Z",)"
          R"("case":"A-1","view":"prescreen","review_date":"2025-12-20","note":null,"items":[)"
          R"({"index":0,"request":"Six of the first","treatment":"kind.one",)"
          R"("prediction":"upheld","probability_overturned":0.25,"interval":[0.125,0.5],)"
          R"("base_rate_overturned":0.0625,"risk":"elevated","abstained":false,)"
          R"("decided_by":["book/first","book/second"],)"
          R"("facts":{"count":6,"yes_or_no":"no","parts":["a","b"]},)"
          R"("corrections":[{"fact":"yes_or_no","value":"yes"},{"fact":"count","value":null}],)"
          R"("decision":"denied","imr_outcome":"partially_overturned","note":"called the office"},)"
          R"({"index":1,"request":null,"treatment":null,"prediction":"overturned",)"
          R"("probability_overturned":0.75,"interval":[0.5,0.875],"base_rate_overturned":0.125,)"
          R"("risk":null,"abstained":true,"decided_by":[],"facts":{},"corrections":[],)"
          R"("decision":null,"imr_outcome":null,"note":null}],)"
          R"("provenance":{"version":"0.1.0","rules":"sha256:bb","model":"sha256:cc",)"
          R"("input":"sha256:aa"},"text":{"header":"","summary":"Words of the first."}})",
          R"({"id":"22222222-2222-4222-8222-222222222222","time":"2026-02-06T09:30:00Z",)"
          R"("case":"A-2","view":"record","review_date":null,"note":null,"items":[)"
          R"({"index":0,"request":null,"treatment":"kind.two","prediction":"overturned",)"
          R"("probability_overturned":0.5,"interval":[0.25,0.75],"base_rate_overturned":0.25,)"
          R"("risk":"high","abstained":false,"decided_by":["book/third"],"facts":{},)"
          R"("corrections":[],"decision":"approved","imr_outcome":null,"note":null}],)"
          R"("provenance":{"version":"0.1.0","rules":"sha256:bb","model":null,)"
          R"("input":"sha256:dd"}})"));
  if (GetParam() >= 2) {
    const auto card = history->Card("cccccccc-cccc-4ccc-8ccc-cccccccccccc");
    ASSERT_TRUE(card);
    EXPECT_EQ(card->treatment, "kind.one");
    ASSERT_EQ(history->Feedback(5).size(), 1u);
    EXPECT_EQ(history->Feedback(5).front().override_reason, "disagree");
  }
}

TEST_P(HistoryFileOfVersion, BecomesAsOneThatIsNew) {
  const test::TemporaryDirectory folder;
  const auto path = OfVersion(folder, GetParam());
  const std::string id = OpenOrFail(path)->Record(ExampleReview());
  OpenOrFail(folder.path() / "new.sqlite");
  EXPECT_EQ(SchemaOf(path), SchemaOf(folder.path() / "new.sqlite"));
  SQLite::Database database(path.string());
  EXPECT_EQ(database.execAndGet("PRAGMA user_version").getInt(), HistorySchemaVersion());
  EXPECT_EQ(database.execAndGet("PRAGMA journal_mode").getString(), "wal");
  EXPECT_EQ(database.execAndGet("PRAGMA integrity_check").getString(), "ok");
  EXPECT_TRUE(OpenOrFail(path)->Get(id));
}

INSTANTIATE_TEST_SUITE_P(All, HistoryFileOfVersion, testing::Range(1, HistorySchemaVersion() + 1),
                         [](const auto& tested) { return "V" + std::to_string(tested.param); });

TEST(HistoryFile, RefusesALaterVersion) {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "history.sqlite";
  OpenOrFail(path);
  MakeDatabase(path, "PRAGMA user_version = 99");
  const std::string problem = ProblemWith(path);
  EXPECT_THAT(problem, HasSubstr("later version"));
  EXPECT_THAT(problem, HasSubstr("99"));
}

TEST(HistoryFile, RefusesAndLeavesAloneWhatIsOfAnotherProgram) {
  const test::TemporaryDirectory folder;
  for (const char* sql :
       {"CREATE TABLE theirs (x)", "PRAGMA application_id = 5", "PRAGMA user_version = 7",
        "PRAGMA journal_mode = WAL; CREATE TABLE theirs (x)"}) {
    SCOPED_TRACE(sql);
    const auto path = folder.path() / "theirs.sqlite";
    std::filesystem::remove(path);
    MakeDatabase(path, std::string(sql) + "; PRAGMA wal_checkpoint");
    const std::string before = test::ReadFile(path);
    EXPECT_THAT(ProblemWith(path), HasSubstr("another program"));
    EXPECT_EQ(test::ReadFile(path), before);
  }
}

TEST(HistoryFile, RefusesWhatIsNoDatabase) {
  const test::TemporaryDirectory folder;
  const auto text = folder.Write("letter.txt", std::string(5000, 'x') + "\n");
  EXPECT_THAT(ProblemWith(text), HasSubstr("is not a history"));
  EXPECT_EQ(test::ReadFile(text), std::string(5000, 'x') + "\n");
  EXPECT_THAT(ProblemWith(folder.path()), HasSubstr("is no file"));
  EXPECT_THAT(ProblemWith("/proc/none/history.sqlite"), HasSubstr("cannot be made"));
}

TEST(HistoryFile, DoesNotMakeOneThatMayNotBeMade) {
  const test::TemporaryDirectory folder;
  std::string problem;
  const auto path = folder.path() / "history.sqlite";
  EXPECT_EQ(ReviewHistory::Open(path, {.now = {}, .create = false}, problem), nullptr);
  EXPECT_THAT(problem, HasSubstr("no history yet"));
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(HistoryFile, RefusesADamagedFile) {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "history.sqlite";
  {
    const auto history = OpenOrFail(path, {.store_text = true, .now = {}});
    for (int i = 0; i < 200; ++i) history->Record(ExampleReview(std::to_string(i)));
  }
  std::string bytes = test::ReadFile(path);
  ASSERT_GT(bytes.size(), 40000u);
  // Every page but the first gets a hole.
  for (std::size_t at = 4096; at + 64 < bytes.size(); at += 4096) bytes.replace(at, 64, 64, '\x7f');
  std::ofstream(path, std::ios::binary) << bytes;
  const std::string problem = ProblemWith(path);
  EXPECT_THAT(problem, HasSubstr("damaged"));
  EXPECT_THAT(problem, HasSubstr(".recover"));
}

TEST(HistoryFile, RefusesOneWhoseTablesAreNotThere) {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "history.sqlite";
  OpenOrFail(path);
  MakeDatabase(path, "DROP TABLE notes");
  EXPECT_THAT(ProblemWith(path), HasSubstr("damaged"));
}

TEST(HistoryFile, LeavesAShortFileAlone) {
  const test::TemporaryDirectory folder;
  const auto path = folder.Write("note.txt", "remember\n");
  EXPECT_THAT(ProblemWith(path), HasSubstr("is not a history"));
  EXPECT_EQ(test::ReadFile(path), "remember\n");
}

TEST(HistoryFile, RefusesAFileCutAnywhere) {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "history.sqlite";
  {
    const auto history = OpenOrFail(path);
    for (int i = 0; i < 20; ++i) history->Record(ExampleReview());
  }
  const std::string bytes = test::ReadFile(path);
  for (std::size_t size = 1; size < bytes.size(); size += 997) {
    SCOPED_TRACE(size);
    const auto cut = folder.Write("cut.sqlite", bytes.substr(0, size));
    std::string problem;
    const auto history = ReviewHistory::Open(cut, {}, problem);
    EXPECT_EQ(history, nullptr);
    EXPECT_NE(problem, "");
    std::filesystem::remove(cut);
  }
}

}  // namespace
}  // namespace imr
