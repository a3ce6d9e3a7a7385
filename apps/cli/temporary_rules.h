// Rules in a private directory that exists only while they are loaded.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <signal.h>
#include <vector>

#include "apps/cli/git_rules.h"

namespace imr {

// While the object lives, an interrupt waits: the directory goes on every way out but a kill that
// no program can refuse.
class TemporaryRules {
 public:
  // Nothing when it cannot be written.
  static std::unique_ptr<const TemporaryRules> Write(const std::vector<RuleFile>& files);
  ~TemporaryRules();
  TemporaryRules(const TemporaryRules&) = delete;
  TemporaryRules& operator=(const TemporaryRules&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  TemporaryRules();

  sigset_t before_;
  std::filesystem::path path_;
};

}  // namespace imr
