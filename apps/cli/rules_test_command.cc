#include "apps/cli/rules_test_command.h"

#include <ostream>
#include <string>

#include "apps/cli/program.h"
#include "apps/cli/rule_example_run.h"
#include "apps/cli/rules_asked.h"
#include "apps/cli/rules_watch.h"
#include "engine/explanation/contract_json.h"
#include "engine/prediction/predictor.h"
#include "engine/rulebook/rule_examples.h"

namespace imr {
namespace {

std::string Counted(int count, const std::string& one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

// The part of a report that was asked for, as text or as JSON.
class Reporter {
 public:
  Reporter(const AskedRules& asked, const ExampleReport& report) : asked_(asked), report_(report) {}

  int failures() const {
    int count = 0;
    for (const ExampleFailure& failure : report_.failures) count += Asked(failure) ? 1 : 0;
    return count;
  }

  void WriteText(bool coverage, std::ostream& out) const {
    for (const ExampleFailure& failure : report_.failures) {
      if (!Asked(failure)) continue;
      out << File(failure) << ':' << failure.line << ": example '" << failure.example->name
          << "': " << failure.expectation << "\n  expected  " << failure.expected
          << "\n  found     " << failure.found;
      if (!failure.because.empty()) out << " (" << failure.because << ')';
      out << '\n';
    }
    if (coverage) WriteCoverage(out);
    out << Counted(report_.examples, "example") << ", "
        << Counted(report_.expectations, "expectation") << ", " << Counted(failures(), "failure")
        << '\n';
  }

  Json ToJson(bool coverage) const {
    Json json = {{"examples", report_.examples},
                 {"expectations", report_.expectations},
                 {"failures", Json::array()},
                 {"uncovered", Json::array()},
                 {"uncovered_branches", Json::array()}};
    for (const ExampleFailure& failure : report_.failures) {
      if (!Asked(failure)) continue;
      json["failures"].push_back(FailureJson(failure, File(failure)));
    }
    if (!coverage) return json;
    for (const UncoveredCriterion& criterion : report_.uncovered) {
      if (!Asked(criterion)) continue;
      json["uncovered"].push_back({{"criterion", criterion.criterion->id},
                                   {"never_met", criterion.never_met},
                                   {"never_unmet", criterion.never_unmet}});
    }
    for (const UncoveredBranch& branch : report_.uncovered_branches) {
      if (!Asked(branch)) continue;
      json["uncovered_branches"].push_back({{"criterion", branch.criterion->id},
                                            {"file", File(branch)},
                                            {"line", branch.line},
                                            {"column", branch.column},
                                            {"never", Never(branch)}});
    }
    return json;
  }

 private:
  template <typename Finding>
  bool Asked(const Finding& finding) const {
    return asked_.Includes(finding.guideline->file);
  }
  template <typename Finding>
  std::string File(const Finding& finding) const {
    return asked_.Shown(finding.guideline->file);
  }

  static std::string Never(const UncoveredBranch& branch) {
    const std::string where = branch.of_when ? "'when'" : "'require'";
    switch (branch.kind) {
      case UncoveredBranch::Kind::kAlternativeNeverHolds:
        return "fulfils this alternative of " + where;
      case UncoveredBranch::Kind::kPartNeverFails:
        return "fails this part of " + where;
      case UncoveredBranch::Kind::kAlwaysApplies:
        break;
    }
    return "is one that this 'when' leaves out";
  }

  void WriteCoverage(std::ostream& out) const {
    int uncovered = 0;
    for (const UncoveredCriterion& criterion : report_.uncovered) {
      if (!Asked(criterion)) continue;
      ++uncovered;
      out << File(criterion) << ':' << criterion.criterion->line << ": no example "
          << (criterion.never_met && criterion.never_unmet ? "meets or fails"
              : criterion.never_met                        ? "meets"
                                                           : "fails")
          << " criterion " << criterion.criterion->id << '\n';
    }
    int undecided = 0;
    for (const UncoveredBranch& branch : report_.uncovered_branches) {
      if (!Asked(branch)) continue;
      ++undecided;
      out << File(branch) << ':' << branch.line << ':' << branch.column << ": no example "
          << Never(branch) << " of " << branch.criterion->id << '\n';
    }
    const bool all = asked_.files.empty();
    const auto of = [&](int total) { return all ? " of " + std::to_string(total) : ""; };
    out << "not covered: " << uncovered << of(report_.criteria)
        << (!all && uncovered == 1 ? " criterion, " : " criteria, ") << undecided
        << of(report_.branches) << (!all && undecided == 1 ? " branch\n" : " branches\n");
  }

  const AskedRules& asked_;
  const ExampleReport& report_;
};

// Only the examples of what was asked for count; those of other guidelines still cover criteria.
int RunOnce(const AskedRules& asked, const Options& options, const Streams& streams) {
  Diagnostics diagnostics;
  const auto predictor = Predictor::Load(asked.rules, diagnostics);
  if (!predictor) {
    diagnostics.Sort();
    for (Diagnostic diagnostic : diagnostics.all()) {
      if (diagnostic.severity != Severity::kError) continue;
      diagnostic.file = asked.Shown(diagnostic.file);
      streams.err << FormatDiagnostic(diagnostic) << '\n';
    }
    streams.err << "imr: the rules have errors; nothing was tested\n";
    return kDoesNotHold;
  }
  const ExampleReport report = RunExamplesOf(*predictor);
  const Reporter reporter(asked, report);
  if (options.format == Format::kText) {
    reporter.WriteText(options.coverage, streams.out);
  } else {
    streams.out << reporter.ToJson(options.coverage).dump(1) << '\n';
  }
  return reporter.failures() > 0 ? kDoesNotHold : kDone;
}

}  // namespace

int RulesTestCommand(const Options& options, const Streams& streams) {
  const auto asked = FindAskedRules(options, streams.err);
  if (!asked) return kWrongUsage;
  if (!options.watch) return RunOnce(*asked, options, streams);
  const InterruptWait interrupt;
  FileWatch watch(asked->rules);
  for (;;) {
    RunOnce(*asked, options, streams);
    streams.out.flush();
    if (!options.quiet) streams.err << "imr: waiting for changes; Ctrl-C ends" << std::endl;
    std::string changed;
    while ((changed = watch.Changed()).empty()) {
      if (interrupt.Wait(kWatchInterval)) return kDone;
    }
    if (!options.quiet) streams.err << "imr: " << asked->Shown(changed) << " changed" << std::endl;
  }
}

}  // namespace imr
