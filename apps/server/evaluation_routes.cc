#include "apps/server/evaluation_routes.h"

#include <sstream>
#include <utility>
#include <variant>

#include "apps/cli/evaluation_report.h"
#include "apps/server/corpus_routes.h"
#include "apps/server/job_routes.h"
#include "apps/server/json_body.h"

namespace imr {
namespace {

constexpr int kMostParts = 20;

std::string StringOr(const nlohmann::json& json, const char* name, const char* otherwise) {
  const auto it = json.find(name);
  if (it == json.end() || it->is_null()) return otherwise;
  return it->is_string() ? it->get<std::string>() : std::string("?");
}

std::variant<EvaluationAsked, HttpResponse> ReadAsked(const HttpRequest& request) {
  auto body = ReadJsonObject(request, {"corpus", "view", "model", "cross_validate", "against"});
  if (auto* response = std::get_if<HttpResponse>(&body)) return std::move(*response);
  const auto& json = std::get<nlohmann::json>(body);
  EvaluationAsked asked;
  const auto corpus = json.find("corpus");
  if (corpus == json.end() || !corpus->is_string()) {
    return WrongMember("/corpus", "corpus is the name of one that GET /api/v1/corpora lists.");
  }
  asked.corpus = corpus->get<std::string>();
  const auto view = ViewNamed(StringOr(json, "view", "prescreen"));
  if (!view) return WrongMember("/view", "view is prescreen or record.");
  asked.view = *view;
  const std::string model = StringOr(json, "model", "default");
  if (model != "default" && model != "none") {
    return WrongMember("/model", "model is default, or none for the weights of the rules.");
  }
  asked.with_model = model == "default";
  if (const auto parts = json.find("cross_validate"); parts != json.end() && !parts->is_null()) {
    const bool counts = parts->is_number_integer();
    const auto count = counts ? parts->get<std::int64_t>() : -1;
    if (count != 0 && (count < 2 || count > kMostParts)) {
      return WrongMember("/cross_validate", "cross_validate is 0, or the parts: from 2 to 20.");
    }
    asked.cross_validate = static_cast<int>(count);
  }
  const std::string against = StringOr(json, "against", "");
  if (!against.empty()) {
    if (against != "default" && against != "none") {
      return WrongMember("/against",
                         "against is null, default, or none for the weights of the "
                         "rules.");
    }
    asked.against_model = against == "default";
  }
  return asked;
}

// Of "imr: what is wrong" for a terminal, a sentence for a page.
std::string Sentence(std::string told) {
  constexpr std::string_view kProgram = "imr: ";
  if (told.starts_with(kProgram)) told.erase(0, kProgram.size());
  told.resize(std::min(told.find('\n'), told.size()));
  return told.empty() ? "The evaluation could not be made." : told + ".";
}

// Where models are on this machine is of no use to a client.
void NameModelsByFile(const Options& options, EvaluationReport& report) {
  const auto shorten = [](const std::filesystem::path& model, std::string& name) {
    if (!model.empty() && name == model.string()) name = model.filename().string();
  };
  shorten(options.model, report.predicted.model);
  if (!report.comparison) return;
  shorten(options.model, report.comparison->name);
  shorten(options.against.value_or(""), report.comparison->against);
}

}  // namespace

std::filesystem::path ModelOf(const Desk& desk, View view) {
  if (desk.InUse(view)->model_hash().empty()) return {};
  return desk.options.data / "models" / (std::string(ViewName(view)) + ".yaml");
}

JobQueue::Result RunEvaluation(const Desk& desk, CorpusShelf& shelf, const EvaluationAsked& asked,
                               JobProgress& progress) {
  const auto got = shelf.Get(asked.corpus, [&] {
    progress.Check();
    progress.Step();
  });
  if (const auto* problem = std::get_if<CorpusShelf::Problem>(&got)) {
    return JobProblem{problem->status, problem->detail};
  }
  const auto& content = *std::get<std::shared_ptr<const CorpusContent>>(got);
  const auto cases = static_cast<std::int64_t>(content.documents.cases.size());
  // With cross-validation every case is predicted twice: by the rules, and by a fit without it.
  const std::int64_t total = asked.cross_validate > 0 ? 2 * cases : cases;
  progress.Begin(total);

  Options options = desk.options;
  options.view = asked.view;
  options.format = Format::kJson;
  options.quiet = true;
  options.cross_validate = asked.cross_validate;
  options.model = asked.with_model ? ModelOf(desk, asked.view) : std::filesystem::path();
  if (asked.against_model) {
    options.against = *asked.against_model ? ModelOf(desk, asked.view) : std::filesystem::path();
  }
  const DecidedSource source{
      .rules = desk.InUse(asked.view)->WithoutModel(),
      .read =
          [&](const Predictor& predictor, const Wanted& wanted) {
            return DecideDocuments(content.documents, options, predictor, wanted, [&] {
              progress.Check();
              progress.Step();
            });
          },
      .on_fit = [&](int done, int all) { progress.Set(cases + cases * done / all, total); }};
  std::ostringstream told;
  auto predicted = PredictDecided(source, options, told);
  if (std::holds_alternative<int>(predicted)) return JobProblem{422, Sentence(told.str())};
  progress.Check();
  EvaluationReport report =
      ReportOn(std::get<EvaluatedPredictions>(std::move(predicted)), options, told);
  NameModelsByFile(options, report);
  Json json = {{"corpus", asked.corpus}};
  json.update(EvaluationReportJson(report));
  AddCharts(report.evaluation, report.predicted.origins, json);
  json["unreadable"] = UnreadableJson(content);
  progress.Set(total, total);
  return json;
}

void AddEvaluationRoutes(Router& router, const Desk& desk, CorpusShelf& shelf, JobQueue& jobs) {
  router.Add("POST", "/api/v1/evaluations", [&](const HttpRequest& request) {
    auto asked = ReadAsked(request);
    if (auto* response = std::get_if<HttpResponse>(&asked)) return std::move(*response);
    if (!shelf.Has(std::get<EvaluationAsked>(asked).corpus)) return NoSuchCorpus();
    return Submitted(
        jobs, "evaluation",
        [&desk, &shelf, what = std::get<EvaluationAsked>(std::move(asked))](JobProgress& progress) {
          return RunEvaluation(desk, shelf, what, progress);
        });
  });
}

}  // namespace imr
