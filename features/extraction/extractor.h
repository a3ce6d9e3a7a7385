// From a case to the facts of each of its items, with the words that prove them.
//
// Each sentence is scanned once with one set of all patterns; the patterns that hit are located;
// cues (negation, absence from the record, uncertainty, plans, history, other people, quotation)
// are resolved inside the sentence; what is left attaches to the items it concerns.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "features/document/case.h"
#include "features/document/ruling.h"
#include "features/extraction/request_reader.h"
#include "features/facts/fact.h"
#include "features/facts/vocabulary.h"
#include "features/yaml/diagnostic.h"

namespace imr {

// A stated fact that could not be taken, without text of the case.
struct StatedFactProblem {
  int item = -1;  // -1: given for the whole case
  int line = 0;
  std::string message;
};

struct CaseFacts {
  std::vector<FactSheet> items;  // one for each item of the case
  std::vector<StatedFactProblem> problems;
};

class Extractor {
 public:
  // Loads rules/lexicon below `rules_directory`. Nothing when there are errors. Immutable and
  // thread safe afterwards.
  static std::shared_ptr<const Extractor> Load(const std::filesystem::path& rules_directory,
                                               std::shared_ptr<const Vocabulary> vocabulary,
                                               Diagnostics& diagnostics);
  ~Extractor();

  CaseFacts Extract(const Case& c) const;

  // The case with what the expert found added as rationales: sentences that state or paraphrase the
  // decision, quotations of guidelines and statements about the fate of another item are left out.
  Case WithFindings(const Case& c, const Determination& decided) const;

  // Where a pattern of the lexicon stands, for evidence: "lexicon/facts/course.yaml:12".
  std::string PatternPlace(std::uint32_t pattern) const;

 private:
  class State;
  explicit Extractor(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

}  // namespace imr
