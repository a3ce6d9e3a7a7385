// `imr rules show`: rules as a nurse reads them, on the screen, on paper and for programs.
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
using ::testing::StartsWith;

namespace fs = std::filesystem;

const char kVisits[] = R"(guideline: mtus-visits
title: Visits <b>& more</b>
source: MTUS
section: Section *one*
in_force: {from: 2009-07-18, to: null}
confidence: medium
confidence_note: The chapter is old.
treatments: [therapy.massage, "surgery.*"]
governs: {body_parts: [lower_leg]}
limits: {most_visits: 6}
criteria:
  - id: gains
    text: More visits need gains.
    when: {prior_same_treatment: yes}
    require: {any: [{functional_improvement: yes}, {red_flags: no}]}
    undocumented: against
    weight: 0.5
    cite: {section: Table 1, pages: '3'}
    ask: which gains
  - id: few
    text: Visits are few.
    require: {sessions_requested: {at_most: most_visits}}
    strength: supporting
    cite: {section: Table 2}
examples:
  - name: gains are written down
    facts: {treatment: therapy.massage, body_parts: [lower_leg], prior_same_treatment: yes,
            functional_improvement: yes, sessions_requested: {at_least: 4}}
    expect: {gains: met}
  - name: expects what does not come out
    facts: {treatment: therapy.massage, body_parts: [lower_leg], sessions_requested: 12}
    expect: {few: met}
)";

// Rules with the one guideline above, and letters' worth of case files.
class RulesShow : public testing::Test {
 protected:
  void SetUp() override {
    fs::copy(ProjectFile("rules"), directory_.path() / "rules", fs::copy_options::recursive);
    fs::remove_all(directory_.path() / "rules/guidelines");
    directory_.Write("rules/guidelines/mtus-visits.yaml", kVisits);
    const std::string head = "records: []\nrequests:\n  - text: Massage therapy of the calf\n";
    const std::string facts = "    facts: {treatment: therapy.massage, body_parts: [lower_leg], ";
    WriteCase("a", head + facts + "prior_same_treatment: yes, functional_improvement: yes}\n",
              "overturned");
    WriteCase("b", head + facts + "prior_same_treatment: yes}\n", "upheld");
    WriteCase("c", head + facts + "sessions_requested: 12, prior_same_treatment: no}\n", "upheld");
  }

  void WriteCase(const std::string& name, const std::string& text, const std::string& outcome) {
    directory_.Write("cases/" + name + ".yaml",
                     "case: " + name + "\n" + text + "rulings: [{outcome: " + outcome + "}]\n");
  }

  ProcessResult Show(std::vector<std::string> arguments) const {
    std::vector<std::string> all = {"rules", "show", "--rules", directory_.path() / "rules"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return Imr(all);
  }

  std::string Cases() const { return directory_.path() / "cases"; }

  TemporaryDirectory directory_;
};

TEST_F(RulesShow, TellsAGuidelineInPlainEnglish) {
  const ProcessResult result = Show({"mtus-visits"});
  EXPECT_EQ(result.status, 0) << result.err;
  const char kText[] = R"(
Visits <b>& more</b>
mtus-visits
  Source: MTUS, Section *one*
  In force: from 2009-07-18
  Confidence: medium. The chapter is old.
  Speaks on: therapy.massage and any surgery
  Only when: body parts include lower leg
  Numbers: most visits 6

  gains (required)
    More visits need gains.
    Applies when: the record shows: prior same treatment
    Met when: at least one of:
      - the record shows: functional improvement
      - the record denies: red flags
    Silence: counts against the request
    Weight: 0.5 in log-odds when met, as much against when unmet
    Ask for: which gains
    Cites: MTUS, Table 1, p. 3

  few (supporting)
    Visits are few.
    Met when: sessions requested at most 6
    Cites: MTUS, Table 2

  Examples
    )"
                       "\u2713"
                       R"( gains are written down
      Given: treatment: therapy.massage; body parts: lower leg; sessions requested: at least 4;
             prior same treatment: yes; functional improvement: yes
      Comes out: gains: met
    )"
                       "\u2717"
                       R"( expects what does not come out
      Given: treatment: therapy.massage; body parts: lower leg; sessions requested: 12
      Comes out: few: met
      But found: few: unmet

What the words mean
)";
  EXPECT_THAT(result.out, HasSubstr(kText));
  EXPECT_THAT(result.out, HasSubstr("  functional improvement: objective functional gain"));
  EXPECT_THAT(result.out, Not(HasSubstr("On the corpus")));
}

TEST_F(RulesShow, CountsHowEachCriterionCameOutOnACorpus) {
  const ProcessResult result = Show({"mtus-visits", "--on", Cases()});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("On a corpus of 3 cases with 3 requests; 1"));
  EXPECT_THAT(result.out, HasSubstr("On the corpus: governed 3 (1 overturned)\n"));
  EXPECT_THAT(result.out, HasSubstr("On the corpus: met 1 (1 overturned), unmet 0, not documented "
                                    "1 (0 overturned), not applicable 1\n"));
  EXPECT_THAT(result.out, HasSubstr("On the corpus: met 0, unmet 1 (0 overturned), not documented "
                                    "2 (1 overturned)\n"));
  const nlohmann::json json = Json(Show({"--on", Cases(), "--format", "json", "--jobs", "2"}));
  EXPECT_EQ(json["corpus"]["cases"], 3);
  const auto& gains = json["guidelines"][0]["criteria"][0];
  EXPECT_EQ(gains["id"], "mtus-visits/gains");
  EXPECT_EQ(gains["use"]["met"]["overturned"], 1);
  EXPECT_EQ(gains["use"]["undocumented"]["items"], 1);
  EXPECT_EQ(gains["require"]["parts"][1]["words"], "the record denies: red flags");
  EXPECT_EQ(json["guidelines"][0]["limits"]["most_visits"], 6);
  EXPECT_THAT(json["guidelines"][0]["examples"][1]["differs"], SizeIs(1));
}

TEST_F(RulesShow, CountsACaseOnceAndAnswersTheOthersWhenOneCannotBeRead) {
  const ProcessResult result = Show({"--on", Cases(), directory_.path() / "cases/a.yaml",
                                     "no/such/letter.txt", "--format", "json"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, AllOf(HasSubstr("no/such/letter.txt"), HasSubstr("case a again")));
  EXPECT_EQ(Json(result)["corpus"]["items"], 3);
}

TEST_F(RulesShow, ShowsOneCriterionWithItsExamplesAlone) {
  const ProcessResult result = Show({"mtus-visits/gains"});
  EXPECT_THAT(result.out, HasSubstr("gains (required)"));
  EXPECT_THAT(result.out, HasSubstr("gains are written down"));
  EXPECT_THAT(result.out, Not(HasSubstr("few (supporting)")));
  EXPECT_THAT(result.out, Not(HasSubstr("expects what does not")));
}

TEST_F(RulesShow, EscapesWhateverStandsInARule) {
  const ProcessResult html = Show({"--format", "html", "--on", Cases()});
  EXPECT_EQ(html.status, 0) << html.err;
  EXPECT_THAT(html.out, StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(html.out, HasSubstr("<h2>Visits &lt;b&gt;&amp; more&lt;/b&gt;</h2>"));
  EXPECT_THAT(html.out, HasSubstr("<ul><li>the record shows: functional improvement</li>"));
  EXPECT_THAT(html.out, HasSubstr("@media print"));
  EXPECT_THAT(html.out, HasSubstr("default-src &#39;none&#39;"));
  EXPECT_THAT(html.out, AllOf(Not(HasSubstr("://")), Not(HasSubstr("<script"))));
  const ProcessResult markdown = Show({"--format", "markdown"});
  EXPECT_THAT(markdown.out, HasSubstr("## Visits \\<b\\>&amp; more\\</b\\>\n"));
  EXPECT_THAT(markdown.out, HasSubstr("Section \\*one\\*"));
  EXPECT_THAT(markdown.out, HasSubstr("- **Met when:** at least one of:\n  - the record shows"));
}

struct Misspelt {
  const char* name;
  const char* suggestion;
};

class RulesShowNames : public testing::TestWithParam<Misspelt> {};

TEST_P(RulesShowNames, SuggestsWhatWasProbablyMeant) {
  const ProcessResult result =
      Imr({"rules", "show", "--rules", ProjectFile("rules"), GetParam().name});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_THAT(result.err, HasSubstr("there is no guideline, criterion or treatment"));
  EXPECT_THAT(result.err, HasSubstr(GetParam().suggestion));
}

INSTANTIATE_TEST_SUITE_P(
    Names, RulesShowNames,
    testing::Values(Misspelt{"mtus-acupunture-2007", "did you mean 'mtus-acupuncture-2007'?"},
                    Misspelt{"mtus-acupuncture-2007/indicaton",
                             "did you mean 'mtus-acupuncture-2007/indication'?"},
                    Misspelt{"imaging.mir", "did you mean 'imaging.mri'?"},
                    Misspelt{"acupuncture-2007", "did you mean 'mtus-acupuncture-2007'?"}));

TEST(RulesShowOfTheProject, FindsTheGuidelinesOfATreatment) {
  const nlohmann::json json = Json(Imr({"rules", "show", "--rules", ProjectFile("rules"),
                                        "therapy.acupuncture", "--format", "json"}));
  std::vector<std::string> ids;
  for (const auto& guideline : json["guidelines"]) ids.push_back(guideline["id"]);
  EXPECT_THAT(ids, testing::Contains("mtus-acupuncture-2007"));
  EXPECT_LT(ids.size(), 10u);
}

TEST(RulesShowOfTheProject, PrintsTheWholeBookWithContentsThatLead) {
  const ProcessResult html =
      Imr({"rules", "show", "--rules", ProjectFile("rules"), "--format", "html"});
  EXPECT_EQ(html.status, 0) << html.err;
  const nlohmann::json json =
      Json(Imr({"rules", "show", "--rules", ProjectFile("rules"), "--format", "json"}));
  ASSERT_GT(json["guidelines"].size(), 100u);
  for (const auto& guideline : json["guidelines"]) {
    const std::string id = guideline["id"];
    EXPECT_THAT(html.out, HasSubstr("<a href=\"#" + id + "\">"));
    EXPECT_THAT(html.out, HasSubstr("<article id=\"" + id + "\">"));
    for (const auto& example : guideline["examples"]) {
      EXPECT_THAT(example["differs"], IsEmpty()) << id << ": " << example["name"];
    }
  }
  EXPECT_THAT(html.out, Not(HasSubstr("does not hold")));
}

}  // namespace
}  // namespace imr::test
