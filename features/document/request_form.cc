#include <algorithm>
#include <cstddef>
#include <optional>
#include <re2/re2.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "features/document/date_finder.h"
#include "features/document/formats.h"
#include "features/document/request_rows.h"
#include "features/text/text.h"

namespace imr {
namespace {

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

std::optional<Span> FindFirst(std::string_view text, const RE2& expression, std::size_t from) {
  re2::StringPiece found;
  if (from > text.size() ||
      !expression.Match(Piece(text), from, text.size(), RE2::UNANCHORED, &found, 1)) {
    return std::nullopt;
  }
  const auto start = static_cast<std::uint32_t>(found.data() - text.data());
  return Span{start, start + static_cast<std::uint32_t>(found.size())};
}

// The parts of the input: the form's requests, and the records behind the form.
struct Parts {
  Span requests;
  std::size_t records = 0;
};

Parts FindParts(const PageText& pages, std::size_t form) {
  static const RE2 kRequests(R"((?im)^[ ]*requested[ ]+treatments?\b[^\n]*$|\b(?:service|)"
                             R"(procedure)(?:\s*/\s*good)?\s+requested\b)");
  static const RE2 kSignature(
      R"((?im)^[^\n]{0,60}\b(?:physician|provider)(?:'s)?[ ]+signature\b|^[ ]*signature[ ]*:|)"
      R"(^[ ]*claims[ ]+administrator[ ]*/[ ]*utilization[ ]+review[ ]+organization)");
  static const RE2 kRecord(
      R"((?im)^[ ]*(?:[^\n:]{0,60}\bprogress[ ]+(?:report|note)s?\b[^\n]{0,60}|)"
      R"([^\n:]{0,30}\bPR-?[2-4]\b[^\n]{0,40}|)"
      R"((?:doctor's[ ]+)?first[ ]+report[ ]+of[ ][^\n]{0,60}|)"
      R"([^\n:]{0,40}\bnarrative[ ]+report\b[^\n]{0,40}|)"
      R"((?:attached|enclosed|supporting)[ ]+(?:medical[ ]+)?(?:records?|reports?|)"
      R"(documentation)\b[^\n]{0,40})$)");
  const std::string_view text = pages.text;
  Parts parts;
  const auto title = FindFirst(text, kRequests, form);
  std::size_t start = title ? title->start : form;
  // The title's line goes, unless it is the table's own head.
  if (title && text[title->end] == '\n') start = title->end;
  const auto signature = FindFirst(text, kSignature, start);
  const auto record = FindFirst(text, kRecord, signature ? signature->end : start);
  const std::size_t form_end = signature ? signature->end : start;
  const auto page = std::upper_bound(pages.page_starts.begin(), pages.page_starts.end(), form_end);
  parts.records = text.size();
  if (record) parts.records = record->start;
  if (page != pages.page_starts.end()) parts.records = std::min(parts.records, *page);
  const std::size_t end = signature ? signature->start : parts.records;
  parts.requests = {static_cast<std::uint32_t>(start),
                    static_cast<std::uint32_t>(std::max(start, end))};
  return parts;
}

std::optional<Date> DateBehind(std::string_view text, const RE2& label, std::size_t from,
                               const std::string& name, std::vector<std::string>* warnings) {
  const auto found = FindFirst(text, label, from);
  if (!found) return std::nullopt;
  if (const auto date = DateAt(text, found->end)) return date->date;
  const char next = found->end < text.size() ? text[found->end] : ' ';
  if (warnings != nullptr && next >= '0' && next <= '9') {
    warnings->push_back("the form's " + name + " is no date that exists; it is left out");
  }
  return std::nullopt;
}

// "Diagnosis: X (S00.0)", each once.
std::string Diagnoses(const std::vector<RequestedService>& services) {
  std::vector<std::string> lines;
  for (const RequestedService& service : services) {
    if (service.diagnosis.empty() && service.icd_code.empty()) continue;
    std::string line = "Diagnosis: " + service.diagnosis;
    if (!service.icd_code.empty()) {
      line += (service.diagnosis.empty() ? "" : " ") + ("(" + service.icd_code + ")");
    }
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
  }
  std::string all;
  for (const std::string& line : lines) all += (all.empty() ? "" : "\n") + line;
  return all;
}

}  // namespace

std::optional<std::size_t> FindRequestFormMark(std::string_view text) {
  static const RE2 kTitle(
      R"((?im)^[ ]*(?:DWC[ ]+Form[ ]+RFA[ ,:-]*)?request[ ]+for[ ]+authorization)"
      R"((?:[ ]+for[ ]+medical[ ]+treatment)?)"
      R"([ ]*[(,:-]?[ ]*(?:(?:DWC[ ]+)?(?:form[ ]+)?RFA)?[ ]*\)?[ ]*$|^[ ]*DWC[ ]+Form[ ]+RFA\b)");
  static const RE2 kFields[] = {RE2(R"((?i)\bdate\s+of\s+injury\b)"),
                                RE2(R"((?i)\bdiagnos[ie]s\b)"),
                                RE2(R"(\bICD\b)"),
                                RE2(R"((?i)\b(?:service|procedure)(?:\s*/\s*good)?\s+requested\b|)"
                                    R"(\brequested\s+treatment\b|service\s*/\s*good)"),
                                RE2(R"(\b(?:CPT|HCPCS)\b)"),
                                RE2(R"((?i)\bother\s+information\b)")};
  constexpr int kEnoughFields = 2;
  const auto title = FindFirst(text, kTitle, 0);
  if (!title) return std::nullopt;
  const std::string_view form = text.substr(title->end);
  const auto fields = std::count_if(std::begin(kFields), std::end(kFields), [&](const RE2& field) {
    return RE2::PartialMatch(Piece(form), field);
  });
  if (fields < kEnoughFields) return std::nullopt;
  return title->start;
}

ReadResult ReadRequestForm(const PageText& pages, const ReaderContext& context) {
  static const RE2 kInjury(R"((?i)\bdate\s+of\s+injury\s*(?:\(MM/DD/YYYY\))?\s*:?\s*(?:CT:?\s*)?)");
  static const RE2 kSigned(R"((?i)\bsignature\b[^\n]{0,160}?\bdate(?:[ ]+signed)?\s*:?\s*)");
  const std::string_view text = pages.text;
  const std::size_t form = FindRequestFormMark(text).value_or(0);
  const Parts parts = FindParts(pages, form);
  const std::vector<RequestedService> services = ReadRequestedServices(
      text.substr(parts.requests.start, parts.requests.end - parts.requests.start));
  if (services.empty()) {
    return context.Error(
        "a request for authorization in which no requested service was found; list each under "
        "'Service/Good Requested', as a table or as 'Service/Good Requested: ...'");
  }
  if (services.size() > context.limits.items) {
    return context.Error("more than " + std::to_string(context.limits.items) +
                         " requested services; split the request");
  }

  Document document;
  Case& known = document.known;
  known.id = context.file_stem;
  const std::string_view front = text.substr(form, parts.requests.start - form);
  known.dates.injury = DateBehind(front, kInjury, 0, "date of injury", &document.warnings);
  if (known.dates.injury) known.header = "Date of Injury: " + FormatDate(*known.dates.injury);
  known.summary = Diagnoses(services);
  const std::string records = FoldSpacesKeepingParagraphs(text.substr(parts.records));
  if (!records.empty()) known.summary += (known.summary.empty() ? "" : "\n") + records;
  if (records.empty()) {
    document.warnings.emplace_back(
        "no records were found behind the form; facts can only come from the requests");
  }
  CompleteDates(known.summary, known.dates);
  if (!known.dates.utilization_review) {
    known.dates.utilization_review = DateBehind(text, kSigned, parts.requests.end, "", nullptr);
    known.dates.assumed = known.dates.utilization_review.has_value();
  }
  for (const RequestedService& service : services) {
    RequestedItem item;
    item.request = service.service + (service.other.empty() ? "" : ", " + service.other);
    known.items.push_back(std::move(item));
  }
  document.decided.rulings.resize(known.items.size());
  return document;
}

}  // namespace imr
