#include "apps/history/history_database.h"

#include <cerrno>
#include <chrono>
#include <ctime>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "apps/history/history_schema.h"

namespace imr {
namespace {

namespace fs = std::filesystem;

constexpr int kBusyMilliseconds = 5000;

// Makes the folders that are missing, for their owner only. False when that cannot be done.
bool MakeFolders(const fs::path& folder) {
  std::error_code error;
  if (folder.empty() || fs::is_directory(folder, error)) return true;
  if (!MakeFolders(folder.parent_path())) return false;
  return mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST;
}

bool MakeFile(const fs::path& path) {
  const int file = open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) close(file);
  return file >= 0 || errno == EEXIST;
}

void Set(SQLite::Database& database, int what, int value) {
  sqlite3_db_config(database.getHandle(), what, value, static_cast<int*>(nullptr));
}

bool IsEmpty(SQLite::Database& database) {
  return database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0 &&
         database.execAndGet("PRAGMA user_version").getInt() == 0;
}

}  // namespace

std::unique_ptr<HistoryDatabase> HistoryDatabase::Open(const fs::path& path,
                                                       const HistoryOptions& options,
                                                       std::string& problem) {
  std::unique_ptr<HistoryDatabase> made(new HistoryDatabase(path, options));
  try {
    problem = made->OpenFile();
  } catch (const SQLite::Exception& error) {
    problem = Explain(error);
  }
  if (problem.empty()) return made;
  problem = made->Name() + ": " + problem;
  return nullptr;
}

// What is wrong, or "".
std::string HistoryDatabase::OpenFile() {
  if (in_memory()) {
    database_ = std::make_unique<SQLite::Database>(
        ":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_FULLMUTEX);
    return Prepare(0);
  }
  path_ = fs::absolute(path_);
  std::error_code error;
  if (!fs::exists(path_, error)) {
    if (!options_.create) return "there is no history yet; `imr serve --database FILE` keeps one";
    if (!MakeFolders(path_.parent_path()) || !MakeFile(path_)) {
      return "cannot be made; name a file in a folder that you may write to";
    }
  }
  if (!fs::is_regular_file(path_, error)) {
    return "is no file; name the file of a history, or a new one";
  }
  // SQLite takes a very short file for an empty one, and would write over it.
  constexpr std::uintmax_t kLeastPage = 512;
  std::uintmax_t size = fs::file_size(path_, error);
  if (size > 0 && size < kLeastPage) return "is not a history; name another file";
  // What a log adds to the file is not known yet.
  if (error || fs::exists(path_.string() + "-wal", error)) size = 0;
  database_ = std::make_unique<SQLite::Database>(
      path_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_FULLMUTEX, kBusyMilliseconds);
  return Prepare(size);
}

// Whether the file of so many bytes (0: not known) is a history that this program can use; else
// what to do.
std::string HistoryDatabase::CheckFile(std::uintmax_t size) {
  SQLite::Database& database = *database_;
  const int application = database.execAndGet("PRAGMA application_id").getInt();
  if (application != kHistoryApplicationId && !(application == 0 && IsEmpty(database))) {
    return "is a database of another program; name another file for the history";
  }
  const int version = database.execAndGet("PRAGMA user_version").getInt();
  if (version > HistorySchemaVersion()) {
    return "was written by a later version of imr (history version " + std::to_string(version) +
           ", this program knows up to " + std::to_string(HistorySchemaVersion()) +
           "); use that version, or name another file";
  }
  if (version < 0) return Damaged();
  // Where a last page is cut SQLite reads zeros.
  const auto page = static_cast<std::uintmax_t>(database.execAndGet("PRAGMA page_size").getInt64());
  if (size % page != 0) return Damaged();
  return database.execAndGet("PRAGMA quick_check(1)").getString() == "ok" ? "" : Damaged();
}

// Checks what was opened and makes it ready; what is wrong with it otherwise.
std::string HistoryDatabase::Prepare(std::uintmax_t size) {
  SQLite::Database& database = *database_;
  // Until it is known to be ours, nothing of it is changed: what is in its log stays there.
  Set(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, size == 0 ? 1 : 0);
  Set(database, SQLITE_DBCONFIG_DEFENSIVE, 1);
  Set(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0);
  Set(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0);
  Set(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0);
  if (!in_memory()) {
    if (std::string problem = CheckFile(size); !problem.empty()) return problem;
  }
  Configure();
  MigrateHistory(database);
  if (!HasHistoryTables(database)) return Damaged();
  if (in_memory()) return "";
  // After the tables are there, so that the file itself says whose it is from its first page on.
  SQLite::Statement(database, "PRAGMA journal_mode = WAL").executeStep();
  Set(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0);
  struct stat about {};
  if (stat(path_.c_str(), &about) == 0 && (about.st_mode & 077) != 0) chmod(path_.c_str(), 0600);
  return "";
}

void HistoryDatabase::Configure() {
  SQLite::Database& database = *database_;
  database.exec("PRAGMA foreign_keys = ON");
  // Both answer with the value that they set.
  SQLite::Statement(database, "PRAGMA secure_delete = ON").executeStep();
  database.exec("PRAGMA synchronous = FULL");
  database.exec("PRAGMA temp_store = MEMORY");
  database.exec("PRAGMA cell_size_check = ON");
  const std::int64_t page = database.execAndGet("PRAGMA page_size").getInt64();
  SQLite::Statement(database,
                    "PRAGMA max_page_count = " + std::to_string(options_.most_bytes / page))
      .executeStep();
}

bool HistoryDatabase::DropBytes(SQLite::Database& database, bool vacuum) {
  if (vacuum) database.exec("VACUUM");
  SQLite::Statement checkpoint(database, "PRAGMA wal_checkpoint(TRUNCATE)");
  return !checkpoint.executeStep() || checkpoint.getColumn(0).getInt() == 0;
}

std::string HistoryDatabase::Now() const {
  const auto now = options_.now ? options_.now() : std::chrono::system_clock::now();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[sizeof "2026-11-22T20:15:00Z"];
  if (std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) return "";
  return text;
}

std::string HistoryDatabase::Name() const {
  return in_memory() ? "the history in memory" : path_.string();
}

std::string HistoryDatabase::Damaged() {
  return "is damaged; keep a copy, then save what `sqlite3 FILE .recover` still reads of it, or "
         "name another file";
}

std::string HistoryDatabase::Explain(const SQLite::Exception& error) {
  switch (error.getErrorCode()) {
    case SQLITE_FULL:
      return "the disk or the history is full; make room, or export and purge";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another program is using it; try again when that is done";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      return "cannot be written; check the rights on the file and its folder";
    case SQLITE_NOTADB:
      return "is not a history; name another file";
    case SQLITE_CORRUPT:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      return Damaged();
    default:
      return "cannot be read or written (SQLite error " +
             std::to_string(error.getExtendedErrorCode()) + ")";
  }
}

}  // namespace imr
