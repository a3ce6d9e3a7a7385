// Two models on the same decided items: how good each is, and how sure it is that they differ.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/evaluation/evaluation.h"
#include "engine/evaluation/metrics.h"

namespace imr {

struct ModelComparison {
  std::string name, against;  // of the models, for people
  Metrics first, second;      // of the one that is evaluated, and of the one it is held against
  // First less second, with 95% intervals by paired bootstrap over cases; by names of Listed().
  std::map<std::string, MetricDifference> differences;
  int in_training = 0;  // of the cases, those that the second was fitted on
};

// REQUIRES: not empty; item for item the same case, index and outcome in both.
ModelComparison CompareModels(const std::vector<EvaluatedItem>& first,
                              const std::vector<EvaluatedItem>& second,
                              const EvaluationOptions& options = {});

// {"model", "with", "metrics", "differences": {name: {"difference", "interval", "share_above"}},
// "in_training"}; the metrics are of the second model.
nlohmann::ordered_json ModelComparisonJson(const ModelComparison& comparison);

// For people, a row for each metric: its name, of the first, of the second, the difference, its
// interval.
std::vector<std::vector<std::string>> ModelComparisonRows(const ModelComparison& comparison);

// A table, at most 100 columns wide. Ends with a line break.
std::string ModelComparisonText(const ModelComparison& comparison);

}  // namespace imr
