#include "engine/evaluation/curves.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

namespace imr {
namespace {

constexpr std::size_t kCoveragePoints = 20;

double Share(double part, double whole) {
  return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
}

bool Surer(const Certainty& a, const Certainty& b) {
  if (a.abstained != b.abstained) return b.abstained;
  if (a.distance != b.distance) return a.distance > b.distance;
  return a.width < b.width;
}

// Sums over the items up to an index, each item with the mean of those that are as sure as it.
struct Sums {
  std::vector<double> wrong{0};
  std::vector<double> squares{0};
};

Sums SumsInOrder(const std::vector<ScoredItem>& items, const std::vector<Certainty>& certainties,
                 const std::vector<std::size_t>& order) {
  Sums sums;
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    double wrong = 0;
    double squares = 0;
    while (last < order.size() && certainties[order[last]] == certainties[order[first]]) {
      const ScoredItem& item = items[order[last++]];
      const double excess = item.probability - (item.overturned ? 1.0 : 0.0);
      wrong += (item.probability >= 0.5) == item.overturned ? 0.0 : 1.0;
      squares += excess * excess;
    }
    const auto tied = static_cast<double>(last - first);
    const double wrong_before = sums.wrong.back();
    const double squares_before = sums.squares.back();
    for (std::size_t i = first; i < last; ++i) {
      const double part = static_cast<double>(i + 1 - first) / tied;
      sums.wrong.push_back(wrong_before + part * wrong);
      sums.squares.push_back(squares_before + part * squares);
    }
    first = last;
  }
  return sums;
}

}  // namespace

std::vector<OperatingPoint> OperatingPoints(const std::vector<ScoredItem>& items) {
  std::vector<ScoredItem> sorted = items;
  std::stable_sort(sorted.begin(), sorted.end(), [](const ScoredItem& a, const ScoredItem& b) {
    return a.probability > b.probability;
  });
  const auto all = static_cast<double>(sorted.size());
  const auto overturned = static_cast<double>(std::count_if(
      sorted.begin(), sorted.end(), [](const ScoredItem& item) { return item.overturned; }));
  std::vector<OperatingPoint> points;
  double found = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    found += sorted[i].overturned ? 1 : 0;
    if (i + 1 < sorted.size() && sorted[i + 1].probability == sorted[i].probability) continue;
    const auto flagged = static_cast<double>(i + 1);
    points.push_back({.threshold = sorted[i].probability,
                      .flagged = flagged / all,
                      .sensitivity = Share(found, overturned),
                      .false_alarms = Share(flagged - found, all - overturned),
                      .precision = found / flagged});
  }
  return points;
}

std::vector<RiskCoveragePoint> RiskCoverage(const std::vector<ScoredItem>& items,
                                            const std::vector<Certainty>& certainties) {
  assert(items.size() == certainties.size());
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return Surer(certainties[a], certainties[b]);
  });
  const Sums sums = SumsInOrder(items, certainties, order);
  std::vector<RiskCoveragePoint> points;
  std::size_t before = 0;
  for (std::size_t i = 1; i <= kCoveragePoints; ++i) {
    const std::size_t answered = (2 * i * items.size() + kCoveragePoints) / (2 * kCoveragePoints);
    if (answered == before) continue;
    before = answered;
    const auto n = static_cast<double>(answered);
    points.push_back({.coverage = n / static_cast<double>(items.size()),
                      .error = sums.wrong[answered] / n,
                      .brier = sums.squares[answered] / n});
  }
  return points;
}

std::vector<OperatingPoint> Thinned(const std::vector<OperatingPoint>& points, std::size_t most) {
  assert(most >= 2);
  if (points.size() <= most) return points;
  std::vector<OperatingPoint> thinned;
  for (std::size_t i = 0; i < most; ++i) {
    thinned.push_back(points[i * (points.size() - 1) / (most - 1)]);
  }
  return thinned;
}

}  // namespace imr
