#include "apps/history/review_history.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <algorithm>
#include <array>
#include <openssl/rand.h>
#include <utility>

#include "apps/history/history_database.h"
#include "apps/history/review_rows.h"

namespace imr {
namespace {

using Json = nlohmann::ordered_json;
using std::int64_t;

constexpr int64_t kWholeReview = -1;  // item of a note
constexpr int kMostOnAPage = 1000;

std::string PredictionName(bool overturned) { return overturned ? "overturned" : "upheld"; }

// Number of the row of a review.
std::optional<int64_t> FindReview(SQLite::Database& database, const std::string& id) {
  SQLite::Statement find(database, "SELECT seq FROM reviews WHERE id = ?");
  find.bind(1, id);
  if (!find.executeStep()) return std::nullopt;
  return find.getColumn(0).getInt64();
}

bool HasItem(SQLite::Database& database, int64_t review, std::size_t item) {
  SQLite::Statement find(database, "SELECT 1 FROM items WHERE review = ? AND item = ?");
  find.bind(1, review);
  find.bind(2, static_cast<int64_t>(item));
  return find.executeStep();
}

// Puts `value` in the row of an item, or takes the row away when it is empty. `table` has the
// columns review, item, `column` and time.
void Put(SQLite::Database& database, const std::string& table, const std::string& column,
         int64_t review, int64_t item, const std::string& value, const std::string& time) {
  if (value.empty()) {
    SQLite::Statement away(database, "DELETE FROM " + table + " WHERE review = ? AND item = ?");
    away.bind(1, review);
    away.bind(2, item);
    away.exec();
    return;
  }
  SQLite::Statement put(database, "INSERT INTO " + table + " (review, item, " + column +
                                      ", time) VALUES (?, ?, ?, ?) "
                                      "ON CONFLICT (review, item) DO UPDATE SET " +
                                      column + " = excluded." + column + ", time = excluded.time");
  put.bind(1, review);
  put.bind(2, item);
  put.bind(3, value);
  put.bind(4, time);
  put.exec();
}

// What a page of the history is chosen by, as SQL and its parameters in order.
class Filter {
 public:
  explicit Filter(const HistoryQuery& query) {
    if (query.treatment.ends_with(".*")) {
      Add("EXISTS (SELECT 1 FROM items WHERE review = seq AND substr(treatment, 1, length(?1)) = "
          "?1)",
          query.treatment.substr(0, query.treatment.size() - 1));
    } else if (!query.treatment.empty() && query.treatment != "*") {
      Add("EXISTS (SELECT 1 FROM items WHERE review = seq AND treatment = ?1)", query.treatment);
    }
    if (!query.search.empty()) {
      Add("(instr(lower(case_id), lower(?2)) > 0 OR substr(id, 1, length(?2)) = ?2 OR EXISTS "
          "(SELECT 1 FROM items WHERE review = seq AND instr(treatment, lower(?2)) > 0))",
          query.search);
    }
  }

  // `more`: a further condition, or nothing.
  std::string Where(const std::string& more) const {
    std::string where;
    for (const std::string& condition : conditions_) {
      where += (where.empty() ? " WHERE " : " AND ") + condition;
    }
    if (!more.empty()) where += (where.empty() ? " WHERE " : " AND ") + more;
    return where;
  }

  void Bind(SQLite::Statement& statement) const {
    for (std::size_t i = 0; i < conditions_.size(); ++i) {
      statement.bind(conditions_[i].find("?1") != std::string::npos ? 1 : 2, values_[i]);
    }
  }

 private:
  void Add(const std::string& condition, const std::string& value) {
    conditions_.push_back(condition);
    values_.push_back(value);
  }

  std::vector<std::string> conditions_;
  std::vector<std::string> values_;
};

int64_t Delete(SQLite::Database& database, const std::string& sql, const std::string& value) {
  SQLite::Statement statement(database, sql);
  if (!value.empty()) statement.bind(1, value);
  return statement.exec();
}

// The oldest go when a table holds too many.
void Trim(SQLite::Database& database, const std::string& table, int64_t most) {
  database.exec("DELETE FROM " + table + " WHERE seq <= (SELECT max(seq) FROM " + table + ") - " +
                std::to_string(most));
}

}  // namespace

ReviewHistory::ReviewHistory(std::unique_ptr<HistoryDatabase> database)
    : database_(std::move(database)) {}

ReviewHistory::~ReviewHistory() = default;

std::shared_ptr<ReviewHistory> ReviewHistory::Open(const std::filesystem::path& path,
                                                   const HistoryOptions& options,
                                                   std::string& problem) {
  auto database = HistoryDatabase::Open(path, options, problem);
  if (!database) return nullptr;
  return std::shared_ptr<ReviewHistory>(new ReviewHistory(std::move(database)));
}

bool ReviewHistory::in_memory() const { return database_->in_memory(); }

bool ReviewHistory::stores_text() const { return database_->options().store_text; }

std::string ReviewHistory::Record(const Review& review) {
  return Record(std::span(&review, 1)).front();
}

std::vector<std::string> ReviewHistory::Record(std::span<const Review> reviews) {
  return database_->With([&](SQLite::Database& database) {
    std::vector<std::string> ids;
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    ReviewWriter writer(database);
    for (const Review& review : reviews) {
      Review stamped = review;
      stamped.id = NewUuid();
      stamped.time = database_->Now();
      writer.Write(stamped, stores_text());
      ids.push_back(std::move(stamped.id));
    }
    if (in_memory()) Trim(database, "reviews", database_->options().most_in_memory);
    transaction.commit();
    return ids;
  });
}

HistoryPage ReviewHistory::List(const HistoryQuery& query) const {
  return database_->With([&](SQLite::Database& database) {
    const int limit = std::clamp(query.limit, 1, kMostOnAPage);
    const Filter filter(query);
    HistoryPage page;
    SQLite::Statement count(database, "SELECT count(*) FROM reviews" + filter.Where(""));
    filter.Bind(count);
    if (count.executeStep()) page.total = count.getColumn(0).getInt64();
    SQLite::Statement rows(database, "SELECT " + std::string(ReviewReader::kColumns) +
                                         " FROM reviews" +
                                         filter.Where(query.before ? "seq < ?3" : "") +
                                         " ORDER BY seq DESC LIMIT " + std::to_string(limit + 1));
    filter.Bind(rows);
    if (query.before) rows.bind(3, *query.before);
    ReviewReader reader(database);
    int64_t last = 0;
    while (rows.executeStep()) {
      if (page.reviews.size() == static_cast<std::size_t>(limit)) {
        page.next = last;
        break;
      }
      last = rows.getColumn(0).getInt64();
      page.reviews.push_back(reader.Read(rows, false));
    }
    return page;
  });
}

std::optional<Review> ReviewHistory::Get(const std::string& id) const {
  return database_->With([&](SQLite::Database& database) -> std::optional<Review> {
    SQLite::Statement row(
        database, "SELECT " + std::string(ReviewReader::kColumns) + " FROM reviews WHERE id = ?");
    row.bind(1, id);
    if (!row.executeStep()) return std::nullopt;
    return ReviewReader(database).Read(row, true);
  });
}

void ReviewHistory::ForEach(const std::function<void(const Review&)>& take) const {
  constexpr int kAtOnce = 100;
  int64_t last = 0;
  for (;;) {
    const auto some = database_->With([&](SQLite::Database& database) {
      std::vector<Review> reviews;
      SQLite::Statement rows(database, "SELECT " + std::string(ReviewReader::kColumns) +
                                           " FROM reviews WHERE seq > ? ORDER BY seq LIMIT " +
                                           std::to_string(kAtOnce));
      rows.bind(1, last);
      ReviewReader reader(database);
      while (rows.executeStep()) {
        last = rows.getColumn(0).getInt64();
        reviews.push_back(reader.Read(rows, true));
      }
      return reviews;
    });
    if (some.empty()) return;
    for (const Review& review : some) take(review);
  }
}

ReviewHistory::Changed ReviewHistory::Change(const std::string& id, const ReviewChange& change) {
  return database_->With([&](SQLite::Database& database) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    const auto review = FindReview(database, id);
    if (!review) return Changed::kNoSuchReview;
    const std::string now = database_->Now();
    if (change.note) Put(database, "notes", "note", *review, kWholeReview, *change.note, now);
    for (const ReviewChange::Item& item : change.items) {
      if (!HasItem(database, *review, item.index)) return Changed::kNoSuchItem;
      const auto index = static_cast<int64_t>(item.index);
      if (item.decision) {
        Put(database, "decisions", "decision", *review, index,
            *item.decision ? std::string(DecisionName(**item.decision)) : std::string(), now);
      }
      if (item.imr_outcome) {
        Put(database, "outcomes", "outcome", *review, index,
            *item.imr_outcome ? std::string(OutcomeName(**item.imr_outcome)) : std::string(), now);
      }
      if (item.note) Put(database, "notes", "note", *review, index, *item.note, now);
    }
    transaction.commit();
    return Changed::kYes;
  });
}

bool ReviewHistory::Remove(const std::string& id) { return PurgeReviews({id}).reviews > 0; }

ReviewHistory::Purged ReviewHistory::PurgeBefore(const Date& day) {
  return database_->With([&](SQLite::Database& database) {
    const std::string from = FormatDate(day);
    Purged purged;
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    purged.reviews = Delete(database, "DELETE FROM reviews WHERE time < ?", from);
    purged.cards = Delete(database, "DELETE FROM cards WHERE time < ?", from);
    purged.feedback = Delete(database, "DELETE FROM feedback WHERE received < ?", from);
    transaction.commit();
    purged.bytes_gone = HistoryDatabase::DropBytes(database, true);
    return purged;
  });
}

ReviewHistory::Purged ReviewHistory::PurgeReviews(const std::vector<std::string>& ids) {
  return database_->With([&](SQLite::Database& database) {
    Purged purged;
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    for (const std::string& id : ids) {
      purged.reviews += Delete(database, "DELETE FROM reviews WHERE id = ?", id);
    }
    transaction.commit();
    // What is deleted is overwritten (secure_delete); only many are worth a new file.
    if (purged.reviews > 0) {
      purged.bytes_gone = HistoryDatabase::DropBytes(database, ids.size() > 1);
    }
    return purged;
  });
}

ReviewHistory::Purged ReviewHistory::PurgeAll() {
  return database_->With([&](SQLite::Database& database) {
    Purged purged;
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    purged.reviews = Delete(database, "DELETE FROM reviews", "");
    purged.cards = Delete(database, "DELETE FROM cards", "");
    purged.feedback = Delete(database, "DELETE FROM feedback", "");
    transaction.commit();
    purged.bytes_gone = HistoryDatabase::DropBytes(database, true);
    return purged;
  });
}

void ReviewHistory::RecordCards(std::span<const ShownCard> cards) {
  if (cards.empty()) return;
  database_->With([&](SQLite::Database& database) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement insert(database,
                             "INSERT INTO cards (uuid, service, time, treatment, probability, "
                             "prediction, rules, model) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    for (const ShownCard& card : cards) {
      insert.bind(1, card.uuid);
      insert.bind(2, card.service);
      insert.bind(3, database_->Now());
      BindOrNull(insert, 4, card.treatment);
      insert.bind(5, card.probability);
      insert.bind(6, PredictionName(card.overturned));
      insert.bind(7, card.rules);
      BindOrNull(insert, 8, card.model);
      insert.exec();
      insert.reset();
    }
    Trim(database, "cards", database_->options().most_cards);
    transaction.commit();
  });
}

void ReviewHistory::RecordFeedback(std::span<const CardFeedback> feedback) {
  if (feedback.empty()) return;
  database_->With([&](SQLite::Database& database) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement insert(database,
                             "INSERT INTO feedback (card, service, received, outcome, "
                             "outcome_time, accepted_suggestions, override_reason, "
                             "override_comment) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    for (const CardFeedback& one : feedback) {
      insert.bind(1, one.card);
      insert.bind(2, one.service);
      insert.bind(3, database_->Now());
      insert.bind(4, one.accepted ? "accepted" : "overridden");
      insert.bind(5, one.outcome_time);
      insert.bind(6, Json(one.accepted_suggestions).dump());
      BindOrNull(insert, 7, one.override_reason.value_or(""));
      BindOrNull(insert, 8, stores_text() ? one.override_comment.value_or("") : "");
      insert.exec();
      insert.reset();
    }
    Trim(database, "feedback", database_->options().most_cards);
    transaction.commit();
  });
}

std::vector<CardFeedback> ReviewHistory::Feedback(int limit) const {
  return database_->With([&](SQLite::Database& database) {
    std::vector<CardFeedback> out;
    SQLite::Statement rows(database,
                           "SELECT card, service, received, outcome, outcome_time, "
                           "accepted_suggestions, override_reason, override_comment FROM feedback "
                           "ORDER BY seq DESC LIMIT ?");
    rows.bind(1, std::clamp(limit, 1, kMostOnAPage));
    const auto optional = [&](int column) {
      return rows.getColumn(column).isNull() ? std::nullopt
                                             : std::optional(rows.getColumn(column).getString());
    };
    while (rows.executeStep()) {
      out.push_back({.card = rows.getColumn(0).getString(),
                     .service = rows.getColumn(1).getString(),
                     .received = rows.getColumn(2).getString(),
                     .accepted = rows.getColumn(3).getString() == "accepted",
                     .outcome_time = rows.getColumn(4).getString(),
                     .accepted_suggestions =
                         Json::parse(rows.getColumn(5).getString()).get<std::vector<std::string>>(),
                     .override_reason = optional(6),
                     .override_comment = optional(7)});
    }
    return out;
  });
}

std::optional<ShownCard> ReviewHistory::Card(const std::string& uuid) const {
  return database_->With([&](SQLite::Database& database) -> std::optional<ShownCard> {
    SQLite::Statement row(database,
                          "SELECT uuid, service, time, treatment, probability, prediction, rules, "
                          "model FROM cards WHERE uuid = ?");
    row.bind(1, uuid);
    if (!row.executeStep()) return std::nullopt;
    return ShownCard{.uuid = row.getColumn(0).getString(),
                     .service = row.getColumn(1).getString(),
                     .time = row.getColumn(2).getString(),
                     .treatment = TextOf(row.getColumn(3)),
                     .probability = row.getColumn(4).getDouble(),
                     .overturned = row.getColumn(5).getString() == "overturned",
                     .rules = row.getColumn(6).getString(),
                     .model = TextOf(row.getColumn(7))};
  });
}

std::string NewUuid() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw HistoryFailure("the system", "gives no random numbers");
  }
  // RFC 9562, section 5.4: version 4, variant 10.
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string uuid;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) uuid += '-';
    uuid += kDigits[bytes[i] >> 4];
    uuid += kDigits[bytes[i] & 0x0F];
  }
  return uuid;
}

}  // namespace imr
