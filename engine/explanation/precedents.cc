#include "engine/explanation/precedents.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace imr {
namespace {

constexpr double kOneAloneSpeaks = 0.25;

using YesNoFacts = std::vector<std::pair<FactId, bool>>;

// Walks both lists, ascending by fact, and tells every fact of either.
template <typename Visit>
void Compare(const YesNoFacts& there, const YesNoFacts& here, Visit visit) {
  auto a = there.begin();
  auto b = here.begin();
  while (a != there.end() || b != here.end()) {
    if (b == here.end() || (a != there.end() && a->first < b->first)) {
      visit(a->first, std::optional<bool>(a->second), std::optional<bool>());
      ++a;
    } else if (a == there.end() || b->first < a->first) {
      visit(b->first, std::optional<bool>(), std::optional<bool>(b->second));
      ++b;
    } else {
      visit(a->first, std::optional<bool>(a->second), std::optional<bool>(b->second));
      ++a;
      ++b;
    }
  }
}

double Nearness(const YesNoFacts& there, const YesNoFacts& here) {
  double nearness = 0;
  Compare(there, here, [&](FactId, std::optional<bool> a, std::optional<bool> b) {
    nearness += !a || !b ? -kOneAloneSpeaks : *a == *b ? 1.0 : -1.0;
  });
  return nearness;
}

Precedent Describe(const PastItem& item, const YesNoFacts& here, double nearness) {
  Precedent out{.item = &item, .nearness = nearness, .agreeing = 0, .differences = {}};
  Compare(item.facts, here, [&](FactId id, std::optional<bool> a, std::optional<bool> b) {
    if (a == b) {
      ++out.agreeing;
    } else {
      out.differences.push_back({.fact = id, .there = a, .here = b});
    }
  });
  std::stable_partition(out.differences.begin(), out.differences.end(),
                        [](const Difference& d) { return d.there && d.here; });
  return out;
}

}  // namespace

YesNoFacts History::Facts(const FactSheet& facts) const {
  YesNoFacts out;
  for (const auto& [id, fact] : facts) {
    const FactGroup group = vocabulary_.Definition(id).group;
    const bool* yes = std::get_if<bool>(&fact.value);
    if (yes != nullptr && group != FactGroup::kRequest) out.emplace_back(id, *yes);
  }
  return out;
}

void History::Add(std::string case_id, std::size_t index, const FactSheet& facts, Outcome outcome) {
  const std::string* treatment = facts.Code(vocabulary_.computed().treatment);
  if (treatment == nullptr) return;
  by_treatment_[*treatment].push_back({.case_id = std::move(case_id),
                                       .index = index,
                                       .treatment = *treatment,
                                       .outcome = outcome,
                                       .facts = Facts(facts)});
  ++size_;
}

std::vector<Precedent> History::Nearest(const std::string& own, const FactSheet& facts) const {
  const std::string* treatment = facts.Code(vocabulary_.computed().treatment);
  if (treatment == nullptr) return {};
  const YesNoFacts here = Facts(facts);
  const std::string family = treatment->substr(0, treatment->find('.') + 1);

  struct Candidate {
    bool same_treatment;
    double nearness;
    const PastItem* item;
  };
  std::vector<Candidate> candidates;
  for (auto it = by_treatment_.lower_bound(family);
       it != by_treatment_.end() && it->first.starts_with(family); ++it) {
    for (const PastItem& item : it->second) {
      if (item.case_id == own) continue;
      candidates.push_back({it->first == *treatment, Nearness(item.facts, here), &item});
    }
  }
  const auto order = [](const Candidate& a, const Candidate& b) {
    return std::tuple(!a.same_treatment, -a.nearness, std::string_view(a.item->case_id),
                      a.item->index) < std::tuple(!b.same_treatment, -b.nearness,
                                                  std::string_view(b.item->case_id), b.item->index);
  };
  const std::size_t count = std::min(kMostPrecedents, candidates.size());
  std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(count),
                    candidates.end(), order);
  std::vector<Precedent> out;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(Describe(*candidates[i].item, here, candidates[i].nearness));
  }
  return out;
}

}  // namespace imr
