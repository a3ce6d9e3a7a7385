#include "engine/scoring/model_file.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>

#include <nlohmann/json.hpp>

#include "features/text/base64.h"

namespace imr {
namespace {

constexpr std::size_t kBytesInLine = 72;  // of base64: 96 digits

std::string Number(double value) {
  if (std::isinf(value)) return "free";
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return std::string(buffer.data(), end);
}

// In double quotes, with the escapes that YAML has from JSON.
std::string Quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void AddCovariance(const Eigen::MatrixXd& covariance, std::string& text) {
  std::string bytes;
  const auto n = covariance.rows();
  bytes.reserve(static_cast<std::size_t>(n * (n + 1) / 2) * sizeof(double));
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j <= i; ++j) {
      const auto bits = std::bit_cast<std::uint64_t>(covariance(i, j));
      for (int shift = 0; shift < 64; shift += 8) {
        bytes.push_back(static_cast<char>(bits >> shift & 0xFF));
      }
    }
  }
  text += "covariance: |\n";
  for (std::size_t i = 0; i < bytes.size(); i += kBytesInLine) {
    text += "  " + EncodeBase64(std::string_view(bytes).substr(i, kBytesInLine)) + '\n';
  }
}

}  // namespace

const RiskBand* BandOf(const std::vector<RiskBand>& bands, double probability) {
  const RiskBand* found = nullptr;
  for (const RiskBand& band : bands) {
    if (probability >= band.from) found = &band;
  }
  return found;
}

std::string ModelText(const Model& model) {
  std::string text =
      "# A model fitted by imr to historical rulings. Weights are log-odds for one unit of a "
      "feature;\n# `prior` is what was believed before the data, `count` in how many rows the "
      "feature was not 0.\nversion: 1\n";
  text += "kind: " + model.kind + '\n';
  if (model.date) text += "date: " + FormatDate(*model.date) + '\n';
  if (!model.about.empty()) text += "about:\n";
  for (const auto& [name, value] : model.about) {
    text += "  " + Quoted(name) + ": " + Quoted(value) + '\n';
  }
  text += "corpus:\n  items: " + std::to_string(model.items) +
          "\n  groups: " + std::to_string(model.groups) +
          "\n  positives: " + std::to_string(model.positives) + '\n';
  if (!model.sha256.empty()) text += "  sha256: " + Quoted(model.sha256) + '\n';
  if (!model.cases.empty()) {
    text += "  cases:\n";
    for (const std::string& name : model.cases) text += "    - " + Quoted(name) + '\n';
  }
  text += "prior_scale: " + Number(model.prior_scale) + '\n';
  if (model.calibration_intercept != 0 || model.calibration_slope != 1) {
    text += "calibration: {intercept: " + Number(model.calibration_intercept) +
            ", slope: " + Number(model.calibration_slope) + "}\n";
  }
  if (!model.metrics.empty()) text += "metrics:\n";
  for (const ModelMetric& metric : model.metrics) {
    text += "  " + Quoted(metric.name) + ": {value: " + Number(metric.value);
    if (metric.interval) {
      text +=
          ", low: " + Number(metric.interval->first) + ", high: " + Number(metric.interval->second);
    }
    text += "}\n";
  }
  if (!model.bands.empty()) text += "risk:\n";
  for (const RiskBand& band : model.bands) {
    text += "  " + Quoted(band.name) + ": {from: " + Number(band.from) +
            ", share: " + Number(band.share) + ", items: " + std::to_string(band.items) +
            ", observed: " + Number(band.observed) + "}\n";
  }
  text += model.weights.empty() ? "weights: []\n" : "weights:\n";
  for (const ModelWeight& weight : model.weights) {
    text += "  - {name: " + Quoted(weight.name) + ", prior: " + Number(weight.prior_mean) +
            ", prior_deviation: " + Number(weight.prior_deviation) +
            ", weight: " + Number(weight.mean) + ", deviation: " + Number(weight.deviation) +
            ", count: " + std::to_string(weight.count) + "}\n";
  }
  if (model.covariance.size() > 0) AddCovariance(model.covariance, text);
  return text;
}

}  // namespace imr
