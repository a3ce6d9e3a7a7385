// What a rule author does at the command line: start a guideline, lay files out.
#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <string>

#include "tests/cli/program.h"
#include "tests/cli/rules_copy.h"

namespace imr::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
namespace fs = std::filesystem;

std::set<std::string> FilesIn(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename());
  return names;
}

TEST(RulesNew, PassesEveryCheckAsItStands) {
  const RulesCopy rules;
  for (const char* treatment : {"therapy.massage", "medication.opioid", "surgery.*", "*"}) {
    const std::string id = "draft-" + std::to_string(static_cast<unsigned char>(treatment[0])) +
                           (std::string(treatment).ends_with("*") ? "-all" : "-one");
    const auto made = Imr({"rules", "new", treatment, "--output", rules.guideline(id)});
    EXPECT_EQ(made.status, 0) << made.err;
    EXPECT_THAT(ReadFile(rules.guideline(id)), HasSubstr("\nguideline: " + id + "\n"));
  }
  const auto check = Imr({"rules", "check", rules.path()});
  EXPECT_EQ(check.out, "0 errors, 0 warnings\n");
  const auto tested = Imr({"rules", "test", "--coverage", rules.path()});
  EXPECT_EQ(tested.status, 0) << tested.out;
  EXPECT_THAT(tested.out, HasSubstr(" 0 failures\n"));
  EXPECT_EQ(Imr({"rules", "format", "--check", rules.path()}).status, 0);
}

TEST(RulesNew, PrintsWithoutAFile) {
  const auto printed =
      Imr({"rules", "new", "therapy.massage", "--rules", ProjectFile("rules").string()});
  EXPECT_EQ(printed.status, 0);
  EXPECT_THAT(printed.out, StartsWith("# A new guideline for therapy.massage."));
  EXPECT_THAT(printed.out, HasSubstr("\nguideline: new-therapy-massage\n"));
}

TEST(RulesNew, SuggestsATreatmentAndOverwritesNothing) {
  const RulesCopy rules;
  const auto unknown = Imr({"rules", "new", "therapy.masage"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean 'therapy.massage'?"));
  EXPECT_EQ(unknown.out, "");

  const auto taken = rules.guideline("mtus-acupuncture-2007");
  const std::string before = ReadFile(taken);
  const auto refused = Imr({"rules", "new", "therapy.massage", "--output", taken});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("is there already"));
  EXPECT_EQ(ReadFile(taken), before);

  for (const char* name : {"Draft.yaml", "draft.txt", "no-such-folder/draft.yaml"}) {
    EXPECT_EQ(
        Imr({"rules", "new", "therapy.massage", "--output", rules.path() / "guidelines" / name})
            .status,
        2)
        << name;
  }
}

constexpr const char* kUntidy = R"(guideline: untidy
title: Untidy   # as found
source: other
in_force: {from: 2018-01-01}
section: S
confidence: high
treatments: [therapy.massage]
examples:
- {name: met, facts: {red_flags: no}, expect: {calm: met}}
criteria:
- text: "Nothing pressing."
  id: calm
  require: {red_flags: no}
  # why it only weighs
  strength: supporting
  cite: {section: S}
)";

constexpr const char* kTidy = R"(guideline: untidy
title: Untidy   # as found
source: other
section: S
in_force: {from: 2018-01-01}
confidence: high
treatments: [therapy.massage]
criteria:
  - id: calm
    text: "Nothing pressing."
    require: {red_flags: no}
    # why it only weighs
    strength: supporting
    cite: {section: S}
examples:
  - {name: met, facts: {red_flags: no}, expect: {calm: met}}
)";

TEST(RulesFormat, ChangesWhatIsUntidyAndLeavesNothingBehind) {
  const RulesCopy rules;
  const fs::path file = rules.Write("guidelines/untidy.yaml", kUntidy);
  const auto names = FilesIn(file.parent_path());

  const auto would = Imr({"rules", "format", "--check", rules.path()});
  EXPECT_EQ(would.status, 1);
  EXPECT_THAT(Lines(would.out), ::testing::ElementsAre(::testing::EndsWith("untidy.yaml")));
  EXPECT_EQ(ReadFile(file), kUntidy);

  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  const auto done = Imr({"rules", "format", rules.path()});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(done.out, would.out);
  EXPECT_EQ(ReadFile(file), kTidy);
  EXPECT_EQ(fs::status(file).permissions(),
            fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  EXPECT_EQ(FilesIn(file.parent_path()), names);

  const auto again = Imr({"rules", "format", "--check", file});
  EXPECT_EQ(again.status, 0);
  EXPECT_EQ(again.out, "");
}

TEST(RulesFormat, SaysWhyAFileStaysAsItIs) {
  const RulesCopy rules;
  const std::string broken = "guideline: broken\ntitle: [x\n";
  const fs::path file = rules.Write("guidelines/broken.yaml", broken);
  const auto result = Imr({"rules", "format", file});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("broken.yaml:3:1: error: not YAML"));
  EXPECT_EQ(ReadFile(file), broken);
}

TEST(RulesFormat, OfTheProjectIsCanonical) {
  const auto result = Imr({"rules", "format", "--check", ProjectFile("rules")});
  EXPECT_EQ(result.status, 0) << result.out << result.err;
}

TEST(RulesSchema, OfTheProjectIsCurrentAndKnownToEditors) {
  const auto result = Imr({"rules", "schema", "--check", ProjectFile("rules")});
  EXPECT_EQ(result.status, 0) << "run imr rules schema: " << result.out;
  const auto settings = nlohmann::json::parse(ReadFile(ProjectFile("docs/vscode-settings.json")));
  std::set<std::string> known;
  for (const auto& [schema, files] : settings["yaml.schemas"].items()) {
    known.insert(fs::path(schema).filename());
  }
  EXPECT_EQ(known, FilesIn(ProjectFile("rules/schema")));
}

TEST(RulesSchema, FollowsTheVocabulary) {
  const RulesCopy rules;
  const fs::path vocabulary = rules.path() / "vocabulary.yaml";
  rules.Write("vocabulary.yaml", Replaced(ReadFile(vocabulary), "  homebound:            {",
                                          "  lives_alone: {type: documented, meaning: \"alone at "
                                          "home\"}\n  homebound:            {"));
  EXPECT_EQ(Imr({"rules", "schema", "--check", rules.path()}).status, 1);
  const auto renewed = Imr({"rules", "schema", rules.path()});
  EXPECT_EQ(renewed.status, 0) << renewed.err;
  EXPECT_THAT(renewed.out, HasSubstr("guideline.schema.json\n"));
  const auto schema =
      nlohmann::json::parse(ReadFile(rules.path() / "schema/guideline.schema.json"));
  const auto& condition = schema["$defs"]["condition"]["properties"];
  EXPECT_EQ(condition["lives_alone"]["description"], "alone at home");
  EXPECT_EQ(condition["lives_alone"]["$ref"], "#/$defs/yes_no_test");
  EXPECT_TRUE(schema["$defs"]["example_facts"]["properties"].contains("lives_alone"));
  EXPECT_EQ(Imr({"rules", "schema", "--check", rules.path()}).status, 0);
}

TEST(RulesTest, ShowsADifferenceWithItsReasonAndWhatIsNotCovered) {
  const RulesCopy rules;
  const fs::path file =
      rules.Write("guidelines/untidy.yaml", Replaced(kTidy, "calm: met", "calm: unmet"));
  const auto result = Imr({"rules", "test", "--coverage", file});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.out, HasSubstr("untidy.yaml:16: example 'met': untidy/calm\n"
                                    "  expected  unmet\n"
                                    "  found     met (red_flags is no)\n"));
  EXPECT_THAT(result.out, HasSubstr("no example fails criterion untidy/calm\n"));
  const auto json = Json(Imr({"rules", "test", "--coverage", "--format", "json", file}));
  ASSERT_EQ(json["failures"].size(), 1u);
  EXPECT_EQ(json["failures"][0]["line"], 16);
  EXPECT_EQ(json["uncovered"][0]["criterion"], "untidy/calm");
}

// Starts the watch in the background, changes a file once the first results are out, and interrupts
// it once the second are. Gives up after 20 seconds.
constexpr const char* kWatchScript = R"script(
wait_for() {
  for i in $(seq 200); do
    [ "$(grep -c ' failure' out)" -ge "$1" ] && return 0
    sleep 0.1
  done
  return 1
}
stop() {
  kill -9 $pid
  echo "no run $1"
  exit 1
}
: >out
"$1" rules test --watch "$2" >out 2>err &
pid=$!
wait_for 1 || stop 1
sed 's/calm: met/calm: unmet/' "$2" >changed && mv changed "$2"
wait_for 2 || stop 2
kill -INT $pid
wait $pid
echo "status $?"
cat out err
)script";

TEST(RulesTest, WatchRunsAgainOnAChangeAndEndsWhenInterrupted) {
  const RulesCopy rules;
  const TemporaryDirectory work;
  const std::string red_flags_only = Replaced(Replaced(kTidy, "source: other", "source: MTUS"),
                                              "[therapy.massage]", "[therapy.other]");
  const fs::path file = rules.Write("guidelines/untidy.yaml", red_flags_only);
  ProcessOptions options;
  options.directory = work.path();
  const auto result = RunProgram({"/bin/sh", "-c", kWatchScript, "sh", IMR_PROGRAM, file}, options);
  EXPECT_EQ(result.status, 0) << result.out << result.err;
  EXPECT_THAT(result.out, StartsWith("status 0\n"));
  EXPECT_THAT(result.out, HasSubstr(" 0 failures\n"));
  EXPECT_THAT(result.out, HasSubstr(" 1 failure\n"));
  EXPECT_THAT(result.out, HasSubstr("untidy.yaml changed\n"));
}

}  // namespace
}  // namespace imr::test
