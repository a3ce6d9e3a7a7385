#include "engine/rulebook/rule_choice.h"

#include <algorithm>
#include <set>
#include <utility>

namespace imr {
namespace {

// Does a guideline that names `pattern` speak on what `asked` names?
bool Concerns(const std::string& pattern, const std::string& asked) {
  return TreatmentMatches(asked, pattern) || TreatmentMatches(pattern, asked);
}

bool NamesTreatment(const Guideline& guideline, const std::string& asked) {
  return std::any_of(guideline.treatments.begin(), guideline.treatments.end(),
                     [&](const std::string& pattern) { return Concerns(pattern, asked); });
}

// The guideline whose id ends like `name`, spelt almost so: authors leave the source out.
std::string MeantByItsEnd(const Rulebook& rulebook, const std::string& name) {
  for (const Guideline& guideline : rulebook.guidelines()) {
    const std::string& id = guideline.id;
    for (std::size_t at = id.find('-'); at != std::string::npos; at = id.find('-', at + 1)) {
      const std::string end = id.substr(at + 1);
      if (end == name || !Suggestion(name, std::vector<std::string>{end}).empty()) {
        return "; did you mean '" + id + "'?";
      }
    }
  }
  return "";
}

std::string Unknown(const Rulebook& rulebook, const std::string& name) {
  std::vector<std::string> names;
  for (const Guideline& guideline : rulebook.guidelines()) {
    names.push_back(guideline.id);
    if (name.find('/') == std::string::npos) continue;
    for (const Criterion& criterion : guideline.criteria) names.push_back(criterion.id);
  }
  const auto& treatments = rulebook.vocabulary().treatments();
  names.insert(names.end(), treatments.begin(), treatments.end());
  std::string suggestion = Suggestion(name, names);
  if (suggestion.empty()) suggestion = MeantByItsEnd(rulebook, name);
  return "there is no guideline, criterion or treatment '" + name + "'" + suggestion;
}

}  // namespace

std::variant<std::vector<RuleChoice>, std::string> ChooseRules(
    const Rulebook& rulebook, const std::vector<std::string>& names) {
  std::set<const Criterion*> meant;
  for (const std::string& name : names) {
    const bool treatment = name != "*" && rulebook.vocabulary().IsTreatmentOrFamily(name);
    const std::size_t before = meant.size();
    bool known = treatment;
    for (const Guideline& guideline : rulebook.guidelines()) {
      const bool all = guideline.id == name || (treatment && NamesTreatment(guideline, name));
      for (const Criterion& criterion : guideline.criteria) {
        if (!all && criterion.id != name) continue;
        meant.insert(&criterion);
        known = true;
      }
    }
    if (!known) return Unknown(rulebook, name);
    if (treatment && meant.size() == before && names.size() == 1) {
      return "no guideline of the rule book names the treatment '" + name + "'";
    }
  }
  std::vector<RuleChoice> choices;
  for (const Guideline& guideline : rulebook.guidelines()) {
    RuleChoice choice{&guideline, {}};
    for (const Criterion& criterion : guideline.criteria) {
      if (names.empty() || meant.contains(&criterion)) choice.criteria.push_back(&criterion);
    }
    if (!choice.criteria.empty()) choices.push_back(std::move(choice));
  }
  return choices;
}

}  // namespace imr
