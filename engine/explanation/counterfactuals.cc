#include "engine/explanation/counterfactuals.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace imr {
namespace {

constexpr double kHalf = 0.5;
constexpr double kSmallestEffect = 0.01;
// 36 single changes, the 21 pairs of the best 7 facts and the 10 triples of the best 5 stay below
// kMostEvaluations.
constexpr std::size_t kMostSingles = 36;
constexpr std::size_t kFactsForPairs = 7;
constexpr std::size_t kFactsForTriples = 5;
static_assert(kMostSingles + kFactsForPairs * (kFactsForPairs - 1) / 2 +
                  kFactsForTriples * (kFactsForTriples - 1) * (kFactsForTriples - 2) / 6 <=
              kMostEvaluations);

struct Change {
  FactId fact = 0;
  bool value = false;
};

// The changes worth trying, those of the criteria that matter most first.
class Candidates {
 public:
  Candidates(const FactSheet& facts, const Vocabulary& vocabulary, bool upwards)
      : facts_(facts), vocabulary_(vocabulary), upwards_(upwards) {}

  void Add(const std::vector<FactId>& ids) {
    for (const FactId id : ids) {
      if (!MayChange(id) || !seen_.insert(id).second) continue;
      const auto now = facts_.Documented(id);
      for (const bool value : {true, false}) {
        if (now != value && changes_.size() < kMostSingles) changes_.push_back({id, value});
      }
    }
  }

  std::vector<Change> Take() { return std::move(changes_); }

 private:
  bool MayChange(FactId id) const {
    const FactDefinition& definition = vocabulary_.Definition(id);
    if (definition.type != FactType::kDocumented) return false;
    if (definition.group != FactGroup::kClinical && definition.group != FactGroup::kAlso) {
      return false;
    }
    const auto& computed = vocabulary_.computed();
    const auto now = facts_.Documented(id);
    if (now && definition.fixed) return false;
    return !(upwards_ && now == true && id != computed.request_underspecified);
  }

  const FactSheet& facts_;
  const Vocabulary& vocabulary_;
  bool upwards_;
  std::set<FactId> seen_;
  std::vector<Change> changes_;
};

std::vector<Change> ChangesWorthTrying(const MatchResult& match, const FactSheet& facts,
                                       const Vocabulary& vocabulary, bool upwards) {
  Candidates candidates(facts, vocabulary, upwards);
  auto add = [&](Status status, Strength strength) {
    for (const CriterionOutcome& outcome : match.outcomes) {
      if (outcome.status == status && outcome.criterion->strength == strength) {
        candidates.Add(outcome.facts);
      }
    }
  };
  const Status decisive = upwards ? Status::kUnmet : Status::kMet;
  for (const Strength strength : {Strength::kRequired, Strength::kSupporting}) {
    add(decisive, strength);
    add(Status::kUndocumented, strength);
  }
  for (const Criterion* criterion : match.perhaps) {
    if (criterion->when) candidates.Add(FactsOf(*criterion->when));
  }
  return candidates.Take();
}

struct Tried {
  std::vector<Change> changes;
  double probability = 0;
  double effect = 0;  // towards the other prediction; may be negative
};

bool ByEffect(const Tried& a, const Tried& b) {
  if (a.effect != b.effect) return a.effect > b.effect;
  return a.changes.size() < b.changes.size();
}

Counterfactual ToCounterfactual(const Tried& tried) {
  Counterfactual out;
  for (const Change& change : tried.changes) out.change.emplace_back(change.fact, change.value);
  out.probability = tried.probability;
  return out;
}

}  // namespace

std::vector<Counterfactual> Counterfactuals(const MatchResult& match, const FactSheet& facts,
                                            const Vocabulary& vocabulary, double probability,
                                            const PredictOnFacts& predict) {
  const bool upwards = probability < kHalf;
  auto crosses = [&](const Tried& tried) { return (tried.probability < kHalf) != upwards; };
  auto attempt = [&](std::vector<Change> changes) {
    FactSheet altered = facts;
    for (const Change& change : changes) altered.Set(change.fact, FactValue(change.value));
    Tried tried{.changes = std::move(changes), .probability = predict(altered)};
    tried.effect = upwards ? tried.probability - probability : probability - tried.probability;
    return tried;
  };

  std::vector<Tried> tried;
  for (const Change& change : ChangesWorthTrying(match, facts, vocabulary, upwards)) {
    tried.push_back(attempt({change}));
  }
  std::stable_sort(tried.begin(), tried.end(), ByEffect);

  if (std::none_of(tried.begin(), tried.end(), crosses)) {
    std::vector<Tried> best;  // of each fact its better value
    std::set<FactId> facts_taken;
    for (const Tried& single : tried) {
      if (best.size() < kFactsForPairs && facts_taken.insert(single.changes[0].fact).second) {
        best.push_back(single);
      }
    }
    std::vector<Tried> pairs;
    std::map<std::pair<std::size_t, std::size_t>, double> effect_of;
    for (std::size_t i = 0; i < best.size(); ++i) {
      for (std::size_t j = i + 1; j < best.size(); ++j) {
        Tried pair = attempt({best[i].changes[0], best[j].changes[0]});
        effect_of[{i, j}] = pair.effect;
        if (pair.effect >= std::max(best[i].effect, best[j].effect) + kSmallestEffect) {
          pairs.push_back(std::move(pair));
        }
      }
    }
    const bool pairs_cross = std::any_of(pairs.begin(), pairs.end(), crosses);
    std::move(pairs.begin(), pairs.end(), std::back_inserter(tried));
    const std::size_t facts_left = std::min(best.size(), kFactsForTriples);
    for (std::size_t i = 0; i < facts_left && !pairs_cross; ++i) {
      for (std::size_t j = i + 1; j < facts_left; ++j) {
        for (std::size_t k = j + 1; k < facts_left; ++k) {
          Tried triple = attempt({best[i].changes[0], best[j].changes[0], best[k].changes[0]});
          const double part = std::max({effect_of[{i, j}], effect_of[{i, k}], effect_of[{j, k}]});
          if (crosses(triple) && triple.effect >= part + kSmallestEffect) {
            tried.push_back(std::move(triple));
          }
        }
      }
    }
    std::stable_sort(tried.begin(), tried.end(), ByEffect);
  }

  std::vector<Counterfactual> out;
  for (const Tried& one : tried) {
    if (out.size() == kMostCounterfactuals || one.effect < kSmallestEffect) break;
    out.push_back(ToCounterfactual(one));
  }
  return out;
}

}  // namespace imr
