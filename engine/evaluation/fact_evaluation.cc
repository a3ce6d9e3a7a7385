#include "engine/evaluation/fact_evaluation.h"

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <unordered_map>
#include <utility>

#include "engine/evaluation/bootstrap.h"
#include "features/extraction/attachment.h"

namespace imr {
namespace {

double Share(int part, int whole) {
  return whole == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(part) / whole;
}

std::size_t IndexOf(Answer answer) { return static_cast<std::size_t>(answer); }

Answer AnswerOf(const std::optional<FactValue>& value) {
  const bool* yes = value ? std::get_if<bool>(&*value) : nullptr;
  if (yes == nullptr) return Answer::kSilent;
  return *yes ? Answer::kYes : Answer::kNo;
}

std::optional<FactValue> Found(const FactSheet& facts, FactId id) {
  const Fact* fact = facts.Find(id);
  return fact == nullptr ? std::nullopt : std::optional(fact->value);
}

std::optional<FactValue> Stated(const GoldItem::Values& values, FactId id) {
  const auto it = values.find(id);
  return it == values.end() ? std::nullopt : it->second;
}

// Of a range the lower end counts, of codes neither the order nor those that name no region, and a
// no of the request is as good as silence.
std::optional<FactValue> Comparable(std::optional<FactValue> value) {
  if (!value) return value;
  if (const bool* yes = std::get_if<bool>(&*value); yes != nullptr && !*yes) return std::nullopt;
  if (auto* number = std::get_if<NumberRange>(&*value)) {
    return NumberRange::Exactly(number->low);
  }
  if (auto* codes = std::get_if<std::vector<std::string>>(&*value)) {
    std::erase_if(*codes, [](const std::string& code) { return !NamesRegion(code); });
    if (codes->empty()) return std::nullopt;
    std::sort(codes->begin(), codes->end());
  }
  return value;
}

std::string_view FamilyOf(std::string_view treatment) {
  return treatment.substr(0, treatment.find('.'));
}

std::string CodeIn(const std::optional<FactValue>& value) {
  const auto* code = value ? std::get_if<std::string>(&*value) : nullptr;
  return code == nullptr ? "" : *code;
}

// Yes/no facts that are counted.
std::set<FactId> Counted(const Vocabulary& vocabulary, const std::vector<GoldItem>& gold) {
  std::set<FactId> counted;
  for (FactId id = 0; id < vocabulary.size(); ++id) {
    if (vocabulary.Definition(id).group == FactGroup::kClinical) counted.insert(id);
  }
  for (const GoldItem& item : gold) {
    for (const GoldItem::Values* values : {&item.prescreen, &item.record}) {
      for (const auto& [id, value] : *values) counted.insert(id);
    }
  }
  std::erase_if(counted,
                [&](FactId id) { return vocabulary.Definition(id).type != FactType::kDocumented; });
  return counted;
}

class Evaluator {
 public:
  Evaluator(const Vocabulary& vocabulary, View view, const std::vector<GoldItem>& gold)
      : vocabulary_(vocabulary), counted_(Counted(vocabulary, gold)) {
    out_.view = view;
  }

  void Compare(const GoldItem& gold, const FactSheet& facts) {
    ++out_.items;
    CompareTreatment(gold, facts);
    const GoldItem::Values clinical = gold.In(out_.view);
    for (FactId id = 0; id < vocabulary_.size(); ++id) {
      const FactDefinition& definition = vocabulary_.Definition(id);
      if (id == vocabulary_.computed().treatment) continue;
      if (definition.group == FactGroup::kRequest) {
        CompareValue(gold, id, Stated(gold.request, id), Found(facts, id));
      } else if (definition.type == FactType::kDocumented) {
        if (counted_.contains(id)) CompareYesNo(gold, id, Stated(clinical, id), Found(facts, id));
      } else if (definition.group == FactGroup::kClinical) {
        CompareValue(gold, id, Stated(clinical, id), Found(facts, id));
      }
    }
  }

  FactEvaluation Finish(const FactEvaluationOptions& options) {
    for (const auto& [id, row] : yes_no_) {
      if (row.counts.right + row.counts.wrong + row.counts.missed > 0) out_.yes_no.push_back(row);
    }
    for (const auto& [id, row] : valued_) out_.valued.push_back(row);
    for (const auto& [id, counts] : by_case_) Add(counts, out_.all);
    out_.cases = static_cast<int>(by_case_.size());
    Resample(options);
    return std::move(out_);
  }

 private:
  static void Add(const FactCounts& more, FactCounts& sum) {
    sum.right += more.right;
    sum.wrong += more.wrong;
    sum.missed += more.missed;
  }

  void Report(const GoldItem& gold, FactId id, std::optional<FactValue> want,
              std::optional<FactValue> got) {
    out_.errors.push_back({gold.case_id, gold.item, id, std::move(want), std::move(got)});
  }

  void CompareTreatment(const GoldItem& gold, const FactSheet& facts) {
    const FactId id = vocabulary_.computed().treatment;
    const auto want = Stated(gold.request, id);
    const auto got = Found(facts, id);
    out_.treatment_right += want == got ? 1 : 0;
    out_.family_right += FamilyOf(CodeIn(want)) == FamilyOf(CodeIn(got)) ? 1 : 0;
    if (want != got) Report(gold, id, want, got);
    by_case_[gold.case_id];
  }

  void CompareYesNo(const GoldItem& gold, FactId id, const std::optional<FactValue>& want,
                    const std::optional<FactValue>& got) {
    const Answer wanted = AnswerOf(want);
    const Answer found = AnswerOf(got);
    FactCounts counts;
    counts.right = wanted == found && found != Answer::kSilent ? 1 : 0;
    counts.wrong = found != Answer::kSilent && wanted != found ? 1 : 0;
    counts.missed = wanted != Answer::kSilent && wanted != found ? 1 : 0;
    FactEvaluation::YesNo& row = yes_no_[id];
    row.fact = id;
    Add(counts, row.counts);
    Add(counts, by_case_[gold.case_id]);
    ++row.confusion[IndexOf(wanted)][IndexOf(found)];
    if (wanted != found) Report(gold, id, want, got);
  }

  void CompareValue(const GoldItem& gold, FactId id, const std::optional<FactValue>& want,
                    const std::optional<FactValue>& got) {
    const auto wanted = Comparable(want);
    const auto found = Comparable(got);
    if (!wanted && !found) return;
    FactEvaluation::Valued& row = valued_[id];
    row.fact = id;
    ++row.counted;
    row.right += wanted == found ? 1 : 0;
    if (wanted != found) Report(gold, id, want, got);
  }

  void Resample(const FactEvaluationOptions& options) {
    std::vector<FactCounts> cases;
    for (const auto& [id, counts] : by_case_) cases.push_back(counts);
    std::mt19937_64 generator(options.seed);
    std::array<std::vector<double>, 3> values;
    for (int i = 0; i < options.resamples && !cases.empty(); ++i) {
      FactCounts sum;
      for (std::size_t draw = 0; draw < cases.size(); ++draw) {
        Add(cases[DrawBelow(generator, cases.size())], sum);
      }
      if (sum.right + sum.wrong > 0) values[0].push_back(sum.Precision());
      if (sum.right + sum.missed > 0) values[1].push_back(sum.Recall());
      if (sum.right + sum.wrong + sum.missed > 0) values[2].push_back(sum.F1());
    }
    out_.precision = MiddleOf(std::move(values[0]));
    out_.recall = MiddleOf(std::move(values[1]));
    out_.f1 = MiddleOf(std::move(values[2]));
  }

  const Vocabulary& vocabulary_;
  const std::set<FactId> counted_;
  FactEvaluation out_;
  std::map<FactId, FactEvaluation::YesNo> yes_no_;
  std::map<FactId, FactEvaluation::Valued> valued_;
  std::map<std::string, FactCounts> by_case_;  // ordered, so that resamples do not depend on order
};

}  // namespace

double FactCounts::Precision() const { return Share(right, right + wrong); }
double FactCounts::Recall() const { return Share(right, right + missed); }
double FactCounts::F1() const { return Share(2 * right, 2 * right + wrong + missed); }

std::string_view AnswerName(Answer answer) {
  switch (answer) {
    case Answer::kYes:
      return "yes";
    case Answer::kNo:
      return "no";
    case Answer::kSilent:
      return "silent";
  }
  return "";
}

FactEvaluation EvaluateFacts(const Vocabulary& vocabulary, View view,
                             const std::vector<GoldItem>& gold,
                             const std::vector<CaseReadings>& readings,
                             const FactEvaluationOptions& options) {
  std::unordered_map<std::string_view, const CaseReadings*> by_id;
  for (const CaseReadings& reading : readings) by_id.emplace(reading.case_id, &reading);
  Evaluator evaluator(vocabulary, view, gold);
  for (const GoldItem& item : gold) {
    const auto it = by_id.find(item.case_id);
    if (it == by_id.end() || item.item >= it->second->items.size()) continue;
    evaluator.Compare(item, it->second->items[item.item]);
  }
  return evaluator.Finish(options);
}

}  // namespace imr
