#include "apps/server/prediction_routes.h"

#include <chrono>
#include <functional>
#include <utility>
#include <variant>

#include "apps/cli/predict_command.h"
#include "apps/history/prediction_record.h"
#include "apps/history/review_history.h"
#include "apps/server/case_input.h"

namespace imr {
namespace {

// A request with many cases ends here, before the server gives it up.
constexpr std::chrono::seconds kMostTime{25};

Json Predicted(const Desk& desk, const Document& document, const Reading& reading,
               Metrics& metrics) {
  const auto predictor = desk.InUse(reading.view);
  const Case c = InView(*predictor, document, reading.view);
  const CasePrediction prediction = predictor->Predict(c, {.as_of = reading.as_of, .what_if = {}});
  CountPrediction(prediction, metrics);
  Json json =
      PredictionJson(predictor->vocabulary(), document, c, prediction, ProvenanceOf(*predictor));
  if (reading.record && desk.reviews) {
    json["history_id"] = RecordPrediction(*desk.reviews, *predictor, document, c, prediction);
  }
  return json;
}

Json Read(const Desk& desk, const Document& document, const Reading& reading) {
  const auto predictor = desk.InUse(reading.view);
  const Case c = InView(*predictor, document, reading.view);
  Provenance provenance = ProvenanceOf(*predictor);
  provenance.model.clear();  // facts are read without it
  return FactsCaseJson(predictor->vocabulary(), document, c,
                       ReadFacts(*predictor, c, reading.as_of), provenance);
}

HttpResponse AnswerCases(const Desk& desk, const HttpRequest& request, Metrics& metrics,
                         const std::function<Json(const Document&, const Reading&)>& answer) {
  HttpResponse problem;
  const auto reading = ReadingAsked(request, desk.options.as_of, problem);
  if (!reading) return problem;
  const auto name = NameOfInput(request);
  if (!name) return ProblemResponse(400, "Imr-Source is percent-encoded UTF-8: a file's name.");
  const auto end = std::chrono::steady_clock::now() + kMostTime;
  Json cases = Json::array();
  bool any = false;
  bool all = true;
  const auto take = [&](ReadResult read) {
    if (std::chrono::steady_clock::now() > end) return all = false;
    if (const auto* error = std::get_if<InputError>(&read)) {
      cases.push_back(ErrorJson(*error));
      metrics.CountPredictions("unreadable", 1);
    } else {
      cases.push_back(answer(std::get<Document>(read), *reading));
      any = true;
    }
    return true;
  };
  try {
    ForEachCase(request.body, *name, take);
  } catch (const HistoryFailure& failure) {
    return ProblemResponse(503, "The history: " + failure.what_to_do());
  }
  if (!all) {
    return ProblemResponse(413, "These cases take longer than a request may; send fewer at once.");
  }
  return JsonResponse(cases, any ? 200 : 422);
}

}  // namespace

void CountPrediction(const CasePrediction& prediction, Metrics& metrics) {
  std::uint64_t upheld = 0;
  std::uint64_t overturned = 0;
  std::uint64_t abstained = 0;
  for (const ItemPrediction& item : prediction.items) {
    ++(item.abstained ? abstained : item.overturned ? overturned : upheld);
  }
  if (upheld > 0) metrics.CountPredictions("upheld", upheld);
  if (overturned > 0) metrics.CountPredictions("overturned", overturned);
  if (abstained > 0) metrics.CountPredictions("abstained", abstained);
}

void AddPredictionRoutes(Router& router, const Desk& desk, Metrics& metrics) {
  router.Add("POST", "/api/v1/predict", [&desk, &metrics](const HttpRequest& request) {
    return AnswerCases(desk, request, metrics,
                       [&](const Document& document, const Reading& reading) {
                         return Predicted(desk, document, reading, metrics);
                       });
  });
  router.Add("POST", "/api/v1/facts", [&desk, &metrics](const HttpRequest& request) {
    return AnswerCases(desk, request, metrics,
                       [&](const Document& document, const Reading& reading) {
                         return Read(desk, document, reading);
                       });
  });
}

}  // namespace imr
