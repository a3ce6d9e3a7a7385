// What the record does not tell and somebody could add.
#pragma once

#include <string>
#include <vector>

#include "engine/matching/matching.h"
#include "features/facts/vocabulary.h"

namespace imr {

// No more questions than a reviewer would ask.
inline constexpr std::size_t kMostQuestions = 12;

// Questions to the requesting provider, most useful first: of required criteria that are
// undocumented, then of criteria that may apply (required before supporting), then of supporting
// criteria that are undocumented. Those of criteria that may not apply say so. Each is what the
// author of the criterion wrote (`ask`), else what the vocabulary says of the facts that are not
// known. No question comes twice, and none that only concerns facts already asked for.
std::vector<std::string> MissingDocumentation(const MatchResult& match, const FactSheet& facts,
                                              const Vocabulary& vocabulary);

}  // namespace imr
