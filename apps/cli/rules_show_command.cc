#include "apps/cli/rules_show_command.h"

#include <ostream>
#include <utility>
#include <variant>
#include <vector>

#include "apps/cli/predict_command.h"
#include "apps/cli/program.h"
#include "apps/cli/rule_corpus.h"
#include "apps/cli/rule_example_run.h"
#include "engine/explanation/rule_book.h"

namespace imr {
namespace {

void Write(const RuleBookContent& content, const Options& options, std::ostream& out) {
  switch (options.format) {
    case Format::kJson:
      out << RuleBookJson(content).dump(1) << '\n';
      break;
    case Format::kHtml:
      out << RuleBookHtml(BookOf(content));
      break;
    case Format::kMarkdown:
      out << RuleBookMarkdown(BookOf(content));
      break;
    default:
      out << RuleBookText(BookOf(content), {.colour = options.color});
  }
}

}  // namespace

int RulesShowCommand(const Options& options, const Streams& streams) {
  const auto predictor = LoadPredictor(options, streams.err, WithModel::kNo);
  if (!predictor) return kDoesNotHold;
  auto chosen = ChooseRules(predictor->rulebook(), options.inputs);
  if (const auto* problem = std::get_if<std::string>(&chosen)) {
    streams.err << "imr: " << *problem << '\n';
    return kWrongUsage;
  }
  const Provenance provenance = ProvenanceOf(*predictor);
  RuleBookContent content{.vocabulary = predictor->vocabulary(),
                          .rules = std::get<std::vector<RuleChoice>>(std::move(chosen)),
                          .failures = RunExamplesOf(*predictor).failures,
                          .use = nullptr,
                          .cases = 0,
                          .version = provenance.version,
                          .rules_hash = provenance.rules};
  RuleUse use;
  int failed = 0;
  if (!options.on.empty()) {
    const auto corpus = JudgeCorpus(options, streams, *predictor);
    for (const auto& one : corpus.cases) {
      for (const JudgedItem& item : one.answer) use.Add(item);
    }
    content.use = &use;
    content.cases = static_cast<int>(corpus.cases.size());
    failed = corpus.failed;
  }
  Write(content, options, streams.out);
  return failed > 0 ? kBadInput : kDone;
}

}  // namespace imr
