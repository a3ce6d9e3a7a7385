// What the desk needs beside predictors for rules, corpora and long work, and its routes.
#pragma once

#include "apps/server/comparison_routes.h"
#include "apps/server/corpus_shelf.h"
#include "apps/server/desk.h"
#include "apps/server/job_queue.h"
#include "apps/server/router.h"
#include "apps/server/rule_drafts.h"
#include "apps/server/rule_files.h"

namespace imr {

// The samples that come with the program, for a desk to which no corpus was opened. `data` is where
// models and samples are.
std::vector<Corpus> SampleCorpora(const std::filesystem::path& data);

class Workroom {
 public:
  // `desk` outlives it.
  explicit Workroom(const Desk& desk);

  // Rules, corpora, evaluations, comparisons and jobs. The workroom outlives the router.
  void AddRoutes(Router& router);

  CorpusShelf& corpora() { return corpora_; }
  JobQueue& jobs() { return jobs_; }

 private:
  const Desk& desk_;
  RuleFiles rule_files_;
  RuleDrafts rule_drafts_;
  CorpusShelf corpora_;
  BaselinePredictions baseline_;
  JobQueue jobs_;  // last: its work uses all else
};

}  // namespace imr
