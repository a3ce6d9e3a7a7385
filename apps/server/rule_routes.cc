#include "apps/server/rule_routes.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "apps/cli/predict_command.h"
#include "apps/cli/replace_file.h"
#include "apps/cli/rule_check.h"
#include "apps/cli/rule_example_run.h"
#include "apps/server/json_body.h"
#include "engine/explanation/rule_book.h"
#include "engine/rulebook/schema_definitions.h"
#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return lower;
}

// Do all words of a search stand somewhere in a guideline?
bool Speaks(const Guideline& guideline, const std::string& query) {
  std::string all = guideline.id + '\n' + guideline.title + '\n' + guideline.source + '\n' +
                    guideline.section + '\n';
  for (const std::string& treatment : guideline.treatments) all += treatment + '\n';
  for (const Criterion& criterion : guideline.criteria) {
    all += criterion.id + '\n' + criterion.text + '\n' + criterion.ask + '\n';
  }
  all = LowerCase(all);
  const std::string words = LowerCase(query);
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    if (all.find(words.substr(at, end - at)) == std::string::npos) return false;
    at = end + 1;
  }
  return true;
}

Json DateOrNull(const std::optional<Date>& date) { return date ? Json(FormatDate(*date)) : Json(); }

Json SummaryJson(const Guideline& guideline) {
  return {{"id", guideline.id},
          {"title", guideline.title},
          {"source", guideline.source},
          {"section", guideline.section},
          {"in_force", {DateOrNull(guideline.in_force.from), DateOrNull(guideline.in_force.to)}},
          {"treatments", guideline.treatments},
          {"file", guideline.file},
          {"criteria", guideline.criteria.size()},
          {"examples", guideline.examples.size()}};
}

// The guidelines that a treatment or family means; all for "". Empty, with a problem, when it is
// not in the vocabulary.
std::variant<std::vector<RuleChoice>, HttpResponse> Choose(const Predictor& predictor,
                                                           const std::string& treatment) {
  if (!treatment.empty() && !predictor.vocabulary().IsTreatmentOrFamily(treatment)) {
    return ProblemResponse(400,
                           "treatment is a code or family of the vocabulary, such as those "
                           "in the list of rules.");
  }
  std::vector<std::string> names;
  if (!treatment.empty()) names.push_back(treatment);
  auto chosen = ChooseRules(predictor.rulebook(), names);
  if (std::holds_alternative<std::string>(chosen)) return std::vector<RuleChoice>{};
  return std::get<std::vector<RuleChoice>>(std::move(chosen));
}

HttpResponse ListRules(const Predictor& predictor, const HttpRequest& request) {
  const auto chosen = Choose(predictor, request.Query("treatment"));
  if (const auto* response = std::get_if<HttpResponse>(&chosen)) return *response;
  Json list = Json::array();
  for (const RuleChoice& choice : std::get<std::vector<RuleChoice>>(chosen)) {
    if (Speaks(*choice.guideline, request.Query("q")))
      list.push_back(SummaryJson(*choice.guideline));
  }
  return JsonResponse(list);
}

// What the examples of the rules in use came to, run once.
class ExampleRuns {
 public:
  std::vector<ExampleFailure> FailuresOf(const std::shared_ptr<const Predictor>& predictor) {
    const std::scoped_lock lock(mutex_);
    if (run_ != predictor) {
      // As their authors mean them, and as `imr rules test` runs them: without a model.
      failures_ = RunExamplesOf(*predictor->WithoutModel()).failures;
      run_ = predictor;
    }
    return failures_;
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<const Predictor> run_;  // owns what the failures point to
  std::vector<ExampleFailure> failures_;
};

HttpResponse ShowRule(const std::shared_ptr<const Predictor>& predictor, const std::string& id,
                      ExampleRuns& runs) {
  const auto& guidelines = predictor->rulebook().guidelines();
  const auto found = std::find_if(guidelines.begin(), guidelines.end(),
                                  [&](const Guideline& guideline) { return guideline.id == id; });
  if (found == guidelines.end()) {
    return ProblemResponse(404, "There is no guideline of this id; GET /api/v1/rules lists them.");
  }
  RuleChoice choice{.guideline = &*found, .criteria = {}};
  for (const Criterion& criterion : found->criteria) choice.criteria.push_back(&criterion);
  const Provenance provenance = ProvenanceOf(*predictor);
  const RuleBookContent content{.vocabulary = predictor->vocabulary(),
                                .rules = {choice},
                                .failures = runs.FailuresOf(predictor),
                                .use = nullptr,
                                .cases = 0,
                                .version = provenance.version,
                                .rules_hash = provenance.rules};
  Json json = RuleBookJson(content)["guidelines"][0];
  json["file"] = found->file;
  json["markdown"] = RuleBookMarkdown(BookOf(content));
  return JsonResponse(json);
}

HttpResponse ProblemOf(const RuleFiles::Problem& problem) {
  return ProblemResponse(problem.status, problem.detail);
}

HttpResponse ListFiles(const RuleFiles& files) {
  Json list = Json::array();
  for (const RuleFiles::Entry& entry : files.List()) {
    list.push_back({{"path", entry.path},
                    {"bytes", entry.bytes},
                    {"sha256", entry.sha256},
                    {"previous", entry.previous}});
  }
  return JsonResponse(list);
}

HttpResponse ReadFile(const RuleFiles& files, const HttpRequest& request) {
  auto read = files.Read(request.parts.at("path"));
  if (const auto* problem = std::get_if<RuleFiles::Problem>(&read)) return ProblemOf(*problem);
  auto& bytes = std::get<std::string>(read);
  const std::string tag = EntityTag(Sha256Hex(bytes));
  HttpResponse response{.status = 200,
                        .content_type = "text/yaml; charset=utf-8",
                        .headers = {{"ETag", tag}, {"Cache-Control", "no-cache"}},
                        .body = ""};
  if (request.Header("if-none-match") == tag) {
    response.status = 304;
  } else {
    response.body = std::move(bytes);
  }
  return response;
}

// The earlier versions of a file, or the text of one of them.
HttpResponse AnswerVersions(const RuleFiles& files, const HttpRequest& request) {
  const std::string& path = request.parts.at("path");
  const std::string asked = request.Query("number");
  if (!asked.empty()) {
    int number = 0;
    const auto [end, error] = std::from_chars(asked.data(), asked.data() + asked.size(), number);
    if (error != std::errc{} || end != asked.data() + asked.size()) {
      return ProblemResponse(400, "number is that of a version, 1 or more.");
    }
    auto read = files.ReadPrevious(path, number);
    if (const auto* problem = std::get_if<RuleFiles::Problem>(&read)) return ProblemOf(*problem);
    return {.status = 200,
            .content_type = "text/yaml; charset=utf-8",
            .headers = {},
            .body = std::get<std::string>(std::move(read))};
  }
  Json list = Json::array();
  for (const RuleFiles::Earlier& version : files.Previous(path)) {
    list.push_back(
        {{"number", version.number}, {"bytes", version.bytes}, {"replaced", version.replaced}});
  }
  return JsonResponse(list);
}

// What the client saw last, by its preconditions; else the answer that asks for one.
std::variant<RuleFiles::Seen, HttpResponse> SeenOf(const HttpRequest& request) {
  if (request.Header("if-none-match") == "*") return RuleFiles::Seen{};
  const std::string tag = request.Header("if-match");
  if (tag.empty()) {
    return ProblemResponse(428,
                           "Send If-Match with the ETag of the file as it was read, or "
                           "If-None-Match: * for a new file.");
  }
  if (tag.size() <= 2 || tag.front() != '"' || tag.back() != '"') {
    return ProblemResponse(412, "If-Match holds one strong entity tag, as GET gave it.");
  }
  return RuleFiles::Seen{tag.substr(1, tag.size() - 2)};
}

// Lets the rules on disk answer from now on. False when they must be loaded anew for that, because
// more than guidelines changed, or have errors after all.
bool PutInUse(const Desk& desk, RuleDrafts& drafts, std::mutex& one_at_a_time) {
  const std::scoped_lock lock(one_at_a_time);
  const RuleDrafts::Draft saved = drafts.Load({});
  const auto prescreen = desk.InUse(View::kPrescreen);
  if (!saved.predictor || &saved.predictor->vocabulary() != &prescreen->vocabulary()) return false;
  const auto book = saved.predictor->shared_rulebook();
  const std::string& hash = saved.predictor->rules_hash();
  desk.replaced->Replace(prescreen->WithRulebook(book, hash),
                         desk.InUse(View::kRecord)->WithRulebook(book, hash));
  return true;
}

HttpResponse SaveFile(const Desk& desk, RuleFiles& files, RuleDrafts& drafts,
                      std::mutex& one_at_a_time, const HttpRequest& request) {
  if (!desk.rules_may_be_saved) {
    return ProblemResponse(403, "This server does not save rules. Start it with --edit-rules.");
  }
  const std::string path = request.parts.at("path");
  if (const auto wrong = WrongRulePath(path)) return ProblemResponse(400, *wrong);
  if (request.body.size() > kLargestYamlFile) {
    return ProblemResponse(413, "A rule file holds at most 8 MiB.");
  }
  const auto seen = SeenOf(request);
  if (const auto* response = std::get_if<HttpResponse>(&seen)) return *response;
  const RuleDrafts::Draft draft = drafts.Check({{path, request.body}});
  if (draft.has_errors()) {
    return ProblemResponse(422, "The rules would have errors; nothing was saved.",
                           {{"diagnostics", DiagnosticsJson(draft.diagnostics)}});
  }
  const auto result = files.Save(path, request.body, std::get<RuleFiles::Seen>(seen));
  if (const auto* problem = std::get_if<RuleFiles::Problem>(&result)) return ProblemOf(*problem);
  const auto& saved = std::get<RuleFiles::Saved>(result);
  HttpResponse response =
      JsonResponse({{"path", path},
                    {"sha256", saved.sha256},
                    {"previous", saved.previous.empty() ? Json() : Json(saved.previous)},
                    {"restart_needed", !PutInUse(desk, drafts, one_at_a_time)},
                    {"diagnostics", DiagnosticsJson(draft.diagnostics)}},
                   saved.created ? 201 : 200);
  response.headers.emplace_back("ETag", EntityTag(saved.sha256));
  return response;
}

HttpResponse SchemaNamed(const Desk& desk, std::string name) {
  constexpr std::string_view kEnding = ".schema.json";
  if (name.ends_with(kEnding)) name.resize(name.size() - kEnding.size());
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || c == '_';
  });
  const auto text =
      plain ? ReadWholeFile(desk.options.rules / "schema" / (name + ".schema.json")) : std::nullopt;
  Json schema = Json::parse(text.value_or(""), nullptr, false);
  if (!schema.is_object()) {
    return ProblemResponse(404,
                           "There is no such schema; there is one for each kind of rule file: "
                           "guideline, vocabulary, facts, drugs ...");
  }
  const auto predictor = desk.InUse(View::kPrescreen);
  return {.status = 200,
          .content_type = "application/schema+json",
          .headers = {},
          .body = SchemaText(WithGeneratedDefinitions(std::move(schema), predictor->vocabulary()))};
}

// The files of a draft in the body of a request that holds nothing else.
std::variant<std::vector<RuleFile>, HttpResponse> DraftOf(const HttpRequest& request) {
  const auto body = ReadJsonObject(request, {"files"});
  if (const auto* response = std::get_if<HttpResponse>(&body)) return *response;
  return ReadDraftFiles(std::get<nlohmann::json>(body));
}

HttpResponse CheckDraft(RuleDrafts& drafts, const HttpRequest& request) {
  const auto files = DraftOf(request);
  if (const auto* response = std::get_if<HttpResponse>(&files)) return *response;
  const auto draft = drafts.Check(std::get<std::vector<RuleFile>>(files));
  return JsonResponse({{"diagnostics", DiagnosticsJson(draft.diagnostics)}});
}

HttpResponse TestDraft(RuleDrafts& drafts, const HttpRequest& request) {
  const auto files = DraftOf(request);
  if (const auto* response = std::get_if<HttpResponse>(&files)) return *response;
  const auto draft = drafts.Load(std::get<std::vector<RuleFile>>(files));
  if (!draft.predictor) {
    return ProblemResponse(422, "The rules have errors; nothing was tested.",
                           {{"diagnostics", DiagnosticsJson(draft.diagnostics)}});
  }
  const ExampleReport report = RunExamplesOf(*draft.predictor);
  Json failures = Json::array();
  for (const ExampleFailure& failure : report.failures) {
    failures.push_back(FailureJson(failure, failure.guideline->file));
  }
  return JsonResponse({{"examples", report.examples},
                       {"expectations", report.expectations},
                       {"failures", std::move(failures)}});
}

// 'name' of "...; did you mean 'name'?".
Json SuggestionOf(const std::string& message) {
  constexpr std::string_view kMeant = "did you mean '";
  const std::size_t at = message.rfind(kMeant);
  if (at == std::string::npos) return nullptr;
  const std::size_t begin = at + kMeant.size();
  const std::size_t end = message.find('\'', begin);
  return end == std::string::npos ? Json() : Json(message.substr(begin, end - begin));
}

}  // namespace

std::variant<std::vector<RuleFile>, HttpResponse> ReadDraftFiles(const nlohmann::json& body) {
  const auto files = body.find("files");
  if (files == body.end() || !files->is_object()) {
    return WrongMember("/files", "files is an object of paths and texts of rule files.");
  }
  if (files->size() > kMostDraftFiles) {
    return WrongMember("/files", "A draft changes at most 50 files.");
  }
  std::vector<RuleFile> draft;
  std::size_t bytes = 0;
  for (const auto& [path, text] : files->items()) {
    if (const auto wrong = WrongRulePath(path)) return WrongMember("/files", *wrong);
    if (!text.is_string()) return WrongMember("/files", "The text of a rule file is a string.");
    draft.push_back({path, text.get<std::string>()});
    bytes += draft.back().bytes.size();
    if (draft.back().bytes.size() > kLargestYamlFile || bytes > kLargestDraft) {
      return ProblemResponse(413, "A rule file holds at most 8 MiB, a draft 16 MiB.");
    }
  }
  return draft;
}

nlohmann::ordered_json DiagnosticsJson(const std::vector<Diagnostic>& diagnostics) {
  Json list = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    Json json = DiagnosticJson(diagnostic);
    json["suggestion"] = SuggestionOf(diagnostic.message);
    list.push_back(std::move(json));
  }
  return list;
}

void AddRuleRoutes(Router& router, const Desk& desk, RuleFiles& files, RuleDrafts& drafts) {
  const auto runs = std::make_shared<ExampleRuns>();
  const auto replacing = std::make_shared<std::mutex>();
  router.Add("GET", "/api/v1/rules", [&desk](const HttpRequest& request) {
    return ListRules(*desk.InUse(View::kPrescreen), request);
  });
  router.Add("GET", "/api/v1/rules/files",
             [&files](const HttpRequest&) { return ListFiles(files); });
  router.Add("GET", "/api/v1/rules/files/{path...}", [&files, &drafts](const HttpRequest& request) {
    drafts.Prepare();  // who opens a file is about to change it
    return ReadFile(files, request);
  });
  router.Add("GET", "/api/v1/rules/versions/{path...}",
             [&files](const HttpRequest& request) { return AnswerVersions(files, request); });
  router.Add("PUT", "/api/v1/rules/files/{path...}",
             [&desk, &files, &drafts, replacing](const HttpRequest& request) {
               return SaveFile(desk, files, drafts, *replacing, request);
             });
  router.Add("GET", "/api/v1/rules/schema/{name}", [&desk](const HttpRequest& request) {
    return SchemaNamed(desk, request.parts.at("name"));
  });
  router.Add("POST", "/api/v1/rules/check",
             [&drafts](const HttpRequest& request) { return CheckDraft(drafts, request); });
  router.Add("POST", "/api/v1/rules/test",
             [&drafts](const HttpRequest& request) { return TestDraft(drafts, request); });
  router.Add("GET", "/api/v1/rules/{id}", [&desk, runs](const HttpRequest& request) {
    return ShowRule(desk.InUse(View::kPrescreen), request.parts.at("id"), *runs);
  });
}

}  // namespace imr
