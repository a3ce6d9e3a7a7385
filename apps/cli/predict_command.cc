#include "apps/cli/predict_command.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>

#include "apps/cli/history_input.h"
#include "apps/cli/input_run.h"
#include "apps/cli/program.h"
#include "engine/explanation/facts_html.h"
#include "engine/explanation/facts_text.h"
#include "engine/explanation/wording.h"
#include "engine/training/letters_model.h"

namespace imr {
namespace {

// One answer, rendered in the thread that made it.
struct Rendered {
  std::string text;
};

std::string Dump(const Json& json, Format format) {
  return json.dump(format == Format::kJson ? 1 : -1, ' ', false,
                   nlohmann::json::error_handler_t::replace);
}

// Writes answers as the format wants them: an array, lines, or plain text.
class AnswerWriter {
 public:
  AnswerWriter(Format format, std::ostream& out) : format_(format), out_(out) {
    if (format_ == Format::kJson) out_ << '[';
  }
  void Write(const std::string& answer) {
    if (format_ == Format::kJson) out_ << (first_ ? "\n" : ",\n");
    first_ = false;
    out_ << answer;
    if (format_ != Format::kJson) out_ << '\n';
  }
  void Finish() {
    if (format_ == Format::kJson) out_ << (first_ ? "]\n" : "\n]\n");
    out_.flush();
  }

 private:
  Format format_;
  std::ostream& out_;
  bool first_ = true;
};

int Run(const Options& options, const Streams& streams,
        const std::function<std::string(const Document&)>& render) {
  AnswerWriter writer(options.format, streams.out);
  const int failed = ForEachInput<Rendered>(
      options, streams,
      [&](const Document& document, bool /*is_pdf*/) { return Rendered{render(document)}; },
      [&](InputAnswer<Rendered> answer) {
        if (const auto* rendered = std::get_if<Rendered>(&answer)) {
          writer.Write(rendered->text);
        } else if (options.format != Format::kText) {
          writer.Write(Dump(ErrorJson(std::get<InputError>(answer)), options.format));
        }
      });
  writer.Finish();
  return failed > 0 ? kBadInput : kDone;
}

// One page for all inputs.
int FactsPageCommand(const Options& options, const Streams& streams) {
  const auto predictor = LoadPredictor(options, streams.err, WithModel::kNo);
  if (!predictor) return kDoesNotHold;
  FactsPage page(
      predictor->vocabulary(),
      [&](std::uint32_t pattern) { return predictor->extractor().PatternPlace(pattern); },
      streams.out);
  const int failed = ForEachInput<FactsOfCase>(
      options, streams,
      [&](const Document& document, bool /*is_pdf*/) {
        Case c = InView(*predictor, document, options.view);
        CaseFacts facts = ReadFacts(*predictor, c, options.as_of);
        return FactsOfCase{.known = std::move(c),
                           .facts = std::move(facts),
                           .source = document.source,
                           .warnings = document.warnings};
      },
      [&](InputAnswer<FactsOfCase> answer) {
        if (const auto* facts = std::get_if<FactsOfCase>(&answer)) {
          page.AddCase(*facts);
        } else {
          page.AddError(std::get<InputError>(answer));
        }
      });
  page.Finish();
  return failed > 0 ? kBadInput : kDone;
}

void TellErrors(Diagnostics& diagnostics, const std::filesystem::path& folder, std::ostream& err) {
  diagnostics.Sort();
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (diagnostic.severity == Severity::kError) {
      err << (folder / FormatDiagnostic(diagnostic)).string() << '\n';
    }
  }
}

}  // namespace

std::shared_ptr<const Predictor> LoadPredictor(const Options& options, std::ostream& err,
                                               WithModel with_model) {
  Diagnostics diagnostics;
  auto predictor = Predictor::Load(options.rules, diagnostics);
  if (!predictor) {
    TellErrors(diagnostics, options.rules, err);
    err << "imr: the rules have errors; nothing was predicted\n";
    return nullptr;
  }
  if (with_model == WithModel::kNo) return predictor;
  return WithModelFile(std::move(predictor), options.model, options, err);
}

std::shared_ptr<const Predictor> WithModelFile(std::shared_ptr<const Predictor> predictor,
                                               const std::filesystem::path& path,
                                               const Options& options, std::ostream& err,
                                               std::vector<std::string>* trained_on) {
  if (path.empty()) return predictor;
  Diagnostics diagnostics;
  auto model = LoadModel(path, path.string(), diagnostics);
  if (model && model->kind != "letters") {
    diagnostics.Error(path.string(), YAML::Mark::null_mark(),
                      "was trained on a table, not on cases; it cannot weigh requests",
                      "wrong-model");
    model.reset();
  }
  if (!model) {
    TellErrors(diagnostics, "", err);
    err << "imr: the model cannot be used; name another with --model, or 'none'\n";
    return nullptr;
  }
  const auto view = std::find_if(model->about.begin(), model->about.end(),
                                 [](const auto& entry) { return entry.first == "view"; });
  if (view != model->about.end() && view->second != ViewName(options.view) && !options.quiet) {
    err << "imr: " << path.string() << ": was trained on the " << view->second
        << " view; in another view its probabilities are not calibrated\n";
  }
  if (trained_on != nullptr) *trained_on = model->cases;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return predictor->WithModel(ToFittedWeights(*model), model->bands, Sha256Hex(bytes.str()));
}

Provenance ProvenanceOf(const Predictor& predictor) {
  return {.version = IMR_VERSION, .rules = predictor.rules_hash(), .model = predictor.model_hash()};
}

std::string_view BuildName() { return IMR_BUILD; }

CaseFacts ReadFacts(const Predictor& predictor, const Case& c, const std::optional<Date>& as_of) {
  CaseFacts facts = predictor.extractor().Extract(c);
  for (FactSheet& sheet : facts.items) {
    AddComputedFacts(predictor.vocabulary(), as_of ? as_of : c.dates.utilization_review,
                     c.dates.injury, sheet);
  }
  return facts;
}

Case InView(const Predictor& predictor, const Document& document, View view) {
  if (view == View::kPrescreen) return document.known;
  return predictor.extractor().WithFindings(document.known, document.decided);
}

int PredictCommand(const Options& options, const Streams& streams) {
  auto predictor = LoadPredictor(options, streams.err);
  if (!predictor) return kDoesNotHold;
  if (!options.history.empty()) {
    const auto history = LoadHistory(options, *predictor, streams);
    if (!history) return kBadInput;
    predictor = predictor->WithHistory(history);
  }
  PredictOptions how{.as_of = options.as_of, .what_if = {}};
  for (const std::string& supposition : options.what_if) {
    std::string problem;
    auto parsed = ParseSupposition(supposition, predictor->vocabulary(), problem);
    if (!parsed) {
      streams.err << "imr: --what-if: " << problem << '\n';
      return kWrongUsage;
    }
    how.what_if.push_back(std::move(*parsed));
  }
  return Run(options, streams, [&](const Document& document) {
    const Case c = InView(*predictor, document, options.view);
    const CasePrediction prediction = predictor->Predict(c, how);
    if (options.format == Format::kText) {
      return CaseText(c, prediction, predictor->vocabulary(), {.colour = options.color});
    }
    return Dump(
        PredictionJson(predictor->vocabulary(), document, c, prediction, ProvenanceOf(*predictor)),
        options.format);
  });
}

int FactsCommand(const Options& options, const Streams& streams) {
  if (options.format == Format::kHtml) return FactsPageCommand(options, streams);
  const auto predictor = LoadPredictor(options, streams.err, WithModel::kNo);
  if (!predictor) return kDoesNotHold;
  return Run(options, streams, [&](const Document& document) {
    const Case c = InView(*predictor, document, options.view);
    const CaseFacts facts = ReadFacts(*predictor, c, options.as_of);
    if (options.format == Format::kText) {
      return FactsText(c, facts, predictor->vocabulary(), {.colour = options.color});
    }
    return Dump(
        FactsCaseJson(predictor->vocabulary(), document, c, facts, ProvenanceOf(*predictor)),
        options.format);
  });
}

int VersionCommand(const Options& options, const Streams& streams) {
  const auto predictor = LoadPredictor(options, streams.err);
  if (!predictor) return kDoesNotHold;
  const Provenance provenance = ProvenanceOf(*predictor);
  if (options.format == Format::kText) {
    streams.out << "imr " << provenance.version << "\nrules  sha256:" << provenance.rules
                << "\nmodel  "
                << (provenance.model.empty() ? "none (weights as written in the rules)"
                                             : "sha256:" + provenance.model)
                << "\nbuild  " << BuildName() << '\n';
    return kDone;
  }
  const Json json = {
      {"version", provenance.version},
      {"rules", "sha256:" + provenance.rules},
      {"model", provenance.model.empty() ? Json(nullptr) : Json("sha256:" + provenance.model)},
      {"build", BuildName()}};
  streams.out << Dump(json, options.format) << '\n';
  return kDone;
}

}  // namespace imr
