#include "apps/history/history_schema.h"

#include <array>
#include <string>

namespace imr {
namespace {

// kSteps[v - 1] makes version v of version v - 1. A step that was released is never changed.
constexpr std::array<const char*, 3> kSteps = {
    R"sql(
CREATE TABLE reviews (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  time TEXT NOT NULL,
  view TEXT NOT NULL CHECK (view IN ('prescreen', 'record')),
  case_id TEXT NOT NULL,
  review_date TEXT,
  input TEXT NOT NULL,
  rules TEXT NOT NULL,
  model TEXT,
  version TEXT NOT NULL
) STRICT;
CREATE INDEX reviews_by_time ON reviews (time);
CREATE TABLE items (
  review INTEGER NOT NULL REFERENCES reviews (seq) ON DELETE CASCADE,
  item INTEGER NOT NULL CHECK (item >= 0),
  treatment TEXT,
  request TEXT,
  probability REAL NOT NULL,
  low REAL NOT NULL,
  high REAL NOT NULL,
  base_rate REAL NOT NULL,
  prediction TEXT NOT NULL CHECK (prediction IN ('upheld', 'overturned')),
  risk TEXT,
  abstained INTEGER NOT NULL CHECK (abstained IN (0, 1)),
  decided_by TEXT NOT NULL,
  facts TEXT NOT NULL,
  PRIMARY KEY (review, item)
) STRICT, WITHOUT ROWID;
CREATE TABLE corrections (
  review INTEGER NOT NULL,
  item INTEGER NOT NULL,
  position INTEGER NOT NULL,
  fact TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (review, item, position),
  FOREIGN KEY (review, item) REFERENCES items (review, item) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE decisions (
  review INTEGER NOT NULL,
  item INTEGER NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('approved', 'modified', 'denied')),
  time TEXT NOT NULL,
  note TEXT,
  PRIMARY KEY (review, item),
  FOREIGN KEY (review, item) REFERENCES items (review, item) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE outcomes (
  review INTEGER NOT NULL,
  item INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('upheld', 'overturned', 'partially_overturned')),
  time TEXT NOT NULL,
  PRIMARY KEY (review, item),
  FOREIGN KEY (review, item) REFERENCES items (review, item) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE texts (
  review INTEGER PRIMARY KEY REFERENCES reviews (seq) ON DELETE CASCADE,
  text TEXT NOT NULL
) STRICT;
)sql",
    // What clients of CDS Hooks were shown and did.
    R"sql(
CREATE TABLE cards (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid TEXT NOT NULL UNIQUE,
  service TEXT NOT NULL,
  time TEXT NOT NULL,
  treatment TEXT,
  probability REAL NOT NULL,
  prediction TEXT NOT NULL CHECK (prediction IN ('upheld', 'overturned')),
  rules TEXT NOT NULL,
  model TEXT
) STRICT;
CREATE INDEX cards_by_time ON cards (time);
CREATE TABLE feedback (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  card TEXT NOT NULL,
  service TEXT NOT NULL,
  received TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'overridden')),
  outcome_time TEXT NOT NULL,
  accepted_suggestions TEXT NOT NULL,
  override_reason TEXT,
  override_comment TEXT
) STRICT;
CREATE INDEX feedback_by_time ON feedback (received);
)sql",
    // Notes of any item and of the whole review (item -1), not only beside a decision.
    R"sql(
CREATE TABLE notes (
  review INTEGER NOT NULL REFERENCES reviews (seq) ON DELETE CASCADE,
  item INTEGER NOT NULL CHECK (item >= -1),
  note TEXT NOT NULL,
  time TEXT NOT NULL,
  PRIMARY KEY (review, item)
) STRICT, WITHOUT ROWID;
INSERT INTO notes (review, item, note, time)
  SELECT review, item, note, time FROM decisions WHERE note IS NOT NULL AND note <> '';
ALTER TABLE decisions DROP COLUMN note;
CREATE INDEX items_by_treatment ON items (treatment);
)sql"};

constexpr std::array<const char*, 9> kColumns = {
    "SELECT seq, id, time, view, case_id, review_date, input, rules, model, version FROM reviews",
    "SELECT review, item, treatment, request, probability, low, high, base_rate, prediction, risk, "
    "abstained, decided_by, facts FROM items",
    "SELECT review, item, position, fact, value FROM corrections",
    "SELECT review, item, decision, time FROM decisions",
    "SELECT review, item, outcome, time FROM outcomes",
    "SELECT review, text FROM texts",
    "SELECT seq, uuid, service, time, treatment, probability, prediction, rules, model FROM cards",
    "SELECT seq, card, service, received, outcome, outcome_time, accepted_suggestions, "
    "override_reason, override_comment FROM feedback",
    "SELECT review, item, note, time FROM notes"};

}  // namespace

int HistorySchemaVersion() { return static_cast<int>(kSteps.size()); }

void MigrateHistory(SQLite::Database& database) {
  if (database.execAndGet("PRAGMA user_version").getInt() == HistorySchemaVersion()) return;
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::EXCLUSIVE);
  // Another process may have been first.
  const int found = database.execAndGet("PRAGMA user_version").getInt();
  for (int version = found + 1; version <= HistorySchemaVersion(); ++version) {
    database.exec(kSteps[static_cast<std::size_t>(version) - 1]);
  }
  database.exec("PRAGMA application_id = " + std::to_string(kHistoryApplicationId));
  database.exec("PRAGMA user_version = " + std::to_string(HistorySchemaVersion()));
  transaction.commit();
}

bool HasHistoryTables(SQLite::Database& database) {
  try {
    for (const char* columns : kColumns) SQLite::Statement(database, columns);
  } catch (const SQLite::Exception&) {
    return false;
  }
  return true;
}

}  // namespace imr
