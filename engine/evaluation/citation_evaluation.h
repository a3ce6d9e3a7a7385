// Whether the guideline that decides a prediction is one that the expert of the determination
// cited: same source, same chapter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/evaluation/citations.h"
#include "engine/evaluation/metrics.h"
#include "engine/prediction/prediction.h"

namespace imr {

// An item whose determination cites MTUS, ACOEM or ODG.
struct CitationItem {
  std::string case_id;
  std::size_t index = 0;            // from 0
  std::string treatment;            // "" when not recognised
  std::vector<CitedChapter> cited;  // by the determination; not empty
  std::string guideline;            // of the criterion that decided; "" when nothing did
  std::vector<CitedChapter> own;    // its chapters

  bool agrees() const;
};

CitationItem CitationOf(std::string case_id, std::size_t index, const ItemPrediction& prediction,
                        std::vector<CitedChapter> cited, const CitationLexicon& lexicon);

struct CitationEvaluation {
  struct Chapter {
    CitedChapter chapter;
    int items = 0;  // that cite it, perhaps beside others
    int agreed = 0;
  };

  std::string view;
  int cases = 0;  // with a ruling
  int ruled = 0;  // items with a ruling
  int items = 0;  // of these, those that cite MTUS, ACOEM or ODG
  int agreed = 0;
  double agreement = 0;              // agreed / items; NaN without items
  Interval interval;                 // 95%, bootstrap over cases
  std::vector<Chapter> by_chapter;   // most missed first, then most items, then by name
  std::vector<CitationItem> misses;  // in the order of the inputs
};

CitationEvaluation EvaluateCitations(const std::vector<std::vector<CitationItem>>& cases,
                                     int resamples = 1000, std::uint64_t seed = 7);

std::string CitationEvaluationText(const CitationEvaluation& evaluation);
nlohmann::ordered_json CitationEvaluationJson(const CitationEvaluation& evaluation);

}  // namespace imr
