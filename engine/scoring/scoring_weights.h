// The weights of rules/scoring.yaml, read and checked against the vocabulary. What they mean and
// how they were chosen is said at the head of that file.
#pragma once

#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "features/facts/fact.h"
#include "features/facts/vocabulary.h"
#include "features/yaml/diagnostic.h"

namespace imr {

// No single weight is larger, whoever wrote it: log-odds of 8 are odds of 3000.
inline constexpr double kLargestWeight = 8.0;

struct Weight {
  double log_odds = 0;
  double deviation = 0;
};

// Default weights of the criteria of one strength.
struct CriterionWeights {
  double met = 0;
  double unmet = 0;
  double undocumented = 0;
  double undocumented_against = 0;
  double deviation = 0;
};

// A fact, a test of its value, and the weight when the test holds.
struct FactWeight {
  struct NumberBelow {  // from <= number < under, for certain
    double from = -std::numeric_limits<double>::infinity();
    double under = std::numeric_limits<double>::infinity();
  };
  std::string name;  // of the feature; no two are the same
  FactId fact = 0;
  std::variant<bool, std::string, NumberBelow> test;
  std::vector<std::string> treatments;  // codes or families; empty for all
  Weight weight;

  // False when the fact is not documented, or of a number not known well enough.
  bool Holds(const FactSheet& facts, const std::string& treatment) const;
};

// How far features that no author weighs may move once rulings are learned from: standard
// deviations of weights whose prior mean is zero. Without a `learned` section there are no such
// features.
struct LearnedDeviations {
  struct Numbers {  // a number fact cut into ranges
    FactId fact = 0;
    std::vector<double> from;  // ascending lower bounds; each range ends where the next begins
    double deviation = 0;
    double in_family = 0;
  };
  double intercept = 0;
  double treatment = 0;
  double family = 0;
  double fact = 0;            // a yes/no fact, each way
  double fact_in_family = 0;  // the same, within a family of treatments
  std::vector<Numbers> numbers;
};

struct ScoringWeights {
  CriterionWeights required;
  CriterionWeights supporting;
  Weight all_required_met;
  Weight any_required_unmet;
  Weight share_required_undocumented;
  Weight share_supporting_met;
  Weight share_supporting_unmet;
  Weight parent_excess;
  std::vector<FactWeight> facts;   // in the order of the file
  std::vector<std::string> never;  // what says who the patient is; not to be weighed anywhere
  std::optional<LearnedDeviations> learned;

  // Reads `path`, called `name` in messages. Nothing on errors.
  static std::optional<ScoringWeights> Load(const std::filesystem::path& path,
                                            const std::string& name, const Vocabulary& vocabulary,
                                            Diagnostics& diagnostics);
};

}  // namespace imr
