// The whole way from a case to explained predictions. Built once from a directory of rules, then
// immutable: one Predictor serves all threads without locks. Takes a Case, never a Determination.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "engine/prediction/prediction.h"
#include "engine/rulebook/rulebook.h"
#include "engine/scoring/scorer.h"
#include "features/document/case.h"
#include "features/extraction/extractor.h"
#include "features/facts/vocabulary.h"
#include "features/yaml/diagnostic.h"

namespace imr {

struct PredictOptions {
  // Guidelines in force on this day instead of on the day of the utilization review decision.
  std::optional<Date> as_of;
};

class Predictor {
 public:
  // Loads vocabulary, lexicon, guidelines, base rates and weights. Nothing on errors, all of which
  // are in `diagnostics`.
  static std::shared_ptr<const Predictor> Load(const std::filesystem::path& rules_directory,
                                               Diagnostics& diagnostics,
                                               Scrutiny scrutiny = Scrutiny::kErrors);

  CasePrediction Predict(const Case& c, const PredictOptions& options = {}) const;

  // Predicts one item from facts already at hand (examples of rules, what-if).
  ItemPrediction PredictFacts(FactSheet facts, const Situation& dates,
                              const Relations& relations = {}) const;

  const Vocabulary& vocabulary() const { return *vocabulary_; }
  const Extractor& extractor() const { return *extractor_; }
  const Rulebook& rulebook() const { return *rulebook_; }
  const Scorer& scorer() const { return *scorer_; }
  // SHA-256 over the rule files' names and bytes, lower-case hexadecimal.
  const std::string& rules_hash() const { return rules_hash_; }

 private:
  Predictor() = default;
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::shared_ptr<const Extractor> extractor_;
  std::shared_ptr<const Rulebook> rulebook_;
  std::shared_ptr<const Scorer> scorer_;
  std::string rules_hash_;
};

// Computes the derived facts of an item from its other facts and the dates: weeks_since_injury,
// weeks_of_use, total_sessions, partially_authorized. Facts already stated are left alone.
void AddComputedFacts(const Vocabulary& vocabulary, const std::optional<Date>& review,
                      const std::optional<Date>& injury, FactSheet& facts);

}  // namespace imr
