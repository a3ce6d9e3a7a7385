// How much is asked for (rules/lexicon/quantities.yaml): visits, how often, how long, units
// dispensed, refills; what of it was authorized; and whether the service was already given.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/lexicon/pattern_set.h"
#include "features/text/text.h"
#include "features/yaml/diagnostic.h"

namespace imr {

// A number and the words of the text that state it, by patterns of QuantityReader::patterns().
struct Amount {
  double value = 0;
  std::vector<PatternMatch> words;
};

struct Amounts {
  std::optional<Amount> visits;    // in all: stated, or frequency times duration
  std::optional<Amount> per_week;  // upper end of a range
  std::optional<Amount> weeks;     // a month is four weeks and a third, rounded
  std::optional<Amount> days;      // when the duration is told in days
  std::optional<Amount> units;     // rounded
  std::optional<Amount> refills;
};

// What amounts stand for: visits and days, or units dispensed.
enum class AmountsOf : std::uint8_t { kVisits, kUnits, kNeither };

// The wording of a partly authorized request, as spans of the whole.
struct PartialRequest {
  Span original;
  Span authorized;
  std::optional<Span> remaining;
};

class QuantityReader {
 public:
  // Reads `path`, called `name` in messages. Checks the examples that stand beside the patterns.
  QuantityReader(const std::filesystem::path& path, const std::string& name,
                 Diagnostics& diagnostics);

  // The amounts in text[within]. `taken` are words that are no amounts (names of drugs that hold
  // numbers).
  Amounts Read(std::string_view text, Span within, AmountsOf of,
               const std::vector<Span>& taken = {}) const;

  std::optional<PartialRequest> SplitPartial(std::string_view text) const;
  // "6 authorized" beside the request.
  std::optional<Amount> AuthorizedWithin(std::string_view text) const;

  // The words that say so, or nothing.
  std::optional<PatternMatch> Retrospective(std::string_view text) const {
    return First(kRetrospective, text);
  }
  std::optional<PatternMatch> Acquisition(std::string_view text) const {
    return First(kAcquisition, text);
  }
  std::optional<PatternMatch> LeftOpen(std::string_view text) const {
    return First(kUnspecified, text);
  }

  const PatternSet& patterns() const { return patterns_; }

 private:
  class Loader;

  enum Slot : std::uint8_t {
    kTotal,
    kPerDay,
    kPerWeek,
    kPerMonth,
    kDays,
    kWeeks,
    kMonths,
    kUnits,
    kRefills,
    kSlots
  };
  enum Role : std::uint8_t {
    kAmount,
    kPartial,
    kAuthorized,
    kRetrospective,
    kAcquisition,
    kUnspecified
  };
  struct Rule {
    Role role = kAmount;
    bool for_visits = true, for_units = true;
    std::vector<std::pair<int, Slot>> groups;         // capture group -> slot
    std::vector<std::pair<Slot, double>> sets;        // for amounts said without a number
    int original = 0, authorized = 0, remaining = 0;  // capture groups
    int groups_needed = 0;                            // highest capture group read
  };
  struct Found {
    std::array<std::optional<Amount>, kSlots> slots;
  };

  std::vector<std::uint32_t> RulesIn(std::string_view text, Role role) const;
  std::optional<PatternMatch> First(Role role, std::string_view text) const;
  void ReadRule(std::uint32_t rule, std::string_view text, Span within, std::vector<Span>& taken,
                Found& found) const;
  Amounts Combine(const Found& found) const;
  // The upper end of the numbers in a few words; nothing when there is none.
  std::optional<double> UpperNumber(std::string_view words) const;

  PatternSet patterns_;
  std::vector<Rule> rules_;  // by pattern
  std::map<std::string, double, std::less<>> number_words_;
  double largest_total_ = 0;
};

}  // namespace imr
