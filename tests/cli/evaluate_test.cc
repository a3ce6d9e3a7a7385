// `imr evaluate` for analysts: another model, a split by time, a learning curve, the page.
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>
#include <string>
#include <vector>

#include "tests/cli/program.h"

namespace imr::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// JSON lines of decided cases; about a third of the first requests were overturned. What is planted
// stands where evidence is quoted from.
std::string Decided(int cases, const std::string& planted = "") {
  std::string lines;
  for (int i = 0; i < cases; ++i) {
    const bool improved = i % 3 == 0;
    const std::string number = std::to_string(1000 + i);
    const nlohmann::json one = {
        {"case", "SAMPLE-" + number},
        {"dates",
         {{"injury", "2014-05-01"},
          {"utilization_review", "2016-10-03"},
          {"decision", "2016-" + std::string(i % 2 == 0 ? "11-" : "12-") + (i % 28 < 9 ? "0" : "") +
                           std::to_string(i % 28 + 1)}}},
        {"requests",
         {{{"text", "Acupuncture 2 times a week for 3 weeks, lumbar spine " + planted},
           {"facts",
            {{"prior_same_treatment", "yes"},
             {"functional_improvement", improved ? "yes" : "no"}}}},
          {{"text", "Cyclobenzaprine 7.5mg #90"}}}},
        {"records",
         {{{"date", "2016-09-20"},
           {"kind", "progress note"},
           {"text", "There is muscle spasm. " + planted}}}},
        {"rulings",
         {{{"outcome", improved != (i % 11 == 0) ? "overturned" : "upheld"}},
          {{"outcome", "upheld"}}}}};
    lines += one.dump() + "\n";
  }
  return lines;
}

ProcessResult Evaluate(const std::vector<std::string>& arguments, const std::string& input) {
  return Imr(WithRules("evaluate", arguments), input);
}

class EvaluateModels : public ::testing::Test {
 protected:
  // A model fitted on the first `cases` of the corpus.
  std::string Model(int cases) {
    const std::string path = directory_.path() / "model.yaml";
    const ProcessResult trained =
        Imr(WithRules("train", {"-", "--model", path, "--folds", "5", "--prior-scale", "1"}),
            Decided(cases));
    EXPECT_EQ(trained.status, 0) << trained.err;
    return path;
  }

  TemporaryDirectory directory_;
};

TEST_F(EvaluateModels, AgainstAnotherGivesPairedDifferences) {
  const std::string model = Model(30);
  const ProcessResult result =
      Evaluate({"--model", model, "--against", "none", "--format", "json"}, Decided(40));
  EXPECT_EQ(result.status, 0) << result.err;
  const nlohmann::json json = Json(result);
  const nlohmann::json& against = json["against"];
  EXPECT_EQ(against["model"], model);
  EXPECT_THAT(against["with"].get<std::string>(), HasSubstr("rules"));
  for (const auto& [name, difference] : against["differences"].items()) {
    if (json["metrics"][name].is_null()) continue;
    EXPECT_NEAR(difference["difference"].get<double>(),
                json["metrics"][name].get<double>() - against["metrics"][name].get<double>(), 1e-12)
        << name;
    EXPECT_LE(difference["interval"][0], difference["interval"][1]) << name;
  }
  const nlohmann::json alone = Json(Evaluate({"--model", "none", "--format", "json"}, Decided(40)));
  EXPECT_EQ(alone["metrics"], against["metrics"]) << "the other side is evaluated like any model";
  EXPECT_THAT(Evaluate({"--model", model, "--against", "none"}, Decided(40)).out,
              HasSubstr("Against another model"));
}

TEST_F(EvaluateModels, TellWhenTheyAreEvaluatedOnWhatTheyLearnedFrom) {
  const std::string model = Model(30);
  const ProcessResult result = Evaluate({"--model", model, "--format", "json"}, Decided(40));
  EXPECT_EQ(Json(result)["in_training"], 30);
  EXPECT_THAT(result.err, HasSubstr("fitted on 30 of these 40 cases"));
  EXPECT_THAT(result.err, HasSubstr("--cross-validate"));
  const ProcessResult against =
      Evaluate({"--model", "none", "--against", model, "--format", "json"}, Decided(40));
  EXPECT_EQ(Json(against)["in_training"], 0);
  EXPECT_EQ(Json(against)["against"]["in_training"], 30);
  EXPECT_THAT(against.err, HasSubstr("fitted on 30 of these 40 cases"));
  EXPECT_THAT(Evaluate({"--model", "none"}, Decided(40)).err, IsEmpty());
  EXPECT_THAT(
      Evaluate({"--model", model, "--cross-validate", "5", "--prior-scale", "1"}, Decided(40)).err,
      IsEmpty());
}

TEST(EvaluateSplit, TrainsOnEarlierDecisionsAndPredictsTheOthers) {
  const std::vector<std::string> split = {"--split", "2016-12-01", "--prior-scale", "1"};
  std::vector<std::string> as_json = split;
  as_json.insert(as_json.end(), {"--format", "json"});
  const ProcessResult result = Evaluate(as_json, Decided(60));
  EXPECT_EQ(result.status, 0) << result.err;
  const nlohmann::json json = Json(result);
  EXPECT_EQ(json["cases"], 30);
  EXPECT_EQ(json["split"]["date"], "2016-12-01");
  EXPECT_EQ(json["split"]["training"]["cases"], 30);
  EXPECT_EQ(json["split"]["later"]["cases"], 30);
  EXPECT_EQ(json["split"]["training"]["from"], "2016-11-01");
  for (const auto& item : json["items_detail"]) {
    const int number = std::stoi(item["case"].get<std::string>().substr(7));
    EXPECT_EQ(number % 2, 1) << "decided in November";
  }
  EXPECT_THAT(Evaluate(split, Decided(60)).out, HasSubstr("Trained on:"));
}

// What happened later cannot move what was learned before: other outcomes leave predictions alone.
TEST(EvaluateSplit, LearnsNothingFromLaterDecisions) {
  const std::vector<std::string> arguments = {"--split", "2016-12-01",    "--format",
                                              "json",    "--prior-scale", "1"};
  const std::string corpus = Decided(60);
  std::string other;
  for (std::string line : Lines(corpus)) {
    if (line.find("\"decision\":\"2016-12-2") != std::string::npos) {
      line = Replaced(line, "\"overturned\"", "\"upheld\"");
    }
    other += line + "\n";
  }
  ASSERT_NE(corpus, other);
  const auto probabilities = [](const nlohmann::json& json) {
    std::vector<double> all;
    for (const auto& item : json["items_detail"]) all.push_back(item["probability_overturned"]);
    return all;
  };
  EXPECT_EQ(probabilities(Json(Evaluate(arguments, corpus))),
            probabilities(Json(Evaluate(arguments, other))));
}

TEST(EvaluateSplit, RefusesPartsThatAreTooSmallWithAdvice) {
  const ProcessResult early = Evaluate({"--split", "2016-11-05"}, Decided(60));
  EXPECT_EQ(early.status, 1);
  EXPECT_THAT(early.out, IsEmpty());
  EXPECT_THAT(early.err, HasSubstr("choose a later day"));
  const ProcessResult late = Evaluate({"--split", "2017-06-01"}, Decided(60));
  EXPECT_EQ(late.status, 1);
  EXPECT_THAT(late.err, HasSubstr("Choose an earlier day"));
  EXPECT_THAT(late.err, HasSubstr("2016-11-01"));
}

TEST(EvaluateLearningCurve, GivesFiguresForGrowingShares) {
  const std::vector<std::string> arguments = {"--learning-curve", "--cross-validate", "4",
                                              "--prior-scale", "1"};
  std::vector<std::string> as_json = arguments;
  as_json.insert(as_json.end(), {"--format", "json"});
  const nlohmann::json json = Json(Evaluate(as_json, Decided(40)));
  const nlohmann::json& curve = json["learning_curve"];
  EXPECT_EQ(curve["folds"], 4);
  ASSERT_EQ(curve["sizes"].size(), 5u);
  EXPECT_EQ(curve["sizes"][0]["share"], 0.2);
  EXPECT_EQ(curve["sizes"][0]["cases"], 6);
  EXPECT_EQ(curve["sizes"][4]["cases"], 30);
  std::vector<std::string> validated = {"--cross-validate", "4",   "--prior-scale", "1",
                                        "--format",         "json"};
  EXPECT_NEAR(curve["sizes"][4]["metrics"]["log_loss"],
              Json(Evaluate(validated, Decided(40)))["metrics"]["log_loss"], 1e-9);
  EXPECT_THAT(Evaluate(arguments, Decided(40)).out, HasSubstr("100%"));
  const ProcessResult few = Evaluate(arguments, Decided(6));
  EXPECT_EQ(few.status, 1);
  EXPECT_THAT(few.err, HasSubstr("at least 20"));
}

TEST(EvaluateOptions, ThatContradictEachOtherAreWrongUsage) {
  const std::vector<std::vector<std::string>> wrong = {
      {"--split", "yesterday"},
      {"--split", "2016-12-01", "--cross-validate", "5"},
      {"--split", "2016-12-01", "--learning-curve"},
      {"--learning-curve", "--against", "none"},
      {"--learning-curve", "--format", "html"},
      {"--learning-curve", "--fail-under", "auc=0.5"},
      {"--citations", "--against", "none"},
      {"--citations", "--format", "html"},
      {"--citations", "--split", "2016-12-01"},
      {"--cross-validate", "5", "--seeds", "2", "--against", "none"}};
  for (const auto& arguments : wrong) {
    const ProcessResult result = Evaluate(arguments, Decided(6));
    EXPECT_EQ(result.status, 2) << ::testing::PrintToString(arguments);
    EXPECT_THAT(result.out, IsEmpty());
    EXPECT_THAT(result.err, HasSubstr("imr: --")) << ::testing::PrintToString(arguments);
  }
}

TEST(EvaluateOptions, AnotherModelThatCannotBeReadIsNamed) {
  const ProcessResult result = Evaluate({"--against", "no-such-model.yaml"}, Decided(6));
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("no-such-model.yaml"));
}

constexpr const char* kPlanted = "QUARTZ <b onclick=x>lapis</b> <script>alert(1)</script>";

TEST(EvaluatePage, IsOneFileThatLoadsNothing) {
  const ProcessResult result = Evaluate({"--format", "html"}, Decided(24));
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out.rfind("<!DOCTYPE html>", 0), 0u);
  EXPECT_THAT(result.out, HasSubstr("Chart.js v4"));
  EXPECT_THAT(result.out, HasSubstr("Released under the MIT License"));
  EXPECT_FALSE(std::regex_search(result.out,
                                 std::regex(R"re(<(script|link|img|iframe)[^>]*(src|href)=)re")));
  EXPECT_THAT(result.out, Not(HasSubstr("sourceMappingURL")));
  EXPECT_THAT(result.out, Not(HasSubstr("url(http")));
  EXPECT_EQ(result.out, Evaluate({"--format", "html"}, Decided(24)).out);
}

TEST(EvaluatePage, QuotesTheCaseEscapedAndNowhereElse) {
  const std::string corpus = Decided(24, kPlanted);
  const ProcessResult page = Evaluate({"--format", "html", "--model", "none"}, corpus);
  EXPECT_EQ(page.status, 0) << page.err;
  EXPECT_THAT(page.out, HasSubstr("QUARTZ &lt;b onclick=x&gt;lapis&lt;/b&gt;"));
  EXPECT_THAT(page.out, Not(HasSubstr("<b onclick")));
  EXPECT_THAT(page.out, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page.err, Not(HasSubstr("QUARTZ")));
  for (const char* format : {"text", "json"}) {
    const ProcessResult other = Evaluate({"--format", format, "--model", "none"}, corpus);
    EXPECT_THAT(other.out, Not(HasSubstr("QUARTZ"))) << format;
    EXPECT_THAT(other.err, Not(HasSubstr("QUARTZ"))) << format;
  }
}

TEST(EvaluatePage, LeadsFromEveryMissToItsEvidence) {
  const std::vector<std::vector<std::string>> ways = {
      {"--model", "none"},
      {"--cross-validate", "4", "--prior-scale", "1"},
      {"--split", "2016-12-01", "--prior-scale", "1"}};
  for (std::vector<std::string> arguments : ways) {
    arguments.insert(arguments.end(), {"--format", "html"});
    const ProcessResult page = Evaluate(arguments, Decided(60));
    EXPECT_EQ(page.status, 0) << page.err;
    const std::regex link(R"re(<a href="#(i[0-9]+)">)re");
    int links = 0;
    for (auto it = std::sregex_iterator(page.out.begin(), page.out.end(), link);
         it != std::sregex_iterator(); ++it) {
      ++links;
      EXPECT_THAT(page.out, HasSubstr("<article id=\"" + (*it)[1].str() + "\""));
    }
    EXPECT_GT(links, 0) << arguments.front();
    EXPECT_THAT(page.out, HasSubstr("<div class=\"criterion ")) << arguments.front();
  }
}

TEST(EvaluatePage, LeavesNoTemporaryFiles) {
  const TemporaryDirectory temporary;
  ProcessOptions options;
  options.input = Decided(24, kPlanted);
  options.environment = {{"TMPDIR", temporary.path()}};
  EXPECT_EQ(Imr(WithRules("evaluate", {"--format", "html"}), options).status, 0);
  EXPECT_TRUE(std::filesystem::is_empty(temporary.path()));
}

}  // namespace
}  // namespace imr::test
