// The desk's own history in SQLite: which predictions were shown, by which rules and model, what
// the reviewer corrected and decided, and what IMR later found. Nothing acknowledged is lost when
// the program is killed. Text of cases (request wordings, evidence, summaries) is kept only when
// the history was opened to store text; what is purged is gone from the file's bytes.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/history/card_feedback.h"
#include "apps/history/review.h"
#include "features/document/date.h"

namespace imr {

// The database could not be read or written: disk full, locked by another program, damaged. The
// message says what to do and holds no text of a case.
class HistoryFailure : public std::runtime_error {
 public:
  HistoryFailure(const std::string& where, const std::string& what_to_do)
      : std::runtime_error(where + ": " + what_to_do), what_to_do_(what_to_do) {}

  // The message without the file's name, for people who are not at this machine.
  const std::string& what_to_do() const { return what_to_do_; }

 private:
  std::string what_to_do_;
};

struct HistoryOptions {
  bool store_text = false;
  // Empty: the wall clock.
  std::function<std::chrono::system_clock::time_point()> now;
  // What is kept at most of a history in memory; the oldest go first. A file is only bounded by
  // `most_bytes`.
  std::int64_t most_in_memory = 20000;
  // The same for cards and for feedback, in a file too: any page may call CDS Hooks.
  std::int64_t most_cards = 100000;
  std::int64_t most_bytes = std::int64_t{2} << 30;
  bool create = true;  // when there is no file; else that is a problem
};

struct HistoryQuery {
  int limit = 50;                      // 1 to 1000
  std::optional<std::int64_t> before;  // HistoryPage::next of the page before this one
  std::string treatment;               // code or family ("family.*"); empty: all
  std::string search;                  // in case number, treatment, or the beginning of the id
};

struct HistoryPage {
  std::vector<Review> reviews;       // newest first; without text
  std::optional<std::int64_t> next;  // there are older ones
  std::int64_t total = 0;            // that match, on all pages
};

// What is to change in a recorded review. Of two optionals the outer says whether to change the
// value, the inner to what: nothing takes it away.
struct ReviewChange {
  struct Item {
    std::size_t index = 0;
    std::optional<std::optional<Decision>> decision;
    std::optional<std::optional<Outcome>> imr_outcome;
    std::optional<std::string> note;  // empty takes it away
  };
  std::optional<std::string> note;  // of the whole review
  std::vector<Item> items;
};

class HistoryDatabase;

// Thread safe: one connection, one thread at a time. Methods throw HistoryFailure.
class ReviewHistory {
 public:
  static constexpr std::size_t kLongestNote = 4000;  // bytes

  // Opens the history at `path`, making it (and its folder) when there is none, and brings one of
  // an earlier version up to date. An empty path is a history in memory that ends with the object.
  // Nothing when that cannot be done, or the file is damaged, of another program or of a later
  // version; `problem` says what to do.
  static std::shared_ptr<ReviewHistory> Open(const std::filesystem::path& path,
                                             const HistoryOptions& options, std::string& problem);
  ~ReviewHistory();
  ReviewHistory(const ReviewHistory&) = delete;
  ReviewHistory& operator=(const ReviewHistory&) = delete;

  bool in_memory() const;
  bool stores_text() const;

  // The id of the review, which is on the disk when this returns. Text is dropped unless the
  // history stores it.
  std::string Record(const Review& review);
  // All or none.
  std::vector<std::string> Record(std::span<const Review> reviews);

  HistoryPage List(const HistoryQuery& query) const;
  // With text, where it was stored.
  std::optional<Review> Get(const std::string& id) const;
  // Every review, oldest first, one at a time, with text. Reviews that are recorded meanwhile may
  // come too.
  void ForEach(const std::function<void(const Review&)>& take) const;

  enum class Changed { kYes, kNoSuchReview, kNoSuchItem };
  // All of the change or none of it. REQUIRES: notes of at most kLongestNote bytes.
  Changed Change(const std::string& id, const ReviewChange& change);

  // Whether there was such a review.
  bool Remove(const std::string& id);

  struct Purged {
    std::int64_t reviews = 0;
    std::int64_t cards = 0, feedback = 0;
    // False: another program has the database open, and the bytes go only when it lets go.
    bool bytes_gone = true;
  };
  // Removes what was recorded before a day (UTC), these reviews, or everything, and then its bytes.
  Purged PurgeBefore(const Date& day);
  Purged PurgeReviews(const std::vector<std::string>& ids);
  Purged PurgeAll();

  // Cards that CDS Hooks clients were sent, and what their users did with them.
  void RecordCards(std::span<const ShownCard> cards);
  void RecordFeedback(std::span<const CardFeedback> feedback);
  // Newest first, at most `limit`.
  std::vector<CardFeedback> Feedback(int limit) const;
  std::optional<ShownCard> Card(const std::string& uuid) const;

 private:
  explicit ReviewHistory(std::unique_ptr<HistoryDatabase> database);

  std::unique_ptr<HistoryDatabase> database_;
};

// A random UUID (version 4).
std::string NewUuid();

}  // namespace imr
