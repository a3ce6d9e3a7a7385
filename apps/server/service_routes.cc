#include "apps/server/service_routes.h"

#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "apps/cli/predict_command.h"
#include "apps/server/openapi_document.h"

namespace imr {
namespace {

Json HashJson(const std::string& hexadecimal) {
  return hexadecimal.empty() ? Json(nullptr) : Json("sha256:" + hexadecimal);
}

Json ModelsJson(const Desk& desk) {
  return {{"prescreen", HashJson(desk.InUse(View::kPrescreen)->model_hash())},
          {"record", HashJson(desk.InUse(View::kRecord)->model_hash())}};
}

Json HealthJson(const Desk& desk) {
  const auto uptime = std::chrono::duration_cast<std::chrono::seconds>(
      std::chrono::steady_clock::now() - desk.started);
  const Provenance provenance = ProvenanceOf(*desk.InUse(View::kPrescreen));
  return {{"status", "ok"},
          {"version", provenance.version},
          {"rules", HashJson(provenance.rules)},
          {"models", ModelsJson(desk)},
          {"uptime_seconds", uptime.count()}};
}

Json AboutJson(const Desk& desk, const ServerLimits& limits) {
  const auto seconds = [](std::chrono::milliseconds time) { return time.count() / 1000; };
  Json corpora = Json::array();
  for (const Corpus& corpus : desk.corpora) corpora.push_back({{"name", corpus.name}});
  const Provenance provenance = ProvenanceOf(*desk.InUse(View::kPrescreen));
  return {{"version", provenance.version},
          {"build", BuildName()},
          {"rules", HashJson(provenance.rules)},
          {"models", ModelsJson(desk)},
          {"rules_directory_writable",
           desk.rules_may_be_saved && access(desk.options.rules.c_str(), W_OK) == 0},
          {"stores_text", desk.options.serve.store_text},
          {"history", desk.options.serve.database.empty() ? "memory" : "file"},
          {"corpora", std::move(corpora)},
          {"limits",
           {{"body_bytes", limits.body_bytes},
            {"header_bytes", limits.header_bytes},
            {"target_bytes", limits.target_bytes},
            {"answer_seconds", seconds(limits.answer)},
            {"body_seconds", seconds(limits.body)},
            {"connections", limits.connections},
            {"waiting_requests", limits.waiting}}},
          {"disclaimer",
           "This is advice to a physician reviewer. It estimates how Independent Medical Review "
           "would decide; it may itself neither approve nor deny treatment."}};
}

std::string_view TypeName(FactType type) {
  switch (type) {
    case FactType::kDocumented:
      return "yes_no";
    case FactType::kCount:
      return "number";
    case FactType::kMonths:
      return "months";
    case FactType::kCode:
      return "code";
    case FactType::kCodes:
      return "codes";
    case FactType::kString:
      return "text";
  }
  return "text";
}

Json VocabularyJson(const Vocabulary& vocabulary) {
  Json facts = Json::array();
  for (FactId id = 0; id < vocabulary.size(); ++id) {
    const FactDefinition& fact = vocabulary.Definition(id);
    facts.push_back({{"name", fact.name},
                     {"type", TypeName(fact.type)},
                     {"meaning", fact.meaning},
                     {"values", fact.values.empty() ? Json(nullptr) : Json(fact.values)},
                     {"question", fact.ask.empty() ? Json(nullptr) : Json(fact.ask)}});
  }
  return {{"facts", std::move(facts)}};
}

}  // namespace

void AddServiceRoutes(Router& router, const Desk& desk, const Metrics& metrics,
                      const ServerLimits& limits) {
  router.Add("GET", "/api/v1/health",
             [&desk](const HttpRequest&) { return JsonResponse(HealthJson(desk)); });
  router.Add("GET", "/api/v1/about",
             [&desk, limits](const HttpRequest&) { return JsonResponse(AboutJson(desk, limits)); });
  router.Add("GET", "/api/v1/vocabulary", [&desk](const HttpRequest&) {
    return JsonResponse(VocabularyJson(desk.InUse(View::kPrescreen)->vocabulary()));
  });
  router.Add("GET", "/api/v1/openapi.json", [](const HttpRequest&) {
    return HttpResponse{.status = 200,
                        .content_type = "application/json",
                        .headers = {},
                        .body = std::string(OpenApiDocument())};
  });
  for (const char* path : {"/api/v1/metrics", "/metrics"}) {
    router.Add("GET", path, [&metrics](const HttpRequest&) {
      return HttpResponse{.status = 200,
                          .content_type = "text/plain; version=0.0.4; charset=utf-8",
                          .headers = {},
                          .body = metrics.Text()};
    });
  }
}

}  // namespace imr
