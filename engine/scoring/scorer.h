// Log-odds(overturned) = offset(treatment) + sum of weights x features.
//
// The offset comes from published outcomes (rules/base_rates.yaml), shrunk treatment -> family ->
// overall. Weights start from what rule authors wrote and from rules/scoring.yaml; a fitted model
// replaces them. What is explained are the terms of this very sum.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/matching/matching.h"
#include "engine/scoring/base_rates.h"
#include "engine/scoring/fitted_weights.h"
#include "engine/scoring/log_odds.h"
#include "features/document/date.h"
#include "features/facts/vocabulary.h"
#include "features/yaml/diagnostic.h"

namespace imr {

// One named feature of an item with its weight: what authors gave it before any data, or, with a
// fitted model, what the model knows of it.
struct Feature {
  std::string name;  // stable, for models: "mtus-x/y unmet", "any required criterion unmet"
  double value = 0;
  double weight = 0;     // log-odds for one unit
  double deviation = 0;  // standard deviation of the weight
  // Index into MatchResult::outcomes for features of one criterion, else -1.
  int criterion = -1;
  // Index into FittedWeights, -1 for a feature that the model has not met.
  int fitted = -1;
};

struct Contribution {
  std::string feature;
  double value = 0;
  double log_odds = 0;  // weight x value
  int criterion = -1;
};

// Which features are wanted.
enum class FeatureSet {
  kWeighted,  // those that can move a prediction
  kAll        // also those that only a fit could give a weight, for training
};

struct Score {
  double log_odds = 0;  // the sum of contributions, in their order
  double probability = 0;
  double low = 0, high = 0;                 // 90% credible interval of the probability
  double base_rate = 0;                     // probability that the offset alone stands for
  std::vector<Contribution> contributions;  // the base rate first; zero terms left out
};

// The feature that Relations::parent_excess becomes.
inline constexpr std::string_view kFateOfParent = "fate of the item it accompanies";
// Beyond this the fate of the parent item says nothing more.
inline constexpr double kLargestParentExcess = 6.0;

// What the score of an item rests on besides its own facts.
struct Relations {
  // Log-odds of the predicted fate of the item it accompanies, less that item's offset.
  std::optional<double> parent_excess;
};

class Scorer {
 public:
  // Reads rules_directory/base_rates.yaml and rules_directory/scoring.yaml. Nothing on errors.
  static std::shared_ptr<const Scorer> Load(const std::filesystem::path& rules_directory,
                                            std::shared_ptr<const Vocabulary> vocabulary,
                                            Diagnostics& diagnostics);
  ~Scorer();

  // The base rate of a treatment in the year of review, or over all years when not known.
  BaseRate Offset(const std::string& treatment, const std::optional<Date>& review) const;

  // The features of an item: one for each criterion outcome, pooled shares, facts that
  // rules/scoring.yaml names, relations, and (learned_features.h) those that only a fit weighs.
  // Zero-valued features are left out.
  //
  // The value of a criterion's feature is one over the number of criteria of its strength and
  // status, so that many criteria are not more extreme than few by their number alone. An author's
  // weight counts up to kLargestWeight (scoring_weights.h).
  std::vector<Feature> Features(const MatchResult& match, const FactSheet& facts,
                                const Relations& relations,
                                FeatureSet wanted = FeatureSet::kWeighted) const;

  // A scorer that weighs by a fitted model and, where the model has not met a feature, as before.
  std::shared_ptr<const Scorer> Fitted(FittedWeights weights) const;
  // A scorer that weighs as before any fit.
  std::shared_ptr<const Scorer> Unfitted() const;

  // Adds up. The variance of the log-odds is that of the offset, of the fitted weights together
  // (x' S x) and of all others as if independent. A fitted model's calibration scales every term
  // and adds one named "calibration". A sum that would be surer than kSmallestProbability gets a
  // last contribution named "bound". REQUIRES: finite values and weights.
  Score Combine(const BaseRate& offset, const std::vector<Feature>& features) const;

  // The base rate and nothing else, as it was published.
  Score BaseRateAlone(const BaseRate& offset) const;

  // The probability of Combine alone, cheaper.
  double Probability(const BaseRate& offset, const std::vector<Feature>& features) const;

 private:
  class State;
  Scorer(std::shared_ptr<const State> state, std::shared_ptr<const FittedWeights> fitted);
  void UseFitted(int index, Feature& feature) const;
  double Variance(const BaseRate& offset, const std::vector<Feature>& features) const;

  std::shared_ptr<const State> state_;
  std::shared_ptr<const FittedWeights> fitted_;  // null: none
  std::unordered_map<std::string, int> fitted_by_name_;
  std::vector<int> fitted_learned_;  // of State's learned features
};

}  // namespace imr
