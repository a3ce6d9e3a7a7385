#include "engine/evaluation/rule_comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace imr {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view kNotApplicable = "not applicable";
constexpr double kSameTerm = 1e-9;  // terms closer than this are the same

ItemChange::Side SideOf(const ItemPrediction& prediction) {
  return {.treatment = prediction.treatment,
          .probability = prediction.score.probability,
          .overturned = prediction.overturned,
          .abstained = prediction.abstained};
}

void AddCriteria(const ItemPrediction& before, const ItemPrediction& after, ItemChange& change) {
  std::map<std::string, std::pair<std::string, std::string>> by_id;
  const std::pair<std::string, std::string> neither(kNotApplicable, kNotApplicable);
  for (const CriterionJudgement& judgement : before.criteria) {
    by_id.try_emplace(judgement.criterion->id, neither).first->second.first =
        StatusName(judgement.status);
  }
  for (const CriterionJudgement& judgement : after.criteria) {
    by_id.try_emplace(judgement.criterion->id, neither).first->second.second =
        StatusName(judgement.status);
  }
  for (auto& [id, statuses] : by_id) {
    if (statuses.first != statuses.second) {
      change.criteria.push_back({id, std::move(statuses.first), std::move(statuses.second)});
    }
  }
}

void AddTerms(const ItemPrediction& before, const ItemPrediction& after, ItemChange& change) {
  std::map<std::string, std::pair<double, double>> by_feature;
  for (const Contribution& term : before.score.contributions) {
    by_feature[term.feature].first += term.log_odds;
  }
  for (const Contribution& term : after.score.contributions) {
    by_feature[term.feature].second += term.log_odds;
  }
  for (const auto& [feature, terms] : by_feature) {
    if (std::abs(terms.second - terms.first) > kSameTerm) {
      change.terms.push_back({feature, terms.first, terms.second});
    }
  }
  std::stable_sort(change.terms.begin(), change.terms.end(), [](const auto& a, const auto& b) {
    return std::abs(a.after - a.before) > std::abs(b.after - b.before);
  });
}

// The items with a ruling, as the metrics take them, of one side.
std::vector<ScoredItem> Scored(const std::vector<std::vector<ItemChange>>& cases,
                               ItemChange::Side ItemChange::*side) {
  std::vector<ScoredItem> scored;
  for (std::size_t group = 0; group < cases.size(); ++group) {
    for (const ItemChange& item : cases[group]) {
      if (!item.ruling) continue;
      scored.push_back({.probability = (item.*side).probability,
                        .overturned = *item.ruling,
                        .group = static_cast<int>(group),
                        .abstained = (item.*side).abstained});
    }
  }
  return scored;
}

std::map<std::string, Interval> DifferenceIntervals(const std::vector<ScoredItem>& before,
                                                    const std::vector<ScoredItem>& after,
                                                    int resamples, std::uint64_t seed) {
  std::map<std::string, Interval> intervals;
  for (const auto& [name, value] : Listed(Metrics{})) intervals[name] = {kNone, kNone};
  if (before.empty()) return intervals;
  for (const auto& [name, difference] : BootstrapDifferences(after, before, resamples, seed)) {
    intervals[name] = difference.interval;
  }
  return intervals;
}

Metrics MetricsOf(const std::vector<ScoredItem>& items) {
  if (!items.empty()) return ComputeMetrics(items);
  Metrics none;
  for (double* value : Values(none)) *value = kNone;
  return none;
}

}  // namespace

bool ItemChange::moved() const {
  return std::abs(after.probability - before.probability) > kLeastMove;
}

ItemChange CompareItem(std::string case_id, std::size_t index, const ItemPrediction& before,
                       const ItemPrediction& after, std::optional<bool> ruling) {
  ItemChange change{.case_id = std::move(case_id),
                    .index = index,
                    .before = SideOf(before),
                    .after = SideOf(after),
                    .ruling = ruling,
                    .criteria = {},
                    .terms = {}};
  if (change.flipped() || change.moved()) {
    AddCriteria(before, after, change);
    AddTerms(before, after, change);
  }
  return change;
}

RuleComparison CompareRules(const std::vector<std::vector<ItemChange>>& cases, int resamples,
                            std::uint64_t seed) {
  RuleComparison out;
  out.cases = static_cast<int>(cases.size());
  for (const auto& items : cases) {
    for (const ItemChange& item : items) {
      ++out.items;
      out.ruled += item.ruling.has_value();
      out.overturned += item.ruling.value_or(false);
      if (item.flipped()) {
        out.flipped.push_back(item);
      } else if (item.moved()) {
        out.moved.push_back(item);
      }
    }
  }
  const auto by_change = [](const ItemChange& a, const ItemChange& b) {
    return std::abs(a.after.probability - a.before.probability) >
           std::abs(b.after.probability - b.before.probability);
  };
  std::stable_sort(out.flipped.begin(), out.flipped.end(), by_change);
  std::stable_sort(out.moved.begin(), out.moved.end(), by_change);
  const std::vector<ScoredItem> before = Scored(cases, &ItemChange::before);
  const std::vector<ScoredItem> after = Scored(cases, &ItemChange::after);
  out.before = MetricsOf(before);
  out.after = MetricsOf(after);
  out.differences = DifferenceIntervals(before, after, resamples, seed);
  return out;
}

}  // namespace imr
