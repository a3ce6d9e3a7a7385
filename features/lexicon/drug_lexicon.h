// Drugs by generic name and the names under which they are asked for (rules/lexicon/drugs.yaml).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/facts/vocabulary.h"
#include "features/lexicon/mention_set.h"
#include "features/lexicon/treatment_lexicon.h"
#include "features/yaml/diagnostic.h"

namespace imr {

struct Drug {
  std::string agent;  // generic name; ingredients separated by '/'
  std::vector<std::string> ingredients;
  CodeIndex treatment = 0;  // class
  std::string form;         // "" for tablets, capsules, injections
  // The class whose criteria apply besides those of its form.
  std::optional<CodeIndex> judged_as;
};

// What a wording asks for in the way of drugs.
struct DrugReading {
  std::string agent;
  CodeIndex treatment = 0;
  // Of those given: the mentions that tell the agent, in order.
  std::vector<std::size_t> mentions;
};

class DrugLexicon {
 public:
  // Reads `path`, called `name` in messages; adds its names to `mentions`.
  DrugLexicon(const std::filesystem::path& path, const std::string& name,
              const Vocabulary& vocabulary, MentionSet& mentions, Diagnostics& diagnostics);

  const Drug& drug(std::uint32_t index) const { return drugs_[index]; }
  int priority() const { return priority_; }
  // Is a drug named beside this treatment its agent?
  bool IsAgentOf(CodeIndex treatment) const { return agent_of_.Has(treatment); }

  // The drugs named in text[within] together: form and compounding words decide the class.
  // `mentions` are those of drugs, by start. Nothing when there are none.
  std::optional<DrugReading> Read(std::string_view text, Span within,
                                  const std::vector<FoundWords>& mentions, bool injected) const;
  // The class of one drug named in free text, in view of the words right after it.
  CodeIndex ClassOf(std::uint32_t drug, std::string_view text, Span words) const;
  // The class that the agent is judged as besides `treatment`, if any.
  std::optional<CodeIndex> JudgedAs(std::string_view agent, CodeIndex treatment) const;
  // Does the wording speak of an injection?
  bool SpeaksOfInjection(std::string_view text) const;

 private:
  class Loader;

  struct Form {
    std::vector<std::string> entries;
    std::optional<CodeIndex> without_entry;
    TreatmentSet not_for;
  };
  enum class Cue : std::uint8_t { kForm, kCompound, kSingleCompound, kInjection };
  struct CueOwner {
    Cue cue = Cue::kForm;
    std::uint32_t form = 0;
  };
  struct Cues {
    std::optional<std::uint32_t> form;  // the first form rule with a word present
    bool compound = false, single_compound = false, injection = false;
  };
  Cues FindCues(std::string_view text) const;
  CodeIndex ClassWith(std::uint32_t drug, const Cues& cues) const;

  std::vector<Drug> drugs_;
  std::multimap<std::string, std::uint32_t, std::less<>> by_agent_;
  std::vector<Form> forms_;
  PatternSet cues_;
  std::vector<CueOwner> cue_owners_;
  CodeIndex compound_ = 0;
  TreatmentSet agent_of_;
  int priority_ = 30;
};

}  // namespace imr
