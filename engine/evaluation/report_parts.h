// What reports on predictions have in common: names and numbers for people and for programs.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "engine/evaluation/metrics.h"

namespace imr {

// Values that do not exist are null.
nlohmann::ordered_json NumberOrNull(double value);
nlohmann::ordered_json IntervalJson(const Interval& interval);
nlohmann::ordered_json MetricsJson(const Metrics& metrics);

// "AUC" of "auc", "brier skill" of "brier_skill", "recall at 10%" of "recall_at_10".
std::string Readable(std::string metric);

// "0.123 to 0.456", or "n/a".
std::string RangeText(const Interval& interval);

}  // namespace imr
