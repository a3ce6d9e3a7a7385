#include <algorithm>
#include <array>
#include <cctype>

#include "features/text/text.h"

namespace imr {
namespace {

// Lower case, without the period. After these a period does not end a sentence.
constexpr std::array<std::string_view, 24> kAbbreviations = {
    "dr", "mr",  "mrs", "ms",  "vs",   "no",  "nos",    "st",   "jr",    "sr", "e.g", "i.e",
    "pg", "pgs", "pp",  "sec", "sect", "fig", "approx", "dept", "et al", "cf", "ed",  "vol"};

bool IsLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\t'; }
bool IsCloser(char c) { return c == '"' || c == '\'' || c == ')' || c == ']'; }

// The word (letters and inner periods) that ends just before `dot`, lower case.
std::string WordBefore(std::string_view text, std::size_t dot) {
  std::size_t start = dot;
  while (start > 0 && dot - start < 12 && (IsLetter(text[start - 1]) || text[start - 1] == '.')) {
    --start;
  }
  std::string word(text.substr(start, dot - start));
  for (char& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return word;
}

bool IsAbbreviation(std::string_view text, std::size_t dot) {
  const std::string word = WordBefore(text, dot);
  if (word.empty()) return false;
  const bool initial = word.size() == 1 && dot >= 1 && IsUpper(text[dot - 1]) &&
                       (dot == 1 || text[dot - 2] == ' ' || text[dot - 2] == '.');
  // "No. 12" is a number; "there was no." ends a sentence.
  if (word == "no") {
    return dot + 2 < text.size() && (IsDigit(text[dot + 1]) || IsDigit(text[dot + 2]));
  }
  return initial ||
         std::find(kAbbreviations.begin(), kAbbreviations.end(), word) != kAbbreviations.end();
}

constexpr std::size_t kMostListDigits = 2;

// A number at the start of a list entry: "1." at the start, or of the first behind "Plan:".
bool IsListNumber(std::string_view text, std::size_t dot, std::size_t sentence_start) {
  std::size_t start = dot;
  while (start > sentence_start && IsDigit(text[start - 1])) --start;
  const std::string_view number = text.substr(start, dot - start);
  if (number.empty() || number.size() > kMostListDigits) return false;
  return start == sentence_start || (number == "1" && text.substr(0, start).ends_with(": "));
}

// Where the sentence that has a stop mark at `mark` ends (after closing quotes), or 0 when the mark
// does not end it.
std::size_t EndAt(std::string_view text, std::size_t mark, std::size_t sentence_start) {
  const char c = text[mark];
  std::size_t end = mark + 1;
  while (end < text.size() && (text[end] == c || IsCloser(text[end]))) ++end;
  if (end >= text.size()) return end;
  if (c == '.' && (IsAbbreviation(text, mark) || IsListNumber(text, mark, sentence_start))) {
    return 0;
  }
  if (text[end] == '\n') return end;
  if (text[end] == ' ') {
    std::size_t next = end + 1;
    while (next < text.size() && (text[next] == ' ' || text[next] == '"' || text[next] == '(')) {
      ++next;
    }
    if (next >= text.size()) return end;
    return IsLower(text[next]) || text[next] == ',' ? 0 : end;
  }
  // Set solid: "decreased.MTUS", "treatments.2) Frequency", "treatment.The".
  const bool before = mark > sentence_start &&
                      (IsLower(text[mark - 1]) || text[mark - 1] == ')' || text[mark - 1] == '"');
  const bool capital_word = IsUpper(text[end]) && end + 1 < text.size() &&
                            (IsLetter(text[end + 1]) || text[end + 1] == ' ');
  const bool list_entry = IsDigit(text[end]) && end + 1 < text.size() && text[end + 1] == ')';
  if (c == '.' && before && (capital_word || list_entry)) return end;
  return 0;
}

}  // namespace

bool BeginsListEntry(std::string_view sentence) {
  if (sentence.starts_with('(')) sentence.remove_prefix(1);
  const std::size_t number = sentence.find_first_not_of("0123456789");
  if (number == std::string_view::npos || number == 0 || number > kMostListDigits) return false;
  sentence.remove_prefix(number);
  return sentence.starts_with(". ") || sentence.starts_with(") ");
}

std::vector<Span> SplitSentences(std::string_view text, std::uint32_t longest) {
  std::vector<Span> sentences;
  std::size_t start = 0;
  auto push = [&](std::size_t from, std::size_t to) {
    while (from < to && IsSpace(text[from])) ++from;
    while (to > from && IsSpace(text[to - 1])) --to;
    if (from < to) {
      sentences.push_back({static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)});
    }
  };
  std::size_t i = 0;
  std::size_t last_space = 0;
  while (i < text.size()) {
    if (start == i && IsSpace(text[i])) {
      start = ++i;
      continue;
    }
    const char c = text[i];
    if (c == '\n') {
      push(start, i);
      start = ++i;
      continue;
    }
    if (c == ' ') last_space = i;
    if (c == '.' || c == '!' || c == '?') {
      if (const std::size_t end = EndAt(text, i, start); end != 0) {
        push(start, end);
        start = i = end;
        continue;
      }
    }
    ++i;
    if (i - start >= longest) {
      std::size_t cut = last_space > start ? last_space : i;
      while (cut > start + 1 && cut < text.size() &&
             (static_cast<unsigned char>(text[cut]) & 0xC0u) == 0x80u) {
        --cut;
      }
      push(start, cut);
      start = i = cut;
    }
  }
  push(start, text.size());
  return sentences;
}

}  // namespace imr
