// Which parts of the body a section speaks of at a place: those that its words tell themselves,
// else the nearest in the same stretch of the sentence, else those of the sentences or the heading
// before.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "features/extraction/sentence_reader.h"
#include "features/facts/vocabulary.h"
#include "features/lexicon/fact_lexicon.h"

namespace imr {

// How many sentences before one may tell what it goes on about.
inline constexpr std::uint32_t kSentencesBack = 2;

// Is the section written of all items of the case, not of one?
bool IsShared(SectionKind section);

bool Within(Span inner, Span outer);

// The stretch between semicolons that holds `at`.
Span Segment(std::string_view text, Span sentence, Span at);

// Do two spans stand within a few words of each other, with no comma or semicolon between?
bool Beside(std::string_view text, Span a, Span b);

// The parts named within words, as a device is named by what it is worn on.
std::vector<std::string> PartsOverlapping(const Vocabulary& vocabulary, const Sentence& sentence,
                                          Span at);

// The parts beside a mention.
std::vector<std::string> PartsBeside(const Vocabulary& vocabulary, std::string_view text,
                                     const Sentence& sentence, Span at);

// What is spoken of.
struct Spoken {
  std::vector<std::string> parts;
  // Where what is found in `parts` ends: it is of these parts themselves, not of their neighbours.
  std::vector<std::string> ends;

  bool empty() const { return parts.empty() && ends.empty(); }
};

// The parts spoken of at a finding; empty when nothing tells. `text` is that of the section.
Spoken PartsAt(const FactLexicon& lexicon, const Vocabulary& vocabulary, std::string_view text,
               const SectionReading& reading, const Finding& finding);

}  // namespace imr
