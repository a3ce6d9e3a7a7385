// Rules as they would be with some files changed: checked, tested and predicted by, without a
// change to the disk. Changed guidelines are read by themselves beside what was read before, within
// the time that typing leaves; other files need everything read anew.
#pragma once

#include <filesystem>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "apps/cli/git_rules.h"
#include "apps/server/rule_files.h"
#include "engine/prediction/predictor.h"
#include "engine/rulebook/guideline_files.h"
#include "features/yaml/diagnostic.h"

namespace imr {

class RuleDrafts {
 public:
  struct Draft {
    std::vector<Diagnostic> diagnostics;         // by file, line and column, each once
    std::shared_ptr<const Predictor> predictor;  // without a model; null when there are errors
    bool fast = false;                           // only guidelines differ from the files
    bool has_errors() const;
  };

  // `loaded` is what was loaded from the directory at start; `files` outlives the drafts.
  RuleDrafts(const RuleFiles& files, std::shared_ptr<const Predictor> loaded);

  // The rules directory as it is now with these files changed: all that `imr rules check` would
  // tell of it, and its predictor. Thread safe.
  Draft Check(const std::vector<RuleFile>& overlay);

  // The same with errors alone, which is faster.
  Draft Load(const std::vector<RuleFile>& overlay);

  // Reads in a thread of its own, once, what the first draft would wait for.
  void Prepare();

 private:
  using Stamp = std::pair<std::filesystem::file_time_type, std::uintmax_t>;
  // The directory as it was read last. Immutable but for its guidelines' renewal.
  struct Base {
    std::map<std::string, Stamp> stamps;
    std::map<std::string, std::string> hashes;
    std::shared_ptr<const Predictor> predictor;  // without a model
    GuidelineFiles guidelines;
    std::vector<Diagnostic> elsewhere;  // what is told of other files than guidelines
  };

  std::map<std::string, Stamp> Stamps() const;
  std::shared_ptr<const Base> Current();
  std::shared_ptr<const Base> ReadAll(std::map<std::string, Stamp> stamps) const;
  std::shared_ptr<const Base> ReadChanged(const Base& before,
                                          std::map<std::string, Stamp> stamps) const;
  Draft FromGuidelines(const Base& base, const std::vector<RuleFile>& overlay,
                       Scrutiny scrutiny) const;
  Draft FromEverything(const std::vector<RuleFile>& overlay, Scrutiny scrutiny) const;
  Draft Make(const std::vector<RuleFile>& overlay, Scrutiny scrutiny);

  const RuleFiles& files_;
  const std::shared_ptr<const Predictor> loaded_;
  // Of the files that it was loaded from, but for guidelines; nothing when they changed since.
  std::optional<std::map<std::string, std::string>> loaded_from_;
  std::mutex mutex_;
  std::shared_ptr<const Base> base_;
  std::once_flag prepared_;
  std::future<void> preparation_;  // last: ends before anything else goes
};

}  // namespace imr
