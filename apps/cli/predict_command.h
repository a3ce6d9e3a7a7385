// `imr predict`, `imr facts` and `imr version`.
#pragma once

#include <memory>

#include "apps/cli/options.h"
#include "engine/explanation/contract_json.h"
#include "engine/prediction/predictor.h"

namespace imr {

enum class WithModel : bool { kNo, kYes };

// The predictor for the rules and the model that the options name. When there are errors writes
// them to `err` and returns nothing.
std::shared_ptr<const Predictor> LoadPredictor(const Options& options, std::ostream& err,
                                               WithModel model = WithModel::kYes);

Provenance ProvenanceOf(const Predictor& predictor);

// The case as the view sees it: with the expert's findings in the record view.
Case InView(const Predictor& predictor, const Document& document, View view);

int PredictCommand(const Options& options, const Streams& streams);
int FactsCommand(const Options& options, const Streams& streams);
int VersionCommand(const Options& options, const Streams& streams);

}  // namespace imr
