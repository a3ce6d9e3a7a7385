// Historical rulings of a command line's inputs, each case number once, predicted or made ready for
// training.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "apps/cli/options.h"
#include "engine/evaluation/evaluation.h"
#include "engine/prediction/predictor.h"
#include "engine/training/teacher.h"
#include "engine/training/trainer.h"
#include "engine/training/training_corpus.h"

namespace imr {

// The decided items of one input.
struct DecidedCase {
  std::string case_id;
  std::optional<Date> decision;
  std::vector<EvaluatedItem> items;
  std::vector<TrainingItem> training;  // parallel to items; empty unless asked for
  std::string history;                 // its line of a history; empty unless asked for
  int undecided = 0;                   // items without a ruling
};

struct DecidedCases {
  std::vector<DecidedCase> cases;  // in order of the inputs
  // (source, case number) of inputs left out, in order of the inputs.
  std::vector<std::pair<std::string, std::string>> duplicates;
  int undecided = 0;
  int failed = 0;  // inputs that could not be read

  // What is to be trained on. Takes the training items out of the cases.
  TrainingCorpus TakeTrainingCorpus(const Teacher& teacher);
};

enum class ForTraining : bool { kNo, kYes };

// Reads all inputs in parallel and tells duplicates and undecided items on `streams.err` unless
// quiet.
DecidedCases ReadDecidedCases(const Options& options, const Streams& streams,
                              const Predictor& predictor, ForTraining training);

// What the options say of training, with a teacher or without.
TrainerOptions TrainerOptionsOf(const Options& options, const Teacher& teacher);

// Reads a teacher's file; tells what is wrong with it on `err`. Nothing when it cannot be read or a
// line is wrong.
std::optional<Teacher> LoadTeacher(const std::string& path, std::ostream& err);

}  // namespace imr
