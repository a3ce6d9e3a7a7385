// JSON that came over the network.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace imr {

// Deeper JSON than any client sends is refused: what handles it may call itself once a level.
inline constexpr int kDeepestJson = 100;

// The object that `body` is; nothing when it is none, is no UTF-8, or is nested too deep.
std::optional<nlohmann::ordered_json> ParseJsonObject(const std::string& body);

}  // namespace imr
