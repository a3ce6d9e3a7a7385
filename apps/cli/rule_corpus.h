// What the rules make of the corpus that --on names.
#pragma once

#include <vector>

#include "apps/cli/corpus_run.h"
#include "engine/evaluation/rule_comparison.h"
#include "engine/prediction/predictor.h"
#include "engine/prediction/rule_use.h"

namespace imr {

// The options of a rule author's command, reading the corpus instead of what the command names.
Options OnCorpus(const Options& options);

// Judges every disputed item of every case once. The predictor outlives the answers.
CorpusAnswers<std::vector<JudgedItem>> JudgeCorpus(const Options& options, const Streams& streams,
                                                   const Predictor& predictor);

// Every item of a case under the rules before and after.
std::vector<ItemChange> CompareCase(const Document& document, const CasePrediction& before,
                                    const CasePrediction& after);

// Whether the ruling on an item overturned the denial, wholly or in part; nothing without a ruling.
std::optional<bool> Overturned(const Determination& decided, std::size_t item);

}  // namespace imr
