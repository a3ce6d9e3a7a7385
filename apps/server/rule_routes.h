// The rules over HTTP: read in plain English, edited as files, checked and tested as drafts.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "apps/server/desk.h"
#include "apps/server/router.h"
#include "apps/server/rule_drafts.h"
#include "apps/server/rule_files.h"

namespace imr {

// GET /api/v1/rules, /rules/{id}, /rules/files, /rules/files/{path...}, /rules/schema/{name}, PUT
// /rules/files/{path...}, GET /rules/versions/{path...} and the same with ?number=N, POST
// /rules/check and /rules/test. All outlive the router.
void AddRuleRoutes(Router& router, const Desk& desk, RuleFiles& files, RuleDrafts& drafts);

// Bounds on the files of a draft.
inline constexpr std::size_t kMostDraftFiles = 50;
inline constexpr std::size_t kLargestDraft = std::size_t{16} << 20;  // bytes of all its files

// The member "files" of a body, {"guidelines/x.yaml": "text"}; else the answer that says what is
// wrong with it.
std::variant<std::vector<RuleFile>, HttpResponse> ReadDraftFiles(const nlohmann::json& body);

// [{"file", "line", "column", "severity", "message", "code", "suggestion": null|"name"}].
nlohmann::ordered_json DiagnosticsJson(const std::vector<Diagnostic>& diagnostics);

}  // namespace imr
