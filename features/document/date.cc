#include "features/document/date.h"

#include <array>
#include <cstdio>

#include "features/document/date_finder.h"

namespace imr {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

struct Number {
  int value = 0;
  int digits = 0;
};

// Reads a date from left to right; every step that does not fit makes the whole fail.
class Scanner {
 public:
  Scanner(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  std::size_t position() const { return at_; }

  std::optional<Number> ReadNumber(int most_digits) {
    Number number;
    while (at_ < text_.size() && IsDigit(text_[at_]) && number.digits <= most_digits) {
      number.value = number.value * 10 + (text_[at_++] - '0');
      ++number.digits;
    }
    if (number.digits == 0 || number.digits > most_digits) return std::nullopt;
    return number;
  }

  bool Skip(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool SkipSpaces() {
    const std::size_t before = at_;
    while (Skip(' ')) {
    }
    return at_ > before;
  }

  // A month's name, whole or cut to three letters (four for September).
  std::optional<unsigned> ReadMonth() {
    static constexpr std::array<std::string_view, 12> kMonths = {
        "january", "february", "march",     "april",   "may",      "june",
        "july",    "august",   "september", "october", "november", "december"};
    std::string word;
    while (at_ < text_.size() && IsLetter(text_[at_]) && word.size() < 10) {
      word.push_back(Lower(text_[at_++]));
    }
    for (unsigned month = 0; month < kMonths.size(); ++month) {
      const std::string_view name = kMonths[month];
      if (word == name || word == name.substr(0, 3) || (month == 8 && word == "sept")) {
        if (word != name) Skip('.');
        return month + 1;
      }
    }
    return std::nullopt;
  }

 private:
  std::string_view text_;
  std::size_t at_;
};

std::optional<Date> Build(const Number& year, int month, int day) {
  constexpr int kFirstYear = 1900;
  constexpr int kLastYear = 2100;
  int full = year.value;
  if (year.digits == 2) {
    full += year.value < 50 ? 2000 : 1900;
  } else if (year.digits != 4) {
    return std::nullopt;
  }
  if (full < kFirstYear || full > kLastYear) return std::nullopt;
  const Date date{std::chrono::year(full), std::chrono::month(static_cast<unsigned>(month)),
                  std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return date;
}

// 2014-12-25, 12/25/2014, 12-25-14.
std::optional<Date> ReadNumeric(Scanner& scan) {
  const auto first = scan.ReadNumber(4);
  if (!first) return std::nullopt;
  const char separator = scan.Skip('-') ? '-' : scan.Skip('/') ? '/' : '\0';
  if (separator == '\0') return std::nullopt;
  const auto second = scan.ReadNumber(2);
  if (!second || !scan.Skip(separator)) return std::nullopt;
  const auto third = scan.ReadNumber(4);
  if (!third) return std::nullopt;
  if (first->digits == 4) {
    if (separator != '-' || third->digits > 2) return std::nullopt;
    return Build(*first, second->value, third->value);
  }
  if (first->digits > 2) return std::nullopt;
  return Build(*third, first->value, second->value);
}

// "December 25, 2014", "Dec. 25 2014".
std::optional<Date> ReadMonthFirst(Scanner& scan) {
  const auto month = scan.ReadMonth();
  if (!month || !scan.SkipSpaces()) return std::nullopt;
  const auto day = scan.ReadNumber(2);
  if (!day) return std::nullopt;
  const bool comma = scan.Skip(',');
  if (!scan.SkipSpaces() && !comma) return std::nullopt;
  const auto year = scan.ReadNumber(4);
  if (!year || year->digits != 4) return std::nullopt;
  return Build(*year, static_cast<int>(*month), day->value);
}

// "25 December 2014".
std::optional<Date> ReadDayFirst(Scanner& scan) {
  const auto day = scan.ReadNumber(2);
  if (!day || !scan.SkipSpaces()) return std::nullopt;
  const auto month = scan.ReadMonth();
  if (!month) return std::nullopt;
  const bool comma = scan.Skip(',');
  if (!scan.SkipSpaces() && !comma) return std::nullopt;
  const auto year = scan.ReadNumber(4);
  if (!year || year->digits != 4) return std::nullopt;
  return Build(*year, static_cast<int>(*month), day->value);
}

}  // namespace

std::optional<FoundDate> DateAt(std::string_view text, std::size_t at) {
  if (at >= text.size()) return std::nullopt;
  const auto attempt = [&](std::optional<Date> (*read)(Scanner&)) -> std::optional<FoundDate> {
    Scanner scan(text, at);
    const auto date = read(scan);
    if (!date) return std::nullopt;
    return FoundDate{{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(scan.position())},
                     *date};
  };
  if (IsLetter(text[at])) return attempt(ReadMonthFirst);
  if (!IsDigit(text[at])) return std::nullopt;
  if (auto numeric = attempt(ReadNumeric)) return numeric;
  return attempt(ReadDayFirst);
}

std::optional<Date> ParseDate(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  const auto found = DateAt(text, 0);
  if (!found || found->span.end != text.size()) return std::nullopt;
  return found->date;
}

std::string FormatDate(const Date& date) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

int DaysBetween(const Date& from, const Date& to) {
  return static_cast<int>((std::chrono::sys_days(to) - std::chrono::sys_days(from)).count());
}

}  // namespace imr
