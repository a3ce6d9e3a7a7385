// `imr rules compare`: directories and git revisions of rules on past rulings.
#include <cmath>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/cli/program.h"

namespace imr::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace fs = std::filesystem;

const char kSecret[] = "Massage with a wording of its own";

std::string Rule(const std::string& require) {
  return "guideline: mtus-a\ntitle: T\nsource: MTUS\nsection: S\n"
         "in_force: {from: null, to: null}\nconfidence: high\ntreatments: [therapy.massage]\n"
         "criteria:\n  - {id: need, text: T, require: " +
         require + ", cite: {section: S}, ask: A}\n";
}

// Rules in a repository: the first revision asks for spasm, what stands there now for gains.
class RulesCompare : public testing::Test {
 protected:
  void SetUp() override {
    const fs::path rules = directory_.path() / "book/rules";
    fs::create_directories(directory_.path() / "book");
    fs::create_directories(directory_.path() / "tmp");
    fs::copy(ProjectFile("rules"), rules, fs::copy_options::recursive);
    fs::remove_all(rules / "guidelines");
    directory_.Write("book/rules/guidelines/mtus-a.yaml", Rule("{muscle_spasm: yes}"));
    fs::copy(rules, directory_.path() / "old", fs::copy_options::recursive);
    directory_.Write("cases/one.yaml",
                     std::string("case: one\nrecords: []\nrequests:\n  - text: ") + kSecret +
                         "\n    facts: {treatment: therapy.massage, muscle_spasm: yes, "
                         "functional_improvement: no}\nrulings: [{outcome: upheld}]\n");
    directory_.Write("cases/two.yaml",
                     "case: two\nrecords: []\nrequests:\n  - text: as stated\n    facts: "
                     "{treatment: therapy.massage, muscle_spasm: no, functional_improvement: yes}"
                     "\nrulings: [{outcome: overturned}]\n");
  }

  void WriteNow(const std::string& require) {
    directory_.Write("book/rules/guidelines/mtus-a.yaml", Rule(require));
  }

  // False when there is no git.
  bool Commit() {
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"init", "-q"},
          {"add", "-A"},
          {"-c", "user.name=n", "-c", "user.email=e", "commit", "-q", "-m", "m"},
          {"tag", "first"}}) {
      std::vector<std::string> command = {"/usr/bin/git", "-C", directory_.path() / "book"};
      command.insert(command.end(), words.begin(), words.end());
      if (RunProgram(command).status != 0) return false;
    }
    return true;
  }

  ProcessResult Compare(const std::string& before, const std::string& after,
                        const std::vector<std::string>& more = {}) {
    std::vector<std::string> all = {"rules",   "compare",
                                    before,    after,
                                    "--rules", directory_.path() / "book/rules",
                                    "--on",    directory_.path() / "cases"};
    all.insert(all.end(), more.begin(), more.end());
    ProcessOptions options;
    options.environment = {{"TMPDIR", directory_.path() / "tmp"}};
    return Imr(all, options);
  }

  std::string Now() const { return directory_.path() / "book/rules"; }
  std::string Old() const { return directory_.path() / "old"; }

  // Nothing is left behind.
  void ExpectNoTemporaryFiles() const { EXPECT_TRUE(fs::is_empty(directory_.path() / "tmp")); }

  TemporaryDirectory directory_;
};

TEST_F(RulesCompare, TellsWhatFlipsAndWhy) {
  WriteNow("{functional_improvement: yes}");
  const nlohmann::json json = Json(Compare(Old(), Now(), {"--format", "json"}));
  EXPECT_EQ(json["cases"], 2);
  EXPECT_EQ(json["overturned"], 1);
  EXPECT_EQ(json["before"]["metrics"]["auc"], 0.0);
  EXPECT_EQ(json["after"]["metrics"]["auc"], 1.0);
  EXPECT_EQ(json["differences"]["auc"]["difference"], 1.0);
  EXPECT_NE(json["before"]["rules"], json["after"]["rules"]);
  nlohmann::json changed = json["flipped"];
  for (const auto& item : json["moved"]) changed.push_back(item);
  ASSERT_THAT(changed, SizeIs(2));
  for (const auto& item : changed) {
    EXPECT_EQ(item["after"]["prediction"], item["ruling"]) << item.dump();
    ASSERT_THAT(item["criteria"], SizeIs(1));
    EXPECT_EQ(item["criteria"][0]["id"], "mtus-a/need");
    double moved = 0;
    for (const auto& term : item["contributions"]) {
      moved += term["after"].get<double>() - term["before"].get<double>();
    }
    const auto log_odds = [](double p) { return std::log(p / (1 - p)); };
    EXPECT_NEAR(moved,
                log_odds(item["after"]["probability_overturned"]) -
                    log_odds(item["before"]["probability_overturned"]),
                1e-9)
        << "the reasons are the whole difference";
  }
}

TEST_F(RulesCompare, NamesItemsWithoutTheirWording) {
  WriteNow("{functional_improvement: yes}");
  for (const char* format : {"json", "html"}) {
    const ProcessResult result = Compare(Old(), Now(), {"--format", format});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("one"), HasSubstr("therapy.massage"))) << format;
    EXPECT_THAT(result.out, Not(HasSubstr(kSecret))) << format;
  }
  const ProcessResult text = Compare(Old(), Now());
  EXPECT_THAT(text.out, Not(HasSubstr(kSecret)));
  EXPECT_THAT(text.out, HasSubstr("  two request 1, therapy.massage\n    upheld "));
  EXPECT_THAT(text.out,
              HasSubstr("; ruled overturned: now right\n    - mtus-a/need: unmet -> met\n"));
}

TEST_F(RulesCompare, TakesRevisionsOfTheRulesInUse) {
  if (!Commit()) GTEST_SKIP() << "git is not installed";
  WriteNow("{functional_improvement: yes}");
  const ProcessResult directories = Compare(Old(), Now(), {"--format", "json"});
  for (const char* revision : {"first", "HEAD~0"}) {
    const ProcessResult result = Compare(revision, Now(), {"--format", "json"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.out, Replaced(directories.out, Old(), revision));
    ExpectNoTemporaryFiles();
  }
}

TEST_F(RulesCompare, LeavesNothingBehindWhenARevisionIsBroken) {
  WriteNow("{muscle_spasms: yes}");
  if (!Commit()) GTEST_SKIP() << "git is not installed";
  const ProcessResult result = Compare("first", Old());
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_THAT(result.err, AllOf(HasSubstr("first/guidelines/mtus-a.yaml:9:"),
                                HasSubstr("did you mean 'muscle_spasm'?")));
  EXPECT_THAT(result.err, Not(HasSubstr("imr-rules-")));
  ExpectNoTemporaryFiles();
}

TEST_F(RulesCompare, SaysWhatItCannotFind) {
  for (const char* name : {"no-such-revision", "--upload-pack=touch", "$(id)"}) {
    const ProcessResult result = Compare(Old(), name);
    EXPECT_EQ(result.status, 2) << name;
    EXPECT_THAT(result.out, IsEmpty()) << name;
    EXPECT_THAT(result.err, Not(IsEmpty())) << name;
  }
  EXPECT_THAT(Compare("no-such-revision", Old()).err,
              HasSubstr("imr: no-such-revision: is neither a rules directory"));
  ExpectNoTemporaryFiles();
}

}  // namespace
}  // namespace imr::test
