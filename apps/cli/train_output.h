// What training on tables and on cases have in common: progress, and the model's file.
#pragma once

#include <iosfwd>

#include "apps/cli/options.h"
#include "engine/scoring/model_file.h"

namespace imr {

// One line on a terminal, rewritten; removed in the end.
class FoldProgress {
 public:
  FoldProgress(std::ostream& err, bool enabled) : err_(err), enabled_(enabled) {}
  ~FoldProgress();
  FoldProgress(const FoldProgress&) = delete;
  FoldProgress& operator=(const FoldProgress&) = delete;

  void Show(int done, int all);

 private:
  std::ostream& err_;
  const bool enabled_;
  bool shown_ = false;
};

// Writes the model where options.train.model says, or tells that nothing is kept. False when it
// cannot be written, which is told.
bool KeepModel(const Model& model, const Options& options, std::ostream& err);

}  // namespace imr
