// What scripts rely on: exit statuses, streams, options, and that answers depend on nothing but the
// input.
#include "tests/cli/program.h"

#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace imr::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const char kLetter[] = "letters/sample-1-acupuncture-cyclobenzaprine.txt";

TEST(ExitStatus, IsZeroWhenEverythingWasAnswered) {
  const ProcessResult result = Predict({ProjectFile("data/samples/letters")});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, Not(IsEmpty()));
  EXPECT_THAT(result.err, IsEmpty()) << "progress and notes belong on a terminal only";
}

TEST(ExitStatus, IsZeroForHelpAndVersion) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--help"}, {"predict", "--help"}, {"version"}}) {
    const ProcessResult result = Imr(arguments);
    EXPECT_EQ(result.status, 0) << arguments.front() << ": " << result.err;
    EXPECT_THAT(result.out, Not(IsEmpty())) << arguments.front();
    EXPECT_THAT(result.err, IsEmpty()) << arguments.front();
  }
}

TEST(ExitStatus, IsTwoForWrongUsage) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{},
                                                    {"no-such-command"},
                                                    {"predict", "--no-such-option"},
                                                    {"predict", "--view", "sideways", "-"},
                                                    {"predict", "--format", "no-such-format", "-"},
                                                    {"predict", "--as-of", "2015-02-30", "-"},
                                                    {"predict", "--jobs", "many", "-"},
                                                    {"rules"}}) {
    const ProcessResult result = Imr(arguments);
    EXPECT_EQ(result.status, 2) << ::testing::PrintToString(arguments) << result.err;
    EXPECT_THAT(result.out, IsEmpty()) << ::testing::PrintToString(arguments);
    EXPECT_THAT(result.err, Not(IsEmpty())) << ::testing::PrintToString(arguments);
  }
}

TEST(ExitStatus, IsThreeForAnInputThatCannotBeReadAndTheOthersAreAnswered) {
  const std::string letter = ProjectFile(std::string("data/samples/") + kLetter);
  const ProcessResult result = Predict({"--format", "json", "no/such/file.txt", letter});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("no/such/file.txt"));
  const nlohmann::json cases = Json(result);
  ASSERT_THAT(cases, SizeIs(2));
  EXPECT_TRUE(cases[0].contains("error")) << cases[0].dump();
  EXPECT_EQ(cases[1]["case"], "CM15-9000001");
  EXPECT_FALSE(cases[1].contains("error"));
}

TEST(ExitStatus, IsThreeInTextFormToo) {
  const ProcessResult result = Predict({"--format", "text", "no/such/file.txt"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("no/such/file.txt"));
}

TEST(ExitStatus, IsOneWhenARuleCheckFindsErrors) {
  const TemporaryDirectory directory;
  fs::copy(ProjectFile("rules"), directory.path() / "rules", fs::copy_options::recursive);
  directory.Write("rules/guidelines/broken.yaml", "guidelines: [\n");
  const ProcessResult result = Imr({"rules", "check", directory.path() / "rules"});
  EXPECT_EQ(result.status, 1) << result.out << result.err;
  EXPECT_THAT(result.out + result.err, HasSubstr("broken.yaml:"));
}

TEST(ProjectRules, PassTheirCheckAndTheirExamples) {
  const ProcessResult check = Imr({"rules", "check", ProjectFile("rules")});
  EXPECT_EQ(check.status, 0) << check.out << check.err;
  const ProcessResult examples = Imr({"rules", "test", ProjectFile("rules")});
  EXPECT_EQ(examples.status, 0) << examples.out << examples.err;
}

TEST(Program, FindsItsRulesFromAnyDirectory) {
  const TemporaryDirectory elsewhere;
  ProcessOptions options;
  options.directory = elsewhere.path();
  options.input = Sample(kLetter);
  const ProcessResult result = Imr({"predict", "--format", "json"}, options);
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(Json(result), SizeIs(1));
}

TEST(Program, ReadsStandardInputAloneAndAmongOtherInputs) {
  const std::string letter = Sample(kLetter);
  const nlohmann::json alone = Json(Predict({"--format", "json"}, letter));
  ASSERT_THAT(alone, SizeIs(1));
  EXPECT_EQ(alone[0]["source"], "-");

  const TemporaryDirectory directory;
  directory.Write("b.txt", Sample("letters/sample-2-acupuncture-repeat.txt"));
  directory.Write("a/c.txt", Sample("letters/older-layout-2013.txt"));
  const nlohmann::json both = Json(Predict({"--format", "json", directory.path(), "-"}, letter));
  ASSERT_THAT(both, SizeIs(3));
  EXPECT_EQ(both[0]["case"], "CM13-9000008") << "a directory is read by path in byte order";
  EXPECT_EQ(both[1]["case"], "CM14-9000002");
  EXPECT_EQ(both[2], alone[0]);
}

TEST(Program, NamesACaseByItsFileWhenNothingElseDoes) {
  const TemporaryDirectory directory;
  const fs::path path =
      directory.Write("unnamed.yaml", "requests: [{text: MRI of the left knee}]\nrecords: []\n");
  const nlohmann::json cases = Json(Predict({"--format", "json", path}));
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_EQ(cases[0]["case"], "unnamed");
}

TEST(Program, WritesTheSameBytesWhateverTheNumberOfJobs) {
  for (const char* format : {"text", "json", "jsonl"}) {
    const std::vector<std::string> arguments = {"--format", format, ProjectFile("data/samples"),
                                                ProjectFile("tests/cli/data"), "--jobs"};
    auto one = arguments, two = arguments;
    one.push_back("1");
    two.push_back("2");
    const ProcessResult first = Predict(one), second = Predict(two);
    EXPECT_EQ(first.out, second.out) << format;
    EXPECT_EQ(first.err, second.err) << format;
    EXPECT_EQ(first.status, second.status) << format;
  }
}

TEST(Program, GivesACaseTheSameBytesWhateverItsNeighbours) {
  std::vector<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(ProjectFile("data/samples"))) {
    if (entry.is_regular_file()) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  ASSERT_THAT(paths, Not(IsEmpty()));
  std::vector<std::string> arguments = {"--format", "jsonl"};
  arguments.insert(arguments.end(), paths.begin(), paths.end());
  const std::vector<std::string> forward = Lines(Predict(arguments).out);
  std::reverse(arguments.begin() + 2, arguments.end());
  const std::vector<std::string> backward = Lines(Predict(arguments).out);
  EXPECT_THAT(backward, ::testing::UnorderedElementsAreArray(forward));
  EXPECT_EQ(forward.front(), Lines(Predict({"--format", "jsonl", paths.front()}).out).front());
}

TEST(Program, DoesNotDependOnLocaleOrTimeZone) {
  ProcessOptions plain, foreign;
  plain.environment = {{"LC_ALL", "C"}, {"TZ", "UTC"}};
  foreign.environment = {{"LC_ALL", "de_DE.UTF-8"}, {"TZ", "Pacific/Kiritimati"}};
  const auto arguments = WithRules("predict", {"--format", "json", ProjectFile("data/samples")});
  EXPECT_EQ(Imr(arguments, plain).out, Imr(arguments, foreign).out);
}

TEST(Program, WritesToAFileWhatItWouldPrint) {
  const TemporaryDirectory directory;
  const fs::path path = directory.path() / "out.json";
  const std::string printed = Predict({"--format", "json"}, Sample(kLetter)).out;
  const ProcessResult result =
      Predict({"--format", "json", "--output", path.string()}, Sample(kLetter));
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_EQ(ReadFile(path), printed);
}

TEST(Program, UsesNoColourAwayFromATerminal) {
  EXPECT_THAT(Predict({}, Sample(kLetter)).out, Not(HasSubstr("\x1b")));
}

TEST(Program, LeavesNoTemporaryFiles) {
  const TemporaryDirectory temporary;
  ProcessOptions options;
  options.environment = {{"TMPDIR", temporary.path()}};
  const ProcessResult result =
      Imr(WithRules("predict", {ProjectFile("data/samples/pdf"), ProjectFile("tests/cli/data")}),
          options);
  ExpectAnswered(result);
  EXPECT_TRUE(fs::is_empty(temporary.path()));
}

TEST(Evaluate, CountsEveryDecidedItemOfTheSampleLettersOnce) {
  const ProcessResult result =
      Imr(WithRules("evaluate", {"--format", "json", ProjectFile("data/samples/letters"),
                                 ProjectFile("data/samples/pdf")}));
  EXPECT_EQ(result.status, 0) << result.err;
  const nlohmann::json evaluation = Json(result);
  EXPECT_EQ(evaluation["view"], "prescreen");
  EXPECT_EQ(evaluation["cases"], 11);
  EXPECT_EQ(evaluation["items"], 23);
  EXPECT_EQ(evaluation["overturned"], 11);
  EXPECT_THAT(result.err, HasSubstr("CM15-9000001")) << "the duplicate is named";
}

}  // namespace
}  // namespace imr::test
