#include "apps/cli/train_output.h"

#include <fstream>
#include <ostream>

namespace imr {

FoldProgress::~FoldProgress() {
  if (shown_) err_ << "\r\x1b[K" << std::flush;
}

void FoldProgress::Show(int done, int all) {
  if (!enabled_) return;
  err_ << "\r\x1b[Kheld out " << done << " of " << all << " folds" << std::flush;
  shown_ = true;
}

bool KeepModel(const Model& model, const Options& options, std::ostream& err) {
  if (options.train.model.empty()) {
    if (!options.quiet) err << "imr: no model is written; name a file with --output to keep it\n";
    return true;
  }
  std::ofstream file(options.train.model, std::ios::binary);
  file << ModelText(model);
  file.flush();
  if (file) return true;
  err << "imr: " << options.train.model << ": cannot be written\n";
  return false;
}

}  // namespace imr
