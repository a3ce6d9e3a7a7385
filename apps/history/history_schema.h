// The tables of the history, version by version.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

namespace imr {

// "IMRh", in the header of every database that is a history.
inline constexpr int kHistoryApplicationId = 0x494D5268;

// The version that this program writes.
int HistorySchemaVersion();

// Brings an empty database, or one of an earlier version, up to date: wholly or, when it throws,
// not at all. REQUIRES: the database is empty or a history of at most this version.
void MigrateHistory(SQLite::Database& database);

// True when every table has the columns that this program reads.
bool HasHistoryTables(SQLite::Database& database);

}  // namespace imr
