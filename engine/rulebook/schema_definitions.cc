#include "engine/rulebook/schema_definitions.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/rulebook/condition_builder.h"

namespace imr {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kDefinitions = "#/$defs/";

Json Reference(const std::string& name) { return {{"$ref", std::string(kDefinitions) + name}}; }

Json ListOf(Json items) {
  return {{"type", "array"}, {"minItems", 1}, {"items", std::move(items)}};
}

Json Choice(std::vector<Json> alternatives) { return {{"anyOf", std::move(alternatives)}}; }

Json WithFamilies(const Vocabulary& vocabulary) {
  Json codes = Json::array({"*"});
  std::string family;
  for (const std::string& code : vocabulary.treatments()) {
    if (const std::string of = code.substr(0, code.find('.')); of != family) {
      family = of;
      codes.push_back(family + ".*");
    }
    codes.push_back(code);
  }
  return codes;
}

// The tests that a fact takes in a condition, as a definition of its own.
std::string TestOf(const Vocabulary& vocabulary, FactId fact) {
  switch (vocabulary.Definition(fact).type) {
    case FactType::kDocumented:
      return "yes_no_test";
    case FactType::kCount:
    case FactType::kMonths:
      return "number_test";
    case FactType::kString:
      return "text_test";
    case FactType::kCode:
    case FactType::kCodes:
      break;
  }
  return fact == vocabulary.computed().treatment ? "treatment_test"
                                                 : vocabulary.Definition(fact).name + "_test";
}

// Tests of a fact that has one of the values given: one, a list of them, or by name.
Json CodeTest(const Json& one, bool several) {
  const Json value = Choice({one, Json{{"const", "not_documented"}}});
  Json named = {{"is", value}, {"not", value}, {"one_of", ListOf(value)}};
  if (several) named["only"] = ListOf(one);
  named["documented"] = Reference("yes_no");
  return Choice({value, ListOf(value),
                 Json{{"type", "object"},
                      {"minProperties", 1},
                      {"additionalProperties", false},
                      {"properties", std::move(named)}}});
}

Json Comparisons() {
  Json named = Json::object();
  for (const std::string_view name : kComparisons) {
    named[std::string(name)] = name == "between" ? Json{{"type", "array"},
                                                        {"minItems", 2},
                                                        {"maxItems", 2},
                                                        {"items", Reference("number_or_limit")}}
                                                 : Reference("number_or_limit");
  }
  return named;
}

Json NumberTest() {
  const Json value = Choice({Reference("number_or_limit"), Json{{"const", "not_documented"}}});
  Json named = Comparisons();
  named["one_of"] = ListOf(value);
  named["documented"] = Reference("yes_no");
  return Choice({value, ListOf(value),
                 Json{{"type", "object"},
                      {"minProperties", 1},
                      {"additionalProperties", false},
                      {"properties", std::move(named)}}});
}

Json DateTest() {
  return {{"type", "object"},
          {"minProperties", 1},
          {"additionalProperties", false},
          {"properties", {{"from", Reference("date")}, {"before", Reference("date")}}}};
}

Json Calculation() {
  Json kinds = Json::object();
  for (const char* kind : {"sum", "difference", "product", "quotient"}) {
    kinds[kind] = Reference("operands");
  }
  return {{"type", "object"},
          {"minProperties", 1},
          {"maxProperties", 1},
          {"additionalProperties", false},
          {"properties", std::move(kinds)}};
}

Json Condition(const Vocabulary& vocabulary) {
  Json properties = Json::object();
  const auto add = [&](const std::string& name, const std::string& meaning, Json schema) {
    Json described = {{"description", meaning}};
    described.update(schema);
    properties[name] = std::move(described);
  };
  for (FactId id = 0; id < vocabulary.size(); ++id) {
    const FactDefinition& fact = vocabulary.Definition(id);
    add(fact.name, fact.meaning, Reference(TestOf(vocabulary, id)));
  }
  add("all", "all of these hold", ListOf(Reference("condition")));
  add("any", "one of these holds", ListOf(Reference("condition")));
  add("not", "this does not hold", Reference("condition"));
  add("review_date", "the day of the utilization review", DateTest());
  add("injury_date", "the day of the injury", DateTest());
  for (const char* kind : {"sum", "difference", "product", "quotient"}) {
    add(kind, "of facts and numbers; compare it with at_most, at_least ... beside it",
        Reference("operands"));
  }
  const Json comparisons = Comparisons();
  for (const auto& [name, schema] : comparisons.items()) {
    if (name != "not" && name != "at_least")
      add(name, "beside a sum or another calculation", schema);
  }
  add("at_least", "so many of several conditions; beside a calculation a number",
      Choice({Reference("number_or_limit"), Json{{"type", "object"},
                                                 {"required", {"n", "of"}},
                                                 {"additionalProperties", false},
                                                 {"properties",
                                                  {{"n", {{"type", "integer"}, {"minimum", 1}}},
                                                   {"of", ListOf(Reference("condition"))}}}}}));
  return {{"description", "A mapping holds when all of its lines hold."},
          {"type", "object"},
          {"minProperties", 1},
          {"additionalProperties", false},
          {"properties", std::move(properties)}};
}

Json ExampleValue(const Vocabulary& vocabulary, FactId id) {
  const FactDefinition& fact = vocabulary.Definition(id);
  const Json silent = {{"const", "not_documented"}};
  const Json code = {{"enum", fact.values}};
  switch (fact.type) {
    case FactType::kDocumented:
      return Reference("yes_no_or_silent");
    case FactType::kCount:
    case FactType::kMonths:
      return Reference("known_number");
    case FactType::kString:
      return {{"type", "string"}};
    case FactType::kCode:
      return Choice({code, silent});
    case FactType::kCodes:
      break;
  }
  return Choice({code, silent, Json{{"type", "array"}, {"items", code}}});
}

Json ExampleFacts(const Vocabulary& vocabulary) {
  Json properties = Json::object();
  for (FactId id = 0; id < vocabulary.size(); ++id) {
    Json described = {{"description", vocabulary.Definition(id).meaning}};
    described.update(ExampleValue(vocabulary, id));
    properties[vocabulary.Definition(id).name] = std::move(described);
  }
  return {{"type", "object"}, {"additionalProperties", false}, {"properties", properties}};
}

Json Definitions(const Vocabulary& vocabulary) {
  const Json number = {{"type", "number"}};
  Json all = {
      {"fact", {{"description", "A fact of the vocabulary."}, {"enum", vocabulary.names()}}},
      {"treatment", {{"description", "A treatment code."}, {"enum", vocabulary.treatments()}}},
      {"treatment_or_family",
       {{"description", "A treatment code, a family, or * for all."},
        {"enum", WithFamilies(vocabulary)}}},
      {"body_part", {{"description", "A part of the body."}, {"enum", vocabulary.body_parts()}}},
      {"yes_no", {{"enum", Json::array({"yes", "no", true, false})}}},
      {"yes_no_or_silent", {{"enum", Json::array({"yes", "no", "not_documented"})}}},
      {"date",
       {{"description", "A day, as 2017-12-01."},
        {"type", "string"},
        {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}}},
      {"number_or_limit",
       {{"description", "A number, or the name of one under limits."},
        {"anyOf",
         Json::array({number, Json{{"type", "string"},
                                   {"not", {{"enum", {"yes", "no", "true", "false"}}}}}})}}},
      {"known_number",
       Choice({Json{{"type", "number"}, {"minimum", 0}}, Json{{"const", "not_documented"}},
               Json{{"type", "object"},
                    {"required", {"at_least"}},
                    {"additionalProperties", false},
                    {"properties", {{"at_least", number}}}}})},
      {"yes_no_test", CodeTest(Json{{"enum", Json::array({"yes", "no", true, false})}}, false)},
      {"number_test", NumberTest()},
      {"text_test", CodeTest(Json{{"type", "string"}, {"pattern", "^[^A-Z*]+$"}}, false)},
      {"treatment_test", CodeTest(Reference("treatment_or_family"), false)},
      {"calculation", Calculation()},
      {"operands",
       {{"type", "array"},
        {"minItems", 2},
        {"items", Choice({number, Json{{"type", "string"}}, Reference("calculation")})}}},
      {"condition", Condition(vocabulary)},
      {"example_facts", ExampleFacts(vocabulary)}};
  for (FactId id = 0; id < vocabulary.size(); ++id) {
    const FactDefinition& fact = vocabulary.Definition(id);
    const bool several = fact.type == FactType::kCodes;
    if ((!several && fact.type != FactType::kCode) || id == vocabulary.computed().treatment) {
      continue;
    }
    all[TestOf(vocabulary, id)] = CodeTest(Json{{"enum", fact.values}}, several);
  }
  return all;
}

// The definitions that a schema refers to anywhere.
void AddReferences(const Json& schema, std::set<std::string>& names) {
  if (schema.is_object() && schema.contains("$ref") && schema["$ref"].is_string()) {
    const std::string target = schema["$ref"].get<std::string>();
    if (target.starts_with(kDefinitions)) names.insert(target.substr(kDefinitions.size()));
  }
  for (const Json& part : schema) {
    if (part.is_structured()) AddReferences(part, names);
  }
}

}  // namespace

nlohmann::ordered_json WithGeneratedDefinitions(nlohmann::ordered_json schema,
                                                const Vocabulary& vocabulary) {
  const Json generated = Definitions(vocabulary);
  Json own = Json::object();
  if (schema.contains("$defs") && schema["$defs"].is_object()) {
    for (const auto& [name, definition] : schema["$defs"].items()) {
      if (!generated.contains(name)) own[name] = definition;
    }
  }
  schema["$defs"] = own;
  std::set<std::string> wanted;
  std::size_t before = 0;
  do {
    before = wanted.size();
    AddReferences(schema, wanted);
    for (const auto& [name, definition] : generated.items()) {
      if (wanted.contains(name)) schema["$defs"][name] = definition;
    }
  } while (wanted.size() != before);
  if (schema["$defs"].empty()) schema.erase("$defs");
  return schema;
}

std::string SchemaText(const nlohmann::ordered_json& schema) { return schema.dump(2) + "\n"; }

}  // namespace imr
