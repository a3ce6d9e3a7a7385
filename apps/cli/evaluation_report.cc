#include "apps/cli/evaluation_report.h"

#include <algorithm>
#include <ostream>
#include <string>
#include <utility>

namespace imr {
namespace {

// Tells when a model is evaluated on what it learned from.
void WarnOfTraining(const Options& options, const std::string& model, int in_training, int cases,
                    std::ostream& err) {
  if (in_training == 0 || options.quiet) return;
  err << "imr: " << model << ": was fitted on " << in_training << " of these " << cases
      << " cases; its figures flatter. Use --cross-validate for figures that do not\n";
}

std::optional<ModelComparison> Compared(const Options& options,
                                        const EvaluatedPredictions& predicted, int cases,
                                        std::ostream& err) {
  if (!options.against) return std::nullopt;
  ModelComparison comparison = CompareModels(predicted.sets.front(), predicted.against);
  comparison.name = predicted.model;
  comparison.against = ModelInWords(*options.against);
  comparison.in_training = CasesAmong(predicted.against, predicted.against_trained_on);
  WarnOfTraining(options, comparison.against, comparison.in_training, cases, err);
  return comparison;
}

}  // namespace

EvaluationReport ReportOn(EvaluatedPredictions predicted, const Options& options,
                          std::ostream& err) {
  EvaluationReport report;
  const int in_training = CasesAmong(predicted.sets.front(), predicted.trained_on);
  int cases = 0;
  for (const ScoredItem& item : ToScored(predicted.sets.front())) {
    cases = std::max(cases, item.group + 1);
  }
  report.comparison = Compared(options, predicted, cases, err);
  report.evaluation = EvaluateSeeds(std::string(ViewName(options.view)), std::move(predicted.sets));
  report.evaluation.in_training = in_training;
  WarnOfTraining(options, predicted.model, in_training, report.evaluation.cases, err);
  predicted.sets.clear();
  report.predicted = std::move(predicted);
  return report;
}

Json EvaluationReportJson(const EvaluationReport& report) {
  Json json = EvaluationJson(report.evaluation);
  json["model"] = report.predicted.model;
  if (report.comparison) json["against"] = ModelComparisonJson(*report.comparison);
  if (report.predicted.split) json["split"] = TemporalSplitJson(*report.predicted.split);
  json["duplicates"] = Json::array();
  for (const auto& [source, case_id] : report.predicted.duplicates) {
    json["duplicates"].push_back({{"source", source}, {"case", case_id}});
  }
  return json;
}

}  // namespace imr
