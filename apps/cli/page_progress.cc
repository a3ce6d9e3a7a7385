#include "apps/cli/page_progress.h"

#include <ostream>

namespace imr {
namespace {

constexpr const char* kStartOfLine = "\r\x1b[K";  // and nothing behind it

}  // namespace

void PageProgress::Show(const std::string& source, int page, int pages) {
  if (!enabled_) return;
  const std::lock_guard lock(mutex_);
  err_ << kStartOfLine << source << ": page " << page << " of " << pages << std::flush;
  shown_ = true;
}

std::unique_lock<std::mutex> PageProgress::Pause() {
  std::unique_lock lock(mutex_);
  if (shown_) err_ << kStartOfLine << std::flush;
  shown_ = false;
  return lock;
}

}  // namespace imr
