// How the rules came out on a corpus: of every criterion how often it was met, unmet and not
// documented, and how many of those requests were overturned.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/prediction/prediction.h"

namespace imr {

// What the rules made of one disputed item, without anything of its text.
struct JudgedItem {
  struct Outcome {
    const Guideline* guideline = nullptr;  // owned by the rule book
    const Criterion* criterion = nullptr;
    Status status = Status::kUndocumented;
  };

  std::size_t index = 0;  // of the item in its case, from 0
  std::string treatment;  // "" when not recognised
  bool abstained = false;
  std::string abstained_because;
  std::optional<bool> overturned;  // wholly or in part; nothing without a ruling
  std::vector<const Guideline*> governing;
  std::vector<Outcome> criteria;  // those that applied
};

JudgedItem Judged(std::size_t index, const ItemPrediction& prediction,
                  std::optional<bool> overturned);

// Disputed items of a corpus.
struct Tally {
  int items = 0;
  int ruled = 0;  // of these a ruling is known
  int overturned = 0;

  void Add(const std::optional<bool>& item_overturned);
};

struct CriterionUse {
  Tally met, unmet, undocumented;

  int applied() const { return met.items + unmet.items + undocumented.items; }
};

class RuleUse {
 public:
  void Add(const JudgedItem& item);

  const Tally& all() const { return all_; }
  // Zeros when it never governed or never applied.
  Tally Governed(const Guideline& guideline) const;
  CriterionUse Of(const Criterion& criterion) const;

 private:
  Tally all_;
  std::unordered_map<const Guideline*, Tally> guidelines_;
  std::unordered_map<const Criterion*, CriterionUse> criteria_;
};

}  // namespace imr
