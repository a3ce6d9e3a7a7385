#include "apps/server/rule_files.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/document/reader.h"
#include "features/yaml/yaml_file.h"
#include "tests/support/paths.h"

namespace imr {
namespace {

namespace fs = std::filesystem;

class RuleFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_.Write("rules/vocabulary.yaml", "facts: {}\n");
    directory_.Write("rules/guidelines/a.yaml", "one: 1\n");
    directory_.Write("rules/lexicon/facts/b.yaml", "two: 2\n");
    directory_.Write("rules/guidelines/README.md", "words\n");
    directory_.Write("outside.yaml", "secret: yes\n");
    fs::create_symlink(directory_.path() / "outside.yaml", Rules() / "guidelines/link.yaml");
    fs::create_directory_symlink(directory_.path(), Rules() / "guidelines/up");
  }
  fs::path Rules() const { return directory_.path() / "rules"; }
  std::string OnDisk(const std::string& path) const { return test::ReadFile(Rules() / path); }
  static RuleFiles::Seen Saw(const std::string& text) { return {Sha256Hex(text)}; }

  static int StatusOf(const std::variant<RuleFiles::Saved, RuleFiles::Problem>& result) {
    const auto* problem = std::get_if<RuleFiles::Problem>(&result);
    return problem == nullptr ? 200 : problem->status;
  }

  test::TemporaryDirectory directory_;
  RuleFiles files_{Rules()};
};

TEST_F(RuleFilesTest, ListsWhatIsLoadedAndNothingElse) {
  std::vector<std::string> paths;
  for (const auto& entry : files_.List()) paths.push_back(entry.path);
  EXPECT_THAT(paths,
              testing::ElementsAre("guidelines/a.yaml", "lexicon/facts/b.yaml", "vocabulary.yaml"));
  EXPECT_EQ(files_.List().front().sha256, Sha256Hex("one: 1\n"));
  EXPECT_EQ(files_.List().front().bytes, 7u);
}

TEST_F(RuleFilesTest, ReadsNothingButRuleFiles) {
  EXPECT_EQ(std::get<std::string>(files_.Read("guidelines/a.yaml")), "one: 1\n");
  for (const std::string path :
       {"", "guidelines", "guidelines/", "guidelines/none.yaml", "guidelines/README.md",
        "../outside.yaml", "guidelines/../../outside.yaml", "guidelines/link.yaml",
        "guidelines/up/outside.yaml", "/etc/passwd", "guidelines//a.yaml", "guidelines/.a.yaml",
        "guidelines\\a.yaml", "outside.yaml", ".previous/guidelines/a.yaml.1", "guidelines/a.yaml/",
        "schema/guideline.schema.json", "guidelines/%2e%2e/a.yaml"}) {
    EXPECT_TRUE(std::holds_alternative<RuleFiles::Problem>(files_.Read(path))) << path;
    EXPECT_NE(StatusOf(files_.Save(path, "x: 1\n", Saw("secret: yes\n"))), 200) << path;
  }
  EXPECT_EQ(test::ReadFile(directory_.path() / "outside.yaml"), "secret: yes\n");
}

TEST_F(RuleFilesTest, SavesAndKeepsEveryVersionBefore) {
  const auto result = files_.Save("guidelines/a.yaml", "one: 11\n", Saw("one: 1\n"));
  ASSERT_EQ(StatusOf(result), 200);
  const auto& saved = std::get<RuleFiles::Saved>(result);
  EXPECT_EQ(saved.previous, ".previous/guidelines/a.yaml.1");
  EXPECT_EQ(saved.sha256, Sha256Hex("one: 11\n"));
  EXPECT_FALSE(saved.created);
  EXPECT_EQ(OnDisk("guidelines/a.yaml"), "one: 11\n");
  EXPECT_EQ(OnDisk(".previous/guidelines/a.yaml.1"), "one: 1\n");
  ASSERT_EQ(StatusOf(files_.Save("guidelines/a.yaml", "one: 111\n", Saw("one: 11\n"))), 200);
  EXPECT_EQ(OnDisk(".previous/guidelines/a.yaml.2"), "one: 11\n");
  EXPECT_EQ(files_.List().front().previous, 2);
  // What is kept is never loaded.
  for (const auto& path : YamlFilesBelow(Rules())) {
    EXPECT_THAT(path.string(), testing::Not(testing::HasSubstr(".previous")));
  }
}

TEST_F(RuleFilesTest, GivesEveryVersionBefore) {
  EXPECT_THAT(files_.Previous("guidelines/a.yaml"), testing::IsEmpty());
  ASSERT_EQ(StatusOf(files_.Save("guidelines/a.yaml", "one: 11\n", Saw("one: 1\n"))), 200);
  ASSERT_EQ(StatusOf(files_.Save("guidelines/a.yaml", "one: 111\n", Saw("one: 11\n"))), 200);
  const auto versions = files_.Previous("guidelines/a.yaml");
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[0].number, 1);
  EXPECT_EQ(versions[0].bytes, 7u);
  EXPECT_EQ(versions[1].bytes, 8u);
  EXPECT_THAT(versions[1].replaced, testing::MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z"));
  EXPECT_EQ(std::get<std::string>(files_.ReadPrevious("guidelines/a.yaml", 1)), "one: 1\n");
  EXPECT_EQ(std::get<std::string>(files_.ReadPrevious("guidelines/a.yaml", 2)), "one: 11\n");
  for (const int number : {-1, 0, 3, 2000000000}) {
    EXPECT_TRUE(std::holds_alternative<RuleFiles::Problem>(
        files_.ReadPrevious("guidelines/a.yaml", number)));
  }
  EXPECT_THAT(files_.Previous("../outside.yaml"), testing::IsEmpty());
  EXPECT_TRUE(std::holds_alternative<RuleFiles::Problem>(files_.ReadPrevious("../a.yaml", 1)));
  // A link among what is kept leads nowhere.
  fs::remove(Rules() / ".previous/guidelines/a.yaml.1");
  fs::create_symlink(directory_.path() / "outside.yaml", Rules() / ".previous/guidelines/a.yaml.1");
  EXPECT_TRUE(
      std::holds_alternative<RuleFiles::Problem>(files_.ReadPrevious("guidelines/a.yaml", 1)));
}

TEST_F(RuleFilesTest, SavesOnlyOverWhatWasSeen) {
  EXPECT_EQ(StatusOf(files_.Save("guidelines/a.yaml", "x: 1\n", Saw("something else"))), 412);
  EXPECT_EQ(StatusOf(files_.Save("guidelines/a.yaml", "x: 1\n", {})), 412);
  EXPECT_EQ(StatusOf(files_.Save("guidelines/new.yaml", "x: 1\n", Saw("x: 0\n"))), 404);
  EXPECT_EQ(OnDisk("guidelines/a.yaml"), "one: 1\n");
  EXPECT_FALSE(fs::exists(Rules() / ".previous"));
  const auto result = files_.Save("guidelines/new.yaml", "x: 1\n", {});
  ASSERT_EQ(StatusOf(result), 200);
  EXPECT_TRUE(std::get<RuleFiles::Saved>(result).created);
  EXPECT_EQ(OnDisk("guidelines/new.yaml"), "x: 1\n");
}

TEST_F(RuleFilesTest, LaysADraftOverTheFiles) {
  const auto files = files_.With({{"guidelines/a.yaml", "draft"}, {"guidelines/z.yaml", "new"}});
  std::map<std::string, std::string> by_path;
  for (const auto& file : files) by_path[file.path.generic_string()] = file.bytes;
  EXPECT_EQ(by_path["guidelines/a.yaml"], "draft");
  EXPECT_EQ(by_path["guidelines/z.yaml"], "new");
  EXPECT_EQ(by_path["vocabulary.yaml"], "facts: {}\n");
}

}  // namespace
}  // namespace imr
