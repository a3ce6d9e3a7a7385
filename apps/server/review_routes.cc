#include "apps/server/review_routes.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "apps/cli/predict_command.h"
#include "apps/history/prediction_record.h"
#include "apps/server/prediction_routes.h"
#include "features/text/base64.h"

namespace imr {
namespace {

constexpr std::size_t kMostChanges = 2000;

// What is wrong with the JSON of a request, and where.
struct Wrong {
  std::string pointer;  // "/corrections/0/fact"
  std::string message;
};

HttpResponse ProblemOf(const Wrong& wrong, int status = 400) {
  return ProblemResponse(status, wrong.message, {{"pointer", wrong.pointer}});
}

PlainValue PlainOf(const nlohmann::json& json, FactType type) {
  if (json.is_boolean()) return {json.get<bool>()};
  if (json.is_number()) return {json.get<double>()};
  if (json.is_string()) {
    const std::string& text = json.get_ref<const std::string&>();
    if (type == FactType::kDocumented && (text == "yes" || text == "no")) return {text == "yes"};
    return {text};
  }
  std::vector<std::string> codes;
  for (const auto& code : json) codes.push_back(code.get<std::string>());
  return {codes};
}

bool IsPlain(const nlohmann::json& json) {
  if (json.is_array()) {
    return std::all_of(json.begin(), json.end(), [](const auto& one) { return one.is_string(); });
  }
  return json.is_boolean() || json.is_number() || json.is_string();
}

struct Change {
  std::optional<std::size_t> item;  // nothing: all
  FactId fact = 0;
  PlainValue plain;                // without a value: null was sent
  std::optional<FactValue> value;  // of the fact's type
};

// Reads {"item", "fact", "value"}.
std::optional<Change> ReadChange(const nlohmann::json& json, const Vocabulary& vocabulary,
                                 Wrong& wrong) {
  const auto fail = [&](const std::string& member, std::string message) {
    wrong.pointer += member;
    wrong.message = std::move(message);
    return std::nullopt;
  };
  if (!json.is_object()) return fail("", "An object with item, fact and value is wanted here.");
  Change change;
  if (const auto item = json.find("item"); item != json.end() && !item->is_null()) {
    if (!item->is_number_unsigned()) return fail("/item", "item is the item's index, from 0.");
    change.item = item->get<std::size_t>();
  }
  const auto name = json.find("fact");
  if (name == json.end() || !name->is_string()) {
    return fail("/fact", "fact is the name of a fact of the vocabulary.");
  }
  const auto id = vocabulary.Find(name->get_ref<const std::string&>());
  if (!id) {
    return fail("/fact", "There is no such fact" +
                             Suggestion(name->get_ref<const std::string&>(), vocabulary.names()) +
                             " GET /api/v1/vocabulary lists them.");
  }
  change.fact = *id;
  const auto value = json.find("value");
  if (value == json.end()) return fail("/value", "value is missing.");
  if (value->is_null()) return change;
  const FactDefinition& definition = vocabulary.Definition(*id);
  std::string problem;
  if (IsPlain(*value)) {
    change.plain = PlainOf(*value, definition.type);
    change.value = ConvertValue(definition, change.plain, problem);
  }
  if (!change.value) {
    return fail("/value",
                "This fact cannot take this value; GET /api/v1/vocabulary lists what it "
                "takes.");
  }
  return change;
}

// The list of changes called `member`; nothing with `wrong` filled in when it is none.
std::optional<std::vector<Change>> ReadChanges(const nlohmann::json& json,
                                               const std::string& member,
                                               const Vocabulary& vocabulary, Wrong& wrong) {
  std::vector<Change> changes;
  const auto list = json.find(member);
  if (list == json.end() || list->is_null()) return changes;
  wrong.pointer = "/" + member;
  if (!list->is_array() || list->size() > kMostChanges) {
    wrong.message = "A list of at most " + std::to_string(kMostChanges) + " is wanted here.";
    return std::nullopt;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    wrong.pointer = "/" + member + "/" + std::to_string(i);
    auto change = ReadChange((*list)[i], vocabulary, wrong);
    if (!change) return std::nullopt;
    changes.push_back(std::move(*change));
  }
  return changes;
}

std::string TextOf(const nlohmann::json& json, const char* member) {
  const auto it = json.find(member);
  return it != json.end() && it->is_string() ? it->get<std::string>() : std::string();
}

// The bytes of the document that is to be reviewed.
std::optional<std::string> ReadBytes(const nlohmann::json& json, Wrong& wrong) {
  const auto document = json.find("document");
  wrong.pointer = "/document";
  if (document != json.end() && document->is_object()) {
    if (const auto text = document->find("text"); text != document->end() && text->is_string()) {
      return text->get<std::string>();
    }
    if (const auto bytes = document->find("base64");
        bytes != document->end() && bytes->is_string()) {
      auto decoded = DecodeBase64(bytes->get_ref<const std::string&>());
      if (decoded) return decoded;
      wrong = {"/document/base64", "This is not base64."};
      return std::nullopt;
    }
  }
  wrong.message = "document is {\"text\": ...} or {\"base64\": ...}.";
  return std::nullopt;
}

std::optional<Reading> ReadReading(const nlohmann::json& json, const Desk& desk, Wrong& wrong) {
  Reading reading{View::kPrescreen, desk.options.as_of, false};
  const std::string view = TextOf(json, "view");
  if (view == "record") {
    reading.view = View::kRecord;
  } else if (!view.empty() && view != "prescreen") {
    wrong = {"/view", "view is prescreen or record."};
    return std::nullopt;
  }
  if (const std::string day = TextOf(json, "as_of"); !day.empty()) {
    reading.as_of = ParseDate(day);
    if (!reading.as_of) {
      wrong = {"/as_of", "as_of is not a date; write it as 2016-12-01."};
      return std::nullopt;
    }
  }
  if (const auto record = json.find("record"); record != json.end() && !record->is_null()) {
    if (!record->is_boolean()) {
      wrong = {"/record", "record is true or false."};
      return std::nullopt;
    }
    reading.record = record->get<bool>();
  }
  return reading;
}

std::optional<ReviewAsked> ReadReview(const nlohmann::json& json, const Desk& desk, Wrong& wrong) {
  ReviewAsked review;
  const auto reading = ReadReading(json, desk, wrong);
  if (!reading) return std::nullopt;
  review.reading = *reading;
  const auto predictor = desk.InUse(reading->view);
  const Vocabulary& vocabulary = predictor->vocabulary();
  auto corrections = ReadChanges(json, "corrections", vocabulary, wrong);
  if (!corrections) return std::nullopt;
  for (std::size_t i = 0; i < corrections->size(); ++i) {
    Change& change = (*corrections)[i];
    if (!change.item) {
      wrong = {"/corrections/" + std::to_string(i) + "/item", "item is the item's index, from 0."};
      return std::nullopt;
    }
    review.corrections.push_back(
        {*change.item, {vocabulary.Definition(change.fact).name, std::move(change.plain), 0}});
  }
  auto what_if = ReadChanges(json, "what_if", vocabulary, wrong);
  if (!what_if) return std::nullopt;
  for (std::size_t i = 0; i < what_if->size(); ++i) {
    Change& change = (*what_if)[i];
    if (!change.value) {
      wrong = {"/what_if/" + std::to_string(i) + "/value", "A supposition needs a value."};
      return std::nullopt;
    }
    review.what_if.push_back({change.item, change.fact, std::move(*change.value)});
  }
  return review;
}

// Where in the rules the wordings stand that found the facts.
void AddPatternPlaces(const Predictor& predictor, const CaseFacts& facts, Json& items) {
  for (std::size_t i = 0; i < facts.items.size(); ++i) {
    Json& shown = items[i]["facts"];
    for (const auto& [id, fact] : facts.items[i]) {
      const auto entry = shown.find(predictor.vocabulary().Definition(id).name);
      if (entry == shown.end()) continue;
      for (std::size_t k = 0; k < fact.evidence.size(); ++k) {
        const std::string place = predictor.extractor().PatternPlace(fact.evidence[k].pattern);
        if (!place.empty()) (*entry)["evidence"][k]["pattern"] = place;
      }
    }
  }
}

// The value that a correction gives, as JSON; null when it takes the fact away.
Json ValueOf(const StatedFact& fact, const Vocabulary& vocabulary) {
  const auto id = vocabulary.Find(fact.name);
  std::string problem;
  if (!id || std::holds_alternative<std::monostate>(fact.value.value)) return nullptr;
  const auto value = ConvertValue(vocabulary.Definition(*id), fact.value, problem);
  return value ? ValueJson(*value) : Json(nullptr);
}

// A text to send to whoever asked for the treatment.
std::string QuestionsFor(const RequestedItem& item, const ItemPrediction& prediction) {
  if (prediction.missing.empty()) return "";
  std::string text = "To review the request \"" + item.request + "\", please tell or send:\n";
  for (const std::string& question : prediction.missing) text += "- " + question + '\n';
  return text;
}

// The facts that the prediction was made of. Only where stated facts could not be taken are they
// read again: their problems in the form in which facts alone have them.
CaseFacts FactsOf(const CasePrediction& predicted, const Predictor& predictor, const Case& c,
                  const std::optional<Date>& as_of) {
  if (!predicted.problems.empty()) return ReadFacts(predictor, c, as_of);
  CaseFacts facts;
  for (const ItemPrediction& item : predicted.items) facts.items.push_back(item.facts);
  return facts;
}

}  // namespace

Json ReviewAnswer(const Desk& desk, const Document& document, const ReviewAsked& review,
                  CasePrediction* prediction) {
  const auto in_use = desk.InUse(review.reading.view);
  const Predictor& predictor = *in_use;
  Case c = InView(predictor, document, review.reading.view);
  std::vector<std::vector<std::string>> corrected(c.items.size());
  std::vector<ItemCorrection> recorded;
  for (const Correction& correction : review.corrections) {
    if (correction.item >= c.items.size()) continue;
    c.items[correction.item].facts.push_back(correction.fact);
    corrected[correction.item].push_back(correction.fact.name);
    recorded.push_back({correction.item,
                        {correction.fact.name, ValueOf(correction.fact, predictor.vocabulary())}});
  }
  PredictOptions how{.as_of = review.reading.as_of, .what_if = {}};
  for (const auto& supposition : review.what_if) {
    if (!supposition.item || *supposition.item < c.items.size()) how.what_if.push_back(supposition);
  }
  CasePrediction predicted = predictor.Predict(c, how);
  const CaseFacts facts = FactsOf(predicted, predictor, c, review.reading.as_of);
  Provenance provenance = ProvenanceOf(predictor);
  Json questions = Json::array();
  for (std::size_t i = 0; i < c.items.size(); ++i) {
    questions.push_back(QuestionsFor(c.items[i], predicted.items[i]));
  }
  Json out;
  out["case"] = PredictionJson(predictor.vocabulary(), document, c, predicted, provenance);
  for (std::size_t i = 0; i < corrected.size(); ++i) {
    std::vector<std::string>& names = corrected[i];
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    out["case"]["items"][i]["corrected"] = names;
  }
  provenance.model.clear();  // facts are read without it
  out["facts_case"] = FactsCaseJson(predictor.vocabulary(), document, c, facts, provenance);
  AddPatternPlaces(predictor, facts, out["facts_case"]["items"]);
  out["questions"] = std::move(questions);
  if (review.reading.record && desk.reviews) {
    out["history_id"] =
        RecordPrediction(*desk.reviews, predictor, document, c, predicted, recorded);
    out["case"]["history_id"] = out["history_id"];
  }
  if (prediction != nullptr) *prediction = std::move(predicted);
  return out;
}

std::variant<ReviewAsked, HttpResponse> ReadReviewAsked(const nlohmann::json& body,
                                                        const Desk& desk) {
  Wrong wrong;
  auto review = ReadReview(body, desk, wrong);
  if (!review) return ProblemOf(wrong);
  return *std::move(review);
}

void AddReviewRoutes(Router& router, const Desk& desk, Metrics& metrics) {
  router.Add("POST", "/api/v1/review", [&desk, &metrics](const HttpRequest& request) {
    const auto json = nlohmann::json::parse(request.body, nullptr, false);
    if (!json.is_object()) return ProblemResponse(400, "The body is not a JSON object.");
    Wrong wrong;
    const auto bytes = ReadBytes(json, wrong);
    if (!bytes) return ProblemOf(wrong);
    const auto review = ReadReview(json, desk, wrong);
    if (!review) return ProblemOf(wrong);
    const InputName name = NameOfInput(TextOf(json, "name"));
    const ReadResult read = ReadDocument(*bytes, name.source, name.stem, NetworkLimits());
    if (const auto* error = std::get_if<InputError>(&read)) {
      metrics.CountPredictions("unreadable", 1);
      return ProblemResponse(422, error->message, {{"line", error->line}});
    }
    CasePrediction prediction;
    Json answer = ReviewAnswer(desk, std::get<Document>(read), *review, &prediction);
    CountPrediction(prediction, metrics);
    return JsonResponse(answer);
  });
}

}  // namespace imr
