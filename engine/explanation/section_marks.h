// The stretches of a section that prove facts, with how they are shown; shared by the text and the
// panel beside it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/explanation/highlight.h"
#include "features/document/case.h"
#include "features/extraction/extractor.h"
#include "features/facts/vocabulary.h"

namespace imr {

// A case, its facts, and what its elements' names on the page begin with.
struct MarkedCase {
  const Case& c;
  const CaseFacts& facts;
  const std::string& id;
  const Vocabulary& vocabulary;
};

// Names on the page of a section, and of the stretch that a piece of evidence marks. The header and
// the summary belong to all items; `item` does not matter for them.
std::string SectionId(const std::string& case_id, std::size_t item, SectionKind section);
std::string MarkId(const std::string& case_id, std::size_t item, const Evidence& evidence);

// Whether the evidence is a stretch of its section's text.
bool LiesInText(const Case& c, std::size_t item, const Evidence& evidence);

// Whether a fact tells what is asked for, rather than what the record says.
bool IsOfRequest(const Vocabulary& vocabulary, FactId fact);

// The value for people, who count requests from 1.
std::string ValueInWords(const Vocabulary& vocabulary, FactId fact, const FactValue& value);

// The class of style of what words say of a fact: "request", "yes", "no" or "value"; for words that
// were outweighed, of what they say themselves.
std::string ClassOf(const Vocabulary& vocabulary, FactId fact, const FactValue& value,
                    bool outweighed);

// One highlight for each stretch that is evidence of anything, for any item that sees the section,
// and one of the class "cue" for each cue that negated.
std::vector<Highlight> SectionMarks(const MarkedCase& marked, std::size_t item, SectionKind section,
                                    const std::function<std::string(std::uint32_t)>& places);

}  // namespace imr
