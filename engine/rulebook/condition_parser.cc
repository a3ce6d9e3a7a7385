#include "engine/rulebook/condition_parser.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "engine/rulebook/condition_builder.h"
#include "engine/rulebook/rule_dates.h"
#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

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

constexpr std::array<std::string_view, 6> kOperators = {"all",      "any",         "not",
                                                        "at_least", "review_date", "injury_date"};

// What may stand as a key of a condition, for suggestions.
std::vector<std::string> KeysOfConditions(const Vocabulary& vocabulary) {
  std::vector<std::string> names = vocabulary.names();
  for (const std::string_view name : kOperators) names.emplace_back(name);
  for (const Operation& operation : kOperations) names.emplace_back(operation.name);
  return names;
}

}  // namespace

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
  std::set<std::string> seen;
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
    const bool twice = !seen.insert(entry.first.Scalar()).second;
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
    if (IsComparison(entry.name()) && !entry.value.IsMap()) {
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
  Condition whole = All(std::move(parts));
  SetPlace(whole, node.Mark());
  return whole;
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
  } else if (const auto fact = vocabulary_.Find(name)) {
    part = ParseFact(*fact, entry);
  } else {
    Error(entry.key,
          "there is no fact or operator " + Quoted(name) +
              Suggestion(name, KeysOfConditions(vocabulary_)),
          "unknown-fact");
  }
  if (!part) return;
  SetPlace(*part, entry.key.Mark());
  parts.push_back(std::move(*part));
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

void ConditionParser::Error(const YAML::Node& at, std::string message, std::string code) {
  diagnostics_.Error(file_, at.Mark(), std::move(message), std::move(code));
}

}  // namespace imr
