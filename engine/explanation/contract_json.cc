#include "engine/explanation/contract_json.h"

#include <cmath>
#include <cstdint>
#include <utility>

namespace imr {
namespace {

// An object of these members, in this order, none twice. Braces would build an array of each member
// first, which is most of the work of a large answer.
template <typename... Value>
Json ObjectOf(std::pair<const char*, Value>... members) {
  Json::object_t object;
  object.reserve(sizeof...(members));
  // Past the object's own emplace, which looks for the key among those before.
  using Members = Json::object_t::Container;
  (static_cast<Members&>(object).emplace_back(members.first, std::move(members.second)), ...);
  return object;
}

// An empty object with room for so many members: one that grows copies what it holds, for the keys
// of its members are constant.
Json ObjectFor(std::size_t members) {
  Json::object_t object;
  object.reserve(members);
  return object;
}

template <typename Value>
std::pair<const char*, Json> Member(const char* name, Value&& value) {
  return {name, Json(std::forward<Value>(value))};
}

Json NumberJson(double value) {
  if (value == std::floor(value) && std::abs(value) < 1e15) return static_cast<std::int64_t>(value);
  return value;
}

Json DateJson(const std::optional<Date>& date) {
  return date ? Json(FormatDate(*date)) : Json(nullptr);
}

Json EvidenceJson(const std::vector<Evidence>& evidence, const Case& c, std::size_t item) {
  Json list = Json::array();
  for (const Evidence& words : evidence) {
    const std::string_view text = SectionText(c, item, words.section);
    list.push_back(ObjectOf(Member("section", SectionName(words.section)),
                            Member("start", words.start), Member("end", words.end),
                            Member("text", text.substr(words.start, words.end - words.start))));
  }
  return list;
}

Json DatesJson(const Case& c, const Determination& decided) {
  Json dates = {{"injury", DateJson(c.dates.injury)},
                {"utilization_review", DateJson(c.dates.utilization_review)},
                {"decision", DateJson(decided.decision)}};
  if (c.dates.assumed) dates["assumed"] = true;
  return dates;
}

Json HeadJson(const Document& document, const Case& c) {
  constexpr std::size_t kMembers = 8;  // with those that its callers add
  Json out = ObjectFor(kMembers);
  out["case"] = c.id;
  out["source"] = document.source;
  out["view"] = ViewName(c.view);
  out["dates"] = DatesJson(c, document.decided);
  return out;
}

Json ProvenanceJson(const Provenance& provenance, const Document& document) {
  return {{"version", provenance.version},
          {"rules", "sha256:" + provenance.rules},
          {"model", provenance.model.empty() ? Json(nullptr) : Json("sha256:" + provenance.model)},
          {"input", "sha256:" + document.sha256}};
}

Json CitationJson(const Citation& cite) {
  Json effective = Json::array();
  effective.push_back(DateJson(cite.effective.from));
  effective.push_back(DateJson(cite.effective.to));
  return ObjectOf(Member("source", cite.source), Member("section", cite.section),
                  Member("pages", cite.pages ? Json(*cite.pages) : Json(nullptr)),
                  Member("effective", std::move(effective)));
}

Json CriterionJson(const CriterionJudgement& judgement, const Case& c, std::size_t item) {
  const Criterion& criterion = *judgement.criterion;
  return ObjectOf(
      Member("id", criterion.id), Member("status", StatusName(judgement.status)),
      Member("strength", criterion.strength == Strength::kRequired ? "required" : "supporting"),
      Member("contribution", judgement.contribution), Member("text", criterion.text),
      Member("citation", CitationJson(criterion.cite)),
      Member("evidence", EvidenceJson(judgement.evidence, c, item)));
}

Json RulingJson(const Document& document, std::size_t item) {
  const auto& rulings = document.decided.rulings;
  if (item >= rulings.size() || !rulings[item]) return nullptr;
  return {{"outcome", OutcomeName(rulings[item]->outcome)}, {"text", rulings[item]->rationale}};
}

Json ChangeJson(const Vocabulary& vocabulary,
                const std::vector<std::pair<FactId, FactValue>>& changes) {
  Json out = ObjectFor(changes.size());
  for (const auto& [fact, value] : changes) {
    out[vocabulary.Definition(fact).name] = ValueJson(value);
  }
  return out;
}

Json YesNoJson(const std::optional<bool>& value) {
  return value ? Json(*value ? "yes" : "no") : Json("not_documented");
}

Json PrecedentJson(const Vocabulary& vocabulary, const Precedent& precedent) {
  Json differences = Json::object();
  for (const Difference& difference : precedent.differences) {
    differences[vocabulary.Definition(difference.fact).name] = ObjectOf(
        Member("there", YesNoJson(difference.there)), Member("here", YesNoJson(difference.here)));
  }
  return ObjectOf(Member("case", precedent.item->case_id), Member("index", precedent.item->index),
                  Member("treatment", precedent.item->treatment),
                  Member("outcome", OutcomeName(precedent.item->outcome)),
                  Member("nearness", precedent.nearness),
                  Member("agreeing_facts", precedent.agreeing),
                  Member("differences", std::move(differences)));
}

Json ItemJson(const Vocabulary& vocabulary, const Document& document, const Case& c,
              std::size_t index, const ItemPrediction& item) {
  constexpr std::size_t kMembers = 24;
  Json out = ObjectFor(kMembers);
  out["index"] = index;
  out["request"] = c.items[index].request;
  out["treatment"] = item.treatment.empty() ? Json(nullptr) : Json(item.treatment);
  out["facts"] = FactsJson(vocabulary, item.facts, c, index);
  out["prediction"] = item.overturned ? "overturned" : "upheld";
  out["probability_overturned"] = item.score.probability;
  out["interval"] = {item.score.low, item.score.high};
  out["base_rate_overturned"] = item.score.base_rate;
  out["risk"] = item.risk ? Json(item.risk->name) : Json(nullptr);
  if (item.risk) {
    out["risk_band"] = {{"from", item.risk->from},
                        {"items", item.risk->items},
                        {"observed_overturned", item.risk->observed}};
  }
  out["abstained"] = item.abstained;
  if (item.abstained) out["abstained_because"] = item.abstained_because;
  Json decided_by = Json::array();
  for (const std::size_t i : item.decided_by) decided_by.push_back(item.criteria[i].criterion->id);
  out["decided_by"] = std::move(decided_by);
  Json criteria = Json::array();
  for (const CriterionJudgement& judgement : item.criteria) {
    criteria.push_back(CriterionJson(judgement, c, index));
  }
  out["criteria"] = std::move(criteria);
  Json contributions = Json::array();
  for (const Contribution& contribution : item.score.contributions) {
    contributions.push_back(ObjectOf(Member("feature", contribution.feature),
                                     Member("value", contribution.value),
                                     Member("log_odds", contribution.log_odds)));
  }
  out["contributions"] = std::move(contributions);
  out["missing"] = item.missing;
  Json counterfactuals = Json::array();
  for (const Counterfactual& counterfactual : item.counterfactuals) {
    counterfactuals.push_back(
        ObjectOf(Member("change", ChangeJson(vocabulary, counterfactual.change)),
                 Member("probability_overturned", counterfactual.probability)));
  }
  out["counterfactuals"] = std::move(counterfactuals);
  if (item.what_if) {
    out["what_if"] = {{"change", ChangeJson(vocabulary, item.what_if->change)},
                      {"prediction", item.what_if->overturned ? "overturned" : "upheld"},
                      {"probability_overturned", item.what_if->probability}};
  }
  Json precedents = Json::array();
  for (const Precedent& precedent : item.precedents) {
    precedents.push_back(PrecedentJson(vocabulary, precedent));
  }
  out["precedents"] = std::move(precedents);
  out["ruling"] = RulingJson(document, index);
  return out;
}

Json WarningsJson(const Document& document, const std::vector<std::string>& problems) {
  Json warnings = Json::array();
  for (const std::string& warning : document.warnings) warnings.push_back(warning);
  for (const std::string& problem : problems) warnings.push_back(problem);
  return warnings;
}

}  // namespace

Json ValueJson(const FactValue& value) {
  if (const bool* yes = std::get_if<bool>(&value)) return *yes ? "yes" : "no";
  if (const auto* number = std::get_if<NumberRange>(&value)) return NumberJson(number->low);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return std::get<std::vector<std::string>>(value);
}

Json FactsJson(const Vocabulary& vocabulary, const FactSheet& facts, const Case& c,
               std::size_t item) {
  Json out = ObjectFor(facts.size());
  for (const auto& [id, fact] : facts) {
    if (id == vocabulary.computed().treatment) continue;
    constexpr std::size_t kMembers = 5;
    Json entry = ObjectFor(kMembers);
    entry["value"] = ValueJson(fact.value);
    if (const auto* number = std::get_if<NumberRange>(&fact.value);
        number != nullptr && !number->exact()) {
      entry["at_least"] = true;
    }
    if (fact.stated) entry["stated"] = true;
    entry["evidence"] = EvidenceJson(fact.evidence, c, item);
    if (!fact.contrary.empty()) entry["contrary"] = EvidenceJson(fact.contrary, c, item);
    out[vocabulary.Definition(id).name] = std::move(entry);
  }
  return out;
}

Json PredictionJson(const Vocabulary& vocabulary, const Document& document, const Case& c,
                    const CasePrediction& prediction, const Provenance& provenance) {
  Json out = HeadJson(document, c);
  Json items = Json::array();
  for (std::size_t i = 0; i < prediction.items.size(); ++i) {
    items.push_back(ItemJson(vocabulary, document, c, i, prediction.items[i]));
  }
  out["items"] = std::move(items);
  Json warnings = WarningsJson(document, prediction.problems);
  if (!warnings.empty()) out["warnings"] = std::move(warnings);
  out["provenance"] = ProvenanceJson(provenance, document);
  return out;
}

Json FactsCaseJson(const Vocabulary& vocabulary, const Document& document, const Case& c,
                   const CaseFacts& facts, const Provenance& provenance) {
  Json out = HeadJson(document, c);
  out["sections"] = {{"header", c.header}, {"summary", c.summary}};
  Json items = Json::array();
  for (std::size_t i = 0; i < c.items.size(); ++i) {
    Json item;
    item["index"] = i;
    item["request"] = c.items[i].request;
    const std::string* treatment = facts.items[i].Code(vocabulary.computed().treatment);
    item["treatment"] = treatment != nullptr ? Json(*treatment) : Json(nullptr);
    item["facts"] = FactsJson(vocabulary, facts.items[i], c, i);
    item["sections"] = {{"request", c.items[i].request},
                        {"utilization_review", c.items[i].utilization_review}};
    if (c.view == View::kRecord) item["sections"]["rationale"] = c.items[i].rationale;
    item["ruling"] = RulingJson(document, i);
    items.push_back(std::move(item));
  }
  out["items"] = std::move(items);
  std::vector<std::string> problems;
  for (const StatedFactProblem& problem : facts.problems) problems.push_back(problem.message);
  Json warnings = WarningsJson(document, problems);
  if (!warnings.empty()) out["warnings"] = std::move(warnings);
  out["provenance"] = ProvenanceJson(provenance, document);
  return out;
}

Json ErrorJson(const InputError& error) {
  Json out = {{"source", error.source}, {"error", error.message}};
  if (error.line > 0) out["line"] = error.line;
  return out;
}

}  // namespace imr
