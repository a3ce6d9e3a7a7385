#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "features/text/text.h"

namespace imr {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// One code point of UTF-8 and the bytes it takes; for an invalid sequence nothing, and the bytes to
// step over (the longest prefix of a valid sequence, at least one byte).
struct Decoded {
  std::optional<char32_t> code_point;
  std::size_t length = 1;
};

struct LeadByte {
  std::size_t length;  // 0 when no sequence begins so
  char32_t bits;
  unsigned char second_low;  // bounds of the second byte: no overlong forms, no surrogates
  unsigned char second_high;
};

LeadByte ClassifyLead(unsigned char byte) {
  const auto bits = [byte](int mask) { return static_cast<char32_t>(byte & mask); };
  if (byte < 0x80) return {1, byte, 0, 0};
  if (byte >= 0xC2 && byte <= 0xDF) return {2, bits(0x1F), 0x80, 0xBF};
  if (byte == 0xE0) return {3, bits(0x0F), 0xA0, 0xBF};
  if (byte == 0xED) return {3, bits(0x0F), 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {3, bits(0x0F), 0x80, 0xBF};
  if (byte == 0xF0) return {4, bits(0x07), 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {4, bits(0x07), 0x80, 0xBF};
  if (byte == 0xF4) return {4, bits(0x07), 0x80, 0x8F};
  return {0, 0, 0, 0};
}

Decoded DecodeAt(std::string_view text, std::size_t at) {
  const LeadByte lead = ClassifyLead(static_cast<unsigned char>(text[at]));
  if (lead.length == 0) return {std::nullopt, 1};
  char32_t code_point = lead.bits;
  for (std::size_t i = 1; i < lead.length; ++i) {
    if (at + i >= text.size()) return {std::nullopt, i};
    const auto byte = static_cast<unsigned char>(text[at + i]);
    const unsigned char low = i == 1 ? lead.second_low : 0x80;
    const unsigned char high = i == 1 ? lead.second_high : 0xBF;
    if (byte < low || byte > high) return {std::nullopt, i};
    code_point = (code_point << 6) | (byte & 0x3Fu);
  }
  return {code_point, lead.length};
}

// Where the run of ASCII that begins at `at` ends; eight bytes at a time.
std::size_t AsciiEnd(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080u;
  std::uint64_t block = 0;
  while (at + sizeof block <= text.size()) {
    std::memcpy(&block, text.data() + at, sizeof block);
    if ((block & kHighBits) != 0) break;
    at += sizeof block;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

void Append(char32_t code_point, std::string& out) {
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | (code_point >> 6));
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | (code_point >> 12));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | (code_point >> 18));
    put(0x80 | ((code_point >> 12) & 0x3F));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

enum class Encoding { kUtf8, kUtf16Little, kUtf16Big, kWindows1252 };

bool StartsWithUtf16Mark(std::string_view bytes) {
  return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
}

// Without a mark: UTF-8 unless more of its high bytes fail as UTF-8 than pass.
Encoding Detect(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return Encoding::kUtf16Little;
  if (bytes.starts_with("\xFE\xFF")) return Encoding::kUtf16Big;
  std::size_t sound = 0;
  std::size_t broken = 0;
  for (std::size_t at = AsciiEnd(bytes, 0); at < bytes.size(); at = AsciiEnd(bytes, at)) {
    const Decoded decoded = DecodeAt(bytes, at);
    ++(decoded.code_point ? sound : broken);
    at += decoded.length;
  }
  return broken > sound ? Encoding::kWindows1252 : Encoding::kUtf8;
}

std::string FromUtf16(std::string_view bytes, bool big_endian) {
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return big_endian ? static_cast<char32_t>((first << 8) | second)
                      : static_cast<char32_t>((second << 8) | first);
  };
  std::string out;
  out.reserve(bytes.size() / 2);
  std::size_t at = 2;  // after the byte order mark
  while (at + 1 < bytes.size()) {
    const char32_t code_unit = unit(at);
    at += 2;
    if (code_unit < 0xD800 || code_unit > 0xDFFF) {
      Append(code_unit, out);
      continue;
    }
    const char32_t low = at + 1 < bytes.size() ? unit(at) : 0;
    if (code_unit > 0xDBFF || low < 0xDC00 || low > 0xDFFF) {
      Append(kReplacement, out);
      continue;
    }
    at += 2;
    Append(0x10000 + ((code_unit - 0xD800) << 10) + (low - 0xDC00), out);
  }
  if (at < bytes.size()) Append(kReplacement, out);
  return out;
}

std::string FromWindows1252(std::string_view bytes) {
  // 0x80 to 0x9F; the rest of the code page agrees with Unicode.
  static constexpr std::array<char32_t, 32> kHigh = {
      0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 16);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    Append(byte >= 0x80 && byte <= 0x9F ? kHigh[byte - 0x80u] : char32_t{byte}, out);
  }
  return out;
}

std::string RepairedUtf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t ascii = AsciiEnd(bytes, at);
    out.append(bytes, at, ascii - at);
    if (ascii == bytes.size()) break;
    const Decoded decoded = DecodeAt(bytes, ascii);
    if (decoded.code_point) {
      out.append(bytes, ascii, decoded.length);
    } else {
      Append(kReplacement, out);
    }
    at = ascii + decoded.length;
  }
  return out;
}

// The plain spelling of a code point beyond ASCII; nothing when it stays as it is.
std::optional<std::string_view> PlainSpelling(char32_t c) {
  switch (c) {
    case 0x00AD:
    case 0x200B:
    case 0x200C:
    case 0x200D:
    case 0x2060:
    case 0xFEFF:
      return "";
    case 0x00A0:
    case 0x202F:
    case 0x205F:
    case 0x3000:
      return " ";
    case 0x0085:
    case 0x2028:
    case 0x2029:
      return "\n";
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0x00B4:
    case 0x02BC:
      return "'";
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033:
      return "\"";
    case 0x2212:
    case 0x2022:
    case 0x2023:
    case 0x2043:
    case 0x2219:
    case 0x00B7:
    case 0x25A0:
    case 0x25AA:
    case 0x25CF:
    case 0x25E6:
    case 0xF0A7:
    case 0xF0B7:
      return "-";
    case 0x00D7:
      return "x";
    case 0x2026:
      return "...";
    case 0xFB00:
      return "ff";
    case 0xFB01:
      return "fi";
    case 0xFB02:
      return "fl";
    case 0xFB03:
      return "ffi";
    case 0xFB04:
      return "ffl";
    case 0xFB05:
    case 0xFB06:
      return "st";
    default:
      break;
  }
  if (c >= 0x2000 && c <= 0x200A) return " ";
  if (c >= 0x2010 && c <= 0x2015) return "-";
  if (c >= 0x80 && c < 0xA0) return " ";
  return std::nullopt;
}

// Appends a run of ASCII with line ends made LF and control characters made ' '.
void AppendPlainAscii(std::string_view run, std::string& out) {
  for (std::size_t at = 0; at < run.size(); ++at) {
    const char c = run[at];
    if (c == '\r') {
      out.push_back('\n');
      if (at + 1 < run.size() && run[at + 1] == '\n') ++at;
    } else if (c == '\n' || c == '\f') {
      out.push_back(c);
    } else {
      out.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c);
    }
  }
}

}  // namespace

std::string ToUtf8(std::string_view bytes) {
  switch (Detect(bytes)) {
    case Encoding::kUtf16Little:
      return FromUtf16(bytes, /*big_endian=*/false);
    case Encoding::kUtf16Big:
      return FromUtf16(bytes, /*big_endian=*/true);
    case Encoding::kWindows1252:
      return FromWindows1252(bytes);
    case Encoding::kUtf8:
      break;
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return RepairedUtf8(bytes);
}

bool LooksBinary(std::string_view bytes) {
  // Control characters beyond one in this many make no text.
  constexpr std::size_t kTextPerControl = 50;
  if (StartsWithUtf16Mark(bytes)) return LooksBinary(ToUtf8(bytes));
  if (bytes.find('\0') != std::string_view::npos) return true;
  const auto controls = std::count_if(bytes.begin(), bytes.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x09 || (byte > 0x0D && byte < 0x20) || byte == 0x7F;
  });
  return static_cast<std::size_t>(controls) > bytes.size() / kTextPerControl;
}

std::string PlainText(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t ascii = AsciiEnd(utf8, at);
    AppendPlainAscii(utf8.substr(at, ascii - at), out);
    if (ascii == utf8.size()) break;
    const Decoded decoded = DecodeAt(utf8, ascii);
    const auto plain = decoded.code_point ? PlainSpelling(*decoded.code_point) : std::nullopt;
    if (plain) {
      out.append(*plain);
    } else if (decoded.code_point) {
      out.append(utf8, ascii, decoded.length);
    } else {
      Append(kReplacement, out);
    }
    at = ascii + decoded.length;
  }
  return out;
}

}  // namespace imr
