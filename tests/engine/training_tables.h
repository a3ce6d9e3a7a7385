// Random tables for tests of training: the same on every machine.
#pragma once

#include <cmath>
#include <numbers>
#include <random>

#include "engine/scoring/log_odds.h"
#include "engine/scoring/training/logistic_fit.h"

namespace imr::test {

inline double Uniform(std::mt19937_64& random) {
  return (static_cast<double>(random() >> 11) + 0.5) * 0x1p-53;
}

// Standard normal (Box and Muller 1958).
inline double Normal(std::mt19937_64& random) {
  const double radius = std::sqrt(-2 * std::log(Uniform(random)));
  return radius * std::cos(2 * std::numbers::pi * Uniform(random));
}

inline Eigen::VectorXd Normals(std::mt19937_64& random, Eigen::Index count) {
  Eigen::VectorXd values(count);
  for (double& value : values) value = Normal(random);
  return values;
}

// About `filled` of the values are not 0; the first column is 1.
inline DenseRows RandomRows(std::mt19937_64& random, Eigen::Index rows, Eigen::Index columns,
                            double filled = 1.0) {
  DenseRows x(rows, columns);
  for (Eigen::Index i = 0; i < rows; ++i) {
    for (Eigen::Index j = 0; j < columns; ++j) {
      const double value = Normal(random);
      x(i, j) = j == 0 ? 1.0 : Uniform(random) < filled ? value : 0.0;
    }
  }
  return x;
}

// 0 or 1, drawn with the probabilities that `weights` give.
inline Eigen::VectorXd DrawTargets(std::mt19937_64& random, const DenseRows& x,
                                   const Eigen::VectorXd& weights) {
  Eigen::VectorXd targets(x.rows());
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    targets[i] = Uniform(random) < Logistic(x.row(i).dot(weights)) ? 1.0 : 0.0;
  }
  return targets;
}

}  // namespace imr::test
