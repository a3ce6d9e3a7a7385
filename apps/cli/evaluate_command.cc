#include "apps/cli/evaluate_command.h"

#include <algorithm>
#include <limits>
#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "apps/cli/decided_cases.h"
#include "apps/cli/evaluate_citations_command.h"
#include "apps/cli/evaluate_facts_command.h"
#include "apps/cli/predict_command.h"
#include "apps/cli/program.h"
#include "engine/evaluation/evaluation.h"
#include "engine/scoring/log_odds.h"
#include "engine/training/trainer.h"

namespace imr {
namespace {

// Predictions for the items of a corpus by fits that had not seen their cases, one for each seed.
std::optional<std::vector<std::vector<EvaluatedItem>>> PredictHeldOut(const Options& options,
                                                                      DecidedCases& decided,
                                                                      std::ostream& err) {
  Teacher teacher;
  if (!options.teacher.empty()) {
    auto loaded = LoadTeacher(options.teacher, err);
    if (!loaded) return std::nullopt;
    teacher = std::move(*loaded);
  }
  const TrainingCorpus corpus = decided.TakeTrainingCorpus(teacher);
  if (corpus.cases() < options.cross_validate) {
    err << "imr: --cross-validate " << options.cross_validate << ": there are only "
        << corpus.cases() << " cases\n";
    return std::nullopt;
  }
  const Trainer trainer(corpus);
  std::vector<std::vector<EvaluatedItem>> by_seed;
  for (int seed = 1; seed <= options.seeds; ++seed) {
    TrainerOptions training = TrainerOptionsOf(options, teacher);
    training.seed = static_cast<std::uint64_t>(seed);
    auto result = trainer.CrossValidate(training);
    if (auto* error = std::get_if<FitError>(&result)) {
      err << "imr: " << error->message << '\n';
      return std::nullopt;
    }
    const HeldOut& held_out = std::get<HeldOut>(result);
    std::map<std::pair<std::string, std::size_t>, double> probability;
    for (std::size_t row = 0; row < corpus.items().size(); ++row) {
      const TrainingItem& item = corpus.items()[row];
      probability[{item.case_id, item.index}] =
          Logistic(held_out.log_odds[static_cast<Eigen::Index>(row)]);
    }
    std::vector<EvaluatedItem> items;
    for (const DecidedCase& one : decided.cases) {
      for (EvaluatedItem item : one.items) {
        item.probability = probability.at({item.case_id, item.index});
        item.low = item.high = std::numeric_limits<double>::quiet_NaN();
        items.push_back(std::move(item));
      }
    }
    by_seed.push_back(std::move(items));
  }
  return by_seed;
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
  const bool held_out = options.cross_validate > 0;
  const auto predictor =
      LoadPredictor(options, streams.err, held_out ? WithModel::kNo : WithModel::kYes);
  if (!predictor) return kDoesNotHold;
  DecidedCases decided = ReadDecidedCases(options, streams, *predictor,
                                          held_out ? ForTraining::kYes : ForTraining::kNo);
  std::vector<EvaluatedItem> items;
  for (const DecidedCase& one : decided.cases) {
    items.insert(items.end(), one.items.begin(), one.items.end());
  }
  if (items.empty()) {
    streams.err << "imr: no input holds a ruling; nothing to evaluate\n";
    return decided.failed > 0 ? kBadInput : kDoesNotHold;
  }
  Evaluation evaluation;
  const std::string view(ViewName(options.view));
  if (held_out) {
    auto by_seed = PredictHeldOut(options, decided, streams.err);
    if (!by_seed) return kDoesNotHold;
    evaluation = EvaluateSeeds(view, std::move(*by_seed));
  } else {
    evaluation = Evaluate(view, std::move(items));
  }
  if (options.format == Format::kText) {
    streams.out << EvaluationText(evaluation);
  } else {
    Json json = EvaluationJson(evaluation);
    json["duplicates"] = Json::array();
    for (const auto& [source, case_id] : decided.duplicates) {
      json["duplicates"].push_back({{"source", source}, {"case", case_id}});
    }
    streams.out << json.dump(1) << '\n';
  }
  if (decided.failed > 0) return kBadInput;
  return HoldsUp(options, evaluation, streams.err) ? kDone : kDoesNotHold;
}

}  // namespace imr
