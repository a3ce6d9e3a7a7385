// Scanned inputs and FHIR bundles, given to the program as a user gives them.
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
using ::testing::SizeIs;

std::string ScanPath() { return ProjectFile("data/scans/rfa-emg-occupational-therapy.pdf"); }

bool HasTesseract() { return std::filesystem::exists("/usr/bin/tesseract"); }

TEST(Ocr, IsAskedForByTheErrorOfAScan) {
  const ProcessResult result = Predict({"--format", "json", ScanPath()});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("--ocr"));
}

TEST(Ocr, ReadsAScanWithoutProgressOffATerminalAndLeavesNothingBehind) {
  if (!HasTesseract()) GTEST_SKIP() << "tesseract-ocr is not installed";
  const TemporaryDirectory temporary;
  ProcessOptions options;
  options.environment = {{"TMPDIR", temporary.path()}};
  options.directory = temporary.path();
  const ProcessResult result =
      Imr(WithRules("predict", {"--ocr", "--format", "json", ScanPath()}), options);
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, IsEmpty());
  EXPECT_TRUE(std::filesystem::is_empty(temporary.path()));
  const nlohmann::json scanned = Json(result);
  const nlohmann::json text = Json(Predict(
      {"--format", "json", ProjectFile("data/samples/requests/rfa-emg-occupational-therapy.txt")}));
  ASSERT_THAT(scanned, SizeIs(1));
  ASSERT_EQ(scanned[0]["items"].size(), text[0]["items"].size());
  EXPECT_EQ(scanned[0]["dates"], text[0]["dates"]);
  for (std::size_t i = 0; i < text[0]["items"].size(); ++i) {
    EXPECT_EQ(scanned[0]["items"][i]["request"], text[0]["items"][i]["request"]);
    EXPECT_EQ(scanned[0]["items"][i]["treatment"], text[0]["items"][i]["treatment"]);
  }
}

TEST(Ocr, IsAnOptionOfEveryCommandThatReadsCases) {
  const std::string letter =
      ProjectFile("data/samples/letters/sample-1-acupuncture-cyclobenzaprine.txt");
  for (const char* command : {"predict", "facts", "evaluate"}) {
    EXPECT_EQ(Imr(WithRules(command, {"--ocr", letter})).status, 0) << command;
  }
}

TEST(FhirBundles, AreReadAsLinesToo) {
  const std::string sample = Sample("fhir/shoulder-therapy-naproxen-tens.json");
  const std::string line = nlohmann::json::parse(sample).dump();
  const ProcessResult result =
      Predict({"--format", "jsonl"}, line + "\n{\"resourceType\": \"Bundle\"}\n" + line + "\n");
  EXPECT_EQ(result.status, 3);
  const std::vector<std::string> answers = Lines(result.out);
  ASSERT_THAT(answers, SizeIs(3));
  nlohmann::json first = nlohmann::json::parse(answers[0]),
                 last = nlohmann::json::parse(answers[2]);
  EXPECT_EQ(first["items"], last["items"]);
  EXPECT_EQ(first["case"], "SAMPLE-FHIR-1");
  EXPECT_TRUE(nlohmann::json::parse(answers[1]).contains("error"));
}

TEST(FhirBundles, ShowNothingOfThePatient) {
  const ProcessResult result = Imr(WithRules(
      "facts",
      {"--format", "json", ProjectFile("data/samples/fhir/shoulder-therapy-naproxen-tens.json")}));
  EXPECT_EQ(result.status, 0) << result.err;
  for (const char* personal : {"Sampleworker", "Robin", "1979", "female", "Example Street"}) {
    EXPECT_THAT(result.out, ::testing::Not(HasSubstr(personal)));
  }
}

}  // namespace
}  // namespace imr::test
