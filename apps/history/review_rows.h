// Reviews as rows of the tables of history_schema.cc.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <cstdint>
#include <string>

#include "apps/history/review.h"

namespace imr {

// Writes reviews, one after the other, inside of a transaction of the caller. Both throw
// SQLite::Exception; the reader also nlohmann::json::exception for a row that cannot be.
class ReviewWriter {
 public:
  explicit ReviewWriter(SQLite::Database& database);

  // `review` with its id and time. Text only when asked for. The number of the row.
  std::int64_t Write(const Review& review, bool with_text);

 private:
  void WriteItem(std::int64_t seq, const ReviewedItem& item, bool with_text);

  SQLite::Database& database_;
  SQLite::Statement review_, item_, correction_, text_;
};

class ReviewReader {
 public:
  // Names of the columns that Read() takes, in their order, for a SELECT from reviews.
  static constexpr const char* kColumns =
      "seq, id, time, view, case_id, review_date, input, rules, model, version, "
      "(SELECT note FROM notes WHERE notes.review = seq AND notes.item = -1)";

  explicit ReviewReader(SQLite::Database& database);

  // The review of the row that `row` stands at, with its items.
  Review Read(SQLite::Statement& row, bool with_text);

 private:
  void ReadItems(std::int64_t seq, Review& review);
  void ReadCorrections(std::int64_t seq, Review& review);

  SQLite::Statement items_, corrections_, text_;
};

// Empty text is stored as NULL, and read as empty.
void BindOrNull(SQLite::Statement& statement, int index, const std::string& text);
std::string TextOf(const SQLite::Column& column);

}  // namespace imr
