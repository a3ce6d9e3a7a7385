// Facts of disputed items as an annotator read them, to hold extraction against: JSON lines, one
// item a line, by the names of the vocabulary.
//
//   {"case": "CM14-0000001", "item": 0,
//    "request": {"treatment": "family.kind", "sessions_requested": 6, "agent": null, ...},
//    "prescreen": {"muscle_spasm": "yes", ...},  what header, summary, request and review tell
//    "record": {"functional_improvement": "no"}} what the rationale adds; wins over prescreen
//
// Yes/no facts are "yes", "no" or "not_documented"; a fact that is not listed is not documented.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/document/case.h"
#include "features/facts/fact.h"
#include "features/facts/vocabulary.h"

namespace imr {

struct GoldItem {
  // Nothing: said to be not documented.
  using Values = std::map<FactId, std::optional<FactValue>>;

  std::string case_id;
  std::size_t item = 0;  // from 0
  int line = 0;          // of its file, from 1
  Values request, prescreen, record;

  // The clinical facts of a view.
  Values In(View view) const;
};

// A line that could not be taken; nothing of it is used.
struct GoldProblem {
  int line = 0;
  std::string message;  // what is wrong, with the name that was probably meant
};

struct GoldFacts {
  std::vector<GoldItem> items;  // in the order of the lines
  std::vector<GoldProblem> problems;
};

// Reads all lines; empty ones are passed over.
GoldFacts ReadGoldFacts(std::string_view text, const Vocabulary& vocabulary);

}  // namespace imr
