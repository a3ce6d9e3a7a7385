// What a draft of the rules would change on a corpus, over HTTP: POST /api/v1/rules/compare.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "apps/server/corpus_shelf.h"
#include "apps/server/desk.h"
#include "apps/server/job_queue.h"
#include "apps/server/router.h"
#include "apps/server/rule_drafts.h"

namespace imr {

// What the rules in use say of a corpus, kept from one comparison to the next. Thread safe.
class BaselinePredictions {
 public:
  struct Made {
    std::shared_ptr<const CorpusContent> content;
    std::shared_ptr<const Predictor> predictor;  // owns what the predictions point to
    View view = View::kPrescreen;
    std::vector<CasePrediction> cases;  // parallel to the documents of the content
  };

  // Those kept, when they are of the same corpus, rules, model and view.
  std::shared_ptr<const Made> Find(const std::shared_ptr<const CorpusContent>& content,
                                   const Predictor& predictor, View view) const;
  // Keeps them in place of those before, unless they are very many.
  void Keep(std::shared_ptr<const Made> made);

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Made> kept_;
};

// What is compared.
struct ComparisonAsked {
  std::vector<RuleFile> files;
  std::string corpus;
  View view = View::kPrescreen;
  bool with_model = false;  // weigh by the model of the view, else as the rules say
};

// {"files", "corpus", "view", "model": "none|default"}. The job's result is what `imr rules compare
// --format json` prints, with "corpus" and "unreadable". All outlive the router.
void AddComparisonRoutes(Router& router, const Desk& desk, CorpusShelf& shelf, RuleDrafts& drafts,
                         BaselinePredictions& baseline, JobQueue& jobs);

}  // namespace imr
