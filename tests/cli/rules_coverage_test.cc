// `imr rules coverage`: what the rules leave open on past rulings.
#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/cli/program.h"

namespace imr::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

namespace fs = std::filesystem;

std::string Guideline(const std::string& id, const std::string& treatments,
                      const std::string& require, const std::string& more = "") {
  return "guideline: " + id + "\ntitle: T\nsource: MTUS\nsection: S\n" +
         "in_force: {from: null, to: null}\nconfidence: high\ntreatments: " + treatments + "\n" +
         more + "criteria:\n  - {id: need, text: T, require: " + require +
         ", cite: {section: S}, ask: A}\n";
}

// Three guidelines on massage, of which two contradict each other, and one on braces.
class RulesCoverage : public testing::Test {
 protected:
  void SetUp() override {
    fs::copy(ProjectFile("rules"), directory_.path() / "rules", fs::copy_options::recursive);
    fs::remove_all(directory_.path() / "rules/guidelines");
    Rule("mtus-a", "[therapy.massage]", "{muscle_spasm: yes}");
    Rule("mtus-b", "[therapy.massage]", "{functional_improvement: yes}");
    Rule("mtus-along", "[therapy.massage]", "{red_flags: yes}", "supplements: ['*']\n");
    Rule("mtus-brace", "[equipment.brace]", "{mechanical_findings: yes}");
    WriteCase("one", "{treatment: therapy.massage, muscle_spasm: yes, functional_improvement: no}",
              "overturned");
    WriteCase("two", "{treatment: therapy.massage, muscle_spasm: yes, red_flags: no}", "upheld");
    WriteCase("three", "{treatment: imaging.mri}", "upheld");
    WriteCase("four", "{treatment: equipment.brace}", "upheld");
  }

  void Rule(const std::string& id, const std::string& treatments, const std::string& require,
            const std::string& more = "") {
    directory_.Write("rules/guidelines/" + id + ".yaml", Guideline(id, treatments, require, more));
  }

  void WriteCase(const std::string& name, const std::string& facts, const std::string& outcome) {
    directory_.Write("cases/" + name + ".yaml",
                     "case: " + name +
                         "\nrecords: []\nrequests:\n  - text: as stated\n    facts: " + facts +
                         "\nrulings: [{outcome: " + outcome + "}]\n");
  }

  ProcessResult Coverage(const std::string& format) const {
    return Imr({"rules", "coverage", "--rules", directory_.path() / "rules", "--on",
                directory_.path() / "cases", "--format", format});
  }

  TemporaryDirectory directory_;
};

TEST_F(RulesCoverage, FindsGuidelinesThatContradictEachOther) {
  const nlohmann::json json = Json(Coverage("json"));
  ASSERT_EQ(json["conflicts"].size(), 1u) << "what goes along with others contradicts none";
  const auto& conflict = json["conflicts"][0];
  EXPECT_EQ(conflict["satisfied"], "mtus-a");
  EXPECT_EQ(conflict["failed"], "mtus-b");
  EXPECT_EQ(conflict["items"], 1);
  EXPECT_EQ(conflict["overturned"], 1);
  EXPECT_EQ(conflict["where"][0]["case"], "one");
  EXPECT_EQ(conflict["where"][0]["index"], 0);
}

TEST_F(RulesCoverage, FindsTreatmentsAndCriteriaThatAreLeftOpen) {
  const nlohmann::json json = Json(Coverage("json"));
  EXPECT_EQ(json["cases"], 4);
  ASSERT_EQ(json["undecided"].size(), 1u);
  EXPECT_EQ(json["undecided"][0]["criterion"], "mtus-brace/need");
  EXPECT_EQ(json["undecided"][0]["applied"], 1);
  ASSERT_EQ(json["ungoverned"].size(), 1u);
  EXPECT_EQ(json["ungoverned"][0]["treatment"], "imaging.mri");
  ASSERT_EQ(json["abstentions"].size(), 1u);
  EXPECT_THAT(json["abstentions"][0]["because"], HasSubstr("no guideline"));
  std::vector<std::string> unnamed = json["treatments_without_guideline"];
  EXPECT_THAT(unnamed, testing::Contains("imaging.mri"));
  EXPECT_THAT(unnamed, Not(testing::Contains("therapy.massage")));
}

TEST_F(RulesCoverage, TellsAPersonTheSame) {
  const ProcessResult text = Coverage("text");
  EXPECT_EQ(text.status, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("4 cases with 4 requests, 1 overturned.\n"));
  EXPECT_THAT(text.out, HasSubstr("Criteria never decided (1 of 4)\n  mtus-brace/need\n    not "
                                  "documented in the one request it applied to\n"));
  EXPECT_THAT(text.out,
              HasSubstr("  imaging.mri: no guideline governed 1 request, 0 overturned\n"));
  EXPECT_THAT(text.out, HasSubstr("  mtus-a is satisfied, mtus-b is not: 1 request, 1 overturned\n"
                                  "    one request 1\n"));
}

TEST_F(RulesCoverage, WritesOneRowForEachFinding) {
  const std::vector<std::string> rows = Lines(Coverage("csv").out);
  ASSERT_FALSE(rows.empty());
  EXPECT_EQ(rows.front(), "kind,subject,other,items,ruled,overturned");
  EXPECT_THAT(rows, testing::Contains("conflict,mtus-a,mtus-b,1,1,1"));
  EXPECT_THAT(rows, testing::Contains("ungoverned,imaging.mri,,1,1,0"));
  for (const std::string& row : rows) {
    EXPECT_EQ(std::count(row.begin(), row.end(), ','), 5) << row;
  }
}

TEST_F(RulesCoverage, NeedsACorpus) {
  const ProcessResult result = Imr({"rules", "coverage", "--rules", directory_.path() / "rules"});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("--on"));
}

TEST(RulesCoverageOfTheProject, NamesEveryTreatmentOfTheVocabulary) {
  const nlohmann::json json = Json(Imr({"rules", "coverage", "--rules", ProjectFile("rules"),
                                        "--on", ProjectFile("data/samples"), "--format", "json"}));
  EXPECT_THAT(json["treatments_without_guideline"], IsEmpty());
  EXPECT_THAT(json["conflicts"], IsEmpty()) << json["conflicts"].dump();
}

}  // namespace
}  // namespace imr::test
