// Historical rulings of a command line's inputs, each case number once, predicted or made ready for
// training.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "apps/cli/corpus_run.h"
#include "apps/cli/options.h"
#include "engine/evaluation/evaluation.h"
#include "engine/evaluation/item_explanation.h"
#include "engine/prediction/predictor.h"
#include "engine/training/teacher.h"
#include "engine/training/trainer.h"
#include "engine/training/training_corpus.h"

namespace imr {

// The decided items of one input. Lists are empty unless they are asked for.
struct DecidedCase {
  std::string case_id;
  std::string source;
  std::optional<Date> decision;
  std::vector<EvaluatedItem> items;
  std::vector<TrainingItem> training;      // parallel to items
  std::vector<EvaluatedItem> against;      // parallel to items: what another predictor says
  std::vector<ItemExplanation> explained;  // parallel to items
  std::optional<Case> known;               // the case, to be predicted again; kept when asked for
  std::string history;                     // its line of a history; empty unless asked for
  int undecided = 0;                       // items without a ruling
};

struct DecidedCases {
  std::vector<DecidedCase> cases;  // in order of the inputs
  // (source, case number) of inputs left out, in order of the inputs.
  std::vector<std::pair<std::string, std::string>> duplicates;
  int undecided = 0;
  int failed = 0;  // inputs that could not be read

  // What is to be trained on: the cases that `use` says yes to, or all. Takes the training items
  // out of them.
  TrainingCorpus TakeTrainingCorpus(const Teacher& teacher,
                                    const std::function<bool(const DecidedCase&)>& use = {});
};

// What of a case is wanted besides its predicted items.
struct Wanted {
  bool training = false;
  bool explained = false;
  const Predictor* against = nullptr;
  std::function<bool(const Determination&)> known;  // whether to keep the case; empty: never
};

// Reads all inputs in parallel and tells duplicates and undecided items on `streams.err` unless
// quiet.
DecidedCases ReadDecidedCases(const Options& options, const Streams& streams,
                              const Predictor& predictor, const Wanted& wanted);

// The same of documents already read. `before_each` runs before each case, in any thread, and may
// throw to stop.
DecidedCases DecideDocuments(const CorpusAnswers<Document>& documents, const Options& options,
                             const Predictor& predictor, const Wanted& wanted,
                             const std::function<void()>& before_each);

// Puts what `predictor` says of the case into its items, and explains them when asked for.
// REQUIRES: one.known.
void PredictAgain(const Predictor& predictor, const Options& options, bool explained,
                  DecidedCase& one);

// What the options say of training, with a teacher or without.
TrainerOptions TrainerOptionsOf(const Options& options, const Teacher& teacher);

// Reads the teacher's file that the options name; tells what is wrong with it on `err`. Nothing
// when it cannot be read or a line is wrong.
std::optional<Teacher> LoadTeacher(const Options& options, std::ostream& err);

}  // namespace imr
