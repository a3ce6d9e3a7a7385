#include "engine/rulebook/example_parser.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/rulebook/rule_dates.h"
#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

constexpr std::string_view kSilence = "not_documented";
constexpr std::string_view kPrediction = "prediction";

std::string Quoted(std::string_view name) { return "'" + std::string(name) + "'"; }

PlainValue Plain(const YAML::Node& node) {
  if (node.IsSequence()) {
    std::vector<std::string> list;
    for (const auto& entry : node) list.push_back(AsString(entry).value_or(""));
    return {std::move(list)};
  }
  if (const auto number = AsNumber(node)) return {*number};
  if (const auto text = AsString(node)) return {*text};
  return {};
}

class ExampleParser {
 public:
  ExampleParser(const Vocabulary& vocabulary, Diagnostics& diagnostics, ParsedGuideline& parsed)
      : vocabulary_(vocabulary), diagnostics_(diagnostics), parsed_(parsed) {
    for (const Criterion& criterion : parsed.guideline.criteria) {
      names_.push_back(criterion.id.substr(parsed.guideline.id.size() + 1));
    }
    names_.emplace_back(kPrediction);
  }

  void Parse(const YAML::Node& node) {
    Example example;
    MapReader reader(node, "an example", file(), diagnostics_);
    if (!reader.valid()) return;
    example.line = reader.mark().line + 1;
    example.column = reader.mark().column + 1;
    example.name = reader.RequiredString("name").value_or("");
    if (const auto name = reader.Optional("name"); name && !seen_.insert(example.name).second) {
      parsed_.style.Warning(file(), name->Mark(),
                            "another example has this name; say what is special about each",
                            "duplicate-example");
    }
    if (const auto facts = reader.Required("facts")) {
      ParseFacts(*facts, example);
      GiveTreatment(*facts, example);
    }
    if (const auto dates = reader.Optional("dates")) ParseDates(*dates, example);
    if (!example.review) example.review = parsed_.guideline.in_force.from;
    const auto expect = reader.Optional("expect");
    if (expect && expect->IsMap() && expect->size() > 0) {
      ParseExpectations(*expect, example);
    } else {
      reader.Error(expect ? *expect : node,
                   "an example needs 'expect' with the status of a criterion or a prediction",
                   "no-expectations");
    }
    reader.Finish();
    parsed_.guideline.examples.push_back(std::move(example));
  }

 private:
  const std::string& file() const { return parsed_.guideline.file; }

  void Error(const YAML::Node& at, std::string message, std::string code) {
    diagnostics_.Error(file(), at.Mark(), std::move(message), std::move(code));
  }

  void ParseFacts(const YAML::Node& node, Example& example) {
    if (!node.IsMap()) {
      Error(node, "'facts' must be a mapping of facts to values", "not-a-mapping");
      return;
    }
    for (const auto& entry : node) {
      const std::string name = AsString(entry.first).value_or("");
      const auto fact = vocabulary_.Find(name);
      if (!fact) {
        Error(entry.first,
              "there is no fact " + Quoted(name) + Suggestion(name, vocabulary_.names()),
              "unknown-fact");
      } else if (example.facts.Find(*fact) != nullptr) {
        Error(entry.first, "the fact " + Quoted(name) + " stands twice", "duplicate-key");
      } else if (auto value = ParseValue(*fact, entry.second)) {
        example.facts.Set(*fact, std::move(*value));
      }
    }
  }

  // Nothing for not_documented, which leaves the fact out, and for a value in error.
  std::optional<FactValue> ParseValue(FactId fact, const YAML::Node& node) {
    const FactDefinition& definition = vocabulary_.Definition(fact);
    const auto text = AsString(node);
    if (text == kSilence && std::find(definition.values.begin(), definition.values.end(), *text) ==
                                definition.values.end()) {
      return std::nullopt;
    }
    if (node.IsMap()) return ParseLowerBound(definition, node);
    std::string problem;
    auto value = ConvertValue(definition, Plain(node), problem);
    if (!value) Error(node, Quoted(definition.name) + " " + problem, "bad-fact-value");
    return value;
  }

  std::optional<FactValue> ParseLowerBound(const FactDefinition& definition,
                                           const YAML::Node& node) {
    MapReader reader(node, "the number", file(), diagnostics_);
    reader.Required("at_least");
    const auto low = reader.Number("at_least");
    reader.Finish();
    if (definition.type != FactType::kCount && definition.type != FactType::kMonths) {
      Error(node, Quoted(definition.name) + " is no number", "bad-fact-value");
      return std::nullopt;
    }
    return low ? std::optional(FactValue(NumberRange::AtLeast(*low))) : std::nullopt;
  }

  void ParseDates(const YAML::Node& node, Example& example) {
    MapReader reader(node, "'dates'", file(), diagnostics_);
    example.review = ReadRuleDate(reader, "review", file(), diagnostics_);
    example.injury = ReadRuleDate(reader, "injury", file(), diagnostics_);
    reader.Finish();
    if (example.review && example.injury && *example.injury > *example.review) {
      Error(node, "the injury is later than the review", "dates-reversed");
    }
  }

  void GiveTreatment(const YAML::Node& facts, Example& example) {
    const FactId treatment = vocabulary_.computed().treatment;
    if (!facts.IsMap() || facts[vocabulary_.Definition(treatment).name].IsDefined()) return;
    const auto& treatments = parsed_.guideline.treatments;
    if (treatments.size() == 1 && vocabulary_.IsTreatment(treatments.front())) {
      example.facts.Set(treatment, FactValue(treatments.front()));
    } else if (!treatments.empty()) {
      Error(facts, "the facts of an example need the 'treatment'", "missing-treatment");
    }
  }

  void ParseExpectations(const YAML::Node& node, Example& example) {
    for (const auto& entry : node) {
      const std::string name = AsString(entry.first).value_or("");
      const std::string value = AsString(entry.second).value_or("");
      const int line = entry.first.Mark().line + 1;
      if (name == kPrediction) {
        if (IsOneOf(entry.second, value, {"overturned", "upheld"})) example.prediction = value;
        example.prediction_line = line;
        continue;
      }
      const bool elsewhere = name.find('/') != std::string::npos;
      if (elsewhere) {
        parsed_.criteria_elsewhere.push_back({name, entry.first.Mark()});
      } else if (std::find(names_.begin(), names_.end(), name) == names_.end()) {
        Error(entry.first,
              "this guideline has no criterion " + Quoted(name) + Suggestion(name, names_),
              "unknown-criterion");
      }
      IsOneOf(entry.second, value, {"met", "unmet", "undocumented", "not_applicable"});
      example.criteria.push_back({.criterion = elsewhere ? name : parsed_.guideline.id + "/" + name,
                                  .status = value,
                                  .line = line});
    }
  }

  bool IsOneOf(const YAML::Node& node, const std::string& value, std::vector<std::string> allowed) {
    if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return true;
    std::string list;
    for (const std::string& name : allowed) list += (list.empty() ? "" : ", ") + name;
    Error(node, "expected is one of " + list + Suggestion(value, allowed), "unknown-status");
    return false;
  }

  const Vocabulary& vocabulary_;
  Diagnostics& diagnostics_;
  ParsedGuideline& parsed_;
  std::vector<std::string> names_;  // what may be expected
  std::set<std::string> seen_;      // names of examples
};

}  // namespace

void ParseExamples(const YAML::Node& node, const Vocabulary& vocabulary, Diagnostics& diagnostics,
                   ParsedGuideline& parsed) {
  if (!node.IsSequence()) {
    diagnostics.Error(parsed.guideline.file, node.Mark(), "'examples' must be a list of examples",
                      "wrong-kind");
    return;
  }
  ExampleParser parser(vocabulary, diagnostics, parsed);
  for (const auto& example : node) parser.Parse(example);
}

}  // namespace imr
