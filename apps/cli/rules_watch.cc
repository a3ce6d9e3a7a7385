#include "apps/cli/rules_watch.h"

#include <cerrno>
#include <ctime>
#include <system_error>
#include <utility>

#include "features/yaml/yaml_file.h"

namespace imr {

FileWatch::FileWatch(std::filesystem::path directory)
    : directory_(std::move(directory)), told_(Look()), last_(told_) {}

FileWatch::Stamps FileWatch::Look() const {
  Stamps stamps;
  for (const auto& path : YamlFilesBelow(directory_)) {
    std::error_code error;
    const auto time = std::filesystem::last_write_time(path, error);
    const auto size = std::filesystem::file_size(path, error);
    stamps[path.lexically_relative(directory_).generic_string()] = {time, size};
  }
  return stamps;
}

std::string FileWatch::Changed() {
  Stamps now = Look();
  const bool rests = now == last_;
  last_ = std::move(now);
  if (!rests || last_ == told_) return "";
  std::string changed;
  for (const auto& [file, stamp] : last_) {
    const auto before = told_.find(file);
    if (changed.empty() && (before == told_.end() || before->second != stamp)) changed = file;
  }
  for (const auto& [file, stamp] : told_) {
    if (changed.empty() && !last_.contains(file)) changed = file;
  }
  told_ = last_;
  return changed;
}

InterruptWait::InterruptWait() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGINT);
  sigaddset(&signals_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals_, &before_);
}

InterruptWait::~InterruptWait() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

bool InterruptWait::Wait(std::chrono::milliseconds time) const {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  timespec limit{};
  limit.tv_sec = seconds.count();
  limit.tv_nsec = std::chrono::nanoseconds(time - seconds).count();
  return sigtimedwait(&signals_, nullptr, &limit) > 0;
}

}  // namespace imr
