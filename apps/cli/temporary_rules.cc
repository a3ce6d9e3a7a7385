#include "apps/cli/temporary_rules.h"

#include <fstream>
#include <stdlib.h>
#include <string>
#include <system_error>

namespace imr {

namespace fs = std::filesystem;

TemporaryRules::TemporaryRules() {
  sigset_t held;
  sigemptyset(&held);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaddset(&held, signal);
  pthread_sigmask(SIG_BLOCK, &held, &before_);
}

TemporaryRules::~TemporaryRules() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

std::unique_ptr<const TemporaryRules> TemporaryRules::Write(const std::vector<RuleFile>& files) {
  std::unique_ptr<TemporaryRules> rules(new TemporaryRules());
  std::error_code error;
  std::string pattern = (fs::temp_directory_path(error) / "imr-rules-XXXXXX").string();
  if (error || mkdtemp(pattern.data()) == nullptr) return nullptr;  // readable by the owner alone
  rules->path_ = pattern;
  for (const RuleFile& file : files) {
    const fs::path path = rules->path_ / file.path;
    fs::create_directories(path.parent_path(), error);
    std::ofstream out(path, std::ios::binary);
    out.write(file.bytes.data(), static_cast<std::streamsize>(file.bytes.size()));
    out.close();
    if (!out) return nullptr;
  }
  return rules;
}

}  // namespace imr
