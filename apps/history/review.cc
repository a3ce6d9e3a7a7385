#include "apps/history/review.h"

#include <algorithm>
#include <array>
#include <utility>

namespace imr {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::pair<Decision, std::string_view>, 3> kDecisions = {
    {{Decision::kApproved, "approved"},
     {Decision::kModified, "modified"},
     {Decision::kDenied, "denied"}}};

constexpr std::array kOutcomes = {Outcome::kUpheld, Outcome::kOverturned,
                                  Outcome::kPartiallyOverturned};

Json TextOrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json ItemJson(const ReviewedItem& item) {
  Json corrections = Json::array();
  for (const FactCorrection& correction : item.corrections) {
    corrections.push_back({{"fact", correction.fact}, {"value", correction.value}});
  }
  return {{"index", item.index},
          {"request", item.request ? Json(*item.request) : Json(nullptr)},
          {"treatment", TextOrNull(item.treatment)},
          {"prediction", item.overturned ? "overturned" : "upheld"},
          {"probability_overturned", item.probability},
          {"interval", Json::array({item.low, item.high})},
          {"base_rate_overturned", item.base_rate},
          {"risk", TextOrNull(item.risk)},
          {"abstained", item.abstained},
          {"decided_by", item.decided_by},
          {"facts", item.facts},
          {"corrections", std::move(corrections)},
          {"decision", item.decision ? Json(DecisionName(*item.decision)) : Json(nullptr)},
          {"imr_outcome", item.imr_outcome ? Json(OutcomeName(*item.imr_outcome)) : Json(nullptr)},
          {"note", TextOrNull(item.note)}};
}

}  // namespace

std::string_view DecisionName(Decision decision) {
  const auto* it = std::find_if(kDecisions.begin(), kDecisions.end(),
                                [&](const auto& entry) { return entry.first == decision; });
  return it->second;
}

std::optional<Decision> ParseDecision(std::string_view name) {
  for (const auto& [decision, its_name] : kDecisions) {
    if (its_name == name) return decision;
  }
  return std::nullopt;
}

std::optional<Outcome> ParseOutcome(std::string_view name) {
  for (const Outcome outcome : kOutcomes) {
    if (OutcomeName(outcome) == name) return outcome;
  }
  return std::nullopt;
}

Json ReviewJson(const Review& review) {
  Json items = Json::array();
  for (const ReviewedItem& item : review.items) items.push_back(ItemJson(item));
  Json out = {
      {"id", review.id},
      {"time", review.time},
      {"case", review.case_id},
      {"view", review.view},
      {"review_date", review.review_date ? Json(FormatDate(*review.review_date)) : Json(nullptr)},
      {"note", TextOrNull(review.note)},
      {"items", std::move(items)},
      {"provenance",
       {{"version", review.version},
        {"rules", "sha256:" + review.rules},
        {"model", review.model.empty() ? Json(nullptr) : Json("sha256:" + review.model)},
        {"input", "sha256:" + review.input}}}};
  if (review.text) out["text"] = *review.text;
  return out;
}

}  // namespace imr
