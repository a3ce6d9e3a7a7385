#include "apps/server/router.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace imr {
namespace {

std::vector<std::string> PartsOf(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::size_t end = std::min(path.find('/'), path.size());
    parts.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return parts;
}

bool IsName(std::string_view part) { return part.starts_with('{') && part.ends_with('}'); }
bool TakesTheRest(std::string_view part) { return IsName(part) && part.ends_with("...}"); }

// The parts of the path by their names; nothing when the path is not of this pattern.
std::optional<std::map<std::string, std::string>> Match(const std::vector<std::string>& pattern,
                                                        const std::vector<std::string>& path) {
  std::map<std::string, std::string> names;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (i >= path.size()) return std::nullopt;
    const std::string& part = pattern[i];
    if (TakesTheRest(part)) {
      std::string rest = path[i];
      for (std::size_t j = i + 1; j < path.size(); ++j) rest += '/' + path[j];
      names[part.substr(1, part.size() - 5)] = std::move(rest);
      return names;
    }
    if (IsName(part)) {
      if (path[i].empty()) return std::nullopt;
      names[part.substr(1, part.size() - 2)] = path[i];
    } else if (part != path[i]) {
      return std::nullopt;
    }
  }
  if (path.size() != pattern.size()) return std::nullopt;
  return names;
}

bool Answers(const std::string& route_method, const std::string& method) {
  return route_method == method || (route_method == "GET" && method == "HEAD");
}

}  // namespace

void Router::Add(std::string method, std::string_view pattern, Handler handler) {
  routes_.push_back(
      {std::move(method), std::string(pattern), PartsOf(pattern), std::move(handler)});
}

HttpResponse Router::Answer(HttpRequest request) const {
  const std::vector<std::string> path = PartsOf(request.path);
  std::vector<std::string> allowed;
  for (const Route& route : routes_) {
    auto names = Match(route.parts, path);
    if (!names) continue;
    if (Answers(route.method, request.method)) {
      request.parts = std::move(*names);
      return route.handler(request);
    }
    if (std::find(allowed.begin(), allowed.end(), route.method) == allowed.end()) {
      allowed.push_back(route.method);
    }
  }
  if (allowed.empty()) {
    return ProblemResponse(404,
                           "There is nothing at this address. GET /api/v1/openapi.json lists "
                           "what there is.");
  }
  std::string allow;
  for (const std::string& method : allowed) allow += (allow.empty() ? "" : ", ") + method;
  HttpResponse response =
      ProblemResponse(405, "This address does not take this method; it takes " + allow + ".");
  response.headers.emplace_back("Allow", allow);
  return response;
}

std::string Router::PatternOf(const std::string& method, const std::string& path) const {
  const std::vector<std::string> parts = PartsOf(path);
  for (const Route& route : routes_) {
    if (Answers(route.method, method) && Match(route.parts, parts)) return route.pattern;
  }
  return "";
}

std::vector<std::pair<std::string, std::string>> Router::Routes() const {
  std::vector<std::pair<std::string, std::string>> routes;
  routes.reserve(routes_.size());
  for (const Route& route : routes_) routes.emplace_back(route.method, route.pattern);
  return routes;
}

}  // namespace imr
