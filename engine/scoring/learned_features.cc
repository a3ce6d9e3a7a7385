#include "engine/scoring/learned_features.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace imr {

LearnedFeatures::LearnedFeatures(const Vocabulary& vocabulary, const LearnedDeviations& deviations)
    : treatment_fact_(vocabulary.computed().treatment) {
  intercept_ = Add("intercept", deviations.intercept);
  for (const std::string& code : vocabulary.treatments()) {
    const std::string family = code.substr(0, code.find('.'));
    auto at = std::find(families_.begin(), families_.end(), family);
    if (at == families_.end()) at = families_.insert(at, family);
    family_of_[code] = static_cast<std::uint32_t>(at - families_.begin());
    treatments_[code] = Add("treatment " + code, deviations.treatment);
  }
  first_family_ = static_cast<std::uint32_t>(all_.size());
  for (const std::string& family : families_) Add("family " + family, deviations.family);

  facts_.assign(vocabulary.size(), kNone);
  facts_in_family_.assign(vocabulary.size(), kNone);
  for (FactId id = 0; id < vocabulary.size(); ++id) {
    const FactDefinition& definition = vocabulary.Definition(id);
    if (definition.type != FactType::kDocumented || definition.group == FactGroup::kRequest) {
      continue;
    }
    facts_[id] = Add("fact " + definition.name + " yes", deviations.fact);
    Add("fact " + definition.name + " no", deviations.fact);
    facts_in_family_[id] =
        AddInFamilies("fact " + definition.name + " yes", deviations.fact_in_family);
    AddInFamilies("fact " + definition.name + " no", deviations.fact_in_family);
  }
  for (const LearnedDeviations::Numbers& numbers : deviations.numbers) {
    Number number{.fact = numbers.fact, .ranges = {}};
    for (std::size_t i = 0; i < numbers.from.size(); ++i) {
      const bool last = i + 1 == numbers.from.size();
      Range range{.from = numbers.from[i],
                  .under = last ? std::numeric_limits<double>::infinity() : numbers.from[i + 1]};
      const std::string name =
          vocabulary.Definition(numbers.fact).name + " from " +
          DescribeValue(NumberRange::Exactly(range.from)) +
          (last ? "" : " under " + DescribeValue(NumberRange::Exactly(range.under)));
      range.feature = Add(name, numbers.deviation);
      range.first_in_family = AddInFamilies(name, numbers.in_family);
      number.ranges.push_back(range);
    }
    numbers_.push_back(std::move(number));
  }
}

std::uint32_t LearnedFeatures::Add(std::string name, double deviation) {
  all_.push_back({std::move(name), deviation});
  return static_cast<std::uint32_t>(all_.size() - 1);
}

std::uint32_t LearnedFeatures::AddInFamilies(const std::string& name, double deviation) {
  const auto first = static_cast<std::uint32_t>(all_.size());
  for (const std::string& family : families_) Add(name + " in " + family, deviation);
  return first;
}

void LearnedFeatures::Visit(const FactSheet& facts,
                            const std::function<void(std::uint32_t)>& visit) const {
  visit(intercept_);
  std::uint32_t family = kNone;
  if (const std::string* code = facts.Code(treatment_fact_)) {
    if (const auto it = treatments_.find(*code); it != treatments_.end()) {
      visit(it->second);
      family = family_of_.at(*code);
      visit(first_family_ + family);
    }
  }
  const auto families = static_cast<std::uint32_t>(families_.size());
  for (const auto& [id, fact] : facts) {
    const bool* yes = std::get_if<bool>(&fact.value);
    if (yes == nullptr || facts_[id] == kNone) continue;
    visit(facts_[id] + (*yes ? 0 : 1));
    if (family != kNone) visit(facts_in_family_[id] + (*yes ? 0 : families) + family);
  }
  for (const Number& number : numbers_) {
    const auto value = facts.Number(number.fact);
    if (!value) continue;
    for (const Range& range : number.ranges) {
      if (value->low < range.from || value->low >= range.under) continue;
      visit(range.feature);
      if (family != kNone) visit(range.first_in_family + family);
    }
  }
}

}  // namespace imr
