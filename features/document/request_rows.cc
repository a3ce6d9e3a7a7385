#include "features/document/request_rows.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <re2/re2.h>
#include <utility>

#include "features/text/text.h"

namespace imr {
namespace {

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

enum Column : std::size_t { kDiagnosis, kIcd, kService, kProcedure, kOther, kColumns };

using Row = std::array<std::string, kColumns>;

struct Cell {
  std::size_t start = 0;
  std::size_t end = 0;
  std::string_view text;
};

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

std::string_view Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// The cells of a line: between bars, or between runs of two blanks and more.
std::vector<Cell> SplitCells(std::string_view line) {
  const std::string_view separator = line.find('|') != std::string_view::npos ? "|" : "  ";
  std::vector<Cell> cells;
  std::size_t start = 0;
  while (start < line.size()) {
    const std::size_t end = std::min(line.find(separator, start), line.size());
    const std::string_view text = Trim(line.substr(start, end - start));
    if (!text.empty()) {
      const auto at = static_cast<std::size_t>(text.data() - line.data());
      cells.push_back({at, at + text.size(), text});
    }
    start = end + separator.size();
  }
  return cells;
}

std::optional<Column> HeadedColumn(std::string_view text) {
  static const RE2 kHeads(R"((?i)^(?:(diagnos[ie]s\b)|(ICD\b)|((?:service|procedure|treatment)\b)|)"
                          R"(((?:CPT|HCPCS)\b)|(other\s+information|frequency\b|quantity\b)))");
  std::array<re2::StringPiece, kColumns + 1> groups;
  if (!kHeads.Match(Piece(text), 0, text.size(), RE2::ANCHOR_START, groups.data(),
                    static_cast<int>(groups.size()))) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < kColumns; ++i) {
    if (groups[i + 1].data() != nullptr) return static_cast<Column>(i);
  }
  return std::nullopt;
}

// The cells of a line that may be a table's head: names of columns that stand one blank apart, as
// text recognition leaves them, are parted too.
std::vector<Cell> SplitHeadCells(std::string_view line) {
  std::vector<Cell> cells;
  for (Cell cell : SplitCells(line)) {
    auto column = HeadedColumn(cell.text);
    for (std::size_t at = cell.text.find(' '); column && at != std::string_view::npos;
         at = cell.text.find(' ', at + 1)) {
      const auto next = HeadedColumn(cell.text.substr(at + 1));
      if (!next || *next <= *column) continue;
      cells.push_back({cell.start, cell.start + at, cell.text.substr(0, at)});
      cell = {cell.start + at + 1, cell.end, cell.text.substr(at + 1)};
      column = next;
      at = 0;
    }
    cells.push_back(cell);
  }
  return cells;
}

struct TableHead {
  std::size_t line = 0;
  // Where each column begins and ends, left to right.
  std::vector<std::pair<Column, Cell>> columns;
};

// The line that names the columns: at least two of them, the service among them, none with a value
// behind a colon.
std::optional<TableHead> FindTableHead(const std::vector<std::string_view>& lines) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    TableHead head{i, {}};
    bool service = false;
    bool labelled = false;
    for (const Cell& cell : SplitHeadCells(lines[i])) {
      const auto column = HeadedColumn(cell.text);
      if (!column) continue;
      service = service || *column == kService;
      const std::size_t colon = cell.text.find(':');
      labelled = labelled || (*column != kOther && colon != std::string_view::npos);
      head.columns.emplace_back(*column, cell);
    }
    if (service && !labelled && head.columns.size() >= 2) return head;
  }
  return std::nullopt;
}

// The rest of a head that takes several lines: "(Required)   Code (If known)   Quantity, etc.)".
bool IsHeadContinuation(std::string_view line) {
  static const RE2 kHeadWords(
      R"((?i)[\s(),.:;/|-]*(?:(?:required|requested|goods?|codes?|if|known|other|information|)"
      R"(frequency|duration|)"
      R"(quantity|facility|etc|service|CPT|HCPCS|ICD|diagnosis)[\s(),.:;/|-]*)*)");
  return line.size() < 300 && RE2::FullMatch(Piece(line), kHeadWords);
}

Column NearestColumn(const TableHead& head, const Cell& cell) {
  Column best = head.columns.front().first;
  std::size_t best_overlap = 0;
  std::size_t best_distance = static_cast<std::size_t>(-1);
  for (std::size_t i = 0; i < head.columns.size(); ++i) {
    const std::size_t from = head.columns[i].second.start;
    const std::size_t to =
        i + 1 < head.columns.size() ? head.columns[i + 1].second.start : from + 1000;
    const std::size_t start = std::max(from, cell.start);
    const std::size_t end = std::min(to, cell.end);
    const std::size_t overlap = end > start ? end - start : 0;
    const std::size_t distance = from > cell.start ? from - cell.start : cell.start - from;
    if (overlap > best_overlap || (overlap == best_overlap && distance < best_distance)) {
      best = head.columns[i].first;
      best_overlap = overlap;
      best_distance = distance;
    }
  }
  return best;
}

Row ReadCells(const TableHead& head, std::string_view line) {
  Row row;
  const auto add = [&row](Column column, std::string_view text) {
    if (text.empty()) return;
    if (!row[column].empty()) row[column].push_back(' ');
    row[column].append(text);
  };
  if (line.find('|') == std::string_view::npos) {
    for (const Cell& cell : SplitCells(line)) add(NearestColumn(head, cell), cell.text);
    return row;
  }
  // Between bars the order tells the column, empty cells too.
  if (!line.empty() && Trim(line).front() == '|') line.remove_prefix(line.find('|') + 1);
  std::size_t index = 0;
  std::size_t start = 0;
  while (start <= line.size() && index < head.columns.size()) {
    const std::size_t end = std::min(line.find('|', start), line.size());
    add(head.columns[index++].first, Trim(line.substr(start, end - start)));
    start = end + 1;
  }
  return row;
}

// Does a line of cells begin a service, or go on with the one above?
bool BeginsRow(const Row& cells, const Row& current, bool after_blank) {
  if (cells[kService].empty()) return false;
  if (current[kService].empty()) return false;  // a diagnosis that stands a line higher
  if (after_blank || !cells[kIcd].empty() || !cells[kProcedure].empty()) return true;
  const char first = cells[kService].front();
  const bool lower = first >= 'a' && first <= 'z';
  return !lower && !cells[kOther].empty() && !current[kOther].empty();
}

RequestedService ToService(Row& row) {
  static const RE2 kNumbering(R"(^\(?\d{1,2}[.)]\s+)");
  RequestedService service;
  service.diagnosis = FoldSpaces(row[kDiagnosis]);
  service.icd_code = FoldSpaces(row[kIcd]);
  service.service = FoldSpaces(row[kService]);
  RE2::Replace(&service.service, kNumbering, "");
  service.procedure_code = FoldSpaces(row[kProcedure]);
  service.other = FoldSpaces(row[kOther]);
  return service;
}

void Flush(Row& row, std::vector<RequestedService>& services) {
  if (!FoldSpaces(row[kService]).empty()) services.push_back(ToService(row));
  row = Row{};
}

std::vector<RequestedService> ReadTable(const std::vector<std::string_view>& lines,
                                        const TableHead& head) {
  std::vector<RequestedService> services;
  Row current;
  bool after_blank = false;
  bool in_head = true;
  for (std::size_t i = head.line + 1; i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    if (line.find_first_not_of(" -_=+|") == std::string_view::npos) {
      after_blank = true;
      continue;
    }
    if (in_head && IsHeadContinuation(line)) continue;
    in_head = false;
    const Row cells = ReadCells(head, line);
    const bool barred = line.find('|') != std::string_view::npos;
    if (BeginsRow(cells, current, after_blank || barred)) Flush(current, services);
    for (std::size_t c = 0; c < kColumns; ++c) {
      if (!cells[c].empty()) current[c] += (current[c].empty() ? "" : "\n") + cells[c];
    }
    after_blank = false;
  }
  Flush(current, services);
  return services;
}

// A value ends at the next label, with the number of its service, or at a blank line.
std::string_view LabelValue(std::string_view region, std::size_t from, std::size_t to) {
  static const RE2 kNextNumber(R"(\n[ ]*\(?\d{1,2}[.)]\s*\z)");
  constexpr std::size_t kLongestNumber = 40;
  std::string_view value = region.substr(from, to - from);
  const std::size_t tail = value.size() - std::min(value.size(), kLongestNumber);
  re2::StringPiece number;
  if (kNextNumber.Match(Piece(value), tail, value.size(), RE2::UNANCHORED, &number, 1)) {
    value.remove_suffix(number.size());
  }
  const std::size_t text = std::min(value.find_first_not_of(" \n"), value.size());
  return value.substr(0, value.find("\n\n", text));
}

std::vector<RequestedService> ReadLabels(std::string_view region) {
  static const RE2 kLabels(
      R"((?i)\b(?:(diagnos[ie]s(?:\s*\(required\))?\s*:)|)"
      R"((ICD(?:[\s-]?(?:9|10))?(?:[\s-]?CM)?(?:[\s-]?codes?)?(?:\s*\(required\))?\s*:)|)"
      R"(((?:services?\s*/\s*goods?(?:\s+requested)?|(?:procedure|treatment|service|goods?|)"
      R"(items?)\s+requested|)"
      R"(requested\s+(?:service|procedure|good|item))(?:\s*/\s*goods?)?(?:\s*\(required\))?\s*:)|)"
      R"(((?:CPT|HCPCS)(?:\s*/\s*HCPCS)?(?:\s+codes?)?(?:\s*\(if\s+known\))?\s*:)|)"
      R"((other\s+information\s*:?(?:\s*\([^)]{0,80}\))?\s*:?|(?:frequency|duration|)"
      R"(quantity)\s*:)))");
  std::vector<RequestedService> services;
  Row current;
  std::array<re2::StringPiece, kColumns + 1> groups;
  const auto next_label = [&](std::size_t from) {
    return kLabels.Match(Piece(region), from, region.size(), RE2::UNANCHORED, groups.data(),
                         static_cast<int>(groups.size()));
  };
  bool found = next_label(0);
  while (found) {
    std::size_t column = 0;
    while (groups[column + 1].data() == nullptr) ++column;
    std::string_view label(groups[0].data(), groups[0].size());
    const std::size_t value_start =
        static_cast<std::size_t>(label.data() - region.data()) + label.size();
    found = next_label(value_start);
    const std::size_t value_end =
        found ? static_cast<std::size_t>(groups[0].data() - region.data()) : region.size();
    std::string value = FoldSpaces(LabelValue(region, value_start, value_end));
    if ((column == kDiagnosis || column == kService) && !current[kService].empty()) {
      Flush(current, services);
    }
    if (column == kOther && !value.empty() && label.size() < 12 && label.back() == ':') {
      value.insert(0, FoldSpaces(label) + " ");  // "Duration: 4 weeks" keeps its meaning
    }
    if (!value.empty()) current[column] += (current[column].empty() ? "" : ", ") + value;
  }
  Flush(current, services);
  return services;
}

std::vector<RequestedService> ReadList(std::string_view region) {
  std::vector<RequestedService> services;
  Row current;
  for (const std::string_view line : Lines(region)) {
    static const RE2 kEntry(R"(^\s*(?:\(?\d{1,2}[.)]|[-*])\s+(\S.*))");
    re2::StringPiece text;
    if (RE2::PartialMatch(Piece(line), kEntry, &text)) {
      Flush(current, services);
      current[kService] = std::string(text.data(), text.size());
    } else if (Trim(line).empty()) {
      Flush(current, services);
    } else if (!current[kService].empty()) {
      current[kService].append("\n").append(line);
    }
  }
  Flush(current, services);
  return services;
}

}  // namespace

std::vector<RequestedService> ReadRequestedServices(std::string_view region) {
  const std::vector<std::string_view> lines = Lines(region);
  std::vector<RequestedService> services;
  if (const auto head = FindTableHead(lines)) services = ReadTable(lines, *head);
  if (services.empty()) services = ReadLabels(region);
  if (services.empty()) services = ReadList(region);
  return services;
}

}  // namespace imr
