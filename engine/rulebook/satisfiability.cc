#include "engine/rulebook/satisfiability.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace imr {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// What may still be true of one fact.
struct Possible {
  bool documented = true;
  bool undocumented = true;
  bool yes = true;
  bool no = true;
  double low = 0;  // counts and durations are never negative
  double high = kInfinity;
  bool low_included = true;
  bool high_included = true;
  std::optional<std::vector<std::string>> codes;  // of a fact with one value; nothing: any
};

// When a date may lie: [from, before).
struct PossibleDate {
  std::optional<Date> from;
  std::optional<Date> before;
};

struct Possibilities {
  std::map<FactId, Possible> facts;
  PossibleDate review;
  PossibleDate injury;
};

bool IsEmpty(const Possible& possible, FactType type) {
  if (possible.undocumented) return false;
  if (!possible.documented || (!possible.yes && !possible.no)) return true;
  if (possible.codes && possible.codes->empty()) return true;
  double low = possible.low;
  double high = possible.high;
  if (type == FactType::kCount) {  // the whole numbers inside
    if (!possible.low_included && low == std::floor(low)) low += 1;
    if (!possible.high_included && high == std::floor(high)) high -= 1;
    return std::ceil(low) > std::floor(high);
  }
  return low > high || (low == high && !(possible.low_included && possible.high_included));
}

std::vector<Condition> Opposites(const std::vector<Condition>& parts) {
  std::vector<Condition> out;
  out.reserve(parts.size());
  for (const Condition& part : parts) out.push_back(Opposite(part));
  return out;
}

std::vector<Condition> Outside(const Compare& compare) {
  std::vector<Condition> out;
  if (compare.low > -kInfinity) {
    out.push_back(Condition{Compare{.quantity = compare.quantity,
                                    .high = compare.low,
                                    .high_included = !compare.low_included}});
  }
  if (compare.high < kInfinity) {
    out.push_back(Condition{Compare{.quantity = compare.quantity,
                                    .low = compare.high,
                                    .low_included = !compare.high_included}});
  }
  return out;
}

class Search {
 public:
  explicit Search(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  // Narrows what is possible by a condition that must hold. Alternatives are looked at later, when
  // all that must hold is known.
  bool Require(const Condition& condition, Possibilities& possible) {
    if (const auto* all = std::get_if<AllOf>(&condition.test)) {
      return std::all_of(all->parts.begin(), all->parts.end(),
                         [&](const Condition& part) { return Require(part, possible); });
    }
    if (const auto* negation = std::get_if<NotOf>(&condition.test)) {
      return RequireNot(negation->part.front(), possible);
    }
    if (std::holds_alternative<AnyOf>(condition.test) ||
        std::holds_alternative<AtLeastOf>(condition.test)) {
      alternatives_.push_back(&condition);
      return true;
    }
    if (const auto* is = std::get_if<FactIs>(&condition.test)) {
      Possible& fact = Documented(is->fact, possible);
      (is->value ? fact.no : fact.yes) = false;
      return !IsEmpty(fact, FactType::kDocumented);
    }
    if (const auto* is = std::get_if<FactDocumented>(&condition.test)) {
      Possible& fact = possible.facts[is->fact];
      (is->documented ? fact.undocumented : fact.documented) = false;
      return fact.documented || fact.undocumented;
    }
    if (const auto* among = std::get_if<FactAmong>(&condition.test)) {
      return RequireAmong(*among, true, possible);
    }
    if (const auto* compare = std::get_if<Compare>(&condition.test)) {
      return RequireCompare(*compare, possible);
    }
    return RequireDate(std::get<DateWithin>(condition.test), possible);
  }

  // Does each set of alternatives leave one that is possible beside all that must hold?
  bool AlternativesRemain(const Possibilities& possible) const {
    return std::all_of(alternatives_.begin(), alternatives_.end(), [&](const Condition* condition) {
      const auto* some = std::get_if<AtLeastOf>(&condition->test);
      const auto& parts = some ? some->parts : std::get<AnyOf>(condition->test).parts;
      const auto open = std::count_if(parts.begin(), parts.end(), [&](const Condition& part) {
        Possibilities branch = possible;
        Search search(vocabulary_);
        return search.Require(part, branch) && search.AlternativesRemain(branch);
      });
      return open >= (some ? some->count : 1);
    });
  }

 private:
  static Possible& Documented(FactId id, Possibilities& possible) {
    Possible& fact = possible.facts[id];
    fact.undocumented = false;
    return fact;
  }

  bool RequireNot(const Condition& condition, Possibilities& possible) {
    if (const auto* among = std::get_if<FactAmong>(&condition.test)) {
      return RequireAmong(*among, false, possible);
    }
    if (std::holds_alternative<DateWithin>(condition.test)) return true;
    return Require(turned_.emplace_back(Opposite(condition)), possible);
  }

  static bool RequireDate(const DateWithin& within, Possibilities& possible) {
    PossibleDate& date =
        within.which == DateWithin::Which::kReview ? possible.review : possible.injury;
    if (within.from && (!date.from || *date.from < *within.from)) date.from = within.from;
    if (within.before && (!date.before || *within.before < *date.before)) {
      date.before = within.before;
    }
    return !date.from || !date.before || *date.from < *date.before;
  }

  bool RequireAmong(const FactAmong& among, bool wanted, Possibilities& possible) {
    Possible& fact = Documented(among.fact, possible);
    const FactDefinition& definition = vocabulary_.Definition(among.fact);
    const bool text = definition.type == FactType::kString;
    if (definition.type != FactType::kCode && !(text && wanted)) return fact.documented;
    if (!fact.codes) fact.codes = text ? among.values : definition.values;
    std::erase_if(*fact.codes, [&](const std::string& code) {
      return wanted != std::any_of(among.values.begin(), among.values.end(),
                                   [&](const std::string& v) { return TreatmentMatches(code, v); });
    });
    return !IsEmpty(fact, definition.type);
  }

  bool RequireCompare(const Compare& compare, Possibilities& possible) {
    if (compare.quantity.kind != Quantity::Kind::kFact) return true;
    Possible& fact = Documented(compare.quantity.fact, possible);
    if (compare.low > fact.low || (compare.low == fact.low && !compare.low_included)) {
      fact.low = compare.low;
      fact.low_included = compare.low_included;
    }
    if (compare.high < fact.high || (compare.high == fact.high && !compare.high_included)) {
      fact.high = compare.high;
      fact.high_included = compare.high_included;
    }
    return !IsEmpty(fact, vocabulary_.Definition(compare.quantity.fact).type);
  }

  const Vocabulary& vocabulary_;
  std::vector<const Condition*> alternatives_;
  std::deque<Condition> turned_;  // that stand for negations; addresses must last
};

}  // namespace

Condition Opposite(const Condition& condition) {
  if (const auto* all = std::get_if<AllOf>(&condition.test)) {
    return Condition{AnyOf{Opposites(all->parts)}};
  }
  if (const auto* any = std::get_if<AnyOf>(&condition.test)) {
    return Condition{AllOf{Opposites(any->parts)}};
  }
  if (const auto* negation = std::get_if<NotOf>(&condition.test)) return negation->part.front();
  if (const auto* some = std::get_if<AtLeastOf>(&condition.test)) {
    const int all = static_cast<int>(some->parts.size());
    return Condition{AtLeastOf{.count = all - some->count + 1, .parts = Opposites(some->parts)}};
  }
  if (const auto* is = std::get_if<FactIs>(&condition.test)) {
    return Condition{FactIs{.fact = is->fact, .value = !is->value}};
  }
  if (const auto* is = std::get_if<FactDocumented>(&condition.test)) {
    return Condition{FactDocumented{.fact = is->fact, .documented = !is->documented}};
  }
  if (const auto* compare = std::get_if<Compare>(&condition.test)) {
    return Condition{AnyOf{Outside(*compare)}};
  }
  NotOf negation;
  negation.part.push_back(condition);
  return Condition{std::move(negation)};
}

bool CanHoldTogether(const std::vector<const Condition*>& conditions,
                     const Vocabulary& vocabulary) {
  Search search(vocabulary);
  Possibilities possible;
  for (const Condition* condition : conditions) {
    if (!search.Require(*condition, possible)) return false;
  }
  return search.AlternativesRemain(possible);
}

}  // namespace imr
