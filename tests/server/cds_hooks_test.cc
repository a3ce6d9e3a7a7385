// What CDS Hooks 2.0 demands of a service, as its clients see it.
#include "apps/server/cds_hooks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "apps/history/review_history.h"
#include "apps/server/cds_cards.h"
#include "tests/history/history_fixture.h"
#include "tests/server/cds_client.h"

namespace imr {
namespace {

using test::BundleOf;
using test::CdsJson;
using test::ExpectCards;
using test::HookRequest;
using test::NoteOf;
using test::Order;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

std::shared_ptr<const Predictor> TestPredictor() {
  static const std::shared_ptr<const Predictor> predictor = [] {
    Diagnostics diagnostics;
    return Predictor::Load(test::ProjectFile("rules"), diagnostics);
  }();
  return predictor;
}

CdsJson Acupuncture() { return Order("ServiceRequest", "s1", "Acupuncture 2x3 weeks, neck"); }
CdsJson Naproxen() { return Order("MedicationRequest", "m1", "Naproxen 500 mg #60"); }
CdsJson Tens() { return Order("DeviceRequest", "d1", "TENS unit, purchase"); }

class CdsHooks : public testing::Test {
 protected:
  void SetUp() override {
    desk_.prescreen = TestPredictor();
    ASSERT_TRUE(desk_.prescreen);
    desk_.reviews = test::OpenOrFail("");
    AddCdsHooksRoutes(router_, desk_, metrics_);
  }

  HttpResponse Ask(const std::string& method, const std::string& path, const std::string& body = "",
                   const std::map<std::string, std::string>& headers = {}) {
    HttpRequest request;
    request.method = method;
    request.path = path;
    request.headers = headers;
    request.headers["content-type"] = "application/json";
    request.body = body;
    return router_.Answer(request);
  }

  HttpResponse Sign(const CdsJson& request, const std::string& host = "localhost:8642") {
    return Ask("POST", "/cds-services/imr-order-sign", request.dump(), {{"host", host}});
  }

  // The cards of an answer that is as the specification wants it.
  CdsJson CardsOf(const HttpResponse& response) {
    EXPECT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(response.content_type, "application/json");
    const CdsJson json = CdsJson::parse(response.body);
    ExpectCards(json);
    return json["cards"];
  }

  Desk desk_;
  Metrics metrics_;
  Router router_;
};

TEST_F(CdsHooks, AreDiscovered) {
  const HttpResponse response = Ask("GET", "/cds-services");
  EXPECT_EQ(response.status, 200);
  const CdsJson json = CdsJson::parse(response.body);
  test::ExpectNothingEmpty(json, "");
  ASSERT_EQ(json["services"].size(), 2u);
  std::set<std::string> ids;
  for (const CdsJson& service : json["services"]) {
    for (const char* required : {"hook", "description", "id", "title"}) {
      EXPECT_TRUE(service[required].is_string()) << required;
    }
    ids.insert(service["id"].get<std::string>());
    EXPECT_EQ("imr-" + service["hook"].get<std::string>(), service["id"].get<std::string>());
    for (const auto& [key, query] : service["prefetch"].items()) {
      // Reads and searches by reference, token, _count and _sort alone; tokens of the context.
      EXPECT_TRUE(std::regex_match(
          query.get<std::string>(),
          std::regex(
              R"([A-Z]\w+\?patient=\{\{context\.patientId\}\}(&_sort=-\w+)?(&_count=\d+)?)")))
          << query;
    }
  }
  EXPECT_THAT(ids, testing::ElementsAre("imr-order-select", "imr-order-sign"));
}

TEST_F(CdsHooks, AnswerACardForEachOrder) {
  const CdsJson cards = CardsOf(Sign(HookRequest(
      "order-sign", {Acupuncture(),
                     Naproxen(),
                     Tens(),
                     {{"resourceType", "NutritionOrder"}, {"id", "n1"}, {"status", "draft"}}})));
  ASSERT_EQ(cards.size(), 3u) << "what is predicted for nothing gets no card";
  EXPECT_THAT(cards[0]["summary"].get<std::string>(), HasSubstr("Acupuncture 2x3 weeks, neck"));
  EXPECT_EQ(cards[0]["source"]["topic"]["code"], "therapy.acupuncture");
  EXPECT_THAT(cards[1]["summary"].get<std::string>(), HasSubstr("Naproxen"));
  EXPECT_THAT(cards[2]["summary"].get<std::string>(), HasSubstr("TENS"));
  for (const CdsJson& card : cards) {
    EXPECT_TRUE(card.contains("uuid"));
    EXPECT_NE(card["indicator"], "critical") << "a forecast interrupts nobody";
    EXPECT_THAT(card["detail"].get<std::string>(), HasSubstr("advice to a physician"));
    EXPECT_EQ(card["overrideReasons"].size(), 4u);
  }
}

TEST_F(CdsHooks, TellWhatDecidesAndWhatIsMissing) {
  const CdsJson cards = CardsOf(Sign(HookRequest("order-sign", {Acupuncture()})));
  const std::string detail = cards[0]["detail"];
  EXPECT_THAT(detail, HasSubstr("**Order:** Acupuncture 2x3 weeks, neck"));
  EXPECT_THAT(detail, HasSubstr("probability of **"));
  EXPECT_THAT(detail, HasSubstr("90% interval"));
  EXPECT_THAT(detail, HasSubstr("**Not documented**"));
  ASSERT_TRUE(cards[0].contains("links"));
  EXPECT_THAT(cards[0]["links"][0]["url"].get<std::string>(),
              HasSubstr("http://localhost:8642/rules/"));
  EXPECT_EQ(cards[0]["links"][0]["type"], "absolute");
  const CdsJson& told = cards[0]["extension"]["imr.prediction"];
  EXPECT_EQ(told["treatment"], "therapy.acupuncture");
  EXPECT_EQ(told["rules"], "sha256:" + TestPredictor()->rules_hash());
}

TEST_F(CdsHooks, ReadWhatWasPrefetched) {
  CdsJson request = HookRequest("order-sign", {Acupuncture()});
  const double alone =
      CardsOf(Sign(request))[0]["extension"]["imr.prediction"]["probability_overturned"];
  request["prefetch"]["documents"] =
      BundleOf({NoteOf("The patient had 12 sessions of acupuncture. There was no functional "
                       "improvement.")},
               "searchset");
  request["prefetch"]["conditions"] =
      BundleOf({{{"resourceType", "Condition"}, {"code", {{"text", "Cervicalgia"}}}}}, "searchset");
  const CdsJson card = CardsOf(Sign(request))[0];
  EXPECT_NE(card["extension"]["imr.prediction"]["probability_overturned"].get<double>(), alone);
  EXPECT_THAT(card["detail"].get<std::string>(), HasSubstr("no functional improvement"))
      << "the words that prove it";
  EXPECT_THAT(card["detail"].get<std::string>(), Not(HasSubstr("About the data")));
}

TEST_F(CdsHooks, DoNotTakePrefetchedOrdersForDraftOnes) {
  CdsJson request = HookRequest("order-sign", {Acupuncture()});
  request["prefetch"]["documents"] = BundleOf({Naproxen(), Tens()}, "searchset");
  EXPECT_EQ(CardsOf(Sign(request)).size(), 1u);
}

TEST_F(CdsHooks, WorkFromTheOrdersAloneAndSayWhatIsMissing) {
  CdsJson request = HookRequest("order-sign", {Acupuncture()});
  request.erase("prefetch");
  const std::string detail = CardsOf(Sign(request))[0]["detail"];
  EXPECT_THAT(detail, HasSubstr("**About the data**"));
  EXPECT_THAT(detail, HasSubstr("no conditions (prefetch key conditions)"));
  EXPECT_THAT(detail, HasSubstr("no clinical notes (prefetch key documents)"));
  request["prefetch"] = {{"documents", nullptr}};
  const std::string some = CardsOf(Sign(request))[0]["detail"];
  EXPECT_THAT(some, HasSubstr("no conditions"));
  EXPECT_THAT(some, Not(HasSubstr("no clinical notes"))) << "null: looked up, nothing there";
}

TEST_F(CdsHooks, OnOrderSelectAnswerOnlyForWhatWasSelected) {
  CdsJson request = HookRequest("order-select", {Acupuncture(), Naproxen(), Tens()});
  const auto ask = [&](const CdsJson& selections) {
    request["context"]["selections"] = selections;
    return CardsOf(Ask("POST", "/cds-services/imr-order-select", request.dump()));
  };
  const CdsJson one = ask({"MedicationRequest/m1"});
  ASSERT_EQ(one.size(), 1u);
  EXPECT_THAT(one[0]["summary"].get<std::string>(), HasSubstr("Naproxen"));
  EXPECT_EQ(ask({"DeviceRequest/d1", "ServiceRequest/s1"}).size(), 2u);
  EXPECT_THAT(ask({"ServiceRequest/elsewhere"}), IsEmpty());
  EXPECT_THAT(ask({"MedicationRequest/s1"}), IsEmpty()) << "of another type";
  EXPECT_THAT(ask(CdsJson::array()), IsEmpty());
}

TEST_F(CdsHooks, WithoutOrdersAnswerNoCards) {
  EXPECT_THAT(CardsOf(Sign(HookRequest("order-sign", {}))), IsEmpty());
  CdsJson withdrawn = Naproxen();
  withdrawn["status"] = "entered-in-error";
  CdsJson not_to_do = Acupuncture();
  not_to_do["doNotPerform"] = true;
  EXPECT_THAT(CardsOf(Sign(HookRequest("order-sign", {withdrawn, not_to_do}))), IsEmpty());
  const CdsJson cards = CardsOf(Sign(HookRequest("order-sign", {withdrawn, Tens(), not_to_do})));
  ASSERT_EQ(cards.size(), 1u);
  EXPECT_THAT(cards[0]["summary"].get<std::string>(), HasSubstr("TENS"));
}

TEST_F(CdsHooks, LeaveOutWhatCannotBeRead) {
  CdsJson request =
      HookRequest("order-sign", {{{"resourceType", "ServiceRequest"}, {"id", "bare"}}, Naproxen()});
  CdsJson broken = NoteOf("x");
  broken["content"][0]["attachment"]["data"] = "***";
  request["prefetch"]["documents"] =
      BundleOf({broken, NoteOf("Knee pain for months.")}, "searchset");
  const CdsJson cards = CardsOf(Sign(request));
  ASSERT_EQ(cards.size(), 1u);
  const std::string detail = cards[0]["detail"];
  EXPECT_THAT(detail,
              HasSubstr("Left out, context.draftOrders.entry\\[0\\].resource: does not say"));
  EXPECT_THAT(detail, HasSubstr("Left out, prefetch.documents.entry\\[0\\].resource"));
}

TEST_F(CdsHooks, WithManyBadRecordsReadTheOrdersAlone) {
  CdsJson request = HookRequest("order-sign", {Naproxen()});
  CdsJson broken = NoteOf("x");
  broken["content"][0]["attachment"]["data"] = "***";
  request["prefetch"]["documents"] = BundleOf(std::vector<CdsJson>(30, broken), "searchset");
  const CdsJson cards = CardsOf(Sign(request));
  ASSERT_EQ(cards.size(), 1u);
  EXPECT_THAT(cards[0]["detail"].get<std::string>(), HasSubstr("only the orders were"));
}

TEST_F(CdsHooks, WhereNoOrderSaysWhatIsOrderedAnswer412) {
  CdsJson reference = {{"resourceType", "MedicationRequest"},
                       {"id", "m1"},
                       {"medicationReference", {{"reference", "Medication/far-away"}}}};
  const HttpResponse response = Sign(HookRequest("order-sign", {reference}));
  EXPECT_EQ(response.status, 412);
  EXPECT_THAT(response.body, HasSubstr("context.draftOrders.entry[0].resource"));
  EXPECT_THAT(response.body, HasSubstr("medicationCodeableConcept"));
  CdsJson medication = {
      {"resourceType", "Medication"}, {"id", "far-away"}, {"code", {{"text", "Naproxen 500 mg"}}}};
  EXPECT_EQ(CardsOf(Sign(HookRequest("order-sign", {reference, medication}))).size(), 1u)
      << "what an order refers to may be in the bundle";
}

struct Malformed {
  std::string pointer;  // what is changed
  std::string value;    // JSON; "": taken away
  std::string detail;
};

TEST_F(CdsHooks, RefuseWhatIsNotARequest) {
  const std::vector<Malformed> table = {
      {"/hook", "", "hook: a string"},
      {"/hook", "\"patient-view\"", "called on order-select"},
      {"/hookInstance", "", "hookInstance"},
      {"/hookInstance", "5", "hookInstance"},
      {"/context", "", "context: an object"},
      {"/context", "[]", "context: an object"},
      {"/context/userId", "", "context.userId"},
      {"/context/patientId", "null", "context.patientId"},
      {"/context/draftOrders", "", "context.draftOrders"},
      {"/context/draftOrders", "{\"resourceType\":\"ServiceRequest\"}", "context.draftOrders"},
      {"/context/draftOrders/entry", "{}", "context.draftOrders.entry: a list"},
      {"/context/draftOrders/entry/0/resource", "{}", "entry[0].resource: a FHIR resource"},
      {"/context/selections", "", "context.selections"},
      {"/context/selections", "\"ServiceRequest/s1\"", "context.selections"},
      {"/context/selections/0", "{}", "context.selections[0]"},
      {"/prefetch", "[]", "prefetch: an object"},
      {"/prefetch/documents", "\"none\"", "prefetch.documents"},
      {"/prefetch/documents", "{\"resourceType\":\"Bundle\",\"entry\":5}",
       "prefetch.documents.entry"},
  };
  for (const Malformed& bad : table) {
    SCOPED_TRACE(bad.pointer + " " + bad.value);
    CdsJson request = HookRequest("order-select", {Acupuncture()});
    const CdsJson::json_pointer pointer(bad.pointer);
    if (bad.value.empty()) {
      request[pointer.parent_pointer()].erase(pointer.back());
    } else {
      request[pointer] = CdsJson::parse(bad.value);
    }
    const HttpResponse response = Ask("POST", "/cds-services/imr-order-select", request.dump());
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_THAT(CdsJson::parse(response.body)["detail"].get<std::string>(), HasSubstr(bad.detail));
  }
  for (const std::string& body :
       {std::string(), std::string("null"), std::string("[]"), std::string("{"),
        std::string(100000, '['),
        "{\"a\":" + std::string(5000, '[') + std::string(5000, ']') + "}"}) {
    EXPECT_EQ(Ask("POST", "/cds-services/imr-order-sign", body).status, 400);
    EXPECT_EQ(Ask("POST", "/cds-services/imr-order-sign/feedback", body).status, 400);
  }
}

TEST_F(CdsHooks, KnowOnlyTheirServices) {
  const std::string request = HookRequest("order-sign", {Acupuncture()}).dump();
  EXPECT_EQ(Ask("POST", "/cds-services/other", request).status, 404);
  EXPECT_EQ(Ask("POST", "/cds-services/other/feedback", "{}").status, 404);
}

TEST_F(CdsHooks, IgnoreWhatTheyDoNotKnow) {
  CdsJson request = HookRequest("order-sign", {Acupuncture()});
  request["extension"] = {{"com.example.timestamp", "2017-11-27T22:13:25Z"}};
  request["prefetch"]["other"] = 5;
  request["context"]["future"] = {{"a", 1}};
  EXPECT_EQ(CardsOf(Sign(request)).size(), 1u);
}

TEST_F(CdsHooks, MayBeCalledByPagesOfAnyOrigin) {
  for (const char* path :
       {"/cds-services", "/cds-services/imr-order-sign", "/cds-services/imr-order-sign/feedback"}) {
    const HttpResponse preflight =
        Ask("OPTIONS", path, "",
            {{"origin", "https://sandbox.example.org"},
             {"access-control-request-method", "POST"},
             {"access-control-request-headers", "authorization,content-type"},
             {"access-control-request-private-network", "true"}});
    EXPECT_EQ(preflight.status, 204) << path;
    EXPECT_THAT(preflight.headers, Contains(Pair("Access-Control-Allow-Origin", "*")));
    EXPECT_THAT(preflight.headers,
                Contains(Pair("Access-Control-Allow-Methods", HasSubstr("POST"))));
    EXPECT_THAT(preflight.headers,
                Contains(Pair("Access-Control-Allow-Headers", "authorization,content-type")));
    EXPECT_THAT(preflight.headers, Contains(Pair("Access-Control-Allow-Private-Network", "true")));
  }
  const HttpResponse odd = Ask("OPTIONS", "/cds-services", "",
                               {{"access-control-request-headers", "x\r\nSet-Cookie: a=b"}});
  EXPECT_THAT(odd.headers, Contains(Pair("Access-Control-Allow-Headers",
                                         "Accept, Authorization, Content-Type")));
  for (const HttpResponse& response :
       {Ask("GET", "/cds-services"), Sign(HookRequest("order-sign", {Tens()})),
        Ask("POST", "/cds-services/other", "{}"),
        Ask("POST", "/cds-services/imr-order-sign", "")}) {
    EXPECT_THAT(response.headers, Contains(Pair("Access-Control-Allow-Origin", "*")))
        << "errors, too, can be read";
  }
}

TEST_F(CdsHooks, StoreFeedbackBesideTheCard) {
  const CdsJson card = CardsOf(Sign(HookRequest("order-sign", {Acupuncture()})))[0];
  const CdsJson feedback = {
      {"feedback",
       {{{"card", card["uuid"]},
         {"outcome", "overridden"},
         {"overrideReason",
          {{"reason", card["overrideReasons"][2]}, {"userComment", "Planted comment"}}},
         {"outcomeTimestamp", "2020-12-11T00:00:00Z"}}}}};
  const HttpResponse response =
      Ask("POST", "/cds-services/imr-order-sign/feedback", feedback.dump());
  EXPECT_EQ(response.status, 200) << response.body;
  const auto stored = desk_.reviews->Feedback(10);
  ASSERT_EQ(stored.size(), 1u);
  EXPECT_EQ(stored[0].card, card["uuid"]);
  EXPECT_FALSE(stored[0].accepted);
  EXPECT_EQ(stored[0].override_reason, "clinical-judgement");
  EXPECT_FALSE(stored[0].override_comment) << "text is not stored unless asked";
  const auto shown = desk_.reviews->Card(stored[0].card);
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->treatment, "therapy.acupuncture");
  EXPECT_EQ(shown->service, "imr-order-sign");
}

TEST_F(CdsHooks, TakeFeedbackAsTheSpecificationShowsIt) {
  const std::vector<std::string> table = {
      R"({"card":"4e0a3a1e-3283-4575-ab82-028d55fe2719","outcome":"accepted",)"
      R"("acceptedSuggestions":[{"id":"e56e1945-20b3-4393-8503-a1a20fd73152"}],)"
      R"("outcomeTimestamp":"2020-12-11T00:00:00Z"})",
      R"({"card":"f6b95768-b1c8-40dc-8385-bf3504b82ffb","outcome":"overridden",)"
      R"("outcomeTimestamp":"2020-12-11T00:00:00Z"})",
      R"({"card":"9368d37b-283f-44a0-93ea-547cebab93ed","outcome":"overridden",)"
      R"("overrideReason":{"reason":{"code":"d7ecf885","system":"https://example.com/s"},)"
      R"("userComment":"Planted"},"outcomeTimestamp":"2020-12-11T00:00:00.123+01:00"})",
      R"({"card":"9368d37b-283f-44a0-93ea-547cebab93ed","outcome":"overridden",)"
      R"("overrideReason":{"userComment":"Planted"},"outcomeTimestamp":"2020-12-11T00:00:00Z"})"};
  std::string all;
  for (const std::string& one : table) {
    const HttpResponse response =
        Ask("POST", "/cds-services/imr-order-select/feedback", R"({"feedback":[)" + one + "]}");
    EXPECT_EQ(response.status, 200) << one << response.body;
    all += (all.empty() ? "" : ",") + one;
  }
  EXPECT_EQ(
      Ask("POST", "/cds-services/imr-order-sign/feedback", R"({"feedback":[)" + all + "]}").status,
      200);
  EXPECT_EQ(desk_.reviews->Feedback(100).size(), 2 * table.size());
}

TEST_F(CdsHooks, RefuseFeedbackThatIsNone) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {R"({})", "feedback: a list"},
      {R"({"feedback":[]})", "feedback: a list"},
      {R"({"feedback":[5]})", "feedback[0].card"},
      {R"({"feedback":[{"outcome":"overridden","outcomeTimestamp":"2020-12-11T00:00:00Z"}]})",
       "feedback[0].card"},
      {R"({"feedback":[{"card":"c","outcomeTimestamp":"2020-12-11T00:00:00Z"}]})",
       "feedback[0].outcome"},
      {R"({"feedback":[{"card":"c","outcome":"zirconium","outcomeTimestamp":"2020-12-11T00:00:00Z"}]})",
       "accepted or overridden"},
      {R"({"feedback":[{"card":"c","outcome":"overridden"}]})", "feedback[0].outcomeTimestamp"},
      {R"({"feedback":[{"card":"c","outcome":"overridden","outcomeTimestamp":"zirconium"}]})",
       "feedback[0].outcomeTimestamp"},
      {R"({"feedback":[{"card":"c","outcome":"accepted","outcomeTimestamp":"2020-12-11T00:00:00Z"}]})",
       "acceptedSuggestions: required"},
      {R"({"feedback":[{"card":"c","outcome":"accepted","acceptedSuggestions":[{}],)"
       R"("outcomeTimestamp":"2020-12-11T00:00:00Z"}]})",
       "acceptedSuggestions[0].id"},
      {R"({"feedback":[{"card":"c","outcome":"overridden","overrideReason":"zirconium",)"
       R"("outcomeTimestamp":"2020-12-11T00:00:00Z"}]})",
       "overrideReason: an object"},
      {R"({"feedback":[{"card":"c","outcome":"overridden","overrideReason":{"reason":{}},)"
       R"("outcomeTimestamp":"2020-12-11T00:00:00Z"}]})",
       "overrideReason.reason.code"},
  };
  for (const auto& [body, detail] : table) {
    const HttpResponse response = Ask("POST", "/cds-services/imr-order-sign/feedback", body);
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_THAT(CdsJson::parse(response.body)["detail"].get<std::string>(), HasSubstr(detail));
    EXPECT_THAT(response.body, Not(HasSubstr("zirconium")));
  }
  EXPECT_THAT(desk_.reviews->Feedback(10), IsEmpty());
}

TEST_F(CdsHooks, PutNoMarkupOfACaseIntoCards) {
  CdsJson request = HookRequest(
      "order-sign", {Order("ServiceRequest", "s1",
                           "Acupuncture <script>alert(1)</script> [x](javascript:y) **b** "
                           "https://evil.example www.evil.example a@evil.example")});
  const CdsJson card = CardsOf(Sign(request))[0];
  const std::string detail = card["detail"];
  EXPECT_THAT(detail, HasSubstr(R"(\<script\>alert(1)\</script\> \[x\](javascript:y) \*\*b\*\*)"));
  EXPECT_THAT(detail, HasSubstr(R"(https\://evil.example www\.evil.example a\@evil.example)"));
  EXPECT_THAT(Sign(request, "evil\"host").body, Not(HasSubstr("evil\\\"host")));
}

TEST_F(CdsHooks, SayNothingOfTheCaseInProblems) {
  CdsJson bare = {
      {"resourceType", "ServiceRequest"}, {"id", "zirconium"}, {"note", {{{"text", "zirconium"}}}}};
  const HttpResponse response = Sign(HookRequest("order-sign", {bare}));
  EXPECT_EQ(response.status, 412);
  EXPECT_THAT(response.body, Not(HasSubstr("zirconium")));
}

TEST_F(CdsHooks, StillAdviseWhenTheHistoryFails) {
  HistoryOptions options;
  options.most_bytes = 60 << 10;
  std::string problem;
  desk_.reviews = ReviewHistory::Open("", options, problem);
  if (!desk_.reviews) {
    options.most_bytes = 100 << 10;
    desk_.reviews = test::OpenOrFail("", options);
  }
  const CdsJson request = HookRequest("order-sign", std::vector<CdsJson>(40, Tens()));
  CdsJson cards;
  for (int i = 0; i < 60; ++i) {
    cards = CardsOf(Sign(request));
    ASSERT_EQ(cards.size(), 40u);
    if (!cards[0].contains("uuid")) break;
  }
  EXPECT_FALSE(cards[0].contains("uuid")) << "no feedback is wanted of what is not recorded";
}

TEST(CardSummary, HasFewerThan140Utf16Units) {
  const std::string lead(60, 'a');
  for (const std::string& more :
       {std::string(), std::string("short"), std::string(500, 'b'),
        std::string("one two three four five six seven eight nine ten eleven twelve thirteen "
                    "fourteen fifteen sixteen seventeen")}) {
    EXPECT_LT(test::Utf16Length(CardSummary(lead, more)), 140u);
  }
  std::string wide;
  for (int i = 0; i < 200; ++i) wide += "\xF0\x9F\xA9\xBA";
  const std::string summary = CardSummary(lead, wide);
  EXPECT_LT(test::Utf16Length(summary), 140u);
  EXPECT_GT(test::Utf16Length(summary), 130u);
}

}  // namespace
}  // namespace imr
