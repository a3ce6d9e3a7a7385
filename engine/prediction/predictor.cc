#include "engine/prediction/predictor.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <future>
#include <numeric>
#include <sstream>
#include <utility>

#include "engine/explanation/counterfactuals.h"
#include "engine/explanation/missing.h"
#include "engine/matching/matching.h"
#include "features/document/reader.h"
#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

// Over names and bytes of every rule file, so that a prediction can be traced to its rules.
std::string HashOfRules(const std::filesystem::path& directory) {
  std::string all;
  for (const auto& path : YamlFilesBelow(directory)) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    all +=
        path.lexically_relative(directory).generic_string() + '\0' + Sha256Hex(bytes.str()) + '\n';
  }
  return Sha256Hex(all);
}

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
// then those undocumented that count against; for "overturned" those met.
std::vector<std::size_t> DecidedBy(bool overturned,
                                   const std::vector<CriterionJudgement>& criteria) {
  auto rank = [&](const CriterionJudgement& judgement) {
    const bool required = judgement.criterion->strength == Strength::kRequired;
    if (overturned) return judgement.status == Status::kMet ? (required ? 2 : 1) : 0;
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
  predictor->rules_hash_ = HashOfRules(rules_directory);
  return predictor;
}

ItemPrediction Predictor::PredictFacts(FactSheet facts, const Situation& dates,
                                       const Relations& relations) const {
  AddComputedFacts(*vocabulary_, dates.review, dates.injury, facts);
  ItemPrediction out;
  if (const auto* treatment = facts.Code(vocabulary_->computed().treatment)) {
    out.treatment = *treatment;
  }
  const BaseRate offset = scorer_->Offset(out.treatment, dates.review);
  auto situation_of = [&](const FactSheet& sheet) {
    return Situation{.facts = &sheet, .review = dates.review, .injury = dates.injury};
  };
  MatchResult match;
  if (!out.treatment.empty()) match = Match(*rulebook_, situation_of(facts));
  out.governing = match.governing;
  if (out.treatment.empty()) {
    out.abstained_because = "the wording of the request names no treatment that is known";
  } else if (match.governing.empty()) {
    out.abstained_because =
        "no guideline of the rule book governs " + out.treatment + " on the day of review";
  } else if (match.outcomes.empty()) {
    out.abstained_because =
        "no criterion of the governing guidelines applies to what is documented";
  }
  out.abstained = !out.abstained_because.empty();
  out.score = scorer_->Combine(
      offset, out.abstained ? std::vector<Feature>{} : scorer_->Features(match, facts, relations));
  out.overturned = out.score.probability >= 0.5;
  for (std::size_t i = 0; i < match.outcomes.size(); ++i) {
    const CriterionOutcome& outcome = match.outcomes[i];
    out.criteria.push_back({.guideline = outcome.guideline,
                            .criterion = outcome.criterion,
                            .status = outcome.status,
                            .contribution = ContributionOf(out.score, static_cast<int>(i)),
                            .evidence = EvidenceFor(outcome, facts)});
  }
  if (!out.abstained) {
    out.decided_by = DecidedBy(out.overturned, out.criteria);
    out.missing = MissingDocumentation(match, facts, *vocabulary_);
    out.counterfactuals = Counterfactuals(
        match, facts, *vocabulary_, out.score.probability, [&](const FactSheet& changed) {
          FactSheet sheet = changed;
          AddComputedFacts(*vocabulary_, dates.review, dates.injury, sheet);
          const MatchResult rematch = Match(*rulebook_, situation_of(sheet));
          return scorer_->Combine(offset, scorer_->Features(rematch, sheet, relations)).probability;
        });
  }
  out.facts = std::move(facts);
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
  const std::size_t n = extracted.items.size();
  out.items.resize(n);
  std::vector<int> parent(n, -1);
  for (std::size_t i = 0; i < n; ++i) {
    if (const auto depends = extracted.items[i].Number(vocabulary_->computed().depends_on)) {
      const double index = depends->low;
      if (index >= 0 && index < static_cast<double>(n) && index != static_cast<double>(i)) {
        parent[i] = static_cast<int>(index);
      }
    }
  }
  // Items that stand alone first, then those that accompany them. An item that accompanies one that
  // itself accompanies another is predicted from its own facts.
  for (const bool accompanying : {false, true}) {
    for (std::size_t i = 0; i < n; ++i) {
      if ((parent[i] >= 0) != accompanying) continue;
      Relations relations;
      if (accompanying && parent[static_cast<std::size_t>(parent[i])] < 0) {
        const Score& fate = out.items[static_cast<std::size_t>(parent[i])].score;
        relations.parent_excess = fate.log_odds - LogOdds(fate.base_rate);
      }
      out.items[i] = PredictFacts(std::move(extracted.items[i]), dates, relations);
    }
  }
  return out;
}

}  // namespace imr
