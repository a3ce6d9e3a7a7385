#include "apps/cli/rule_check.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "engine/evaluation/citations.h"
#include "engine/prediction/predictor.h"

namespace imr {

Json DiagnosticJson(const Diagnostic& diagnostic) {
  return {{"file", diagnostic.file},
          {"line", diagnostic.line},
          {"column", diagnostic.column},
          {"severity", diagnostic.severity == Severity::kError ? "error" : "warning"},
          {"message", diagnostic.message},
          {"code", diagnostic.code}};
}

// How guidelines are cited is needed to evaluate them only: rules without it are good rules.
void CheckCitations(const std::filesystem::path& rules, const Rulebook* rulebook,
                    Diagnostics& diagnostics) {
  std::error_code error;
  if (!std::filesystem::exists(rules / kCitationsFile, error)) {
    diagnostics.Warning(kCitationsFile, YAML::Mark::null_mark(),
                        "is missing; it says which chapter a guideline is of", "no-citations");
    return;
  }
  const auto citations = CitationLexicon::Load(rules, diagnostics);
  if (rulebook != nullptr && citations) CheckChapters(*rulebook, *citations, diagnostics);
}

std::vector<Diagnostic> SortedOnce(Diagnostics diagnostics) {
  diagnostics.Sort();
  std::vector<Diagnostic> all;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (std::find(all.begin(), all.end(), diagnostic) == all.end()) all.push_back(diagnostic);
  }
  return all;
}

std::vector<Diagnostic> CheckRules(const std::filesystem::path& rules) {
  Diagnostics diagnostics;
  const auto predictor = Predictor::Load(rules, diagnostics, Scrutiny::kEverything);
  if (predictor) predictor->extractor().CheckWordings(diagnostics);
  CheckCitations(rules, predictor ? &predictor->rulebook() : nullptr, diagnostics);
  return SortedOnce(std::move(diagnostics));
}

}  // namespace imr
