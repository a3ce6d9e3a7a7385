// The fact vocabulary: every name that rules may test, case files may state and extraction may
// find, with type and meaning. Read from rules/vocabulary.yaml; immutable afterwards.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "features/facts/fact.h"
#include "features/yaml/diagnostic.h"

namespace imr {

enum class FactType { kDocumented, kCount, kMonths, kCode, kCodes, kString };
enum class FactGroup { kRequest, kClinical, kDerived, kAlso };

struct FactDefinition {
  std::string name;
  FactType type = FactType::kDocumented;
  FactGroup group = FactGroup::kClinical;
  std::string meaning;
  // The codes that a code or codes fact may take; empty for other types.
  std::vector<std::string> values;
  // What to ask the requesting provider for when the fact is not documented; may be empty.
  std::string ask;
  // What the patient is or what happened: once documented either way, no further record can
  // truthfully turn it.
  bool fixed = false;
};

class Vocabulary {
 public:
  static constexpr FactId kMostFacts = 10000;

  // Reads `path`, called `name` in messages. Nothing when there are errors.
  static std::shared_ptr<const Vocabulary> Load(const std::filesystem::path& path,
                                                const std::string& name, Diagnostics& diagnostics);

  std::optional<FactId> Find(std::string_view name) const;
  // REQUIRES: id < size().
  const FactDefinition& Definition(FactId id) const { return definitions_[id]; }
  FactId size() const { return static_cast<FactId>(definitions_.size()); }
  // All names in order of id, for suggestions.
  const std::vector<std::string>& names() const { return names_; }

  // Treatment codes, written family.kind.
  const std::vector<std::string>& treatments() const { return treatments_; }
  const std::vector<std::string>& body_parts() const { return body_parts_; }
  bool IsTreatment(std::string_view code) const;
  // "family.kind", "family.*" or "*".
  bool IsTreatmentOrFamily(std::string_view code) const;

  // Facts that the program computes or reads by arithmetic, and so must know by name. Every other
  // fact is known to it only through the vocabulary.
  struct Computed {
    FactId treatment, agent, body_parts, sessions_requested, sessions_original, sessions_authorized,
        quantity, refills, retrospective, depends_on;
    FactId prior_same_treatment, prior_sessions, months_of_use;
    FactId weeks_since_injury, weeks_of_use, total_sessions, partially_authorized,
        review_cited_nothing, review_cited_elsewhere;
    FactId frequency_per_week, duration_weeks, request_underspecified;
  };
  const Computed& computed() const { return computed_; }

 private:
  std::vector<FactDefinition> definitions_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, FactId> by_name_;
  std::vector<std::string> treatments_;
  std::vector<std::string> body_parts_;
  Computed computed_{};
};

// Does a treatment code fall under a code, a family ("surgery.*") or everything ("*")?
bool TreatmentMatches(std::string_view treatment, std::string_view pattern);

// A value as YAML or JSON would have it, before it is known which fact it belongs to.
struct PlainValue {
  std::variant<std::monostate, bool, double, std::string, std::vector<std::string>> value;
};

// Turns a plain value into a value of the fact's type. On failure returns nothing and says in
// `problem` what was expected ("must be yes or no", "unknown body part 'nee'; did you mean ...").
std::optional<FactValue> ConvertValue(const FactDefinition& definition, const PlainValue& plain,
                                      std::string& problem);

// "yes", "6", "at least 12", "one code, another code": for people.
std::string DescribeValue(const FactValue& value);

}  // namespace imr
