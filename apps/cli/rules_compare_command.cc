#include "apps/cli/rules_compare_command.h"

#include <ostream>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "apps/cli/git_rules.h"
#include "apps/cli/predict_command.h"
#include "apps/cli/program.h"
#include "apps/cli/rule_corpus.h"
#include "apps/cli/temporary_rules.h"
#include "engine/evaluation/rule_comparison.h"

namespace imr {
namespace {

namespace fs = std::filesystem;

// The predictor of one side, or the exit status when there is none.
using RulesOrStatus = std::variant<std::shared_ptr<const Predictor>, int>;

// `name` is what the person calls the rules of `directory`.
RulesOrStatus LoadSide(const fs::path& directory, const std::string& name, std::ostream& err) {
  Diagnostics diagnostics;
  auto predictor = Predictor::Load(directory, diagnostics);
  if (predictor) return predictor;
  diagnostics.Sort();
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (diagnostic.severity != Severity::kError) continue;
    err << name << (name.ends_with('/') ? "" : "/") << FormatDiagnostic(diagnostic) << '\n';
  }
  err << "imr: " << name << ": these rules have errors; nothing was compared\n";
  return kDoesNotHold;
}

// `name` is a directory of rules or a revision of those in use.
RulesOrStatus RulesNamed(const std::string& name, const Options& options, std::ostream& err) {
  std::error_code error;
  if (fs::exists(fs::path(name) / "vocabulary.yaml", error)) return LoadSide(name, name, err);
  auto files = RulesOfRevision(options.rules, name);
  if (const auto* problem = std::get_if<std::string>(&files)) {
    err << "imr: " << *problem << '\n';
    return kWrongUsage;
  }
  // Loading reads everything: the directory is gone before any case is read.
  const auto directory = TemporaryRules::Write(std::get<std::vector<RuleFile>>(files));
  if (!directory) {
    err << "imr: " << name
        << ": its rules cannot be written to the directory for temporary files\n";
    return kDoesNotHold;
  }
  return LoadSide(directory->path(), name, err);
}

void Write(const RuleComparison& comparison, const Options& options, std::ostream& out) {
  if (options.format == Format::kJson) {
    out << RuleComparisonJson(comparison).dump(1, ' ', false, Json::error_handler_t::replace)
        << '\n';
  } else if (options.format == Format::kHtml) {
    out << RuleComparisonHtml(comparison);
  } else {
    out << RuleComparisonText(comparison, {.colour = options.color});
  }
}

}  // namespace

int RulesCompareCommand(const Options& options, const Streams& streams) {
  std::vector<std::shared_ptr<const Predictor>> sides;
  for (const std::string& name : options.inputs) {
    RulesOrStatus side = RulesNamed(name, options, streams.err);
    if (const int* status = std::get_if<int>(&side)) return *status;
    sides.push_back(std::get<std::shared_ptr<const Predictor>>(std::move(side)));
  }
  const Predictor& before = *sides.at(0);
  const Predictor& after = *sides.at(1);
  const Options on = OnCorpus(options);
  auto corpus = AnswerCorpus<std::vector<ItemChange>>(on, streams, [&](const Document& document) {
    const auto predict = [&](const Predictor& predictor) {
      return predictor.Predict(InView(predictor, document, on.view), {.as_of = on.as_of});
    };
    return CompareCase(document, predict(before), predict(after));
  });
  std::vector<std::vector<ItemChange>> cases;
  for (auto& one : corpus.cases) cases.push_back(std::move(one.answer));
  RuleComparison comparison = CompareRules(cases);
  comparison.before_name = options.inputs[0];
  comparison.after_name = options.inputs[1];
  comparison.before_hash = before.rules_hash();
  comparison.after_hash = after.rules_hash();
  comparison.view = ViewName(options.view);
  Write(comparison, options, streams.out);
  return corpus.failed > 0 ? kBadInput : kDone;
}

}  // namespace imr
