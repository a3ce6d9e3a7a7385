#include "engine/prediction/rule_use.h"

namespace imr {

JudgedItem Judged(std::size_t index, const ItemPrediction& prediction,
                  std::optional<bool> overturned) {
  JudgedItem item{.index = index,
                  .treatment = prediction.treatment,
                  .abstained = prediction.abstained,
                  .abstained_because = prediction.abstained_because,
                  .overturned = overturned,
                  .governing = prediction.governing,
                  .criteria = {}};
  item.criteria.reserve(prediction.criteria.size());
  for (const CriterionJudgement& judgement : prediction.criteria) {
    item.criteria.push_back({judgement.guideline, judgement.criterion, judgement.status});
  }
  return item;
}

void Tally::Add(const std::optional<bool>& item_overturned) {
  ++items;
  ruled += item_overturned.has_value();
  overturned += item_overturned.value_or(false);
}

void RuleUse::Add(const JudgedItem& item) {
  all_.Add(item.overturned);
  for (const Guideline* guideline : item.governing) guidelines_[guideline].Add(item.overturned);
  for (const JudgedItem::Outcome& outcome : item.criteria) {
    CriterionUse& use = criteria_[outcome.criterion];
    Tally& tally = outcome.status == Status::kMet     ? use.met
                   : outcome.status == Status::kUnmet ? use.unmet
                                                      : use.undocumented;
    tally.Add(item.overturned);
  }
}

Tally RuleUse::Governed(const Guideline& guideline) const {
  const auto it = guidelines_.find(&guideline);
  return it == guidelines_.end() ? Tally{} : it->second;
}

CriterionUse RuleUse::Of(const Criterion& criterion) const {
  const auto it = criteria_.find(&criterion);
  return it == criteria_.end() ? CriterionUse{} : it->second;
}

}  // namespace imr
