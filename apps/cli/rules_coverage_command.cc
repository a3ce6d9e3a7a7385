#include "apps/cli/rules_coverage_command.h"

#include <ostream>

#include "apps/cli/predict_command.h"
#include "apps/cli/program.h"
#include "apps/cli/rule_corpus.h"
#include "engine/evaluation/rule_coverage.h"

namespace imr {

int RulesCoverageCommand(const Options& options, const Streams& streams) {
  const auto predictor = LoadPredictor(options, streams.err, WithModel::kNo);
  if (!predictor) return kDoesNotHold;
  const auto corpus = JudgeCorpus(options, streams, *predictor);
  CoverageCounter counter(predictor->rulebook());
  for (const auto& one : corpus.cases) counter.Add(one.id, one.answer);
  const RuleCoverage coverage = counter.Coverage();
  if (options.format == Format::kJson) {
    streams.out << RuleCoverageJson(coverage).dump(1, ' ', false, Json::error_handler_t::replace)
                << '\n';
  } else if (options.format == Format::kCsv) {
    streams.out << RuleCoverageCsv(coverage);
  } else {
    streams.out << RuleCoverageText(coverage, {.colour = options.color});
  }
  return corpus.failed > 0 ? kBadInput : kDone;
}

}  // namespace imr
