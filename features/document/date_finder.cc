#include "features/document/date_finder.h"

#include <algorithm>
#include <cstdint>
#include <re2/re2.h>

namespace imr {
namespace {

// How far from the words that name it a date may stand, in bytes.
constexpr std::size_t kInjuryReach = 80;
constexpr std::size_t kReviewReach = 240;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLetterOrDigit(char c) { return IsDigit(c) || IsUpper(c) || (c >= 'a' && c <= 'z'); }

bool BeginsApart(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  const char before = text[at - 1];
  if (IsLetterOrDigit(before)) return false;
  return !(before == '/' || before == '.' || before == '-') || at < 2 || !IsDigit(text[at - 2]);
}

bool EndsApart(std::string_view text, std::size_t end) {
  if (end >= text.size()) return true;
  if (IsDigit(text[end])) return false;
  return !(text[end] == '/' && end + 1 < text.size() && IsDigit(text[end + 1]));
}

// Does a sentence end between two places? A period before a capital ends one, also when no space is
// left between them ("2016.In"), but not after a capital ("M.D.").
bool SentenceEndsBetween(std::string_view text, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i + 1 < to; ++i) {
    if (text[i] == '\n') return true;
    if (text[i] != '.' && text[i] != '!' && text[i] != '?') continue;
    if (text[i + 1] == ' ' && i + 2 < to && IsUpper(text[i + 2])) return true;
    if (IsUpper(text[i + 1]) && i > 0 && !IsUpper(text[i - 1])) return true;
  }
  return false;
}

// Places of an expression's first group, in order.
std::vector<Span> Places(std::string_view text, const RE2& expression) {
  std::vector<Span> places;
  const re2::StringPiece all(text.data(), text.size());
  re2::StringPiece group[2];
  std::size_t from = 0;
  while (from < text.size() &&
         expression.Match(all, from, text.size(), RE2::UNANCHORED, group, 2)) {
    const auto start = static_cast<std::uint32_t>(group[1].data() - text.data());
    places.push_back({start, start + static_cast<std::uint32_t>(group[1].size())});
    from = std::max<std::size_t>(places.back().end, from + 1);
  }
  return places;
}

std::optional<Date> InjuryDate(std::string_view text, const std::vector<FoundDate>& dates) {
  // "injured worker" names the person, not the event.
  static const RE2 kInjury(
      R"((?i)\b(injury|injuries|injured|accident|(?:occupational|industrial|work)\s+claim|DOI)\b)");
  static const RE2 kPerson(R"((?i)^injured\s+(?:worker|employee|person|patient)\b)");
  std::vector<Span> words = Places(text, kInjury);
  std::erase_if(words, [&](const Span& word) {
    return RE2::PartialMatch(re2::StringPiece(text.data() + word.start, text.size() - word.start),
                             kPerson);
  });
  std::size_t next = 0;
  for (const FoundDate& found : dates) {
    while (next < words.size() && words[next].end <= found.span.start) ++next;
    if (next == 0) continue;
    const Span& word = words[next - 1];
    if (found.span.start - word.end <= kInjuryReach &&
        !SentenceEndsBetween(text, word.end, found.span.start)) {
      return found.date;
    }
  }
  return std::nullopt;
}

std::optional<Date> ReviewDate(std::string_view text, const std::vector<FoundDate>& dates) {
  static const RE2 kReview(R"((?i:\b(utili[sz]ation[\s-]+review)\b)|\b(UR)\b)");
  const re2::StringPiece all(text.data(), text.size());
  re2::StringPiece group[1];
  std::size_t from = 0;
  std::optional<Date> nearest;
  std::size_t best = kReviewReach + 1;
  std::size_t first = 0;  // the first date that may lie near the current words
  while (from < text.size() && kReview.Match(all, from, text.size(), RE2::UNANCHORED, group, 1)) {
    const auto start = static_cast<std::size_t>(group[0].data() - text.data());
    const std::size_t end = start + group[0].size();
    from = end;
    while (first < dates.size() && dates[first].span.end + kReviewReach < start) ++first;
    for (std::size_t i = first; i < dates.size(); ++i) {
      const Span& span = dates[i].span;
      if (span.start > end + kReviewReach) break;
      const bool after = span.start >= end;
      const std::size_t distance = after ? span.start - end : start - span.end;
      const bool apart = after ? SentenceEndsBetween(text, end, span.start)
                               : SentenceEndsBetween(text, span.end, start);
      if (distance < best && !apart) {
        best = distance;
        nearest = dates[i].date;
      }
    }
  }
  return nearest;
}

// "non-certified on 12/07/2016", for summaries that do not name utilization review.
std::optional<Date> DenialDate(std::string_view text) {
  static const RE2 kDenied(
      R"((?i)\b(?:non-?\s?certified|non-?\s?certification|denied|denial)\s+(?:on|dated|)"
      R"(of)\s+()\b)");
  for (const Span& place : Places(text, kDenied)) {
    if (const auto found = DateAt(text, place.start)) return found->date;
  }
  return std::nullopt;
}

}  // namespace

std::vector<FoundDate> FindDates(std::string_view text) {
  std::vector<FoundDate> dates;
  for (std::size_t at = 0; at < text.size(); ++at) {
    // A range of dates ("1/2/15-3/4/15") is two dates; "5-1/2/15" is none.
    const bool ends_range = !dates.empty() && dates.back().span.end + 1 == at;
    if (!IsLetterOrDigit(text[at]) || !(ends_range || BeginsApart(text, at))) continue;
    const auto found = DateAt(text, at);
    if (!found || !EndsApart(text, found->span.end)) continue;
    dates.push_back(*found);
    at = found->span.end - 1;
  }
  return dates;
}

SummaryDates ReadSummaryDates(std::string_view summary) {
  const std::vector<FoundDate> dates = FindDates(summary);
  SummaryDates out;
  if (dates.empty()) return out;
  out.injury = InjuryDate(summary, dates);
  out.utilization_review = ReviewDate(summary, dates);
  if (!out.utilization_review) out.utilization_review = DenialDate(summary);
  out.latest = std::max_element(dates.begin(), dates.end(), [](const auto& a, const auto& b) {
                 return a.date < b.date;
               })->date;
  return out;
}

void CompleteDates(std::string_view summary, CaseDates& dates) {
  if (dates.injury && dates.utilization_review) return;
  const SummaryDates told = ReadSummaryDates(summary);
  if (!dates.injury) dates.injury = told.injury;
  if (dates.utilization_review) return;
  dates.utilization_review = told.utilization_review;
  if (!dates.utilization_review && told.latest) {
    dates.utilization_review = told.latest;
    dates.assumed = true;
  }
}

}  // namespace imr
