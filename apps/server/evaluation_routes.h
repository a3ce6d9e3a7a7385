// Evaluations over HTTP: POST /api/v1/evaluations begins a job.
#pragma once

#include <filesystem>

#include "apps/server/corpus_shelf.h"
#include "apps/server/desk.h"
#include "apps/server/job_queue.h"
#include "apps/server/router.h"

namespace imr {

// What is evaluated, and how.
struct EvaluationAsked {
  std::string corpus;
  View view = View::kPrescreen;
  bool with_model = true;             // the one of the view; else the weights of the rules
  int cross_validate = 0;             // parts; 0: by the model at hand
  std::optional<bool> against_model;  // compare with the model of the view (or with the rules)
};

// {"corpus", "view", "model": "default|none", "cross_validate": 0|K, "against": null|"none"|
// "default"}. The job's result is what `imr evaluate --format json` prints, with what charts need
// (evaluation_charts.h), and "corpus" and "unreadable". All outlive the router.
void AddEvaluationRoutes(Router& router, const Desk& desk, CorpusShelf& shelf, JobQueue& jobs);

// The model file that the predictor of the view weighs by; empty when it weighs as the rules say.
std::filesystem::path ModelOf(const Desk& desk, View view);

// The work of such a job.
JobQueue::Result RunEvaluation(const Desk& desk, CorpusShelf& shelf, const EvaluationAsked& asked,
                               JobProgress& progress);

}  // namespace imr
