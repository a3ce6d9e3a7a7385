#include "apps/cli/evaluate_command.h"

#include <algorithm>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "apps/cli/chart_library.h"
#include "apps/cli/evaluate_citations_command.h"
#include "apps/cli/evaluate_facts_command.h"
#include "apps/cli/evaluate_learning_curve_command.h"
#include "apps/cli/evaluated_predictions.h"
#include "apps/cli/program.h"
#include "engine/evaluation/evaluation.h"
#include "engine/evaluation/evaluation_html.h"
#include "engine/evaluation/model_comparison.h"
#include "engine/explanation/contract_json.h"

namespace imr {
namespace {

// Names the metrics that are below what --fail-under asks.
bool HoldsUp(const Options& options, const Evaluation& evaluation, std::ostream& err) {
  bool holds = true;
  const auto listed = Listed(evaluation.metrics);
  for (const auto& [name, least] : options.fail_under) {
    const auto it = std::find_if(listed.begin(), listed.end(),
                                 [&, n = name](const auto& metric) { return metric.first == n; });
    if (it == listed.end()) {
      err << "imr: --fail-under: there is no metric '" << name << "'\n";
      holds = false;
    } else if (!(it->second >= least)) {
      err << "imr: " << name << " is " << it->second << ", under " << least << '\n';
      holds = false;
    }
  }
  return holds;
}

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

void WriteText(const Evaluation& evaluation, const EvaluatedPredictions& predicted,
               const std::optional<ModelComparison>& comparison, std::ostream& out) {
  if (predicted.split) out << TemporalSplitText(*predicted.split) << '\n';
  out << EvaluationText(evaluation);
  if (comparison) out << "\nAgainst another model\n" << ModelComparisonText(*comparison);
}

void WriteJson(const Evaluation& evaluation, const EvaluatedPredictions& predicted,
               const std::optional<ModelComparison>& comparison, std::ostream& out) {
  Json json = EvaluationJson(evaluation);
  json["model"] = predicted.model;
  if (comparison) json["against"] = ModelComparisonJson(*comparison);
  if (predicted.split) json["split"] = TemporalSplitJson(*predicted.split);
  json["duplicates"] = Json::array();
  for (const auto& [source, case_id] : predicted.duplicates) {
    json["duplicates"].push_back({{"source", source}, {"case", case_id}});
  }
  out << json.dump(1, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace

int EvaluateCommand(const Options& options, const Streams& streams) {
  if (!options.gold_facts.empty()) return EvaluateFactsCommand(options, streams);
  if (options.citations) return EvaluateCitationsCommand(options, streams);
  if (options.learning_curve) return EvaluateLearningCurveCommand(options, streams);
  auto predicted_or_status = PredictDecided(options, streams);
  if (const int* status = std::get_if<int>(&predicted_or_status)) return *status;
  auto& predicted = std::get<EvaluatedPredictions>(predicted_or_status);
  const int in_training = CasesAmong(predicted.sets.front(), predicted.trained_on);
  int cases = 0;
  for (const ScoredItem& item : ToScored(predicted.sets.front())) {
    cases = std::max(cases, item.group + 1);
  }
  const auto comparison = Compared(options, predicted, cases, streams.err);
  Evaluation evaluation =
      EvaluateSeeds(std::string(ViewName(options.view)), std::move(predicted.sets));
  evaluation.in_training = in_training;
  WarnOfTraining(options, predicted.model, in_training, evaluation.cases, streams.err);
  if (options.format == Format::kHtml) {
    streams.out << EvaluationHtml({.evaluation = evaluation,
                                   .explained = predicted.explained,
                                   .model = predicted.model,
                                   .comparison = comparison,
                                   .split = predicted.split},
                                  ChartLibrary());
  } else if (options.format == Format::kText) {
    WriteText(evaluation, predicted, comparison, streams.out);
  } else {
    WriteJson(evaluation, predicted, comparison, streams.out);
  }
  if (predicted.failed > 0) return kBadInput;
  return HoldsUp(options, evaluation, streams.err) ? kDone : kDoesNotHold;
}

}  // namespace imr
