// Conditions of rules as sentences that a person reads who has never seen YAML.
//
// What a yes/no fact must be is said of the record: "the record shows: <name>", "the record denies
// or does not mention: <name>". Names are those of the vocabulary with spaces.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/rulebook/condition.h"
#include "features/facts/vocabulary.h"

namespace imr {

// Words, and what they announce: "at least one of:" with its parts.
struct Statement {
  std::string words;
  std::vector<Statement> parts{};
};

Statement InWords(const Condition& condition, const Vocabulary& vocabulary);

// "6", "0.25": the shortest digits that stand for the number, the same everywhere.
std::string NumberWords(double value);

// "a", "a or b", "a, b or c". REQUIRES: not empty.
std::string Joined(const std::vector<std::string>& words, std::string_view last = "or");

// A treatment or family of a rule: "family.kind", "any family", "any treatment".
std::string TreatmentWords(std::string_view code);

// "sessions requested: at least 12", "prior same treatment: yes".
std::string FactInWords(const FactDefinition& definition, const FactValue& value);

}  // namespace imr
