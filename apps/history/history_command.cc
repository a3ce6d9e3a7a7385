#include "apps/history/history_command.h"

#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <ostream>
#include <unistd.h>

#include "apps/cli/program.h"
#include "apps/history/history_export.h"
#include "apps/history/review_history.h"
#include "engine/explanation/layout.h"

namespace imr {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// The history, or nothing after telling why.
std::shared_ptr<ReviewHistory> OpenHistory(const HistoryCommandOptions& options,
                                           const Streams& streams) {
  fs::path path = options.database;
  if (path.empty()) {
    const auto usual = DefaultHistoryPath();
    if (!usual) {
      streams.err << "imr: no home directory; name the history with --database\n";
      return nullptr;
    }
    path = *usual;
  }
  std::string problem;
  auto history = ReviewHistory::Open(path, {.now = {}, .create = false}, problem);
  if (!history) streams.err << "imr: " << problem << '\n';
  return history;
}

// Calls `run` with the open history and where results go: standard output, or a file that is for
// its owner only.
int Run(const HistoryCommandOptions& options, const Streams& streams,
        const std::function<int(ReviewHistory&, std::ostream&)>& run) {
  const auto history = OpenHistory(options, streams);
  if (!history) return kBadInput;
  try {
    if (options.output.empty()) return run(*history, streams.out);
    const int made = open(options.output.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (made >= 0) close(made);
    std::ofstream file(options.output, std::ios::binary);
    const int status = file ? run(*history, file) : kWrongUsage;
    file.flush();
    if (file) return status;
    streams.err << "imr: " << options.output << ": cannot be written\n";
    return kWrongUsage;
  } catch (const HistoryFailure& failure) {
    streams.err << "imr: " << failure.what() << '\n';
    return kBadInput;
  }
}

std::string Dump(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

void WriteItem(const ReviewedItem& item, std::ostream& out) {
  out << "  " << item.index + 1 << "  "
      << (item.treatment.empty() ? "treatment not known" : Printable(item.treatment)) << ": "
      << (item.overturned ? "overturned" : "upheld") << ", " << Percent(item.probability)
      << " overturned (" << Percent(item.low) << " to " << Percent(item.high) << ")";
  if (item.abstained) out << ", abstained";
  if (item.decision) out << "; " << DecisionName(*item.decision);
  if (item.imr_outcome) out << "; IMR: " << OutcomeName(*item.imr_outcome);
  out << '\n';
}

void WriteHead(const Review& review, std::ostream& out) {
  out << review.time << "  " << Printable(review.case_id) << "  " << review.view << "  "
      << review.id << '\n';
  for (const ReviewedItem& item : review.items) WriteItem(item, out);
}

void WriteWhole(const Review& review, std::ostream& out) {
  WriteHead(review, out);
  for (const ReviewedItem& item : review.items) {
    if (item.request) out << "\nRequest " << item.index + 1 << ": " << Printable(*item.request);
    if (!item.decided_by.empty()) out << "\nDecided by, item " << item.index + 1 << ':';
    for (const std::string& id : item.decided_by) out << ' ' << Printable(id);
    out << "\nFacts of item " << item.index + 1 << ":\n";
    for (const auto& [name, value] : item.facts.items()) {
      out << "  " << Printable(name) << ": " << Printable(Dump(value, -1)) << '\n';
    }
    for (const auto& [fact, value] : item.corrections) {
      out << "  corrected: " << Printable(fact) << " is "
          << (value.is_null() ? "not documented" : Printable(Dump(value, -1))) << '\n';
    }
    if (!item.note.empty()) out << "  note: " << Printable(item.note) << '\n';
  }
  if (!review.note.empty()) out << "\nNote: " << Printable(review.note) << '\n';
  out << "\nimr " << Printable(review.version) << "\nrules sha256:" << Printable(review.rules)
      << "\nmodel " << (review.model.empty() ? "none" : "sha256:" + Printable(review.model))
      << "\ninput sha256:" << Printable(review.input) << '\n';
  if (review.text) {
    out << "\nThe text of the case is stored; --format json shows it.\n";
  }
}

std::string Counted(std::int64_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + ' ' + (count == 1 ? one : many);
}

}  // namespace

std::optional<fs::path> DefaultHistoryPath() {
  const auto place = [](const char* name) -> fs::path {
    const char* value = std::getenv(name);
    return value == nullptr ? fs::path() : fs::path(value);
  };
  // The XDG base directory specification: a relative path is as none.
  if (const fs::path data = place("XDG_DATA_HOME"); data.is_absolute()) {
    return data / "imr/history.sqlite";
  }
  if (const fs::path home = place("HOME"); home.is_absolute()) {
    return home / ".local/share/imr/history.sqlite";
  }
  return std::nullopt;
}

int HistoryListCommand(const HistoryCommandOptions& options, const Streams& streams) {
  return Run(options, streams, [&](ReviewHistory& history, std::ostream& out) {
    const HistoryPage page = history.List({.limit = options.limit,
                                           .before = std::nullopt,
                                           .treatment = options.treatment,
                                           .search = options.search});
    if (options.format == "text") {
      for (const Review& review : page.reviews) WriteHead(review, out);
      if (!options.quiet && page.next) {
        streams.err << "imr: " << page.reviews.size() << " of " << page.total
                    << " reviews; --limit shows more\n";
      } else if (!options.quiet && page.reviews.empty()) {
        streams.err << "imr: no reviews\n";
      }
      return kDone;
    }
    Json reviews = Json::array();
    for (const Review& review : page.reviews) {
      if (options.format == "jsonl") out << Dump(ReviewJson(review), -1) << '\n';
      reviews.push_back(ReviewJson(review));
    }
    if (options.format == "json") out << Dump(reviews, 1) << '\n';
    return kDone;
  });
}

int HistoryShowCommand(const HistoryCommandOptions& options, const Streams& streams) {
  return Run(options, streams, [&](ReviewHistory& history, std::ostream& out) {
    Json all = Json::array();
    int status = kDone;
    for (const std::string& id : options.ids) {
      const auto review = history.Get(id);
      if (!review) {
        streams.err << "imr: no review " << Printable(id) << " in the history\n";
        status = kBadInput;
      } else if (options.format == "json") {
        all.push_back(ReviewJson(*review));
      } else {
        WriteWhole(*review, out);
      }
    }
    if (options.format == "json") out << Dump(all, 1) << '\n';
    return status;
  });
}

int HistoryExportCommand(const HistoryCommandOptions& options, const Streams& streams) {
  return Run(options, streams, [&](ReviewHistory& history, std::ostream& out) {
    ExportHistory(history, options.format == "csv" ? ExportFormat::kCsv : ExportFormat::kJsonLines,
                  out);
    return kDone;
  });
}

int HistoryPurgeCommand(const HistoryCommandOptions& options, const Streams& streams) {
  const int ways =
      (options.all ? 1 : 0) + (options.before.empty() ? 0 : 1) + (options.ids.empty() ? 0 : 1);
  if (ways != 1) {
    streams.err << "imr: say what to remove: ids of reviews, --before DATE, or --all\n";
    return kWrongUsage;
  }
  const auto day = options.before.empty() ? std::nullopt : ParseDate(options.before);
  if (!options.before.empty() && !day) {
    streams.err << "imr: --before: not a date; write it as 2016-12-01\n";
    return kWrongUsage;
  }
  return Run(options, streams, [&](ReviewHistory& history, std::ostream& out) {
    const ReviewHistory::Purged purged = options.all ? history.PurgeAll()
                                         : day       ? history.PurgeBefore(*day)
                                                     : history.PurgeReviews(options.ids);
    if (!options.quiet) {
      out << "removed " << Counted(purged.reviews, "review", "reviews");
      if (purged.cards > 0) out << ", " << Counted(purged.cards, "card", "cards");
      if (purged.feedback > 0) {
        out << ", " << Counted(purged.feedback, "feedback", "feedbacks") << " on cards";
      }
      out << '\n';
    }
    int status = kDone;
    const auto asked = static_cast<std::int64_t>(options.ids.size());
    if (purged.reviews < asked) {
      streams.err << "imr: " << Counted(asked - purged.reviews, "review was", "reviews were")
                  << " not in the history\n";
      status = kDoesNotHold;
    }
    if (!purged.bytes_gone) {
      streams.err << "imr: another program is reading the history; the bytes of what was removed "
                     "go when it is done and purge runs again\n";
      status = kDoesNotHold;
    }
    return status;
  });
}

}  // namespace imr
