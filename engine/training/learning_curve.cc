#include "engine/training/learning_curve.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <random>
#include <string_view>
#include <utility>

#include "engine/evaluation/bootstrap.h"
#include "engine/evaluation/report_parts.h"
#include "engine/evaluation/table.h"
#include "engine/explanation/layout.h"
#include "engine/scoring/log_odds.h"
#include "engine/scoring/training/cross_validation.h"

namespace imr {
namespace {

constexpr std::array<std::string_view, 3> kShown = {"auc", "brier_skill", "log_loss"};

Eigen::VectorXd TargetsOf(const TrainingCorpus& corpus) {
  Eigen::VectorXd targets(static_cast<Eigen::Index>(corpus.items().size()));
  for (std::size_t row = 0; row < corpus.items().size(); ++row) {
    targets[static_cast<Eigen::Index>(row)] = corpus.items()[row].overturned ? 1.0 : 0.0;
  }
  return targets;
}

// For each case its place in an order drawn at random (Fisher and Yates).
std::vector<int> Shuffled(int cases, std::uint64_t seed) {
  std::vector<int> order(static_cast<std::size_t>(cases));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  std::mt19937_64 generator(seed);
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[DrawBelow(generator, i)]);
  }
  return order;
}

// One draw of folds and shares.
class Draw {
 public:
  Draw(const TrainingCorpus& corpus, const Trainer& trainer, TrainerOptions training)
      : corpus_(corpus),
        trainer_(trainer),
        training_(std::move(training)),
        folds_(GroupedFolds(corpus.groups(), TargetsOf(corpus), training_.folds, training_.seed)),
        order_(Shuffled(corpus.cases(), training_.seed)) {}

  // Predicts every row by a fit on the share of the other folds; adds to `size` what was seen.
  std::variant<std::vector<ScoredItem>, FitError> Predict(double share, LearningCurve::Size& size) {
    std::vector<ScoredItem> predicted(corpus_.items().size());
    for (int fold = 0; fold < training_.folds; ++fold) {
      const std::vector<char> seen = SeenOf(fold, share);
      auto trust = trainer_.ChooseWithin(training_, seen, nullptr);
      if (auto* error = std::get_if<FitError>(&trust)) return std::move(*error);
      std::vector<int> parts(seen.size());
      for (std::size_t row = 0; row < seen.size(); ++row) parts[row] = seen[row] != 0 ? 0 : -1;
      auto fit = trainer_.FitRows(parts, -1, std::get<Trust>(trust));
      if (auto* error = std::get_if<FitError>(&fit)) return std::move(*error);
      const Eigen::VectorXd& log_odds = std::get<Trainer::Fit>(fit).log_odds;
      for (std::size_t row = 0; row < seen.size(); ++row) {
        if (folds_[row] != fold) continue;
        const TrainingItem& item = corpus_.items()[row];
        predicted[row] = {.probability = Logistic(log_odds[static_cast<Eigen::Index>(row)]),
                          .overturned = item.overturned,
                          .group = corpus_.groups()[row],
                          .abstained = item.abstained};
      }
      Count(seen, size);
    }
    return predicted;
  }

 private:
  // 1 for each row of the first `share` of the cases that are not in the fold.
  std::vector<char> SeenOf(int fold, double share) const {
    std::vector<char> usable(static_cast<std::size_t>(corpus_.cases()));
    for (std::size_t row = 0; row < folds_.size(); ++row) {
      usable[static_cast<std::size_t>(corpus_.groups()[row])] = folds_[row] == fold ? 0 : 1;
    }
    const auto all = static_cast<double>(std::count(usable.begin(), usable.end(), 1));
    auto left = std::max(1L, std::lround(share * all));
    std::vector<char> chosen(usable.size());
    for (const int one : order_) {
      const auto i = static_cast<std::size_t>(one);
      if (usable[i] == 0 || left == 0) continue;
      chosen[i] = 1;
      --left;
    }
    std::vector<char> seen(folds_.size());
    for (std::size_t row = 0; row < seen.size(); ++row) {
      seen[row] = chosen[static_cast<std::size_t>(corpus_.groups()[row])];
    }
    return seen;
  }

  void Count(const std::vector<char>& seen, LearningCurve::Size& size) const {
    int last_case = -1;
    for (std::size_t row = 0; row < seen.size(); ++row) {
      if (seen[row] == 0) continue;
      size.items += 1;
      size.overturned += corpus_.items()[row].overturned ? 1 : 0;
      if (corpus_.groups()[row] != last_case) size.cases += 1;
      last_case = corpus_.groups()[row];
    }
  }

  const TrainingCorpus& corpus_;
  const Trainer& trainer_;
  const TrainerOptions training_;
  const std::vector<int> folds_;
  const std::vector<int> order_;
};

// Adds the figures of one draw.
void Add(const std::vector<ScoredItem>& predicted, int resamples, LearningCurve::Size& size) {
  Metrics metrics = ComputeMetrics(predicted);
  const auto sums = Values(size.metrics);
  const auto values = Values(metrics);
  for (std::size_t i = 0; i < sums.size(); ++i) *sums[i] += *values[i];
  for (const auto& [name, interval] : BootstrapIntervals(predicted, resamples)) {
    size.intervals[name].low += interval.low;
    size.intervals[name].high += interval.high;
  }
}

void Average(int draws, int folds, LearningCurve::Size& size) {
  for (double* value : Values(size.metrics)) *value /= draws;
  for (auto& [name, interval] : size.intervals) {
    interval.low /= draws;
    interval.high /= draws;
  }
  for (double* count : {&size.cases, &size.items, &size.overturned}) *count /= draws * folds;
}

}  // namespace

std::variant<LearningCurve, FitError> TrainOnShares(const TrainingCorpus& corpus,
                                                    const TrainerOptions& training,
                                                    const LearningCurveOptions& options) {
  assert(corpus.cases() >= training.folds);
  const Trainer trainer(corpus);
  LearningCurve curve{.folds = training.folds, .draws = options.draws, .sizes = {}};
  for (const double share : options.shares) {
    LearningCurve::Size size;
    size.share = share;
    curve.sizes.push_back(std::move(size));
  }
  for (int draw = 0; draw < options.draws; ++draw) {
    TrainerOptions one = training;
    one.seed = training.seed + static_cast<std::uint64_t>(draw);
    Draw drawn(corpus, trainer, one);
    for (std::size_t i = 0; i < curve.sizes.size(); ++i) {
      LearningCurve::Size& size = curve.sizes[i];
      auto predicted = drawn.Predict(size.share, size);
      if (auto* error = std::get_if<FitError>(&predicted)) return std::move(*error);
      Add(std::get<std::vector<ScoredItem>>(predicted), options.resamples, size);
      if (training.progress) {
        training.progress(draw * static_cast<int>(curve.sizes.size()) + static_cast<int>(i) + 1,
                          options.draws * static_cast<int>(curve.sizes.size()));
      }
    }
  }
  for (LearningCurve::Size& size : curve.sizes) Average(options.draws, training.folds, size);
  return curve;
}

nlohmann::ordered_json LearningCurveJson(const LearningCurve& curve) {
  using nlohmann::ordered_json;
  ordered_json sizes = ordered_json::array();
  for (const LearningCurve::Size& size : curve.sizes) {
    ordered_json intervals = ordered_json::object();
    for (const auto& [name, value] : Listed(size.metrics)) {
      intervals[name] = IntervalJson(size.intervals.at(name));
    }
    sizes.push_back({{"share", size.share},
                     {"cases", size.cases},
                     {"items", size.items},
                     {"overturned", size.overturned},
                     {"metrics", MetricsJson(size.metrics)},
                     {"intervals", std::move(intervals)}});
  }
  return {{"folds", curve.folds}, {"draws", curve.draws}, {"sizes", std::move(sizes)}};
}

std::string LearningCurveText(const LearningCurve& curve) {
  // Without the last one's interval, for want of room.
  std::vector<std::string> head = {"trained on", "cases", "overturned"};
  for (const std::string_view name : kShown) {
    head.push_back(Readable(std::string(name)));
    if (name != kShown.back()) head.emplace_back("95% interval");
  }
  Table table(std::move(head));
  for (const LearningCurve::Size& size : curve.sizes) {
    std::vector<std::string> row = {Fixed(100 * size.share, 0) + "%", Fixed(size.cases, 0),
                                    Fixed(size.overturned, 0)};
    for (const auto& [name, value] : Listed(size.metrics)) {
      if (std::find(kShown.begin(), kShown.end(), name) == kShown.end()) continue;
      row.push_back(Fixed(value, 3));
      if (name != kShown.back()) row.push_back(RangeText(size.intervals.at(name)));
    }
    table.Add(std::move(row));
  }
  return table.Text();
}

}  // namespace imr
