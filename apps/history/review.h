// One prediction that a reviewer was shown, and what became of it: what the history keeps.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "features/document/date.h"
#include "features/document/ruling.h"

namespace imr {

// What the reviewer decided on an item.
enum class Decision { kApproved, kModified, kDenied };

// "approved", "modified", "denied".
std::string_view DecisionName(Decision decision);
std::optional<Decision> ParseDecision(std::string_view name);
// "upheld", "overturned", "partially_overturned".
std::optional<Outcome> ParseOutcome(std::string_view name);

// A fact that the reviewer set right.
struct FactCorrection {
  std::string fact;
  nlohmann::ordered_json value;  // null: the fact was taken away
};

struct ReviewedItem {
  std::size_t index = 0;
  std::string treatment;               // empty: not known
  std::optional<std::string> request;  // its wording: text of the case
  double probability = 0;              // of being overturned
  double low = 0, high = 0;            // 90% credible interval
  double base_rate = 0;
  bool overturned = false;  // predicted
  std::string risk;         // empty: no model was fitted
  bool abstained = false;
  std::vector<std::string> decided_by;  // ids of criteria, most decisive first
  nlohmann::ordered_json facts = nlohmann::ordered_json::object();  // name -> value
  std::vector<FactCorrection> corrections;
  // Set later, by ReviewHistory::Change.
  std::optional<Decision> decision;
  std::optional<Outcome> imr_outcome;
  std::string note;  // the reviewer's own words
};

struct Review {
  std::string id;    // UUID; given by the history
  std::string time;  // "2026-11-22T20:15:00Z", UTC; given by the history
  std::string view;  // "prescreen" or "record"
  std::string case_id;
  std::optional<Date> review_date;  // of the utilization review
  // Lower-case hexadecimal SHA-256.
  std::string input, rules;
  std::string model;    // empty: weights as written in the rules
  std::string version;  // of the program
  std::vector<ReviewedItem> items;
  std::string note;  // set later
  // The sections of the case by name. Text of the case: kept only by a history that was opened to
  // store text.
  std::optional<nlohmann::ordered_json> text;
};

// As the HTTP API and `imr history show --format json` have it: {"id", "time", "case", "view",
// "review_date", "note", "items": [...], "provenance": {"version", "rules", "model", "input"}},
// and "text" where it was stored. Values that are not known are null.
nlohmann::ordered_json ReviewJson(const Review& review);

}  // namespace imr
