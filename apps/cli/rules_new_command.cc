#include "apps/cli/rules_new_command.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>
#include <string>
#include <system_error>

#include "apps/cli/program.h"
#include "apps/cli/rules_asked.h"
#include "engine/rulebook/guideline_parser.h"
#include "engine/rulebook/skeleton.h"

namespace imr {
namespace {
namespace fs = std::filesystem;

// The folder of the new file decides whose vocabulary counts, unless it is in no rules directory.
fs::path RulesFor(const Options& options) {
  if (options.new_file.empty()) return options.rules;
  return RulesAround(fs::path(options.new_file)).value_or(options.rules);
}

// Does any guideline speak where the examples of the new one are judged? No, in a book with errors.
bool OthersSpeak(const fs::path& rules, const std::string& treatment,
                 const std::shared_ptr<const Vocabulary>& vocabulary) {
  Diagnostics ignored;  // `rules check` tells them
  const auto book = Rulebook::Load(rules, vocabulary, ignored);
  if (!book) return false;
  const FactSheet facts = SkeletonFacts(treatment, *vocabulary);
  return !book->Governing({.facts = &facts, .review = SkeletonDay(), .injury = {}}).empty();
}

int Refuse(const Streams& streams, const std::string& problem) {
  streams.err << "imr: " << problem << '\n';
  return kWrongUsage;
}

}  // namespace

int RulesNewCommand(const Options& options, const Streams& streams) {
  const fs::path rules = RulesFor(options);
  Diagnostics diagnostics;
  const auto vocabulary =
      Vocabulary::Load(rules / "vocabulary.yaml", "vocabulary.yaml", diagnostics);
  if (!vocabulary) {
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      streams.err << FormatDiagnostic(diagnostic) << '\n';
    }
    return kDoesNotHold;
  }
  const std::string& treatment = options.inputs.front();
  if (!vocabulary->IsTreatmentOrFamily(treatment)) {
    return Refuse(streams, "there is no treatment '" + treatment + "'" +
                               Suggestion(treatment, vocabulary->treatments()));
  }
  const bool others = OthersSpeak(rules, treatment, vocabulary);
  std::string id = SkeletonId(treatment);
  if (options.new_file.empty()) {
    streams.out << GuidelineSkeleton(treatment, id, others, *vocabulary);
    return kDone;
  }
  const fs::path path = options.new_file;
  id = path.stem().string();
  if (path.extension() != ".yaml" || !IsKebabCase(id)) {
    return Refuse(streams, options.new_file +
                               ": name the file like the guideline in it, in lower-case words "
                               "joined by hyphens, ending in .yaml");
  }
  std::error_code error;
  if (fs::exists(path, error)) {
    return Refuse(streams, options.new_file + ": is there already, and was left as it is");
  }
  std::ofstream file(path, std::ios::binary);
  file << GuidelineSkeleton(treatment, id, others, *vocabulary);
  file.close();
  if (!file) return Refuse(streams, options.new_file + ": cannot be written");
  if (!options.quiet) streams.err << "imr: wrote " << options.new_file << '\n';
  return kDone;
}

}  // namespace imr
