// `imr predict`, `imr facts` and `imr version`.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/cli/options.h"
#include "engine/explanation/contract_json.h"
#include "engine/prediction/predictor.h"

namespace imr {

enum class WithModel : bool { kNo, kYes };

// The predictor for the rules and the model that the options name. When there are errors writes
// them to `err` and returns nothing.
std::shared_ptr<const Predictor> LoadPredictor(const Options& options, std::ostream& err,
                                               WithModel model = WithModel::kYes);

// `predictor` weighing by the model file at `path`; as it is when that is empty. Tells what is
// wrong with the file on `err` and returns nothing then. `trained_on` gets the numbers of the cases
// that the model was fitted on, as far as it tells them.
std::shared_ptr<const Predictor> WithModelFile(std::shared_ptr<const Predictor> predictor,
                                               const std::filesystem::path& path,
                                               const Options& options, std::ostream& err,
                                               std::vector<std::string>* trained_on = nullptr);

Provenance ProvenanceOf(const Predictor& predictor);

// "RelWithDebInfo GNU 12.2.0": how the program was built.
std::string_view BuildName();

// The facts of every item, with those that are computed from others and the dates: `as_of`, where
// given, in place of the day of review.
CaseFacts ReadFacts(const Predictor& predictor, const Case& c, const std::optional<Date>& as_of);

// The case as the view sees it: with the expert's findings in the record view.
Case InView(const Predictor& predictor, const Document& document, View view);

int PredictCommand(const Options& options, const Streams& streams);
int FactsCommand(const Options& options, const Streams& streams);
int VersionCommand(const Options& options, const Streams& streams);

}  // namespace imr
