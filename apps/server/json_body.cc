#include "apps/server/json_body.h"

#include <algorithm>
#include <vector>

#include "features/yaml/diagnostic.h"

namespace imr {
namespace {

constexpr std::size_t kLongestName = 60;

bool IsPlainName(std::string_view name) {
  return name.size() <= kLongestName && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
         });
}

}  // namespace

std::optional<nlohmann::ordered_json> ParseJsonObject(const std::string& body) {
  using Json = nlohmann::ordered_json;
  bool too_deep = false;
  const auto keep = [&](int depth, Json::parse_event_t event, Json& /*parsed*/) {
    const bool opens =
        event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    if (opens && depth >= kDeepestJson) too_deep = true;
    return !too_deep;
  };
  Json json = Json::parse(body, keep, false);
  if (too_deep || !json.is_object()) return std::nullopt;
  return json;
}

std::variant<nlohmann::json, HttpResponse> ReadJsonObject(
    const HttpRequest& request, std::initializer_list<std::string_view> members) {
  if (request.ContentType() != "application/json") {
    return ProblemResponse(415, "Send this as application/json.");
  }
  nlohmann::json json = nlohmann::json::parse(request.body, nullptr, false);
  if (!json.is_object()) return ProblemResponse(400, "The body is not a JSON object.");
  for (const auto& [name, value] : json.items()) {
    if (std::find(members.begin(), members.end(), name) != members.end()) continue;
    const std::vector<std::string> known(members.begin(), members.end());
    const bool plain = IsPlainName(name);
    return WrongMember(plain ? "/" + name : "",
                       plain ? "There is no '" + name + "' here" + Suggestion(name, known) + "."
                             : "The object has a member that is not known here.");
  }
  return json;
}

HttpResponse WrongMember(std::string_view pointer, std::string_view detail) {
  return ProblemResponse(400, detail, {{"pointer", pointer}});
}

}  // namespace imr
