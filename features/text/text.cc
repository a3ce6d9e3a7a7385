#include "features/text/text.h"

#include <algorithm>

namespace imr {
namespace {

bool IsSpace(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
// Bytes of letters beyond ASCII count as letters.
bool IsLetterOrDigit(char c) {
  return IsDigit(c) || IsUpper(c) || (c >= 'a' && c <= 'z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

// Appends a trimmed line, after a space or, when what stands there ends in a hyphen that splits a
// word or number, without one.
void AppendLine(std::string_view line, std::string& out) {
  if (!out.empty() && out.back() != '\n') {
    const std::size_t n = out.size();
    const bool split = out[n - 1] == '-' && n >= 2 && IsLetterOrDigit(out[n - 2]) &&
                       !line.empty() && IsLetterOrDigit(line.front());
    if (!split) out.push_back(' ');
  }
  for (std::size_t at = 0; at < line.size();) {
    std::size_t end = at;
    while (end < line.size() && !IsSpace(line[end])) ++end;
    if (at > 0) out.push_back(' ');
    out.append(line, at, end - at);
    at = end;
    while (at < line.size() && IsSpace(line[at])) ++at;
  }
}

bool StartsWithBullet(std::string_view line) {
  return line.size() >= 2 && (line[0] == '-' || line[0] == '*') && line[1] == ' ';
}

// "1. ", "12) ".
bool StartsWithNumber(std::string_view line) {
  std::size_t digits = 0;
  while (digits < line.size() && IsDigit(line[digits])) ++digits;
  if (digits == 0 || digits > 3 || digits + 1 >= line.size()) return false;
  return (line[digits] == '.' || line[digits] == ')') && line[digits + 1] == ' ';
}

// "Impression:", "Objective findings: ...".
bool StartsWithLabel(std::string_view line) {
  constexpr std::size_t kLongestLabel = 40;
  if (line.empty() || !IsUpper(line[0])) return false;
  const std::size_t colon = line.substr(0, kLongestLabel + 1).find(':');
  if (colon == std::string_view::npos) return false;
  if (colon + 1 < line.size() && line[colon + 1] != ' ') return false;
  return std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
    return IsLetterOrDigit(c) || c == ' ' || c == '/' || c == '-' || c == '&' || c == '\'' ||
           c == '(' || c == ')';
  });
}

bool StartsOwnLine(std::string_view line) {
  return StartsWithBullet(line) || StartsWithNumber(line) || StartsWithLabel(line);
}

template <typename Visit>
void ForEachLine(std::string_view text, Visit visit) {
  std::size_t start = 0;
  while (start <= text.size()) {
    std::size_t end = start;
    while (end < text.size() && text[end] != '\n' && text[end] != '\f') ++end;
    visit(Trim(text.substr(start, end - start)));
    start = end + 1;
  }
}

}  // namespace

std::string FoldSpaces(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  ForEachLine(text, [&out](std::string_view line) {
    if (!line.empty()) AppendLine(line, out);
  });
  return out;
}

std::string FoldSpacesKeepingParagraphs(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool after_empty_line = false;
  ForEachLine(text, [&](std::string_view line) {
    if (line.empty()) {
      after_empty_line = true;
      return;
    }
    if (!out.empty() && (after_empty_line || StartsOwnLine(line))) out.push_back('\n');
    AppendLine(line, out);
    after_empty_line = false;
  });
  return out;
}

Span WithoutBlanks(std::string_view text, Span span) {
  while (span.start < span.end && IsBlank(text[span.start])) ++span.start;
  while (span.start < span.end && IsBlank(text[span.end - 1])) --span.end;
  return span;
}

}  // namespace imr
