#include "apps/history/review_accuracy.h"

#include <map>
#include <utility>
#include <vector>

#include "engine/evaluation/evaluation.h"

namespace imr {
namespace {

using Json = nlohmann::ordered_json;

std::string CaseKey(const Review& review) {
  return review.case_id.empty() || review.case_id == "-" ? review.input : review.case_id;
}

EvaluatedItem ToEvaluated(const std::string& case_key, const ReviewedItem& item) {
  std::string guideline;
  if (!item.decided_by.empty()) {
    guideline = item.decided_by.front().substr(0, item.decided_by.front().find('/'));
  }
  return {.case_id = case_key,
          .index = item.index,
          .treatment = item.treatment,
          .guideline = std::move(guideline),
          .probability = item.probability,
          .low = item.low,
          .high = item.high,
          .base_rate = item.base_rate,
          .overturned = *item.imr_outcome != Outcome::kUpheld,
          .abstained = item.abstained};
}

struct Decided {
  int items = 0, awaiting = 0;
  std::map<Decision, int> decisions;
  int as_predicted = 0, against = 0;
  int denied_known = 0, denied_overturned = 0;

  void Add(const ReviewedItem& item) {
    ++items;
    if (!item.imr_outcome) ++awaiting;
    if (!item.decision) return;
    ++decisions[*item.decision];
    const bool denied = *item.decision == Decision::kDenied;
    ++(denied != item.overturned ? as_predicted : against);
    if (!denied || !item.imr_outcome) return;
    ++denied_known;
    if (*item.imr_outcome != Outcome::kUpheld) ++denied_overturned;
  }

  Json ToJson() const {
    Json counts = Json::object();
    for (const Decision decision : {Decision::kApproved, Decision::kModified, Decision::kDenied}) {
      const auto it = decisions.find(decision);
      counts[std::string(DecisionName(decision))] = it == decisions.end() ? 0 : it->second;
    }
    return {{"items", items},
            {"awaiting_outcome", awaiting},
            {"decisions", std::move(counts)},
            {"as_predicted", as_predicted},
            {"against_prediction", against},
            {"outcomes_of_denied", {{"items", denied_known}, {"overturned", denied_overturned}}}};
  }
};

}  // namespace

Json AccuracyJson(const ReviewHistory& history, std::optional<View> view) {
  std::map<std::pair<std::string, std::size_t>, EvaluatedItem> known;
  std::map<std::pair<std::string, std::size_t>, ReviewedItem> latest;
  history.ForEach([&](const Review& review) {
    if (view && review.view != ViewName(*view)) return;
    const std::string key = CaseKey(review);
    for (const ReviewedItem& item : review.items) {
      const auto place = std::pair(key, item.index);
      if (item.imr_outcome) known.insert_or_assign(place, ToEvaluated(key, item));
      auto& newest = latest[place];
      // A later look at a case without a decision does not undo the one that was taken.
      const bool less =
          (newest.decision && !item.decision) || (newest.imr_outcome && !item.imr_outcome);
      if (less) continue;
      newest = item;
      newest.facts = nullptr;
    }
  });
  std::vector<EvaluatedItem> items;
  for (auto& [place, item] : known) items.push_back(std::move(item));
  Json out =
      EvaluationJson(Evaluate(view ? std::string(ViewName(*view)) : "both", std::move(items)));
  Decided decided;
  for (const auto& [place, item] : latest) decided.Add(item);
  out["reviewer"] = decided.ToJson();
  return out;
}

}  // namespace imr
