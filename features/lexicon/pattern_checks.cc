#include <algorithm>
#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "features/lexicon/fact_lexicon.h"
#include "features/lexicon/pattern_sampler.h"

namespace imr {
namespace {

constexpr int kDraws = 200;
constexpr int kEnoughSamples = 64;  // that the pattern itself matches
constexpr unsigned kMostThreads = 8;
constexpr std::uint64_t kSeed = 20130101;

bool Matches(const RE2& expression, const std::string& text) {
  return RE2::PartialMatch(text, expression);
}

// Do two wordings say the same of the same fact, wherever one of them is found?
bool SameConditions(const Wording& a, const Wording& b) {
  const auto conditions = [](const Wording& w) {
    return std::tie(w.fact, w.says, w.needs, w.despite, w.unless, w.region, w.sections, w.only_for,
                    w.weak, w.general, w.topic);
  };
  return conditions(a) == conditions(b);
}

// The first of `earlier` that matches whatever is drawn of `pattern`; nothing when none does, or
// too few of the samples are good.
std::optional<std::uint32_t> ShadowOf(const PatternSet& patterns, std::uint32_t pattern,
                                      std::vector<std::uint32_t> earlier) {
  const RE2& expression = patterns.expression(pattern);
  PatternSampler sampler(kSeed);  // its own, so that no pattern's samples depend on others
  int good = 0;
  for (int draw = 0; draw < kDraws && good < kEnoughSamples && !earlier.empty(); ++draw) {
    const std::string sample = sampler.Sample(expression.pattern());
    if (!Matches(expression, sample)) continue;
    ++good;
    std::erase_if(
        earlier, [&](std::uint32_t other) { return !Matches(patterns.expression(other), sample); });
  }
  if (earlier.empty() || good < kEnoughSamples) return std::nullopt;
  return earlier.front();
}

// Calls work(0), ..., work(count - 1), several at a time.
void InParallel(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  const auto take = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> others;
  const unsigned threads = std::min(std::thread::hardware_concurrency(), kMostThreads);
  for (unsigned i = 1; i < threads; ++i) others.emplace_back(take);
  take();
}

}  // namespace

void FactLexicon::FindTooLargePatterns(Diagnostics& diagnostics) const {
  InParallel(patterns_.size(), [&](std::size_t i) {
    static_cast<void>(patterns_.expression(static_cast<std::uint32_t>(i)));
  });
  for (std::uint32_t i = 0; i < patterns_.size(); ++i) {
    if (patterns_.expression(i).ok()) continue;
    diagnostics.Add({.file = pattern_info_[i].file,
                     .line = pattern_info_[i].line,
                     .column = pattern_info_[i].column,
                     .severity = Severity::kError,
                     .message = "the pattern does not compile: " + patterns_.expression(i).error() +
                                "; repeat less, or fewer alternatives",
                     .code = "bad-pattern"});
  }
}

void FactLexicon::FindShadowedPatterns(Diagnostics& diagnostics) const {
  struct Task {
    std::uint32_t pattern = 0;
    std::vector<std::uint32_t> earlier;
    std::optional<std::uint32_t> shadow;
  };
  std::vector<Task> tasks;
  std::vector<std::uint32_t> before;  // patterns of wordings, in order
  for (const Wording& wording : wordings_) {
    // Where a number is read, the words around it matter too.
    if (!wording.pattern || wording.number) continue;
    Task task{.pattern = *wording.pattern, .earlier = {}, .shadow = {}};
    for (const std::uint32_t other : before) {
      if (SameConditions(wordings_[pattern_info_[other].index], wording)) {
        task.earlier.push_back(other);
      }
    }
    before.push_back(task.pattern);
    if (!task.earlier.empty()) tasks.push_back(std::move(task));
  }
  InParallel(tasks.size(), [&](std::size_t i) {
    tasks[i].shadow = ShadowOf(patterns_, tasks[i].pattern, std::move(tasks[i].earlier));
  });
  for (const Task& task : tasks) {
    if (!task.shadow) continue;
    const Pattern& info = pattern_info_[task.pattern];
    diagnostics.Add({.file = info.file,
                     .line = info.line,
                     .column = info.column,
                     .severity = Severity::kWarning,
                     .message = "whatever this pattern matches, the one at " +
                                EvidencePlace(*task.shadow) + " matches too; leave this one out",
                     .code = "shadowed-pattern"});
  }
}

}  // namespace imr
