#include "apps/cli/decided_cases.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <ostream>
#include <sstream>

#include "apps/cli/corpus_run.h"
#include "apps/cli/predict_command.h"
#include "engine/training/history.h"

namespace imr {
namespace {

constexpr std::streamsize kLargestTeacher = 64 << 20;  // bytes

std::vector<TrainingItem> ReadyForTraining(const Predictor& predictor, const Options& options,
                                           const Case& c, const Determination& decided) {
  std::vector<TrainingItem> out;
  std::vector<ItemFeatures> items = predictor.FeaturesOf(c, {.as_of = options.as_of});
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i >= decided.rulings.size() || !decided.rulings[i]) continue;
    out.push_back({.case_id = c.id,
                   .index = i,
                   .treatment = std::move(items[i].treatment),
                   .offset = items[i].offset,
                   .features = std::move(items[i].features),
                   .parent = items[i].parent,
                   .overturned = decided.rulings[i]->outcome != Outcome::kUpheld,
                   .abstained = items[i].abstained,
                   .teacher = std::nullopt});
  }
  return out;
}

DecidedCase Decide(const Predictor& predictor, const Options& options, const Document& document,
                   ForTraining training) {
  DecidedCase out{.case_id = document.known.id,
                  .decision = document.decided.decision,
                  .items = {},
                  .training = {},
                  .history = {},
                  .undecided = 0};
  const Case c = InView(predictor, document, options.view);
  if (training == ForTraining::kYes) {
    out.training = ReadyForTraining(predictor, options, c, document.decided);
  }
  const CasePrediction prediction = predictor.Predict(c, {.as_of = options.as_of});
  if (!options.history_output.empty()) {
    std::vector<FactSheet> facts;
    for (const ItemPrediction& item : prediction.items) facts.push_back(item.facts);
    out.history = HistoryLine(predictor.vocabulary(), c, facts, document.decided);
  }
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

}  // namespace

TrainingCorpus DecidedCases::TakeTrainingCorpus(const Teacher& teacher) {
  TrainingCorpus corpus;
  for (DecidedCase& decided : cases) {
    for (TrainingItem& item : decided.training) {
      const auto it = teacher.probability.find({item.case_id, item.index});
      if (it != teacher.probability.end()) item.teacher = it->second;
    }
    corpus.AddCase(std::move(decided.training));
    decided.training.clear();
  }
  corpus.Finish();
  return corpus;
}

DecidedCases ReadDecidedCases(const Options& options, const Streams& streams,
                              const Predictor& predictor, ForTraining training) {
  auto corpus = AnswerCorpus<DecidedCase>(options, streams, [&](const Document& document) {
    return Decide(predictor, options, document, training);
  });
  DecidedCases out;
  out.failed = corpus.failed;
  out.duplicates = std::move(corpus.duplicates);
  for (auto& one : corpus.cases) {
    out.undecided += one.answer.undecided;
    out.cases.push_back(std::move(one.answer));
  }
  if (!options.quiet && out.undecided > 0) {
    streams.err << "imr: " << out.undecided << " items without a ruling are not counted\n";
  }
  return out;
}

TrainerOptions TrainerOptionsOf(const Options& options, const Teacher& teacher) {
  TrainerOptions training;
  if (options.cross_validate > 0) training.folds = options.cross_validate;
  training.jobs = options.jobs;
  if (teacher.probability.empty()) training.teachers = {0};
  if (options.train.prior_scale) training.scales = {*options.train.prior_scale};
  if (options.teacher_weight) training.teachers = {*options.teacher_weight};
  return training;
}

std::optional<Teacher> LoadTeacher(const std::string& path, std::ostream& err) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) {
    err << "imr: " << path << ": cannot be read\n";
    return std::nullopt;
  }
  if (in.tellg() > kLargestTeacher) {
    err << "imr: " << path << ": is larger than 64 MB\n";
    return std::nullopt;
  }
  in.seekg(0);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  Teacher teacher = ReadTeacher(bytes.str());
  for (const TeacherProblem& problem : teacher.problems) {
    err << "imr: " << path << ':' << problem.line << ": " << problem.message << '\n';
  }
  if (!teacher.problems.empty()) return std::nullopt;
  return teacher;
}

}  // namespace imr
