// The target of a request line, taken apart. What a client could use to reach past the routes is
// refused here, before any handler sees it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace imr {

struct RequestTarget {
  std::string path;                          // decoded; begins with '/'
  std::map<std::string, std::string> query;  // decoded; of a repeated name the last value
};

// Nothing for a target that is not a plain path: of absolute or asterisk form, with a part that is
// ".", ".." or empty (a slash at the end is let through), a backslash, a control character or NUL
// however it is written, a '%' that begins no byte, or bytes that are not UTF-8.
std::optional<RequestTarget> ParseTarget(std::string_view target);

// The bytes that a percent-encoded text stands for; with `plus_is_space` as in queries. Nothing for
// a broken escape, or when the result is not UTF-8 or holds a control character.
std::optional<std::string> DecodePercent(std::string_view text, bool plus_is_space = false);

}  // namespace imr
