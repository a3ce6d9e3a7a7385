// Weights that were fitted to rulings, as a scorer uses them: by name of the feature.
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace imr {

struct FittedWeights {
  std::vector<std::string> names;  // of features; each once
  Eigen::VectorXd mean;            // in log-odds, in the order of `names`
  Eigen::MatrixXd covariance;      // posterior (Laplace), square, in the same order
  // Calibrated log-odds = intercept + slope x (offset + sum of terms). 0 and 1 where nothing was
  // mended.
  double intercept = 0;
  double slope = 1;
};

}  // namespace imr
