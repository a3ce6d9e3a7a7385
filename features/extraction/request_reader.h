// Reads the wording of disputed items: what is asked for, of which body part, how much of it, and
// which item only accompanies which. Driven by
// rules/lexicon/{treatments,drugs,body_parts,quantities}.yaml.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "features/document/case.h"
#include "features/facts/fact.h"
#include "features/facts/vocabulary.h"
#include "features/lexicon/body_part_lexicon.h"
#include "features/lexicon/mention_set.h"
#include "features/text/text.h"
#include "features/yaml/diagnostic.h"

namespace imr {

class RequestReader {
 public:
  // Reads the lexicon files it needs below `lexicon_directory`; diagnostics name files as
  // "lexicon/drugs.yaml". Nothing when there are errors. Immutable and thread safe afterwards.
  static std::shared_ptr<const RequestReader> Load(const std::filesystem::path& lexicon_directory,
                                                   std::shared_ptr<const Vocabulary> vocabulary,
                                                   Diagnostics& diagnostics);
  ~RequestReader();

  // The request facts of every item, in order of the items: treatment, agent, body_parts,
  // sessions_*, quantity, refills, retrospective (always), depends_on, frequency_per_week,
  // duration_weeks, request_underspecified. Evidence lies in the request section, or in the summary
  // where the wording leaves the body part open and the summary tells it.
  std::vector<FactSheet> Read(const Case& c) const;
  // The same when the names of the summary were found before: FindNames(c.summary).
  std::vector<FactSheet> Read(const Case& c, const NamedText& summary) const;

  // The sentences of a text and the names in them: the one scan that all reading of free text
  // shares.
  NamedText FindNames(std::string_view text) const;

  // Where treatments and body parts are named in free text: to attach findings to items.
  struct Mention {
    Span span;
    // Index into Vocabulary::treatments() or Vocabulary::body_parts().
    std::uint16_t code = 0;
    // For a drug: its generic name (view into the lexicon), else empty.
    std::string_view agent;
  };
  struct Mentions {
    std::vector<Mention> treatments;  // by start
    std::vector<Mention> body_parts;  // by start
  };
  // Mentions in text[sentence], spans relative to `text`.
  Mentions FindMentions(std::string_view text, Span sentence) const;
  Mentions MentionsOf(const NamedSentence& sentence) const;

  // The sides of the body named in text[sentence], spans relative to `text`.
  std::vector<NamedSide> FindSides(std::string_view text, Span sentence) const;

  // The class that a drug is judged as besides that of its form (`judged_as` of the lexicon); empty
  // when there is none.
  std::string JudgedAs(std::string_view agent, std::string_view treatment) const;

  // Where the pattern of evidence of a request fact stands, "lexicon/drugs.yaml:12"; empty for
  // numbers of other patterns.
  std::string PatternPlace(std::uint32_t number) const;

  // The patterns of all names.
  const PatternSet& patterns() const;

 private:
  class State;
  explicit RequestReader(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

}  // namespace imr
