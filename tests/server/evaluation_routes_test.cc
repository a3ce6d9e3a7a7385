#include "apps/server/evaluation_routes.h"

#include <gmock/gmock.h>

#include "apps/server/corpus_routes.h"
#include "tests/server/small_desk.h"

namespace imr {
namespace {

using test::MassageCase;
using test::MassageRule;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using testing::SizeIs;

class Evaluations : public test::SmallDesk {};

TEST_F(Evaluations, TellWhatChartsNeed) {
  const auto job = Done(Ask("POST", "/api/v1/evaluations", R"({"corpus": "cases"})"));
  ASSERT_EQ(job["status"], "done") << job.dump();
  EXPECT_EQ(job["progress"], (nlohmann::json{{"done", 6}, {"total", 6}}));
  const auto& result = job["result"];
  EXPECT_EQ(result["corpus"], "cases");
  EXPECT_EQ(result["view"], "prescreen");
  EXPECT_EQ(result["items"], 6);
  EXPECT_EQ(result["overturned"], 2);
  for (const char* part : {"metrics", "intervals", "baselines", "by_treatment", "by_guideline",
                           "calibration", "risk_coverage", "confusion", "operating_points"}) {
    EXPECT_TRUE(result.contains(part)) << part;
  }
  ASSERT_THAT(result["by_month"], SizeIs(1));
  EXPECT_EQ(result["by_month"][0]["items"], 6);
  ASSERT_THAT(result["items_detail"], SizeIs(6));
  const auto& item = result["items_detail"][0];
  EXPECT_EQ(item["case"], "case-0");
  EXPECT_EQ(item["source"], "0.yaml");
  EXPECT_EQ(item["overturned"], true);
  EXPECT_EQ(item["decided_by"], nlohmann::json{"mtus-a/need"});
  EXPECT_THAT(job.dump(), Not(HasSubstr("words of its own")));
  EXPECT_EQ(Json(Ask("GET", "/api/v1/corpora"))[0],
            (nlohmann::json{{"name", "cases"}, {"cases", 6}, {"uploaded", false}}));
}

TEST_F(Evaluations, CompareTwoModelsAndCrossValidate) {
  const auto compared =
      Done(Ask("POST", "/api/v1/evaluations", R"({"corpus": "cases", "against": "none"})"));
  EXPECT_EQ(compared["result"]["against"]["differences"]["brier"]["difference"], 0.0);
  for (int i = 6; i < 40; ++i) {
    const std::string n = std::to_string(i);
    directory_.Write("more/" + n + ".yaml",
                     MassageCase("case-" + n, i % 2 == 0 ? "muscle_spasm: yes" : "muscle_spasm: no",
                                 i % 3 == 0 ? "overturned" : "upheld"));
  }
  desk_.corpora.push_back({.name = "more", .path = directory_.path() / "more"});
  Workroom workroom(desk_);
  Router router;
  workroom.AddRoutes(router);
  JobProgress progress;
  const auto validated = RunEvaluation(
      desk_, workroom.corpora(),
      {.corpus = "more", .view = View::kRecord, .cross_validate = 3, .against_model = {}},
      progress);
  ASSERT_TRUE(std::holds_alternative<nlohmann::ordered_json>(validated))
      << std::get<JobProblem>(validated).detail;
  const auto& result = std::get<nlohmann::ordered_json>(validated);
  EXPECT_EQ(result["items"], 34);
  EXPECT_THAT(result["model"].get<std::string>(), HasSubstr("3 parts"));
}

TEST_F(Evaluations, SayWhatIsWrong) {
  const std::vector<std::pair<std::string, int>> table = {
      {"{}", 400},
      {R"({"corpus": 3})", 400},
      {R"({"corpus": "cases", "view": "both"})", 400},
      {R"({"corpus": "cases", "model": "mine"})", 400},
      {R"({"corpus": "cases", "model": 1})", 400},
      {R"({"corpus": "cases", "against": "/etc/passwd"})", 400},
      {R"({"corpus": "cases", "cross_validate": 1})", 400},
      {R"({"corpus": "cases", "cross_validate": 1000})", 400},
      {R"({"corpus": "cases", "cross_validate": "5"})", 400},
      {R"({"corpus": "cases", "path": "/etc"})", 400},
      {R"({"corpus": "nowhere"})", 404},
  };
  for (const auto& [body, status] : table) {
    EXPECT_EQ(Ask("POST", "/api/v1/evaluations", body).status, status) << body;
  }
  const auto few =
      Done(Ask("POST", "/api/v1/evaluations", R"({"corpus": "cases", "cross_validate": 20})"));
  EXPECT_EQ(few["status"], "failed");
  EXPECT_THAT(few["problem"]["detail"].get<std::string>(), HasSubstr("only 6 cases"));
}

TEST_F(Evaluations, GiveTheLetterBehindAPoint) {
  const auto shown = Json(Ask("GET", "/api/v1/corpora/cases/cases/case-3"));
  EXPECT_EQ(shown["case"]["case"], "case-3");
  EXPECT_EQ(shown["case"]["items"][0]["ruling"]["outcome"], "overturned");
  EXPECT_EQ(shown["facts_case"]["items"][0]["request"], "Massage in words of its own");
  // Reviewed as a document that is sent: corrections count, what is none is told.
  const auto reviewed = Json(Ask("POST", "/api/v1/corpora/cases/cases/case-3",
                                 R"({"view": "prescreen", "as_of": null, "what_if": [],
                                     "corrections": [{"item": 0, "fact": "muscle_spasm",
                                                      "value": "yes"}]})"));
  EXPECT_EQ(reviewed["case"]["items"][0]["corrected"][0], "muscle_spasm");
  EXPECT_EQ(shown["case"]["items"][0]["corrected"].size(), 0u);
  EXPECT_EQ(Ask("POST", "/api/v1/corpora/cases/cases/case-3", R"({"view": "none"})").status, 400);
  EXPECT_EQ(Ask("POST", "/api/v1/corpora/cases/cases/case-3",
                R"({"corrections": [{"item": 0, "fact": "muscle_spasn", "value": "yes"}]})")
                .status,
            400);
  EXPECT_EQ(Ask("POST", "/api/v1/corpora/cases/cases/case-9", "{}").status, 404);
  EXPECT_EQ(Ask("GET", "/api/v1/corpora/cases/cases/case-9").status, 404);
  EXPECT_EQ(Ask("GET", "/api/v1/corpora/none/cases/case-3").status, 404);
  EXPECT_EQ(Ask("GET", "/api/v1/corpora/cases/cases/case-3", "", {}, {{"view", "x"}}).status, 400);
}

std::string Line(const std::string& id) {
  return R"({"case": ")" + id +
         R"(", "requests": [{"text": "a planted secret", "facts": {"treatment": "therapy.massage"}}],)"
         R"( "records": [], "rulings": [{"outcome": "upheld"}]})"
         "\n";
}

TEST_F(Evaluations, TakeAnUploadOfLines) {
  const HttpResponse sent =
      Ask("POST", "/api/v1/corpora",
          Line("u-1") + Line("u-2") + "{\"case\": \"broken secret\n" + Line("u-2"),
          {{"content-type", "application/x-ndjson"}}, {{"name", "my own/cases"}});
  ASSERT_EQ(sent.status, 201) << sent.body;
  const auto entry = Json(sent);
  EXPECT_EQ(entry["name"], "my-own-cases");
  EXPECT_EQ(entry["cases"], 2);
  ASSERT_THAT(entry["unreadable"], SizeIs(1));
  EXPECT_EQ(entry["unreadable"][0]["source"], "my own/cases:3");
  EXPECT_THAT(sent.body, Not(HasSubstr("secret")));
  const auto again = Json(Ask("POST", "/api/v1/corpora", Line("u-3"),
                              {{"content-type", "application/x-ndjson"}}, {{"name", "cases"}}));
  EXPECT_EQ(again["name"], "cases-2");
  const auto job = Done(Ask("POST", "/api/v1/evaluations", R"({"corpus": "my-own-cases"})"));
  EXPECT_EQ(job["result"]["items"], 2);
  EXPECT_EQ(Ask("DELETE", "/api/v1/corpora/my-own-cases").status, 204);
  EXPECT_EQ(Ask("DELETE", "/api/v1/corpora/my-own-cases").status, 404);
  EXPECT_EQ(Ask("DELETE", "/api/v1/corpora/cases").status, 404);
}

TEST_F(Evaluations, TakeAnUploadOfFiles) {
  const std::string body =
      "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nbatch\r\n"
      "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"one.yaml\"\r\n\r\n" +
      MassageCase("one", "muscle_spasm: yes", "upheld") +
      "\r\n--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"two.jsonl\"\r\n\r\n" +
      Line("t-1") + Line("t-2") +
      "\r\n--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\n\r\nwords\r\n"
      "--b--\r\n";
  const auto entry = Json(
      Ask("POST", "/api/v1/corpora", body, {{"content-type", "multipart/form-data; boundary=b"}}));
  EXPECT_EQ(entry["name"], "batch");
  EXPECT_EQ(entry["cases"], 3);
  ASSERT_THAT(entry["unreadable"], SizeIs(1));
  EXPECT_EQ(entry["unreadable"][0]["source"], "x.txt");
  const auto shown = Json(Ask("GET", "/api/v1/corpora/batch/cases/t-2"));
  EXPECT_EQ(shown["case"]["source"], "two.jsonl:2");
}

TEST_F(Evaluations, RefuseUploadsThatHoldNothing) {
  const auto status = [&](const std::string& body, const std::string& type) {
    return Ask("POST", "/api/v1/corpora", body, {{"content-type", type}}).status;
  };
  EXPECT_EQ(status("x", "text/plain"), 415);
  EXPECT_EQ(status("not a case\n", "application/x-ndjson"), 422);
  EXPECT_EQ(status("--b--", "multipart/form-data; boundary=b"), 400);
  EXPECT_EQ(status(std::string(kLargestUpload + 1, ' '), "application/x-ndjson"), 413);
  EXPECT_THAT(Json(Ask("GET", "/api/v1/corpora")), SizeIs(1));
}

TEST_F(Evaluations, CompareADraftWithTheRulesInUse) {
  const std::string gains = MassageRule("{functional_improvement: yes}");
  for (int round = 0; round < 2; ++round) {  // the second time from kept predictions
    const auto job =
        Done(Ask("POST", "/api/v1/rules/compare", Draft(gains, {{"corpus", "cases"}})));
    ASSERT_EQ(job["status"], "done") << job.dump();
    EXPECT_EQ(job["progress"]["total"], round == 0 ? 12 : 6);
    const auto& result = job["result"];
    EXPECT_EQ(result["cases"], 6);
    EXPECT_EQ(result["flipped"].size() + result["moved"].size(), 6u);
    EXPECT_NE(result["before"]["rules"], result["after"]["rules"]) << result.dump().substr(0, 400);
    EXPECT_THAT(job.dump(), Not(HasSubstr("words of its own")));
  }
  const auto same = Done(Ask("POST", "/api/v1/rules/compare",
                             Draft(MassageRule("{muscle_spasm: yes}"), {{"corpus", "cases"}})));
  EXPECT_EQ(same["result"]["flipped"].size() + same["result"]["moved"].size(), 0u);
  const auto wrong = Done(Ask("POST", "/api/v1/rules/compare",
                              Draft(MassageRule("{muscle_spasn: yes}"), {{"corpus", "cases"}})));
  EXPECT_EQ(wrong["status"], "failed");
  EXPECT_THAT(wrong["problem"]["detail"].get<std::string>(), HasSubstr("guidelines/mtus-a.yaml:9"));
  EXPECT_EQ(Ask("POST", "/api/v1/rules/compare", Draft(gains, {{"corpus", "none"}})).status, 404);
  EXPECT_EQ(
      Ask("POST", "/api/v1/rules/compare", Draft(gains, {{"corpus", "cases"}, {"model", "x"}}))
          .status,
      400);
}

TEST_F(Evaluations, OfferTheSamplesWhereNothingWasOpened) {
  desk_.corpora = SampleCorpora(test::ProjectFile("data"));
  Workroom workroom(desk_);
  const auto entries = workroom.corpora().List();
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(entries[0].name, "samples");
  JobProgress progress;
  const auto result = RunEvaluation(desk_, workroom.corpora(),
                                    {.corpus = "samples", .against_model = {}}, progress);
  ASSERT_TRUE(std::holds_alternative<nlohmann::ordered_json>(result));
  EXPECT_GT(std::get<nlohmann::ordered_json>(result)["items"], 20);
}

}  // namespace
}  // namespace imr
