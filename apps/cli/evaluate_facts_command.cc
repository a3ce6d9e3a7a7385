#include "apps/cli/evaluate_facts_command.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "apps/cli/input_run.h"
#include "apps/cli/predict_command.h"
#include "apps/cli/program.h"
#include "engine/evaluation/fact_errors.h"
#include "engine/evaluation/fact_evaluation.h"
#include "engine/evaluation/gold_facts.h"
#include "engine/explanation/contract_json.h"

namespace imr {
namespace {

// One input, read in every view asked for.
struct ReadCase {
  struct InOneView {
    Case c;
    CaseFacts facts;
  };
  std::string source;
  bool is_pdf = false;
  std::vector<InOneView> views;  // in the order of the views

  const std::string& id() const { return views.front().c.id; }
};

std::vector<View> ViewsOf(const Options& options) {
  if (options.view_given) return {options.view};
  return {View::kPrescreen, View::kRecord};
}

ReadCase ReadIn(const std::vector<View>& views, const Predictor& predictor,
                const Document& document, bool is_pdf) {
  ReadCase read{document.source, is_pdf, {}};
  for (const View view : views) {
    Case c = InView(predictor, document, view);
    CaseFacts facts = predictor.extractor().Extract(c);
    read.views.push_back({std::move(c), std::move(facts)});
  }
  return read;
}

// Each case number once: text before PDF, else the first.
std::map<std::string, ReadCase> ByCase(std::vector<ReadCase> all, bool quiet, std::ostream& err) {
  std::map<std::string, ReadCase> cases;
  for (ReadCase& read : all) {
    const std::string id = read.id();
    const auto it = cases.find(id);
    if (it == cases.end()) {
      cases.emplace(id, std::move(read));
      continue;
    }
    if (it->second.is_pdf && !read.is_pdf) std::swap(it->second, read);
    if (!quiet) err << "imr: " << read.source << ": the same case number again; counted once\n";
  }
  return cases;
}

// The gold, or nothing when the file cannot be read. Lines that cannot be taken are named.
std::optional<GoldFacts> ReadGold(const std::string& path, const Vocabulary& vocabulary,
                                  std::ostream& err) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in || text.str().empty()) {
    err << "imr: " << path << ": cannot be read, or is empty; name a file of annotated facts\n";
    return std::nullopt;
  }
  GoldFacts gold = ReadGoldFacts(text.str(), vocabulary);
  for (const GoldProblem& problem : gold.problems) {
    err << path << ':' << problem.line << ": error: " << problem.message << "; line not used\n";
  }
  return gold;
}

// Items of the gold that no input holds.
int Unmatched(const GoldFacts& gold, const std::map<std::string, ReadCase>& cases) {
  return static_cast<int>(
      std::count_if(gold.items.begin(), gold.items.end(), [&](const GoldItem& item) {
        const auto it = cases.find(item.case_id);
        return it == cases.end() || item.item >= it->second.views.front().c.items.size();
      }));
}

std::vector<FactEvaluation> EvaluateViews(const std::vector<View>& views, const GoldFacts& gold,
                                          const std::map<std::string, ReadCase>& cases,
                                          const Vocabulary& vocabulary) {
  std::vector<FactEvaluation> evaluations;
  evaluations.reserve(views.size());
  for (std::size_t v = 0; v < views.size(); ++v) {
    std::vector<CaseReadings> readings;
    readings.reserve(cases.size());
    for (const auto& [id, read] : cases) readings.push_back({id, read.views[v].facts.items});
    evaluations.push_back(EvaluateFacts(vocabulary, views[v], gold.items, readings));
  }
  return evaluations;
}

std::vector<ShownError> ErrorsOf(FactId fact, std::size_t view, const FactEvaluation& evaluation,
                                 const std::map<std::string, ReadCase>& cases,
                                 const Predictor& predictor) {
  std::vector<ShownError> shown;
  for (const FactEvaluation::Error& error : evaluation.errors) {
    if (error.fact != fact) continue;
    const ReadCase::InOneView& read = cases.at(error.case_id).views[view];
    shown.push_back(Show(error, read.c, read.facts, predictor.vocabulary(), predictor.extractor()));
  }
  return shown;
}

void WriteErrors(const Options& options, FactId fact,
                 const std::vector<FactEvaluation>& evaluations,
                 const std::map<std::string, ReadCase>& cases, const Predictor& predictor,
                 std::ostream& out) {
  const Vocabulary& vocabulary = predictor.vocabulary();
  Json json = Json::array();
  if (options.format == Format::kCsv) out << kShownErrorsCsvHead;
  for (std::size_t v = 0; v < evaluations.size(); ++v) {
    const View view = evaluations[v].view;
    const auto errors = ErrorsOf(fact, v, evaluations[v], cases, predictor);
    switch (options.format) {
      case Format::kCsv:
        out << ShownErrorsCsv(vocabulary, view, errors);
        break;
      case Format::kJson:
      case Format::kJsonLines:
        json.push_back({{"view", ViewName(view)}, {"errors", ShownErrorsJson(vocabulary, errors)}});
        break;
      case Format::kText:
      case Format::kHtml:      // not offered for evaluate
      case Format::kMarkdown:  // nor this
        out << (v == 0 ? "" : "\n") << ShownErrorsText(view, errors, {.colour = options.color});
        break;
    }
  }
  if (options.format == Format::kJson) {
    out << Json{{"fact", vocabulary.Definition(fact).name}, {"views", std::move(json)}}.dump(1)
        << '\n';
  }
}

void WriteEvaluations(const Options& options, const std::vector<FactEvaluation>& evaluations,
                      int unmatched, const Vocabulary& vocabulary, std::ostream& out) {
  switch (options.format) {
    case Format::kCsv:
      out << FactEvaluationCsv(vocabulary, evaluations);
      return;
    case Format::kJson:
    case Format::kJsonLines: {
      Json views = Json::array();
      for (const FactEvaluation& evaluation : evaluations) {
        views.push_back(FactEvaluationJson(vocabulary, evaluation));
      }
      out << Json{{"gold_not_among_inputs", unmatched}, {"views", std::move(views)}}.dump(1)
          << '\n';
      return;
    }
    case Format::kText:
    case Format::kHtml:      // not offered for evaluate
    case Format::kMarkdown:  // nor this
      for (const FactEvaluation& evaluation : evaluations) {
        out << (&evaluation == &evaluations.front() ? "" : "\n")
            << FactEvaluationText(vocabulary, evaluation);
      }
  }
}

}  // namespace

int EvaluateFactsCommand(const Options& options, const Streams& streams) {
  const auto predictor = LoadPredictor(options, streams.err);
  if (!predictor) return kDoesNotHold;
  const Vocabulary& vocabulary = predictor->vocabulary();
  std::optional<FactId> shown;
  if (!options.show.empty()) {
    shown = vocabulary.Find(options.show);
    if (!shown) {
      streams.err << "imr: --show: there is no fact '" << options.show << "'"
                  << Suggestion(options.show, vocabulary.names()) << '\n';
      return kWrongUsage;
    }
  }
  const auto gold = ReadGold(options.gold_facts, vocabulary, streams.err);
  if (!gold) return kBadInput;

  const std::vector<View> views = ViewsOf(options);
  std::vector<ReadCase> all;
  const int failed = ForEachInput<ReadCase>(
      options, streams,
      [&](const Document& document, bool is_pdf) {
        return ReadIn(views, *predictor, document, is_pdf);
      },
      [&](InputAnswer<ReadCase> answer) {
        if (auto* read = std::get_if<ReadCase>(&answer)) all.push_back(std::move(*read));
      });
  const auto cases = ByCase(std::move(all), options.quiet, streams.err);
  const int unmatched = Unmatched(*gold, cases);
  const auto evaluations = EvaluateViews(views, *gold, cases, vocabulary);
  if (evaluations.front().items == 0) {
    streams.err << "imr: no input holds an annotated item; nothing to evaluate\n";
    return failed > 0 || !gold->problems.empty() ? kBadInput : kDoesNotHold;
  }
  if (unmatched > 0 && !options.quiet) {
    streams.err << "imr: " << unmatched << " annotated items are not among the inputs\n";
  }
  if (shown) {
    WriteErrors(options, *shown, evaluations, cases, *predictor, streams.out);
  } else {
    WriteEvaluations(options, evaluations, unmatched, vocabulary, streams.out);
  }
  return failed > 0 || !gold->problems.empty() ? kBadInput : kDone;
}

}  // namespace imr
