// How long it takes to fit, and how much memory.
#include <benchmark/benchmark.h>
#include <fstream>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "engine/scoring/log_odds.h"
#include "engine/scoring/training/cross_validation.h"
#include "engine/scoring/training/logistic_fit.h"

namespace imr {
namespace {

double Uniform(std::mt19937_64& random) {
  return (static_cast<double>(random() >> 11) + 0.5) * 0x1p-53;
}

Prior UnitPrior(Eigen::Index columns) {
  Prior prior{Eigen::VectorXd::Zero(columns), Eigen::VectorXd::Ones(columns)};
  prior.deviation[0] = std::numeric_limits<double>::infinity();
  return prior;
}

template <typename Rows>
Outcomes DrawOutcomes(const Rows& x, std::mt19937_64& random) {
  Eigen::VectorXd weights(x.cols());
  for (double& weight : weights) weight = Uniform(random) - 0.5;
  Outcomes outcomes;
  outcomes.targets = x * weights;
  for (double& target : outcomes.targets) target = Uniform(random) < Logistic(target) ? 1 : 0;
  return outcomes;
}

DenseRows RandomDense(Eigen::Index rows, Eigen::Index columns, std::mt19937_64& random) {
  DenseRows x(rows, columns);
  for (double& value : x.reshaped<Eigen::RowMajor>()) value = 2 * Uniform(random) - 1;
  x.col(0).setOnes();
  return x;
}

// An intercept and one of `columns` / 7 values in each of seven blocks.
SparseRows OneHot(Eigen::Index rows, Eigen::Index columns, std::mt19937_64& random) {
  SparseRows x(rows, columns);
  const Eigen::Index block = (columns - 1) / 7;
  x.reserve(rows * 8);
  for (Eigen::Index i = 0; i < rows; ++i) {
    x.startVec(i);
    x.insertBack(i, 0) = 1;
    for (Eigen::Index b = 0; b < 7; ++b) {
      const double skewed = Uniform(random) * Uniform(random);  // few values are frequent
      const auto value = static_cast<Eigen::Index>(skewed * static_cast<double>(block));
      x.insertBack(i, 1 + b * block + value) = 1;
    }
  }
  x.finalize();
  return x;
}

// The most memory that the process has held, in GiB; what came before counts too.
double PeakGib() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    double kib = 0;
    if (word == "VmHWM:" && status >> kib) return kib / (1 << 20);
  }
  return 0;
}

template <typename Rows>
void Fit(benchmark::State& state, const Rows& x, const Outcomes& outcomes) {
  const Prior prior = UnitPrior(x.cols());
  int iterations = 0;
  while (state.KeepRunning()) {
    const FitResult result = FitLogistic(DesignMatrix(x), outcomes, prior);
    if (!std::holds_alternative<LogisticFit>(result)) {
      state.SkipWithError("the fit failed");
      return;
    }
    iterations = std::get<LogisticFit>(result).iterations;
  }
  state.counters["iterations"] = iterations;
  state.counters["peak_gib"] = PeakGib();
}

void FitSparse(benchmark::State& state) {
  std::mt19937_64 random(1);
  const SparseRows x = OneHot(state.range(0), state.range(1), random);
  Fit(state, x, DrawOutcomes(x, random));
}
BENCHMARK(FitSparse)->Args({20000, 640})->Unit(benchmark::kMillisecond);

void FitDense(benchmark::State& state) {
  std::mt19937_64 random(2);
  const DenseRows x = RandomDense(state.range(0), state.range(1), random);
  Fit(state, x, DrawOutcomes(x, random));
}
BENCHMARK(FitDense)->Args({224, 300})->Args({1000000, 200})->Unit(benchmark::kMillisecond);

// The whole of choosing a prior's strength, with nested folds, on as many letters as there are;
// most features are of rules that no letter meets.
void CrossValidateNested(benchmark::State& state) {
  std::mt19937_64 random(3);
  const SparseRows x = OneHot(state.range(0), state.range(1), random);
  const Outcomes outcomes = DrawOutcomes(x, random);
  std::vector<int> groups;
  for (int i = 0; i < state.range(0); ++i) groups.push_back(i / 2);
  CrossValidationOptions options;
  options.inner_folds = 5;
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(
        CrossValidate(DesignMatrix(x), outcomes, groups, UnitPrior(x.cols()), options));
  }
}
BENCHMARK(CrossValidateNested)->Args({224, 100})->Args({224, 3000})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace imr
