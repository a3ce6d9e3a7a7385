#include "apps/server/cds_hooks.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

#include "apps/cli/predict_command.h"
#include "apps/history/review_history.h"
#include "apps/server/cds_cards.h"
#include "apps/server/cds_feedback.h"
#include "apps/server/cds_request.h"
#include "apps/server/gate.h"
#include "apps/server/json_body.h"
#include "apps/server/prediction_routes.h"

namespace imr {
namespace {

HttpResponse NoSuchService() {
  return ProblemResponse(404, "There is no such service; GET /cds-services lists them.");
}

// Of a request's own JSON; never more than its place is told.
HttpResponse NoJson() {
  return ProblemResponse(400,
                         "The body is not a JSON object, or is nested too deep; send the request "
                         "of a CDS Hooks client.");
}

HttpResponse Discovery() {
  Json prefetch = Json::object();
  for (const PrefetchTemplate& asked : PrefetchTemplates()) {
    prefetch[std::string(asked.key)] = asked.query;
  }
  Json services = Json::array();
  for (const CdsService& service : CdsServices()) {
    services.push_back({{"hook", service.hook},
                        {"title", service.title},
                        {"description", service.description},
                        {"id", service.id},
                        {"prefetch", prefetch},
                        {"usageRequirements",
                         "Works on what the request holds: draft orders, and the data that was "
                         "prefetched. It calls no FHIR server; fhirAuthorization is not needed."}});
  }
  return JsonResponse({{"services", std::move(services)}});
}

// "http://localhost:8642" as the client sees this server; "" when it does not say.
std::string BaseUrl(const HttpRequest& request) {
  const std::string host = request.Header("host");
  const bool plain = std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(".-:[]").find(c) != std::string_view::npos;
  });
  if (!plain || !HostWithoutPort(host)) return "";
  // Set by a proxy that ends TLS.
  return (request.Header("x-forwarded-proto") == "https" ? "https://" : "http://") + host;
}

ShownCard Shown(const CdsService& service, const Predictor& predictor, const ItemPrediction& item) {
  const Provenance provenance = ProvenanceOf(predictor);
  return {.uuid = NewUuid(),
          .service = std::string(service.id),
          .time = "",
          .treatment = item.treatment,
          .probability = item.score.probability,
          .overturned = item.overturned,
          .rules = provenance.rules,
          .model = provenance.model};
}

// False when the history cannot take them: the user still gets the advice, in cards without a uuid,
// of which no feedback is sent.
bool Recorded(ReviewHistory& history, const std::vector<ShownCard>& cards) {
  try {
    history.RecordCards(cards);
    return true;
  } catch (const HistoryFailure&) {
    return false;
  }
}

HttpResponse Call(const Desk& desk, Metrics& metrics, const HttpRequest& request) {
  const CdsService* service = FindCdsService(request.parts.at("id"));
  if (service == nullptr) return NoSuchService();
  const auto json = ParseJsonObject(request.body);
  if (!json) return NoJson();
  auto read = ReadCdsRequest(*service, *json);
  if (const auto* problem = std::get_if<CdsProblem>(&read)) {
    return ProblemResponse(problem->status, problem->detail);
  }
  const auto& cds = std::get<std::optional<CdsCase>>(read);
  Json cards = Json::array();
  if (!cds) return JsonResponse({{"cards", std::move(cards)}});
  const auto in_use = desk.InUse(View::kPrescreen);
  const Predictor& predictor = *in_use;
  const CasePrediction prediction =
      predictor.Predict(cds->document.known, {.as_of = desk.options.as_of, .what_if = {}});
  CountPrediction(prediction, metrics);
  std::vector<std::size_t> items;
  std::vector<ShownCard> shown;
  for (std::size_t i = 0; i < prediction.items.size(); ++i) {
    if (!cds->wanted[i]) continue;
    items.push_back(i);
    shown.push_back(Shown(*service, predictor, prediction.items[i]));
  }
  const bool recorded = Recorded(*desk.reviews, shown);
  const std::string base_url = BaseUrl(request);
  for (std::size_t i = 0; i < items.size(); ++i) {
    cards.push_back(PredictionCard(predictor, *cds, prediction, items[i],
                                   {.uuid = recorded ? shown[i].uuid : "", .base_url = base_url}));
  }
  return JsonResponse({{"cards", std::move(cards)}});
}

HttpResponse TakeFeedback(const Desk& desk, const HttpRequest& request) {
  const CdsService* service = FindCdsService(request.parts.at("id"));
  if (service == nullptr) return NoSuchService();
  const auto json = ParseJsonObject(request.body);
  if (!json) return NoJson();
  std::string problem;
  const auto feedback = ReadFeedback(std::string(service->id), *json, problem);
  if (!feedback) return ProblemResponse(400, problem);
  try {
    desk.reviews->RecordFeedback(*feedback);
  } catch (const HistoryFailure& failure) {
    return ProblemResponse(503, "the history: " + failure.what_to_do());
  }
  return JsonResponse({{"received", feedback->size()}});
}

// Names of headers as a browser lists them; what is not such a list is not repeated.
std::string HeaderNames(const std::string& asked) {
  constexpr std::size_t kLongest = 500;
  const bool names = std::all_of(asked.begin(), asked.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_, ").find(c) != std::string_view::npos;
  });
  return asked.empty() || !names || asked.size() > kLongest ? "Accept, Authorization, Content-Type"
                                                            : asked;
}

// What a browser asks before a page of another origin may call.
HttpResponse Preflight(const HttpRequest& request) {
  HttpResponse response{.status = 204, .content_type = "", .headers = {}, .body = ""};
  response.headers = {{"Access-Control-Allow-Origin", "*"},
                      {"Access-Control-Allow-Methods", "GET, POST, OPTIONS"},
                      {"Access-Control-Allow-Headers",
                       HeaderNames(request.Header("access-control-request-headers"))},
                      {"Access-Control-Max-Age", "600"},
                      {"Vary", "Access-Control-Request-Headers"}};
  // Of a page of the internet that wants to call a server on this machine.
  if (request.Header("access-control-request-private-network") == "true") {
    response.headers.emplace_back("Access-Control-Allow-Private-Network", "true");
  }
  return response;
}

// Pages of any origin may read the answer.
Handler ForAll(Handler handler) {
  return [handler = std::move(handler)](const HttpRequest& request) {
    HttpResponse response = handler(request);
    response.headers.emplace_back("Access-Control-Allow-Origin", "*");
    return response;
  };
}

}  // namespace

void AddCdsHooksRoutes(Router& router, const Desk& desk, Metrics& metrics) {
  router.Add("GET", "/cds-services",
             ForAll([](const HttpRequest& /*request*/) { return Discovery(); }));
  router.Add("POST", "/cds-services/{id}", ForAll([&desk, &metrics](const HttpRequest& request) {
               return Call(desk, metrics, request);
             }));
  router.Add("POST", "/cds-services/{id}/feedback",
             ForAll([&desk](const HttpRequest& request) { return TakeFeedback(desk, request); }));
  for (const char* pattern :
       {"/cds-services", "/cds-services/{id}", "/cds-services/{id}/feedback"}) {
    router.Add("OPTIONS", pattern, Preflight);
  }
}

}  // namespace imr
