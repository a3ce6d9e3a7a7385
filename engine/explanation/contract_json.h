// Predictions and facts as the JSON contract has them. Names and order of keys are fixed: scripts
// rely on them.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "engine/prediction/prediction.h"
#include "features/document/case.h"
#include "features/document/reader.h"
#include "features/extraction/extractor.h"
#include "features/facts/vocabulary.h"

namespace imr {

using Json = nlohmann::ordered_json;

// What made an answer.
struct Provenance {
  std::string version;
  std::string rules;  // hexadecimal SHA-256
  std::string model;  // hexadecimal SHA-256; empty: no model was fitted
};

// A fact's value: "yes"/"no", a number (of a range its lower end), a code, or a list of codes.
Json ValueJson(const FactValue& value);

// The facts of an item with their evidence, without `treatment`.
Json FactsJson(const Vocabulary& vocabulary, const FactSheet& facts, const Case& c,
               std::size_t item);

// One case of `imr predict`. `c` is the case that was predicted (with findings in the record view).
Json PredictionJson(const Vocabulary& vocabulary, const Document& document, const Case& c,
                    const CasePrediction& prediction, const Provenance& provenance);

// One case of `imr facts`.
Json FactsCaseJson(const Vocabulary& vocabulary, const Document& document, const Case& c,
                   const CaseFacts& facts, const Provenance& provenance);

Json ErrorJson(const InputError& error);

}  // namespace imr
