#include "apps/server/corpus_routes.h"

#include <utility>
#include <variant>

#include "apps/server/json_body.h"
#include "apps/server/multipart.h"
#include "apps/server/review_routes.h"
#include "engine/explanation/contract_json.h"

namespace imr {
namespace {

HttpResponse ProblemOf(const CorpusShelf::Problem& problem) {
  return ProblemResponse(problem.status, problem.detail);
}

Json EntryJson(const CorpusShelf::Entry& entry) {
  return {{"name", entry.name},
          {"cases", entry.cases ? Json(*entry.cases) : Json()},
          {"uploaded", entry.uploaded}};
}

struct Upload {
  std::string name;
  std::vector<UploadedFile> files;
};

// What was uploaded, or the answer that says why it cannot be taken.
std::variant<Upload, HttpResponse> ReadUpload(const HttpRequest& request) {
  if (request.body.size() > kLargestUpload) {
    return ProblemResponse(413,
                           "An upload holds at most 64 MiB. Open a larger corpus with "
                           "`imr serve --corpus`.");
  }
  Upload upload{.name = request.Query("name"), .files = {}};
  const std::string type = request.ContentType();
  if (type == "application/x-ndjson" || type == "application/json") {
    if (upload.name.empty()) upload.name = "upload";
    upload.files.push_back({upload.name, request.body});
    return upload;
  }
  if (type != "multipart/form-data") {
    return ProblemResponse(415,
                           "Send case files as application/x-ndjson, one a line, or files of "
                           "any kind as multipart/form-data.");
  }
  auto form = ReadForm(request.Header("content-type"), request.body);
  if (const auto* problem = std::get_if<std::string>(&form)) return ProblemResponse(400, *problem);
  for (const FormPart& part : std::get<std::vector<FormPart>>(form)) {
    if (!part.filename.empty()) {
      upload.files.push_back({part.filename, std::string(part.bytes)});
    } else if (part.name == "name") {
      upload.name = part.bytes;
    }
  }
  if (upload.files.empty()) return ProblemResponse(400, "The form holds no file.");
  if (upload.name.empty()) upload.name = upload.files.front().name;
  return upload;
}

// As the Review page shows a case.
HttpResponse AnswerCase(const Desk& desk, CorpusShelf& shelf, const HttpRequest& request,
                        const ReviewAsked& review) {
  const auto got = shelf.Get(request.parts.at("name"), [] {});
  if (const auto* problem = std::get_if<CorpusShelf::Problem>(&got)) return ProblemOf(*problem);
  const auto& content = *std::get<std::shared_ptr<const CorpusContent>>(got);
  const auto found = content.by_case.find(request.parts.at("case"));
  if (found == content.by_case.end()) {
    return ProblemResponse(404, "The corpus holds no case of this number.");
  }
  return JsonResponse(ReviewAnswer(desk, content.documents.cases[found->second].answer, review));
}

HttpResponse ShowCase(const Desk& desk, CorpusShelf& shelf, const HttpRequest& request) {
  const auto view = ViewNamed(request.Query("view"));
  if (!view) return ProblemResponse(400, "view is prescreen or record.");
  return AnswerCase(desk, shelf, request,
                    {.reading = {*view, desk.options.as_of}, .corrections = {}, .what_if = {}});
}

HttpResponse ReviewCase(const Desk& desk, CorpusShelf& shelf, const HttpRequest& request) {
  const auto body = ReadJsonObject(request, {"view", "as_of", "corrections", "what_if"});
  if (const auto* response = std::get_if<HttpResponse>(&body)) return *response;
  const auto review = ReadReviewAsked(std::get<nlohmann::json>(body), desk);
  if (const auto* response = std::get_if<HttpResponse>(&review)) return *response;
  return AnswerCase(desk, shelf, request, std::get<ReviewAsked>(review));
}

}  // namespace

std::optional<View> ViewNamed(std::string_view name) {
  if (name.empty() || name == "prescreen") return View::kPrescreen;
  if (name == "record") return View::kRecord;
  return std::nullopt;
}

HttpResponse NoSuchCorpus() {
  return ProblemResponse(
      404, "There is no corpus of this name; GET /api/v1/corpora lists those that there are.");
}

nlohmann::ordered_json UnreadableJson(const CorpusContent& content) {
  Json list = Json::array();
  for (const InputError& error : content.unreadable) {
    list.push_back({{"source", error.source}, {"line", error.line}, {"message", error.message}});
  }
  return list;
}

void AddCorpusRoutes(Router& router, const Desk& desk, CorpusShelf& shelf) {
  router.Add("GET", "/api/v1/corpora", [&shelf](const HttpRequest&) {
    Json list = Json::array();
    for (const CorpusShelf::Entry& entry : shelf.List()) list.push_back(EntryJson(entry));
    return JsonResponse(list);
  });
  router.Add("POST", "/api/v1/corpora", [&shelf](const HttpRequest& request) {
    auto upload = ReadUpload(request);
    if (auto* response = std::get_if<HttpResponse>(&upload)) return std::move(*response);
    const auto& [name, files] = std::get<Upload>(upload);
    const auto added = shelf.Upload(name, files);
    if (const auto* problem = std::get_if<CorpusShelf::Problem>(&added)) return ProblemOf(*problem);
    const auto& entry = std::get<CorpusShelf::Entry>(added);
    Json json = EntryJson(entry);
    const auto content = shelf.Get(entry.name, [] {});
    if (const auto* read = std::get_if<std::shared_ptr<const CorpusContent>>(&content)) {
      json["unreadable"] = UnreadableJson(**read);
    }
    return JsonResponse(json, 201);
  });
  router.Add("DELETE", "/api/v1/corpora/{name}", [&shelf](const HttpRequest& request) {
    if (!shelf.Remove(request.parts.at("name"))) {
      return ProblemResponse(404, "There is no uploaded corpus of this name.");
    }
    return HttpResponse{.status = 204, .content_type = "", .headers = {}, .body = ""};
  });
  router.Add(
      "GET", "/api/v1/corpora/{name}/cases/{case...}",
      [&desk, &shelf](const HttpRequest& request) { return ShowCase(desk, shelf, request); });
  router.Add(
      "POST", "/api/v1/corpora/{name}/cases/{case...}",
      [&desk, &shelf](const HttpRequest& request) { return ReviewCase(desk, shelf, request); });
}

}  // namespace imr
