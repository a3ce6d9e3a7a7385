// Probabilities and their log-odds, without overflow or cancellation at either end.
#pragma once

namespace imr {

// Probabilities are kept within [kSmallestProbability, 1 - kSmallestProbability]: nothing that is
// read off a page is surer than that.
inline constexpr double kSmallestProbability = 1e-6;

// 1 / (1 + exp(-log_odds)); monotone, 0 and 1 at the infinities.
double Logistic(double log_odds);

// log(p / (1 - p)). REQUIRES: 0 <= probability <= 1; infinite at the ends.
double LogOdds(double probability);

// LogOdds(1 - kSmallestProbability): the largest log-odds of any prediction.
double LargestLogOdds();

}  // namespace imr
