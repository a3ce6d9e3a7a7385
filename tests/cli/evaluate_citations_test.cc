// `imr evaluate --citations`: guidelines that decide against those that the experts cited.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/cli/program.h"

namespace imr::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

ProcessResult Citations(const std::vector<std::string>& arguments, const std::string& input = "") {
  std::vector<std::string> all = {"--citations"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return Imr(WithRules("evaluate", all), input);
}

std::string Letter() { return Sample("letters/sample-1-acupuncture-cyclobenzaprine.txt"); }

TEST(EvaluateCitations, ReadsTheRecordViewUnlessToldOtherwise) {
  const std::string letters = ProjectFile("data/samples/letters");
  EXPECT_EQ(Json(Citations({letters, "--format", "json"}))["view"], "record");
  EXPECT_EQ(Json(Citations({letters, "--format", "json", "--view", "prescreen"}))["view"],
            "prescreen");
}

TEST(EvaluateCitations, ComparesWithTheLineOfTheExpert) {
  const nlohmann::json json = Json(Citations({"--format", "json"}, Letter()));
  EXPECT_EQ(json["cases"], 1);
  EXPECT_GE(json["items"].get<int>(), 1);
  int items = 0;
  for (const auto& chapter : json["by_chapter"]) items += chapter["items"].get<int>();
  EXPECT_GE(items, json["items"].get<int>());
  EXPECT_EQ(json["items"].get<std::size_t>() - json["agreed"].get<std::size_t>(),
            json["misses"].size());
}

// Another line changes the comparison and nothing that predicts.
TEST(EvaluateCitations, TakeNothingOfTheLineIntoThePrediction) {
  const std::string letter = Letter();
  const std::size_t at = letter.find("MTUS", letter.find("MAXIMUS guideline:"));
  ASSERT_NE(at, std::string::npos);
  std::string other = letter;
  other.replace(at, 4, "ODG Burns ");
  const auto guidelines = [](const nlohmann::json& json) {
    std::vector<nlohmann::json> decided;
    for (const auto& one : json) {
      for (const auto& item : one["items"]) decided.push_back(item["decided_by"]);
    }
    return decided;
  };
  EXPECT_EQ(guidelines(Json(Predict({"--format", "json"}, letter))),
            guidelines(Json(Predict({"--format", "json"}, other))));
  EXPECT_THAT(Citations({}, other).out, HasSubstr("ODG, burns"));
}

TEST(EvaluateCitations, NamesMissesWithoutTheirWording) {
  const ProcessResult text = Citations({ProjectFile("data/samples/letters")});
  EXPECT_EQ(text.status, 0) << text.err;
  EXPECT_THAT(text.out, AllOf(HasSubstr("\n  agreed "), HasSubstr("By cited chapter\n")));
  EXPECT_THAT(text.out, Not(HasSubstr("Decision based on")));
}

TEST(EvaluateCitations, HoldsUpToALeastAgreement) {
  const std::string letters = ProjectFile("data/samples/letters");
  EXPECT_EQ(Citations({letters, "--fail-under", "citation_agreement=0"}).status, 0);
  const ProcessResult under = Citations({letters, "--fail-under", "citation_agreement=1.01"});
  EXPECT_EQ(under.status, 1);
  EXPECT_THAT(under.err, HasSubstr("citation_agreement is "));
  EXPECT_EQ(Citations({letters, "--fail-under", "auc=0.5"}).status, 2);
  EXPECT_EQ(Citations({letters, "--facts", "gold.jsonl"}).status, 2);
}

TEST(EvaluateCitations, SayWhenNothingIsCited) {
  const ProcessResult result = Citations({ProjectFile("data/samples/cases/knee-mri.yaml")});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("nothing to evaluate"));
}

TEST(EvaluateCitations, AgreeWithFourOfFiveDevelopmentLetters) {
  const auto letters = SharedFile("letters/dev");
  if (!letters) GTEST_SKIP() << "the development letters are not here";
  const ProcessResult result =
      Citations({*letters, "--quiet", "--fail-under", "citation_agreement=0.8"});
  EXPECT_EQ(result.status, 0) << result.err;
}

}  // namespace
}  // namespace imr::test
