// How fast letters are read, understood and predicted, stage by stage and as a whole, beside a bare
// scan of the same bytes with warm RE2::Sets of the same patterns; and both once more with letters
// that are new to them.
//
// Letters: those in the directory named by IMR_BENCH_LETTERS, else the project's samples. Rules:
// those in IMR_BENCH_RULES, else the project's.

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/explanation/contract_json.h"
#include "engine/matching/matching.h"
#include "engine/prediction/predictor.h"
#include "features/document/reader.h"
#include "features/lexicon/pattern_set.h"
#include "features/text/text.h"

namespace imr {
namespace {
namespace fs = std::filesystem;

struct Corpus {
  std::vector<std::string> bytes;
  std::vector<Document> documents;
  std::vector<Case> records;  // in the record view
  std::size_t size = 0;       // bytes of all letters
  std::size_t text_size = 0;  // bytes of all sections that extraction reads
};

fs::path RulesDirectory() {
  const char* named = std::getenv("IMR_BENCH_RULES");
  return named != nullptr ? fs::path(named) : fs::path(IMR_SOURCE_DIR) / "rules";
}

const Predictor& ThePredictor() {
  static const std::shared_ptr<const Predictor> predictor = [] {
    Diagnostics diagnostics;
    return Predictor::Load(RulesDirectory(), diagnostics);
  }();
  return *predictor;
}

std::size_t TextSize(const Case& c) {
  std::size_t size = c.summary.size();
  for (const RequestedItem& item : c.items) {
    size += item.request.size() + item.utilization_review.size() + item.rationale.size();
  }
  return size;
}

const Corpus& TheCorpus() {
  static const Corpus corpus = [] {
    Corpus out;
    const char* named = std::getenv("IMR_BENCH_LETTERS");
    const fs::path directory =
        named != nullptr ? fs::path(named) : fs::path(IMR_SOURCE_DIR) / "data/samples/letters";
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(directory)) {
      if (entry.path().extension() == ".txt") paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    for (const fs::path& path : paths) {
      std::ifstream in(path, std::ios::binary);
      std::ostringstream text;
      text << in.rdbuf();
      ReadResult read = ReadDocument(text.str(), path.filename().string(), path.stem().string());
      auto* document = std::get_if<Document>(&read);
      if (document == nullptr) continue;
      out.records.push_back(
          ThePredictor().extractor().WithFindings(document->known, document->decided));
      out.text_size += TextSize(out.records.back());
      out.bytes.push_back(text.str());
      out.size += out.bytes.back().size();
      out.documents.push_back(std::move(*document));
    }
    return out;
  }();
  return corpus;
}

void Count(benchmark::State& state, std::size_t bytes) {
  const auto rounds = static_cast<double>(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(rounds * static_cast<double>(bytes)));
  state.counters["letters/s"] = benchmark::Counter(
      rounds * static_cast<double>(TheCorpus().bytes.size()), benchmark::Counter::kIsRate);
}

void BM_ParseLetters(benchmark::State& state) {
  const Corpus& corpus = TheCorpus();
  for (auto _ : state) {
    for (const std::string& bytes : corpus.bytes) {
      benchmark::DoNotOptimize(ReadDocument(bytes, "-", "letter"));
    }
  }
  Count(state, corpus.size);
}
BENCHMARK(BM_ParseLetters);

// Every sentence that extraction reads.
std::vector<std::string_view> Sentences(const Corpus& corpus) {
  std::vector<std::string_view> sentences;
  auto add = [&](std::string_view text) {
    for (const Span span : SplitSentences(text)) {
      sentences.push_back(text.substr(span.start, span.end - span.start));
    }
  };
  for (const Case& c : corpus.records) {
    add(c.summary);
    for (const RequestedItem& item : c.items) {
      add(item.request);
      add(item.utilization_review);
      add(item.rationale);
    }
  }
  return sentences;
}

// A plain RE2::Set for each set of patterns that extraction looks for, with memory enough that no
// automaton must forget states and build them anew.
std::vector<std::unique_ptr<RE2::Set>> BareSets() {
  constexpr std::int64_t kMemory = std::int64_t{1} << 30;
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  options.set_max_mem(kMemory);
  std::vector<std::unique_ptr<RE2::Set>> sets;
  for (const PatternSet* patterns : ThePredictor().extractor().patterns()) {
    sets.push_back(std::make_unique<RE2::Set>(options, RE2::UNANCHORED));
    for (std::uint32_t i = 0; i < patterns->size(); ++i) {
      sets.back()->Add(patterns->expression(i).pattern(), nullptr);
    }
    sets.back()->Compile();
  }
  return sets;
}

void Scan(const std::vector<std::unique_ptr<RE2::Set>>& sets, std::string_view sentence) {
  std::vector<int> hits;
  for (const auto& set : sets) {
    hits.clear();
    set->Match(re2::StringPiece(sentence.data(), sentence.size()), &hits);
    benchmark::DoNotOptimize(hits.data());
  }
}

// The yardstick of extraction: every sentence once through the sets, nothing else. Warm: the
// automata have met every sentence before.
void BM_BareSetScan(benchmark::State& state) {
  const std::vector<std::string_view> sentences = Sentences(TheCorpus());
  const auto sets = BareSets();
  auto scan = [&] {
    for (const std::string_view sentence : sentences) Scan(sets, sentence);
  };
  scan();
  for (auto _ : state) scan();
  Count(state, TheCorpus().text_size);
}
BENCHMARK(BM_BareSetScan);

// Letters that nobody has read before: each sentence of a summary begins as one sentence of the
// corpus does and ends as another.
class NewLetters {
 public:
  NewLetters() : sentences_(Sentences(TheCorpus())) {}

  Case Next() {
    const std::vector<Case>& records = TheCorpus().records;
    Case c = records[next_++ % records.size()];
    const std::size_t size = c.summary.size();
    c.summary.clear();
    while (c.summary.size() < size) {
      const std::string_view begins = Draw();
      const std::string_view ends = Draw();
      const std::size_t half = begins.find(' ', begins.size() / 2);
      c.summary.append(begins.substr(0, half)).append(ends.substr(ends.find(' ')));
      c.summary += '\n';
    }
    return c;
  }

 private:
  std::string_view Draw() {
    for (;;) {
      const std::string_view one = sentences_[random_() % sentences_.size()];
      if (one.find(' ') != std::string_view::npos) return one;
    }
  }

  std::vector<std::string_view> sentences_;
  std::mt19937_64 random_{17};
  std::size_t next_ = 0;
};

void BM_BareSetScanNewLetter(benchmark::State& state) {
  const auto sets = BareSets();
  NewLetters letters;
  for (auto _ : state) {
    state.PauseTiming();
    const Case c = letters.Next();
    state.ResumeTiming();
    for (const Span span : SplitSentences(c.summary)) {
      Scan(sets, std::string_view(c.summary).substr(span.start, span.end - span.start));
    }
  }
}
BENCHMARK(BM_BareSetScanNewLetter)->Unit(benchmark::kMillisecond)->Iterations(200);

void BM_ExtractNewLetter(benchmark::State& state) {
  NewLetters letters;
  for (auto _ : state) {
    state.PauseTiming();
    const Case c = letters.Next();
    state.ResumeTiming();
    benchmark::DoNotOptimize(ThePredictor().extractor().Extract(c));
  }
}
BENCHMARK(BM_ExtractNewLetter)->Unit(benchmark::kMillisecond)->Iterations(1000);

// Warm as well.
void BM_ExtractFacts(benchmark::State& state) {
  auto extract = [] {
    for (const Case& c : TheCorpus().records) {
      benchmark::DoNotOptimize(ThePredictor().extractor().Extract(c));
    }
  };
  extract();
  for (auto _ : state) extract();
  Count(state, TheCorpus().text_size);
}
BENCHMARK(BM_ExtractFacts);

// Matching and scoring from facts at hand, with explanation.
void BM_PredictFromFacts(benchmark::State& state) {
  const Corpus& corpus = TheCorpus();
  std::vector<std::pair<FactSheet, Situation>> items;
  for (const Case& c : corpus.records) {
    for (FactSheet& facts : ThePredictor().extractor().Extract(c).items) {
      items.emplace_back(std::move(facts), Situation{.facts = nullptr,
                                                     .review = c.dates.utilization_review,
                                                     .injury = c.dates.injury});
    }
  }
  for (auto _ : state) {
    for (const auto& [facts, dates] : items) {
      benchmark::DoNotOptimize(ThePredictor().PredictFacts(facts, dates));
    }
  }
  Count(state, corpus.text_size);
}
BENCHMARK(BM_PredictFromFacts);

void BM_MatchCriteria(benchmark::State& state) {
  const Corpus& corpus = TheCorpus();
  struct Item {
    FactSheet facts;
    std::optional<Date> review, injury;
  };
  std::vector<Item> items;
  for (const Case& c : corpus.records) {
    for (FactSheet& facts : ThePredictor().extractor().Extract(c).items) {
      if (facts.Code(ThePredictor().vocabulary().computed().treatment) == nullptr) continue;
      items.push_back({std::move(facts), c.dates.utilization_review, c.dates.injury});
    }
  }
  for (auto _ : state) {
    for (const Item& item : items) {
      const Situation situation{.facts = &item.facts, .review = item.review, .injury = item.injury};
      benchmark::DoNotOptimize(Match(ThePredictor().rulebook(), situation));
    }
  }
  Count(state, corpus.text_size);
}
BENCHMARK(BM_MatchCriteria);

// From the bytes of a letter to the JSON of its predictions.
void BM_WholeWay(benchmark::State& state) {
  const Corpus& corpus = TheCorpus();
  const Predictor& predictor = ThePredictor();
  for (auto _ : state) {
    for (const std::string& bytes : corpus.bytes) {
      const ReadResult read = ReadDocument(bytes, "-", "letter");
      const auto& document = std::get<Document>(read);
      const CasePrediction prediction = predictor.Predict(document.known);
      benchmark::DoNotOptimize(
          PredictionJson(predictor.vocabulary(), document, document.known, prediction, {}).dump());
    }
  }
  Count(state, corpus.size);
}
BENCHMARK(BM_WholeWay);

void BM_LoadRules(benchmark::State& state) {
  for (auto _ : state) {
    Diagnostics diagnostics;
    benchmark::DoNotOptimize(Predictor::Load(RulesDirectory(), diagnostics));
  }
}
BENCHMARK(BM_LoadRules)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace imr
