#include "apps/server/prediction_routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "apps/history/review_history.h"
#include "apps/server/review_routes.h"
#include "apps/server/service_routes.h"
#include "features/text/base64.h"
#include "tests/server/desk_fixture.h"
#include "tests/support/process.h"

namespace imr {
namespace {

using nlohmann::json;
using test::ProjectDesk;
using test::ProjectFile;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const char kLetter[] = "data/samples/letters/physical-therapy-extension-lumbar-mri.txt";

std::string Letter() { return test::ReadFile(ProjectFile(kLetter)); }

class PredictionRoutes : public testing::Test {
 protected:
  PredictionRoutes() {
    AddPredictionRoutes(router_, ProjectDesk(), metrics_);
    AddReviewRoutes(router_, ProjectDesk(), metrics_);
    AddServiceRoutes(router_, ProjectDesk(), metrics_, {});
  }

  HttpResponse Post(const std::string& path, const std::string& body,
                    std::map<std::string, std::string> query = {},
                    std::map<std::string, std::string> headers = {}) const {
    HttpRequest request;
    request.method = "POST";
    request.path = path;
    request.query = std::move(query);
    request.headers = std::move(headers);
    request.body = body;
    return router_.Answer(request);
  }

  json Get(const std::string& path) const {
    HttpRequest request;
    request.method = "GET";
    request.path = path;
    const HttpResponse response = router_.Answer(request);
    EXPECT_EQ(response.status, 200) << path;
    return json::parse(response.body);
  }

  json Review(const json& asked) const {
    const HttpResponse response = Post("/api/v1/review", asked.dump());
    EXPECT_EQ(response.status, 200) << response.body.substr(0, 300);
    return json::parse(response.body);
  }

  Metrics metrics_;
  Router router_;
};

// What `imr COMMAND --format json` prints for files of the project, each by its path.
json ByProgram(const std::string& command, const std::vector<std::string>& files,
               const std::string& view) {
  std::vector<std::string> arguments = {IMR_PROGRAM, command, "--format", "json",
                                        "--view",    view,    "--rules",  ProjectFile("rules")};
  if (command == "predict") arguments.insert(arguments.end(), {"--history", "none"});
  for (const std::string& file : files) arguments.push_back(ProjectFile(file));
  return json::parse(test::RunProgram(arguments).out);
}

// Texts are long: what differs is enough.
void ExpectSame(const json& shown, const json& expected) {
  EXPECT_TRUE(shown == expected) << json::diff(expected, shown).dump().substr(0, 500);
}

TEST_F(PredictionRoutes, AnswerAsTheProgramDoes) {
  const std::vector<std::string> files = {
      kLetter,
      "data/samples/cases/knee-mri.yaml",
      "data/samples/cases/naproxen-omeprazole.json",
      "data/samples/fhir/shoulder-therapy-naproxen-tens.json",
      "data/samples/requests/rfa-shoulder-mri.txt",
      "data/samples/pdf/sample-1-acupuncture-cyclobenzaprine.pdf"};
  for (const std::string command : {"predict", "facts"}) {
    for (const std::string view : {"prescreen", "record"}) {
      const json expected = ByProgram(command, files, view);
      ASSERT_EQ(expected.size(), files.size());
      for (std::size_t i = 0; i < files.size(); ++i) {
        SCOPED_TRACE(command + ' ' + view + ' ' + files[i]);
        const std::string bytes = test::ReadFile(ProjectFile(files[i]));
        const HttpResponse response = Post("/api/v1/" + command, bytes, {{"view", view}},
                                           {{"imr-source", ProjectFile(files[i]).string()}});
        EXPECT_EQ(response.status, 200);
        ExpectSame(json::parse(response.body), json::array({expected[i]}));
      }
    }
  }
}

TEST_F(PredictionRoutes, AnswerSeveralCasesAndNameTheUnreadable) {
  const std::string lines =
      test::ReadFile(ProjectFile("data/samples/cases/three-cases.jsonl")) + "{\"planted\": }\n";
  const HttpResponse response = Post("/api/v1/predict", lines, {}, {{"imr-source", "b.jsonl"}});
  EXPECT_EQ(response.status, 200);
  const json cases = json::parse(response.body);
  ASSERT_EQ(cases.size(), 4);
  EXPECT_EQ(cases[1]["source"], "b.jsonl:2");
  EXPECT_EQ(cases[3]["source"], "b.jsonl:4");
  EXPECT_THAT(cases[3].value("error", ""), Not(HasSubstr("planted")));

  const HttpResponse unreadable = Post("/api/v1/predict", "planted words of no known kind");
  EXPECT_EQ(unreadable.status, 422);
  EXPECT_EQ(json::parse(unreadable.body).at(0).at("source"), "-");
  EXPECT_THAT(unreadable.body, Not(HasSubstr("planted")));
  EXPECT_EQ(Post("/api/v1/predict", "").status, 422);
  EXPECT_THAT(metrics_.Text(), HasSubstr("imr_predictions_total{outcome=\"unreadable\"} 3\n"));
}

TEST_F(PredictionRoutes, RefuseWhatIsWronglyAsked) {
  EXPECT_EQ(Post("/api/v1/predict", Letter(), {{"view", "planted"}}).status, 400);
  EXPECT_EQ(Post("/api/v1/predict", Letter(), {{"as_of", "yesterday"}}).status, 400);
  EXPECT_EQ(Post("/api/v1/predict", Letter(), {}, {{"imr-source", "%zz"}}).status, 400);
  EXPECT_EQ(Post("/api/v1/facts", Letter(), {{"view", "planted"}}).status, 400);
}

TEST_F(PredictionRoutes, JudgeAsOfTheDayAsked) {
  const json then = json::parse(Post("/api/v1/predict", Letter(), {{"as_of", "2025-06-01"}}).body);
  const json usual = json::parse(Post("/api/v1/predict", Letter()).body);
  EXPECT_NE(then[0]["items"][1]["criteria"], usual[0]["items"][1]["criteria"]);
}

TEST_F(PredictionRoutes, NamesOfInputsAreOnlyNames) {
  EXPECT_EQ(NameOfInput("a/b/letter.txt").stem, "letter");
  EXPECT_EQ(NameOfInput("../../etc/passwd").source, "../../etc/passwd");
  EXPECT_EQ(NameOfInput("").source, "-");
  const InputName name = NameOfInput(std::string(5000, 'a') + "\xC3\xA9.txt");
  EXPECT_EQ(name.source.size(), 300);
  EXPECT_TRUE(name.source.ends_with("\xC3\xA9.txt"));
}

TEST_F(PredictionRoutes, ReviewShowsPredictionFactsAndQuestions) {
  const json answer = Review({{"document", {{"text", Letter()}}}, {"name", "letter.txt"}});
  json predicted = answer["case"];
  for (json& item : predicted["items"]) {
    EXPECT_EQ(item["corrected"], json::array());
    item.erase("corrected");
  }
  EXPECT_EQ(predicted["source"], "letter.txt");
  json expected = ByProgram("predict", {kLetter}, "prescreen")[0];
  expected["source"] = "letter.txt";
  ExpectSame(predicted, expected);

  ASSERT_EQ(answer["questions"].size(), predicted["items"].size());
  const std::string question = answer["questions"][0];
  EXPECT_THAT(question, HasSubstr(predicted["items"][0]["request"].get<std::string>()));
  EXPECT_THAT(question, HasSubstr(predicted["items"][0]["missing"][0].get<std::string>()));

  int places = 0;
  for (const json& item : answer["facts_case"]["items"]) {
    for (const auto& [name, fact] : item["facts"].items()) {
      for (const json& words : fact["evidence"]) {
        if (!words.contains("pattern")) continue;
        ++places;
        EXPECT_THAT(words["pattern"].get<std::string>(),
                    testing::MatchesRegex("lexicon/.*\\.yaml:[0-9]+"));
      }
    }
  }
  EXPECT_GT(places, 3);
}

TEST_F(PredictionRoutes, ReviewTakesBytesOfAnyKind) {
  const std::string pdf =
      test::ReadFile(ProjectFile("data/samples/pdf/sample-1-acupuncture-cyclobenzaprine.pdf"));
  const json answer = Review({{"document", {{"base64", EncodeBase64(pdf)}}}, {"view", "record"}});
  EXPECT_EQ(answer["case"]["view"], "record");
  EXPECT_FALSE(answer["facts_case"]["items"][0]["sections"]["rationale"].empty());
}

TEST_F(PredictionRoutes, CorrectionsWinOverWhatWasRead) {
  const json document = {{"text", Letter()}};
  const json before = Review({{"document", document}});
  ASSERT_TRUE(before["case"]["items"][1]["facts"].contains("red_flags") ||
              before["case"]["items"][1]["facts"].contains("objective_deficit"));
  json names = json::array();
  for (const auto& [name, fact] : before["case"]["items"][1]["facts"].items()) {
    if (!fact["evidence"].empty() && (fact["value"] == "yes" || fact["value"] == "no")) {
      names.push_back(name);
    }
  }
  ASSERT_GE(names.size(), 2);
  const std::string turned = names[0];
  const std::string taken = names[1];
  const bool was = before["case"]["items"][1]["facts"][turned]["value"] == "yes";
  const json after = Review({{"document", document},
                             {"corrections",
                              {{{"item", 1}, {"fact", turned}, {"value", was ? "no" : "yes"}},
                               {{"item", 1}, {"fact", taken}, {"value", nullptr}},
                               {{"item", 99}, {"fact", taken}, {"value", "yes"}}}}});
  for (const char* part : {"case", "facts_case"}) {
    const json& facts = after[part]["items"][1]["facts"];
    EXPECT_EQ(facts[turned]["value"], was ? "no" : "yes") << part;
    EXPECT_EQ(facts[turned]["stated"], true) << part;
    EXPECT_FALSE(facts.contains(taken)) << part;
  }
  std::vector<std::string> corrected = {turned, taken};
  std::sort(corrected.begin(), corrected.end());
  EXPECT_EQ(after["case"]["items"][1]["corrected"], json(corrected));
  EXPECT_EQ(after["case"]["items"][0]["corrected"], json::array());
  EXPECT_EQ(after["case"]["items"][0]["facts"], before["case"]["items"][0]["facts"]);
}

TEST_F(PredictionRoutes, SuppositionsStandBesideThePrediction) {
  const json document = {{"text", Letter()}};
  const json before = Review({{"document", document}});
  const json after = Review({{"document", document},
                             {"what_if",
                              {{{"item", nullptr}, {"fact", "red_flags"}, {"value", true}},
                               {{"item", 0}, {"fact", "prior_sessions"}, {"value", 3}}}}});
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(after["case"]["items"][i]["probability_overturned"],
              before["case"]["items"][i]["probability_overturned"]);
    EXPECT_EQ(after["case"]["items"][i]["what_if"]["change"]["red_flags"], "yes");
  }
  EXPECT_EQ(after["case"]["items"][0]["what_if"]["change"]["prior_sessions"], 3);
}

struct Refused {
  json asked;
  std::string pointer;
};

TEST_F(PredictionRoutes, ReviewNamesWhatIsWrongWithoutQuotingIt) {
  const json document = {{"text", Letter()}};
  const auto correction = [&](const json& change) {
    return json{{"document", document}, {"corrections", json::array({change})}};
  };
  const std::vector<Refused> table = {
      {json::object(), "/document"},
      {{{"document", "planted"}}, "/document"},
      {{{"document", {{"text", 5}}}}, "/document"},
      {{{"document", {{"base64", "planted!"}}}}, "/document/base64"},
      {{{"document", document}, {"view", "planted"}}, "/view"},
      {{{"document", document}, {"as_of", "planted"}}, "/as_of"},
      {{{"document", document}, {"corrections", "planted"}}, "/corrections"},
      {correction("planted"), "/corrections/0"},
      {correction({{"item", "planted"}}), "/corrections/0/item"},
      {correction({{"item", -1}}), "/corrections/0/item"},
      {correction({{"item", 0}}), "/corrections/0/fact"},
      {correction({{"item", 0}, {"fact", "planted"}}), "/corrections/0/fact"},
      {correction({{"item", 0}, {"fact", "red_flags"}}), "/corrections/0/value"},
      {correction({{"item", 0}, {"fact", "red_flags"}, {"value", "planted"}}),
       "/corrections/0/value"},
      {correction({{"item", 0}, {"fact", "red_flags"}, {"value", {{"planted", 1}}}}),
       "/corrections/0/value"},
      {correction({{"item", 0}, {"fact", "prior_sessions"}, {"value", "planted"}}),
       "/corrections/0/value"},
      {correction({{"item", nullptr}, {"fact", "red_flags"}, {"value", "yes"}}),
       "/corrections/0/item"},
      {{{"document", document}, {"what_if", {{{"fact", "red_flags"}, {"value", nullptr}}}}},
       "/what_if/0/value"},
  };
  for (const Refused& refused : table) {
    const HttpResponse response = Post("/api/v1/review", refused.asked.dump());
    EXPECT_EQ(response.status, 400) << refused.pointer;
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(json::parse(response.body).value("pointer", ""), refused.pointer);
    EXPECT_THAT(response.body, Not(HasSubstr("planted")));
  }
  for (const std::string body : {"", "planted", "[]", "{\"planted\":", "\"planted\""}) {
    EXPECT_EQ(Post("/api/v1/review", body).status, 400);
  }
  // Deep nesting is neither a crash nor a hang.
  EXPECT_EQ(Post("/api/v1/review", std::string(1'000'000, '[')).status, 400);
  EXPECT_EQ(Post("/api/v1/review",
                 "{\"document\":" + std::string(500'000, '[') + std::string(500'000, ']') + "}")
                .status,
            400);
  const HttpResponse unreadable = Post("/api/v1/review", R"({"document":{"text":"planted"}})");
  EXPECT_EQ(unreadable.status, 422);
  EXPECT_THAT(unreadable.body, Not(HasSubstr("planted")));
}

// A recorded review tells what was corrected, and the desk's own text of it nothing.
TEST_F(PredictionRoutes, RecordsWhatIsToBeRecorded) {
  Desk desk = ProjectDesk();
  std::string problem;
  desk.reviews = ReviewHistory::Open("", {}, problem);
  ASSERT_TRUE(desk.reviews) << problem;
  router_ = {};
  AddPredictionRoutes(router_, desk, metrics_);
  AddReviewRoutes(router_, desk, metrics_);
  const json plain = json::parse(Post("/api/v1/predict", Letter()).body);
  EXPECT_FALSE(plain[0].contains("history_id"));
  const json predicted = json::parse(Post("/api/v1/predict", Letter(), {{"record", "1"}}).body);
  const auto review = desk.reviews->Get(predicted[0].value("history_id", ""));
  ASSERT_TRUE(review);
  EXPECT_EQ(review->items.size(), 2);
  EXPECT_FALSE(review->text);

  const json answer = Review({{"document", {{"text", Letter()}}},
                              {"record", true},
                              {"corrections",
                               {{{"item", 0}, {"fact", "prior_sessions"}, {"value", 3}},
                                {{"item", 0}, {"fact", "red_flags"}, {"value", nullptr}}}}});
  EXPECT_EQ(answer["history_id"], answer["case"]["history_id"]);
  const auto corrected = desk.reviews->Get(answer.value("history_id", ""));
  ASSERT_TRUE(corrected);
  ASSERT_EQ(corrected->items[0].corrections.size(), 2);
  EXPECT_EQ(corrected->items[0].corrections[0].fact, "prior_sessions");
  EXPECT_EQ(corrected->items[0].corrections[0].value, 3);
  EXPECT_TRUE(corrected->items[0].corrections[1].value.is_null());
  EXPECT_EQ(desk.reviews->List({}).total, 2);
  EXPECT_EQ(Post("/api/v1/predict", Letter(), {{"record", "perhaps"}}).status, 400);
}

TEST_F(PredictionRoutes, TheServerTellsOfItself) {
  const json health = Get("/api/v1/health");
  EXPECT_EQ(health["status"], "ok");
  EXPECT_EQ(health["rules"], "sha256:" + ProjectDesk().prescreen->rules_hash());
  EXPECT_EQ(health["models"]["record"], "sha256:" + ProjectDesk().record->model_hash());
  EXPECT_NE(health["models"]["record"], health["models"]["prescreen"]);
  const json about = Get("/api/v1/about");
  EXPECT_EQ(about["history"], "memory");
  EXPECT_EQ(about["stores_text"], false);
  EXPECT_EQ(about["rules_directory_writable"], false);
  EXPECT_EQ(about["limits"]["body_bytes"], 64u << 20);
  const json facts = Get("/api/v1/vocabulary")["facts"];
  EXPECT_EQ(facts.size(), ProjectDesk().prescreen->vocabulary().size());
  for (const json& fact : facts) {
    EXPECT_THAT((std::vector<std::string>{"yes_no", "number", "months", "code", "codes", "text"}),
                testing::Contains(fact["type"].get<std::string>()));
    EXPECT_TRUE(fact["meaning"].is_string());
    EXPECT_EQ(fact["values"].is_array(), fact["type"] == "code" || fact["type"] == "codes")
        << fact["name"];
  }
}

}  // namespace
}  // namespace imr
