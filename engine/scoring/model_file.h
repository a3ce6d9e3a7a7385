// A fitted model: a YAML file that a person can read and a program can trust.
//
// The weights come first and the covariance that only programs need comes last, as base64 of the
// lower triangle, row by row, of float64 in little-endian order. Numbers are the shortest decimals
// that read back to the same value, so that writing what was read gives the same bytes.
#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "features/document/date.h"
#include "features/yaml/diagnostic.h"

namespace imr {

// The largest model file read, in bytes; enough for the covariance of kMostWeights.
inline constexpr std::size_t kLargestModelFile = 128u << 20;

struct ModelWeight {
  std::string name;  // of the feature; no two are the same
  double prior_mean = 0;
  double prior_deviation = 1;  // infinite: no prior
  double mean = 0;             // posterior mode, log-odds for one unit
  double deviation = 0;        // of the posterior
  int count = 0;               // rows in which the feature was not 0
};

struct ModelMetric {
  std::string name;
  double value = 0;
  std::optional<std::pair<double, double>> interval{};  // 95%
};

// The probabilities from `from` on, and what became of them in the corpus.
struct RiskBand {
  std::string name;  // "elevated", "high"
  double from = 0;   // probability
  double share = 0;  // of all rows, at most as many in the band
  int items = 0;
  double observed = 0;  // share of positives in the band
};

struct Model {
  std::string kind;          // "letters" or "table"
  std::optional<Date> date;  // of the latest decision learned from
  // Other things to know, in this order: ("view", "prescreen"), ("label", "Determination").
  std::vector<std::pair<std::string, std::string>> about;
  int items = 0;
  int groups = 0;
  int positives = 0;
  std::vector<std::string> cases;  // case numbers learned from; may be empty
  std::string sha256;              // of the corpus, lower-case hexadecimal; may be empty
  double prior_scale = 1;  // what the deviations of the prior were multiplied with; those of the
                           // weights here are so multiplied already
  // Calibrated log-odds = intercept + slope x sum; 0 and 1 where nothing was mended.
  double calibration_intercept = 0;
  double calibration_slope = 1;
  std::vector<ModelMetric> metrics;  // on held-out groups
  std::vector<RiskBand> bands;       // the largest share first
  std::vector<ModelWeight> weights;
  // Of the weights with a count, in their order. The others are as their prior, independent of all.
  // Empty: not kept.
  Eigen::MatrixXd covariance;
};

// The band of a probability; null when there are none.
const RiskBand* BandOf(const std::vector<RiskBand>& bands, double probability);

// REQUIRES: no NaN; names as said above; the covariance square, of as many as have a count.
std::string ModelText(const Model& model);

// Reads what ModelText wrote. Nothing on errors; `name` is what messages call the file.
std::optional<Model> ReadModel(const std::string& text, const std::string& name,
                               Diagnostics& diagnostics);
std::optional<Model> LoadModel(const std::filesystem::path& path, const std::string& name,
                               Diagnostics& diagnostics);

}  // namespace imr
