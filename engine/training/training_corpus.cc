#include "engine/training/training_corpus.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "features/document/reader.h"

namespace imr {
namespace {

void AddNumber(double number, std::string& out) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof(buffer), number).ptr;
  out.append(buffer, end);
  out += '\t';
}

}  // namespace

void TrainingCorpus::AddCase(std::vector<TrainingItem> items) {
  if (!items.empty()) cases_.push_back(std::move(items));
}

void TrainingCorpus::Finish() {
  std::sort(cases_.begin(), cases_.end(),
            [](const auto& a, const auto& b) { return a[0].case_id < b[0].case_id; });
  for (auto& items : cases_) {
    const int first = static_cast<int>(items_.size());
    std::map<std::size_t, int> row_of;
    for (const TrainingItem& item : items) {
      row_of[item.index] = first + static_cast<int>(row_of.size());
    }
    const int group = cases();
    for (TrainingItem& item : items) {
      if (item.parent >= 0) {
        const auto it = row_of.find(static_cast<std::size_t>(item.parent));
        item.parent = it == row_of.end() ? -1 : it->second;
      }
      items_.push_back(std::move(item));
      groups_.push_back(group);
    }
  }
  cases_.clear();

  std::map<std::string, TrainingColumn> found;
  std::map<std::string, int> last_group;
  for (std::size_t row = 0; row < items_.size(); ++row) {
    for (const Feature& feature : items_[row].features) {
      if (feature.name == kFateOfParent) {
        fate_.mean = feature.weight;
        fate_.deviation = feature.deviation;
        ++fate_.items;
        continue;
      }
      TrainingColumn& column = found[feature.name];
      column.mean = feature.weight;
      column.deviation = feature.deviation;
      ++column.items;
      const auto [last, fresh] = last_group.emplace(feature.name, groups_[row]);
      if (fresh || last->second != groups_[row]) ++column.cases;
      last->second = groups_[row];
    }
  }
  fate_.name = kFateOfParent;
  std::map<std::string, int> index;
  for (auto& [name, column] : found) {
    if (column.cases < (column.mean == 0 ? kFewestCasesLearned : kFewestCases)) continue;
    column.name = name;
    index[name] = static_cast<int>(columns_.size());
    columns_.push_back(std::move(column));
  }

  const auto n = static_cast<Eigen::Index>(items_.size());
  rest_ = Eigen::VectorXd::Zero(n);
  std::vector<Eigen::Triplet<double>> entries;
  for (Eigen::Index row = 0; row < n; ++row) {
    for (const Feature& feature : items_[static_cast<std::size_t>(row)].features) {
      if (feature.name == kFateOfParent) continue;
      if (const auto it = index.find(feature.name); it != index.end()) {
        entries.emplace_back(row, it->second, feature.value);
      } else {
        rest_[row] += feature.value * feature.weight;
      }
    }
  }
  rows_.resize(n, static_cast<Eigen::Index>(columns_.size()));
  rows_.setFromTriplets(entries.begin(), entries.end());
  rows_.makeCompressed();
}

int TrainingCorpus::overturned() const {
  return static_cast<int>(std::count_if(items_.begin(), items_.end(),
                                        [](const TrainingItem& item) { return item.overturned; }));
}

std::string TrainingCorpus::Hash() const {
  std::string all;
  for (const TrainingItem& item : items_) {
    all += item.case_id + '\t' + std::to_string(item.index) + '\t' + item.treatment + '\t' +
           (item.overturned ? "overturned\t" : "upheld\t");
    AddNumber(item.teacher.value_or(-1), all);
    AddNumber(item.offset.log_odds, all);
    for (const Feature& feature : item.features) {
      all += feature.name + '\t';
      AddNumber(feature.value, all);
    }
    all += '\n';
  }
  return Sha256Hex(all);
}

}  // namespace imr
