#include "apps/cli/rules_command.h"

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "apps/cli/program.h"
#include "apps/cli/rules_asked.h"
#include "engine/explanation/contract_json.h"
#include "engine/prediction/predictor.h"
#include "engine/rulebook/rule_examples.h"

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

}  // namespace

int RulesCheckCommand(const Options& options, const Streams& streams) {
  const auto asked = FindAskedRules(options, streams.err);
  if (!asked) return kWrongUsage;
  Diagnostics diagnostics;
  Predictor::Load(asked->rules, diagnostics, Scrutiny::kEverything);
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

int RulesTestCommand(const Options& options, const Streams& streams) {
  const auto asked = FindAskedRules(options, streams.err);
  if (!asked) return kWrongUsage;
  Diagnostics diagnostics;
  const auto predictor = Predictor::Load(asked->rules, diagnostics);
  if (!predictor) {
    diagnostics.Sort();
    for (Diagnostic diagnostic : diagnostics.all()) {
      if (diagnostic.severity != Severity::kError) continue;
      diagnostic.file = asked->Shown(diagnostic.file);
      streams.err << FormatDiagnostic(diagnostic) << '\n';
    }
    streams.err << "imr: the rules have errors; nothing was tested\n";
    return kDoesNotHold;
  }
  const ExampleReport report = RunExamples(
      predictor->rulebook(), AddComputedFacts, [&](const Example& example) -> std::string {
        const Situation dates{.facts = nullptr, .review = example.review, .injury = example.injury};
        return predictor->PredictFacts(example.facts, dates).overturned ? "overturned" : "upheld";
      });
  int failures = 0;
  Json json = {{"examples", report.examples},
               {"expectations", report.expectations},
               {"failures", Json::array()},
               {"uncovered", Json::array()}};
  const bool text = options.format == Format::kText;
  for (const ExampleFailure& failure : report.failures) {
    if (!asked->Includes(failure.guideline->file)) continue;
    ++failures;
    const std::string file = asked->Shown(failure.guideline->file);
    if (text) {
      streams.out << file << ':' << failure.line << ": example '" << failure.example->name
                  << "': " << failure.expectation << "\n  expected  " << failure.expected
                  << "\n  found     " << failure.found << '\n';
    }
    json["failures"].push_back({{"file", file},
                                {"line", failure.line},
                                {"example", failure.example->name},
                                {"expectation", failure.expectation},
                                {"expected", failure.expected},
                                {"found", failure.found}});
  }
  for (const UncoveredCriterion& criterion : report.uncovered) {
    if (!options.coverage || !asked->Includes(criterion.guideline->file)) continue;
    if (text) {
      streams.out << asked->Shown(criterion.guideline->file) << ':' << criterion.criterion->line
                  << ": no example "
                  << (criterion.never_met && criterion.never_unmet ? "meets or fails"
                      : criterion.never_met                        ? "meets"
                                                                   : "fails")
                  << " criterion " << criterion.criterion->id << '\n';
    }
    json["uncovered"].push_back({{"criterion", criterion.criterion->id},
                                 {"never_met", criterion.never_met},
                                 {"never_unmet", criterion.never_unmet}});
  }
  if (text) {
    streams.out << report.examples << " examples, " << report.expectations << " expectations, "
                << failures << (failures == 1 ? " failure\n" : " failures\n");
  } else {
    streams.out << json.dump(1) << '\n';
  }
  return failures > 0 ? kDoesNotHold : kDone;
}

}  // namespace imr
