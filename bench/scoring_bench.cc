// How long the arithmetic of a prediction and of an evaluation takes.
#include <benchmark/benchmark.h>
#include <filesystem>
#include <memory>
#include <random>
#include <stdexcept>
#include <vector>

#include "engine/evaluation/metrics.h"
#include "engine/scoring/scorer.h"

namespace imr {
namespace {

// A scorer and one item: criteria of both strengths and all statuses, and a sheet of facts.
struct Bench {
  Bench() {
    const std::filesystem::path rules = std::filesystem::path(IMR_SOURCE_DIR) / "rules";
    Diagnostics diagnostics;
    vocabulary = Vocabulary::Load(rules / "vocabulary.yaml", "vocabulary.yaml", diagnostics);
    if (vocabulary != nullptr) scorer = Scorer::Load(rules, vocabulary, diagnostics);
    if (scorer == nullptr) throw std::runtime_error("the rules do not load");
    for (int i = 0; i < 8; ++i) {
      Criterion& criterion = *criteria.emplace_back(std::make_unique<Criterion>());
      criterion.id = "guideline/criterion-" + std::to_string(i);
      criterion.strength = i % 2 == 0 ? Strength::kRequired : Strength::kSupporting;
      match.outcomes.push_back(
          {.criterion = &criterion, .status = static_cast<Status>(i % 3), .facts = {}});
    }
    for (const std::string& name : vocabulary->names()) {
      const FactId id = vocabulary->Find(name).value();
      if (vocabulary->Definition(id).type == FactType::kDocumented) facts.Set(id, id % 2 == 0);
    }
    facts.Set(vocabulary->computed().treatment, std::string("imaging.mri"));
    relations.parent_excess = 1.0;
  }

  std::shared_ptr<const Vocabulary> vocabulary;
  std::shared_ptr<const Scorer> scorer;
  std::vector<std::unique_ptr<Criterion>> criteria;
  MatchResult match;
  FactSheet facts;
  Relations relations;
};

void ScorerFeatures(benchmark::State& state) {
  const Bench bench;
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(bench.scorer->Features(bench.match, bench.facts, bench.relations));
  }
}
BENCHMARK(ScorerFeatures);

void ScorerCombine(benchmark::State& state) {
  const Bench bench;
  const auto features = bench.scorer->Features(bench.match, bench.facts, bench.relations);
  const BaseRate offset = bench.scorer->Offset("imaging.mri", std::nullopt);
  while (state.KeepRunning()) benchmark::DoNotOptimize(bench.scorer->Combine(offset, features));
}
BENCHMARK(ScorerCombine);

std::vector<ScoredItem> RandomItems(std::size_t count) {
  std::mt19937_64 random(1);
  std::vector<ScoredItem> items(count);
  for (std::size_t i = 0; i < count; ++i) {
    items[i] = {.probability = static_cast<double>(random() % 10000) / 10000.0,
                .overturned = random() % 9 == 0,
                .group = static_cast<int>(i / 3)};
  }
  return items;
}

void MetricsOfItems(benchmark::State& state) {
  const auto items = RandomItems(static_cast<std::size_t>(state.range(0)));
  while (state.KeepRunning()) benchmark::DoNotOptimize(ComputeMetrics(items));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(MetricsOfItems)->Arg(440)->Arg(100000);

void BootstrapOfItems(benchmark::State& state) {
  const auto items = RandomItems(static_cast<std::size_t>(state.range(0)));
  while (state.KeepRunning()) benchmark::DoNotOptimize(BootstrapIntervals(items, 1000));
}
BENCHMARK(BootstrapOfItems)->Arg(440)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace imr
