#include "apps/cli/train_letters.h"

#include <algorithm>
#include <fstream>
#include <ostream>

#include "apps/cli/decided_cases.h"
#include "apps/cli/predict_command.h"
#include "apps/cli/program.h"
#include "apps/cli/train_output.h"
#include "engine/training/letters_model.h"

namespace imr {
namespace {

bool WriteHistory(const DecidedCases& decided, const std::string& path, std::ostream& err) {
  std::ofstream file(path, std::ios::binary);
  std::vector<const DecidedCase*> cases;
  for (const DecidedCase& one : decided.cases) cases.push_back(&one);
  std::sort(cases.begin(), cases.end(),
            [](const DecidedCase* a, const DecidedCase* b) { return a->case_id < b->case_id; });
  for (const DecidedCase* one : cases) file << one->history;
  file.flush();
  if (file) return true;
  err << "imr: " << path << ": cannot be written\n";
  return false;
}

}  // namespace

int TrainLettersCommand(const Options& options, const Streams& streams) {
  const auto predictor = LoadPredictor(options, streams.err, WithModel::kNo);
  if (!predictor) return kDoesNotHold;
  const auto teacher = LoadTeacher(options, streams.err);
  if (!teacher) return kBadInput;
  DecidedCases decided = ReadDecidedCases(options, streams, *predictor, {.training = true});
  if (!options.history_output.empty() &&
      !WriteHistory(decided, options.history_output, streams.err)) {
    return kWrongUsage;
  }
  std::optional<Date> latest;
  for (const DecidedCase& one : decided.cases) {
    if (one.decision && (!latest || *latest < *one.decision)) latest = one.decision;
  }
  const TrainingCorpus corpus = decided.TakeTrainingCorpus(*teacher);
  TrainerOptions training = TrainerOptionsOf(options, *teacher);
  training.folds = options.train.folds;
  training.seed = options.train.seed;
  if (const auto advice = TooLittleToTrainOn(corpus, training.folds)) {
    streams.err << "imr: " << *advice << '\n';
    return decided.failed > 0 ? kBadInput : kDoesNotHold;
  }
  FoldProgress progress(streams.err, options.progress);
  training.progress = [&](int done, int all) { progress.Show(done, all); };
  auto result = TrainOnLetters(corpus, std::string(ViewName(options.view)), latest, training);
  if (auto* error = std::get_if<FitError>(&result)) {
    streams.err << "imr: " << error->message << '\n';
    return kDoesNotHold;
  }
  auto& trained = std::get<LettersModel>(result);
  trained.model.about.emplace_back("rules", "sha256:" + predictor->rules_hash());
  if (options.train.date) trained.model.date = options.train.date;
  if (options.format == Format::kText) {
    streams.out << TrainingReport(trained);
  } else {
    streams.out << TrainingReportJson(trained).dump(1) << '\n';
  }
  if (!KeepModel(trained.model, options, streams.err)) return kWrongUsage;
  return decided.failed > 0 ? kBadInput : kDone;
}

}  // namespace imr
