// The texts of cases as one self-contained page, with everything that was read from them marked
// where it stands: by what it says, with the cue that negated it, and with the pattern that found
// it; beside the text, the facts of each disputed item, each a link to its words.
//
// The page runs no script and loads nothing, and says so to the browser (Content-Security-Policy).
// All of a case is escaped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "features/document/case.h"
#include "features/document/reader.h"
#include "features/extraction/extractor.h"
#include "features/facts/vocabulary.h"

namespace imr {

// Where a pattern stands, as Extractor::PatternPlace says it.
using PatternPlaces = std::function<std::string(std::uint32_t pattern)>;

// One case, as a person looks at it.
struct FactsOfCase {
  Case known;                         // as the view sees it
  CaseFacts facts;                    // REQUIRES: one sheet for each item
  std::string source;                 // where it was read; may be empty
  std::vector<std::string> warnings;  // without text of the case
};

// Writes a page case by case: (AddCase | AddError)* Finish. Holds no more than one case: a single
// case is shown open, several as a list of closed ones that open where they are.
class FactsPage {
 public:
  // `vocabulary` and `out` outlive the page.
  FactsPage(const Vocabulary& vocabulary, PatternPlaces places, std::ostream& out);

  void AddCase(const FactsOfCase& facts);
  void AddError(const InputError& error);
  void Finish();

 private:
  const Vocabulary& vocabulary_;
  PatternPlaces places_;
  std::ostream& out_;
  std::size_t cases_ = 0;
  std::string first_;  // held back until it is known whether it is the only one
};

}  // namespace imr
