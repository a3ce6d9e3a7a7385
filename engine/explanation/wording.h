// A prediction in plain language, as a reviewer reads it at a glance: what was asked for, what is
// predicted and how sure, which criterion decided with its citation and the words of the record,
// what is met, unmet and undocumented, what is missing, and what would change it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/prediction/prediction.h"
#include "features/document/case.h"
#include "features/facts/vocabulary.h"

namespace imr {

struct WordingOptions {
  std::size_t width = 100;  // columns, counted in code points; at least 40
  bool colour = false;      // ANSI colours
  bool terms = false;       // also every term of the sum of log-odds
};

// The closing line of every text that a person reads.
inline constexpr std::string_view kAdvice =
    "This is advice to a physician reviewer. It does not decide, approve or deny treatment.";

// "unlikely", "about as likely as not", ... of a probability of being overturned.
std::string_view LikelihoodInWords(double probability);

// How a probability compares with a base rate: "about as usual", "far below the usual", ... by the
// difference of their log-odds.
std::string_view ComparisonInWords(double probability, double base_rate);

// Text of one case for a terminal or a file. Ends with a line break. Nothing of the case is printed
// raw: control characters are replaced. REQUIRES: one prediction for each item of the case.
std::string CaseText(const Case& c, const CasePrediction& prediction, const Vocabulary& vocabulary,
                     const WordingOptions& options = {});

}  // namespace imr
