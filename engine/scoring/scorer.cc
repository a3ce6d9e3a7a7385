#include "engine/scoring/scorer.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <utility>

#include "engine/scoring/scoring_weights.h"

namespace imr {
namespace {

// Half the width of a 90% interval of a normal distribution, in standard deviations.
constexpr double kNinetyPercent = 1.6448536269514722;

// Beyond this the fate of the parent item says nothing more.
constexpr double kLargestParentExcess = 6.0;

// How many criteria of one strength an item has, by status.
struct Tally {
  std::array<int, 3> by_status{};

  void Add(Status status) { ++by_status[static_cast<std::size_t>(status)]; }
  int Of(Status status) const { return by_status[static_cast<std::size_t>(status)]; }
  int all() const { return by_status[0] + by_status[1] + by_status[2]; }
  double Share(Status status) const {
    return all() == 0 ? 0.0 : static_cast<double>(Of(status)) / all();
  }
};

double WeightOf(const Criterion& criterion, Status status, const CriterionWeights& defaults) {
  const bool own = criterion.weight.has_value();
  const double weight = own ? std::clamp(*criterion.weight, -kLargestWeight, kLargestWeight) : 0.0;
  switch (status) {
    case Status::kMet:
      return own ? weight : defaults.met;
    case Status::kUnmet:
      return own ? -weight : defaults.unmet;
    case Status::kUndocumented:
      return criterion.undocumented == OnSilence::kAgainst ? defaults.undocumented_against
                                                           : defaults.undocumented;
  }
  return 0.0;
}

void AddFeature(std::string name, double value, const Weight& weight,
                std::vector<Feature>& features) {
  if (value == 0.0) return;
  features.push_back({.name = std::move(name),
                      .value = value,
                      .prior_weight = weight.log_odds,
                      .prior_deviation = weight.deviation});
}

}  // namespace

class Scorer::State {
 public:
  State(std::shared_ptr<const Vocabulary> vocabulary, BaseRates rates, ScoringWeights weights)
      : vocabulary_(std::move(vocabulary)),
        rates_(std::move(rates)),
        weights_(std::move(weights)) {}

  const BaseRates& rates() const { return rates_; }

  void AddCriteria(const MatchResult& match, std::vector<Feature>& features) const {
    Tally required;
    Tally supporting;
    for (const CriterionOutcome& outcome : match.outcomes) {
      (IsRequired(outcome) ? required : supporting).Add(outcome.status);
    }
    for (std::size_t i = 0; i < match.outcomes.size(); ++i) {
      const CriterionOutcome& outcome = match.outcomes[i];
      const Tally& tally = IsRequired(outcome) ? required : supporting;
      const CriterionWeights& defaults =
          IsRequired(outcome) ? weights_.required : weights_.supporting;
      features.push_back(
          {.name = outcome.criterion->id + " " + std::string(StatusName(outcome.status)),
           .value = 1.0 / tally.Of(outcome.status),
           .prior_weight = WeightOf(*outcome.criterion, outcome.status, defaults),
           .prior_deviation = defaults.deviation,
           .criterion = static_cast<int>(i)});
    }
    const bool all_met = required.all() > 0 && required.Of(Status::kMet) == required.all();
    AddFeature("all required criteria met", all_met ? 1.0 : 0.0, weights_.all_required_met,
               features);
    AddFeature("any required criterion unmet", required.Of(Status::kUnmet) > 0 ? 1.0 : 0.0,
               weights_.any_required_unmet, features);
    AddFeature("share of required criteria undocumented", required.Share(Status::kUndocumented),
               weights_.share_required_undocumented, features);
    AddFeature("share of supporting criteria met", supporting.Share(Status::kMet),
               weights_.share_supporting_met, features);
    AddFeature("share of supporting criteria unmet", supporting.Share(Status::kUnmet),
               weights_.share_supporting_unmet, features);
  }

  void AddFacts(const FactSheet& facts, std::vector<Feature>& features) const {
    const std::string* code = facts.Code(vocabulary_->computed().treatment);
    const std::string treatment = code == nullptr ? std::string() : *code;
    for (const FactWeight& fact : weights_.facts) {
      AddFeature(fact.name, fact.Holds(facts, treatment) ? 1.0 : 0.0, fact.weight, features);
    }
  }

  void AddRelations(const Relations& relations, std::vector<Feature>& features) const {
    if (!relations.parent_excess) return;
    AddFeature("fate of the item it accompanies",
               std::clamp(*relations.parent_excess, -kLargestParentExcess, kLargestParentExcess),
               weights_.parent_excess, features);
  }

 private:
  static bool IsRequired(const CriterionOutcome& outcome) {
    return outcome.criterion->strength == Strength::kRequired;
  }

  std::shared_ptr<const Vocabulary> vocabulary_;
  BaseRates rates_;
  ScoringWeights weights_;
};

Scorer::Scorer(std::unique_ptr<const State> state) : state_(std::move(state)) {}
Scorer::~Scorer() = default;

std::shared_ptr<const Scorer> Scorer::Load(const std::filesystem::path& rules_directory,
                                           std::shared_ptr<const Vocabulary> vocabulary,
                                           Diagnostics& diagnostics) {
  auto rates = BaseRates::Load(rules_directory / "base_rates.yaml", "base_rates.yaml", *vocabulary,
                               diagnostics);
  auto weights = ScoringWeights::Load(rules_directory / "scoring.yaml", "scoring.yaml", *vocabulary,
                                      diagnostics);
  if (!rates || !weights) return nullptr;
  auto state =
      std::make_unique<const State>(std::move(vocabulary), std::move(*rates), std::move(*weights));
  return std::shared_ptr<const Scorer>(new Scorer(std::move(state)));
}

BaseRate Scorer::Offset(const std::string& treatment, const std::optional<Date>& review) const {
  return state_->rates().Offset(
      treatment, review ? std::optional(static_cast<int>(review->year())) : std::nullopt);
}

std::vector<Feature> Scorer::Features(const MatchResult& match, const FactSheet& facts,
                                      const Relations& relations) const {
  std::vector<Feature> features;
  features.reserve(match.outcomes.size() + 12);
  state_->AddCriteria(match, features);
  state_->AddFacts(facts, features);
  state_->AddRelations(relations, features);
  return features;
}

Score Scorer::Combine(const BaseRate& offset, const std::vector<Feature>& features) const {
  Score score;
  score.contributions.reserve(features.size() + 2);
  auto add = [&score](std::string name, double value, double log_odds, int criterion) {
    assert(std::isfinite(log_odds));
    score.log_odds += log_odds;
    score.contributions.push_back({std::move(name), value, log_odds, criterion});
  };

  const std::string whose = offset.treatment.empty() ? "all treatments" : offset.treatment;
  add("base rate, " + whose, 1.0, offset.log_odds, -1);
  double variance = offset.deviation * offset.deviation;
  for (const Feature& feature : features) {
    const double spread = feature.value * feature.prior_deviation;
    variance += spread * spread;
    const double term = feature.prior_weight * feature.value;
    if (term != 0.0) add(feature.name, feature.value, term, feature.criterion);
  }
  const double largest = LargestLogOdds();
  if (std::abs(score.log_odds) > largest) {
    add("bound", 1.0, std::copysign(largest, score.log_odds) - score.log_odds, -1);
  }

  const double reach = kNinetyPercent * std::sqrt(variance);
  score.probability = Logistic(score.log_odds);
  score.low = Logistic(std::max(score.log_odds - reach, std::min(-largest, score.log_odds)));
  score.high = Logistic(std::min(score.log_odds + reach, std::max(largest, score.log_odds)));
  score.base_rate = offset.probability();
  return score;
}

}  // namespace imr
