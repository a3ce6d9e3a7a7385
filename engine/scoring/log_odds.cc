#include "engine/scoring/log_odds.h"

#include <cmath>

namespace imr {

double Logistic(double log_odds) {
  if (log_odds >= 0) return 1.0 / (1.0 + std::exp(-log_odds));
  const double odds = std::exp(log_odds);
  return odds / (1.0 + odds);
}

double LogOdds(double probability) { return std::log(probability) - std::log1p(-probability); }

double LargestLogOdds() { return -LogOdds(kSmallestProbability); }

}  // namespace imr
