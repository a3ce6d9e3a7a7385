#include "apps/server/json_body.h"

namespace imr {

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

}  // namespace imr
