#include "engine/explanation/html.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "engine/explanation/layout.h"
#include "features/document/reader.h"

namespace imr {
namespace {

std::string BytesOfHex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    unsigned value = 0;
    std::from_chars(hex.data() + i, hex.data() + i + 2, value, 16);
    bytes += static_cast<char>(value);
  }
  return bytes;
}

std::string HashSource(std::string_view text) {
  return "'sha256-" + Base64(BytesOfHex(Sha256Hex(text))) + "'";
}

void AppendEscaped(std::string_view printable, std::string& out) {
  for (const char c : printable) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
}

}  // namespace

std::string EscapeHtml(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    AppendEscaped(Printable(text.substr(at, end - at)), out);
    if (end < text.size()) out += '\n';
    at = end + 1;
  }
  return out;
}

std::string Base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8U | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= count ? kDigits[group >> (18U - 6U * j) & 0x3FU] : '=';
    }
  }
  return out;
}

std::string OnlyThisStyle(std::string_view style) { return OnlyThisStyleAndScripts(style, {}); }

std::string OnlyThisStyleAndScripts(std::string_view style,
                                    std::span<const std::string_view> scripts) {
  std::string policy = "default-src 'none'; style-src " + HashSource(style);
  if (!scripts.empty()) policy += "; script-src";
  for (const std::string_view script : scripts) policy += ' ' + HashSource(script);
  return policy + "; base-uri 'none'; form-action 'none'";
}

}  // namespace imr
