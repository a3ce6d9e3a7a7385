// Why an item was predicted as it was, in words that may be of its case: for a page that an analyst
// reads. Keeps only what is shown, so that many items can be held.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "engine/prediction/prediction.h"
#include "features/document/case.h"

namespace imr {

struct ItemExplanation {
  struct Quote {
    std::string section;  // "clinical summary"
    std::string words;    // in quotation marks, shortened
  };
  struct Criterion {
    std::string id, text, citation;
    Status status = Status::kUndocumented;
    bool required = false;
    double contribution = 0;  // log-odds
    std::vector<Quote> quotes;
  };

  std::string request;            // its wording, shortened
  std::string abstained_because;  // empty when not abstained
  std::vector<Criterion> decided_by;
  std::vector<std::pair<std::string, double>> terms;  // (feature, log-odds); the base rate first
};

ItemExplanation Explained(const Case& c, std::size_t index, const ItemPrediction& item);

}  // namespace imr
