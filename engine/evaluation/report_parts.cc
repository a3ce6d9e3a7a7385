#include "engine/evaluation/report_parts.h"

#include <algorithm>
#include <cmath>

#include "engine/explanation/layout.h"

namespace imr {

using nlohmann::ordered_json;

ordered_json NumberOrNull(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

ordered_json IntervalJson(const Interval& interval) {
  return ordered_json::array({NumberOrNull(interval.low), NumberOrNull(interval.high)});
}

ordered_json MetricsJson(const Metrics& metrics) {
  ordered_json out = ordered_json::object();
  for (const auto& [name, value] : Listed(metrics)) out[name] = NumberOrNull(value);
  return out;
}

std::string Readable(std::string metric) {
  if (metric == "auc" || metric == "ece") {
    std::transform(metric.begin(), metric.end(), metric.begin(),
                   [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    return metric;
  }
  std::replace(metric.begin(), metric.end(), '_', ' ');
  if (metric.starts_with("recall at ")) metric += '%';
  return metric;
}

std::string RangeText(const Interval& interval) {
  if (!std::isfinite(interval.low)) return "n/a";
  return Fixed(interval.low, 3) + " to " + Fixed(interval.high, 3);
}

}  // namespace imr
