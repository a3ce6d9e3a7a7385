#include "features/text/numbers.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string>
#include <utility>

namespace imr {
namespace {

constexpr std::array<std::pair<std::string_view, int>, 33> kWords = {{
    {"zero", 0},      {"no", 0},        {"a", 1},        {"an", 1},       {"one", 1},
    {"once", 1},      {"two", 2},       {"twice", 2},    {"couple", 2},   {"three", 3},
    {"thrice", 3},    {"four", 4},      {"five", 5},     {"six", 6},      {"seven", 7},
    {"eight", 8},     {"nine", 9},      {"ten", 10},     {"eleven", 11},  {"twelve", 12},
    {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17},
    {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},  {"thirty", 30},  {"forty", 40},
    {"fifty", 50},    {"sixty", 60},    {"ninety", 90},
}};

std::optional<int> WordValue(std::string_view word) {
  const auto it = std::find_if(kWords.begin(), kWords.end(),
                               [&](const auto& entry) { return entry.first == word; });
  return it == kWords.end() ? std::nullopt : std::optional(it->second);
}

}  // namespace

std::optional<double> ParseCount(std::string_view text) {
  const auto digit = std::find_if(
      text.begin(), text.end(), [](char c) { return std::isdigit(static_cast<unsigned char>(c)); });
  if (digit != text.end()) {
    double value = 0;
    const char* first = text.data() + (digit - text.begin());
    const auto [end, error] = std::from_chars(first, text.data() + text.size(), value);
    if (error != std::errc() || value > 1e6) return std::nullopt;
    return value;
  }
  std::string word;
  std::optional<int> total;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      continue;
    }
    if (word.empty()) continue;
    const auto value = WordValue(word);
    if (!value) return std::nullopt;
    total = total.value_or(0) + *value;
    word.clear();
  }
  return total;
}

}  // namespace imr
