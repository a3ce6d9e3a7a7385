// Everything that is wrong or doubtful in rules, as `imr rules check` tells it.
#pragma once

#include <filesystem>
#include <vector>

#include "engine/explanation/contract_json.h"
#include "engine/rulebook/rulebook.h"
#include "features/yaml/diagnostic.h"

namespace imr {

// All of a rules directory, by file, line and column, each once. Files are named by their paths in
// the directory.
std::vector<Diagnostic> CheckRules(const std::filesystem::path& rules);

// What rules/lexicon/citations.yaml lacks, and which guidelines name no chapter of it. Without a
// rule book (one with errors) only the former.
void CheckCitations(const std::filesystem::path& rules, const Rulebook* rulebook,
                    Diagnostics& diagnostics);

// As CheckRules returns them.
std::vector<Diagnostic> SortedOnce(Diagnostics diagnostics);

// {"file", "line", "column", "severity", "message", "code"}.
Json DiagnosticJson(const Diagnostic& diagnostic);

}  // namespace imr
