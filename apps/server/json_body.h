// JSON objects that clients send, checked against what a handler takes.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <nlohmann/json.hpp>

#include "apps/server/http_message.h"

namespace imr {

// Deeper JSON than any client sends is refused: what handles it may call itself once a level.
inline constexpr int kDeepestJson = 100;

// The object that `body` is; nothing when it is none, is no UTF-8, or is nested too deep.
std::optional<nlohmann::ordered_json> ParseJsonObject(const std::string& body);

// The body as an object with no other members than `members`; else the answer that says what is
// wrong, without a word of the body but the name of a member that is not known.
std::variant<nlohmann::json, HttpResponse> ReadJsonObject(
    const HttpRequest& request, std::initializer_list<std::string_view> members);

// A value of the wrong kind in the body: 400, with a JSON pointer to it.
HttpResponse WrongMember(std::string_view pointer, std::string_view detail);

}  // namespace imr
