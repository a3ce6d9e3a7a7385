// Reading tables of comma-separated values (RFC 4180), strictly, record by record.
//
// Fields are separated by the delimiter and may stand in double quotes, with "" for a quote and any
// line breaks inside. Lines end in LF, CRLF or CR. Empty lines are passed over. What is not so is
// an error with its line, never a guess.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace imr {

struct CsvError {
  int line = 0;  // from 1
  std::string message;
};

using CsvRecord = std::vector<std::string_view>;

class CsvReader {
 public:
  // `text` is UTF-8 without a byte order mark and outlives the reader and its records.
  CsvReader(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

  // The next record, nothing at the end. Its fields are valid until the next call. After an error
  // there is nothing more.
  std::optional<std::variant<CsvRecord, CsvError>> Next();

  // The line that the last record begins on, from 1.
  int line() const { return line_of_record_; }

 private:
  std::optional<CsvError> ReadField(CsvRecord& record);
  std::optional<CsvError> ReadQuoted(CsvRecord& record);
  bool AtLineEnd() const;
  void EndLine();
  CsvError Fail(int line, std::string message);

  std::string_view text_;
  const char delimiter_;
  std::size_t at_ = 0;
  int line_ = 1;
  int line_of_record_ = 0;
  // Quoted fields that held doubled quotes, spelled out. A deque's strings stay where they are.
  std::deque<std::string> unescaped_;
};

// Of comma, semicolon, tabulator and bar the one that stands most often in the first line outside
// of quotes; comma when none does.
char GuessDelimiter(std::string_view text);

}  // namespace imr
