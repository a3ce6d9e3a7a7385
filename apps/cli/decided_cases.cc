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

// What of a prediction an evaluation looks at.
EvaluatedItem ToEvaluated(const Case& c, std::size_t index, const ItemPrediction& item,
                          bool overturned) {
  const bool decided = !item.decided_by.empty();
  std::vector<std::string> decided_by;
  for (const std::size_t i : item.decided_by) decided_by.push_back(item.criteria[i].criterion->id);
  return {.case_id = c.id,
          .index = index,
          .treatment = item.treatment,
          .guideline = decided ? item.criteria[item.decided_by.front()].guideline->id : "",
          .probability = item.score.probability,
          .low = item.score.low,
          .high = item.score.high,
          .base_rate = item.score.base_rate,
          .overturned = overturned,
          .abstained = item.abstained,
          .decided_by = std::move(decided_by)};
}

DecidedCase Decide(const Predictor& predictor, const Options& options, const Document& document,
                   const Wanted& wanted) {
  DecidedCase out;
  out.case_id = document.known.id;
  out.source = document.source;
  out.decision = document.decided.decision;
  Case c = InView(predictor, document, options.view);
  if (wanted.training) out.training = ReadyForTraining(predictor, options, c, document.decided);
  const CasePrediction prediction = predictor.Predict(c, {.as_of = options.as_of});
  if (!options.history_output.empty()) {
    std::vector<FactSheet> facts;
    for (const ItemPrediction& item : prediction.items) facts.push_back(item.facts);
    out.history = HistoryLine(predictor.vocabulary(), c, facts, document.decided);
  }
  CasePrediction other;
  if (wanted.against != nullptr) other = wanted.against->Predict(c, {.as_of = options.as_of});
  for (std::size_t i = 0; i < prediction.items.size(); ++i) {
    const auto& rulings = document.decided.rulings;
    if (i >= rulings.size() || !rulings[i]) {
      ++out.undecided;
      continue;
    }
    const bool overturned = rulings[i]->outcome != Outcome::kUpheld;
    out.items.push_back(ToEvaluated(c, i, prediction.items[i], overturned));
    if (wanted.explained) out.explained.push_back(Explained(c, i, prediction.items[i]));
    if (wanted.against != nullptr) {
      out.against.push_back(ToEvaluated(c, i, other.items[i], overturned));
    }
  }
  if (wanted.known && wanted.known(document.decided)) out.known = std::move(c);
  return out;
}

DecidedCases Gather(CorpusAnswers<DecidedCase> corpus) {
  DecidedCases out;
  out.failed = corpus.failed;
  out.duplicates = std::move(corpus.duplicates);
  for (auto& one : corpus.cases) {
    out.undecided += one.answer.undecided;
    out.cases.push_back(std::move(one.answer));
  }
  return out;
}

}  // namespace

TrainingCorpus DecidedCases::TakeTrainingCorpus(
    const Teacher& teacher, const std::function<bool(const DecidedCase&)>& use) {
  TrainingCorpus corpus;
  for (DecidedCase& decided : cases) {
    if (use && !use(decided)) continue;
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
                              const Predictor& predictor, const Wanted& wanted) {
  auto corpus = AnswerCorpus<DecidedCase>(options, streams, [&](const Document& document) {
    return Decide(predictor, options, document, wanted);
  });
  DecidedCases out = Gather(std::move(corpus));
  if (!options.quiet && out.undecided > 0) {
    streams.err << "imr: " << out.undecided << " items without a ruling are not counted\n";
  }
  return out;
}

DecidedCases DecideDocuments(const CorpusAnswers<Document>& documents, const Options& options,
                             const Predictor& predictor, const Wanted& wanted,
                             const std::function<void()>& before_each) {
  return Gather(
      AnswerDocuments<DecidedCase>(documents, options.jobs, [&](const Document& document) {
        before_each();
        return Decide(predictor, options, document, wanted);
      }));
}

void PredictAgain(const Predictor& predictor, const Options& options, bool explained,
                  DecidedCase& one) {
  const CasePrediction prediction = predictor.Predict(*one.known, {.as_of = options.as_of});
  one.explained.clear();
  for (EvaluatedItem& item : one.items) {
    const ItemPrediction& predicted = prediction.items[item.index];
    item = ToEvaluated(*one.known, item.index, predicted, item.overturned);
    if (explained) one.explained.push_back(Explained(*one.known, item.index, predicted));
  }
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

std::optional<Teacher> LoadTeacher(const Options& options, std::ostream& err) {
  const std::string& path = options.teacher;
  if (path.empty()) return Teacher{};
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
