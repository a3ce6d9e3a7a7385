// The whole way from a case to explained predictions. Built once from a directory of rules, then
// immutable: one Predictor serves all threads without locks. Takes a Case, never a Determination.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/prediction/prediction.h"
#include "engine/rulebook/rulebook.h"
#include "engine/scoring/model_file.h"
#include "engine/scoring/scorer.h"
#include "features/document/case.h"
#include "features/extraction/extractor.h"
#include "features/facts/vocabulary.h"
#include "features/yaml/diagnostic.h"

namespace imr {

struct PredictOptions {
  // A fact to take for documented, of one item (from 0) or of all. REQUIRES: a value of the fact's
  // type.
  struct Supposition {
    std::optional<std::size_t> item;
    FactId fact = 0;
    FactValue value;
  };

  // Guidelines in force on this day instead of on the day of the utilization review decision.
  std::optional<Date> as_of;
  // Fills ItemPrediction::what_if of the items they concern, and of those that accompany these.
  std::vector<Supposition> what_if;
};

// An item as training sees it.
struct ItemFeatures {
  std::string treatment;
  BaseRate offset;
  std::vector<Feature> features;
  int parent = -1;  // index of the item of the same case that it accompanies
  bool abstained = false;
};

class Predictor {
 public:
  // Loads vocabulary, lexicon, guidelines, base rates and weights. Nothing on errors, all of which
  // are in `diagnostics`.
  static std::shared_ptr<const Predictor> Load(const std::filesystem::path& rules_directory,
                                               Diagnostics& diagnostics,
                                               Scrutiny scrutiny = Scrutiny::kErrors);

  // The same predictor, weighing by a fitted model and telling bands of risk. The hash names the
  // model in provenance.
  std::shared_ptr<const Predictor> WithModel(FittedWeights weights, std::vector<RiskBand> bands,
                                             std::string model_hash) const;

  // The same predictor, weighing as the rules say and telling no bands of risk and no precedents.
  std::shared_ptr<const Predictor> WithoutModel() const;

  // The same predictor, judging by other guidelines. REQUIRES: a book of this vocabulary.
  std::shared_ptr<const Predictor> WithRulebook(std::shared_ptr<const Rulebook> rulebook,
                                                std::string rules_hash) const;

  // The same predictor, telling precedents. Never one of the case that is predicted.
  std::shared_ptr<const Predictor> WithHistory(std::shared_ptr<const History> history) const;

  CasePrediction Predict(const Case& c, const PredictOptions& options = {}) const;

  // Predicts one item from facts already at hand (examples of rules, what-if).
  ItemPrediction PredictFacts(FactSheet facts, const Situation& dates,
                              const Relations& relations = {}) const;

  // What training learns from: the features of every item, all of them, before any relation is
  // known. An item that accompanies another one has the feature kFateOfParent with value 1, to be
  // multiplied by what that other item's fate is.
  std::vector<ItemFeatures> FeaturesOf(const Case& c, const PredictOptions& options = {}) const;

  const Vocabulary& vocabulary() const { return *vocabulary_; }
  std::shared_ptr<const Vocabulary> shared_vocabulary() const { return vocabulary_; }
  const Extractor& extractor() const { return *extractor_; }
  const Rulebook& rulebook() const { return *rulebook_; }
  std::shared_ptr<const Rulebook> shared_rulebook() const { return rulebook_; }
  const Scorer& scorer() const { return *scorer_; }
  // SHA-256 over the rule files' names and bytes, lower-case hexadecimal.
  const std::string& rules_hash() const { return rules_hash_; }
  // Of the model file; empty when nothing was fitted.
  const std::string& model_hash() const { return model_hash_; }

 private:
  // An item with its facts completed and its criteria judged.
  struct Judged {
    std::string treatment;
    BaseRate offset;
    MatchResult match;
    std::string abstained_because;
  };

  Predictor() = default;
  void Suppose(const PredictOptions& options, const Situation& dates, std::vector<FactSheet> facts,
               std::vector<ItemPrediction>& items) const;
  std::vector<ItemPrediction> PredictItems(std::vector<FactSheet> items,
                                           const Situation& dates) const;
  Judged Judge(const FactSheet& facts, const Situation& dates) const;
  // For each item the one that it accompanies, or -1. An item that accompanies one that itself
  // accompanies another stands alone.
  std::vector<int> Parents(const std::vector<FactSheet>& items) const;

  std::shared_ptr<const Vocabulary> vocabulary_;
  std::shared_ptr<const Extractor> extractor_;
  std::shared_ptr<const Rulebook> rulebook_;
  std::shared_ptr<const Scorer> scorer_;
  std::string rules_hash_;
  std::string model_hash_;
  std::vector<RiskBand> bands_;
  std::shared_ptr<const History> history_;  // may be null
};

// Computes the derived facts of an item from its other facts and the dates: weeks_since_injury,
// weeks_of_use, total_sessions, partially_authorized. Facts already stated are left alone.
void AddComputedFacts(const Vocabulary& vocabulary, const std::optional<Date>& review,
                      const std::optional<Date>& injury, FactSheet& facts);

}  // namespace imr
