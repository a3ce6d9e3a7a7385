#include "engine/rulebook/condition.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "features/facts/vocabulary.h"

namespace imr {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr NumberRange kAnyCount{0, kInfinity};

void AddOnce(FactId fact, std::vector<FactId>& facts) {
  if (std::find(facts.begin(), facts.end(), fact) == facts.end()) facts.push_back(fact);
}

template <typename Operation>
NumberRange OverCorners(const NumberRange& a, const NumberRange& b, Operation operation) {
  const std::array<double, 4> corners = {operation(a.low, b.low), operation(a.low, b.high),
                                         operation(a.high, b.low), operation(a.high, b.high)};
  const auto [low, high] = std::minmax_element(corners.begin(), corners.end());
  return {*low, *high};
}

// Nothing when the result may be undefined (division by zero) or overflows.
std::optional<NumberRange> Apply(Quantity::Kind kind, const NumberRange& a, const NumberRange& b) {
  NumberRange result;
  if (kind == Quantity::Kind::kSum) {
    result = {a.low + b.low, a.high + b.high};
  } else if (kind == Quantity::Kind::kDifference) {
    result = {a.low - b.high, a.high - b.low};
  } else if (kind == Quantity::Kind::kProduct) {
    // A bound at infinity stands for ever larger numbers, so that 0 x infinity is 0.
    result = OverCorners(a, b, [](double x, double y) { return x == 0 || y == 0 ? 0.0 : x * y; });
  } else {
    if (b.low <= 0 && b.high >= 0) return std::nullopt;
    result = OverCorners(a, b, [](double x, double y) { return std::isinf(y) ? 0.0 : x / y; });
  }
  if (std::isnan(result.low) || std::isnan(result.high)) return std::nullopt;
  return result;
}

std::optional<NumberRange> Evaluate(const Quantity& quantity, const FactSheet& facts) {
  if (quantity.kind == Quantity::Kind::kConstant) return NumberRange::Exactly(quantity.constant);
  if (quantity.kind == Quantity::Kind::kFact) {
    return facts.Number(quantity.fact).value_or(kAnyCount);
  }
  std::optional<NumberRange> result;
  for (const Quantity& operand : quantity.operands) {
    const auto next = Evaluate(operand, facts);
    if (!next) return std::nullopt;
    result = &operand == &quantity.operands.front() ? next : Apply(quantity.kind, *result, *next);
    if (!result) return std::nullopt;
  }
  return result;
}

void AddFactsOf(const Quantity& quantity, std::vector<FactId>& facts) {
  if (quantity.kind == Quantity::Kind::kFact) AddOnce(quantity.fact, facts);
  for (const Quantity& operand : quantity.operands) AddFactsOf(operand, facts);
}

// The facts of a comparison that its judgement rests on: what settled it, or what left it open.
void AddUsed(const Quantity& quantity, const FactSheet& sheet, Kleene judged,
             std::vector<FactId>& used) {
  if (quantity.kind == Quantity::Kind::kFact) {
    const auto number = sheet.Number(quantity.fact);
    const bool open = !number || !number->exact();
    if (judged == Kleene::kUnknown ? open : number.has_value()) AddOnce(quantity.fact, used);
  }
  for (const Quantity& operand : quantity.operands) AddUsed(operand, sheet, judged, used);
}

Kleene FromBool(bool value) { return value ? Kleene::kYes : Kleene::kNo; }

class Judgement {
 public:
  explicit Judgement(const Situation& situation) : situation_(situation) {}

  Kleene Of(const Condition& condition, std::vector<FactId>* used) const {
    return std::visit([&](const auto& test) { return Of(test, used); }, condition.test);
  }

 private:
  Kleene Of(const AllOf& all, std::vector<FactId>* used) const {
    Kleene result = Kleene::kYes;
    for (const Condition& part : all.parts) {
      result = And(result, Of(part, nullptr));
      if (result == Kleene::kNo) break;
    }
    AddUsedOfParts(all.parts, result, used);
    return result;
  }

  Kleene Of(const AnyOf& any, std::vector<FactId>* used) const {
    Kleene result = Kleene::kNo;
    for (const Condition& part : any.parts) {
      result = Or(result, Of(part, nullptr));
      if (result == Kleene::kYes) break;
    }
    AddUsedOfParts(any.parts, result, used);
    return result;
  }

  Kleene Of(const NotOf& negation, std::vector<FactId>* used) const {
    return Not(Of(negation.part.front(), used));
  }

  Kleene Of(const AtLeastOf& some, std::vector<FactId>* used) const {
    int yes = 0;
    int unknown = 0;
    for (const Condition& part : some.parts) {
      const Kleene judged = Of(part, nullptr);
      yes += judged == Kleene::kYes;
      unknown += judged == Kleene::kUnknown;
    }
    const Kleene result = yes >= some.count             ? Kleene::kYes
                          : yes + unknown >= some.count ? Kleene::kUnknown
                                                        : Kleene::kNo;
    AddUsedOfParts(some.parts, result, used);
    return result;
  }

  Kleene Of(const FactIs& is, std::vector<FactId>* used) const {
    if (used != nullptr) AddOnce(is.fact, *used);
    const auto value = situation_.facts->Documented(is.fact);
    return value ? FromBool(*value == is.value) : Kleene::kUnknown;
  }

  Kleene Of(const FactDocumented& is, std::vector<FactId>* used) const {
    if (used != nullptr) AddOnce(is.fact, *used);
    return FromBool((situation_.facts->Find(is.fact) != nullptr) == is.documented);
  }

  Kleene Of(const FactAmong& among, std::vector<FactId>* used) const {
    if (used != nullptr) AddOnce(among.fact, *used);
    auto listed = [&](const std::string& code) {
      return std::any_of(among.values.begin(), among.values.end(),
                         [&](const std::string& v) { return TreatmentMatches(code, v); });
    };
    if (const std::string* code = situation_.facts->Code(among.fact)) {
      return FromBool(listed(*code));
    }
    if (const auto* codes = situation_.facts->Codes(among.fact)) {
      return FromBool(among.all ? std::all_of(codes->begin(), codes->end(), listed)
                                : std::any_of(codes->begin(), codes->end(), listed));
    }
    return Kleene::kUnknown;
  }

  Kleene Of(const Compare& compare, std::vector<FactId>* used) const {
    const Kleene result = Place(compare);
    if (used != nullptr) AddUsed(compare.quantity, *situation_.facts, result, *used);
    return result;
  }

  Kleene Of(const DateWithin& within, std::vector<FactId>* /*used*/) const {
    const auto& day =
        within.which == DateWithin::Which::kReview ? situation_.review : situation_.injury;
    if (!day) return Kleene::kUnknown;
    return FromBool((!within.from || *within.from <= *day) &&
                    (!within.before || *day < *within.before));
  }

  Kleene Place(const Compare& compare) const {
    const Quantity& quantity = compare.quantity;
    if (quantity.kind == Quantity::Kind::kFact && !situation_.facts->Number(quantity.fact)) {
      return Kleene::kUnknown;
    }
    const auto range = Evaluate(quantity, *situation_.facts);
    if (!range) return Kleene::kUnknown;
    const bool below =
        range->high < compare.low || (range->high == compare.low && !compare.low_included);
    const bool above =
        range->low > compare.high || (range->low == compare.high && !compare.high_included);
    if (below || above) return Kleene::kNo;
    const bool from_low =
        range->low > compare.low || (range->low == compare.low && compare.low_included);
    const bool to_high =
        range->high < compare.high || (range->high == compare.high && compare.high_included);
    return from_low && to_high ? Kleene::kYes : Kleene::kUnknown;
  }

  void AddUsedOfParts(const std::vector<Condition>& parts, Kleene whole,
                      std::vector<FactId>* used) const {
    if (used == nullptr) return;
    for (const Condition& part : parts) {
      if (Of(part, nullptr) == whole) Of(part, used);
    }
  }

  const Situation& situation_;
};

void AddFactsOf(const Condition& condition, std::vector<FactId>& facts);

void AddFactsOf(const std::vector<Condition>& parts, std::vector<FactId>& facts) {
  for (const Condition& part : parts) AddFactsOf(part, facts);
}

struct FactCollector {
  std::vector<FactId>& facts;

  void operator()(const AllOf& test) const { AddFactsOf(test.parts, facts); }
  void operator()(const AnyOf& test) const { AddFactsOf(test.parts, facts); }
  void operator()(const NotOf& test) const { AddFactsOf(test.part, facts); }
  void operator()(const AtLeastOf& test) const { AddFactsOf(test.parts, facts); }
  void operator()(const FactIs& test) const { AddOnce(test.fact, facts); }
  void operator()(const FactDocumented& test) const { AddOnce(test.fact, facts); }
  void operator()(const FactAmong& test) const { AddOnce(test.fact, facts); }
  void operator()(const Compare& test) const { AddFactsOf(test.quantity, facts); }
  void operator()(const DateWithin& /*test*/) const {}
};

void AddFactsOf(const Condition& condition, std::vector<FactId>& facts) {
  std::visit(FactCollector{facts}, condition.test);
}

}  // namespace

Kleene Not(Kleene a) {
  return a == Kleene::kUnknown ? a : a == Kleene::kYes ? Kleene::kNo : Kleene::kYes;
}

Kleene And(Kleene a, Kleene b) { return std::min(a, b); }

Kleene Or(Kleene a, Kleene b) { return std::max(a, b); }

Kleene Judge(const Condition& condition, const Situation& situation, std::vector<FactId>* used) {
  return Judgement(situation).Of(condition, used);
}

std::vector<FactId> FactsOf(const Condition& condition) {
  std::vector<FactId> facts;
  AddFactsOf(condition, facts);
  return facts;
}

}  // namespace imr
