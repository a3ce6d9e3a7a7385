#include "apps/cli/evaluate_command.h"

#include <algorithm>
#include <cmath>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "apps/cli/corpus_run.h"
#include "apps/cli/evaluate_citations_command.h"
#include "apps/cli/evaluate_facts_command.h"
#include "apps/cli/predict_command.h"
#include "apps/cli/program.h"
#include "engine/evaluation/evaluation.h"

namespace imr {
namespace {

// One input's rulings, predicted.
struct Decided {
  std::vector<EvaluatedItem> items;  // those with a ruling
  int undecided = 0;                 // items without one
};

Decided PredictDecided(const Predictor& predictor, const Options& options,
                       const Document& document) {
  Decided out;
  const Case c = InView(predictor, document, options.view);
  const CasePrediction prediction = predictor.Predict(c, {.as_of = options.as_of});
  for (std::size_t i = 0; i < prediction.items.size(); ++i) {
    const auto& rulings = document.decided.rulings;
    if (i >= rulings.size() || !rulings[i]) {
      ++out.undecided;
      continue;
    }
    const ItemPrediction& item = prediction.items[i];
    out.items.push_back({.case_id = c.id,
                         .index = i,
                         .treatment = item.treatment,
                         .probability = item.score.probability,
                         .low = item.score.low,
                         .high = item.score.high,
                         .base_rate = item.score.base_rate,
                         .overturned = rulings[i]->outcome != Outcome::kUpheld,
                         .abstained = item.abstained});
  }
  return out;
}

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

}  // namespace

int EvaluateCommand(const Options& options, const Streams& streams) {
  if (!options.gold_facts.empty()) return EvaluateFactsCommand(options, streams);
  if (options.citations) return EvaluateCitationsCommand(options, streams);
  const auto predictor = LoadPredictor(options, streams.err);
  if (!predictor) return kDoesNotHold;
  const auto corpus = AnswerCorpus<Decided>(options, streams, [&](const Document& document) {
    return PredictDecided(*predictor, options, document);
  });
  std::vector<EvaluatedItem> items;
  int undecided = 0;
  for (const auto& one : corpus.cases) {
    undecided += one.answer.undecided;
    items.insert(items.end(), one.answer.items.begin(), one.answer.items.end());
  }
  if (!options.quiet && undecided > 0) {
    streams.err << "imr: " << undecided << " items without a ruling are not counted\n";
  }
  if (items.empty()) {
    streams.err << "imr: no input holds a ruling; nothing to evaluate\n";
    return corpus.failed > 0 ? kBadInput : kDoesNotHold;
  }
  const Evaluation evaluation = Evaluate(std::string(ViewName(options.view)), std::move(items));
  if (options.format == Format::kText) {
    streams.out << EvaluationText(evaluation);
  } else {
    Json json = EvaluationJson(evaluation);
    json["duplicates"] = Json::array();
    for (const auto& [source, case_id] : corpus.duplicates) {
      json["duplicates"].push_back({{"source", source}, {"case", case_id}});
    }
    streams.out << json.dump(1) << '\n';
  }
  if (corpus.failed > 0) return kBadInput;
  return HoldsUp(options, evaluation, streams.err) ? kDone : kDoesNotHold;
}

}  // namespace imr
