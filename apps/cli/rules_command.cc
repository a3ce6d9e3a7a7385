#include "apps/cli/rules_command.h"

#include <algorithm>
#include <ostream>
#include <utility>
#include <vector>

#include "apps/cli/program.h"
#include "apps/cli/rule_check.h"
#include "apps/cli/rules_asked.h"

namespace imr {

int RulesCheckCommand(const Options& options, const Streams& streams) {
  const auto asked = FindAskedRules(options, streams.err);
  if (!asked) return kWrongUsage;
  std::vector<Diagnostic> shown;
  for (Diagnostic& diagnostic : CheckRules(asked->rules)) {
    if (!asked->Includes(diagnostic.file)) continue;
    diagnostic.file = asked->Shown(diagnostic.file);
    shown.push_back(std::move(diagnostic));
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
