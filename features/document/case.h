// What is known of a case before a decision, as text by sections. The only thing predictions see.
//
// What was decided is a Determination (ruling.h), another type: prediction does not take it, so a
// leak of the answer does not compile.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/document/date.h"
#include "features/facts/fact.h"
#include "features/facts/vocabulary.h"

namespace imr {

enum class View {
  kPrescreen,  // header, summary, requests, what utilization review said
  kRecord,     // and the expert's findings, without the expert's conclusions
};

std::string_view ViewName(View view);  // "prescreen", "record"

// A fact given directly by a case file (`facts:`), not yet checked against the vocabulary. Without
// a value: not known, whatever the text says.
struct StatedFact {
  std::string name;
  PlainValue value;
  int line = 0;  // in its file, from 1; 0 when unknown
};

// One disputed item. Every text is UTF-8 with runs of white space folded (see text.h).
struct RequestedItem {
  std::string request;             // its wording
  std::string utilization_review;  // what the claims administrator said of it and cited
  std::string rationale;           // record view only: the expert's findings, verdicts removed
  std::vector<StatedFact> facts;
};

struct CaseDates {
  std::optional<Date> injury;
  std::optional<Date> utilization_review;
  // The review date is only the latest date of the summary, for want of a stated one.
  bool assumed = false;
};

struct Case {
  std::string id;
  View view = View::kPrescreen;
  CaseDates dates;
  std::string header;
  std::string summary;
  std::vector<StatedFact> facts;  // given for the whole case
  std::vector<RequestedItem> items;
};

// The text of one section as item `item` sees it. REQUIRES: item < c.items.size() for the sections
// of an item.
std::string_view SectionText(const Case& c, std::size_t item, SectionKind section);

}  // namespace imr
