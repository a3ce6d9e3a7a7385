#include "features/extraction/clauses.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

namespace imr {
namespace {

constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();

// Where the first of `spans`, which are in order, begins at or after `at`.
std::uint32_t FirstFrom(std::span<const Span> spans, std::uint32_t at) {
  const auto first =
      std::find_if(spans.begin(), spans.end(), [&](Span span) { return span.start >= at; });
  return first == spans.end() ? kNowhere : first->start;
}

}  // namespace

std::vector<Span> ClauseBeginnings(const ClauseWords& words) {
  std::vector<Span> beginnings;
  std::uint32_t clause = 0;  // where the clause begins that is read
  for (const Span joint : words.joints) {
    const std::uint32_t before = FirstFrom(words.verbs, clause);
    if (before >= joint.start) continue;
    const std::uint32_t verb = FirstFrom(words.verbs, joint.end);
    const std::uint32_t next =
        std::min({FirstFrom(words.joints, joint.end), FirstFrom(words.listings, joint.end),
                  FirstFrom(words.embeddings, joint.end)});
    if (verb >= next) continue;
    beginnings.push_back(joint);
    clause = joint.end;
  }
  return beginnings;
}

bool ClauseBeginsBetween(std::span<const Span> beginnings, std::span<const Span> embeddings,
                         Span from, Span to) {
  return std::any_of(beginnings.begin(), beginnings.end(), [&](Span joint) {
    return joint.start >= from.end && joint.end <= to.start &&
           FirstFrom(embeddings, from.start) >= joint.start;
  });
}

}  // namespace imr
