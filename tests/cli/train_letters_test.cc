// Training on cases, and what a fitted model and a history add to predictions.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>

#include "tests/cli/program.h"

namespace imr {
namespace {

using test::Imr;
using test::Json;
using test::Predict;
using test::ProjectFile;

void WriteText(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

// Training takes seconds on an idle machine, and more beside other tests.
test::ProcessResult Patiently(std::vector<std::string> arguments) {
  test::ProcessOptions options;
  options.limit = std::chrono::seconds(600);
  return Imr(std::move(arguments), options);
}

constexpr const char* kViews[] = {"prescreen", "record"};

class TrainLetters : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("imr-train-" + std::to_string(::getpid()) + "-" +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string Temporary(const std::string& name) const { return (folder_ / name).string(); }

 private:
  std::filesystem::path folder_;
};

TEST_F(TrainLetters, TheDefaultModelsAreWhatTheHistoryGivesByteForByte) {
  for (const std::string view : kViews) {
    const std::string model = Temporary(view + ".yaml");
    const auto result = Imr({"train", ProjectFile("data/history/" + view + ".jsonl"), "--view",
                             view, "--teacher", ProjectFile("data/history/teacher.jsonl"),
                             "--rules", ProjectFile("rules"), "--output", model});
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_TRUE(test::ReadFile(model) ==
                test::ReadFile(ProjectFile("data/models/" + view + ".yaml")))
        << "the rules have changed what is learned: run scripts/train-default-models.sh";
    EXPECT_NE(result.out.find("On held-out cases"), std::string::npos);
  }
}

TEST_F(TrainLetters, TheHistoryIsWhatTheLettersGive) {
  const auto letters = test::SharedFile("letters/dev");
  if (!letters) GTEST_SKIP() << "skipped: the development letters are not here";
  for (const std::string view : kViews) {
    const std::string history = Temporary(view + ".jsonl");
    const auto result =
        Imr({"train", letters->string(), "--view", view, "--rules", ProjectFile("rules"),
             "--prior-scale", "1", "--history-output", history, "--quiet"});
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_TRUE(test::ReadFile(history) ==
                test::ReadFile(ProjectFile("data/history/" + view + ".jsonl")))
        << "facts are read differently now: run scripts/train-default-models.sh with the letters";
  }
}

TEST_F(TrainLetters, RefusesTooFewCasesWithAdvice) {
  const auto result = Imr({"train", ProjectFile("data/samples/letters"), "--rules",
                           ProjectFile("rules"), "--output", Temporary("model.yaml")});
  EXPECT_EQ(result.status, 1);
  EXPECT_NE(result.err.find("training needs at least 20"), std::string::npos) << result.err;
  EXPECT_FALSE(std::filesystem::exists(Temporary("model.yaml")));
}

TEST_F(TrainLetters, ATeacherThatCannotBeReadIsToldByLine) {
  const std::string teacher = Temporary("teacher.jsonl");
  WriteText(teacher,
            "{\"case\": \"A\", \"item\": 0, \"p\": 0.5}\n{\"case\": \"B\"}\n"
            "{\"case\": \"A\", \"item\": 0, \"p\": 0.1}\n"
            "{\"case\": \"C\", \"item\": 0, \"p\": 1.5}\n");
  const auto result = Imr({"train", ProjectFile("data/history/prescreen.jsonl"), "--rules",
                           ProjectFile("rules"), "--teacher", teacher});
  EXPECT_EQ(result.status, 3);
  EXPECT_NE(result.err.find("teacher.jsonl:2: 'item' must be"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("teacher.jsonl:3: the same case and item"), std::string::npos);
  EXPECT_NE(result.err.find("teacher.jsonl:4: 'p' must be a probability"), std::string::npos);
}

TEST_F(TrainLetters, AModelAddsTheBandOfRiskAndItsHashAndTheSumStillHolds) {
  const std::string sample = ProjectFile("data/samples/cases/knee-mri.yaml");
  const auto fitted = Json(Predict({sample, "--format", "json"}));
  const auto plain = Json(Predict({sample, "--format", "json", "--model", "none"}));
  EXPECT_TRUE(plain[0]["items"][0]["risk"].is_null());
  EXPECT_TRUE(plain[0]["provenance"]["model"].is_null());
  EXPECT_TRUE(fitted[0]["provenance"]["model"].get<std::string>().starts_with("sha256:"));
  for (const auto& item : fitted[0]["items"]) {
    const std::string risk = item["risk"];
    EXPECT_TRUE(risk == "usual" || risk == "elevated" || risk == "high") << risk;
    EXPECT_GE(item["risk_band"]["observed_overturned"].get<double>(), 0.0);
    double sum = 0;
    for (const auto& term : item["contributions"]) sum += term["log_odds"].get<double>();
    const double p = item["probability_overturned"];
    EXPECT_NEAR(sum, std::log(p / (1 - p)), 1e-9);
    EXPECT_LE(item["interval"][0].get<double>(), p);
    EXPECT_GE(item["interval"][1].get<double>(), p);
  }
}

TEST_F(TrainLetters, AModelThatIsNoneIsRefusedAndOneOfTheOtherViewIsTold) {
  const std::string sample = ProjectFile("data/samples/cases/knee-mri.yaml");
  WriteText(Temporary("broken.yaml"), "version: 1\nkind: letters\nweights: 7\n");
  const auto broken = Predict({sample, "--model", Temporary("broken.yaml")});
  EXPECT_EQ(broken.status, 1);
  EXPECT_NE(broken.err.find("broken.yaml:3:"), std::string::npos) << broken.err;
  const auto other = Predict({sample, "--model", ProjectFile("data/models/record.yaml")});
  EXPECT_EQ(other.status, 0);
  EXPECT_NE(other.err.find("was trained on the record view"), std::string::npos) << other.err;
}

TEST_F(TrainLetters, PrecedentsComeFromTheHistoryAndNeverFromTheCaseItself) {
  const std::string history = test::ReadFile(ProjectFile("data/history/prescreen.jsonl"));
  int compared = 0;
  for (const std::string& line : test::Lines(history)) {
    if (++compared > 10) break;
    const auto past = nlohmann::json::parse(line);
    const auto answer = Json(Predict({"-", "--format", "json"}, line));
    for (const auto& item : answer[0]["items"]) {
      EXPECT_LE(item["precedents"].size(), 3u);
      for (const auto& precedent : item["precedents"]) {
        EXPECT_NE(precedent["case"], past["case"]);
        EXPECT_TRUE(precedent["outcome"] == "upheld" || precedent["outcome"] == "overturned" ||
                    precedent["outcome"] == "partially_overturned");
      }
    }
  }
  const auto none = Json(Predict(
      {ProjectFile("data/samples/cases/knee-mri.yaml"), "--format", "json", "--history", "none"}));
  EXPECT_TRUE(none[0]["items"][0]["precedents"].empty());
  const auto some =
      Json(Predict({ProjectFile("data/samples/cases/knee-mri.yaml"), "--format", "json"}));
  EXPECT_FALSE(some[0]["items"][0]["precedents"].empty());
}

TEST_F(TrainLetters, WhatIfPredictsBesideWhatIsDocumented) {
  const std::string sample = ProjectFile("data/samples/cases/knee-mri.yaml");
  const auto as_is = Json(Predict({sample, "--format", "json"}));
  const auto asked =
      Json(Predict({sample, "--format", "json", "--what-if", "2:functional_improvement=yes",
                    "--what-if", "2:prior_sessions=6"}));
  EXPECT_FALSE(asked[0]["items"][0].contains("what_if"));
  auto second = asked[0]["items"][1];
  EXPECT_EQ(second["what_if"]["change"]["functional_improvement"], "yes");
  EXPECT_EQ(second["what_if"]["change"]["prior_sessions"], 6);
  EXPECT_NE(second["what_if"]["probability_overturned"], second["probability_overturned"]);
  // Nothing else moves.
  second.erase("what_if");
  EXPECT_EQ(second, as_is[0]["items"][1]);
  // The same as a case file that states it.
  const auto text = Predict({sample, "--what-if", "2:functional_improvement=yes"});
  EXPECT_NE(text.out.find("What if functional improvement: yes"), std::string::npos);
}

TEST_F(TrainLetters, SuppositionsThatAreNoneAreRefused) {
  const std::string sample = ProjectFile("data/samples/cases/knee-mri.yaml");
  const std::pair<const char*, const char*> cases[] = {
      {"functional_improvment=yes", "did you mean 'functional_improvement'"},
      {"functional_improvement", "write it as FACT=VALUE"},
      {"functional_improvement=perhaps", "must be yes or no"},
      {"0:red_flags=yes", "number of the item, from 1"},
      {"prior_sessions=many", "must be"}};
  for (const auto& [supposition, message] : cases) {
    const auto result = Predict({sample, "--what-if", supposition});
    EXPECT_EQ(result.status, 2) << supposition;
    EXPECT_NE(result.err.find(message), std::string::npos) << result.err;
  }
}

TEST_F(TrainLetters, CrossValidationIsReproducibleAndBeatsNothingByPeeking) {
  const auto run = [](const std::string& jobs) {
    return Patiently({"evaluate", ProjectFile("data/history/record.jsonl"), "--view", "record",
                      "--cross-validate", "5", "--prior-scale", "1", "--teacher-weight", "0",
                      "--jobs", jobs, "--rules", ProjectFile("rules"), "--format", "json"});
  };
  const auto once = run("1");
  const auto again = run("2");
  EXPECT_EQ(once.out, again.out);
  const auto held_out = Json(once);
  EXPECT_EQ(held_out["items"], 224);
  // Fitted on the very cases, the same model looks better.
  const auto seen = Json(Imr({"evaluate", ProjectFile("data/history/record.jsonl"), "--view",
                              "record", "--rules", ProjectFile("rules"), "--format", "json"}));
  EXPECT_LT(held_out["metrics"]["auc"], seen["metrics"]["auc"]);
  EXPECT_GT(held_out["metrics"]["auc"].get<double>(), 0.7);
}

}  // namespace
}  // namespace imr
