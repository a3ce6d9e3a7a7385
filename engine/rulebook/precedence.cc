#include "engine/rulebook/precedence.h"

#include <algorithm>
#include <array>

#include "engine/rulebook/guideline_parser.h"

namespace imr {
namespace {

// The guidelines of the highest source among those that speak on their own.
// REQUIRES: sorted by rank.
const Guideline* HighestOnItsOwn(const std::vector<const Guideline*>& sorted) {
  const auto it = std::find_if(sorted.begin(), sorted.end(),
                               [](const Guideline* g) { return !SupplementsAll(*g); });
  return it == sorted.end() ? nullptr : *it;
}

// The last day on which a guideline of this rank was in force; nothing: still is.
std::optional<Date> LastDay(const std::vector<const Guideline*>& guidelines, int rank) {
  std::optional<Date> last;
  for (const Guideline* guideline : guidelines) {
    if (SourceRank(guideline->source) != rank || SupplementsAll(*guideline)) continue;
    if (!guideline->in_force.to) return std::nullopt;
    if (!last || *last < *guideline->in_force.to) last = guideline->in_force.to;
  }
  return last;
}

bool Supplements(const Guideline& guideline, const std::vector<const Guideline*>& governing) {
  if (SupplementsAll(guideline)) return true;
  return std::any_of(governing.begin(), governing.end(), [&](const Guideline* other) {
    return std::find(guideline.supplements.begin(), guideline.supplements.end(), other->id) !=
           guideline.supplements.end();
  });
}

}  // namespace

int SourceRank(std::string_view source) {
  constexpr std::array<std::string_view, 3> kSources = {"MTUS", "ACOEM", "ODG"};
  return static_cast<int>(std::find(kSources.begin(), kSources.end(), source) - kSources.begin());
}

bool SupplementsAll(const Guideline& guideline) {
  return std::find(guideline.supplements.begin(), guideline.supplements.end(), kSupplementsAll) !=
         guideline.supplements.end();
}

std::vector<const Guideline*> SelectGoverning(std::vector<const Guideline*> fitting,
                                              const std::optional<Date>& day) {
  std::sort(fitting.begin(), fitting.end(), [](const Guideline* a, const Guideline* b) {
    const int rank_a = SourceRank(a->source);
    const int rank_b = SourceRank(b->source);
    return rank_a != rank_b ? rank_a < rank_b : a->id < b->id;
  });
  if (day) {
    std::erase_if(fitting, [&](const Guideline* g) { return !g->in_force.Includes(*day); });
  } else if (const Guideline* highest = HighestOnItsOwn(fitting)) {
    const auto last = LastDay(fitting, SourceRank(highest->source));
    std::erase_if(fitting, [&](const Guideline* g) {
      return last ? !g->in_force.Includes(*last) : g->in_force.to.has_value();
    });
  }
  const Guideline* highest = HighestOnItsOwn(fitting);
  if (highest == nullptr) return {};
  const int rank = SourceRank(highest->source);
  // Along with all: decided last, by which time all others are known.
  std::vector<const Guideline*> governing;
  for (const Guideline* guideline : fitting) {
    if (SourceRank(guideline->source) == rank || Supplements(*guideline, governing)) {
      governing.push_back(guideline);
    }
  }
  return governing;
}

}  // namespace imr
