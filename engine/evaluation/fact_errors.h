// The errors of one fact with the sentences behind them, for those who work on its wordings.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/evaluation/fact_evaluation.h"
#include "engine/explanation/wording.h"
#include "features/document/case.h"
#include "features/extraction/extractor.h"

namespace imr {

// Words in a case, the sentence around them, and what they were taken for.
struct ShownWords {
  std::string role;  // "found", "outweighed" or why they did not count
  SectionKind section = SectionKind::kSummary;
  std::string before, words, after;  // together the sentence, perhaps shortened, safe to print
  std::string pattern;               // "lexicon/facts/course.yaml:12"; may be empty
  std::string cue;                   // the words that decided against them; may be empty
};

struct ShownError {
  FactEvaluation::Error error;
  std::string treatment;  // as the program read it; may be empty
  std::vector<ShownWords> words;
};

// REQUIRES: `facts` are those that `extractor` read of `c`, which is the error's case in the view
// of the evaluation.
ShownError Show(const FactEvaluation::Error& error, const Case& c, const CaseFacts& facts,
                const Vocabulary& vocabulary, const Extractor& extractor);

nlohmann::ordered_json ShownErrorsJson(const Vocabulary& vocabulary,
                                       const std::vector<ShownError>& errors);

// The words between ">>" and "<<". Ends with a line break.
std::string ShownErrorsText(View view, const std::vector<ShownError>& errors,
                            const WordingOptions& options = {});

// A line for each of the words, without a head; `kShownErrorsCsvHead` is that.
inline constexpr std::string_view kShownErrorsCsvHead =
    "view,case,item,treatment,fact,gold,found,role,section,pattern,cue,before,words,after\n";
std::string ShownErrorsCsv(const Vocabulary& vocabulary, View view,
                           const std::vector<ShownError>& errors);

}  // namespace imr
