// The lexicons that reading requests rests on, loaded together and immutable afterwards.
#pragma once

#include <memory>

#include "features/extraction/dependency_reader.h"
#include "features/extraction/quantity_reader.h"
#include "features/facts/vocabulary.h"
#include "features/lexicon/body_part_lexicon.h"
#include "features/lexicon/drug_lexicon.h"
#include "features/lexicon/mention_set.h"
#include "features/lexicon/treatment_lexicon.h"

namespace imr {

struct RequestLexicons {
  RequestLexicons(const std::filesystem::path& directory,
                  std::shared_ptr<const Vocabulary> the_vocabulary, Diagnostics& diagnostics)
      : vocabulary(std::move(the_vocabulary)),
        treatments(directory / "treatments.yaml", "lexicon/treatments.yaml", *vocabulary, mentions,
                   diagnostics),
        drugs(directory / "drugs.yaml", "lexicon/drugs.yaml", *vocabulary, mentions, diagnostics),
        body_parts(directory / "body_parts.yaml", "lexicon/body_parts.yaml", *vocabulary, mentions,
                   diagnostics),
        quantities(directory / "quantities.yaml", "lexicon/quantities.yaml", diagnostics),
        dependencies(directory / "dependencies.yaml", "lexicon/dependencies.yaml", *vocabulary,
                     diagnostics) {}

  // Numbers of patterns in evidence: the index in the set of mentions, quantities or dependencies,
  // beyond all numbers of FactLexicon.
  static constexpr std::uint32_t kMentionPatterns = 1u << 24;
  static constexpr std::uint32_t kQuantityPatterns = 2u << 24;
  static constexpr std::uint32_t kDependencyPatterns = 3u << 24;

  // Where the pattern of such a number stands, "lexicon/drugs.yaml:12". REQUIRES: at least
  // kMentionPatterns, and not kNoPattern.
  std::string PatternPlace(std::uint32_t number) const {
    const std::uint32_t index = number & (kMentionPatterns - 1);
    if (number >= kDependencyPatterns) return dependencies.patterns().Place(index);
    if (number >= kQuantityPatterns) return quantities.patterns().Place(index);
    return mentions.patterns().Place(index);
  }

  std::shared_ptr<const Vocabulary> vocabulary;
  MentionSet mentions;
  TreatmentLexicon treatments;
  DrugLexicon drugs;
  BodyPartLexicon body_parts;
  QuantityReader quantities;
  DependencyReader dependencies;
};

}  // namespace imr
