#include "apps/cli/evaluate_command.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "apps/cli/evaluate_facts_command.h"
#include "apps/cli/input_run.h"
#include "apps/cli/predict_command.h"
#include "apps/cli/program.h"
#include "engine/evaluation/evaluation.h"

namespace imr {
namespace {

// One input's rulings, predicted.
struct Decided {
  std::string case_id;
  std::string source;
  bool is_pdf = false;
  std::vector<EvaluatedItem> items;  // those with a ruling
  int undecided = 0;                 // items without one
};

Decided PredictDecided(const Predictor& predictor, const Options& options, const Document& document,
                       bool is_pdf) {
  Decided out{document.known.id, document.source, is_pdf, {}, 0};
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

struct Corpus {
  std::vector<EvaluatedItem> items;
  // (source, case number) of inputs left out, in order of the inputs.
  std::vector<std::pair<std::string, std::string>> duplicates;
  int undecided = 0;
};

// Counts a case number once: text before PDF, else the first. Order of the inputs is kept.
Corpus WithoutDuplicates(std::vector<Decided> all) {
  std::map<std::string, std::size_t> chosen;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto [it, fresh] = chosen.emplace(all[i].case_id, i);
    if (!fresh && all[it->second].is_pdf && !all[i].is_pdf) it->second = i;
  }
  Corpus corpus;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (chosen.at(all[i].case_id) != i) {
      corpus.duplicates.emplace_back(all[i].source, all[i].case_id);
      continue;
    }
    corpus.undecided += all[i].undecided;
    std::move(all[i].items.begin(), all[i].items.end(), std::back_inserter(corpus.items));
  }
  return corpus;
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
  const auto predictor = LoadPredictor(options, streams.err);
  if (!predictor) return kDoesNotHold;
  std::vector<Decided> all;
  const int failed = ForEachInput<Decided>(
      options, streams,
      [&](const Document& document, bool is_pdf) {
        return PredictDecided(*predictor, options, document, is_pdf);
      },
      [&](InputAnswer<Decided> answer) {
        if (auto* decided = std::get_if<Decided>(&answer)) all.push_back(std::move(*decided));
      });
  Corpus corpus = WithoutDuplicates(std::move(all));
  if (!options.quiet) {
    for (const auto& [source, case_id] : corpus.duplicates) {
      streams.err << "imr: " << source << ": case " << case_id << " again; counted once\n";
    }
    if (corpus.undecided > 0) {
      streams.err << "imr: " << corpus.undecided << " items without a ruling are not counted\n";
    }
  }
  if (corpus.items.empty()) {
    streams.err << "imr: no input holds a ruling; nothing to evaluate\n";
    return failed > 0 ? kBadInput : kDoesNotHold;
  }
  const Evaluation evaluation =
      Evaluate(std::string(ViewName(options.view)), std::move(corpus.items));
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
  if (failed > 0) return kBadInput;
  return HoldsUp(options, evaluation, streams.err) ? kDone : kDoesNotHold;
}

}  // namespace imr
