// Earlier rulings on requests like one at hand: the same treatment and near facts.
//
// Nearness counts the yes/no facts of the two: 1 for each on which both speak and agree, -1 for
// each on which they disagree, -1/4 for each on which one alone speaks. Ranges of numbers are not
// compared. Cases of the same treatment come before those of its family.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "features/document/ruling.h"
#include "features/facts/fact.h"
#include "features/facts/vocabulary.h"

namespace imr {

inline constexpr std::size_t kMostPrecedents = 3;
inline constexpr std::size_t kMostPastItems = 5'000'000;

// A decided item, without text.
struct PastItem {
  std::string case_id;
  std::size_t index = 0;
  std::string treatment;
  Outcome outcome = Outcome::kUpheld;
  std::vector<std::pair<FactId, bool>> facts;  // yes/no facts that were documented, by id
};

// A fact on which a precedent and the item at hand differ.
struct Difference {
  FactId fact = 0;
  std::optional<bool> there;  // in the precedent
  std::optional<bool> here;
};

struct Precedent {
  const PastItem* item = nullptr;  // owned by the history
  double nearness = 0;
  int agreeing = 0;                     // facts on which both speak and agree
  std::vector<Difference> differences;  // where both speak first, then by id
};

class History {
 public:
  // `vocabulary` outlives it.
  explicit History(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  // Takes the facts that count; an item without a treatment is passed over. REQUIRES: fewer than
  // kMostPastItems so far.
  void Add(std::string case_id, std::size_t index, const FactSheet& facts, Outcome outcome);

  std::size_t size() const { return size_; }

  // The nearest earlier items, nearest first; of equal ones the smaller case number first. Never
  // one of the case `own`.
  std::vector<Precedent> Nearest(const std::string& own, const FactSheet& facts) const;

 private:
  std::vector<std::pair<FactId, bool>> Facts(const FactSheet& facts) const;

  const Vocabulary& vocabulary_;
  std::map<std::string, std::vector<PastItem>, std::less<>> by_treatment_;
  std::size_t size_ = 0;
};

}  // namespace imr
