// `imr history list|show|export|purge`.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/cli/options.h"
#include "features/document/date.h"

namespace imr {

// What the command line says, before it is checked.
struct HistoryCommandOptions {
  std::string database;  // empty: DefaultHistoryPath()
  std::string format = "text";
  std::string output;
  std::vector<std::string> ids;
  int limit = 50;
  std::string treatment, search;
  std::string before;  // purge: a day
  bool all = false;    // purge
  bool quiet = false;
};

// $XDG_DATA_HOME/imr/history.sqlite, else ~/.local/share/imr/history.sqlite; nothing without a
// home.
std::optional<std::filesystem::path> DefaultHistoryPath();

// Newest first, a review a paragraph.
int HistoryListCommand(const HistoryCommandOptions& options, const Streams& streams);
// Whole reviews.
int HistoryShowCommand(const HistoryCommandOptions& options, const Streams& streams);
int HistoryExportCommand(const HistoryCommandOptions& options, const Streams& streams);
// Tells how many were removed. Exit status 1 when a review that was asked for is not there, or
// another program holds on to the bytes of what was removed.
int HistoryPurgeCommand(const HistoryCommandOptions& options, const Streams& streams);

}  // namespace imr
