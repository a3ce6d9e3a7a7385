// Which items a finding concerns, and which of contradicting findings settles a fact.
//
// The stated order: a weak wording loses to any other, and a stray finding; then, in the record
// view, what the rationale finds wins; then the value the fact prefers (a deficit found once is a
// deficit); then, over what an older note says, the latest dated note and words without a date;
// then what names the item's own treatment or body part over what names none; then the later words.
// What loses stays in the evidence.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "features/extraction/sentence_reader.h"
#include "features/facts/fact.h"
#include "features/facts/vocabulary.h"
#include "features/lexicon/fact_lexicon.h"

namespace imr {

// What attachment needs to know of an item: its request facts, read before.
struct ItemProfile {
  std::string treatment;
  std::string judged_as;  // the class that a drug is judged as besides `treatment`, or empty
  std::string agent;
  std::vector<std::string> body_parts;  // that name a region
  bool parts_supposed = false;          // its wording names none; they are those of the case
  bool accompanying = false;            // depends on another item
  bool given = false;                   // the service was already given: retrospective
  std::optional<Date> service_day;      // when, if the wording tells; the earliest of several
  Side side = kNoSide;                  // the one that its wording names, if just one
  // The case tells of its parts on the other side only; what names no side is not of this item.
  bool other_side_ails = false;
};

// Does what `rule` says matter to the item, for the treatments of `only_for` (empty: all)?
bool MattersTo(const FactRule& rule, const std::vector<std::string>& only_for,
               const ItemProfile& item);

// Is the code of a body part one of a region, not "unspecified" or "systemic"?
bool NamesRegion(std::string_view body_part);

ItemProfile ProfileOf(const Vocabulary& vocabulary, const FactSheet& request_facts);

// The sides of the parts of an item that a section tells of, in sentences that speak of no
// treatment; `sides` are those named in each sentence.
Side SidesTold(const FactLexicon& lexicon, const Vocabulary& vocabulary, std::string_view text,
               const SectionReading& reading, const std::vector<std::vector<NamedSide>>& sides,
               const ItemProfile& item);

// A stray finding is of other parts than those supposed of an item whose wording names none: it
// counts where nothing else is found.
enum class Concern { kNone, kStray, kGeneral, kSpecific };

// Does a finding of the section concern the item? `text` is the section's. For sections of an item
// the reading must be that item's own.
Concern Concerns(const FactLexicon& lexicon, const Vocabulary& vocabulary, std::string_view text,
                 const SectionReading& reading, const Finding& finding, const ItemProfile& item,
                 const std::vector<ItemProfile>& all_items);

struct Candidate {
  const SectionReading* reading = nullptr;
  const Finding* finding = nullptr;
  Concern concern = Concern::kGeneral;
};

// The fact that candidates of one FactId settle on. REQUIRES: not empty.
Fact Settle(const FactRule& rule, const std::vector<Candidate>& candidates);

}  // namespace imr
