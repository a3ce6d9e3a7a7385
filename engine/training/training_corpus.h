// Decided items as a fit sees them: features, what was decided, and what a teacher thought.
//
// A corpus is built case by case, in any order; columns come out in byte order of their names, so
// that the order of the inputs does not matter. A case number counts once.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/prediction/predictor.h"
#include "engine/scoring/training/design_matrix.h"

namespace imr {

// One decided item.
struct TrainingItem {
  std::string case_id;
  std::size_t index = 0;  // within its case
  std::string treatment;
  BaseRate offset;
  std::vector<Feature> features;  // FeatureSet::kAll, weighed as before any fit; kFateOfParent is 1
  int parent = -1;                // row of the item that it accompanies
  bool overturned = false;        // wholly or in part
  bool abstained = false;         // its features say nothing; never fitted on
  // The probability of being overturned that a teacher gave before the decision.
  std::optional<double> teacher;
};

struct TrainingColumn {
  std::string name;
  double mean = 0;       // of the prior
  double deviation = 0;  // of the prior
  int items = 0;         // that have it
  int cases = 0;
};

// The table. Rows are items, by case number and index.
class TrainingCorpus {
 public:
  // Features that fewer cases show are left out: their weights stay as the rules have them.
  static constexpr int kFewestCases = 2;         // with an author's weight
  static constexpr int kFewestCasesLearned = 3;  // without

  // Parents are indices within the case, as ItemFeatures has them. Items of one case are added
  // together.
  void AddCase(std::vector<TrainingItem> items);

  // To be called once, after the last case.
  void Finish();

  const std::vector<TrainingItem>& items() const { return items_; }
  // Of all features but the fate of the parent.
  const std::vector<TrainingColumn>& columns() const { return columns_; }
  const SparseRows& rows() const { return rows_; }
  // For each row, what the features without a column contribute by their prior weights.
  const Eigen::VectorXd& rest() const { return rest_; }
  // The fate of the parent: one for all rows; deviation 0 when the rules do not weigh it.
  const TrainingColumn& fate() const { return fate_; }
  // For each row the number of its case: 0, 1, ...
  const std::vector<int>& groups() const { return groups_; }
  int cases() const { return groups_.empty() ? 0 : groups_.back() + 1; }
  int overturned() const;
  // SHA-256 over cases, outcomes, teachers and features.
  std::string Hash() const;

 private:
  std::vector<std::vector<TrainingItem>> cases_;
  std::vector<TrainingItem> items_;
  std::vector<int> groups_;
  std::vector<TrainingColumn> columns_;
  TrainingColumn fate_;
  SparseRows rows_;
  Eigen::VectorXd rest_;
};

}  // namespace imr
