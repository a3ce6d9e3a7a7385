#include "engine/rulebook/condition_parser.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "engine/rulebook/rule_dates.h"
#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

constexpr std::string_view kSilence = "not_documented";

struct Operation {
  std::string_view name;
  Quantity::Kind kind;
};
constexpr std::array<Operation, 4> kOperations = {{{"sum", Quantity::Kind::kSum},
                                                   {"difference", Quantity::Kind::kDifference},
                                                   {"product", Quantity::Kind::kProduct},
                                                   {"quotient", Quantity::Kind::kQuotient}}};

const Operation* FindOperation(std::string_view name) {
  for (const Operation& operation : kOperations) {
    if (operation.name == name) return &operation;
  }
  return nullptr;
}

constexpr std::array<std::string_view, 7> kComparisons = {
    "at_most", "at_least", "more_than", "less_than", "between", "is", "not"};
constexpr std::array<std::string_view, 5> kOrderings = {"at_most", "at_least", "more_than",
                                                        "less_than", "between"};
constexpr std::array<std::string_view, 6> kOperators = {"all",      "any",         "not",
                                                        "at_least", "review_date", "injury_date"};

template <std::size_t N>
bool Contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// What may stand as a key of a condition, for suggestions.
std::vector<std::string> KeysOfConditions(const Vocabulary& vocabulary) {
  std::vector<std::string> names = vocabulary.names();
  for (const std::string_view name : kOperators) names.emplace_back(name);
  for (const Operation& operation : kOperations) names.emplace_back(operation.name);
  return names;
}

Condition All(std::vector<Condition> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  return Condition{AllOf{std::move(parts)}};
}

Condition Any(std::vector<Condition> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  return Condition{AnyOf{std::move(parts)}};
}

Condition Negated(Condition condition) {
  NotOf negation;
  negation.part.push_back(std::move(condition));
  return Condition{std::move(negation)};
}

Quantity FactQuantity(FactId fact) { return {.kind = Quantity::Kind::kFact, .fact = fact}; }

Quantity Constant(double value) { return {.kind = Quantity::Kind::kConstant, .constant = value}; }

std::string Quoted(std::string_view name) { return "'" + std::string(name) + "'"; }

}  // namespace

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

ConditionParser::ConditionParser(const Vocabulary& vocabulary, const Limits& limits,
                                 std::string file, Diagnostics& diagnostics)
    : vocabulary_(vocabulary), limits_(limits), file_(std::move(file)), diagnostics_(diagnostics) {}

std::optional<Condition> ConditionParser::Parse(const YAML::Node& node, std::string_view what) {
  const std::size_t before = diagnostics_.all().size();
  Condition condition = ParseMapping(node, what);
  if (diagnostics_.all().size() != before) return std::nullopt;
  return condition;
}

std::vector<ConditionParser::Entry> ConditionParser::Entries(const YAML::Node& node,
                                                             std::string_view what) {
  std::vector<Entry> entries;
  if (!node.IsMap()) {
    Error(node,
          std::string(what) + " must be a mapping of facts to values" +
              (node.IsSequence() ? "; put a list under 'all' or 'any'" : ""),
          "not-a-mapping");
    return entries;
  }
  if (node.size() == 0) {
    Error(node, std::string(what) + " is empty; name at least one fact", "empty-condition");
  }
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) {
      Error(entry.first, "a key of " + std::string(what) + " must be a name", "wrong-kind");
      continue;
    }
    const bool twice = std::any_of(entries.begin(), entries.end(), [&](const Entry& e) {
      return e.name() == entry.first.Scalar();
    });
    if (twice) {
      Error(entry.first,
            Quoted(entry.first.Scalar()) + " stands twice in " + std::string(what) +
                "; put the two under 'all' or 'any'",
            "duplicate-key");
      continue;
    }
    entries.push_back({entry.first, entry.second});
  }
  return entries;
}

Condition ConditionParser::ParseMapping(const YAML::Node& node, std::string_view what) {
  const std::vector<Entry> entries = Entries(node, what);
  const auto operation = std::find_if(entries.begin(), entries.end(), [](const Entry& entry) {
    return FindOperation(entry.name()) != nullptr;
  });
  std::vector<Entry> comparisons;  // that belong to the operation
  std::vector<Condition> parts;
  for (const Entry& entry : entries) {
    if (operation != entries.end() && entry.name() == operation->name()) continue;
    if (Contains(kComparisons, entry.name()) && !entry.value.IsMap()) {
      comparisons.push_back(entry);
    } else if (operation != entries.end() && FindOperation(entry.name()) != nullptr) {
      Error(entry.key, "put a second calculation into a mapping of its own under 'all'",
            "two-calculations");
    } else {
      ParseKey(entry, parts);
    }
  }
  if (operation != entries.end()) {
    if (auto compare = ParseArithmetic(*operation, comparisons)) parts.push_back(*compare);
  } else {
    for (const Entry& entry : comparisons) {
      Error(entry.key,
            Quoted(entry.name()) + " compares nothing here; write it below a fact or beside a sum",
            "stray-comparison");
    }
  }
  return All(std::move(parts));
}

std::vector<Condition> ConditionParser::ParseList(const YAML::Node& node, std::string_view what) {
  std::vector<Condition> parts;
  if (!node.IsSequence() || node.size() == 0) {
    Error(node, Quoted(what) + " needs a list of conditions", "wrong-kind");
    return parts;
  }
  for (const auto& part : node) {
    parts.push_back(ParseMapping(part, "a condition under " + Quoted(what)));
  }
  return parts;
}

void ConditionParser::ParseKey(const Entry& entry, std::vector<Condition>& parts) {
  const std::string& name = entry.name();
  std::optional<Condition> part;
  if (name == "all") {
    part = Condition{AllOf{ParseList(entry.value, name)}};
  } else if (name == "any") {
    part = Condition{AnyOf{ParseList(entry.value, name)}};
  } else if (name == "not") {
    part = Negated(ParseMapping(entry.value, "the condition under 'not'"));
  } else if (name == "at_least") {
    part = ParseAtLeastOf(entry);
  } else if (name == "review_date" || name == "injury_date") {
    part = ParseDateWithin(entry);
  } else {
    part = ParseFact(entry);
  }
  if (part) parts.push_back(std::move(*part));
}

std::optional<Condition> ConditionParser::ParseAtLeastOf(const Entry& entry) {
  MapReader reader(entry.value, "'at_least'", file_, diagnostics_);
  AtLeastOf some;
  const auto count_node = reader.Required("n");
  const auto count = reader.Number("n");
  if (const auto list = reader.Required("of")) some.parts = ParseList(*list, "of");
  reader.Finish();
  if (!count) return std::nullopt;
  if (*count != std::floor(*count) || *count < 1 ||
      *count > static_cast<double>(some.parts.size())) {
    Error(*count_node,
          "'n' must be a whole number from 1 to the " + std::to_string(some.parts.size()) +
              " conditions under 'of'",
          "bad-count");
    return std::nullopt;
  }
  some.count = static_cast<int>(*count);
  return Condition{std::move(some)};
}

std::optional<Condition> ConditionParser::ParseDateWithin(const Entry& entry) {
  MapReader reader(entry.value, Quoted(entry.name()), file_, diagnostics_);
  DateWithin within;
  within.which =
      entry.name() == "review_date" ? DateWithin::Which::kReview : DateWithin::Which::kInjury;
  within.from = ReadRuleDate(reader, "from", file_, diagnostics_);
  within.before = ReadRuleDate(reader, "before", file_, diagnostics_);
  reader.Finish();
  if (!reader.valid()) return std::nullopt;
  if (entry.value.size() == 0) {
    Error(entry.value, Quoted(entry.name()) + " needs 'from', 'before' or both", "empty-condition");
  }
  if (within.from && within.before && *within.from >= *within.before) {
    Error(entry.value, "'from' must be earlier than 'before'", "dates-reversed");
  }
  return Condition{within};
}

std::optional<Condition> ConditionParser::ParseArithmetic(const Entry& operation,
                                                          const std::vector<Entry>& comparisons) {
  auto quantity = ParseOperands(FindOperation(operation.name())->kind, operation);
  Bounds bounds;
  for (const Entry& comparison : comparisons) ParseBound(comparison, bounds);
  if (comparisons.empty()) {
    Error(operation.key,
          Quoted(operation.name()) +
              " is compared with nothing; add 'at_most', 'at_least', "
              "'more_than', 'less_than', 'between' or 'is' beside it",
          "no-comparison");
  }
  if (!quantity) return std::nullopt;
  bounds.quantity = std::move(*quantity);
  std::vector<Condition> parts;
  bounds.AddTo(parts);
  return All(std::move(parts));
}

std::optional<Quantity> ConditionParser::ParseOperands(Quantity::Kind kind,
                                                       const Entry& operation) {
  const bool ordered = kind == Quantity::Kind::kDifference || kind == Quantity::Kind::kQuotient;
  if (!operation.value.IsSequence() || operation.value.size() < 2 ||
      (ordered && operation.value.size() != 2)) {
    Error(operation.value,
          Quoted(operation.name()) + " needs a list of " + (ordered ? "two" : "at least two") +
              " facts or numbers",
          "bad-operands");
    return std::nullopt;
  }
  Quantity quantity{.kind = kind};
  bool complete = true;
  for (const auto& node : operation.value) {
    auto operand = ParseQuantity(node);
    complete = complete && operand;
    if (operand) quantity.operands.push_back(std::move(*operand));
  }
  return complete ? std::optional(std::move(quantity)) : std::nullopt;
}

std::optional<Quantity> ConditionParser::ParseQuantity(const YAML::Node& node) {
  if (node.IsMap()) {
    const std::vector<Entry> entries = Entries(node, "a calculation");
    const Operation* operation =
        entries.size() == 1 ? FindOperation(entries.front().name()) : nullptr;
    if (operation == nullptr) {
      Error(node, "a calculation has one of sum, difference, product or quotient", "bad-operands");
      return std::nullopt;
    }
    return ParseOperands(operation->kind, entries.front());
  }
  if (const auto number = AsNumber(node)) return Constant(*number);
  const std::string name = AsString(node).value_or("");
  if (const auto fact = vocabulary_.Find(name)) {
    if (IsNumeric(*fact)) return FactQuantity(*fact);
    Error(node, "the fact " + Quoted(name) + " is no number and cannot be calculated with",
          "wrong-type");
    return std::nullopt;
  }
  if (const auto limit = limits_.find(name); limit != limits_.end()) {
    used_limits_.insert(name);
    return Constant(limit->second);
  }
  std::vector<std::string> names;
  for (FactId id = 0; id < vocabulary_.size(); ++id) {
    if (IsNumeric(id)) names.push_back(vocabulary_.Definition(id).name);
  }
  for (const auto& [limit, value] : limits_) names.push_back(limit);
  Error(node, "there is no fact and no limit " + Quoted(name) + Suggestion(name, names),
        "unknown-fact");
  return std::nullopt;
}

std::optional<Condition> ConditionParser::ParseFact(const Entry& entry) {
  const auto fact = vocabulary_.Find(entry.name());
  if (!fact) {
    Error(entry.key,
          "there is no fact or operator " + Quoted(entry.name()) +
              Suggestion(entry.name(), KeysOfConditions(vocabulary_)),
          "unknown-fact");
    return std::nullopt;
  }
  if (entry.value.IsScalar()) return ParseOneValue(*fact, entry.value);
  if (entry.value.IsSequence()) return ParseOneOf(*fact, entry.value, false);
  if (entry.value.IsNull()) {
    Error(entry.key, Quoted(entry.name()) + " needs a value", "missing-value");
    return std::nullopt;
  }
  Bounds bounds;
  bounds.quantity = FactQuantity(*fact);
  std::vector<Condition> parts;
  for (const Entry& test : Entries(entry.value, "the test of " + Quoted(entry.name()))) {
    ParseTest(*fact, test, bounds, parts);
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
  } else if (Contains(kOrderings, name) && !IsNumeric(fact)) {
    Error(test.key,
          "the fact " + Quoted(definition.name) + " is no number and cannot be compared with " +
              Quoted(name),
          "wrong-type");
  } else if (IsNumeric(fact) && Contains(kComparisons, name)) {
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
  const auto text = AsString(node);
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

void ConditionParser::Error(const YAML::Node& at, std::string message, std::string code) {
  diagnostics_.Error(file_, at.Mark(), std::move(message), std::move(code));
}

}  // namespace imr
