#include "apps/server/rule_drafts.h"

#include <algorithm>
#include <system_error>

#include "apps/cli/replace_file.h"
#include "apps/cli/rule_check.h"
#include "apps/cli/temporary_rules.h"
#include "engine/prediction/rules_hash.h"
#include "features/document/reader.h"
#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

bool IsGuideline(const std::string& path) { return path.starts_with("guidelines/"); }

bool AllGuidelines(const std::vector<RuleFile>& files) {
  return std::all_of(files.begin(), files.end(),
                     [](const RuleFile& file) { return IsGuideline(file.path.generic_string()); });
}

template <typename Value>
std::map<std::string, Value> WithoutGuidelines(std::map<std::string, Value> files) {
  std::erase_if(files, [](const auto& file) { return IsGuideline(file.first); });
  return files;
}

bool AnyError(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

}  // namespace

RuleDrafts::RuleDrafts(const RuleFiles& files, std::shared_ptr<const Predictor> loaded)
    : files_(files), loaded_(std::move(loaded)) {
  auto hashes = HashesOfRuleFiles(files.directory());
  if (loaded_ && HashOfRules(hashes) == loaded_->rules_hash()) {
    loaded_from_ = WithoutGuidelines(std::move(hashes));
  }
}

bool RuleDrafts::Draft::has_errors() const { return AnyError(diagnostics); }

RuleDrafts::Draft RuleDrafts::Check(const std::vector<RuleFile>& overlay) {
  return Make(overlay, Scrutiny::kEverything);
}

RuleDrafts::Draft RuleDrafts::Load(const std::vector<RuleFile>& overlay) {
  return Make(overlay, Scrutiny::kErrors);
}

void RuleDrafts::Prepare() {
  std::call_once(prepared_,
                 [this] { preparation_ = std::async(std::launch::async, [this] { Current(); }); });
}

RuleDrafts::Draft RuleDrafts::Make(const std::vector<RuleFile>& overlay, Scrutiny scrutiny) {
  if (AllGuidelines(overlay)) {
    if (const auto base = Current()) return FromGuidelines(*base, overlay, scrutiny);
  }
  return FromEverything(overlay, scrutiny);
}

std::map<std::string, RuleDrafts::Stamp> RuleDrafts::Stamps() const {
  std::map<std::string, Stamp> stamps;
  for (const auto& path : YamlFilesBelow(files_.directory())) {
    std::error_code error;
    const auto time = std::filesystem::last_write_time(path, error);
    const auto size = std::filesystem::file_size(path, error);
    stamps[path.lexically_relative(files_.directory()).generic_string()] = {time, size};
  }
  return stamps;
}

// Nothing when the rules on disk cannot be loaded.
std::shared_ptr<const RuleDrafts::Base> RuleDrafts::Current() {
  const std::scoped_lock lock(mutex_);
  auto stamps = Stamps();
  if (base_ && base_->stamps == stamps) return base_;
  if (base_ && WithoutGuidelines(base_->stamps) == WithoutGuidelines(stamps)) {
    base_ = ReadChanged(*base_, std::move(stamps));
  } else {
    base_ = ReadAll(std::move(stamps));
  }
  return base_;
}

std::shared_ptr<const RuleDrafts::Base> RuleDrafts::ReadAll(
    std::map<std::string, Stamp> stamps) const {
  const auto& directory = files_.directory();
  auto base = std::make_shared<Base>();
  base->stamps = std::move(stamps);
  base->hashes = HashesOfRuleFiles(directory);
  Diagnostics diagnostics;
  auto predictor = Predictor::Load(directory, diagnostics);
  if (!predictor) return nullptr;
  predictor->extractor().CheckWordings(diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (!IsGuideline(diagnostic.file)) base->elsewhere.push_back(diagnostic);
  }
  // One set of patterns in memory is enough; guidelines are put in anew in any case.
  const bool same = loaded_from_ == WithoutGuidelines(base->hashes);
  base->predictor = same ? loaded_->WithoutModel() : std::move(predictor);
  base->guidelines = ReadGuidelineFiles(directory, base->predictor->vocabulary());
  return base;
}

std::shared_ptr<const RuleDrafts::Base> RuleDrafts::ReadChanged(
    const Base& before, std::map<std::string, Stamp> stamps) const {
  auto base = std::make_shared<Base>(before);
  base->stamps = std::move(stamps);
  std::erase_if(base->guidelines,
                [&](const auto& entry) { return !base->stamps.contains(entry.first); });
  std::erase_if(base->hashes,
                [&](const auto& entry) { return !base->stamps.contains(entry.first); });
  for (const auto& [name, stamp] : base->stamps) {
    const auto known = before.stamps.find(name);
    if (known != before.stamps.end() && known->second == stamp) continue;
    const auto path = files_.directory() / name;
    base->guidelines[name] = ReadGuidelineFile(path, name, base->predictor->vocabulary());
    base->hashes[name] = Sha256Hex(ReadWholeFile(path).value_or(""));
  }
  return base;
}

RuleDrafts::Draft RuleDrafts::FromGuidelines(const Base& base, const std::vector<RuleFile>& overlay,
                                             Scrutiny scrutiny) const {
  GuidelineFiles files = base.guidelines;
  auto hashes = base.hashes;
  for (const RuleFile& file : overlay) {
    const std::string name = file.path.generic_string();
    files[name] = ReadGuidelineText(file.bytes, name, base.predictor->vocabulary());
    hashes[name] = Sha256Hex(file.bytes);
  }
  Diagnostics diagnostics;
  auto book = Rulebook::Compile(std::move(files), base.predictor->shared_vocabulary(), diagnostics,
                                scrutiny);
  Draft draft{.diagnostics = {}, .predictor = nullptr, .fast = true};
  if (scrutiny == Scrutiny::kEverything) {
    CheckCitations(files_.directory(), book.get(), diagnostics);
    for (const Diagnostic& diagnostic : base.elsewhere) diagnostics.Add(diagnostic);
  }
  draft.diagnostics = SortedOnce(std::move(diagnostics));
  if (book) draft.predictor = base.predictor->WithRulebook(std::move(book), HashOfRules(hashes));
  return draft;
}

RuleDrafts::Draft RuleDrafts::FromEverything(const std::vector<RuleFile>& overlay,
                                             Scrutiny scrutiny) const {
  Draft draft;
  Diagnostics diagnostics;
  const auto directory = TemporaryRules::Write(files_.With(overlay));
  if (!directory) {
    diagnostics.Error("", YAML::Mark::null_mark(),
                      "the directory for temporary files cannot be written to", "unwritable");
  } else {
    auto predictor = Predictor::Load(directory->path(), diagnostics, scrutiny);
    if (scrutiny == Scrutiny::kEverything) {
      if (predictor) predictor->extractor().CheckWordings(diagnostics);
      CheckCitations(directory->path(), predictor ? &predictor->rulebook() : nullptr, diagnostics);
    }
    draft.predictor = std::move(predictor);
  }
  draft.diagnostics = SortedOnce(std::move(diagnostics));
  return draft;
}

}  // namespace imr
