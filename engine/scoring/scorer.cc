#include "engine/scoring/scorer.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <optional>
#include <utility>

#include "engine/scoring/learned_features.h"
#include "engine/scoring/scoring_weights.h"

namespace imr {
namespace {

// Half the width of a 90% interval of a normal distribution, in standard deviations.
constexpr double kNinetyPercent = 1.6448536269514722;

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
                      .weight = weight.log_odds,
                      .deviation = weight.deviation});
}

}  // namespace

class Scorer::State {
 public:
  State(std::shared_ptr<const Vocabulary> vocabulary, BaseRates rates, ScoringWeights weights)
      : vocabulary_(std::move(vocabulary)), rates_(std::move(rates)), weights_(std::move(weights)) {
    if (weights_.learned) learned_.emplace(*vocabulary_, *weights_.learned);
  }

  const BaseRates& rates() const { return rates_; }
  const LearnedFeatures* learned() const { return learned_ ? &*learned_ : nullptr; }

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
           .weight = WeightOf(*outcome.criterion, outcome.status, defaults),
           .deviation = defaults.deviation,
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
    AddFeature(std::string(kFateOfParent),
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
  std::optional<LearnedFeatures> learned_;
};

Scorer::Scorer(std::shared_ptr<const State> state, std::shared_ptr<const FittedWeights> fitted)
    : state_(std::move(state)), fitted_(std::move(fitted)) {
  if (!fitted_) return;
  for (std::size_t i = 0; i < fitted_->names.size(); ++i) {
    fitted_by_name_.emplace(fitted_->names[i], static_cast<int>(i));
  }
  if (state_->learned() == nullptr) return;
  for (const LearnedFeature& feature : state_->learned()->all()) {
    const auto it = fitted_by_name_.find(feature.name);
    fitted_learned_.push_back(it == fitted_by_name_.end() ? -1 : it->second);
  }
}
Scorer::~Scorer() = default;

std::shared_ptr<const Scorer> Scorer::Fitted(FittedWeights weights) const {
  return std::shared_ptr<const Scorer>(
      new Scorer(state_, std::make_shared<const FittedWeights>(std::move(weights))));
}

std::shared_ptr<const Scorer> Scorer::Unfitted() const {
  return std::shared_ptr<const Scorer>(new Scorer(state_, nullptr));
}

std::shared_ptr<const Scorer> Scorer::Load(const std::filesystem::path& rules_directory,
                                           std::shared_ptr<const Vocabulary> vocabulary,
                                           Diagnostics& diagnostics) {
  auto rates = BaseRates::Load(rules_directory / "base_rates.yaml", "base_rates.yaml", *vocabulary,
                               diagnostics);
  auto weights = ScoringWeights::Load(rules_directory / "scoring.yaml", "scoring.yaml", *vocabulary,
                                      diagnostics);
  if (!rates || !weights) return nullptr;
  auto state =
      std::make_shared<const State>(std::move(vocabulary), std::move(*rates), std::move(*weights));
  return std::shared_ptr<const Scorer>(new Scorer(std::move(state), nullptr));
}

BaseRate Scorer::Offset(const std::string& treatment, const std::optional<Date>& review) const {
  return state_->rates().Offset(
      treatment, review ? std::optional(static_cast<int>(review->year())) : std::nullopt);
}

std::vector<Feature> Scorer::Features(const MatchResult& match, const FactSheet& facts,
                                      const Relations& relations, FeatureSet wanted) const {
  std::vector<Feature> features;
  features.reserve(match.outcomes.size() + 12);
  state_->AddCriteria(match, features);
  state_->AddFacts(facts, features);
  state_->AddRelations(relations, features);
  if (fitted_) {
    for (Feature& feature : features) {
      if (const auto it = fitted_by_name_.find(feature.name); it != fitted_by_name_.end()) {
        UseFitted(it->second, feature);
      }
    }
  }
  const bool all = wanted == FeatureSet::kAll;
  if (state_->learned() == nullptr || (!all && !fitted_)) return features;
  state_->learned()->Visit(facts, [&](std::uint32_t index) {
    const int fitted = fitted_ ? fitted_learned_[index] : -1;
    if (!all && fitted < 0) return;
    const LearnedFeature& learned = state_->learned()->all()[index];
    Feature feature{.name = learned.name, .value = 1.0, .deviation = learned.deviation};
    if (fitted >= 0) UseFitted(fitted, feature);
    features.push_back(std::move(feature));
  });
  return features;
}

void Scorer::UseFitted(int index, Feature& feature) const {
  feature.fitted = index;
  feature.weight = fitted_->mean[index];
  feature.deviation = std::sqrt(fitted_->covariance(index, index));
}

double Scorer::Variance(const BaseRate& offset, const std::vector<Feature>& features) const {
  double variance = offset.deviation * offset.deviation;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const Feature& a = features[i];
    const double spread = a.value * a.deviation;
    variance += spread * spread;
    if (a.fitted < 0) continue;
    for (std::size_t j = 0; j < i; ++j) {
      const Feature& b = features[j];
      if (b.fitted < 0) continue;
      variance += 2 * a.value * b.value * fitted_->covariance(a.fitted, b.fitted);
    }
  }
  return std::max(variance, 0.0);
}

Score Scorer::BaseRateAlone(const BaseRate& offset) const {
  return Scorer(state_, nullptr).Combine(offset, {});
}

double Scorer::Probability(const BaseRate& offset, const std::vector<Feature>& features) const {
  double log_odds = offset.log_odds;
  for (const Feature& feature : features) log_odds += feature.weight * feature.value;
  if (fitted_) log_odds = fitted_->intercept + fitted_->slope * log_odds;
  const double largest = LargestLogOdds();
  return Logistic(std::clamp(log_odds, -largest, largest));
}

Score Scorer::Combine(const BaseRate& offset, const std::vector<Feature>& features) const {
  Score score;
  score.contributions.reserve(features.size() + 3);
  auto add = [&score](std::string name, double value, double log_odds, int criterion) {
    assert(std::isfinite(log_odds));
    score.log_odds += log_odds;
    score.contributions.push_back({std::move(name), value, log_odds, criterion});
  };

  const double slope = fitted_ ? fitted_->slope : 1.0;
  const std::string whose = offset.treatment.empty() ? "all treatments" : offset.treatment;
  add("base rate, " + whose, 1.0, slope * offset.log_odds, -1);
  for (const Feature& feature : features) {
    const double term = slope * feature.weight * feature.value;
    if (term != 0.0) add(feature.name, feature.value, term, feature.criterion);
  }
  if (fitted_ && fitted_->intercept != 0.0) {
    add("calibration", 1.0, fitted_->intercept, -1);
  }
  const double largest = LargestLogOdds();
  if (std::abs(score.log_odds) > largest) {
    add("bound", 1.0, std::copysign(largest, score.log_odds) - score.log_odds, -1);
  }

  const double reach = kNinetyPercent * slope * std::sqrt(Variance(offset, features));
  score.probability = Logistic(score.log_odds);
  score.low = Logistic(std::max(score.log_odds - reach, std::min(-largest, score.log_odds)));
  score.high = Logistic(std::min(score.log_odds + reach, std::max(largest, score.log_odds)));
  score.base_rate = offset.probability();
  return score;
}

}  // namespace imr
