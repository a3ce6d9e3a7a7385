#include "apps/server/comparison_routes.h"

#include <sstream>
#include <utility>
#include <variant>

#include "apps/cli/predict_command.h"
#include "apps/cli/rule_corpus.h"
#include "apps/server/corpus_routes.h"
#include "apps/server/evaluation_routes.h"
#include "apps/server/job_routes.h"
#include "apps/server/json_body.h"
#include "apps/server/rule_routes.h"
#include "engine/evaluation/rule_comparison.h"

namespace imr {
namespace {

// Of larger corpora predictions are made again rather than kept.
constexpr std::size_t kMostCasesKept = 5000;

std::vector<CasePrediction> PredictAll(const CorpusContent& content, const Predictor& predictor,
                                       View view, const Options& options, JobProgress& progress) {
  auto answers = AnswerDocuments<CasePrediction>(
      content.documents, options.jobs, [&](const Document& document) {
        progress.Check();
        progress.Step();
        return predictor.Predict(InView(predictor, document, view), {.as_of = options.as_of});
      });
  std::vector<CasePrediction> cases;
  cases.reserve(answers.cases.size());
  for (auto& one : answers.cases) cases.push_back(std::move(one.answer));
  return cases;
}

// The first of the errors that keep the rules from being loaded.
JobProblem Refused(const std::vector<Diagnostic>& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity != Severity::kError) continue;
    return {422, "The changed rules have errors; nothing was compared. The first: " +
                     FormatDiagnostic(diagnostic)};
  }
  return {422, "The changed rules cannot be loaded; nothing was compared."};
}

struct Room {
  const Desk& desk;
  CorpusShelf& shelf;
  RuleDrafts& drafts;
  BaselinePredictions& baseline;
};

// The rules in use, and the changed ones, weighed alike.
struct Sides {
  std::shared_ptr<const Predictor> before, after;
};

std::variant<Sides, JobProblem> SidesOf(const Room& room, const ComparisonAsked& asked) {
  const RuleDrafts::Draft draft = room.drafts.Load(asked.files);
  if (!draft.predictor) return Refused(draft.diagnostics);
  const auto in_use = room.desk.InUse(asked.view);
  if (!asked.with_model) return Sides{in_use->WithoutModel(), draft.predictor};
  Options options = room.desk.options;
  options.view = asked.view;
  options.quiet = true;
  std::ostringstream told;
  auto after = WithModelFile(draft.predictor, ModelOf(room.desk, asked.view), options, told);
  if (!after) return JobProblem{422, "The model cannot weigh by the changed rules."};
  return Sides{in_use->WithHistory(nullptr), std::move(after)};
}

JobQueue::Result RunComparison(const Room& room, const ComparisonAsked& asked,
                               JobProgress& progress) {
  const auto sides_or_problem = SidesOf(room, asked);
  if (const auto* problem = std::get_if<JobProblem>(&sides_or_problem)) return *problem;
  const auto& [before, after] = std::get<Sides>(sides_or_problem);
  const auto got = room.shelf.Get(asked.corpus, [&] {
    progress.Check();
    progress.Step();
  });
  if (const auto* problem = std::get_if<CorpusShelf::Problem>(&got)) {
    return JobProblem{problem->status, problem->detail};
  }
  const auto& content = std::get<std::shared_ptr<const CorpusContent>>(got);
  const auto count = static_cast<std::int64_t>(content->documents.cases.size());

  auto old = room.baseline.Find(content, *before, asked.view);
  progress.Begin(old ? count : 2 * count);
  if (!old) {
    old = std::make_shared<const BaselinePredictions::Made>(BaselinePredictions::Made{
        content, before, asked.view,
        PredictAll(*content, *before, asked.view, room.desk.options, progress)});
    room.baseline.Keep(old);
  }
  const auto fresh = PredictAll(*content, *after, asked.view, room.desk.options, progress);
  std::vector<std::vector<ItemChange>> cases;
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    cases.push_back(CompareCase(content->documents.cases[i].answer, old->cases[i], fresh[i]));
  }
  RuleComparison comparison = CompareRules(cases);
  comparison.before_name = "rules in use";
  comparison.after_name = "changed rules";
  comparison.before_hash = before->rules_hash();
  comparison.after_hash = after->rules_hash();
  comparison.view = ViewName(asked.view);
  Json json = {{"corpus", asked.corpus}, {"model", asked.with_model ? "default" : "none"}};
  json.update(RuleComparisonJson(comparison));
  json["unreadable"] = UnreadableJson(*content);
  return json;
}

std::variant<ComparisonAsked, HttpResponse> ReadAsked(const HttpRequest& request) {
  auto body = ReadJsonObject(request, {"files", "corpus", "view", "model"});
  if (auto* response = std::get_if<HttpResponse>(&body)) return std::move(*response);
  const auto& json = std::get<nlohmann::json>(body);
  ComparisonAsked asked;
  auto files = ReadDraftFiles(json);
  if (auto* response = std::get_if<HttpResponse>(&files)) return std::move(*response);
  asked.files = std::get<std::vector<RuleFile>>(std::move(files));
  const auto text = [&](const char* name, const char* otherwise) -> std::string {
    const auto it = json.find(name);
    if (it == json.end() || it->is_null()) return otherwise;
    return it->is_string() ? it->get<std::string>() : "?";
  };
  asked.corpus = text("corpus", "");
  const auto view = ViewNamed(text("view", "prescreen"));
  if (!view) return WrongMember("/view", "view is prescreen or record.");
  asked.view = *view;
  const std::string model = text("model", "none");
  if (model != "default" && model != "none") {
    return WrongMember("/model", "model is none for the weights of the rules, or default.");
  }
  asked.with_model = model == "default";
  return asked;
}

}  // namespace

std::shared_ptr<const BaselinePredictions::Made> BaselinePredictions::Find(
    const std::shared_ptr<const CorpusContent>& content, const Predictor& predictor,
    View view) const {
  const std::scoped_lock lock(mutex_);
  if (!kept_ || kept_->content != content || kept_->view != view ||
      kept_->predictor->rules_hash() != predictor.rules_hash() ||
      kept_->predictor->model_hash() != predictor.model_hash()) {
    return nullptr;
  }
  return kept_;
}

void BaselinePredictions::Keep(std::shared_ptr<const Made> made) {
  const std::scoped_lock lock(mutex_);
  kept_ = made->cases.size() <= kMostCasesKept ? std::move(made) : nullptr;
}

void AddComparisonRoutes(Router& router, const Desk& desk, CorpusShelf& shelf, RuleDrafts& drafts,
                         BaselinePredictions& baseline, JobQueue& jobs) {
  const Room room{desk, shelf, drafts, baseline};
  router.Add("POST", "/api/v1/rules/compare", [room, &jobs](const HttpRequest& request) {
    auto asked = ReadAsked(request);
    if (auto* response = std::get_if<HttpResponse>(&asked)) return std::move(*response);
    if (!room.shelf.Has(std::get<ComparisonAsked>(asked).corpus)) return NoSuchCorpus();
    return Submitted(jobs, "comparison",
                     [room, what = std::get<ComparisonAsked>(std::move(asked))](
                         JobProgress& progress) { return RunComparison(room, what, progress); });
  });
}

}  // namespace imr
