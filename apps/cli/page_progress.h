// Tells a person at a terminal which page of a scan is being recognised: one line, rewritten.
#pragma once

#include <iosfwd>
#include <mutex>
#include <string>

namespace imr {

// Thread safe. Writes nothing when not `enabled`.
class PageProgress {
 public:
  // `err` outlives the progress; others write to it while they hold a pause.
  PageProgress(std::ostream& err, bool enabled) : err_(err), enabled_(enabled) {}
  ~PageProgress() { Pause(); }
  PageProgress(const PageProgress&) = delete;
  PageProgress& operator=(const PageProgress&) = delete;

  // "path: page 3 of 12".
  void Show(const std::string& source, int page, int pages);
  // Takes the line away; none is shown while what is returned lives.
  std::unique_lock<std::mutex> Pause();

 private:
  std::ostream& err_;
  const bool enabled_;
  std::mutex mutex_;
  bool shown_ = false;
};

}  // namespace imr
