#include "engine/explanation/layout.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace imr {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";     // U+2026

bool Continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

struct Decoded {
  char32_t code = 0;
  std::size_t length = 0;  // bytes; 0 when they are not UTF-8
};

// The code point at `at`, refusing overlong forms, surrogates and what lies beyond U+10FFFF.
Decoded Decode(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return {};
  char32_t code = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (!Continues(text[at + i])) return {};
    code = (code << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kSmallest.at(length) || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
    return {};
  }
  return {code, length};
}

bool IsSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x2028 ||
         c == 0x2029;
}
bool IsControl(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x061C;
}
bool IsZeroWidth(char32_t c) { return (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF; }

// Bytes of the first `count` code points of `text`.
std::size_t BytesOf(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  while (at < text.size() && count > 0) {
    ++at;
    while (at < text.size() && Continues(text[at])) ++at;
    --count;
  }
  return at;
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Decoded decoded = Decode(text, at);
    if (decoded.length == 0) {
      out += kReplacement;
      ++at;
      continue;
    }
    if (IsSpace(decoded.code)) {
      out += ' ';
    } else if (IsControl(decoded.code)) {
      out += kReplacement;
    } else if (!IsZeroWidth(decoded.code)) {
      out += text.substr(at, decoded.length);
    }
    at += decoded.length;
  }
  return out;
}

std::size_t CodePoints(std::string_view utf8) {
  std::size_t count = 0;
  for (const char byte : utf8) count += Continues(byte) ? 0 : 1;
  return count;
}

std::vector<std::string> Wrap(std::string_view utf8, std::size_t width) {
  std::vector<std::string> lines(1);
  std::size_t used = 0;  // code points of the last line
  for (std::size_t at = 0; at < utf8.size();) {
    if (utf8[at] == ' ') {
      ++at;
      continue;
    }
    std::string_view word = utf8.substr(at, utf8.find(' ', at) - at);
    at += word.size();
    std::size_t length = CodePoints(word);
    if (used > 0 && used + 1 + length <= width) {
      lines.back() += ' ';
      ++used;
    } else if (used > 0) {
      lines.emplace_back();
      used = 0;
    }
    while (used + length > width) {
      const std::size_t bytes = BytesOf(word, width - used);
      lines.back() += word.substr(0, bytes);
      length -= width - used;
      word.remove_prefix(bytes);
      lines.emplace_back();
      used = 0;
    }
    lines.back() += word;
    used += length;
  }
  return lines;
}

std::string Shortened(std::string_view utf8, std::size_t most) {
  if (CodePoints(utf8) <= most) return std::string(utf8);
  std::string_view kept = utf8.substr(0, BytesOf(utf8, most - 1));
  const std::size_t space = kept.rfind(' ');
  if (space != std::string_view::npos && space >= kept.size() / 2) kept = kept.substr(0, space);
  return std::string(kept) + std::string(kEllipsis);
}

std::string PadRight(std::string_view utf8, std::size_t width) {
  const std::size_t used = CodePoints(utf8);
  return std::string(utf8) + std::string(used < width ? width - used : 0, ' ');
}

std::string PadLeft(std::string_view utf8, std::size_t width) {
  const std::size_t used = CodePoints(utf8);
  return std::string(used < width ? width - used : 0, ' ') + std::string(utf8);
}

std::string Fixed(double value, int decimals) {
  if (!std::isfinite(value)) return "n/a";
  if (std::abs(value) < 0.5 * std::pow(10.0, -decimals)) value = 0;
  std::array<char, 352> digits{};  // the largest double has 309 before the point
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                          std::chars_format::fixed, decimals);
  return error == std::errc() ? std::string(digits.data(), end) : std::string("n/a");
}

std::string Percent(double probability) {
  if (std::isnan(probability)) return "n/a";
  if (probability < 0.01) return "under 1%";
  if (probability > 0.99) return "over 99%";
  return Fixed(100 * probability, 0) + "%";
}

}  // namespace imr
