// The tests of single facts: the part of ConditionParser that knows the types of facts.
#include <algorithm>
#include <utility>

#include "engine/rulebook/condition_builder.h"
#include "engine/rulebook/condition_parser.h"
#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

constexpr std::string_view kSilence = "not_documented";

bool IsOrdering(std::string_view name) {
  return IsComparison(name) && name != "is" && name != "not";
}

}  // namespace

std::optional<Condition> ConditionParser::ParseFact(FactId fact, const Entry& entry) {
  if (entry.value.IsScalar()) return ParseOneValue(fact, entry.value);
  if (entry.value.IsSequence()) return ParseOneOf(fact, entry.value, false);
  if (entry.value.IsNull()) {
    Error(entry.key, Quoted(entry.name()) + " needs a value", "missing-value");
    return std::nullopt;
  }
  Bounds bounds;
  bounds.quantity = FactQuantity(fact);
  std::vector<Condition> parts;
  for (const Entry& test : Entries(entry.value, "the test of " + Quoted(entry.name()))) {
    ParseTest(fact, test, bounds, parts);
  }
  bounds.AddTo(parts);
  return All(std::move(parts));
}

void ConditionParser::ParseTest(FactId fact, const Entry& test, Bounds& bounds,
                                std::vector<Condition>& parts) {
  const FactDefinition& definition = vocabulary_.Definition(fact);
  const std::string& name = test.name();
  std::optional<Condition> part;
  if (name == "documented") {
    if (const auto documented = AsYesNo(test.value)) {
      part = Condition{FactDocumented{.fact = fact, .documented = *documented}};
    } else {
      Error(test.value, "'documented' must be yes or no", "wrong-kind");
    }
  } else if (name == "one_of" || name == "only") {
    if (name == "only" && definition.type != FactType::kCodes) {
      Error(test.key,
            "'only' is for facts that list several codes; " + Quoted(definition.name) +
                " has one value: write 'one_of'",
            "wrong-type");
    } else {
      part = ParseOneOf(fact, test.value, name == "only");
    }
  } else if (IsOrdering(name) && !IsNumeric(fact)) {
    Error(test.key,
          "the fact " + Quoted(definition.name) + " is no number and cannot be compared with " +
              Quoted(name),
          "wrong-type");
  } else if (IsNumeric(fact) && IsComparison(name)) {
    ParseBound(test, bounds);
  } else if (name == "is") {
    part = ParseOneValue(fact, test.value);
  } else if (name == "not") {
    part = ParseOneValue(fact, test.value);
    if (part) part = Negated(std::move(*part));
  } else {
    std::vector<std::string> names = {"documented", "one_of", "only"};
    for (const std::string_view comparison : kComparisons) names.emplace_back(comparison);
    Error(test.key, "there is no comparison " + Quoted(name) + Suggestion(name, names),
          "unknown-comparison");
  }
  if (part) parts.push_back(std::move(*part));
}

bool ConditionParser::ParseBound(const Entry& test, Bounds& bounds) {
  const std::string& name = test.name();
  if (name == "between") {
    if (!test.value.IsSequence() || test.value.size() != 2) {
      Error(test.value, "'between' needs a list of two numbers", "wrong-kind");
      return false;
    }
    const auto low = ParseNumber(test.value[0]);
    const auto high = ParseNumber(test.value[1]);
    if (!low || !high) return false;
    if (*low > *high) {
      Error(test.value, "'between' has its larger number first", "range-reversed");
      return false;
    }
    bounds.AtLeast(*low, true);
    bounds.AtMost(*high, true);
    return true;
  }
  const auto number = ParseNumber(test.value);
  if (!number) return false;
  if (name == "is" || name == "at_least" || name == "more_than") {
    bounds.AtLeast(*number, name != "more_than");
  }
  if (name == "is" || name == "at_most" || name == "less_than") {
    bounds.AtMost(*number, name != "less_than");
  }
  if (name == "not") bounds.excluded.push_back(*number);
  return true;
}

std::optional<Condition> ConditionParser::ParseOneValue(FactId fact, const YAML::Node& node) {
  const FactDefinition& definition = vocabulary_.Definition(fact);
  const std::string text = AsString(node).value_or("");
  const bool coded = std::find(definition.values.begin(), definition.values.end(), text) !=
                     definition.values.end();
  if (text == kSilence && !coded) {
    return Condition{FactDocumented{.fact = fact, .documented = false}};
  }
  switch (definition.type) {
    case FactType::kDocumented: {
      if (const auto value = AsYesNo(node)) {
        return Condition{FactIs{.fact = fact, .value = *value}};
      }
      Error(node, Quoted(definition.name) + " is yes, no or not_documented", "wrong-type");
      return std::nullopt;
    }
    case FactType::kCount:
    case FactType::kMonths: {
      if (AsYesNo(node)) {
        Error(node, Quoted(definition.name) + " is a number, not yes or no", "wrong-type");
        return std::nullopt;
      }
      const auto number = ParseNumber(node);
      if (!number) return std::nullopt;
      return Condition{Compare{.quantity = FactQuantity(fact), .low = *number, .high = *number}};
    }
    default: {
      auto code = ParseCode(fact, node);
      if (!code) return std::nullopt;
      return Condition{FactAmong{.fact = fact, .values = {std::move(*code)}}};
    }
  }
}

std::optional<Condition> ConditionParser::ParseOneOf(FactId fact, const YAML::Node& list,
                                                     bool nothing_else) {
  const FactDefinition& definition = vocabulary_.Definition(fact);
  if (!list.IsSequence() || list.size() == 0) {
    Error(list, Quoted(definition.name) + " needs a list of values here", "wrong-kind");
    return std::nullopt;
  }
  std::vector<Condition> parts;
  FactAmong among{.fact = fact, .values = {}, .all = nothing_else};
  for (const auto& node : list) {
    auto part = ParseOneValue(fact, node);
    if (!part) continue;
    SetPlace(*part, node.Mark());
    if (auto* one = std::get_if<FactAmong>(&part->test)) {
      among.values.push_back(std::move(one->values.front()));
    } else {
      parts.push_back(std::move(*part));
    }
  }
  if (!among.values.empty()) parts.insert(parts.begin(), Condition{std::move(among)});
  return Any(std::move(parts));
}

std::optional<std::string> ConditionParser::ParseCode(FactId fact, const YAML::Node& node) {
  const FactDefinition& definition = vocabulary_.Definition(fact);
  auto text = AsString(node);
  if (!text || text->empty()) {
    Error(node,
          Quoted(definition.name) + " must be " +
              (definition.type == FactType::kString ? "text" : "a code"),
          "wrong-type");
    return std::nullopt;
  }
  if (definition.type == FactType::kString) {
    const bool capital =
        std::any_of(text->begin(), text->end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (capital || text->find('*') != std::string::npos) {
      Error(node, Quoted(definition.name) + " is compared in lower case, letter by letter",
            "unknown-value");
      return std::nullopt;
    }
    return text;
  }
  const bool known = fact == vocabulary_.computed().treatment
                         ? vocabulary_.IsTreatmentOrFamily(*text)
                         : std::find(definition.values.begin(), definition.values.end(), *text) !=
                               definition.values.end();
  if (known) return text;
  Error(node,
        Quoted(definition.name) + " has no value " + Quoted(*text) +
            Suggestion(*text, definition.values),
        "unknown-value");
  return std::nullopt;
}

std::optional<double> ConditionParser::ParseNumber(const YAML::Node& node) {
  if (const auto number = AsNumber(node)) return number;
  const auto name = AsString(node);
  if (!name || name->empty() || AsYesNo(node)) {
    Error(node, "must be a number or the name of a limit", "wrong-type");
    return std::nullopt;
  }
  if (const auto limit = limits_.find(*name); limit != limits_.end()) {
    used_limits_.insert(*name);
    return limit->second;
  }
  std::vector<std::string> names;
  for (const auto& [limit, value] : limits_) names.push_back(limit);
  Error(node,
        Quoted(*name) + " is neither a number nor one of the guideline's limits" +
            Suggestion(*name, names),
        "unknown-limit");
  return std::nullopt;
}

bool ConditionParser::IsNumeric(FactId fact) const {
  const FactType type = vocabulary_.Definition(fact).type;
  return type == FactType::kCount || type == FactType::kMonths;
}

}  // namespace imr
