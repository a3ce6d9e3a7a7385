#include "engine/rulebook/skeleton.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace imr {
namespace {

constexpr std::string_view kTemplate =
    R"(# A new guideline for {treatment}. Replace what stands in CAPITALS and what follows from it, then run
#   imr rules check FILE     what is wrong with it, and where
#   imr rules test FILE      whether its examples come out as they say
# The notation is described in README.md beside the guidelines, the facts in ../vocabulary.yaml.
guideline: {id}
title: TITLE OF THE GUIDELINE, AS A REVIEWER WOULD CITE IT
# MTUS, ACOEM, ODG or other. Of several sources only the highest that fits a request speaks.
source: other
section: SECTION OR CHAPTER
# The days on which the text was in force, both included; null: always was, still is. The days below
# keep the draft from judging requests of today: replace them when it is ready.
in_force: {from: 1990-01-01, to: 1990-12-31}
# high, medium or low; the note says why it is not high.
confidence: low
confidence_note: A DRAFT, NOT YET CHECKED AGAINST THE TEXT OF THE GUIDELINE
# Codes of ../vocabulary.yaml, families ("family.*") or "*".
treatments: [{treatment_yaml}]
# governs: {{body_parts}: [{a_body_part}]}   # to narrow it: it speaks only where this is documented
{supplements}
# Numbers with names, for use in conditions.
limits:
  most_weeks: 12

# What a request needs. A required criterion decides; a supporting one only weighs.
criteria:
  # {fact}: {meaning}
  - id: first-need
    text: WHAT THE REQUEST NEEDS, IN YOUR OWN WORDS.
    require: {{fact}: yes}
    strength: required
    undocumented: against   # what silence of the record means; neutral when left out
    cite: {section: SECTION OF THE GUIDELINE, pages: null}
    ask: WHAT TO ASK THE PROVIDER FOR

  # {weeks}: {weeks_meaning}
  - id: second-need
    text: WHAT ELSE SPEAKS FOR THE REQUEST.
    when: {{prior}: [no, not_documented]}   # applies always when left out
    require: {{weeks}: {at_most: most_weeks}}
    strength: supporting
    cite: {section: SECTION OF THE GUIDELINE}

# Invented requests, and what must come out. Every criterion needs one that meets it and one that
# does not.
examples:
  - name: everything documented
    facts:
      {treatment_fact}: {example_treatment}
      {fact}: yes
      {prior}: no
      {weeks}: 6
    expect:
      first-need: met
      second-need: met

  - name: the need denied and late
    facts:
      {treatment_fact}: {example_treatment}
      {fact}: no
      {prior}: no
      {weeks}: 30
    expect:
      first-need: unmet
      second-need: unmet

  - name: nothing documented
    facts: {{treatment_fact}: {example_treatment}}
    expect:
      first-need: undocumented
      second-need: undocumented
)";

constexpr std::string_view kAlone =
    "# supplements: [\"*\"]   # to speak beside guidelines of higher sources: their ids, \"*\" for "
    "all";
constexpr std::string_view kBeside =
    "# Other guidelines speak on this treatment; ids of those it goes along with, \"*\" for all.\n"
    "supplements: [\"*\"]";

// A fact for the author to see how one is used: the first that is documented yes or no and that the
// program does not compute.
FactId FactToShow(const Vocabulary& vocabulary) {
  for (FactId id = 0; id < vocabulary.size(); ++id) {
    const FactDefinition& definition = vocabulary.Definition(id);
    if (definition.type == FactType::kDocumented && definition.group == FactGroup::kClinical &&
        id != vocabulary.computed().prior_same_treatment) {
      return id;
    }
  }
  return vocabulary.computed().prior_same_treatment;
}

std::string FirstTreatmentOf(const std::string& pattern, const Vocabulary& vocabulary) {
  const auto& all = vocabulary.treatments();
  return *std::find_if(all.begin(), all.end(),
                       [&](const std::string& code) { return TreatmentMatches(code, pattern); });
}

// At most a line of a comment.
std::string Shortened(const std::string& text) {
  constexpr std::size_t kMost = 80;
  if (text.size() <= kMost) return text;
  return text.substr(0, text.rfind(' ', kMost)) + " ...";
}

std::string Filled(std::string_view text,
                   const std::vector<std::pair<std::string, std::string>>& values) {
  std::string out;
  while (!text.empty()) {
    const auto found = std::find_if(values.begin(), values.end(), [&](const auto& value) {
      return text.starts_with("{" + value.first + "}");
    });
    if (found == values.end()) {
      out += text.front();
      text.remove_prefix(1);
    } else {
      out += found->second;
      text.remove_prefix(found->first.size() + 2);
    }
  }
  return out;
}

}  // namespace

FactSheet SkeletonFacts(const std::string& treatment, const Vocabulary& vocabulary) {
  FactSheet facts;
  facts.Set(vocabulary.computed().treatment, FactValue(FirstTreatmentOf(treatment, vocabulary)));
  facts.Set(FactToShow(vocabulary), FactValue(true));
  facts.Set(vocabulary.computed().prior_same_treatment, FactValue(false));
  facts.Set(vocabulary.computed().weeks_since_injury, FactValue(NumberRange::Exactly(6)));
  return facts;
}

Date SkeletonDay() {
  return Date(std::chrono::year(1990), std::chrono::January, std::chrono::day(1));
}

std::string SkeletonId(const std::string& treatment) {
  std::string id = "new";
  for (const char c : treatment == "*" ? ".any" : "." + treatment) {
    if (c == '.' || c == '_') {
      id += '-';
    } else if (c != '*') {
      id += c;
    }
  }
  while (id.ends_with('-')) id.pop_back();
  return id;
}

std::string GuidelineSkeleton(const std::string& treatment, const std::string& id,
                              bool beside_others, const Vocabulary& vocabulary) {
  const Vocabulary::Computed& ids = vocabulary.computed();
  const FactDefinition& fact = vocabulary.Definition(FactToShow(vocabulary));
  const FactDefinition& weeks = vocabulary.Definition(ids.weeks_since_injury);
  const bool quoted = treatment.find('*') != std::string::npos;
  return Filled(kTemplate,
                {{"treatment", treatment},
                 {"supplements", std::string(beside_others ? kBeside : kAlone)},
                 {"treatment_yaml", quoted ? '"' + treatment + '"' : treatment},
                 {"treatment_fact", vocabulary.Definition(ids.treatment).name},
                 {"example_treatment", FirstTreatmentOf(treatment, vocabulary)},
                 {"id", id},
                 {"body_parts", vocabulary.Definition(ids.body_parts).name},
                 {"a_body_part", vocabulary.body_parts().empty() ? std::string("BODY PART")
                                                                 : vocabulary.body_parts().front()},
                 {"fact", fact.name},
                 {"meaning", Shortened(fact.meaning)},
                 {"prior", vocabulary.Definition(ids.prior_same_treatment).name},
                 {"weeks", weeks.name},
                 {"weeks_meaning", Shortened(weeks.meaning)}});
}

}  // namespace imr
