// The disputed items of a determination letter, found by the structure of the letter.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/document/ruling.h"

namespace imr {

struct LetterItem {
  std::string request;
  std::string utilization_review;
  std::optional<Ruling> ruling;
};

struct LetterItems {
  std::vector<LetterItem> items;
  // Where the first item begins in the letter's text; its size when there is none.
  std::size_t start = 0;
};

// Letters since 2014. `body` is where the items may begin: each is its wording with the outcome,
// then the lines "Claims Administrator guideline:", "MAXIMUS guideline:" and "Decision rationale:",
// any of which may be missing. Where an item's wording follows a rationale without a blank line,
// sentence ends and the lengths of lines tell them apart, never what the rationale says. REQUIRES:
// body <= letter.size(). Linear in the length of the letter.
LetterItems FindLabelledItems(std::string_view letter, std::size_t body);

// Letters of 2013 and early 2014: numbered conclusions "N. The request for X is (not) medically
// necessary and appropriate", with or without the reasons after each.
LetterItems FindNumberedConclusions(std::string_view letter, std::size_t body);

// Summaries with the title lines "ISSUE AT DISPUTE:" and "RATIONALE FOR WHY THE REQUESTED
// TREATMENT/SERVICE IS/WAS (NOT) MEDICALLY NECESSARY:".
LetterItems FindIssuesAtDispute(std::string_view letter);

}  // namespace imr
