// The rule book: guidelines that clinicians write in YAML, checked and compiled once, immutable
// afterwards and shared by all threads. Loading reports everything that is wrong, each at its
// place.
//
// The steps: parse (YAML with positions) -> check (names, types, dates, limits, examples) ->
// compile (names to ids) -> the book.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/rulebook/condition.h"
#include "features/document/date.h"
#include "features/facts/vocabulary.h"
#include "features/yaml/diagnostic.h"

namespace imr {

enum class Strength { kRequired, kSupporting };

// What silence of the record means for a criterion, beyond what the model knows of silence.
enum class OnSilence { kNeutral, kAgainst };

struct Validity {
  std::optional<Date> from;  // first day in force; nothing: always was
  std::optional<Date> to;    // last day in force; nothing: still is
  bool Includes(const Date& day) const;
};

// Is there a day on which both are in force?
bool Overlap(const Validity& a, const Validity& b);

struct Citation {
  std::string source;  // MTUS, ACOEM, ODG, ...
  std::string section;
  std::optional<std::string> pages;
  Validity effective;
};

struct Criterion {
  std::string id;  // "guideline-id/criterion-id"
  std::string text;
  std::string ask;                // what to ask the provider for; may be empty
  std::optional<Condition> when;  // applies always when absent
  Condition require;
  Strength strength = Strength::kRequired;
  // The author's own weight in log-odds for met (and its negative for unmet) instead of the default
  // of the strength.
  std::optional<double> weight;
  OnSilence undocumented = OnSilence::kNeutral;
  Citation cite;
  int line = 0;
  int column = 0;
};

// A worked example that stands beside the rules: facts, and what must come out.
struct Example {
  std::string name;
  FactSheet facts;
  std::optional<Date> review;
  std::optional<Date> injury;
  struct Expectation {
    std::string criterion;  // full id
    std::string status;     // met, unmet, undocumented, not_applicable
    int line = 0;
  };
  std::vector<Expectation> criteria;
  std::optional<std::string> prediction;  // upheld, overturned
  int prediction_line = 0;
  int line = 0;
  int column = 0;
};

struct Guideline {
  std::string id;
  std::string title;
  std::string source;
  std::string section;
  std::string confidence;       // high, medium, low
  std::string confidence_note;  // why not high
  Validity in_force;
  std::vector<std::string> treatments;  // codes or families
  std::optional<Condition> governs;     // further conditions on the request, e.g. agent, body part
  // Ids of guidelines of higher sources it goes along with; "*": whatever else governs.
  std::vector<std::string> supplements;
  // Numbers that its conditions use, as the author named them, in the order of the file.
  std::vector<std::pair<std::string, double>> limits;
  std::vector<Criterion> criteria;
  std::vector<Example> examples;
  std::string file;  // as named in diagnostics: "guidelines/guideline-id.yaml"
  int line = 0;
};

// How much is looked at while loading: what makes a rule wrong, or also what makes it doubtful
// (criteria that contradict each other, branches that nothing reaches, style), as authors want it.
enum class Scrutiny { kErrors, kEverything };

struct GuidelineFile;  // guideline_files.h

class Rulebook {
 public:
  // Reads rules_directory/guidelines. Nothing when there are errors. Warnings do not stop it.
  static std::shared_ptr<const Rulebook> Load(const std::filesystem::path& rules_directory,
                                              std::shared_ptr<const Vocabulary> vocabulary,
                                              Diagnostics& diagnostics,
                                              Scrutiny scrutiny = Scrutiny::kErrors);
  // The same from files at hand (GuidelineFiles), read with this vocabulary.
  static std::shared_ptr<const Rulebook> Compile(std::map<std::string, GuidelineFile> files,
                                                 std::shared_ptr<const Vocabulary> vocabulary,
                                                 Diagnostics& diagnostics,
                                                 Scrutiny scrutiny = Scrutiny::kErrors);

  // By id in byte order.
  const std::vector<Guideline>& guidelines() const { return guidelines_; }
  const Vocabulary& vocabulary() const { return *vocabulary_; }

  // The guidelines that govern a request, in order of precedence (MTUS, ACOEM, ODG, others; then by
  // id): those in force on the day of review whose treatments and `governs` fit. Of several sources
  // only the highest speaks, with those that supplement it. Without a day, the last day on which
  // the highest source was in force is taken. None when the facts do not hold the treatment.
  std::vector<const Guideline*> Governing(const Situation& situation) const;

 private:
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::vector<Guideline> guidelines_;
  // Indices into guidelines_ of those that name a treatment or its family, ascending.
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_treatment_;
};

}  // namespace imr
