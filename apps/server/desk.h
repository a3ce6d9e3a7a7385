// What every handler of the server shares: predictors, rules, corpora and the history of reviews.
// Built once at start, then only read; what changes behind it locks by itself.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "apps/cli/options.h"
#include "apps/server/predictors_in_use.h"
#include "engine/prediction/predictor.h"

namespace imr {

class ReviewHistory;  // apps/history/review_history.h

// Past rulings that the person who started the server opened to it. Clients name them; they never
// send paths.
struct Corpus {
  std::string name;  // of the directory or file, unique
  std::filesystem::path path;
};

struct Desk {
  // Each with the model and the precedents of its view, as they were loaded at start.
  std::shared_ptr<const Predictor> prescreen, record;
  // What took their place since.
  std::shared_ptr<PredictorsInUse> replaced = std::make_shared<PredictorsInUse>();
  Options options;  // as the command line gave them: rules, jobs, as_of ...
  std::vector<Corpus> corpora;
  bool rules_may_be_saved = false;  // --edit-rules
  std::shared_ptr<ReviewHistory> reviews;
  std::chrono::steady_clock::time_point started;

  // The one that answers now. An answer is made with one predictor: ask once for it.
  std::shared_ptr<const Predictor> InUse(View view) const {
    if (auto predictor = replaced->Of(view)) return predictor;
    return view == View::kPrescreen ? prescreen : record;
  }
};

}  // namespace imr
