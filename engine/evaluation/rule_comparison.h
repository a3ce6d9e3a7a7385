// What a change to the rules changes on past rulings: predictions that flip, probabilities that
// move, why, and how good the predictions are before and after. Holds no text of a case: an item is
// named by its case number, its index and its treatment.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/evaluation/metrics.h"
#include "engine/explanation/wording.h"
#include "engine/prediction/prediction.h"

namespace imr {

// A probability that moves by more than this is reported though the prediction stays.
inline constexpr double kLeastMove = 0.05;

// One item under the rules before and after.
struct ItemChange {
  // How a criterion came out: "met", "unmet", "undocumented", or "not applicable" where it did not
  // apply, its guideline did not govern, or there is no such criterion.
  struct OfCriterion {
    std::string id;
    std::string before, after;
  };
  // A term of the sum of log-odds; 0 where it is not part of it.
  struct OfTerm {
    std::string feature;
    double before = 0, after = 0;
  };
  struct Side {
    std::string treatment;  // "" when not recognised
    double probability = 0;
    bool overturned = false;  // predicted
    bool abstained = false;
  };

  std::string case_id;
  std::size_t index = 0;  // from 0
  Side before, after;
  std::optional<bool> ruling;  // overturned, wholly or in part
  // Those that differ. The larger the change of a term, the earlier it stands.
  std::vector<OfCriterion> criteria;
  std::vector<OfTerm> terms;

  bool flipped() const { return before.overturned != after.overturned; }
  bool moved() const;
};

// Criteria and terms are filled in for items that flipped or moved only.
ItemChange CompareItem(std::string case_id, std::size_t index, const ItemPrediction& before,
                       const ItemPrediction& after, std::optional<bool> ruling);

struct RuleComparison {
  std::string before_name, after_name;  // as the person named them
  std::string before_hash, after_hash;  // of the rules
  std::string view;
  int cases = 0;
  int items = 0;
  int ruled = 0;
  int overturned = 0;
  Metrics before, after;  // over items with a ruling; NaN when there is none
  // 95% of the differences after - before, bootstrap over cases with the same cases on both sides.
  std::map<std::string, Interval> differences;
  std::vector<ItemChange> flipped;  // largest change of probability first
  std::vector<ItemChange> moved;    // the same, without those flipped
};

// `cases` holds one list for each case. Fills everything but names, hashes and view.
RuleComparison CompareRules(const std::vector<std::vector<ItemChange>>& cases, int resamples = 1000,
                            std::uint64_t seed = 7);

std::string RuleComparisonText(const RuleComparison& comparison, const WordingOptions& options);
nlohmann::ordered_json RuleComparisonJson(const RuleComparison& comparison);
std::string RuleComparisonHtml(const RuleComparison& comparison);

}  // namespace imr
