#include "engine/scoring/scoring_weights.h"

#include <algorithm>
#include <set>
#include <utility>

#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

// No weight is surer than this (a prior needs some width), and none is less sure than the largest.
constexpr double kSmallestDeviation = 0.01;
constexpr double kLargestDeviation = 5.0;

class WeightReader {
 public:
  WeightReader(std::string name, const Vocabulary& vocabulary, Diagnostics& diagnostics)
      : name_(std::move(name)), vocabulary_(vocabulary), diagnostics_(diagnostics) {}

  ScoringWeights Read(const YAML::Node& root) {
    ScoringWeights weights;
    MapReader top(root, "the file of weights", name_, diagnostics_);
    top.Number("version");
    if (const auto node = top.Required("criteria")) {
      MapReader reader(*node, "'criteria'", name_, diagnostics_);
      weights.required = ReadCriterion(reader, "required");
      weights.supporting = ReadCriterion(reader, "supporting");
      reader.Finish();
    }
    if (const auto node = top.Required("pooled")) {
      MapReader reader(*node, "'pooled'", name_, diagnostics_);
      weights.all_required_met = ReadWeight(reader, "all_required_met");
      weights.any_required_unmet = ReadWeight(reader, "any_required_unmet");
      weights.share_required_undocumented = ReadWeight(reader, "share_required_undocumented");
      weights.share_supporting_met = ReadWeight(reader, "share_supporting_met");
      weights.share_supporting_unmet = ReadWeight(reader, "share_supporting_unmet");
      reader.Finish();
    }
    if (const auto node = top.Required("relations")) {
      MapReader reader(*node, "'relations'", name_, diagnostics_);
      weights.parent_excess = ReadWeight(reader, "parent_excess");
      reader.Finish();
    }
    weights.never = top.Strings("never");
    never_.insert(weights.never.begin(), weights.never.end());
    if (const auto node = top.Optional("facts")) ReadFacts(*node, weights.facts);
    if (const auto node = top.Optional("learned")) weights.learned = ReadLearned(*node);
    top.Finish();
    return weights;
  }

 private:
  double Bounded(MapReader& reader, std::string_view key, double low, double high) {
    const auto value = reader.Number(key);
    if (!value) return std::max(low, 0.0);
    if (*value < low || *value > high) {
      reader.Error(*reader.Optional(key),
                   "'" + std::string(key) + "' must lie between " +
                       DescribeValue(NumberRange::Exactly(low)) + " and " +
                       DescribeValue(NumberRange::Exactly(high)),
                   "out-of-range");
      return std::max(low, 0.0);
    }
    return *value;
  }

  double LogOddsAt(MapReader& reader, std::string_view key) {
    reader.Required(key);
    return Bounded(reader, key, -kLargestWeight, kLargestWeight);
  }

  double DeviationAt(MapReader& reader, std::string_view key = "deviation") {
    reader.Required(key);
    return Bounded(reader, key, kSmallestDeviation, kLargestDeviation);
  }

  CriterionWeights ReadCriterion(MapReader& parent, std::string_view key) {
    CriterionWeights weights;
    const auto node = parent.Required(key);
    if (!node) return weights;
    MapReader reader(*node, "'" + std::string(key) + "'", name_, diagnostics_);
    weights.met = LogOddsAt(reader, "met");
    weights.unmet = LogOddsAt(reader, "unmet");
    weights.undocumented = LogOddsAt(reader, "undocumented");
    weights.undocumented_against = LogOddsAt(reader, "undocumented_against");
    weights.deviation = DeviationAt(reader);
    reader.Finish();
    return weights;
  }

  Weight ReadWeight(MapReader& parent, std::string_view key) {
    const auto node = parent.Required(key);
    if (!node) return {};
    MapReader reader(*node, "'" + std::string(key) + "'", name_, diagnostics_);
    const Weight weight{.log_odds = LogOddsAt(reader, "weight"), .deviation = DeviationAt(reader)};
    reader.Finish();
    return weight;
  }

  void ReadFacts(const YAML::Node& node, std::vector<FactWeight>& facts) {
    MapReader reader(node, "'facts'", name_, diagnostics_);
    const double usual_deviation = DeviationAt(reader);
    if (const auto list = reader.Required("weights")) {
      if (!list->IsSequence()) {
        reader.Error(*list, "'weights' must be a list", "wrong-kind");
      } else {
        for (const auto& entry : *list) {
          if (auto weight = ReadFact(entry, usual_deviation)) facts.push_back(std::move(*weight));
        }
      }
    }
    reader.Finish();
  }

  LearnedDeviations ReadLearned(const YAML::Node& node) {
    LearnedDeviations learned;
    MapReader reader(node, "'learned'", name_, diagnostics_);
    learned.intercept = DeviationAt(reader, "intercept");
    learned.treatment = DeviationAt(reader, "treatment");
    learned.family = DeviationAt(reader, "family");
    learned.fact = DeviationAt(reader, "fact");
    learned.fact_in_family = DeviationAt(reader, "fact_in_family");
    if (const auto list = reader.Optional("numbers")) {
      if (!list->IsSequence()) reader.Error(*list, "'numbers' must be a list", "wrong-kind");
      for (const auto& entry : *list) {
        if (auto numbers = ReadLearnedNumbers(entry)) learned.numbers.push_back(*numbers);
      }
    }
    reader.Finish();
    return learned;
  }

  std::optional<LearnedDeviations::Numbers> ReadLearnedNumbers(const YAML::Node& node) {
    LearnedDeviations::Numbers numbers;
    MapReader reader(node, "a number to learn from", name_, diagnostics_);
    const auto fact = FindFact(reader);
    numbers.deviation = DeviationAt(reader);
    numbers.in_family = DeviationAt(reader, "in_family");
    if (const auto from = reader.Required("from")) {
      if (from->IsSequence()) {
        for (const auto& entry : *from) {
          const auto bound = AsNumber(entry);
          if (!bound || (!numbers.from.empty() && *bound <= numbers.from.back())) {
            reader.Error(entry, "'from' must be a list of ascending numbers", "wrong-kind");
            break;
          }
          numbers.from.push_back(*bound);
        }
      } else {
        reader.Error(*from, "'from' must be a list of ascending numbers", "wrong-kind");
      }
    }
    reader.Finish();
    if (!fact) return std::nullopt;
    const FactType type = vocabulary_.Definition(*fact).type;
    if (type != FactType::kCount && type != FactType::kMonths) {
      reader.Error(node, "'" + vocabulary_.Definition(*fact).name + "' is not a number",
                   "wrong-test");
      return std::nullopt;
    }
    numbers.fact = *fact;
    return numbers;
  }

  std::optional<FactId> FindFact(MapReader& reader) {
    const auto at = reader.Required("fact");
    const auto name = reader.String("fact");
    if (!at || !name) return std::nullopt;
    if (never_.contains(*name)) {
      reader.Error(*at, "'" + *name + "' says who the patient is and is never weighed",
                   "forbidden-fact");
      return std::nullopt;
    }
    const auto id = vocabulary_.Find(*name);
    if (!id) {
      reader.Error(*at, "unknown fact '" + *name + "'" + Suggestion(*name, vocabulary_.names()),
                   "unknown-fact");
    }
    return id;
  }

  std::optional<FactWeight> ReadFact(const YAML::Node& node, double usual_deviation) {
    MapReader reader(node, "a weight of a fact", name_, diagnostics_);
    FactWeight weight;
    const auto fact = FindFact(reader);
    weight.weight.log_odds = LogOddsAt(reader, "weight");
    weight.weight.deviation = reader.Has("deviation") ? DeviationAt(reader) : usual_deviation;
    reader.RequiredString("why");
    weight.treatments = ReadTreatments(reader);
    std::string test_name;
    const bool tested = ReadTest(reader, fact, weight.test, test_name);
    const auto name = reader.String("name");
    reader.Finish();
    if (!fact || !tested) return std::nullopt;
    weight.fact = *fact;
    weight.name = name ? *name : DefaultName(*fact, test_name, weight.treatments);
    if (!names_.insert(weight.name).second) {
      reader.Error(node, "two weights are called '" + weight.name + "'; give one a 'name'",
                   "duplicate-feature");
      return std::nullopt;
    }
    return weight;
  }

  std::string DefaultName(FactId fact, const std::string& test_name,
                          const std::vector<std::string>& treatments) const {
    std::string name = vocabulary_.Definition(fact).name + test_name;
    for (const std::string& treatment : treatments) name += ", " + treatment;
    return name;
  }

  std::vector<std::string> ReadTreatments(MapReader& reader) {
    const auto list = reader.Optional("treatments");
    auto treatments = reader.Strings("treatments");
    for (std::size_t i = 0; i < treatments.size(); ++i) {
      if (vocabulary_.IsTreatmentOrFamily(treatments[i])) continue;
      reader.Error(list->IsSequence() ? (*list)[i] : *list,
                   "unknown treatment '" + treatments[i] + "'" +
                       Suggestion(treatments[i], vocabulary_.treatments()),
                   "unknown-treatment");
    }
    return treatments;
  }

  // Reads `is`, or `from` and `under`, as fits the type of the fact. Asks for every key, so that a
  // misplaced one is told as such and not as unknown.
  bool ReadTest(MapReader& reader, std::optional<FactId> fact,
                std::variant<bool, std::string, FactWeight::NumberBelow>& test,
                std::string& test_name) {
    const auto is = reader.Optional("is");
    const auto from = reader.Number("from");
    const auto under = reader.Number("under");
    if (!fact) return false;
    const FactDefinition& definition = vocabulary_.Definition(*fact);
    auto fail = [&](const std::string& message) {
      reader.Error(is ? *is : reader.node(), "'" + definition.name + "' " + message, "wrong-test");
      return false;
    };
    switch (definition.type) {
      case FactType::kDocumented: {
        const auto value = is ? AsYesNo(*is) : std::nullopt;
        if (!value || from || under) return fail("is a yes/no fact: write 'is: yes' or 'is: no'");
        test = *value;
        test_name = *value ? " yes" : " no";
        return true;
      }
      case FactType::kCode:
      case FactType::kCodes: {
        const auto value = is ? AsString(*is) : std::nullopt;
        if (!value || from || under) return fail("is a code: write 'is:' and one of its values");
        const auto& values = definition.values;
        if (std::find(values.begin(), values.end(), *value) == values.end()) {
          return fail("has no value '" + *value + "'" + Suggestion(*value, values));
        }
        test = *value;
        test_name = " " + *value;
        return true;
      }
      case FactType::kCount:
      case FactType::kMonths: {
        if (is || (!from && !under)) return fail("is a number: write 'from', 'under' or both");
        if (from && under && *from >= *under) return fail("is never in an empty range");
        FactWeight::NumberBelow range;
        if (from) {
          range.from = *from;
          test_name += " from " + DescribeValue(NumberRange::Exactly(*from));
        }
        if (under) {
          range.under = *under;
          test_name += " under " + DescribeValue(NumberRange::Exactly(*under));
        }
        test = range;
        return true;
      }
      case FactType::kString:
        return fail("is free text and cannot be weighed");
    }
    return false;
  }

  std::string name_;
  const Vocabulary& vocabulary_;
  Diagnostics& diagnostics_;
  std::set<std::string> never_;
  std::set<std::string> names_;
};

}  // namespace

bool FactWeight::Holds(const FactSheet& facts, const std::string& treatment) const {
  if (!treatments.empty() &&
      std::none_of(treatments.begin(), treatments.end(), [&](const std::string& pattern) {
        return TreatmentMatches(treatment, pattern);
      })) {
    return false;
  }
  if (const bool* yes = std::get_if<bool>(&test)) return facts.Documented(fact) == *yes;
  if (const auto* code = std::get_if<std::string>(&test)) {
    if (const std::string* value = facts.Code(fact)) return *value == *code;
    const auto* values = facts.Codes(fact);
    return values != nullptr && std::find(values->begin(), values->end(), *code) != values->end();
  }
  const auto& range = std::get<NumberBelow>(test);
  const auto number = facts.Number(fact);
  return number && number->low >= range.from && number->high < range.under;
}

std::optional<ScoringWeights> ScoringWeights::Load(const std::filesystem::path& path,
                                                   const std::string& name,
                                                   const Vocabulary& vocabulary,
                                                   Diagnostics& diagnostics) {
  Diagnostics found;
  const auto root = LoadYamlFile(path, name, found);
  ScoringWeights weights;
  if (root) weights = WeightReader(name, vocabulary, found).Read(*root);
  for (const Diagnostic& diagnostic : found.all()) diagnostics.Add(diagnostic);
  if (found.has_errors()) return std::nullopt;
  return weights;
}

}  // namespace imr
