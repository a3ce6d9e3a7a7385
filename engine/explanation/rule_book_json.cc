#include "engine/explanation/contract_json.h"
#include "engine/explanation/rule_book.h"

namespace imr {
namespace {

Json StatementJson(const Statement& statement) {
  Json json = {{"words", statement.words}};
  if (statement.parts.empty()) return json;
  json["parts"] = Json::array();
  for (const Statement& part : statement.parts) json["parts"].push_back(StatementJson(part));
  return json;
}

Json DateJson(const std::optional<Date>& date) { return date ? Json(FormatDate(*date)) : Json(); }

Json TallyJson(const Tally& tally) {
  return {{"items", tally.items}, {"ruled", tally.ruled}, {"overturned", tally.overturned}};
}

Json CitationJson(const Citation& cite) {
  return {{"source", cite.source},
          {"section", cite.section},
          {"pages", cite.pages ? Json(*cite.pages) : Json()},
          {"effective", {DateJson(cite.effective.from), DateJson(cite.effective.to)}}};
}

Json CriterionJson(const RuleBookContent& content, const Criterion& criterion) {
  Json json = {
      {"id", criterion.id},
      {"text", criterion.text},
      {"strength", criterion.strength == Strength::kRequired ? "required" : "supporting"},
      {"when",
       criterion.when ? StatementJson(InWords(*criterion.when, content.vocabulary)) : Json()},
      {"require", StatementJson(InWords(criterion.require, content.vocabulary))},
      {"undocumented", criterion.undocumented == OnSilence::kAgainst ? "against" : "neutral"},
      {"weight", criterion.weight ? Json(*criterion.weight) : Json()},
      {"ask", criterion.ask.empty() ? Json() : Json(criterion.ask)},
      {"citation", CitationJson(criterion.cite)}};
  if (content.use == nullptr) return json;
  const CriterionUse use = content.use->Of(criterion);
  json["use"] = {{"met", TallyJson(use.met)},
                 {"unmet", TallyJson(use.unmet)},
                 {"undocumented", TallyJson(use.undocumented)}};
  return json;
}

Json ExampleJson(const RuleBookContent& content, const Example& example) {
  Json facts = Json::object();
  for (const auto& [id, fact] : example.facts) {
    facts[content.vocabulary.Definition(id).name] = ValueJson(fact.value);
  }
  Json expect = Json::object();
  for (const auto& expectation : example.criteria) {
    expect[expectation.criterion] = expectation.status;
  }
  if (example.prediction) expect["prediction"] = *example.prediction;
  Json differs = Json::array();
  for (const ExampleFailure& failure : content.failures) {
    if (failure.example != &example) continue;
    differs.push_back({{"expectation", failure.expectation},
                       {"expected", failure.expected},
                       {"found", failure.found}});
  }
  return {{"name", example.name}, {"facts", facts}, {"expect", expect}, {"differs", differs}};
}

Json GuidelineJson(const RuleBookContent& content, const RuleChoice& choice) {
  const Guideline& guideline = *choice.guideline;
  Json limits = Json::object();
  for (const auto& [name, value] : guideline.limits) limits[name] = value;
  Json json = {
      {"id", guideline.id},
      {"title", guideline.title},
      {"source", guideline.source},
      {"section", guideline.section},
      {"in_force", {DateJson(guideline.in_force.from), DateJson(guideline.in_force.to)}},
      {"confidence", guideline.confidence},
      {"confidence_note",
       guideline.confidence_note.empty() ? Json() : Json(guideline.confidence_note)},
      {"treatments", guideline.treatments},
      {"governs",
       guideline.governs ? StatementJson(InWords(*guideline.governs, content.vocabulary)) : Json()},
      {"supplements", guideline.supplements},
      {"limits", limits},
      {"file", guideline.file}};
  if (content.use != nullptr) json["governed"] = TallyJson(content.use->Governed(guideline));
  json["criteria"] = Json::array();
  for (const Criterion* criterion : choice.criteria) {
    json["criteria"].push_back(CriterionJson(content, *criterion));
  }
  json["examples"] = Json::array();
  for (const Example& example : guideline.examples) {
    json["examples"].push_back(ExampleJson(content, example));
  }
  return json;
}

}  // namespace

nlohmann::ordered_json RuleBookJson(const RuleBookContent& content) {
  Json json = {
      {"provenance", {{"version", content.version}, {"rules", "sha256:" + content.rules_hash}}},
      {"corpus", nullptr},
      {"guidelines", Json::array()}};
  if (content.use != nullptr) {
    json["corpus"] = TallyJson(content.use->all());
    json["corpus"]["cases"] = content.cases;
  }
  for (const RuleChoice& choice : content.rules) {
    json["guidelines"].push_back(GuidelineJson(content, choice));
  }
  return json;
}

}  // namespace imr
