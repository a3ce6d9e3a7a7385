#include "engine/evaluation/fact_evaluation.h"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "engine/evaluation/gold_facts.h"
#include "tests/support/paths.h"

namespace imr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Vocabulary& TheVocabulary() {
  static const std::shared_ptr<const Vocabulary> vocabulary = [] {
    Diagnostics diagnostics;
    return Vocabulary::Load(test::ProjectFile("rules/vocabulary.yaml"), "vocabulary.yaml",
                            diagnostics);
  }();
  return *vocabulary;
}

FactId Id(const std::string& name) { return TheVocabulary().Find(name).value(); }

GoldFacts Read(const std::string& text) { return ReadGoldFacts(text, TheVocabulary()); }

// One line of gold with these clinical facts.
GoldFacts Gold(const std::string& prescreen, const std::string& record = "{}",
               const std::string& request = R"({"treatment": "therapy.acupuncture"})") {
  return Read(R"({"case": "A", "item": 0, "request": )" + request + R"(, "prescreen": )" +
              prescreen + R"(, "record": )" + record + "}");
}

FactSheet Sheet(const std::vector<std::pair<std::string, FactValue>>& facts) {
  FactSheet sheet;
  for (const auto& [name, value] : facts) sheet.Set(Id(name), value);
  return sheet;
}

FactEvaluation Evaluate(const GoldFacts& gold, const FactSheet& sheet,
                        View view = View::kPrescreen) {
  EXPECT_THAT(gold.problems, IsEmpty());
  return EvaluateFacts(TheVocabulary(), view, gold.items, {{"A", {sheet}}});
}

struct YesNoCase {
  const char* gold;  // "yes", "no", "not_documented" or "" when the fact is not listed
  const char* found;
  int right, wrong, missed;
};

class YesNoFacts : public testing::TestWithParam<YesNoCase> {};

TEST_P(YesNoFacts, AreCountedByTheDefinitions) {
  const YesNoCase& param = GetParam();
  const std::string gold(param.gold);
  const std::string found(param.found);
  FactSheet sheet;
  if (!found.empty()) sheet.Set(Id("muscle_spasm"), FactValue(found == "yes"));
  const FactEvaluation e =
      Evaluate(Gold(gold.empty() ? "{}" : R"({"muscle_spasm": ")" + gold + "\"}"), sheet);
  EXPECT_EQ(e.all.right, param.right);
  EXPECT_EQ(e.all.wrong, param.wrong);
  EXPECT_EQ(e.all.missed, param.missed);
  const auto index = [](const std::string& answer) {
    return answer == "yes" ? 0u : answer == "no" ? 1u : 2u;
  };
  if (param.right + param.wrong + param.missed == 0) {
    EXPECT_THAT(e.yes_no, IsEmpty()) << "a fact that never occurs tells nothing";
  } else {
    ASSERT_THAT(e.yes_no, SizeIs(1));
    EXPECT_EQ(e.yes_no[0].confusion[index(gold)][index(found)], 1);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, YesNoFacts,
    testing::Values(YesNoCase{"yes", "yes", 1, 0, 0}, YesNoCase{"no", "no", 1, 0, 0},
                    YesNoCase{"yes", "no", 0, 1, 1}, YesNoCase{"no", "yes", 0, 1, 1},
                    YesNoCase{"yes", "", 0, 0, 1}, YesNoCase{"no", "", 0, 0, 1},
                    YesNoCase{"", "yes", 0, 1, 0}, YesNoCase{"not_documented", "no", 0, 1, 0},
                    YesNoCase{"", "", 0, 0, 0}, YesNoCase{"not_documented", "", 0, 0, 0}));

TEST(FactEvaluation, InTheRecordViewTheRecordWins) {
  const GoldFacts gold = Gold(R"({"red_flags": "yes", "muscle_spasm": "yes"})",
                              R"({"red_flags": "no", "muscle_spasm": "not_documented"})");
  const FactSheet sheet = Sheet({{"red_flags", false}});
  EXPECT_EQ(Evaluate(gold, sheet, View::kRecord).all.F1(), 1.0);
  EXPECT_EQ(Evaluate(gold, sheet, View::kPrescreen).all.F1(), 0.0);
}

TEST(FactEvaluation, RequestFieldsCountWhereOneSideGivesAValue) {
  const GoldFacts gold = Gold("{}", "{}",
                              R"({"treatment": "therapy.acupuncture", "agent": null, )"
                              R"("body_parts": ["lumbar", "cervical", "unspecified"], )"
                              R"("sessions_requested": 6, "retrospective": "no", )"
                              R"("refills": null, "depends_on": 0})");
  const FactEvaluation e =
      Evaluate(gold, Sheet({{"treatment", std::string("therapy.physical")},
                            {"body_parts", std::vector<std::string>{"cervical", "lumbar"}},
                            {"sessions_requested", NumberRange::Exactly(6)},
                            {"quantity", NumberRange::Exactly(30)},
                            {"retrospective", false}}));
  EXPECT_EQ(e.treatment_right, 0);
  EXPECT_EQ(e.family_right, 1);
  std::vector<std::string> rows;
  for (const auto& row : e.valued) {
    rows.push_back(TheVocabulary().Definition(row.fact).name + " " + std::to_string(row.right) +
                   "/" + std::to_string(row.counted));
  }
  EXPECT_THAT(rows, ElementsAre("body_parts 1/1", "sessions_requested 1/1", "quantity 0/1",
                                "depends_on 0/1"));
}

TEST(FactEvaluation, IntervalsComeFromWholeCases) {
  std::string text;
  std::vector<CaseReadings> readings;
  for (int i = 0; i < 40; ++i) {
    const std::string id = "C" + std::to_string(i);
    text += R"({"case": ")" + id +
            R"(", "item": 0, "request": {}, "prescreen": {"red_flags": "yes"}})" + "\n";
    readings.push_back({id, {i % 4 == 0 ? FactSheet() : Sheet({{"red_flags", true}})}});
  }
  const GoldFacts gold = Read(text);
  const FactEvaluation e = EvaluateFacts(TheVocabulary(), View::kPrescreen, gold.items, readings);
  EXPECT_DOUBLE_EQ(e.all.Recall(), 0.75);
  EXPECT_EQ(e.precision.low, 1.0);
  EXPECT_LT(e.recall.low, 0.75);
  EXPECT_GT(e.recall.low, 0.5);
  EXPECT_GT(e.recall.high, 0.75);
  EXPECT_LT(e.recall.high, 0.95);
  const FactEvaluation again =
      EvaluateFacts(TheVocabulary(), View::kPrescreen, gold.items, readings);
  EXPECT_EQ(e.recall.low, again.recall.low);
}

TEST(FactEvaluation, GoldOfOtherCasesAndItemsIsLeftOut) {
  const GoldFacts gold = Read(R"({"case": "A", "item": 3, "prescreen": {"red_flags": "yes"}}
{"case": "B", "item": 0, "prescreen": {"red_flags": "yes"}}
)");
  const FactEvaluation e = Evaluate(gold, FactSheet());
  EXPECT_EQ(e.items, 0);
  EXPECT_TRUE(std::isnan(e.all.F1()));
  EXPECT_TRUE(FactEvaluationJson(TheVocabulary(), e)["facts"]["f1"].is_null());
}

TEST(FactEvaluation, ReportsAgreeWithEachOther) {
  const FactEvaluation e =
      Evaluate(Gold(R"({"red_flags": "yes", "muscle_spasm": "no"})"),
               Sheet({{"red_flags", true}, {"muscle_spasm", true}, {"postoperative", true}}));
  const auto json = FactEvaluationJson(TheVocabulary(), e);
  EXPECT_EQ(json["facts"]["tp"], 1);
  EXPECT_EQ(json["facts"]["fp"], 2);
  EXPECT_EQ(json["facts"]["fn"], 1);
  EXPECT_THAT(json["by_fact"], SizeIs(3));
  EXPECT_THAT(json["errors"], SizeIs(3)) << "the treatment was not read either";
  EXPECT_THAT(FactEvaluationText(TheVocabulary(), e), HasSubstr("muscle_spasm"));
  const std::string csv = FactEvaluationCsv(TheVocabulary(), {e});
  EXPECT_THAT(csv, HasSubstr("\nprescreen,all,,1,2,1,0.333333,0.500000,0.400000,"));
  const auto commas = [](const std::string& line) {
    return std::count(line.begin(), line.end(), ',');
  };
  std::size_t at = 0;
  const auto head = commas(csv.substr(0, csv.find('\n')));
  while (at < csv.size()) {
    const std::size_t end = csv.find('\n', at);
    EXPECT_EQ(commas(csv.substr(at, end - at)), head) << csv.substr(at, end - at);
    at = end + 1;
  }
}

TEST(CsvCell, IsQuotedWhereItMustBe) {
  EXPECT_EQ(CsvCell("plain words"), "plain words");
  EXPECT_EQ(CsvCell("one, \"two\""), "\"one, \"\"two\"\"\"");
  EXPECT_EQ(CsvCell("two\nlines"), "\"two\nlines\"");
}

struct BadLine {
  const char* line;
  const char* message;
};

class MalformedGold : public testing::TestWithParam<BadLine> {};

TEST_P(MalformedGold, IsNamedByLineAndTheRestIsUsed) {
  const GoldFacts gold = Read(std::string("\n") + GetParam().line +
                              "\n{\"case\": \"B\", \"item\": 1, \"prescreen\": {}}\n");
  ASSERT_THAT(gold.problems, SizeIs(1));
  EXPECT_EQ(gold.problems[0].line, 2);
  EXPECT_THAT(gold.problems[0].message, HasSubstr(GetParam().message));
  ASSERT_THAT(gold.items, SizeIs(1));
  EXPECT_EQ(gold.items[0].case_id, "B");
  EXPECT_EQ(gold.items[0].line, 3);
}

INSTANTIATE_TEST_SUITE_P(
    All, MalformedGold,
    testing::Values(
        BadLine{"{\"case\": \"A\"", ""}, BadLine{"[1, 2]", "must be a mapping"},
        BadLine{R"({"item": 0})", "'case'"}, BadLine{R"({"case": "A"})", "'item'"},
        BadLine{R"({"case": "A", "item": -1})", "'item'"},
        BadLine{R"({"case": "A", "item": 0.5})", "'item'"},
        BadLine{R"({"case": "A", "item": 0, "prescren": {}})", "did you mean 'prescreen'"},
        BadLine{R"({"case": "A", "item": 0, "prescreen": []})", "'prescreen'"},
        BadLine{R"({"case": "A", "item": 0, "record": {"muscle_spasms": "yes"}})",
                "did you mean 'muscle_spasm'"},
        BadLine{R"({"case": "A", "item": 0, "record": {"muscle_spasm": "maybe"}})", "yes or no"},
        BadLine{R"({"case": "A", "item": 0, "record": {"muscle_spasm": {}}})", "muscle_spasm"},
        BadLine{R"({"case": "A", "item": 0, "record": {"quantity": 3}})", "under 'request'"},
        BadLine{R"({"case": "A", "item": 0, "request": {"red_flags": "yes"}})", "no fact of"},
        BadLine{R"({"case": "A", "item": 0, "request": {"treatment": "therapy.acupunctur"}})",
                "did you mean 'therapy.acupuncture'"}));

TEST(GoldFacts, TheSameItemTwiceIsUsedOnce) {
  const GoldFacts gold = Read(R"({"case": "A", "item": 0, "prescreen": {"red_flags": "yes"}}
{"case": "A", "item": 0, "prescreen": {"red_flags": "no"}})");
  ASSERT_THAT(gold.items, SizeIs(1));
  EXPECT_EQ(gold.items[0].prescreen.at(Id("red_flags")), FactValue(true));
  ASSERT_THAT(gold.problems, SizeIs(1));
  EXPECT_THAT(gold.problems[0].message, HasSubstr("line 1"));
}

}  // namespace
}  // namespace imr
