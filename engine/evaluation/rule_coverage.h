// What the rules leave open on a corpus: criteria that never decide, treatments on which no
// guideline speaks, guidelines that contradict each other, and requests on which the program
// abstains.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/explanation/wording.h"
#include "engine/prediction/rule_use.h"

namespace imr {

struct RuleCoverage {
  // Never met and never unmet.
  struct Undecided {
    const Guideline* guideline = nullptr;  // owned by the rule book
    const Criterion* criterion = nullptr;
    int governed = 0;  // requests that its guideline governed
    int applied = 0;   // of these it applied to, undocumented each time
  };
  // Two guidelines that governed a request and came to opposite results: of one every required
  // criterion that applied was met, of the other a required one was unmet.
  struct Conflict {
    const Guideline* satisfied = nullptr;
    const Guideline* failed = nullptr;
    Tally tally;
    std::vector<std::pair<std::string, std::size_t>> items;  // case and index from 0
  };
  struct Group {
    std::string treatment;  // "" when the wording was not recognised
    std::string because;    // of abstentions
    Tally tally;
  };

  int cases = 0;
  Tally all;
  std::vector<Undecided> undecided;             // in order of the book
  std::size_t criteria = 0;                     // in the book
  std::vector<std::string> unnamed_treatments;  // of the vocabulary, in its order
  std::vector<Group> ungoverned;                // by treatment, in byte order
  std::vector<Conflict> conflicts;              // most frequent first, then by ids
  std::vector<Group> abstentions;               // most frequent first, then by reason and treatment
};

class CoverageCounter {
 public:
  explicit CoverageCounter(const Rulebook& rulebook) : rulebook_(rulebook) {}

  void Add(const std::string& case_id, const std::vector<JudgedItem>& items);
  RuleCoverage Coverage() const;

 private:
  using Names = std::pair<std::string, std::string>;

  void AddConflicts(const std::string& case_id, const JudgedItem& item);

  const Rulebook& rulebook_;
  RuleUse use_;
  int cases_ = 0;
  std::map<std::string, Tally> ungoverned_;
  std::map<Names, Tally> abstentions_;                 // reason and treatment
  std::map<Names, RuleCoverage::Conflict> conflicts_;  // ids
};

std::string RuleCoverageText(const RuleCoverage& coverage, const WordingOptions& options);
nlohmann::ordered_json RuleCoverageJson(const RuleCoverage& coverage);
// Columns kind, subject, other, items, ruled, overturned; RFC 4180 with line feeds.
std::string RuleCoverageCsv(const RuleCoverage& coverage);

}  // namespace imr
