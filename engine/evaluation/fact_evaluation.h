// Facts read by the program against facts read by an annotator: everything that
// `imr evaluate --facts` reports. Pure: no text, no files.
//
// Yes/no facts are three-valued. For one fact, right: found with the annotator's value. Wrong:
// found where the annotator has the other value or none. Missed: the annotator has a value that was
// not found; a found contrary value is both wrong and missed. Precision = right / (right + wrong),
// recall = right / (right + missed), F1 = 2 right / (2 right + wrong + missed); overall figures are
// of the summed counts (micro-average).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/evaluation/gold_facts.h"
#include "engine/evaluation/metrics.h"
#include "features/document/case.h"
#include "features/facts/fact.h"
#include "features/facts/vocabulary.h"

namespace imr {

// What the program read of one case.
struct CaseReadings {
  std::string case_id;
  std::vector<FactSheet> items;
};

struct FactCounts {
  int right = 0, wrong = 0, missed = 0;
  // Between 0 and 1; NaN where there is nothing to count.
  double Precision() const;
  double Recall() const;
  double F1() const;
};

enum class Answer : std::uint8_t { kYes, kNo, kSilent };
inline constexpr std::array<Answer, 3> kAnswers = {Answer::kYes, Answer::kNo, Answer::kSilent};
std::string_view AnswerName(Answer answer);  // "yes", "no", "silent"

struct FactEvaluation {
  // One yes/no fact: those of the vocabulary's clinical group, and others that the gold states.
  struct YesNo {
    FactId fact = 0;
    FactCounts counts;
    std::array<std::array<int, 3>, 3> confusion{};  // items, by [gold][found]
  };
  // One fact with another kind of value, or of the request: counted where gold or program give a
  // value ("no", "unspecified" and "systemic" are none).
  struct Valued {
    FactId fact = 0;
    int right = 0, counted = 0;
  };
  struct Error {
    std::string case_id;
    std::size_t item = 0;
    FactId fact = 0;
    std::optional<FactValue> gold, found;
  };

  View view = View::kPrescreen;
  int cases = 0;
  int items = 0;  // both annotated and read
  int treatment_right = 0;
  int family_right = 0;
  FactCounts all;
  Interval precision, recall, f1;  // 95%, by bootstrap over cases
  std::vector<YesNo> yes_no;       // in the order of the vocabulary; only those that occur
  std::vector<Valued> valued;
  std::vector<Error> errors;  // in the order of the gold, then of the vocabulary
};

struct FactEvaluationOptions {
  int resamples = 1000;
  std::uint64_t seed = 7;
};

// Gold of cases or items that were not read is left out. REQUIRES: no case twice in `readings`.
FactEvaluation EvaluateFacts(const Vocabulary& vocabulary, View view,
                             const std::vector<GoldItem>& gold,
                             const std::vector<CaseReadings>& readings,
                             const FactEvaluationOptions& options = {});

// Values that do not exist are null.
nlohmann::ordered_json FactEvaluationJson(const Vocabulary& vocabulary,
                                          const FactEvaluation& evaluation);

// Tables for a person, at most 100 columns wide. Ends with a line break.
std::string FactEvaluationText(const Vocabulary& vocabulary, const FactEvaluation& evaluation);

// Comma-separated values with one head for all evaluations: a line for all yes/no facts together,
// one for each of them and one for each valued fact.
std::string FactEvaluationCsv(const Vocabulary& vocabulary,
                              const std::vector<FactEvaluation>& evaluations);

// A cell of comma-separated values (RFC 4180), quoted where it must be.
std::string CsvCell(std::string_view text);

}  // namespace imr
