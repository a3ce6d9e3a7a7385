// Where, inside a sentence, a clause with a verb of its own begins: what is denied before is not
// denied there ("there was no swelling, and films were taken"). A list of things denied has no
// such verb ("no swelling, redness or deformity was noted").
#pragma once

#include <span>
#include <vector>

#include "features/text/text.h"

namespace imr {

// The words of one sentence that tell its clauses apart, each kind in the order of the text.
struct ClauseWords {
  std::vector<Span> verbs;       // that make a clause
  std::vector<Span> joints;      // with which a clause may begin: commas, "and"
  std::vector<Span> listings;    // with which an entry of a list begins, but no clause: "or"
  std::vector<Span> embeddings;  // with which a clause inside another begins: "that", "which"
};

// The joints with which a clause begins: one with a verb, with no embedding before that verb, after
// a clause that has its own.
std::vector<Span> ClauseBeginnings(const ClauseWords& words);

// Does a clause begin between `from` and `to`? Not where an embedding from `from` on stands before
// it: what follows is then as much a part of what is embedded.
bool ClauseBeginsBetween(std::span<const Span> beginnings, std::span<const Span> embeddings,
                         Span from, Span to);

}  // namespace imr
