#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <re2/re2.h>
#include <string>
#include <string_view>
#include <utility>

#include "features/document/date_finder.h"
#include "features/document/formats.h"
#include "features/document/letter_items.h"
#include "features/text/text.h"

namespace imr {
namespace {

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

// The first match of an expression at or after `from`.
std::optional<Span> FindFirst(std::string_view text, const RE2& expression, std::size_t from = 0) {
  re2::StringPiece found;
  if (from > text.size() ||
      !expression.Match(Piece(text), from, text.size(), RE2::UNANCHORED, &found, 1)) {
    return std::nullopt;
  }
  const auto start = static_cast<std::uint32_t>(found.data() - text.data());
  return Span{start, start + static_cast<std::uint32_t>(found.size())};
}

// The titles that divide a letter.
struct Sections {
  std::optional<Span> how;      // how the determination was made: ends the header
  std::optional<Span> summary;  // the title of the clinical summary
  std::optional<Span> issues;   // the title of the items
};

Sections FindSections(std::string_view text) {
  static const RE2 kHow(R"((?im)^[ ]*(?:HOW THE IMR FINAL DETERMINATION WAS MADE|)"
                        R"(INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE)[ ]*:?[ ]*$)");
  static const RE2 kSummary(
      R"((?im)^[ ]*(?:CLINICAL[ ]+CASE[ ]+SUMMARY|(?:Expert Reviewer )?Case Summary)[ ]*(?::|$))");
  static const RE2 kIssues(R"((?im)^[ ]*IMR[ ]+(?:ISSUES,?[ ]+DECISIONS?[ ]+AND[ ]+RATIONALES?|)"
                           R"(DECISION(?:\(S\)|S)?[ ]+AND[ ]+RATIONALE(?:\(S\)|S)?)[ ]*:?[ ]*$)");
  Sections sections;
  sections.how = FindFirst(text, kHow);
  sections.summary = FindFirst(text, kSummary);
  sections.issues = FindFirst(text, kIssues, sections.summary ? sections.summary->end : 0);
  return sections;
}

// Where a sentence that introduces a section ends; `start` when the section begins without it.
std::size_t SkipIntroduction(std::string_view text, std::size_t start, const RE2& introduction) {
  constexpr std::size_t kLongestIntroduction = 600;
  const std::string_view window = text.substr(start, kLongestIntroduction);
  re2::StringPiece found;
  if (!introduction.Match(Piece(window), 0, window.size(), RE2::ANCHOR_START, &found, 1)) {
    return start;
  }
  return start + found.size();
}

std::size_t SkipSummaryIntroduction(std::string_view text, std::size_t start) {
  static const RE2 kIntroduction(
      R"((?is)\s*the\s+expert\s+reviewer\s+developed\s+the\s+following\s[^:]{0,300}:)");
  return SkipIntroduction(text, start, kIntroduction);
}

std::size_t SkipIssuesIntroduction(std::string_view text, std::size_t start) {
  static const RE2 kIntroduction(
      R"((?is)\s*the\s+final\s+determination\s+was\s+based\s+on\s[^:]{0,300}?)"
      R"((?:set\s+forth\s+below|below)\s*:)");
  return SkipIntroduction(text, start, kIntroduction);
}

// The lines of the header that hold its fields; names and addresses stay behind.
std::string ReadHeader(std::string_view top) {
  static const RE2 kField(
      R"((?i)\b(?:case\s+number|date\s+assigned|date\s+of\s+injury|decision\s+date|)"
      R"(UR\s+denial\s+date|)"
      R"(date\s+of\s+UR\s+decision|priority|application|received|)"
      R"(dated)\b\s*(?:received\s*)?(?::|\s\s|$))");
  static const RE2 kPerson(
      R"((?i)\b(?:employee|provider|claimant|applicant|patient)(?:\s+name)?\s*:)");
  std::string header;
  std::size_t start = 0;
  while (start < top.size()) {
    const std::size_t end = std::min(top.find('\n', start), top.size());
    const std::string_view line = top.substr(start, end - start);
    if (RE2::PartialMatch(Piece(line), kField) && !RE2::PartialMatch(Piece(line), kPerson)) {
      header.append(line);
      header.push_back('\n');
    }
    start = end + 1;
  }
  return FoldSpaces(header);
}

std::optional<std::string> CaseNumber(std::string_view top) {
  static const RE2 kNumber(R"((?i)\bcase\s+number\s*:?\s*([A-Z0-9][A-Z0-9_./-]{2,63}))");
  std::size_t from = 0;
  std::array<re2::StringPiece, 2> groups;
  while (kNumber.Match(Piece(top), from, top.size(), RE2::UNANCHORED, groups.data(), 2)) {
    const std::string number(groups[1].data(), groups[1].size());
    if (number.find_first_of("0123456789") != std::string::npos) return number;
    from = static_cast<std::size_t>(groups[0].data() - top.data()) + groups[0].size();
  }
  return std::nullopt;
}

// The date behind a label of the header. A date that does not exist is warned of.
std::optional<Date> HeaderDate(std::string_view top, const RE2& label, const std::string& name,
                               std::vector<std::string>& warnings) {
  const auto found = FindFirst(top, label);
  if (!found) return std::nullopt;
  if (const auto date = DateAt(top, found->end)) return date->date;
  const char next = found->end < top.size() ? top[found->end] : ' ';
  if (next >= '0' && next <= '9') {
    warnings.push_back("the header's " + name + " is no date that exists; it is left out");
  }
  return std::nullopt;
}

void ReadHeaderDates(std::string_view top, Document& document) {
  static const RE2 kInjury(R"((?i)\bdate\s+of\s+injury\s*:?\s*(?:CT:?\s*)?)");
  static const RE2 kReview(R"((?i)\b(?:UR\s+(?:denial|decision)\s+date|date\s+of\s+(?:UR|)"
                           R"(utilization\s+review)\s+decision)\s*:?\s*|)"
                           R"(\butilization\s+review\s+denial\s+dated\s+)");
  static const RE2 kDecision(R"((?im)(?:^\s*|\s\s)decision\s+date\s*:?\s*|^\s*dated\s*:\s*)");
  CaseDates& dates = document.known.dates;
  dates.injury = HeaderDate(top, kInjury, "date of injury", document.warnings);
  dates.utilization_review =
      HeaderDate(top, kReview, "date of the utilization review", document.warnings);
  document.decided.decision = HeaderDate(top, kDecision, "date of the decision", document.warnings);
}

// The items in the layout that the letter shows.
LetterItems FindItems(std::string_view text, std::size_t body) {
  LetterItems found = FindLabelledItems(text, body);
  if (found.items.empty()) found = FindIssuesAtDispute(text);
  if (found.items.empty()) found = FindNumberedConclusions(text, body);
  return found;
}

// The clinical summary ends where the documents are listed or the items begin.
std::size_t SummaryEnd(std::string_view text, const Sections& sections, std::size_t items_start) {
  static const RE2 kNext(R"((?m)^[ ]*(?:(?:DOCUMENTS REVIEWED|Documents Reviewed)[^\n]{0,60}|)"
                         R"(MEDICAL TREATMENT GUIDELINE[^\n]{0,80}|)"
                         R"(RATIONALE FOR WHY[^\n]{0,120}|ISSUES? AT DISPUTE[^\n]{0,60}|)"
                         R"(\d{1,3}[.)] +Regarding the request[^\n]{0,200})$)");
  const std::size_t start = sections.summary->end;
  std::size_t end = sections.issues ? sections.issues->start : text.size();
  if (items_start >= start) end = std::min(end, items_start);
  if (const auto next = FindFirst(text.substr(0, end), kNext, start)) {
    end = std::min<std::size_t>(end, next->start);
  }
  return std::max(start, end);
}

std::string WhatIsMissing(const Sections& sections) {
  std::string seen;
  const auto add = [&seen](bool there, std::string_view name) {
    if (there) seen += (seen.empty() ? "" : ", ") + std::string(name);
  };
  add(sections.how.has_value(), "how the determination was made");
  add(sections.summary.has_value(), "the case summary");
  add(sections.issues.has_value(), "the title of the issues");
  return "a determination letter (found: " + (seen.empty() ? "only some of its words" : seen) +
         ") without any disputed item; items end in ': Upheld' or ': Overturned' or are followed "
         "by "
         "'Claims Administrator guideline:'. Is the text cut off?";
}

}  // namespace

std::optional<std::size_t> FindLetterMark(std::string_view text) {
  static const RE2 kLetter(
      R"((?i)\bIMR\s+ISSUES,\s+DECISIONS\s+AND\s+RATIONALES|)"
      R"(\bIMR\s+DECISION\(S\)\s+AND\s+RATIONALE|)"
      R"(HOW\s+THE\s+IMR\s+FINAL\s+DETERMINATION\s+WAS\s+MADE|\bCLINICAL\s+CASE\s+SUMMARY\b|)"
      R"(\bclaims\s+administrator(?:'s)?\s+guidelines?\s*:|\bmaximus\s+guidelines?\s*:|)"
      R"(\bIndependent\s+Medical\s+Review\s+(?:Final\s+)?Determination|)"
      R"(\bISSUES?\s+AT\s+DISPUTE\s*:|)"
      R"(\bMAXIMUS\s+Federal\s+Services|(?:^|\n)\s*Case\s+Number:\s*[A-Z]{2}\d\d-\d{5,8})");
  const auto mark = FindFirst(text, kLetter);
  return mark ? std::optional<std::size_t>(mark->start) : std::nullopt;
}

ReadResult ReadLetter(const PageText& pages, const ReaderContext& context) {
  const std::string_view text = pages.text;
  const Sections sections = FindSections(text);
  std::size_t body = sections.issues    ? sections.issues->end
                     : sections.summary ? sections.summary->end
                                        : 0;
  body = SkipIssuesIntroduction(text, body);
  LetterItems found = FindItems(text, body);
  std::erase_if(found.items, [](const LetterItem& item) {
    return item.request.empty() && item.utilization_review.empty() && !item.ruling;
  });
  if (found.items.empty()) return context.Error(WhatIsMissing(sections));
  if (found.items.size() > context.limits.items) {
    return context.Error("more than " + std::to_string(context.limits.items) +
                         " disputed items; split the letter");
  }

  Document document;
  Case& known = document.known;
  const std::size_t top_end = sections.how       ? sections.how->start
                              : sections.summary ? sections.summary->start
                              : sections.issues  ? sections.issues->start
                                                 : std::min(found.start, text.size());
  const std::string_view top = text.substr(0, top_end);
  known.header = ReadHeader(top);
  known.id = CaseNumber(top).value_or(context.file_stem);
  if (sections.summary) {
    const std::size_t start = SkipSummaryIntroduction(text, sections.summary->end);
    const std::size_t end = std::max(start, SummaryEnd(text, sections, found.start));
    known.summary = FoldSpaces(text.substr(start, end - start));
  }
  if (known.summary.empty()) {
    document.warnings.emplace_back(
        "the letter holds no clinical summary; facts can only come from the requests");
  }
  // Letters of 2013 name the review's date in the paragraphs behind the header.
  ReadHeaderDates(sections.summary ? text.substr(0, sections.summary->start) : top, document);
  CompleteDates(known.summary, known.dates);

  for (std::size_t i = 0; i < found.items.size(); ++i) {
    LetterItem& item = found.items[i];
    if (item.request.empty()) {
      document.warnings.push_back("disputed item " + std::to_string(i + 1) + " has no wording");
    }
    RequestedItem requested;
    requested.request = std::move(item.request);
    requested.utilization_review = std::move(item.utilization_review);
    known.items.push_back(std::move(requested));
    document.decided.rulings.push_back(std::move(item.ruling));
  }
  return document;
}

}  // namespace imr
