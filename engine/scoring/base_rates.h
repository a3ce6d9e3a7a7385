// How often treatments of a kind are overturned, before anything else is known of a request.
//
// Read from rules/base_rates.yaml, whose head says in words what is computed here: a beta-binomial
// rate with stated pseudo-counts, shrunk treatment -> family -> all, and the year's difference on
// the scale of log-odds.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "features/facts/vocabulary.h"
#include "features/yaml/diagnostic.h"

namespace imr {

// A rate with its uncertainty: the mean and standard deviation of its log-odds.
struct BaseRate {
  double log_odds = 0;
  double deviation = 0;   // standard deviation of log_odds
  std::string treatment;  // whose rate it is; empty for all treatments together
  double probability() const;
};

class BaseRates {
 public:
  // Reads `path`, called `name` in messages. Nothing on errors.
  static std::optional<BaseRates> Load(const std::filesystem::path& path, const std::string& name,
                                       const Vocabulary& vocabulary, Diagnostics& diagnostics);

  // The rate of a treatment code in a year; the mean of the years without a year or for a year
  // without a figure; the rate of all for a code that the vocabulary does not have.
  BaseRate Offset(const std::string& treatment, std::optional<int> year) const;

 private:
  struct Rate {
    double log_odds = 0;  // at the mean of the years
    double variance = 0;  // of log_odds
  };

  BaseRates() = default;

  std::map<std::string, Rate, std::less<>> treatments_;
  Rate all_;
  std::map<int, double> years_;  // log-odds of all, less their mean
  double year_variance_ = 0;     // left when the year is known
  double years_variance_ = 0;    // left when it is not
};

}  // namespace imr
