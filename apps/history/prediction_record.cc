#include "apps/history/prediction_record.h"

#include <algorithm>
#include <utility>

#include "apps/cli/predict_command.h"
#include "engine/explanation/contract_json.h"

namespace imr {
namespace {

// Stands for a value that is text of the case, which is in Review::text alone.
constexpr const char* kInText = "(text)";

// Case files may call a case by any text at all.
constexpr std::size_t kLongestCaseId = 200;

std::string CaseId(const std::string& id) {
  std::size_t end = std::min(id.size(), kLongestCaseId);
  // Not inside of a character.
  while (end < id.size() && end > 0 && (id[end] & 0xC0) == 0x80) --end;
  return id.substr(0, end);
}

bool IsText(const Vocabulary& vocabulary, FactId fact) {
  return vocabulary.Definition(fact).type == FactType::kString;
}

// Facts that are words of the case go to `words`.
ReviewedItem ItemOf(const Vocabulary& vocabulary, const ItemPrediction& prediction,
                    std::size_t index, const std::string& request, Json& words) {
  ReviewedItem item;
  item.index = index;
  item.treatment = prediction.treatment;
  item.request = request;
  item.probability = prediction.score.probability;
  item.low = prediction.score.low;
  item.high = prediction.score.high;
  item.base_rate = prediction.score.base_rate;
  item.overturned = prediction.overturned;
  if (prediction.risk) item.risk = prediction.risk->name;
  item.abstained = prediction.abstained;
  for (const std::size_t i : prediction.decided_by) {
    item.decided_by.push_back(prediction.criteria[i].criterion->id);
  }
  for (const auto& [id, fact] : prediction.facts) {
    if (id == vocabulary.computed().treatment) continue;
    const std::string& name = vocabulary.Definition(id).name;
    const bool is_text = IsText(vocabulary, id);
    item.facts[name] = is_text ? Json(kInText) : ValueJson(fact.value);
    if (is_text) words[name] = ValueJson(fact.value);
  }
  return item;
}

}  // namespace

Review ReviewOf(const Predictor& predictor, const Document& document, const Case& c,
                const CasePrediction& prediction, const std::vector<ItemCorrection>& corrections) {
  const Vocabulary& vocabulary = predictor.vocabulary();
  const Provenance provenance = ProvenanceOf(predictor);
  Review review;
  review.view = std::string(ViewName(c.view));
  review.case_id = CaseId(c.id);
  if (!c.dates.assumed) review.review_date = c.dates.utilization_review;
  review.input = document.sha256;
  review.rules = provenance.rules;
  review.model = provenance.model;
  review.version = provenance.version;
  Json texts = Json::array();
  for (std::size_t i = 0; i < prediction.items.size(); ++i) {
    Json words = Json::object();
    ReviewedItem item = ItemOf(vocabulary, prediction.items[i], i, c.items[i].request, words);
    Json corrected = Json::object();
    for (const auto& [index, correction] : corrections) {
      if (index != i) continue;
      item.corrections.push_back(correction);
      const auto id = vocabulary.Find(correction.fact);
      if (!correction.value.is_null() && (!id || IsText(vocabulary, *id))) {
        corrected[correction.fact] = correction.value;
        item.corrections.back().value = kInText;
      }
    }
    Json text = {{"index", i},
                 {"request", c.items[i].request},
                 {"utilization_review", c.items[i].utilization_review}};
    if (c.view == View::kRecord) text["rationale"] = c.items[i].rationale;
    if (!words.empty()) text["facts"] = std::move(words);
    if (!corrected.empty()) text["corrections"] = std::move(corrected);
    texts.push_back(std::move(text));
    review.items.push_back(std::move(item));
  }
  review.text = Json{{"header", c.header}, {"summary", c.summary}, {"items", std::move(texts)}};
  return review;
}

std::string RecordPrediction(ReviewHistory& history, const Predictor& predictor,
                             const Document& document, const Case& c,
                             const CasePrediction& prediction,
                             const std::vector<ItemCorrection>& corrections) {
  const Review shown = ReviewOf(predictor, document, c, prediction, corrections);
  return history.Record(shown);
}

}  // namespace imr
