#include "features/extraction/derivation.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace imr {
namespace {

bool SameWords(const Evidence& a, const Evidence& b) {
  return a.section == b.section && a.start == b.start && a.end == b.end;
}

// The evidence of all premises, each words once; nothing when one of them does not hold.
std::optional<std::vector<Evidence>> Prove(const FactLexicon& lexicon, const Derivation& derivation,
                                           const FactSheet& notions, const FactSheet& facts) {
  std::vector<Evidence> proof;
  for (const Premise& premise : derivation.from) {
    const FactSheet& sheet = lexicon.IsNotion(premise.fact) ? notions : facts;
    if (sheet.Documented(premise.fact) != premise.value) return std::nullopt;
    for (const Evidence& words : sheet.Find(premise.fact)->evidence) {
      const bool known = std::any_of(proof.begin(), proof.end(), [&](const Evidence& other) {
        return SameWords(words, other);
      });
      if (!known) proof.push_back(words);
    }
  }
  return proof;
}

}  // namespace

void AddDerivedFacts(const FactLexicon& lexicon, const ItemProfile& item,
                     const SettledFacts& settled, FactSheet& facts) {
  std::vector<std::pair<FactId, Fact>> derived;
  std::set<FactId> taken;
  for (const Derivation& derivation : lexicon.derivations()) {
    const FactId id = derivation.fact;
    const Fact* said = facts.Find(id);
    if (said != nullptr && !settled.weakly_said.contains(id)) continue;
    if (taken.contains(id) || !MattersTo(lexicon.rule(id), derivation.only_for, item)) {
      continue;
    }
    auto proof = Prove(lexicon, derivation, settled.notions, facts);
    if (!proof) continue;
    taken.insert(id);
    Fact fact{.value = derivation.says, .evidence = std::move(*proof)};
    if (said != nullptr) {
      std::vector<Evidence>& words = said->value == fact.value ? fact.evidence : fact.contrary;
      words.insert(words.end(), said->evidence.begin(), said->evidence.end());
    }
    derived.emplace_back(id, std::move(fact));
  }
  for (auto& [id, fact] : derived) facts.Set(id, std::move(fact));
}

}  // namespace imr
