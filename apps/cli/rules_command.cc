#include "apps/cli/rules_command.h"

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "apps/cli/program.h"
#include "apps/cli/rules_asked.h"
#include "engine/evaluation/citations.h"
#include "engine/explanation/contract_json.h"
#include "engine/prediction/predictor.h"

namespace imr {
namespace {

Json DiagnosticJson(const Diagnostic& diagnostic) {
  return {{"file", diagnostic.file},
          {"line", diagnostic.line},
          {"column", diagnostic.column},
          {"severity", diagnostic.severity == Severity::kError ? "error" : "warning"},
          {"message", diagnostic.message},
          {"code", diagnostic.code}};
}

// How guidelines are cited is needed to evaluate them only: rules without it are good rules.
void CheckCitations(const std::filesystem::path& rules, const Predictor* predictor,
                    Diagnostics& diagnostics) {
  std::error_code error;
  if (!std::filesystem::exists(rules / kCitationsFile, error)) {
    diagnostics.Warning(kCitationsFile, YAML::Mark::null_mark(),
                        "is missing; it says which chapter a guideline is of", "no-citations");
    return;
  }
  const auto citations = CitationLexicon::Load(rules, diagnostics);
  if (predictor && citations) CheckChapters(predictor->rulebook(), *citations, diagnostics);
}

}  // namespace

int RulesCheckCommand(const Options& options, const Streams& streams) {
  const auto asked = FindAskedRules(options, streams.err);
  if (!asked) return kWrongUsage;
  Diagnostics diagnostics;
  const auto predictor = Predictor::Load(asked->rules, diagnostics, Scrutiny::kEverything);
  if (predictor) predictor->extractor().CheckWordings(diagnostics);
  CheckCitations(asked->rules, predictor.get(), diagnostics);
  diagnostics.Sort();
  std::vector<Diagnostic> shown;
  for (Diagnostic diagnostic : diagnostics.all()) {
    if (!asked->Includes(diagnostic.file)) continue;
    diagnostic.file = asked->Shown(diagnostic.file);
    if (std::find(shown.begin(), shown.end(), diagnostic) == shown.end()) {
      shown.push_back(std::move(diagnostic));
    }
  }
  const auto errors = std::count_if(shown.begin(), shown.end(), [](const Diagnostic& d) {
    return d.severity == Severity::kError;
  });
  const auto warnings = static_cast<std::ptrdiff_t>(shown.size()) - errors;
  if (options.format == Format::kJson) {
    Json json = Json::array();
    for (const Diagnostic& diagnostic : shown) json.push_back(DiagnosticJson(diagnostic));
    streams.out << json.dump(1) << '\n';
  } else {
    for (const Diagnostic& diagnostic : shown) streams.out << FormatDiagnostic(diagnostic) << '\n';
    if (!options.quiet) {
      streams.out << errors << (errors == 1 ? " error, " : " errors, ") << warnings
                  << (warnings == 1 ? " warning\n" : " warnings\n");
    }
  }
  return errors > 0 ? kDoesNotHold : kDone;
}

}  // namespace imr
