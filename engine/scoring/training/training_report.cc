// What a training tells a person and a program.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "engine/evaluation/table.h"
#include "engine/scoring/training/training.h"

namespace imr {
namespace {

constexpr std::size_t kShownWeights = 12;  // at either end

std::string Fixed(double value, int digits = 3) {
  if (!std::isfinite(value)) return "-";
  std::array<char, 400> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value,
                                          std::chars_format::fixed, digits);
  return std::string(text.data(), end);
}

std::string Percent(double share) { return Fixed(100 * share, 1) + "%"; }

std::string Range(const std::optional<std::pair<double, double>>& interval) {
  return interval ? Fixed(interval->first) + " - " + Fixed(interval->second) : "";
}

// At most `longest` bytes, cut between characters.
std::string Shortened(const std::string& text, std::size_t longest) {
  std::string plain = text;
  for (char& c : plain) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  if (plain.size() <= longest) return plain;
  std::size_t end = longest - 3;
  while (end > 0 && (static_cast<unsigned char>(plain[end]) & 0xC0) == 0x80) --end;
  return plain.substr(0, end) + "...";
}

std::string WeightTable(const Model& model) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < model.weights.size(); ++i) {
    if (model.weights[i].count > 0) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return model.weights[a].mean > model.weights[b].mean;
  });
  Table table({"weights, largest and smallest", "prior", "weight", "deviation", "rows"});
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i >= kShownWeights && i + kShownWeights < order.size()) continue;
    const ModelWeight& weight = model.weights[order[i]];
    table.Add({Shortened(weight.name, 60), Fixed(weight.prior_mean), Fixed(weight.mean),
               Fixed(weight.deviation), std::to_string(weight.count)});
  }
  return table.Text();
}

}  // namespace

std::string TrainingText(const Training& training) {
  const HeldOutReport& report = training.held_out;
  const Model& model = training.model;
  std::string text = "Fitted to " + std::to_string(report.rows) + " rows of " +
                     std::to_string(report.groups) + " groups, " +
                     std::to_string(report.positives) + " positive (" +
                     Percent(static_cast<double>(report.positives) / report.rows) + "); " +
                     std::to_string(model.weights.size()) + " weights, prior scale " +
                     Fixed(model.prior_scale, 4) + ", " + std::to_string(training.fit.iterations) +
                     " iterations" + (training.fit.converged ? "" : ", not converged") + "\n\n";
  Table metrics({"held out, " + std::to_string(training.validation.fold_scales.size()) + " folds",
                 "value", "95% interval"});
  for (const ModelMetric& metric : model.metrics) {
    metrics.Add({metric.name, Fixed(metric.value), Range(metric.interval)});
  }
  text += metrics.Text() + '\n';
  if (!training.validation.candidates.empty()) {
    Table scales({"prior scale", "log loss", "standard error"});
    for (const auto& candidate : training.validation.candidates) {
      scales.Add({Fixed(candidate.scale, 4) +
                      (candidate.scale == training.validation.scale ? " (chosen)" : ""),
                  Fixed(candidate.log_loss, 5), Fixed(candidate.standard_error, 5)});
    }
    text += scales.Text() + '\n';
  }
  Table bins({"calibration", "rows", "predicted", "observed"});
  for (const CalibrationBin& bin : report.bins) {
    bins.Add({Percent(bin.low) + " - " + Percent(bin.high), std::to_string(bin.n),
              Percent(bin.mean_predicted), Percent(bin.observed)});
  }
  text += bins.Text() + '\n';
  Table bands({"risk", "from", "rows", "observed"});
  for (const RiskBand& band : report.bands) {
    bands.Add({band.name, Percent(band.from), std::to_string(band.items), Percent(band.observed)});
  }
  return text + bands.Text() + '\n' + WeightTable(model);
}

nlohmann::ordered_json TrainingJson(const Training& training) {
  using Json = nlohmann::ordered_json;
  const HeldOutReport& report = training.held_out;
  const Model& model = training.model;
  Json json;
  json["items"] = report.rows;
  json["groups"] = report.groups;
  json["positives"] = report.positives;
  json["weights"] = model.weights.size();
  json["prior_scale"] = model.prior_scale;
  json["iterations"] = training.fit.iterations;
  json["converged"] = training.fit.converged;
  json["deviance"] = Rounded(training.fit.deviance);
  json["folds"] = training.validation.fold_scales.size();
  json["metrics"] = Json::object();
  json["intervals"] = Json::object();
  for (const ModelMetric& metric : model.metrics) {
    json["metrics"][metric.name] = metric.value;
    if (metric.interval) {
      json["intervals"][metric.name] = {metric.interval->first, metric.interval->second};
    }
  }
  json["prior_scales"] = Json::array();
  for (const auto& candidate : training.validation.candidates) {
    json["prior_scales"].push_back({{"scale", candidate.scale},
                                    {"log_loss", Rounded(candidate.log_loss)},
                                    {"standard_error", Rounded(candidate.standard_error)}});
  }
  json["calibration"] = Json::array();
  for (const CalibrationBin& bin : report.bins) {
    json["calibration"].push_back({{"low", Rounded(bin.low)},
                                   {"high", Rounded(bin.high)},
                                   {"n", bin.n},
                                   {"mean_predicted", Rounded(bin.mean_predicted)},
                                   {"observed", Rounded(bin.observed)}});
  }
  json["risk"] = Json::object();
  for (const RiskBand& band : model.bands) {
    json["risk"][band.name] = {
        {"from", band.from}, {"items", band.items}, {"observed", band.observed}};
  }
  return json;
}

}  // namespace imr
