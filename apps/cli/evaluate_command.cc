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
#include "apps/cli/evaluation_report.h"
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

void WriteText(const EvaluationReport& report, std::ostream& out) {
  if (report.predicted.split) out << TemporalSplitText(*report.predicted.split) << '\n';
  out << EvaluationText(report.evaluation);
  if (report.comparison)
    out << "\nAgainst another model\n" << ModelComparisonText(*report.comparison);
}

}  // namespace

int EvaluateCommand(const Options& options, const Streams& streams) {
  if (!options.gold_facts.empty()) return EvaluateFactsCommand(options, streams);
  if (options.citations) return EvaluateCitationsCommand(options, streams);
  if (options.learning_curve) return EvaluateLearningCurveCommand(options, streams);
  auto predicted_or_status = PredictDecided(options, streams);
  if (const int* status = std::get_if<int>(&predicted_or_status)) return *status;
  const EvaluationReport report = ReportOn(
      std::get<EvaluatedPredictions>(std::move(predicted_or_status)), options, streams.err);
  if (options.format == Format::kHtml) {
    streams.out << EvaluationHtml({.evaluation = report.evaluation,
                                   .explained = report.predicted.explained,
                                   .model = report.predicted.model,
                                   .comparison = report.comparison,
                                   .split = report.predicted.split},
                                  ChartLibrary());
  } else if (options.format == Format::kText) {
    WriteText(report, streams.out);
  } else {
    streams.out << EvaluationReportJson(report).dump(1, ' ', false, Json::error_handler_t::replace)
                << '\n';
  }
  if (report.predicted.failed > 0) return kBadInput;
  return HoldsUp(options, report.evaluation, streams.err) ? kDone : kDoesNotHold;
}

}  // namespace imr
