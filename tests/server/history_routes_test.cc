#include "apps/server/history_routes.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/history/review_history.h"
#include "tests/history/history_fixture.h"

namespace imr {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class HistoryRoutes : public testing::Test {
 protected:
  void SetUp() override {
    desk_.reviews = test::OpenOrFail("", clock_.Options());
    AddHistoryRoutes(router_, desk_);
    for (const char* name : {"X", "Y", "Z"}) {
      ids_.push_back(desk_.reviews->Record(test::ExampleReview(name)));
    }
  }

  HttpResponse Ask(const std::string& method, const std::string& path,
                   const std::map<std::string, std::string>& query = {},
                   const std::string& body = "") {
    HttpRequest request;
    request.method = method;
    request.path = path;
    request.query = query;
    request.body = body;
    return router_.Answer(request);
  }

  HttpResponse Patch(const std::string& body) {
    return Ask("PATCH", "/api/v1/history/" + ids_[0], {}, body);
  }

  test::TestClock clock_;
  Desk desk_;
  Router router_;
  std::vector<std::string> ids_;
};

TEST_F(HistoryRoutes, ListPageByPage) {
  const Json first = Json::parse(Ask("GET", "/api/v1/history", {{"limit", "2"}}).body);
  EXPECT_EQ(first["total"], 3);
  ASSERT_EQ(first["reviews"].size(), 2u);
  EXPECT_EQ(first["reviews"][0]["case"], "Z");
  const Json second = Json::parse(
      Ask("GET", "/api/v1/history", {{"limit", "2"}, {"before", first["next"].get<std::string>()}})
          .body);
  ASSERT_EQ(second["reviews"].size(), 1u);
  EXPECT_EQ(second["reviews"][0]["case"], "X");
  EXPECT_TRUE(second["next"].is_null());
}

TEST_F(HistoryRoutes, ListByTreatmentAndCase) {
  EXPECT_EQ(Json::parse(Ask("GET", "/api/v1/history", {{"treatment", "other"}}).body)["total"], 0);
  EXPECT_EQ(Json::parse(Ask("GET", "/api/v1/history", {{"query", "z"}}).body)["total"], 1);
}

TEST_F(HistoryRoutes, ShowOne) {
  const HttpResponse response = Ask("GET", "/api/v1/history/" + ids_[1]);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(Json::parse(response.body)["case"], "Y");
  EXPECT_EQ(Ask("GET", "/api/v1/history/unknown").status, 404);
}

TEST_F(HistoryRoutes, ChangeItemsAndNote) {
  const HttpResponse response =
      Patch(R"({"note":"seen","items":[{"index":1,"decision":"denied","imr_outcome":"overturned",)"
            R"("note":"late"}]})");
  ASSERT_EQ(response.status, 200) << response.body;
  const Json review = Json::parse(response.body);
  EXPECT_EQ(review["note"], "seen");
  EXPECT_TRUE(review["items"][0]["decision"].is_null());
  EXPECT_EQ(review["items"][1]["decision"], "denied");
  EXPECT_EQ(review["items"][1]["imr_outcome"], "overturned");
  EXPECT_EQ(review["items"][1]["note"], "late");
  EXPECT_TRUE(
      Json::parse(Patch(R"({"items":[{"index":1,"decision":null}]})").body)["items"][1]["decision"]
          .is_null());
}

TEST_F(HistoryRoutes, ChangeAllItemsAtOnceAndOneOtherwise) {
  const Json review = Json::parse(
      Patch(R"({"decision":"denied","items":[{"index":0,"decision":"approved"}]})").body);
  EXPECT_EQ(review["items"][0]["decision"], "approved");
  EXPECT_EQ(review["items"][1]["decision"], "denied");
}

struct BadChange {
  std::string body;
  int status;
  std::string detail;
};

TEST_F(HistoryRoutes, RefuseWhatIsNoChange) {
  const std::string long_note(4001, 'x');
  const std::vector<BadChange> table = {
      {"", 400, "no JSON object"},
      {"[]", 400, "no JSON object"},
      {"{", 400, "no JSON object"},
      {R"({"decision":"maybe"})", 422, "approved, modified, denied or null"},
      {R"({"decision":1})", 422, "decision"},
      {R"({"imr_outcome":"won"})", 422, "upheld, overturned"},
      {R"({"note":5})", 422, "note: text"},
      {R"({"note":")" + long_note + R"("})", 422, "4000 bytes"},
      {R"({"items":{}})", 422, "items: a list"},
      {R"({"items":[{}]})", 422, "items[0].index"},
      {R"({"items":[{"index":-1}]})", 422, "items[0].index"},
      {R"({"items":[{"index":9,"decision":"denied"}]})", 422, "no item of that index"},
      {R"({"items":[{"index":0},{"index":0},{"index":0}]})", 422, "one for each item at most"},
      {R"({"items":[{"index":0,"decison":"denied"}]})", 422, "items[0]. there is something else"},
      {R"({"outcome":"upheld"})", 422, "something else than decision, imr_outcome, note, items"},
  };
  for (const BadChange& bad : table) {
    SCOPED_TRACE(bad.body.substr(0, 80));
    const HttpResponse response = Patch(bad.body);
    EXPECT_EQ(response.status, bad.status);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_THAT(Json::parse(response.body)["detail"].get<std::string>(), HasSubstr(bad.detail));
  }
  EXPECT_EQ(Json::parse(Ask("GET", "/api/v1/history/" + ids_[0]).body)["note"], nullptr);
  EXPECT_EQ(Ask("PATCH", "/api/v1/history/unknown", {}, "{}").status, 404);
}

TEST_F(HistoryRoutes, RefuseBadQueries) {
  const std::vector<std::pair<std::string, std::map<std::string, std::string>>> table = {
      {"/api/v1/history", {{"limit", "0"}}},
      {"/api/v1/history", {{"limit", "1001"}}},
      {"/api/v1/history", {{"limit", "ten"}}},
      {"/api/v1/history", {{"before", "x"}}},
      {"/api/v1/history", {{"query", std::string(201, 'q')}}},
      {"/api/v1/history/accuracy", {{"view", "all"}}},
      {"/api/v1/history/export", {{"format", "xlsx"}}},
      {"/api/v1/history/feedback", {{"limit", "-1"}}},
  };
  for (const auto& [path, query] : table) {
    EXPECT_EQ(Ask("GET", path, query).status, 400) << path << ' ' << query.begin()->second;
  }
}

TEST_F(HistoryRoutes, Remove) {
  EXPECT_EQ(Ask("DELETE", "/api/v1/history/" + ids_[0]).status, 204);
  EXPECT_EQ(Ask("DELETE", "/api/v1/history/" + ids_[0]).status, 404);
  EXPECT_EQ(Ask("GET", "/api/v1/history/" + ids_[0]).status, 404);
}

TEST_F(HistoryRoutes, ExportLinesAndTables) {
  ReviewChange change;
  change.items = {
      {.index = 0, .decision = Decision::kDenied, .imr_outcome = {}, .note = "=cmd(), \"x\""}};
  desk_.reviews->Change(ids_[0], change);
  const HttpResponse lines = Ask("GET", "/api/v1/history/export", {{"format", "jsonl"}});
  EXPECT_EQ(lines.content_type, "application/x-ndjson");
  EXPECT_EQ(std::count(lines.body.begin(), lines.body.end(), '\n'), 3);
  EXPECT_EQ(Json::parse(lines.body.substr(0, lines.body.find('\n')))["items"][0]["note"],
            "=cmd(), \"x\"");
  const HttpResponse table = Ask("GET", "/api/v1/history/export", {{"format", "csv"}});
  EXPECT_THAT(table.content_type, StartsWith("text/csv"));
  EXPECT_THAT(table.headers, testing::Contains(testing::Pair("Content-Disposition",
                                                             HasSubstr("imr-history.csv"))));
  EXPECT_EQ(std::count(table.body.begin(), table.body.end(), '\n'), 7) << "a head and six items";
  EXPECT_THAT(table.body, HasSubstr(ids_[0] + ",2026-03-01T09:00:00Z,X,prescreen,2025-12-20,0,"
                                              "kind.one,upheld,0.2,0.1,0.3,0.15,usual,no,"
                                              "book/first book/second,yes_or_no=no count=,denied,,"
                                              "\"'=cmd(), \"\"x\"\"\",,0.1.0,5678,9abc,1234\n"))
      << "a spreadsheet does not take a note for a formula";
}

TEST_F(HistoryRoutes, TellFeedbackBesideWhatWasShown) {
  const std::vector<ShownCard> cards = {{.uuid = "c1",
                                         .service = "s",
                                         .time = "",
                                         .treatment = "kind.one",
                                         .probability = 0.5,
                                         .overturned = true,
                                         .rules = "r",
                                         .model = ""}};
  desk_.reviews->RecordCards(cards);
  for (const char* card : {"c1", "unknown"}) {
    const CardFeedback feedback{.card = card,
                                .service = "s",
                                .received = "",
                                .accepted = false,
                                .outcome_time = "2026-01-01T00:00:00Z",
                                .accepted_suggestions = {},
                                .override_reason = "disagree",
                                .override_comment = {}};
    desk_.reviews->RecordFeedback({&feedback, 1});
  }
  const Json json = Json::parse(Ask("GET", "/api/v1/history/feedback").body);
  ASSERT_EQ(json["feedback"].size(), 2u);
  EXPECT_TRUE(json["feedback"][0]["shown"].is_null());
  EXPECT_EQ(json["feedback"][1]["shown"]["treatment"], "kind.one");
  EXPECT_EQ(json["feedback"][1]["override_reason"], "disagree");
}

TEST(HistoryRoutesOfAFile, TellWhatToDoWithoutNamingTheFile) {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "history.sqlite";
  Desk desk;
  desk.reviews = test::OpenOrFail(path);
  desk.reviews->Record(test::ExampleReview());
  Router router;
  AddHistoryRoutes(router, desk);
  SQLite::Database(path.string(), SQLite::OPEN_READWRITE).exec("DROP TABLE corrections");
  HttpRequest request;
  request.method = "GET";
  request.path = "/api/v1/history";
  const HttpResponse response = router.Answer(request);
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, HasSubstr("the history: "));
  EXPECT_THAT(response.body, Not(HasSubstr(folder.path().string())));
}

}  // namespace
}  // namespace imr
