// From a case to the facts of each of its items, with the words that prove them.
//
// Each sentence is scanned once with one set of all patterns; the patterns that hit are located;
// cues (negation, absence from the record, uncertainty, plans, history, other people, quotation)
// are resolved inside the sentence; what is left attaches to the items it concerns.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "features/document/case.h"
#include "features/document/ruling.h"
#include "features/extraction/request_reader.h"
#include "features/facts/fact.h"
#include "features/facts/vocabulary.h"
#include "features/lexicon/pattern_set.h"
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

// Words of a fact that stand in a case and yet did not count for an item.
struct Refusal {
  Evidence evidence;
  std::string reason;       // for people, without text of the case: "cancelled by a planned cue"
  std::optional<Span> cue;  // the words that decided so, in the section of the evidence
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

  // Why words of `fact` did not count for an item, in the order of the sections and the text. Reads
  // the case again. REQUIRES: `facts` are those of the case; item < c.items.size().
  std::vector<Refusal> Refusals(const Case& c, const CaseFacts& facts, std::size_t item,
                                FactId fact) const;

  // The case with what the expert found added as rationales: sentences that state or paraphrase the
  // decision, quotations of guidelines and statements about the fate of another item are left out.
  Case WithFindings(const Case& c, const Determination& decided) const;

  // Warnings that take longer to find than loading may take: patterns that find nothing more.
  void CheckWordings(Diagnostics& diagnostics) const;

  // The patterns that every sentence is scanned for: those of facts and cues, and those of names.
  std::vector<const PatternSet*> patterns() const;

  // Where the pattern of a piece of evidence stands: "lexicon/facts/course.yaml:12"; empty when it
  // has none.
  std::string PatternPlace(std::uint32_t pattern) const;

 private:
  class State;
  explicit Extractor(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

}  // namespace imr
