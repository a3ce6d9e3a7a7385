#include "apps/history/review_rows.h"

#include <algorithm>

namespace imr {
namespace {

using Json = nlohmann::ordered_json;

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Runs a statement that answers nothing, and makes it ready for the next row.
void Run(SQLite::Statement& statement) {
  statement.exec();
  statement.reset();
  statement.clearBindings();
}

}  // namespace

void BindOrNull(SQLite::Statement& statement, int index, const std::string& text) {
  if (text.empty()) {
    statement.bind(index);
  } else {
    statement.bind(index, text);
  }
}

std::string TextOf(const SQLite::Column& column) {
  return column.isNull() ? std::string() : column.getString();
}

ReviewWriter::ReviewWriter(SQLite::Database& database)
    : database_(database),
      review_(database,
              "INSERT INTO reviews (id, time, view, case_id, review_date, input, rules, model, "
              "version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      item_(database,
            "INSERT INTO items (review, item, treatment, request, probability, low, high, "
            "base_rate, prediction, risk, abstained, decided_by, facts) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      correction_(database,
                  "INSERT INTO corrections (review, item, position, fact, value) "
                  "VALUES (?, ?, ?, ?, ?)"),
      text_(database, "INSERT INTO texts (review, text) VALUES (?, ?)") {}

std::int64_t ReviewWriter::Write(const Review& review, bool with_text) {
  review_.bind(1, review.id);
  review_.bind(2, review.time);
  review_.bind(3, review.view);
  review_.bind(4, review.case_id);
  BindOrNull(review_, 5, review.review_date ? FormatDate(*review.review_date) : std::string());
  review_.bind(6, review.input);
  review_.bind(7, review.rules);
  BindOrNull(review_, 8, review.model);
  review_.bind(9, review.version);
  Run(review_);
  const std::int64_t seq = database_.getLastInsertRowid();
  for (const ReviewedItem& item : review.items) WriteItem(seq, item, with_text);
  if (with_text && review.text) {
    text_.bind(1, seq);
    text_.bind(2, Dump(*review.text));
    Run(text_);
  }
  return seq;
}

void ReviewWriter::WriteItem(std::int64_t seq, const ReviewedItem& item, bool with_text) {
  const auto index = static_cast<std::int64_t>(item.index);
  item_.bind(1, seq);
  item_.bind(2, index);
  BindOrNull(item_, 3, item.treatment);
  BindOrNull(item_, 4, with_text && item.request ? *item.request : std::string());
  item_.bind(5, item.probability);
  item_.bind(6, item.low);
  item_.bind(7, item.high);
  item_.bind(8, item.base_rate);
  item_.bind(9, item.overturned ? "overturned" : "upheld");
  BindOrNull(item_, 10, item.risk);
  item_.bind(11, item.abstained ? 1 : 0);
  item_.bind(12, Dump(item.decided_by));
  item_.bind(13, Dump(item.facts));
  Run(item_);
  std::int64_t position = 0;
  for (const FactCorrection& correction : item.corrections) {
    correction_.bind(1, seq);
    correction_.bind(2, index);
    correction_.bind(3, position++);
    correction_.bind(4, correction.fact);
    correction_.bind(5, Dump(correction.value));
    Run(correction_);
  }
}

ReviewReader::ReviewReader(SQLite::Database& database)
    : items_(database,
             "SELECT i.item, i.treatment, i.request, i.probability, i.low, i.high, i.base_rate, "
             "i.prediction, i.risk, i.abstained, i.decided_by, i.facts, d.decision, o.outcome, "
             "n.note FROM items i "
             "LEFT JOIN decisions d ON d.review = i.review AND d.item = i.item "
             "LEFT JOIN outcomes o ON o.review = i.review AND o.item = i.item "
             "LEFT JOIN notes n ON n.review = i.review AND n.item = i.item "
             "WHERE i.review = ? ORDER BY i.item"),
      corrections_(database,
                   "SELECT item, fact, value FROM corrections WHERE review = ? "
                   "ORDER BY item, position"),
      text_(database, "SELECT text FROM texts WHERE review = ?") {}

Review ReviewReader::Read(SQLite::Statement& row, bool with_text) {
  const std::int64_t seq = row.getColumn(0).getInt64();
  Review review{.id = row.getColumn(1).getString(),
                .time = row.getColumn(2).getString(),
                .view = row.getColumn(3).getString(),
                .case_id = row.getColumn(4).getString(),
                .review_date = ParseDate(TextOf(row.getColumn(5))),
                .input = row.getColumn(6).getString(),
                .rules = row.getColumn(7).getString(),
                .model = TextOf(row.getColumn(8)),
                .version = row.getColumn(9).getString(),
                .items = {},
                .note = TextOf(row.getColumn(10)),
                .text = std::nullopt};
  ReadItems(seq, review);
  ReadCorrections(seq, review);
  if (with_text) {
    text_.reset();
    text_.bind(1, seq);
    if (text_.executeStep()) review.text = Json::parse(text_.getColumn(0).getString());
    text_.reset();
  }
  return review;
}

void ReviewReader::ReadItems(std::int64_t seq, Review& review) {
  items_.reset();
  items_.bind(1, seq);
  while (items_.executeStep()) {
    ReviewedItem item;
    item.index = static_cast<std::size_t>(items_.getColumn(0).getInt64());
    item.treatment = TextOf(items_.getColumn(1));
    if (!items_.getColumn(2).isNull()) item.request = items_.getColumn(2).getString();
    item.probability = items_.getColumn(3).getDouble();
    item.low = items_.getColumn(4).getDouble();
    item.high = items_.getColumn(5).getDouble();
    item.base_rate = items_.getColumn(6).getDouble();
    item.overturned = items_.getColumn(7).getString() == "overturned";
    item.risk = TextOf(items_.getColumn(8));
    item.abstained = items_.getColumn(9).getInt() != 0;
    item.decided_by = Json::parse(items_.getColumn(10).getString()).get<std::vector<std::string>>();
    item.facts = Json::parse(items_.getColumn(11).getString());
    item.decision = ParseDecision(TextOf(items_.getColumn(12)));
    item.imr_outcome = ParseOutcome(TextOf(items_.getColumn(13)));
    item.note = TextOf(items_.getColumn(14));
    review.items.push_back(std::move(item));
  }
  items_.reset();
}

void ReviewReader::ReadCorrections(std::int64_t seq, Review& review) {
  corrections_.reset();
  corrections_.bind(1, seq);
  while (corrections_.executeStep()) {
    const auto index = static_cast<std::size_t>(corrections_.getColumn(0).getInt64());
    const auto item = std::find_if(review.items.begin(), review.items.end(),
                                   [&](const ReviewedItem& one) { return one.index == index; });
    if (item == review.items.end()) continue;
    item->corrections.push_back({corrections_.getColumn(1).getString(),
                                 Json::parse(corrections_.getColumn(2).getString())});
  }
  corrections_.reset();
}

}  // namespace imr
