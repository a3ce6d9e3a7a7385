// Conditions over facts, as rule authors write them, judged in three values (Kleene): yes, no, and
// unknown where the facts that would settle it are not documented.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "features/document/date.h"
#include "features/facts/fact.h"

namespace imr {

enum class Kleene { kNo, kUnknown, kYes };

Kleene Not(Kleene a);
Kleene And(Kleene a, Kleene b);
Kleene Or(Kleene a, Kleene b);

// A number to compare: a fact, a constant, or arithmetic on these. An unknown fact alone is
// unknown; inside arithmetic it is any number from 0, since no count and no duration is negative: a
// sum with unknown addends is a lower bound. A calculation that may divide by 0 is unknown.
struct Quantity {
  enum class Kind { kConstant, kFact, kSum, kDifference, kProduct, kQuotient };
  Kind kind = Kind::kConstant;
  double constant = 0;
  FactId fact = 0;
  std::vector<Quantity> operands{};
};

struct Condition;

struct AllOf {
  std::vector<Condition> parts;  // empty: yes
};
struct AnyOf {
  std::vector<Condition> parts;  // empty: no
};
struct NotOf {
  std::vector<Condition> part;  // exactly one
};
struct AtLeastOf {
  int count = 0;
  std::vector<Condition> parts;
};
// A yes/no fact has this value.
struct FactIs {
  FactId fact = 0;
  bool value = true;
};
// Is the fact on the sheet at all? Never unknown.
struct FactDocumented {
  FactId fact = 0;
  bool documented = true;
};
// A code is one of these, or a list of codes has one of these (`all`: has nothing else). Treatments
// may be given as families ("surgery.*").
struct FactAmong {
  FactId fact = 0;
  std::vector<std::string> values;
  bool all = false;
};
// low <= quantity <= high, each bound included or not.
struct Compare {
  Quantity quantity;
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_included = true;
  bool high_included = true;
};
// The date of review or of injury lies in [from, before). Unknown without that date.
struct DateWithin {
  enum class Which { kReview, kInjury };
  Which which = Which::kReview;
  std::optional<Date> from;
  std::optional<Date> before;
};

struct Condition {
  std::variant<AllOf, AnyOf, NotOf, AtLeastOf, FactIs, FactDocumented, FactAmong, Compare,
               DateWithin>
      test;
  // Where it stands in its file, from 1; 0 for a condition that was not read from a file.
  int line = 0;
  int column = 0;
};

// What conditions are judged on.
struct Situation {
  const FactSheet* facts = nullptr;
  std::optional<Date> review;  // utilization review decision, or the day given by --as-of
  std::optional<Date> injury;
};

// `used`, when given, receives the facts that the judgement rests on, each once, in order of first
// use. Of several parts these are the parts judged as the whole is: what holds up a yes, what
// brings about a no, what leaves an unknown open. Of a comparison, the documented numbers that
// settle it or the undocumented or inexact ones that leave it open.
Kleene Judge(const Condition& condition, const Situation& situation,
             std::vector<FactId>* used = nullptr);

// Every fact named anywhere in the condition, each once, in order.
std::vector<FactId> FactsOf(const Condition& condition);

}  // namespace imr
