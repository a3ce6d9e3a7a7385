#include "apps/cli/evaluate_citations_command.h"

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "apps/cli/corpus_run.h"
#include "apps/cli/predict_command.h"
#include "apps/cli/program.h"
#include "engine/evaluation/citation_evaluation.h"

namespace imr {
namespace {

const char kMetric[] = "citation_agreement";

// The items of one case that have a ruling.
struct Cited {
  int ruled = 0;
  std::vector<CitationItem> items;  // that cite MTUS, ACOEM or ODG
};

Cited CitationsOf(const Document& document, const Predictor& predictor,
                  const CitationLexicon& lexicon, const Options& options) {
  Cited out;
  const CasePrediction prediction =
      predictor.Predict(InView(predictor, document, options.view), {.as_of = options.as_of});
  const auto& rulings = document.decided.rulings;
  for (std::size_t i = 0; i < prediction.items.size() && i < rulings.size(); ++i) {
    if (!rulings[i]) continue;
    ++out.ruled;
    std::vector<CitedChapter> cited = lexicon.Read(rulings[i]->guideline);
    if (cited.empty()) continue;
    out.items.push_back(
        CitationOf(document.known.id, i, prediction.items[i], std::move(cited), lexicon));
  }
  return out;
}

bool HoldsUp(const Options& options, double agreement, std::ostream& err) {
  const auto least = options.fail_under.find(kMetric);
  if (least == options.fail_under.end() || agreement >= least->second) return true;
  err << "imr: " << kMetric << " is " << agreement << ", under " << least->second << '\n';
  return false;
}

}  // namespace

int EvaluateCitationsCommand(const Options& asked, const Streams& streams) {
  Options options = asked;
  if (!options.view_given) options.view = View::kRecord;  // the expert cites for what is found
  for (const auto& [name, least] : options.fail_under) {
    if (name == kMetric) continue;
    streams.err << "imr: --fail-under: with --citations the metric is " << kMetric << '\n';
    return kWrongUsage;
  }
  const auto predictor = LoadPredictor(options, streams.err);
  if (!predictor) return kDoesNotHold;
  Diagnostics diagnostics;
  const auto lexicon = CitationLexicon::Load(options.rules, diagnostics);
  if (!lexicon) {
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      streams.err << (options.rules / FormatDiagnostic(diagnostic)).string() << '\n';
    }
    return kDoesNotHold;
  }
  auto corpus = AnswerCorpus<Cited>(options, streams, [&](const Document& document) {
    return CitationsOf(document, *predictor, *lexicon, options);
  });
  int ruled = 0;
  int cases = 0;
  std::vector<std::vector<CitationItem>> items;
  for (auto& one : corpus.cases) {
    ruled += one.answer.ruled;
    cases += one.answer.ruled > 0;
    items.push_back(std::move(one.answer.items));
  }
  CitationEvaluation evaluation = EvaluateCitations(items);
  evaluation.view = ViewName(options.view);
  evaluation.cases = cases;
  evaluation.ruled = ruled;
  if (evaluation.items == 0) {
    streams.err
        << "imr: no input holds a ruling that cites MTUS, ACOEM or ODG; nothing to evaluate\n";
    return corpus.failed > 0 ? kBadInput : kDoesNotHold;
  }
  if (options.format == Format::kJson) {
    streams.out
        << CitationEvaluationJson(evaluation).dump(1, ' ', false, Json::error_handler_t::replace)
        << '\n';
  } else {
    streams.out << CitationEvaluationText(evaluation);
  }
  if (corpus.failed > 0) return kBadInput;
  return HoldsUp(options, evaluation.agreement, streams.err) ? kDone : kDoesNotHold;
}

}  // namespace imr
