// Reading a model file: everything is bounded and checked before it is believed.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>
#include <string_view>
#include <system_error>

#include "engine/scoring/model_file.h"
#include "engine/scoring/training/logistic_fit.h"
#include "features/text/base64.h"
#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

constexpr double kLargestNumber = 1e9;
constexpr double kMostRows = 2e9;
constexpr std::size_t kLongestName = 4096;
constexpr std::size_t kMostEntries = 1000;  // of anything but weights
constexpr std::string_view kCovarianceKey = "\ncovariance: |\n";
// Relative; variances and deviations are computed apart.
constexpr double kSameVariance = 1e-6;

class ModelReader {
 public:
  ModelReader(std::string name, Diagnostics& diagnostics)
      : name_(std::move(name)), diagnostics_(diagnostics) {}

  Model Read(const YAML::Node& root) {
    Model model;
    MapReader top(root, "a model", name_, diagnostics_);
    if (const auto version = Bounded(top, "version", 0, kLargestNumber); version && *version != 1) {
      top.Error(*top.Optional("version"), "only version 1 is read; train the model again",
                "model-version");
    }
    top.Required("kind");
    model.kind = top.OneOf("kind", {"letters", "table"}).value_or("");
    if (const auto date = top.String("date")) {
      model.date = ParseDate(*date);
      if (!model.date) top.Error(*top.Optional("date"), "'date' must be a date", "wrong-kind");
    }
    ReadAbout(top, model);
    ReadCorpus(top, model);
    model.prior_scale = Bounded(top, "prior_scale", 1e-9, kLargestNumber).value_or(1);
    ReadCalibration(top, model);
    ReadMetrics(top, model);
    ReadBands(top, model);
    ReadWeights(top, model);
    top.Finish();
    return model;
  }

  void ReadCovariance(std::string_view tail, int line, Model& model) {
    std::size_t n = 0;
    for (const ModelWeight& weight : model.weights) n += weight.count > 0 ? 1 : 0;
    const auto bytes = DecodeBase64(tail);
    if (!bytes || n == 0 || bytes->size() != n * (n + 1) / 2 * sizeof(double)) {
      Fail(line,
           "'covariance' must be base64 of a triangle of " + std::to_string(n) +
               " rows, one for each weight with a count",
           "wrong-covariance");
      return;
    }
    const auto size = static_cast<Eigen::Index>(n);
    model.covariance.resize(size, size);
    std::size_t at = 0;
    for (Eigen::Index i = 0; i < size; ++i) {
      for (Eigen::Index j = 0; j <= i; ++j) {
        std::uint64_t bits = 0;
        for (int shift = 0; shift < 64; shift += 8) {
          bits |= std::uint64_t{static_cast<unsigned char>((*bytes)[at++])} << shift;
        }
        model.covariance(i, j) = std::bit_cast<double>(bits);
        model.covariance(j, i) = model.covariance(i, j);
      }
    }
    if (!IsCovariance(model)) {
      Fail(line, "'covariance' does not go with the deviations of the weights", "wrong-covariance");
    }
  }

 private:
  void Fail(int line, std::string message, std::string code) {
    diagnostics_.Add({name_, line, 1, Severity::kError, std::move(message), std::move(code)});
  }

  static bool IsCovariance(const Model& model) {
    const Eigen::MatrixXd& s = model.covariance;
    Eigen::Index i = 0;
    for (const ModelWeight& weight : model.weights) {
      if (weight.count == 0) continue;
      const double variance = weight.deviation * weight.deviation;
      if (!(std::abs(s(i, i) - variance) <= kSameVariance * variance)) return false;
      for (Eigen::Index j = 0; j < i; ++j) {
        if (!(std::abs(s(i, j)) <= (1 + kSameVariance) * std::sqrt(s(i, i) * s(j, j)))) {
          return false;
        }
      }
      ++i;
    }
    return true;
  }

  std::optional<double> Bounded(MapReader& reader, std::string_view key, double low, double high) {
    if (!reader.Required(key)) return std::nullopt;
    const auto value = reader.Number(key);
    if (value && !(*value >= low && *value <= high)) {
      reader.Error(*reader.Optional(key), "'" + std::string(key) + "' is out of range",
                   "out-of-range");
      return std::nullopt;
    }
    return value;
  }

  int Count(MapReader& reader, std::string_view key) {
    const auto value = Bounded(reader, key, 0, kMostRows);
    if (value && *value != std::floor(*value)) {
      reader.Error(*reader.Optional(key), "'" + std::string(key) + "' must be a whole number",
                   "wrong-kind");
      return 0;
    }
    return static_cast<int>(value.value_or(0));
  }

  // Calls read(name, node) for the entries of the mapping at `key`, where it is there.
  template <typename ReadEntry>
  void ForEachEntry(MapReader& top, std::string_view key, ReadEntry read) {
    const auto node = top.Optional(key);
    if (!node) return;
    if (!node->IsMap() || node->size() > kMostEntries) {
      top.Error(*node, "'" + std::string(key) + "' must be a mapping of at most 1000 names",
                "wrong-kind");
      return;
    }
    for (const auto& entry : *node) {
      const auto name = AsString(entry.first);
      if (!name || name->size() > kLongestName) {
        top.Error(entry.first, "a key of '" + std::string(key) + "' must be a name", "wrong-kind");
        continue;
      }
      read(*name, entry.second);
    }
  }

  void ReadAbout(MapReader& top, Model& model) {
    ForEachEntry(top, "about", [&](const std::string& name, const YAML::Node& node) {
      const auto value = AsString(node);
      if (!value) {
        top.Error(node, "'" + name + "' must be text", "wrong-kind");
      } else {
        model.about.emplace_back(name, *value);
      }
    });
  }

  void ReadCorpus(MapReader& top, Model& model) {
    const auto node = top.Required("corpus");
    if (!node) return;
    MapReader reader(*node, "'corpus'", name_, diagnostics_);
    model.items = Count(reader, "items");
    model.groups = Count(reader, "groups");
    model.positives = Count(reader, "positives");
    model.cases = reader.Strings("cases");
    model.sha256 = reader.String("sha256").value_or("");
    const bool hexadecimal =
        model.sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!model.sha256.empty() && (model.sha256.size() != 64 || !hexadecimal)) {
      reader.Error(*reader.Optional("sha256"), "'sha256' must be 64 hexadecimal digits",
                   "wrong-kind");
    }
    if (model.groups > model.items || model.positives > model.items) {
      reader.Error(*node, "there cannot be more groups or positives than items", "out-of-range");
    }
    reader.Finish();
  }

  void ReadCalibration(MapReader& top, Model& model) {
    const auto node = top.Optional("calibration");
    if (!node) return;
    MapReader reader(*node, "'calibration'", name_, diagnostics_);
    model.calibration_intercept = Bounded(reader, "intercept", -100, 100).value_or(0);
    model.calibration_slope = Bounded(reader, "slope", 1e-3, 1e3).value_or(1);
    reader.Finish();
  }

  void ReadMetrics(MapReader& top, Model& model) {
    ForEachEntry(top, "metrics", [&](const std::string& name, const YAML::Node& node) {
      MapReader reader(node, "a metric", name_, diagnostics_);
      ModelMetric metric{.name = name};
      metric.value = Bounded(reader, "value", -kLargestNumber, kLargestNumber).value_or(0);
      if (reader.Has("low") || reader.Has("high")) {
        const auto low = Bounded(reader, "low", -kLargestNumber, kLargestNumber);
        const auto high = Bounded(reader, "high", -kLargestNumber, kLargestNumber);
        if (low && high) metric.interval.emplace(*low, *high);
      }
      reader.Finish();
      model.metrics.push_back(std::move(metric));
    });
  }

  void ReadBands(MapReader& top, Model& model) {
    ForEachEntry(top, "risk", [&](const std::string& name, const YAML::Node& node) {
      MapReader reader(node, "a band of risk", name_, diagnostics_);
      RiskBand band{.name = name};
      band.from = Bounded(reader, "from", 0, 1).value_or(0);
      band.share = Bounded(reader, "share", 0, 1).value_or(0);
      band.items = Count(reader, "items");
      band.observed = Bounded(reader, "observed", 0, 1).value_or(0);
      reader.Finish();
      model.bands.push_back(std::move(band));
    });
  }

  void ReadWeights(MapReader& top, Model& model) {
    const auto list = top.Required("weights");
    if (!list) return;
    if (!list->IsSequence() || list->size() > static_cast<std::size_t>(kMostWeights)) {
      top.Error(*list, "'weights' must be a list of at most " + std::to_string(kMostWeights),
                "wrong-kind");
      return;
    }
    std::set<std::string> names;
    for (const auto& node : *list) {
      MapReader reader(node, "a weight", name_, diagnostics_);
      ModelWeight weight;
      weight.name = reader.RequiredString("name").value_or("");
      weight.prior_mean = Bounded(reader, "prior", -kLargestNumber, kLargestNumber).value_or(0);
      weight.prior_deviation = PriorDeviation(reader);
      weight.mean = Bounded(reader, "weight", -kLargestNumber, kLargestNumber).value_or(0);
      weight.deviation = Bounded(reader, "deviation", 0, kLargestNumber).value_or(0);
      weight.count = Count(reader, "count");
      reader.Finish();
      if (weight.name.size() > kLongestName) {
        reader.Error(node, "'name' is longer than 4096 bytes", "out-of-range");
      } else if (!names.insert(weight.name).second) {
        reader.Error(node, "two weights are called '" + weight.name + "'", "duplicate-feature");
      }
      model.weights.push_back(std::move(weight));
    }
  }

  double PriorDeviation(MapReader& reader) {
    const auto node = reader.Optional("prior_deviation");
    if (node && AsString(*node) == "free") return std::numeric_limits<double>::infinity();
    return Bounded(reader, "prior_deviation", 1e-12, kLargestNumber).value_or(1);
  }

  const std::string name_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::optional<Model> ReadModel(const std::string& text, const std::string& name,
                               Diagnostics& diagnostics) {
  if (text.size() > kLargestModelFile) {
    diagnostics.Error(name, YAML::Mark::null_mark(), "is larger than 128 MiB", "too-large");
    return std::nullopt;
  }
  // The covariance is most of the file and no business of a parser of YAML. It stands last.
  const std::size_t key = text.find(kCovarianceKey);
  const std::size_t end = key == std::string::npos ? text.size() : key + 1;
  if (end > kLargestYamlFile) {
    diagnostics.Error(name, YAML::Mark::null_mark(), "holds more than 8 MiB besides the covariance",
                      "too-large");
    return std::nullopt;
  }
  Diagnostics found;
  std::optional<Model> model;
  ModelReader reader(name, found);
  if (const auto root = ParseYaml(text.substr(0, end), name, found)) model = reader.Read(*root);
  if (model && key != std::string::npos && !found.has_errors()) {
    const auto lines =
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '\n');
    reader.ReadCovariance(std::string_view(text).substr(key + kCovarianceKey.size()),
                          static_cast<int>(lines) + 1, *model);
  }
  for (const Diagnostic& diagnostic : found.all()) diagnostics.Add(diagnostic);
  if (found.has_errors()) return std::nullopt;
  return model;
}

std::optional<Model> LoadModel(const std::filesystem::path& path, const std::string& name,
                               Diagnostics& diagnostics) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  std::ifstream in(path, std::ios::binary);
  if (error || !in) {
    diagnostics.Error(name, YAML::Mark::null_mark(), "cannot be read", "unreadable");
    return std::nullopt;
  }
  if (size > kLargestModelFile) {
    diagnostics.Error(name, YAML::Mark::null_mark(), "is larger than 128 MiB", "too-large");
    return std::nullopt;
  }
  std::ostringstream text;
  text << in.rdbuf();
  return ReadModel(text.str(), name, diagnostics);
}

}  // namespace imr
