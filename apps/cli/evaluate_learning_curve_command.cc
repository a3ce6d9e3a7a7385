#include "apps/cli/evaluate_learning_curve_command.h"

#include <ostream>
#include <string>
#include <variant>

#include "apps/cli/decided_cases.h"
#include "apps/cli/predict_command.h"
#include "apps/cli/program.h"
#include "apps/cli/train_output.h"
#include "engine/training/learning_curve.h"
#include "engine/training/letters_model.h"

namespace imr {

int EvaluateLearningCurveCommand(const Options& options, const Streams& streams) {
  const auto predictor = LoadPredictor(options, streams.err, WithModel::kNo);
  if (!predictor) return kDoesNotHold;
  const auto teacher = LoadTeacher(options, streams.err);
  if (!teacher) return kBadInput;
  DecidedCases decided = ReadDecidedCases(options, streams, *predictor, {.training = true});
  const TrainingCorpus corpus = decided.TakeTrainingCorpus(*teacher);
  TrainerOptions training = TrainerOptionsOf(options, *teacher);
  if (const auto advice = TooLittleToTrainOn(corpus, training.folds)) {
    streams.err << "imr: --learning-curve: " << *advice << '\n';
    return decided.failed > 0 ? kBadInput : kDoesNotHold;
  }
  FoldProgress progress(streams.err, options.progress);
  training.progress = [&](int done, int all) { progress.Show(done, all); };
  const auto result = TrainOnShares(corpus, training, {.draws = options.seeds});
  if (const auto* error = std::get_if<FitError>(&result)) {
    streams.err << "imr: " << error->message << '\n';
    return kDoesNotHold;
  }
  const LearningCurve& curve = std::get<LearningCurve>(result);
  if (options.format == Format::kText) {
    streams.out << "Figures on held-out cases (" << curve.folds
                << " parts) by the share of the other cases that was trained on; "
                << ViewName(options.view) << " view\n"
                << LearningCurveText(curve);
  } else {
    Json json = {{"view", ViewName(options.view)},
                 {"cases", corpus.cases()},
                 {"items", corpus.items().size()},
                 {"overturned", corpus.overturned()},
                 {"learning_curve", LearningCurveJson(curve)}};
    streams.out << json.dump(1) << '\n';
  }
  return decided.failed > 0 ? kBadInput : kDone;
}

}  // namespace imr
