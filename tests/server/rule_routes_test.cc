#include "apps/server/rule_routes.h"

#include <algorithm>
#include <gmock/gmock.h>

#include "apps/cli/rule_check.h"
#include "tests/server/small_desk.h"

namespace imr {
namespace {

using test::MassageRule;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::SizeIs;

constexpr const char* kFile = "/api/v1/rules/files/guidelines/mtus-a.yaml";

class RuleRoutes : public test::SmallDesk {
 protected:
  std::string TagOf(const std::string& path) const {
    for (const auto& [name, value] : Ask("GET", path).headers) {
      if (name == "ETag") return value;
    }
    return "";
  }
  HttpResponse Put(const std::string& path, const std::string& text,
                   std::map<std::string, std::string> headers) const {
    headers.emplace("content-type", "text/yaml");
    return Ask("PUT", path, text, std::move(headers));
  }
};

TEST_F(RuleRoutes, ListAndShowTheRulesInUse) {
  const auto list = Json(Ask("GET", "/api/v1/rules"));
  ASSERT_THAT(list, SizeIs(1));
  EXPECT_EQ(list[0]["id"], "mtus-a");
  EXPECT_EQ(list[0]["file"], "guidelines/mtus-a.yaml");
  EXPECT_EQ(list[0]["criteria"], 1);
  EXPECT_EQ(list[0]["in_force"], (nlohmann::json{nullptr, nullptr}));
  const auto found = [&](const std::string& name, const std::string& value) {
    return Json(Ask("GET", "/api/v1/rules", "", {}, {{name, value}})).size();
  };
  EXPECT_EQ(found("q", "GAINS spasm"), 1u);
  EXPECT_EQ(found("q", "nowhere"), 0u);
  EXPECT_EQ(found("treatment", "therapy.massage"), 1u);
  EXPECT_EQ(found("treatment", "imaging.mri"), 0u);
  EXPECT_EQ(Ask("GET", "/api/v1/rules", "", {}, {{"treatment", "x"}}).status, 400);

  const auto shown = Json(Ask("GET", "/api/v1/rules/mtus-a"));
  EXPECT_EQ(shown["id"], "mtus-a");
  EXPECT_THAT(shown["markdown"].get<std::string>(), HasSubstr("muscle spasm"));
  EXPECT_EQ(Ask("GET", "/api/v1/rules/mtus-b").status, 404);
}

TEST_F(RuleRoutes, GiveFilesWithTheirTags) {
  const auto files = Json(Ask("GET", "/api/v1/rules/files"));
  const auto one = std::find_if(files.begin(), files.end(), [](const auto& file) {
    return file["path"] == "guidelines/mtus-a.yaml";
  });
  ASSERT_NE(one, files.end());
  const HttpResponse file = Ask("GET", kFile);
  EXPECT_EQ(file.body, MassageRule("{muscle_spasm: yes}"));
  EXPECT_THAT(file.content_type, HasSubstr("text/yaml"));
  EXPECT_EQ(TagOf(kFile), '"' + (*one)["sha256"].get<std::string>() + '"');
  EXPECT_EQ(Ask("GET", kFile, "", {{"if-none-match", TagOf(kFile)}}).status, 304);
  for (const std::string path : {"../../etc/passwd", "guidelines/none.yaml", "schema/x.yaml"}) {
    EXPECT_EQ(Ask("GET", "/api/v1/rules/files/" + path).status, 404) << path;
  }
}

TEST_F(RuleRoutes, GiveSchemas) {
  const HttpResponse schema = Ask("GET", "/api/v1/rules/schema/guideline");
  EXPECT_EQ(schema.content_type, "application/schema+json");
  EXPECT_TRUE(Json(schema).contains("$defs"));
  EXPECT_EQ(Ask("GET", "/api/v1/rules/schema/guideline.schema.json").body, schema.body);
  EXPECT_EQ(Ask("GET", "/api/v1/rules/schema/none").status, 404);
  EXPECT_EQ(Ask("GET", "/api/v1/rules/schema/..%2fvocabulary").status, 404);
}

TEST_F(RuleRoutes, CheckADraftWithPlacesAndSuggestions) {
  EXPECT_THAT(
      Json(Ask("POST", "/api/v1/rules/check",
               Draft(MassageRule("{muscle_spasm: no}"))))["diagnostics"],
      Not(Contains(testing::Truly([](const auto& d) { return d["severity"] == "error"; }))));
  const auto wrong = Json(
      Ask("POST", "/api/v1/rules/check", Draft(MassageRule("{muscle_spasn: yes}"))))["diagnostics"];
  const auto error = std::find_if(wrong.begin(), wrong.end(),
                                  [](const auto& d) { return d["severity"] == "error"; });
  ASSERT_NE(error, wrong.end());
  EXPECT_EQ((*error)["file"], "guidelines/mtus-a.yaml");
  EXPECT_EQ((*error)["line"], 9);
  EXPECT_EQ((*error)["suggestion"], "muscle_spasm");
  const auto broken =
      Json(Ask("POST", "/api/v1/rules/check", Draft("guideline: [mtus-a\n")))["diagnostics"];
  EXPECT_THAT(broken, Not(IsEmpty()));
  // Nothing of it was saved.
  EXPECT_EQ(Ask("GET", kFile).body, MassageRule("{muscle_spasm: yes}"));
}

TEST_F(RuleRoutes, RefuseDraftsThatAreNone) {
  const std::vector<std::pair<std::string, int>> table = {
      {"[]", 400},
      {"{", 400},
      {"{}", 400},
      {R"({"files": []})", 400},
      {R"({"file": {}})", 400},
      {R"({"files": {"../x.yaml": ""}})", 400},
      {R"({"files": {"/etc/x.yaml": ""}})", 400},
      {R"({"files": {"guidelines/x.txt": ""}})", 400},
      {R"({"files": {"guidelines/x.yaml": 1}})", 400},
  };
  for (const auto& [body, status] : table) {
    EXPECT_EQ(Ask("POST", "/api/v1/rules/check", body).status, status) << body;
    EXPECT_EQ(Ask("POST", "/api/v1/rules/test", body).status, status) << body;
  }
  EXPECT_EQ(Ask("POST", "/api/v1/rules/check", "{}", {{"content-type", "text/plain"}}).status, 415);
  nlohmann::json many;
  for (int i = 0; i < 51; ++i) many["files"]["guidelines/x" + std::to_string(i) + ".yaml"] = "";
  EXPECT_EQ(Ask("POST", "/api/v1/rules/check", many.dump()).status, 400);
  const nlohmann::json large = {{"files", {{"guidelines/x.yaml", std::string(9 << 20, ' ')}}}};
  EXPECT_EQ(Ask("POST", "/api/v1/rules/check", large.dump()).status, 413);
}

TEST_F(RuleRoutes, RunTheExamplesOfADraft) {
  const std::string examples =
      "examples:\n  - name: spasm\n    facts: {treatment: therapy.massage, muscle_spasm: yes}\n"
      "    expect: {need: met}\n  - name: none\n    facts: {treatment: therapy.massage}\n"
      "    expect: {need: met}\n";
  const auto tested =
      Json(Ask("POST", "/api/v1/rules/test", Draft(MassageRule("{muscle_spasm: yes}") + examples)));
  EXPECT_EQ(tested["examples"], 2);
  ASSERT_THAT(tested["failures"], SizeIs(1));
  EXPECT_EQ(tested["failures"][0]["example"], "none");
  EXPECT_EQ(tested["failures"][0]["file"], "guidelines/mtus-a.yaml");
  EXPECT_EQ(tested["failures"][0]["found"], "undocumented");
  const HttpResponse wrong =
      Ask("POST", "/api/v1/rules/test", Draft(MassageRule("{muscle_spasn: yes}")));
  EXPECT_EQ(wrong.status, 422);
  EXPECT_THAT(Json(wrong)["diagnostics"], Not(IsEmpty()));
}

TEST_F(RuleRoutes, SaveWhatIsGoodAndWasSeen) {
  const std::string tag = TagOf(kFile);
  const std::string good = MassageRule("{functional_improvement: yes}");
  EXPECT_EQ(Put(kFile, good, {}).status, 428);
  EXPECT_EQ(Put(kFile, good, {{"if-match", "\"0\""}}).status, 412);
  EXPECT_EQ(Put(kFile, good, {{"if-match", "*"}}).status, 412);
  const HttpResponse bad = Put(kFile, MassageRule("{muscle_spasn: yes}"), {{"if-match", tag}});
  EXPECT_EQ(bad.status, 422);
  EXPECT_THAT(Json(bad)["diagnostics"], Not(IsEmpty()));
  EXPECT_EQ(Ask("GET", kFile).body, MassageRule("{muscle_spasm: yes}"));

  const HttpResponse saved = Put(kFile, good, {{"if-match", tag}});
  EXPECT_EQ(saved.status, 200) << saved.body;
  EXPECT_EQ(Json(saved)["previous"], ".previous/guidelines/mtus-a.yaml.1");
  EXPECT_THAT(saved.headers, Contains(Pair("ETag", TagOf(kFile))));
  EXPECT_EQ(test::ReadFile(Rules() / ".previous/guidelines/mtus-a.yaml.1"),
            MassageRule("{muscle_spasm: yes}"));
  EXPECT_EQ(Put(kFile, good, {{"if-match", tag}}).status, 412);
  // The saved rules answer, with everything else as it was.
  EXPECT_EQ(Json(saved)["restart_needed"], false);
  EXPECT_THAT(Json(Ask("GET", "/api/v1/rules/mtus-a"))["markdown"].get<std::string>(),
              HasSubstr("functional improvement"));
  EXPECT_EQ(&desk_.InUse(View::kRecord)->extractor(), &desk_.record->extractor());

  const std::string versions = "/api/v1/rules/versions/guidelines/mtus-a.yaml";
  EXPECT_EQ(Json(Ask("GET", versions))[0]["number"], 1);
  EXPECT_EQ(Ask("GET", versions, "", {}, {{"number", "1"}}).body,
            MassageRule("{muscle_spasm: yes}"));
  EXPECT_EQ(Ask("GET", versions, "", {}, {{"number", "2"}}).status, 404);
  EXPECT_EQ(Ask("GET", versions, "", {}, {{"number", "1x"}}).status, 400);

  // What is kept is no rule: rules without it have the same name and no complaint.
  Diagnostics diagnostics;
  const auto with = Predictor::Load(Rules(), diagnostics);
  std::filesystem::remove_all(Rules() / ".previous");
  EXPECT_EQ(with->rules_hash(), desk_.InUse(View::kPrescreen)->rules_hash());
  EXPECT_EQ(with->rules_hash(), Predictor::Load(Rules(), diagnostics)->rules_hash());
  EXPECT_FALSE(diagnostics.has_errors());
}

TEST_F(RuleRoutes, SaveMoreThanGuidelinesForTheNextStart) {
  const std::string path = "/api/v1/rules/files/lexicon/context.yaml";
  const std::string text = Ask("GET", path).body;
  const HttpResponse saved = Put(path, text + "\n# checked\n", {{"if-match", TagOf(path)}});
  ASSERT_EQ(saved.status, 200) << saved.body;
  EXPECT_EQ(Json(saved)["restart_needed"], true);
  EXPECT_EQ(desk_.InUse(View::kPrescreen), desk_.prescreen);
}

TEST_F(RuleRoutes, SaveNothingUnlessAllowed) {
  desk_.rules_may_be_saved = false;
  EXPECT_EQ(Put(kFile, MassageRule("{muscle_spasm: no}"), {{"if-match", TagOf(kFile)}}).status,
            403);
  desk_.rules_may_be_saved = true;
  EXPECT_EQ(Put("/api/v1/rules/files/../x.yaml", "x: 1", {{"if-none-match", "*"}}).status, 400);
  EXPECT_EQ(Put("/api/v1/rules/files/schema/x.yaml", "x: 1", {{"if-none-match", "*"}}).status, 400);
  EXPECT_EQ(Ask("GET", kFile).body, MassageRule("{muscle_spasm: yes}"));
}

// Over the whole rule book: what a draft is told is what `imr rules check` tells of it on disk.
TEST(RuleDrafts, AreCheckedAsFilesAre) {
  const auto rules = test::ProjectFile("rules");
  Diagnostics diagnostics;
  const RuleFiles files(rules);
  RuleDrafts drafts(files, Predictor::Load(rules, diagnostics));
  const std::string name = "guidelines/acoem-2004-chapter-13-knee-imaging.yaml";
  const std::string text = test::ReadFile(rules / name);
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    changed.replace(changed.find(from), from.size(), to);
    return changed;
  };
  const std::vector<std::vector<RuleFile>> table = {
      {},
      {{name, with("rationale_given: yes", "rationale_givn: yes")}},
      {{name, with("{from: 2007-06-15, to: 2017-11-30}", "{from: 2007-06-15, to: 2006-11-30}")},
       {"guidelines/new.yaml", test::MassageRule("{muscle_spasm: yes}")}},
      {{name, with("guideline: acoem-2004-chapter-13-knee-imaging",
                   "guideline: acoem-2004-chapter-13-knee-films")}},
      {{"lexicon/context.yaml", "none: [\n"}},
  };
  for (std::size_t i = 0; i < table.size(); ++i) {
    SCOPED_TRACE(i);
    test::TemporaryDirectory copy;
    std::filesystem::copy(rules, copy.path() / "rules", std::filesystem::copy_options::recursive);
    for (const RuleFile& file : table[i]) copy.Write("rules/" + file.path.string(), file.bytes);
    const auto draft = drafts.Check(table[i]);
    EXPECT_EQ(draft.diagnostics, CheckRules(copy.path() / "rules"));
    EXPECT_EQ(draft.fast, i + 1 < table.size());
    EXPECT_EQ(draft.predictor == nullptr, draft.has_errors());
    if (draft.predictor) {
      Diagnostics ignored;
      EXPECT_EQ(draft.predictor->rules_hash(),
                Predictor::Load(copy.path() / "rules", ignored)->rules_hash());
    }
  }
}

TEST_F(RuleRoutes, DraftsLieOverWhatIsOnDiskNow) {
  const std::string other = "guideline: mtus-b\n" + MassageRule("{muscle_spasm: yes}").substr(18);
  const auto errors = [&] {
    const auto all = Json(Ask("POST", "/api/v1/rules/check",
                              Draft(MassageRule("{muscle_spasm: yes}"))))["diagnostics"];
    return std::count_if(all.begin(), all.end(),
                         [](const auto& d) { return d["severity"] == "error"; });
  };
  EXPECT_EQ(errors(), 0);
  directory_.Write("rules/guidelines/mtus-b.yaml", "guideline: [");
  EXPECT_GT(errors(), 0);
  directory_.Write("rules/guidelines/mtus-b.yaml", other);
  EXPECT_EQ(errors(), 0);
  std::filesystem::remove(Rules() / "guidelines/mtus-b.yaml");
  EXPECT_EQ(errors(), 0);
}

}  // namespace
}  // namespace imr
