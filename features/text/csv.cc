#include "features/text/csv.h"

#include <algorithm>
#include <utility>

namespace imr {
namespace {

constexpr std::size_t kMostFields = 100000;

}  // namespace

std::optional<std::variant<CsvRecord, CsvError>> CsvReader::Next() {
  while (at_ < text_.size() && AtLineEnd()) EndLine();
  if (at_ >= text_.size()) return std::nullopt;
  line_of_record_ = line_;
  unescaped_.clear();
  CsvRecord record;
  for (;;) {
    if (auto error = ReadField(record)) return *error;
    if (record.size() > kMostFields) return Fail(line_, "has more than 100000 fields");
    if (at_ >= text_.size()) return record;
    if (text_[at_] == delimiter_) {
      ++at_;
      continue;
    }
    EndLine();
    return record;
  }
}

// Leaves off at a delimiter, the end of the line or the end of the text.
std::optional<CsvError> CsvReader::ReadField(CsvRecord& record) {
  if (at_ < text_.size() && text_[at_] == '"') return ReadQuoted(record);
  const std::size_t start = at_;
  while (at_ < text_.size() && text_[at_] != delimiter_ && !AtLineEnd()) {
    if (text_[at_] == '\0') return Fail(line_, "holds a NUL byte; this is no text");
    ++at_;
  }
  record.push_back(text_.substr(start, at_ - start));
  return std::nullopt;
}

std::optional<CsvError> CsvReader::ReadQuoted(CsvRecord& record) {
  const int opened = line_;
  const std::size_t start = ++at_;
  bool doubled = false;
  for (;;) {
    if (at_ >= text_.size()) return Fail(opened, "opens a quote that never closes");
    const char c = text_[at_];
    if (c == '\0') return Fail(line_, "holds a NUL byte; this is no text");
    if (AtLineEnd()) {
      EndLine();
      continue;
    }
    ++at_;
    if (c != '"') continue;
    if (at_ >= text_.size() || text_[at_] != '"') break;
    doubled = true;
    ++at_;
  }
  if (at_ < text_.size() && text_[at_] != delimiter_ && !AtLineEnd()) {
    return Fail(line_, "goes on behind a closing quote; write a quote inside quotes twice");
  }
  const std::string_view raw = text_.substr(start, at_ - 1 - start);
  if (!doubled) {
    record.push_back(raw);
    return std::nullopt;
  }
  auto& plain = unescaped_.emplace_back();
  plain.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    plain.push_back(raw[i]);
    if (raw[i] == '"') ++i;
  }
  record.push_back(plain);
  return std::nullopt;
}

bool CsvReader::AtLineEnd() const { return text_[at_] == '\n' || text_[at_] == '\r'; }

void CsvReader::EndLine() {
  at_ += text_.substr(at_, 2) == "\r\n" ? 2 : 1;
  ++line_;
}

CsvError CsvReader::Fail(int line, std::string message) {
  at_ = text_.size();
  return {line, std::move(message)};
}

char GuessDelimiter(std::string_view text) {
  constexpr std::string_view kCandidates = ",;\t|";
  std::vector<int> counts(kCandidates.size());
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    const auto found = kCandidates.find(c);
    if (found != std::string_view::npos) ++counts[found];
  }
  return kCandidates[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) -
                                              counts.begin())];
}

}  // namespace imr
