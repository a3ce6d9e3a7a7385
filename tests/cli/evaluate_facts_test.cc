// `imr evaluate --facts`: what a lexicon author runs, measures with and works through.
#include <cmath>
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
using ::testing::SizeIs;

// A case whose facts are plain, and what an annotator might say of it.
constexpr const char kCase[] =
    "case: \"T-1\"\n"
    "requests:\n"
    "  - text: Six acupuncture visits for the low back\n"
    "records:\n"
    "  - kind: note\n"
    "    text: Examination showed lumbar spasm. He remains off work. There was no flare-up.\n";
constexpr const char kGold[] =
    R"({"case": "T-1", "item": 0, "request": {"treatment": "therapy.acupuncture", )"
    R"("body_parts": ["lumbar"], "sessions_requested": 6}, )"
    R"("prescreen": {"muscle_spasm": "no"}, "record": {}})"
    "\n";

class EvaluateFacts : public testing::Test {
 protected:
  ProcessResult Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--facts", gold_});
    arguments.push_back(case_);
    return Imr(WithRules("evaluate", arguments));
  }
  void SetGold(const std::string& text) { gold_ = directory_.Write("gold.jsonl", text); }

  TemporaryDirectory directory_;
  std::string case_ = directory_.Write("case.yaml", kCase);
  std::string gold_ = directory_.Write("gold.jsonl", kGold);
};

TEST_F(EvaluateFacts, ReadsBothViewsUnlessOneIsAskedFor) {
  const auto both = Json(Run({"--format", "json"}));
  ASSERT_THAT(both["views"], SizeIs(2));
  EXPECT_EQ(both["views"][0]["view"], "prescreen");
  EXPECT_EQ(both["views"][1]["view"], "record");
  const auto one = Json(Run({"--format", "json", "--view", "record"}));
  ASSERT_THAT(one["views"], SizeIs(1));
  EXPECT_EQ(one["views"][0]["view"], "record");
  const auto& spasm = one["views"][0]["by_fact"];
  ASSERT_THAT(spasm, Not(IsEmpty()));
  bool seen = false;
  for (const auto& row : spasm) {
    if (row["fact"] != "muscle_spasm") continue;
    seen = true;
    EXPECT_EQ(row["confusion"]["no"]["yes"], 1);
    EXPECT_EQ(row["fp"], 1);
    EXPECT_EQ(row["fn"], 1);
  }
  EXPECT_TRUE(seen);
  EXPECT_EQ(one["views"][0]["treatment_accuracy"], 1.0);
}

TEST_F(EvaluateFacts, SpeaksTextAndCsvToo) {
  const ProcessResult text = Run({});
  EXPECT_EQ(text.status, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("muscle_spasm"));
  EXPECT_THAT(text.out, HasSubstr("record view"));
  const ProcessResult csv = Run({"--format", "csv"});
  EXPECT_EQ(csv.status, 0) << csv.err;
  EXPECT_THAT(csv.out, HasSubstr("view,kind,fact,tp,fp,fn,"));
  EXPECT_THAT(csv.out, HasSubstr("\nrecord,yes_no,muscle_spasm,0,1,1,"));
}

TEST_F(EvaluateFacts, ShowsTheSentenceBehindAnError) {
  const ProcessResult result = Run({"--view", "prescreen", "--show", "muscle_spasm"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("T-1 item 0 (therapy.acupuncture): gold no, found yes"));
  EXPECT_THAT(result.out, HasSubstr("lexicon/facts/"));
  EXPECT_THAT(result.out, HasSubstr(">>"));
  const auto json = Json(Run({"--show", "muscle_spasm", "--format", "json"}));
  ASSERT_THAT(json["views"], SizeIs(2));
  const auto& words = json["views"][0]["errors"][0]["words"][0];
  EXPECT_EQ(words["section"], "summary");
  EXPECT_THAT(words["words"].get<std::string>(), HasSubstr("spasm"));
  EXPECT_THAT(words["before"].get<std::string>(), HasSubstr("Examination"));
  const ProcessResult csv = Run({"--show", "muscle_spasm", "--format", "csv"});
  EXPECT_THAT(Lines(csv.out), SizeIs(3)) << csv.out;
}

TEST_F(EvaluateFacts, ShowsTheCueThatCancelledWhatWasMissed) {
  case_ = directory_.Write("case.yaml", Replaced(kCase, "Examination showed lumbar spasm",
                                                 "If there is muscle spasm, he will call"));
  SetGold(Replaced(kGold, "\"muscle_spasm\": \"no\"", "\"muscle_spasm\": \"yes\""));
  const auto json =
      Json(Run({"--view", "prescreen", "--show", "muscle_spasm", "--format", "json"}));
  ASSERT_THAT(json["views"][0]["errors"], SizeIs(1)) << json.dump();
  const auto& error = json["views"][0]["errors"][0];
  EXPECT_TRUE(error["found"].is_null());
  ASSERT_THAT(error["words"], Not(IsEmpty()));
  EXPECT_THAT(error["words"][0]["role"].get<std::string>(), HasSubstr("cancelled"));
  EXPECT_EQ(error["words"][0]["cue"], "If");
}

TEST_F(EvaluateFacts, NamesAMisspeltFact) {
  const ProcessResult result = Run({"--show", "muscle_spasms"});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("did you mean 'muscle_spasm'"));
  EXPECT_THAT(result.out, IsEmpty());
}

TEST_F(EvaluateFacts, NamesLinesThatCannotBeTakenAndUsesTheOthers) {
  SetGold(std::string("{\"case\": \"T-1\", \"item\"\n") + kGold);
  const ProcessResult result = Run({"--format", "json"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("gold.jsonl:1: error: "));
  EXPECT_EQ(Json(result)["views"][0]["items"], 1);
}

TEST_F(EvaluateFacts, SaysWhenNothingCanBeCompared) {
  SetGold(Replaced(kGold, "T-1", "T-2"));
  EXPECT_EQ(Run({}).status, 1);
  gold_ = "no/such/file.jsonl";
  const ProcessResult missing = Run({});
  EXPECT_EQ(missing.status, 3);
  EXPECT_THAT(missing.err, HasSubstr("no/such/file.jsonl"));
}

TEST_F(EvaluateFacts, OptionsThatDoNotGoTogetherAreWrongUsage) {
  EXPECT_EQ(Imr(WithRules("evaluate", {"--show", "muscle_spasm", case_})).status, 2);
  EXPECT_EQ(Imr(WithRules("evaluate", {"--format", "csv", case_})).status, 2);
  EXPECT_EQ(Run({"--fail-under", "auc=0.5"}).status, 2);
}

// The figures of a second, independent program over the same letters.
TEST(EvaluateFactsOfLetters, AgreesWithTheIndependentScorer) {
  const auto scorer = SharedFile("tools/score.py");
  const auto letters = SharedFile("letters/dev");
  const auto gold = SharedFile("gold/dev.jsonl");
  if (!scorer || !letters || !gold) GTEST_SKIP() << "the shared material is not here";
  TemporaryDirectory directory;
  const ProcessResult python = RunProgram({"/usr/bin/env", "python3", "-c", "print(1)"});
  if (python.status != 0) GTEST_SKIP() << "python3 is not here";
  const auto ours =
      Json(Imr(WithRules("evaluate", {"--facts", *gold, "--format", "json", *letters})));
  for (const auto& view : ours["views"]) {
    const std::string name = view["view"];
    const std::string predictions = directory.path() / (name + ".json");
    ASSERT_EQ(
        Predict({"--view", name, "--format", "json", "--output", predictions, *letters}).status, 0);
    const auto theirs = Json(RunProgram({"/usr/bin/env", "python3", *scorer, predictions, *letters,
                                         *gold, "--view", name, "--json"}))["gold"];
    auto near = [](const nlohmann::json& a, const nlohmann::json& b) {
      return std::abs(a.get<double>() - b.get<double>()) < 6e-5;  // they round to four places
    };
    EXPECT_EQ(view["items"], theirs["items"]);
    EXPECT_TRUE(near(view["treatment_accuracy"], theirs["treatment_accuracy"]));
    EXPECT_TRUE(near(view["family_accuracy"], theirs["family_accuracy"]));
    EXPECT_TRUE(near(view["facts"]["precision"], theirs["facts_precision"]));
    EXPECT_TRUE(near(view["facts"]["recall"], theirs["facts_recall"]));
    EXPECT_TRUE(near(view["facts"]["f1"], theirs["facts_f1"]));
    for (const auto& [fact, accuracy] : theirs["request_accuracy"].items()) {
      EXPECT_TRUE(near(view["request"][fact]["accuracy"], accuracy)) << name << " " << fact;
    }
    nlohmann::json rows = nlohmann::json::object();
    for (const auto& row : view["by_fact"]) {
      rows[row["fact"].get<std::string>()] = {
          {"tp", row["tp"]}, {"fp", row["fp"]}, {"fn", row["fn"]}};
    }
    EXPECT_EQ(rows, theirs["by_fact"]) << name;
  }
}

}  // namespace
}  // namespace imr::test
