// A fact about one disputed item, as documented in text, and the words that prove it.
//
// Facts are three-valued: a fact that is not on the sheet is not documented. Silence is not denial.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace imr {

// Index of a fact in its Vocabulary.
using FactId = std::uint16_t;

// What is known of a number: a value between two bounds, both included. Exact when they agree.
struct NumberRange {
  double low = 0;
  double high = 0;

  static constexpr NumberRange Exactly(double value) { return {value, value}; }
  static constexpr NumberRange AtLeast(double value) {
    return {value, std::numeric_limits<double>::infinity()};
  }
  bool exact() const { return low == high; }
  friend bool operator==(const NumberRange&, const NumberRange&) = default;
};

// bool: documented yes or no. NumberRange: counts and months. string: one code or a name.
// vector: several codes, in the order of the text, no code twice.
using FactValue = std::variant<bool, NumberRange, std::string, std::vector<std::string>>;

// The part of a case that a text belongs to; names as in the JSON contract.
enum class SectionKind : std::uint8_t {
  kHeader,
  kSummary,
  kRequest,
  kUtilizationReview,
  kRationale
};

// "header", "summary", "request", "utilization_review", "rationale".
std::string_view SectionName(SectionKind section);

inline constexpr std::uint32_t kNoPattern = std::numeric_limits<std::uint32_t>::max();

// Bytes [start, end) of one section's UTF-8 text.
struct Evidence {
  SectionKind section = SectionKind::kSummary;
  std::uint32_t start = 0;
  std::uint32_t end = 0;
  // Which wording of the lexicon matched (FactLexicon::EvidencePattern, RequestLexicons), or
  // kNoPattern.
  std::uint32_t pattern = kNoPattern;
  // Bytes of the cue inside [start, end) that negated the wording; both 0 when none did.
  std::uint32_t cue_start = 0;
  std::uint32_t cue_end = 0;

  bool has_cue() const { return cue_end > cue_start; }
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

struct Fact {
  FactValue value;
  // The words that state the value, first in the text first. Empty for computed facts and for facts
  // given directly in a case file.
  std::vector<Evidence> evidence{};
  // Words that state another value and were outweighed.
  std::vector<Evidence> contrary{};
  // Given directly by the case file: wins over everything read from text.
  bool stated = false;
};

// The facts of one disputed item. Ordered by FactId, which is the order of the vocabulary.
class FactSheet {
 public:
  const Fact* Find(FactId id) const {
    const auto it = facts_.find(id);
    return it == facts_.end() ? nullptr : &it->second;
  }
  void Set(FactId id, Fact fact) { facts_[id] = std::move(fact); }
  void Set(FactId id, FactValue value) { facts_[id] = Fact{.value = std::move(value)}; }
  void Erase(FactId id) { facts_.erase(id); }

  // Typed access; nothing when the fact is not documented or of another type.
  std::optional<bool> Documented(FactId id) const;
  std::optional<NumberRange> Number(FactId id) const;
  const std::string* Code(FactId id) const;
  const std::vector<std::string>* Codes(FactId id) const;

  auto begin() const { return facts_.begin(); }
  auto end() const { return facts_.end(); }
  std::size_t size() const { return facts_.size(); }

 private:
  std::map<FactId, Fact> facts_;
};

}  // namespace imr
