// `imr history` as a user runs it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/cli/program.h"
#include "tests/history/history_fixture.h"

namespace imr {
namespace {

using test::Imr;
using test::Lines;
using test::ProcessResult;
using testing::HasSubstr;
using testing::SizeIs;

class HistoryCommand : public testing::Test {
 protected:
  void SetUp() override {
    path_ = folder_.path() / "history.sqlite";
    const auto history = test::OpenOrFail(path_, clock_.Options(true));
    clock_.Set(std::chrono::year(2026) / 1 / 10);
    ids_.push_back(history->Record(test::ExampleReview("OLD")));
    clock_.Set(std::chrono::year(2026) / 2 / 10);
    ids_.push_back(history->Record(test::ExampleReview("NEW\x1b[31m")));
  }

  ProcessResult Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "history");
    arguments.insert(arguments.end(), {"--database", path_.string()});
    return Imr(arguments);
  }

  const test::TemporaryDirectory folder_;
  test::TestClock clock_;
  std::filesystem::path path_;
  std::vector<std::string> ids_;
};

TEST_F(HistoryCommand, ListsNewestFirst) {
  const ProcessResult result = Run({"list"});
  EXPECT_EQ(result.status, 0) << result.err;
  const auto lines = Lines(result.out);
  ASSERT_THAT(lines, SizeIs(6));
  EXPECT_EQ(lines[0], "2026-02-10T00:00:00Z  NEW\xEF\xBF\xBD[31m  prescreen  " + ids_[1])
      << "nothing that steers a terminal";
  EXPECT_EQ(lines[1], "  1  kind.one: upheld, 20% overturned (10% to 30%)");
  EXPECT_EQ(lines[2],
            "  2  treatment not known: overturned, 70% overturned (60% to 90%), abstained");
  EXPECT_THAT(lines[3], HasSubstr("OLD"));
}

TEST_F(HistoryCommand, ListsSomeAndSaysSo) {
  const ProcessResult result = Run({"list", "--limit", "1"});
  EXPECT_THAT(Lines(result.out), SizeIs(3));
  EXPECT_THAT(result.err, HasSubstr("1 of 2 reviews"));
  EXPECT_EQ(test::Json(Run({"list", "--search", "old", "--format", "json"}))[0]["id"], ids_[0]);
  EXPECT_THAT(Lines(Run({"list", "--format", "jsonl"}).out), SizeIs(2));
  EXPECT_THAT(Run({"list", "--treatment", "none"}).err, HasSubstr("no reviews"));
}

TEST_F(HistoryCommand, ShowsWhole) {
  const ProcessResult text = Run({"show", ids_[0]});
  EXPECT_EQ(text.status, 0);
  EXPECT_THAT(text.out, HasSubstr("Decided by, item 1: book/first book/second"));
  EXPECT_THAT(text.out, HasSubstr("corrected: count is not documented"));
  EXPECT_THAT(text.out, HasSubstr("rules sha256:5678"));
  const auto json = test::Json(Run({"show", ids_[1], ids_[0], "--format", "json"}));
  ASSERT_EQ(json.size(), 2u);
  EXPECT_EQ(json[1]["case"], "OLD");
  EXPECT_EQ(json[1]["text"]["summary"], "Planted summary words");
  const ProcessResult none = Run({"show", "nothing"});
  EXPECT_EQ(none.status, 3);
  EXPECT_THAT(none.err, HasSubstr("no review nothing"));
}

TEST_F(HistoryCommand, ExportsForOwnersOnly) {
  const ProcessResult lines = Run({"export"});
  ASSERT_THAT(Lines(lines.out), SizeIs(2));
  EXPECT_EQ(nlohmann::json::parse(Lines(lines.out)[0])["case"], "OLD");
  const auto file = folder_.path() / "out.csv";
  EXPECT_EQ(Run({"export", "--format", "csv", "--output", file.string()}).status, 0);
  EXPECT_THAT(Lines(test::ReadFile(file)), SizeIs(5));
  struct stat about {};
  ASSERT_EQ(stat(file.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  EXPECT_EQ(Run({"export", "--output", "/proc/none/x"}).status, 2);
}

TEST_F(HistoryCommand, PurgesWhatIsNamed) {
  EXPECT_EQ(Run({"purge"}).status, 2);
  EXPECT_EQ(Run({"purge", "--all", "--before", "2026-01-01"}).status, 2);
  EXPECT_EQ(Run({"purge", "--before", "soon"}).status, 2);
  EXPECT_THAT(Lines(Run({"export"}).out), SizeIs(2)) << "nothing was removed";
  const ProcessResult before = Run({"purge", "--before", "2026-02-10"});
  EXPECT_EQ(before.status, 0) << before.err;
  EXPECT_EQ(before.out, "removed 1 review\n");
  const ProcessResult twice = Run({"purge", ids_[0], ids_[1]});
  EXPECT_EQ(twice.status, 1);
  EXPECT_EQ(twice.out, "removed 1 review\n");
  EXPECT_THAT(twice.err, HasSubstr("1 review was not in the history"));
  EXPECT_EQ(Run({"purge", "--all"}).out, "removed 0 reviews\n");
}

TEST_F(HistoryCommand, FindsTheHistoryOfTheUser) {
  std::filesystem::create_directories(folder_.path() / "data/imr");
  std::filesystem::copy_file(path_, folder_.path() / "data/imr/history.sqlite");
  test::ProcessOptions options;
  options.environment = {{"XDG_DATA_HOME", folder_.path() / "data"}};
  EXPECT_THAT(Lines(Imr({"history", "export"}, options).out), SizeIs(2));
  std::filesystem::create_directories(folder_.path() / ".local/share");
  std::filesystem::rename(folder_.path() / "data/imr", folder_.path() / ".local/share/imr");
  options.environment = {{"XDG_DATA_HOME", "relative"}, {"HOME", folder_.path()}};
  EXPECT_THAT(Lines(Imr({"history", "export"}, options).out), SizeIs(2));
}

TEST_F(HistoryCommand, MakesNoHistoryByLookingForOne) {
  const auto missing = folder_.path() / "missing.sqlite";
  const ProcessResult result = Imr({"history", "list", "--database", missing.string()});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("imr serve --database"));
  EXPECT_FALSE(std::filesystem::exists(missing));
}

}  // namespace
}  // namespace imr
