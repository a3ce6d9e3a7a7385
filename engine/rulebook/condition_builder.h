// Building conditions: what the parts of ConditionParser share.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/rulebook/condition_parser.h"

namespace imr {

inline constexpr std::array<std::string_view, 7> kComparisons = {
    "at_most", "at_least", "more_than", "less_than", "between", "is", "not"};

inline bool IsComparison(std::string_view name) {
  return std::find(kComparisons.begin(), kComparisons.end(), name) != kComparisons.end();
}

inline std::string Quoted(std::string_view name) { return "'" + std::string(name) + "'"; }

inline Condition All(std::vector<Condition> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  return Condition{AllOf{std::move(parts)}};
}

inline Condition Any(std::vector<Condition> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  return Condition{AnyOf{std::move(parts)}};
}

inline Condition Negated(Condition condition) {
  NotOf negation;
  negation.part.push_back(std::move(condition));
  return Condition{std::move(negation)};
}

inline void SetPlace(Condition& condition, const YAML::Mark& mark) {
  condition.line = mark.line + 1;
  condition.column = mark.column + 1;
}

inline Quantity FactQuantity(FactId fact) { return {.kind = Quantity::Kind::kFact, .fact = fact}; }

inline Quantity Constant(double value) {
  return {.kind = Quantity::Kind::kConstant, .constant = value};
}

// Bounds gathered from at_most, between and the like; each narrows what the others leave.
struct ConditionParser::Bounds {
  Quantity quantity;
  Compare compare{};
  bool any = false;
  std::vector<double> excluded;

  void AtLeast(double value, bool included) {
    any = true;
    if (value > compare.low || (value == compare.low && !included)) {
      compare.low = value;
      compare.low_included = included;
    }
  }
  void AtMost(double value, bool included) {
    any = true;
    if (value < compare.high || (value == compare.high && !included)) {
      compare.high = value;
      compare.high_included = included;
    }
  }
  void AddTo(std::vector<Condition>& parts) const {
    if (any) {
      Compare bounded = compare;
      bounded.quantity = quantity;
      parts.push_back(Condition{std::move(bounded)});
    }
    for (const double value : excluded) {
      parts.push_back(
          Negated(Condition{Compare{.quantity = quantity, .low = value, .high = value}}));
    }
  }
};

}  // namespace imr
