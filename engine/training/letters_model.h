// From decided items to a model file: chooses how far to trust prior and teacher, fits, checks the
// calibration on held-out cases and repairs it only if needed, and draws the bands of risk.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/evaluation/evaluation.h"
#include "engine/scoring/model_file.h"
#include "engine/scoring/training/calibration.h"
#include "engine/training/trainer.h"

namespace imr {

// Below these nothing can be learned that would hold for other cases.
inline constexpr int kFewestTrainingCases = 20;
inline constexpr int kFewestOfEachOutcome = 5;

// Why a corpus cannot be trained on, with advice; nothing when it can.
std::optional<std::string> TooLittleToTrainOn(const TrainingCorpus& corpus, int folds);

struct LettersModel {
  Model model;
  Trust trust;
  std::vector<TrustTried> tried;
  Evaluation held_out;  // by cross-validation
  // Of the held-out predictions; nothing where they cannot tell.
  std::optional<CalibrationReport> calibration;
  bool repaired = false;  // by Platt's scaling: the line was not credibly 0 and 1
};

// `view` is "prescreen" or "record"; `date` the latest decision. REQUIRES: !TooLittleToTrainOn.
std::variant<LettersModel, FitError> TrainOnLetters(const TrainingCorpus& corpus,
                                                    const std::string& view,
                                                    const std::optional<Date>& date,
                                                    const TrainerOptions& options);

// The bands of the contract from predictions on held-out cases: `usual`, `elevated` (the top fifth
// but the top tenth) and `high`. REQUIRES: items not empty.
std::vector<RiskBand> RiskBands(const std::vector<EvaluatedItem>& items);

// What a scorer needs of a model.
FittedWeights ToFittedWeights(const Model& model);

// The report for a person: what was trained on, what was chosen, how good it is on held-out cases.
std::string TrainingReport(const LettersModel& trained);
nlohmann::ordered_json TrainingReportJson(const LettersModel& trained);

}  // namespace imr
