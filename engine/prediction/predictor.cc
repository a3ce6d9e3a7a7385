#include "engine/prediction/predictor.h"

#include <algorithm>
#include <cmath>
#include <future>
#include <numeric>
#include <utility>

#include "engine/explanation/counterfactuals.h"
#include "engine/explanation/missing.h"
#include "engine/matching/matching.h"
#include "engine/prediction/rules_hash.h"

namespace imr {
namespace {

double ContributionOf(const Score& score, int criterion) {
  double sum = 0;
  for (const Contribution& contribution : score.contributions) {
    if (contribution.criterion == criterion) sum += contribution.log_odds;
  }
  return sum;
}

std::vector<Evidence> EvidenceFor(const CriterionOutcome& outcome, const FactSheet& facts) {
  std::vector<Evidence> evidence;
  for (const FactId id : outcome.facts) {
    const Fact* fact = facts.Find(id);
    if (fact == nullptr) continue;
    for (const Evidence& words : fact->evidence) {
      if (std::find(evidence.begin(), evidence.end(), words) == evidence.end()) {
        evidence.push_back(words);
      }
    }
  }
  return evidence;
}

// The criteria that speak for the predicted side, the strongest first: for "upheld" those unmet,
// then those undocumented that count against; for "overturned" those met, and where none is (an
// item that follows another one) those that leave it open.
std::vector<std::size_t> DecidedBy(bool overturned,
                                   const std::vector<CriterionJudgement>& criteria) {
  const bool any_met =
      std::any_of(criteria.begin(), criteria.end(),
                  [](const CriterionJudgement& j) { return j.status == Status::kMet; });
  const Status favourable = any_met ? Status::kMet : Status::kUndocumented;
  auto rank = [&](const CriterionJudgement& judgement) {
    const bool required = judgement.criterion->strength == Strength::kRequired;
    if (overturned) return judgement.status == favourable ? (required ? 2 : 1) : 0;
    if (judgement.status == Status::kUnmet) return required ? 4 : 2;
    if (judgement.status == Status::kUndocumented) return required ? 3 : 1;
    return 0;
  };
  std::vector<std::size_t> order(criteria.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t i) { return rank(criteria[i]) == 0; });
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (rank(criteria[a]) != rank(criteria[b])) return rank(criteria[a]) > rank(criteria[b]);
    return std::abs(criteria[a].contribution) > std::abs(criteria[b].contribution);
  });
  return order;
}

}  // namespace

void AddComputedFacts(const Vocabulary& vocabulary, const std::optional<Date>& review,
                      const std::optional<Date>& injury, FactSheet& facts) {
  const Vocabulary::Computed& ids = vocabulary.computed();
  auto set = [&](FactId id, FactValue value) {
    const Fact* known = facts.Find(id);
    if (known == nullptr || (!known->stated && known->evidence.empty()))
      facts.Set(id, std::move(value));
  };
  if (review && injury && DaysBetween(*injury, *review) >= 0) {
    const int weeks = DaysBetween(*injury, *review) / 7;
    set(ids.weeks_since_injury, NumberRange::Exactly(weeks));
  }
  if (const auto months = facts.Number(ids.months_of_use)) {
    constexpr double kWeeksPerMonth = 365.25 / 12 / 7;
    set(ids.weeks_of_use, NumberRange{std::round(months->low * kWeeksPerMonth),
                                      std::round(months->high * kWeeksPerMonth)});
  }
  const auto authorized = facts.Number(ids.sessions_authorized);
  if (authorized && authorized->low > 0) set(ids.partially_authorized, true);
  if (const auto requested = facts.Number(ids.sessions_requested)) {
    // What was authorized stands in the wording; visits had before are known only when told.
    const auto prior = facts.Number(ids.prior_sessions);
    const bool none_before = facts.Documented(ids.prior_same_treatment) == false;
    const double low =
        requested->low + (authorized ? authorized->low : 0) + (prior ? prior->low : 0);
    const double high =
        requested->high + (authorized ? authorized->high : 0) + (prior ? prior->high : 0);
    set(ids.total_sessions,
        prior || none_before ? NumberRange{low, high} : NumberRange::AtLeast(low));
  }
}

std::shared_ptr<const Predictor> Predictor::Load(const std::filesystem::path& rules_directory,
                                                 Diagnostics& diagnostics, Scrutiny scrutiny) {
  auto vocabulary =
      Vocabulary::Load(rules_directory / "vocabulary.yaml", "vocabulary.yaml", diagnostics);
  if (!vocabulary) return nullptr;
  // Everything is loaded even after an error, so that one run shows all of them. Lexicon and
  // guidelines take about as long as each other.
  Diagnostics of_extractor;
  auto loading = std::async(std::launch::async, [&] {
    return Extractor::Load(rules_directory, vocabulary, of_extractor);
  });
  Diagnostics of_rulebook;
  auto rulebook = Rulebook::Load(rules_directory, vocabulary, of_rulebook, scrutiny);
  auto extractor = loading.get();
  for (const Diagnostics* part : {&of_extractor, &of_rulebook}) {
    for (const Diagnostic& diagnostic : part->all()) diagnostics.Add(diagnostic);
  }
  auto scorer = Scorer::Load(rules_directory, vocabulary, diagnostics);
  if (!extractor || !rulebook || !scorer) return nullptr;
  std::shared_ptr<Predictor> predictor(new Predictor());
  predictor->vocabulary_ = std::move(vocabulary);
  predictor->extractor_ = std::move(extractor);
  predictor->rulebook_ = std::move(rulebook);
  predictor->scorer_ = std::move(scorer);
  predictor->rules_hash_ = HashOfRules(HashesOfRuleFiles(rules_directory));
  return predictor;
}

std::shared_ptr<const Predictor> Predictor::WithModel(FittedWeights weights,
                                                      std::vector<RiskBand> bands,
                                                      std::string model_hash) const {
  std::shared_ptr<Predictor> fitted(new Predictor(*this));
  fitted->scorer_ = scorer_->Fitted(std::move(weights));
  fitted->bands_ = std::move(bands);
  fitted->model_hash_ = std::move(model_hash);
  return fitted;
}

std::shared_ptr<const Predictor> Predictor::WithoutModel() const {
  std::shared_ptr<Predictor> bare(new Predictor(*this));
  bare->scorer_ = scorer_->Unfitted();
  bare->bands_.clear();
  bare->model_hash_.clear();
  bare->history_ = nullptr;
  return bare;
}

std::shared_ptr<const Predictor> Predictor::WithRulebook(std::shared_ptr<const Rulebook> rulebook,
                                                         std::string rules_hash) const {
  std::shared_ptr<Predictor> other(new Predictor(*this));
  other->rulebook_ = std::move(rulebook);
  other->rules_hash_ = std::move(rules_hash);
  return other;
}

std::shared_ptr<const Predictor> Predictor::WithHistory(
    std::shared_ptr<const History> history) const {
  std::shared_ptr<Predictor> with(new Predictor(*this));
  with->history_ = std::move(history);
  return with;
}

Predictor::Judged Predictor::Judge(const FactSheet& facts, const Situation& dates) const {
  Judged judged;
  if (const auto* treatment = facts.Code(vocabulary_->computed().treatment)) {
    judged.treatment = *treatment;
    judged.match = Match(
        *rulebook_, Situation{.facts = &facts, .review = dates.review, .injury = dates.injury});
  }
  judged.offset = scorer_->Offset(judged.treatment, dates.review);
  if (judged.treatment.empty()) {
    judged.abstained_because = "the wording of the request names no treatment that is known";
  } else if (judged.match.governing.empty()) {
    judged.abstained_because =
        "no guideline of the rule book governs " + judged.treatment + " on the day of review";
  } else if (judged.match.outcomes.empty()) {
    judged.abstained_because =
        "no criterion of the governing guidelines applies to what is documented";
  }
  return judged;
}

ItemPrediction Predictor::PredictFacts(FactSheet facts, const Situation& dates,
                                       const Relations& relations) const {
  AddComputedFacts(*vocabulary_, dates.review, dates.injury, facts);
  Judged judged = Judge(facts, dates);
  ItemPrediction out;
  out.treatment = judged.treatment;
  out.governing = judged.match.governing;
  out.abstained_because = judged.abstained_because;
  out.abstained = !out.abstained_because.empty();
  out.score = out.abstained ? scorer_->BaseRateAlone(judged.offset)
                            : scorer_->Combine(judged.offset,
                                               scorer_->Features(judged.match, facts, relations));
  out.overturned = out.score.probability >= 0.5;
  if (const RiskBand* band = BandOf(bands_, out.score.probability)) out.risk = *band;
  for (std::size_t i = 0; i < judged.match.outcomes.size(); ++i) {
    const CriterionOutcome& outcome = judged.match.outcomes[i];
    out.criteria.push_back({.guideline = outcome.guideline,
                            .criterion = outcome.criterion,
                            .status = outcome.status,
                            .contribution = ContributionOf(out.score, static_cast<int>(i)),
                            .evidence = EvidenceFor(outcome, facts)});
  }
  if (!out.abstained) {
    out.decided_by = DecidedBy(out.overturned, out.criteria);
    out.missing = MissingDocumentation(judged.match, facts, *vocabulary_);
    out.counterfactuals = Counterfactuals(
        judged.match, facts, *vocabulary_, out.score.probability, [&](const FactSheet& changed) {
          FactSheet sheet = changed;
          AddComputedFacts(*vocabulary_, dates.review, dates.injury, sheet);
          const Judged again = Judge(sheet, dates);
          return scorer_->Probability(judged.offset,
                                      scorer_->Features(again.match, sheet, relations));
        });
  }
  out.facts = std::move(facts);
  return out;
}

std::vector<int> Predictor::Parents(const std::vector<FactSheet>& items) const {
  const auto n = static_cast<double>(items.size());
  std::vector<int> named(items.size(), -1);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto depends = items[i].Number(vocabulary_->computed().depends_on);
    if (!depends) continue;
    const double index = depends->low;
    if (index >= 0 && index < n && index != static_cast<double>(i)) {
      named[i] = static_cast<int>(index);
    }
  }
  std::vector<int> parents = named;
  for (int& parent : parents) {
    if (parent >= 0 && named[static_cast<std::size_t>(parent)] >= 0) parent = -1;
  }
  return parents;
}

std::vector<ItemFeatures> Predictor::FeaturesOf(const Case& c,
                                                const PredictOptions& options) const {
  CaseFacts extracted = extractor_->Extract(c);
  const std::vector<int> parents = Parents(extracted.items);
  const Situation dates{.facts = nullptr,
                        .review = options.as_of ? options.as_of : c.dates.utilization_review,
                        .injury = c.dates.injury};
  std::vector<ItemFeatures> out;
  for (std::size_t i = 0; i < extracted.items.size(); ++i) {
    FactSheet& facts = extracted.items[i];
    AddComputedFacts(*vocabulary_, dates.review, dates.injury, facts);
    Judged judged = Judge(facts, dates);
    Relations relations;
    if (parents[i] >= 0) relations.parent_excess = 1.0;
    ItemFeatures item{.treatment = judged.treatment,
                      .offset = judged.offset,
                      .features = {},
                      .parent = parents[i],
                      .abstained = !judged.abstained_because.empty()};
    if (!item.abstained) {
      item.features = scorer_->Features(judged.match, facts, relations, FeatureSet::kAll);
    }
    out.push_back(std::move(item));
  }
  return out;
}

CasePrediction Predictor::Predict(const Case& c, const PredictOptions& options) const {
  CaseFacts extracted = extractor_->Extract(c);
  CasePrediction out;
  for (const StatedFactProblem& problem : extracted.problems) {
    std::string place = problem.item < 0 ? "facts of the case"
                                         : "facts of request " + std::to_string(problem.item + 1);
    if (problem.line > 0) place += ", line " + std::to_string(problem.line);
    out.problems.push_back(place + ": " + problem.message);
  }
  const Situation dates{.facts = nullptr,
                        .review = options.as_of ? options.as_of : c.dates.utilization_review,
                        .injury = c.dates.injury};
  std::vector<FactSheet> supposed;
  if (!options.what_if.empty()) supposed = extracted.items;
  out.items = PredictItems(std::move(extracted.items), dates);
  if (!options.what_if.empty()) Suppose(options, dates, std::move(supposed), out.items);
  if (history_) {
    for (ItemPrediction& item : out.items) item.precedents = history_->Nearest(c.id, item.facts);
  }
  return out;
}

void Predictor::Suppose(const PredictOptions& options, const Situation& dates,
                        std::vector<FactSheet> facts, std::vector<ItemPrediction>& items) const {
  std::vector<WhatIf> changes(items.size());
  for (const PredictOptions::Supposition& supposition : options.what_if) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (supposition.item && *supposition.item != i) continue;
      facts[i].Set(supposition.fact, Fact{.value = supposition.value, .stated = true});
      changes[i].change.emplace_back(supposition.fact, supposition.value);
    }
  }
  const std::vector<int> parents = Parents(facts);
  const std::vector<ItemPrediction> otherwise = PredictItems(std::move(facts), dates);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool through_parent =
        parents[i] >= 0 && !changes[static_cast<std::size_t>(parents[i])].change.empty();
    if (changes[i].change.empty() && !through_parent) continue;
    changes[i].probability = otherwise[i].score.probability;
    changes[i].overturned = otherwise[i].overturned;
    items[i].what_if = std::move(changes[i]);
  }
}

std::vector<ItemPrediction> Predictor::PredictItems(std::vector<FactSheet> items,
                                                    const Situation& dates) const {
  const std::vector<int> parents = Parents(items);
  std::vector<ItemPrediction> out(items.size());
  // Items that stand alone first, then those that accompany them.
  for (const bool accompanying : {false, true}) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      if ((parents[i] >= 0) != accompanying) continue;
      Relations relations;
      if (accompanying) {
        const Score& fate = out[static_cast<std::size_t>(parents[i])].score;
        relations.parent_excess = fate.log_odds - LogOdds(fate.base_rate);
      }
      out[i] = PredictFacts(std::move(items[i]), dates, relations);
    }
  }
  return out;
}

}  // namespace imr
