#include "apps/server/history_routes.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <ostream>
#include <streambuf>
#include <string>
#include <utility>

#include "apps/history/history_export.h"
#include "apps/history/review_accuracy.h"
#include "apps/history/review_history.h"

namespace imr {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLargestExport = std::size_t{256} << 20;
constexpr std::size_t kLongestSearch = 200;

std::optional<std::int64_t> Number(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Keeps at most `most` bytes; a stream into it fails when more come.
class BoundedBuffer : public std::streambuf {
 public:
  explicit BoundedBuffer(std::size_t most) : most_(most) {}
  std::string Take() { return std::move(text_); }

 protected:
  std::streamsize xsputn(const char* from, std::streamsize count) override {
    const auto size = static_cast<std::size_t>(count);
    if (size > most_ - text_.size()) return 0;
    text_.append(from, size);
    return count;
  }
  int_type overflow(int_type c) override {
    if (traits_type::eq_int_type(c, traits_type::eof()) || text_.size() >= most_) {
      return traits_type::eof();
    }
    text_ += traits_type::to_char_type(c);
    return c;
  }

 private:
  std::size_t most_;
  std::string text_;
};

HttpResponse NoSuchReview() {
  return ProblemResponse(404, "the history holds no such review; it may have been removed");
}

HttpResponse List(const ReviewHistory& history, const HttpRequest& request) {
  HistoryQuery query;
  if (const std::string limit = request.Query("limit"); !limit.empty()) {
    const auto number = Number(limit);
    if (!number || *number < 1 || *number > 1000) {
      return ProblemResponse(400, "limit: a number from 1 to 1000");
    }
    query.limit = static_cast<int>(*number);
  }
  if (const std::string before = request.Query("before"); !before.empty()) {
    query.before = Number(before);
    if (!query.before) return ProblemResponse(400, "before: the \"next\" of the page before");
  }
  query.treatment = request.Query("treatment");
  query.search = request.Query("query");
  if (query.search.size() > kLongestSearch || query.treatment.size() > kLongestSearch) {
    return ProblemResponse(400, "query and treatment: at most 200 bytes");
  }
  const HistoryPage page = history.List(query);
  Json reviews = Json::array();
  for (const Review& review : page.reviews) reviews.push_back(ReviewJson(review));
  return JsonResponse({{"reviews", std::move(reviews)},
                       {"next", page.next ? Json(std::to_string(*page.next)) : Json(nullptr)},
                       {"total", page.total}});
}

// Reads what a PATCH says into a change. The first thing that is wrong is told in `problem`.
class ChangeReader {
 public:
  explicit ChangeReader(std::string& problem) : problem_(problem) {}

  // `all`: indices of the review's items.
  ReviewChange Read(const Json& json, const std::vector<std::size_t>& all) {
    ReviewChange change;
    OnlyNames(json, {"decision", "imr_outcome", "note", "items"}, "");
    if (json.contains("note")) change.note = Note(json["note"], "");
    ReviewChange::Item every = Item(json, "");
    if (every.decision || every.imr_outcome) {
      for (const std::size_t index : all) {
        every.index = index;
        change.items.push_back(every);
      }
    }
    if (!json.contains("items")) return change;
    const Json& items = json["items"];
    if (!items.is_array() || items.size() > all.size()) {
      Fail("items: a list of objects with \"index\", one for each item at most");
      return change;
    }
    for (std::size_t i = 0; i < items.size(); ++i) AddItem(items[i], i, change);
    return change;
  }

 private:
  void AddItem(const Json& json, std::size_t position, ReviewChange& change) {
    const std::string at = "items[" + std::to_string(position) + "].";
    if (!json.is_object() || !json.contains("index") || !json["index"].is_number_unsigned()) {
      Fail(at + "index: the number of an item, from 0");
      return;
    }
    OnlyNames(json, {"index", "decision", "imr_outcome", "note"}, at);
    ReviewChange::Item item = Item(json, at);
    item.index = json["index"].get<std::size_t>();
    if (json.contains("note")) item.note = Note(json["note"], at);
    change.items.push_back(std::move(item));
  }

  ReviewChange::Item Item(const Json& json, const std::string& at) {
    ReviewChange::Item item;
    if (json.contains("decision")) {
      item.decision.emplace(Named<Decision>(json["decision"], ParseDecision,
                                            at + "decision: approved, modified, denied or null"));
    }
    if (json.contains("imr_outcome")) {
      item.imr_outcome.emplace(
          Named<Outcome>(json["imr_outcome"], ParseOutcome,
                         at + "imr_outcome: upheld, overturned, partially_overturned or null"));
    }
    return item;
  }

  template <typename Value>
  std::optional<Value> Named(const Json& json, std::optional<Value> (*parse)(std::string_view),
                             const std::string& expected) {
    if (json.is_null()) return std::nullopt;
    const auto value =
        json.is_string() ? parse(json.get_ref<const std::string&>()) : std::optional<Value>();
    if (!value) Fail(expected);
    return value;
  }

  std::string Note(const Json& json, const std::string& at) {
    if (json.is_null()) return "";
    if (!json.is_string() ||
        json.get_ref<const std::string&>().size() > ReviewHistory::kLongestNote) {
      Fail(at + "note: text of at most " + std::to_string(ReviewHistory::kLongestNote) + " bytes");
      return "";
    }
    return json.get<std::string>();
  }

  void OnlyNames(const Json& json, std::initializer_list<std::string_view> names,
                 const std::string& at) {
    for (const auto& [name, value] : json.items()) {
      if (std::find(names.begin(), names.end(), name) != names.end()) continue;
      std::string expected;
      for (const std::string_view one : names) {
        expected += (expected.empty() ? "" : ", ") + std::string(one);
      }
      Fail((at.empty() ? "" : at + " ") + "there is something else than " + expected);
    }
  }

  void Fail(const std::string& what) {
    if (problem_.empty()) problem_ = what;
  }

  std::string& problem_;
};

HttpResponse Patch(ReviewHistory& history, const HttpRequest& request) {
  const std::string id = request.parts.at("id");
  const Json json = Json::parse(request.body, nullptr, false);
  if (!json.is_object()) {
    return ProblemResponse(400, "the body is no JSON object; send what is to change");
  }
  const auto review = history.Get(id);
  if (!review) return NoSuchReview();
  std::vector<std::size_t> all;
  for (const ReviewedItem& item : review->items) all.push_back(item.index);
  std::string problem;
  const ReviewChange change = ChangeReader(problem).Read(json, all);
  if (!problem.empty()) return ProblemResponse(422, problem);
  switch (history.Change(id, change)) {
    case ReviewHistory::Changed::kNoSuchReview:
      return NoSuchReview();
    case ReviewHistory::Changed::kNoSuchItem:
      return ProblemResponse(422, "items: the review has no item of that index");
    case ReviewHistory::Changed::kYes:
      break;
  }
  const auto changed = history.Get(id);
  return changed ? JsonResponse(ReviewJson(*changed)) : NoSuchReview();
}

HttpResponse Accuracy(const ReviewHistory& history, const HttpRequest& request) {
  const std::string name = request.Query("view");
  std::optional<View> view;
  if (name == ViewName(View::kPrescreen)) view = View::kPrescreen;
  if (name == ViewName(View::kRecord)) view = View::kRecord;
  if (!name.empty() && !view) return ProblemResponse(400, "view: prescreen or record");
  return JsonResponse(AccuracyJson(history, view));
}

HttpResponse Export(const ReviewHistory& history, const HttpRequest& request) {
  const std::string format = request.Query("format");
  if (!format.empty() && format != "jsonl" && format != "csv") {
    return ProblemResponse(400, "format: jsonl or csv");
  }
  const bool csv = format == "csv";
  BoundedBuffer buffer(kLargestExport);
  std::ostream out(&buffer);
  ExportHistory(history, csv ? ExportFormat::kCsv : ExportFormat::kJsonLines, out);
  if (!out) {
    return ProblemResponse(413,
                           "the history is too large for one answer; use `imr history export`");
  }
  return {.status = 200,
          .content_type = csv ? "text/csv; charset=utf-8" : "application/x-ndjson",
          .headers = {{"Content-Disposition", std::string("attachment; filename=\"imr-history.") +
                                                  (csv ? "csv\"" : "jsonl\"")}},
          .body = buffer.Take()};
}

HttpResponse Feedback(const ReviewHistory& history, const HttpRequest& request) {
  const std::string limit = request.Query("limit");
  const auto number = limit.empty() ? std::optional<std::int64_t>(100) : Number(limit);
  if (!number || *number < 1 || *number > 1000) {
    return ProblemResponse(400, "limit: a number from 1 to 1000");
  }
  const auto optional = [](const std::optional<std::string>& text) {
    return text ? Json(*text) : Json(nullptr);
  };
  Json list = Json::array();
  for (const CardFeedback& one : history.Feedback(static_cast<int>(*number))) {
    Json entry = {{"card", one.card},
                  {"service", one.service},
                  {"received", one.received},
                  {"outcome", one.accepted ? "accepted" : "overridden"},
                  {"outcome_time", one.outcome_time},
                  {"accepted_suggestions", one.accepted_suggestions},
                  {"override_reason", optional(one.override_reason)},
                  {"override_comment", optional(one.override_comment)},
                  {"shown", nullptr}};
    if (const auto card = history.Card(one.card)) {
      entry["shown"] = {
          {"time", card->time},
          {"treatment", card->treatment.empty() ? Json(nullptr) : Json(card->treatment)},
          {"prediction", card->overturned ? "overturned" : "upheld"},
          {"probability_overturned", card->probability}};
    }
    list.push_back(std::move(entry));
  }
  return JsonResponse({{"feedback", std::move(list)}});
}

// A history that fails is a service that is not there, and the client hears what to do.
Handler Guarded(std::shared_ptr<ReviewHistory> history,
                HttpResponse (*answer)(ReviewHistory&, const HttpRequest&)) {
  return [history = std::move(history), answer](const HttpRequest& request) {
    try {
      return answer(*history, request);
    } catch (const HistoryFailure& failure) {
      return ProblemResponse(503, "the history: " + failure.what_to_do());
    }
  };
}

}  // namespace

void AddHistoryRoutes(Router& router, const Desk& desk) {
  const auto add = [&](const char* method, const char* pattern,
                       HttpResponse (*answer)(ReviewHistory&, const HttpRequest&)) {
    router.Add(method, pattern, Guarded(desk.reviews, answer));
  };
  add("GET", "/api/v1/history",
      [](ReviewHistory& history, const HttpRequest& request) { return List(history, request); });
  add("GET", "/api/v1/history/accuracy", [](ReviewHistory& history, const HttpRequest& request) {
    return Accuracy(history, request);
  });
  add("GET", "/api/v1/history/export",
      [](ReviewHistory& history, const HttpRequest& request) { return Export(history, request); });
  add("GET", "/api/v1/history/feedback", [](ReviewHistory& history, const HttpRequest& request) {
    return Feedback(history, request);
  });
  add("GET", "/api/v1/history/{id}", [](ReviewHistory& history, const HttpRequest& request) {
    const auto review = history.Get(request.parts.at("id"));
    return review ? JsonResponse(ReviewJson(*review)) : NoSuchReview();
  });
  add("PATCH", "/api/v1/history/{id}", Patch);
  add("DELETE", "/api/v1/history/{id}", [](ReviewHistory& history, const HttpRequest& request) {
    if (!history.Remove(request.parts.at("id"))) return NoSuchReview();
    return HttpResponse{.status = 204, .content_type = "", .headers = {}, .body = ""};
  });
}

}  // namespace imr
