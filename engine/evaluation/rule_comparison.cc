#include "engine/evaluation/rule_comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <utility>

#include "engine/evaluation/bootstrap.h"

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

// REQUIRES: before[i] and after[i] are the same item.
std::map<std::string, Interval> DifferenceIntervals(const std::vector<ScoredItem>& before,
                                                    const std::vector<ScoredItem>& after,
                                                    int resamples, std::uint64_t seed) {
  std::vector<std::vector<std::size_t>> groups;  // of those that have a ruling
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (i == 0 || before[i].group != before[i - 1].group) groups.emplace_back();
    groups.back().push_back(i);
  }
  std::map<std::string, std::vector<double>> values;
  for (const auto& [name, value] : Listed(Metrics{})) values[name] = {};
  std::mt19937_64 generator(seed);
  std::vector<ScoredItem> sample_before, sample_after;
  for (int i = 0; i < resamples && !groups.empty(); ++i) {
    sample_before.clear();
    sample_after.clear();
    int overturned = 0;
    for (std::size_t draw = 0; draw < groups.size(); ++draw) {
      for (const std::size_t item : groups[DrawBelow(generator, groups.size())]) {
        sample_before.push_back(before[item]);
        sample_after.push_back(after[item]);
        overturned += before[item].overturned;
      }
    }
    if (overturned == 0 || overturned == static_cast<int>(sample_before.size())) continue;
    const auto of_before = Listed(ComputeMetrics(sample_before));
    const auto of_after = Listed(ComputeMetrics(sample_after));
    for (std::size_t m = 0; m < of_before.size(); ++m) {
      values[of_before[m].first].push_back(of_after[m].second - of_before[m].second);
    }
  }
  std::map<std::string, Interval> intervals;
  for (auto& [name, list] : values) intervals[name] = MiddleOf(std::move(list));
  return intervals;
}

Metrics MetricsOf(const std::vector<ScoredItem>& items) {
  if (!items.empty()) return ComputeMetrics(items);
  return {kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone};
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
