#include "engine/evaluation/model_comparison.h"

#include <cassert>
#include <cmath>

#include "engine/evaluation/report_parts.h"
#include "engine/evaluation/table.h"
#include "engine/explanation/layout.h"

namespace imr {

using nlohmann::ordered_json;

ModelComparison CompareModels(const std::vector<EvaluatedItem>& first,
                              const std::vector<EvaluatedItem>& second,
                              const EvaluationOptions& options) {
  assert(!first.empty() && first.size() == second.size());
  const std::vector<ScoredItem> a = ToScored(first);
  const std::vector<ScoredItem> b = ToScored(second);
  ModelComparison comparison;
  comparison.first = ComputeMetrics(a);
  comparison.second = ComputeMetrics(b);
  comparison.differences = BootstrapDifferences(a, b, options.resamples, options.seed);
  return comparison;
}

ordered_json ModelComparisonJson(const ModelComparison& comparison) {
  ordered_json differences = ordered_json::object();
  for (const auto& [name, value] : Listed(comparison.second)) {
    const MetricDifference& difference = comparison.differences.at(name);
    differences[name] = {{"difference", NumberOrNull(difference.value)},
                         {"interval", IntervalJson(difference.interval)},
                         {"share_above", NumberOrNull(difference.share_above)}};
  }
  return {{"model", comparison.name},
          {"with", comparison.against},
          {"metrics", MetricsJson(comparison.second)},
          {"differences", std::move(differences)},
          {"in_training", comparison.in_training}};
}

std::vector<std::vector<std::string>> ModelComparisonRows(const ModelComparison& comparison) {
  std::vector<std::vector<std::string>> rows;
  const auto first = Listed(comparison.first);
  const auto second = Listed(comparison.second);
  for (std::size_t i = 0; i < first.size(); ++i) {
    const MetricDifference& difference = comparison.differences.at(first[i].first);
    rows.push_back({Readable(first[i].first), Fixed(first[i].second, 3), Fixed(second[i].second, 3),
                    Fixed(difference.value, 3), RangeText(difference.interval)});
  }
  return rows;
}

std::string ModelComparisonText(const ModelComparison& comparison) {
  Table table({"", "model", "other", "difference", "95% interval"});
  for (auto& row : ModelComparisonRows(comparison)) table.Add(std::move(row));
  std::string out;
  for (const auto& [label, name] :
       {std::pair("Model: ", &comparison.name), std::pair("Other: ", &comparison.against)}) {
    out += label + Shortened(Printable(*name), 92) + "\n";
  }
  return out + "Differences are model less other, with the same letters drawn for both.\n" +
         table.Text();
}

}  // namespace imr
