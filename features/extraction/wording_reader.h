// What the wording of one disputed item alone tells: the treatment, the drug, the parts of the
// body.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "features/extraction/request_lexicons.h"

namespace imr {

// Parts of the body and the words that name them, as spans of one text.
struct PartsNamed {
  std::vector<CodeIndex> parts;     // in the order of the text, none twice
  std::vector<PatternMatch> words;  // by patterns of RequestLexicons::mentions
  bool empty() const { return parts.empty(); }
};

// The parts that mentions of body parts name; vague words only when `vague`.
PartsNamed PartsIn(const BodyPartLexicon& lexicon, const std::vector<FoundWords>& mentions,
                   Span within, bool vague = false);

struct WordingReading {
  std::optional<PartialRequest> partial;
  Span disputed;  // the words about what is still in dispute: the remainder, or everything

  std::optional<CodeIndex> treatment;
  PatternMatch treatment_words;
  // The entry that decided, when words did; nothing when a drug's name did.
  const TreatmentEntry* entry = nullptr;
  // The entry's code depends on the part of the body, and the wording names none.
  bool part_decides = false;

  PartsNamed parts;    // named
  PartsNamed vague;    // words like "spine": one of these
  PartsNamed implied;  // what the treatment itself is about; used when nothing else is named

  std::optional<std::string> agent;
  std::vector<PatternMatch> agent_words;
  std::vector<Span> drug_names;  // all of them: may hold numbers that are no amounts
};

WordingReading ReadWording(const RequestLexicons& lexicons, std::string_view wording);

}  // namespace imr
