// Where the predictions of `imr evaluate` come from: a model at hand, fits that had not seen the
// case (cross-validation), or one fitted on earlier decisions.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "apps/cli/decided_cases.h"
#include "apps/cli/options.h"
#include "engine/evaluation/evaluation.h"
#include "engine/evaluation/evaluation_charts.h"
#include "engine/evaluation/item_explanation.h"
#include "engine/evaluation/temporal_split.h"

namespace imr {

struct EvaluatedPredictions {
  // One set for each seed of cross-validation, else one.
  std::vector<std::vector<EvaluatedItem>> sets;
  std::vector<EvaluatedItem> against;      // parallel to the first set; empty unless asked for
  std::vector<ItemExplanation> explained;  // the same, for Format::kHtml
  std::string model;                       // what made the predictions, for people
  std::vector<std::string> trained_on;     // cases of the model at hand
  std::vector<std::string> against_trained_on;
  std::optional<TemporalSplit> split;
  std::map<std::string, CaseOrigin> origins;  // by case number
  // (source, case number) of inputs left out.
  std::vector<std::pair<std::string, std::string>> duplicates;
  int failed = 0;  // inputs that could not be read
};

// Reads the inputs and predicts as the options say. When that cannot be done, tells why on
// streams.err and returns the exit status.
std::variant<EvaluatedPredictions, int> PredictDecided(const Options& options,
                                                       const Streams& streams);

// Historical rulings, and the rules that they are predicted by.
struct DecidedSource {
  std::shared_ptr<const Predictor> rules;  // without a model
  std::function<DecidedCases(const Predictor&, const Wanted&)> read;
  std::function<void(int done, int all)> on_fit;  // told of parts that were fitted; may be empty
};

// The same with rules and cases from elsewhere than the options name.
std::variant<EvaluatedPredictions, int> PredictDecided(const DecidedSource& source,
                                                       const Options& options, std::ostream& err);

// "the weights of the rules", or the file's name, of a model's path.
std::string ModelInWords(const std::filesystem::path& model);

}  // namespace imr
