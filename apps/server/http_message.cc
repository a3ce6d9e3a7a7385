#include "apps/server/http_message.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace imr {
namespace {

std::string ValueOf(const std::map<std::string, std::string>& values, const std::string& name) {
  const auto it = values.find(name);
  return it == values.end() ? std::string() : it->second;
}

std::string Dump(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace

std::string HttpRequest::Header(const std::string& name) const { return ValueOf(headers, name); }

std::string HttpRequest::Query(const std::string& name) const { return ValueOf(query, name); }

std::string HttpRequest::ContentType() const {
  std::string type = Header("content-type");
  type.resize(std::min(type.find(';'), type.size()));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  std::transform(type.begin(), type.end(), type.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return type;
}

HttpResponse JsonResponse(const nlohmann::ordered_json& json, int status) {
  return {.status = status, .content_type = "application/json", .headers = {}, .body = Dump(json)};
}

HttpResponse ProblemResponse(int status, std::string_view detail,
                             const nlohmann::ordered_json& more) {
  nlohmann::ordered_json problem = {{"type", "about:blank"},
                                    {"title", StatusTitle(status)},
                                    {"status", status},
                                    {"detail", detail}};
  if (more.is_object()) problem.update(more);
  return {.status = status,
          .content_type = "application/problem+json",
          .headers = {},
          .body = Dump(problem)};
}

std::string_view StatusTitle(int status) {
  static constexpr std::array<std::pair<int, std::string_view>, 27> kTitles = {{
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {304, "Not Modified"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {411, "Length Required"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {417, "Expectation Failed"},
      {421, "Misdirected Request"},
      {422, "Unprocessable Content"},
      {428, "Precondition Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
  }};
  const auto* it = std::find_if(kTitles.begin(), kTitles.end(),
                                [&](const auto& title) { return title.first == status; });
  return it == kTitles.end() ? std::string_view("Error") : it->second;
}

}  // namespace imr
