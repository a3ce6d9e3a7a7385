#include "features/extraction/dependency_reader.h"

#include <algorithm>

#include "features/lexicon/codes.h"
#include "features/lexicon/wording.h"
#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

// Items in a row about one part, or about none told, are parts of one operation.
bool MayBeOneOperation(const ItemPlace& a, const ItemPlace& b) {
  return a.about.empty() || b.about.empty() || ShareOne(a.about, b.about);
}

}  // namespace

DependencyReader::DependencyReader(const std::filesystem::path& path, const std::string& name,
                                   const Vocabulary& vocabulary, Diagnostics& diagnostics) {
  const auto root = LoadYamlFile(path, name, diagnostics);
  if (!root) return;
  MapReader map(*root, "the dependency lexicon", name, diagnostics);
  if (!map.valid()) return;
  map.Number("version");
  Macros macros;
  macros.Read(map, "macros");
  WordingLoader words(name, macros, patterns_, diagnostics);
  const auto read = [&](MapReader& from, const char* key, Role role) {
    roles_.resize(roles_.size() + words.ReadPatterns(from, key).size(), role);
  };
  read(map, "markers", kMarker);
  read(map, "preoperative_markers", kPreoperative);
  if (const auto node = map.Optional("request_cues")) {
    MapReader cues(*node, "'request_cues'", name, diagnostics);
    read(cues, "strong", kStrong);
    read(cues, "weak", kWeak);
    cues.Finish();
  }
  const auto set = [&](const char* key) {
    return TreatmentSet(vocabulary, ReadTreatmentPatterns(map, key, vocabulary));
  };
  parents_ = set("parents");
  never_parents_ = set("never_parents");
  parents_if_marked_ = set("parents_if_marked");
  with_injections_ = set("accompany_injections");
  unmarked_ = set("accompany_unmarked");
  named_in_summary_ = set("named_in_summary");
  companion_kinds_.resize(roles_.size());
  map.ForEach("companions", [&](const YAML::Node& entry) {
    MapReader companion(entry, "a companion", name, diagnostics);
    if (!companion.valid()) return;
    read(companion, "patterns", kCompanion);
    companion_kinds_.resize(roles_.size(), companions_of_.size());
    companions_of_.emplace_back(vocabulary, ReadTreatmentPatterns(companion, "of", vocabulary));
    companion.Finish();
  });
  map.Finish();
  patterns_.Compile();
}

std::optional<PatternMatch> DependencyReader::First(Role role, std::string_view text) const {
  const auto first =
      patterns_.First(text, [&](std::uint32_t pattern) { return roles_[pattern] == role; });
  if (!first) return std::nullopt;
  return PatternMatch{WithoutBlanks(text, first->span), first->pattern};
}

std::optional<CompanionMatch> DependencyReader::Companion(std::string_view text) const {
  const auto found = First(kCompanion, text);
  if (!found) return std::nullopt;
  return CompanionMatch{*found, companion_kinds_[found->pattern]};
}

RequestCue DependencyReader::CueOf(std::string_view sentence) const {
  PatternCandidates candidates;
  patterns_.Candidates(sentence, &candidates);
  RequestCue cue = RequestCue::kNone;
  for (const PatternCandidate& candidate : candidates.list) {
    const Role role = roles_[candidate.pattern];
    const bool tells = role == kStrong || (role == kWeak && cue == RequestCue::kNone);
    if (!tells || !patterns_.Occurs(candidate, sentence)) continue;
    if (role == kStrong) return RequestCue::kStrong;
    cue = RequestCue::kWeak;
  }
  return cue;
}

std::optional<std::size_t> DependencyReader::ParentOf(std::size_t item,
                                                      const std::vector<ItemPlace>& items) const {
  const ItemPlace& child = items[item];
  if (!child.treatment) return std::nullopt;
  const CodeIndex treatment = *child.treatment;
  const bool is_parent = IsParent(treatment);
  if (is_parent && !child.marked && !child.companion) return std::nullopt;
  const bool accompanies = child.marked || unmarked_.Has(treatment) ||
                           with_injections_.Has(treatment) ||
                           (child.summary_marked && named_in_summary_.Has(treatment));
  if (!accompanies && !child.companion) return std::nullopt;

  constexpr int kNever = -1;
  const auto rank_of = [&](std::size_t i, const TreatmentSet& parents) {
    const ItemPlace& parent = items[i];
    if (i == item || !parent.treatment || !parents.Has(*parent.treatment) ||
        never_parents_.Has(*parent.treatment) || (is_parent && parent.marked) ||
        (child.companion && parent.companion)) {
      return kNever;
    }
    const bool same_part = ShareOne(child.parts, parent.about);
    if (!child.marked && !child.parts.empty() && !parent.about.empty() && !same_part &&
        !never_parents_.Has(treatment)) {
      return kNever;
    }
    return (parent.marked ? 0 : 4) + (same_part ? 2 : 0) + (i < item ? 1 : 0);
  };
  const auto choose = [&](const TreatmentSet& parents) -> std::optional<std::size_t> {
    std::optional<std::size_t> best;
    int best_rank = kNever;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const int rank = rank_of(i, parents);
      if (rank > best_rank || (rank != kNever && rank == best_rank && i < item)) {
        best = i;
        best_rank = rank;
      }
    }
    while (best && *best > 0 && *best < item && rank_of(*best - 1, parents) == best_rank &&
           MayBeOneOperation(items[*best - 1], items[*best])) {
      --*best;
    }
    return best;
  };
  if (child.companion) {
    if (const auto parent = choose(companions_of_[*child.companion])) return parent;
  }
  if (!accompanies) return std::nullopt;
  if (const auto parent = choose(parents_)) return parent;
  if (!is_parent && (child.marked || with_injections_.Has(treatment))) {
    return choose(parents_if_marked_);
  }
  return std::nullopt;
}

}  // namespace imr
