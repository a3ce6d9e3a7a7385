#include "apps/cli/rules_command.h"

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <string>
#include <system_error>
#include <vector>

#include "apps/cli/program.h"
#include "engine/explanation/contract_json.h"
#include "engine/prediction/predictor.h"
#include "engine/rulebook/rule_examples.h"

namespace imr {
namespace {
namespace fs = std::filesystem;

// The rules directory that is meant, and the files in it that were asked for (all when empty),
// named as diagnostics name them.
struct Asked {
  fs::path rules;
  std::vector<std::string> files;
  bool Includes(const std::string& file) const {
    return files.empty() || std::any_of(files.begin(), files.end(), [&](const std::string& asked) {
             return file == asked || file.starts_with(asked + "/");
           });
  }
};

// The rules directory that holds `path`: the nearest folder with a vocabulary.
std::optional<fs::path> RulesAround(fs::path path) {
  std::error_code error;
  path = fs::weakly_canonical(path, error);
  for (; !error && path.has_relative_path(); path = path.parent_path()) {
    if (fs::exists(path / "vocabulary.yaml", error)) return path;
  }
  return std::nullopt;
}

std::optional<Asked> WhatIsAsked(const Options& options, std::ostream& err) {
  Asked asked{options.rules, {}};
  for (const std::string& input : options.inputs) {
    std::error_code error;
    if (!fs::exists(input, error)) {
      err << "imr: " << input << ": there is no such file or directory\n";
      return std::nullopt;
    }
    const auto rules = RulesAround(input);
    if (!rules) {
      err << "imr: " << input << ": is not in a rules directory (one with vocabulary.yaml)\n";
      return std::nullopt;
    }
    if (&input != &options.inputs.front() && *rules != asked.rules) {
      err << "imr: " << input << ": is in another rules directory than the first path\n";
      return std::nullopt;
    }
    asked.rules = *rules;
    const fs::path relative = fs::weakly_canonical(input, error).lexically_relative(*rules);
    if (relative != ".") asked.files.push_back(relative.generic_string());
  }
  return asked;
}

// How a file of the rules is named for the person: by a path that works from where they are.
std::string Shown(const Asked& asked, const std::string& file) {
  return (asked.rules / file).lexically_proximate(fs::current_path()).generic_string();
}

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
  const auto asked = WhatIsAsked(options, streams.err);
  if (!asked) return kWrongUsage;
  Diagnostics diagnostics;
  Predictor::Load(asked->rules, diagnostics, Scrutiny::kEverything);
  diagnostics.Sort();
  std::vector<Diagnostic> shown;
  for (Diagnostic diagnostic : diagnostics.all()) {
    if (!asked->Includes(diagnostic.file)) continue;
    diagnostic.file = Shown(*asked, diagnostic.file);
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
  const auto asked = WhatIsAsked(options, streams.err);
  if (!asked) return kWrongUsage;
  Diagnostics diagnostics;
  const auto predictor = Predictor::Load(asked->rules, diagnostics);
  if (!predictor) {
    diagnostics.Sort();
    for (Diagnostic diagnostic : diagnostics.all()) {
      if (diagnostic.severity != Severity::kError) continue;
      diagnostic.file = Shown(*asked, diagnostic.file);
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
    const std::string file = Shown(*asked, failure.guideline->file);
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
      streams.out << Shown(*asked, criterion.guideline->file) << ':' << criterion.criterion->line
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
