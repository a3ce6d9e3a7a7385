#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/features/sample_letter.h"

namespace imr::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kYaml = R"(# a case
case: ankle-1
dates: {injury: 2015-01-05, utilization_review: 02/20/2015, decision: 2015-04-14}
requests:
  - text: |
      Ankle brace,
      custom made
    facts: {conservative_care_failed: yes, prior_sessions: 6}
  - "Grab bars"
facts:
  age_group: adult
  body_parts: [ankle, foot]
  red_flags: not_documented
records:
  - {date: 2015-02-03, kind: progress report, text: "The ankle\nis swollen."}
  - {kind: note, text: "Walking is slow."}
  - "A loose sheet."
utilization_review:
  date: 2015-02-19
  text: Not enough was tried.
  guideline: An ankle chapter.
rulings:
  - {outcome: overturned, guideline: Another chapter., rationale: It was tried.}
  - null
)";

const std::string kJson = R"({
  "case": "ankle-1",
  "dates": {"injury": "2015-01-05", "utilization_review": "02/20/2015", "decision": "2015-04-14"},
  "requests": [
    {"text": "Ankle brace,\n custom made",
     "facts": {"conservative_care_failed": true, "prior_sessions": 6}},
    "Grab bars"
  ],
  "facts": {"age_group": "adult", "body_parts": ["ankle", "foot"], "red_flags": null},
  "records": [
    {"date": "2015-02-03", "kind": "progress report", "text": "The ankle\nis swollen."},
    {"kind": "note", "text": "Walking is slow."},
    "A loose sheet."
  ],
  "utilization_review":
    {"date": "2015-02-19", "text": "Not enough was tried.", "guideline": "An ankle chapter."},
  "rulings": [
    {"outcome": "overturned", "guideline": "Another chapter.", "rationale": "It was tried."}, null]
})";

TEST(CaseFile, IsTheSameInYamlAndJson) {
  for (const std::string& text : {kYaml, kJson}) {
    const Document document = Read(text);
    const Case& known = document.known;
    EXPECT_THAT(document.warnings, ElementsAre());
    EXPECT_EQ(known.id, "ankle-1");
    EXPECT_EQ(FormatDate(*known.dates.injury), "2015-01-05");
    EXPECT_EQ(FormatDate(*known.dates.utilization_review), "2015-02-20");
    EXPECT_FALSE(known.dates.assumed);
    EXPECT_EQ(FormatDate(*document.decided.decision), "2015-04-14");
    EXPECT_THAT(Requests(document), ElementsAre("Ankle brace, custom made", "Grab bars"));
    EXPECT_EQ(known.summary,
              "2015-02-03 progress report: The ankle is swollen.\nnote: Walking is slow.\n"
              "A loose sheet.");
    EXPECT_EQ(known.items[0].utilization_review, "Not enough was tried.\nAn ankle chapter.");
    EXPECT_EQ(known.items[1].utilization_review, known.items[0].utilization_review);
    EXPECT_THAT(Outcomes(document), ElementsAre("overturned", "none"));
    EXPECT_EQ(document.decided.rulings[0]->guideline, "Another chapter.");
    EXPECT_EQ(document.decided.rulings[0]->rationale, "It was tried.");

    ASSERT_EQ(known.items[0].facts.size(), 2u);
    EXPECT_EQ(known.items[0].facts[0].name, "conservative_care_failed");
    EXPECT_EQ(std::get<bool>(known.items[0].facts[0].value.value), true);
    EXPECT_EQ(std::get<double>(known.items[0].facts[1].value.value), 6);
    ASSERT_EQ(known.facts.size(), 3u);
    EXPECT_EQ(std::get<std::string>(known.facts[0].value.value), "adult");
    EXPECT_THAT(std::get<std::vector<std::string>>(known.facts[1].value.value),
                ElementsAre("ankle", "foot"));
    EXPECT_TRUE(std::holds_alternative<std::monostate>(known.facts[2].value.value));
  }
}

TEST(CaseFile, KnowsTheLineOfEachFact) {
  const Document yaml = Read(kYaml);
  EXPECT_EQ(yaml.known.facts[0].line, 11);
  EXPECT_EQ(yaml.known.facts[1].line, 12);
  const Document json = Read("{\n\"requests\": [\"x\"],\n\"facts\": {\"a\": 1\n,\n\"b\": 2}}");
  EXPECT_EQ(json.known.facts[0].line, 3);
  EXPECT_EQ(json.known.facts[1].line, 5);
}

TEST(CaseFile, QuotedYamlStaysText) {
  const Document document =
      Read("requests: [x]\nfacts: {a: 'yes', b: \"6\", c: no, d: -1.5, e: 3 weeks, f: ~, g: ''}\n");
  const auto& facts = document.known.facts;
  EXPECT_EQ(std::get<std::string>(facts[0].value.value), "yes");
  EXPECT_EQ(std::get<std::string>(facts[1].value.value), "6");
  EXPECT_EQ(std::get<bool>(facts[2].value.value), false);
  EXPECT_EQ(std::get<double>(facts[3].value.value), -1.5);
  EXPECT_EQ(std::get<std::string>(facts[4].value.value), "3 weeks");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(facts[5].value.value));
  EXPECT_EQ(std::get<std::string>(facts[6].value.value), "");
}

TEST(CaseFile, NeedsOnlyRequests) {
  const Document document = Read("requests: [Ankle brace]\n", "from-the-file");
  EXPECT_EQ(document.known.id, "from-the-file");
  EXPECT_EQ(document.known.dates.utilization_review, std::nullopt);
  EXPECT_THAT(Outcomes(document), ElementsAre("none"));
}

TEST(CaseFile, TakesTheReviewDateFromTheReviewThenFromTheRecords) {
  const Document review = Read(
      "requests: [x]\nutilization_review: {date: 2015-02-19}\nrecords: [{date: 2015-03-01}]\n");
  EXPECT_EQ(FormatDate(*review.known.dates.utilization_review), "2015-02-19");
  EXPECT_FALSE(review.known.dates.assumed);
  const Document records = Read("requests: [x]\nrecords: [{date: 2015-03-01, text: seen}]\n");
  EXPECT_EQ(FormatDate(*records.known.dates.utilization_review), "2015-03-01");
  EXPECT_TRUE(records.known.dates.assumed);
}

TEST(CaseFile, ReviewOfARequestFollowsThatOfTheCase) {
  const Document document = Read(
      "requests: [{text: x, utilization_review: Only this one.}, y]\nutilization_review: All.\n");
  EXPECT_EQ(document.known.items[0].utilization_review, "All.\nOnly this one.");
  EXPECT_EQ(document.known.items[1].utilization_review, "All.");
}

TEST(CaseFile, WarnsOfWhatItLeavesOut) {
  const Document document = Read(
      "requests: [{text: x, fact: {}}]\nrecord: []\nJohn Public was seen: twice\n"
      "dates: {injury: 2015-02-30}\n");
  EXPECT_THAT(document.warnings,
              ElementsAre(AllOf(HasSubstr("line 2"), HasSubstr("'record'"), HasSubstr("'records'")),
                          AllOf(HasSubstr("line 3"), Not(HasSubstr("John"))),
                          AllOf(HasSubstr("line 4"), HasSubstr("'injury'")),
                          AllOf(HasSubstr("line 1"), HasSubstr("'facts'"))));
  EXPECT_EQ(document.known.dates.injury, std::nullopt);
}

TEST(CaseFile, NamesTheLineOfAMistakeAndNeverTheText) {
  struct {
    const char* text;
    int line;
    const char* message;
  } const cases[] = {
      {"case: secret\n", 1, "has no 'requests'"},
      {"case: secret\nrequests: []\n", 2, "'requests' is empty"},
      {"case: secret\nrequests: secret\n", 2, "must be a list"},
      {"requests:\n- text: [secret]\n", 2, "'text' must be text"},
      {"requests: [x]\nrecords:\n- - secret\n", 3, "a record must be a mapping"},
      {"requests: [x]\nfacts: [secret]\n", 2, "'facts' must be a mapping"},
      {"requests: [x]\nfacts:\n  a: {b: secret}\n", 3, "a fact must be"},
      {"requests: [x]\nrulings: [upheld, upheld]\n", 2, "2 entries for 1 requests"},
      {"requests: [x]\nrulings:\n- {outcome: uphold}\n", 3, "did you mean 'upheld'"},
      {"requests: [x]\nrequests: [secret]\n", 2, "stands twice"},
      {"requests: [x]\ncase: &a secret\nsummary: *a\n", 3, "aliases"},
      {"requests: [x]\n---\nrequests: [secret]\n", 3, "several YAML documents"},
      {"requests: [x]\nsummary: [secret\n", 2, "not YAML"},
      {"{\"requests\": [\"x\"],\n\"summary\": \"secret\n\"}", 2, "not JSON"},
      {"{\"requests\": [\"x\"],\n\n\"summary\": secret}", 3, "not JSON"},
      {"{\"requests\": [\"x\"],\n\"summary\": \"secret\"", 2, "not JSON"},
      {"{\"requests\": [\"x\"],\n\"requests\": [\"secret\"]}", 2, "stands twice"},
      {"{\n\"resourceType\": \"Bundle\"}", 0, "ServiceRequest"},
      {"[{\"requests\": [\"x\"]}, {\"requests\": [\"y\"]}]", 0, "list of 2 cases"},
  };
  for (const auto& c : cases) {
    const InputError error = ReadError(c.text);
    EXPECT_THAT(error.message, HasSubstr(c.message)) << c.text;
    EXPECT_THAT(error.message, Not(HasSubstr("secret"))) << c.text;
    EXPECT_NEAR(error.line, c.line, 1) << c.text;
  }
}

TEST(CaseFile, RefusesToBeDeepOrEndless) {
  std::string deep_json = "{\"requests\": " + std::string(100, '[') + std::string(100, ']') + "}";
  EXPECT_THAT(ReadError(deep_json).message, HasSubstr("nested deeper"));
  std::string deep_yaml = "requests: " + std::string(100, '[') + std::string(100, ']');
  EXPECT_THAT(ReadError(deep_yaml).message, HasSubstr("nested deeper"));
  std::string many = "{\"requests\": [\"x\"";
  for (int i = 0; i < 600; ++i) many += ",\"x\"";
  EXPECT_THAT(ReadError(many + "]}").message, HasSubstr("more than 500 requests"));
}

TEST(CaseFile, OneCaseInAListIsThatCase) {
  EXPECT_THAT(Requests(Read("[{\"requests\": [\"x\"]}]")), ElementsAre("x"));
}

TEST(CaseFile, ARecordMayQuoteALetter) {
  const Document document = Read(
      "requests: [Ankle brace]\nrecords:\n- text: |\n    IMR ISSUES, DECISIONS AND RATIONALES\n"
      "    Brace: Upheld\n    Claims Administrator guideline: none\n");
  EXPECT_THAT(Requests(document), ElementsAre("Ankle brace"));
}

}  // namespace
}  // namespace imr::test
