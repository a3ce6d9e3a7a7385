// The open database of a history: one connection with its lock, and what failures of it mean.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "apps/history/review_history.h"

namespace imr {

class HistoryDatabase {
 public:
  // As ReviewHistory::Open. A new file and its folders are for their owner only (0600, 0700), and
  // a file that others may read is closed to them.
  static std::unique_ptr<HistoryDatabase> Open(const std::filesystem::path& path,
                                               const HistoryOptions& options, std::string& problem);

  // Calls `work` with the database, no other thread doing so; throws HistoryFailure for what goes
  // wrong inside.
  template <typename Work>
  auto With(const Work& work) -> decltype(work(std::declval<SQLite::Database&>())) {
    const std::lock_guard lock(mutex_);
    try {
      return work(*database_);
    } catch (const SQLite::Exception& error) {
      throw HistoryFailure(Name(), Explain(error));
    } catch (const nlohmann::json::exception&) {
      throw HistoryFailure(Name(), Damaged());
    }
  }

  // Writes what is deleted out of the file and of what SQLite keeps beside it; false when another
  // program holds on to it. REQUIRES: inside With(), no transaction.
  static bool DropBytes(SQLite::Database& database, bool vacuum);

  // Now, as "2026-11-22T20:15:00Z".
  std::string Now() const;
  bool in_memory() const { return path_.empty(); }
  const HistoryOptions& options() const { return options_; }

 private:
  HistoryDatabase(std::filesystem::path path, const HistoryOptions& options)
      : path_(std::move(path)), options_(options) {}
  // What to do about it.
  static std::string Explain(const SQLite::Exception& error);
  static std::string Damaged();
  std::string Name() const;
  std::string OpenFile();
  std::string Prepare(std::uintmax_t size);
  std::string CheckFile(std::uintmax_t size);
  void Configure();

  std::filesystem::path path_;
  HistoryOptions options_;
  std::mutex mutex_;
  std::unique_ptr<SQLite::Database> database_;
};

}  // namespace imr
