// Which disputed item only accompanies which (rules/lexicon/dependencies.yaml).
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/lexicon/pattern_set.h"
#include "features/lexicon/treatment_lexicon.h"
#include "features/yaml/diagnostic.h"

namespace imr {

// What is known of an item when its place among the others is asked for.
struct ItemPlace {
  std::optional<CodeIndex> treatment;
  std::vector<CodeIndex> parts;          // that its wording names
  std::vector<CodeIndex> about;          // the same, or what the treatment itself is about
  bool marked = false;                   // its wording says that it accompanies an operation
  bool summary_marked = false;           // the summary says so where it requests the item
  std::optional<std::size_t> companion;  // by its wording it goes with some kind of item
};

// Words that make an item the companion of others, and which kind of companion.
struct CompanionMatch {
  PatternMatch match;
  std::size_t kind = 0;
};

// How strongly a sentence says that something is asked for.
enum class RequestCue { kNone, kWeak, kStrong };

class DependencyReader {
 public:
  // Reads `path`, called `name` in messages.
  DependencyReader(const std::filesystem::path& path, const std::string& name,
                   const Vocabulary& vocabulary, Diagnostics& diagnostics);

  // Words that say that the item accompanies an operation.
  std::optional<PatternMatch> Marker(std::string_view text) const { return First(kMarker, text); }
  // Words that say that the item goes with an item of another kind.
  std::optional<CompanionMatch> Companion(std::string_view text) const;
  bool SpeaksOfOperationToCome(std::string_view text) const {
    return First(kPreoperative, text).has_value();
  }
  // Can other items accompany one of this treatment?
  bool IsParent(CodeIndex treatment) const {
    return parents_.Has(treatment) && !never_parents_.Has(treatment);
  }
  // Does it matter for items of this treatment what the summary says where it requests them?
  bool AsksSummary(CodeIndex treatment) const { return named_in_summary_.Has(treatment); }
  RequestCue CueOf(std::string_view sentence) const;

  // The index of the item that `item` accompanies: rather one that it is the companion of, then one
  // that accompanies nothing itself, then
  // one about the same part, then the nearest before it, then the first after it. Nothing when it
  // stands alone.
  std::optional<std::size_t> ParentOf(std::size_t item, const std::vector<ItemPlace>& items) const;

  const PatternSet& patterns() const { return patterns_; }

 private:
  enum Role : std::uint8_t { kMarker, kPreoperative, kStrong, kWeak, kCompanion };
  std::optional<PatternMatch> First(Role role, std::string_view text) const;

  PatternSet patterns_;
  std::vector<Role> roles_;  // by pattern
  TreatmentSet parents_, never_parents_, parents_if_marked_, with_injections_, unmarked_,
      named_in_summary_;
  std::vector<TreatmentSet> companions_of_;   // by kind of companion
  std::vector<std::size_t> companion_kinds_;  // by pattern; of use for kCompanion alone
};

}  // namespace imr
