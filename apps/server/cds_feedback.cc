#include "apps/server/cds_feedback.h"

#include <cstddef>
#include <re2/re2.h>
#include <utility>

namespace imr {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostFeedback = 1000;
constexpr std::size_t kMostSuggestions = 100;
constexpr std::size_t kLongestText = 200;
constexpr std::size_t kLongestComment = 4000;

class FeedbackReader {
 public:
  FeedbackReader(const std::string& service, std::string& problem)
      : service_(service), problem_(problem) {}

  std::optional<std::vector<CardFeedback>> Read(const Json& json) {
    std::vector<CardFeedback> out;
    const auto list = json.find("feedback");
    if (list == json.end() || !list->is_array() || list->empty()) {
      return Fail("feedback: a list with at least one entry is required here.");
    }
    if (list->size() > kMostFeedback) {
      return Fail("feedback: at most " + std::to_string(kMostFeedback) + " entries at once.");
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
      at_ = "feedback[" + std::to_string(i) + "]";
      auto one = ReadOne((*list)[i]);
      if (!one) return std::nullopt;
      out.push_back(std::move(*one));
    }
    return out;
  }

 private:
  std::nullopt_t Fail(std::string problem) {
    problem_ = std::move(problem);
    return std::nullopt;
  }

  // A string that is required, of bounded length.
  std::optional<std::string> Text(const Json& object, const char* key, const std::string& at) {
    const auto value = object.is_object() ? object.find(key) : object.end();
    if (!object.is_object() || value == object.end() || !value->is_string() ||
        value->get_ref<const std::string&>().empty() ||
        value->get_ref<const std::string&>().size() > kLongestText) {
      return Fail(at + "." + key + ": a string of at most " + std::to_string(kLongestText) +
                  " bytes is required here.");
    }
    return value->get<std::string>();
  }

  std::optional<CardFeedback> ReadOne(const Json& json) {
    static const RE2 kTimestamp(
        R"(\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d))");
    CardFeedback feedback;
    feedback.service = service_;
    auto card = Text(json, "card", at_);
    if (!card) return std::nullopt;
    const auto outcome = Text(json, "outcome", at_);
    if (!outcome) return std::nullopt;
    if (*outcome != "accepted" && *outcome != "overridden") {
      return Fail(at_ + ".outcome: accepted or overridden.");
    }
    auto time = Text(json, "outcomeTimestamp", at_);
    if (!time) return std::nullopt;
    if (!RE2::FullMatch(*time, kTimestamp)) {
      return Fail(at_ + ".outcomeTimestamp: a time as 2026-01-31T12:00:00Z.");
    }
    feedback.card = std::move(*card);
    feedback.accepted = *outcome == "accepted";
    feedback.outcome_time = std::move(*time);
    if (!ReadSuggestions(json, feedback) || !ReadReason(json, feedback)) return std::nullopt;
    return feedback;
  }

  bool ReadSuggestions(const Json& json, CardFeedback& feedback) {
    const auto list = json.find("acceptedSuggestions");
    if (list == json.end()) {
      if (!feedback.accepted) return true;
      Fail(at_ + ".acceptedSuggestions: required for what was accepted.");
      return false;
    }
    const std::string at = at_ + ".acceptedSuggestions";
    if (!list->is_array() || list->size() > kMostSuggestions ||
        (feedback.accepted && list->empty())) {
      Fail(at + ": a list of the suggestions is required here.");
      return false;
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
      auto id = Text((*list)[i], "id", at + "[" + std::to_string(i) + "]");
      if (!id) return false;
      feedback.accepted_suggestions.push_back(std::move(*id));
    }
    return true;
  }

  bool ReadReason(const Json& json, CardFeedback& feedback) {
    const auto reason = json.find("overrideReason");
    if (reason == json.end()) return true;
    const std::string at = at_ + ".overrideReason";
    if (!reason->is_object()) {
      Fail(at + ": an object is required here.");
      return false;
    }
    if (reason->contains("reason")) {
      feedback.override_reason = Text((*reason)["reason"], "code", at + ".reason");
      if (!feedback.override_reason) return false;
    }
    const auto comment = reason->find("userComment");
    if (comment == reason->end()) return true;
    if (!comment->is_string() || comment->get_ref<const std::string&>().size() > kLongestComment) {
      Fail(at + ".userComment: text of at most " + std::to_string(kLongestComment) + " bytes.");
      return false;
    }
    feedback.override_comment = comment->get<std::string>();
    return true;
  }

  std::string service_;
  std::string& problem_;
  std::string at_;
};

}  // namespace

std::optional<std::vector<CardFeedback>> ReadFeedback(const std::string& service, const Json& json,
                                                      std::string& problem) {
  return FeedbackReader(service, problem).Read(json);
}

}  // namespace imr
