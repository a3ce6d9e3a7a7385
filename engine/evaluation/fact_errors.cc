#include "engine/evaluation/fact_errors.h"

#include <algorithm>
#include <utility>

#include "engine/explanation/contract_json.h"
#include "engine/explanation/layout.h"
#include "engine/explanation/page.h"
#include "features/text/text.h"

namespace imr {
namespace {

constexpr std::size_t kMostAround = 300;  // bytes of a sentence shown on either side of the words
constexpr std::size_t kMostWords = 12;    // pieces of evidence shown for one error

bool Continues(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }

// The sentence around a span: its start and end. A span over several sentences has them all.
Span SentenceAround(std::string_view text, Span at) {
  Span around = at;
  for (const Span sentence : SplitSentences(text)) {
    if (sentence.end <= at.start) continue;
    if (sentence.start >= at.end) break;
    around.start = std::min(around.start, sentence.start);
    around.end = std::max(around.end, sentence.end);
  }
  return around;
}

ShownWords ShowWords(const Case& c, std::size_t item, const Evidence& evidence, std::string role,
                     const Extractor& extractor) {
  ShownWords shown;
  shown.role = std::move(role);
  shown.section = evidence.section;
  if (evidence.pattern != kNoPattern) shown.pattern = extractor.PatternPlace(evidence.pattern);
  const std::string_view text = SectionText(c, item, evidence.section);
  if (evidence.start > evidence.end || evidence.end > text.size()) return shown;
  const Span sentence = SentenceAround(text, {evidence.start, evidence.end});
  std::size_t from = sentence.start;
  std::size_t to = sentence.end;
  if (evidence.start - from > kMostAround) from = evidence.start - kMostAround;
  if (to - evidence.end > kMostAround) to = evidence.end + kMostAround;
  while (from < evidence.start && Continues(text[from])) ++from;
  while (to > evidence.end && to < text.size() && Continues(text[to])) --to;
  shown.before = Printable(text.substr(from, evidence.start - from));
  shown.words = Printable(text.substr(evidence.start, evidence.end - evidence.start));
  shown.after = Printable(text.substr(evidence.end, to - evidence.end));
  return shown;
}

std::string Described(const std::optional<FactValue>& value) {
  return value ? Printable(DescribeValue(*value)) : "silent";
}

}  // namespace

ShownError Show(const FactEvaluation::Error& error, const Case& c, const CaseFacts& facts,
                const Vocabulary& vocabulary, const Extractor& extractor) {
  ShownError shown{.error = error, .treatment = {}, .words = {}};
  const FactSheet& sheet = facts.items[error.item];
  if (const auto* code = sheet.Code(vocabulary.computed().treatment)) shown.treatment = *code;
  auto add = [&](const Evidence& evidence, std::string role) {
    if (shown.words.size() == kMostWords) return;
    shown.words.push_back(ShowWords(c, error.item, evidence, std::move(role), extractor));
  };
  if (const Fact* fact = sheet.Find(error.fact)) {
    for (const Evidence& evidence : fact->evidence) add(evidence, "found");
    for (const Evidence& evidence : fact->contrary) add(evidence, "outweighed");
  }
  if (!error.gold) return shown;
  for (const Refusal& refusal : extractor.Refusals(c, facts, error.item, error.fact)) {
    add(refusal.evidence, refusal.reason);
    if (!refusal.cue) continue;
    const std::string_view text = SectionText(c, error.item, refusal.evidence.section);
    shown.words.back().cue =
        Printable(text.substr(refusal.cue->start, refusal.cue->end - refusal.cue->start));
  }
  return shown;
}

Json ShownErrorsJson(const Vocabulary& vocabulary, const std::vector<ShownError>& errors) {
  Json list = Json::array();
  for (const ShownError& shown : errors) {
    const FactEvaluation::Error& error = shown.error;
    Json words = Json::array();
    for (const ShownWords& w : shown.words) {
      words.push_back({{"role", w.role},
                       {"section", SectionName(w.section)},
                       {"before", w.before},
                       {"words", w.words},
                       {"after", w.after},
                       {"pattern", w.pattern.empty() ? Json(nullptr) : Json(w.pattern)},
                       {"cue", w.cue.empty() ? Json(nullptr) : Json(w.cue)}});
    }
    list.push_back({{"case", error.case_id},
                    {"item", error.item},
                    {"treatment", shown.treatment.empty() ? Json(nullptr) : Json(shown.treatment)},
                    {"fact", vocabulary.Definition(error.fact).name},
                    {"gold", error.gold ? ValueJson(*error.gold) : Json(nullptr)},
                    {"found", error.found ? ValueJson(*error.found) : Json(nullptr)},
                    {"words", std::move(words)}});
  }
  return list;
}

std::string ShownErrorsText(View view, const std::vector<ShownError>& errors,
                            const WordingOptions& options) {
  Page page(options);
  page.Heading(std::to_string(errors.size()) + (errors.size() == 1 ? " error (" : " errors (") +
               std::string(ViewName(view)) + " view)");
  for (const ShownError& shown : errors) {
    const FactEvaluation::Error& error = shown.error;
    page.Blank();
    page.Write(0, "",
               error.case_id + " item " + std::to_string(error.item) +
                   (shown.treatment.empty() ? "" : " (" + shown.treatment + ")") + ": gold " +
                   Described(error.gold) + ", found " + Described(error.found),
               Ink::kBold);
    for (const ShownWords& w : shown.words) {
      page.Write(2, "",
                 w.role + (w.cue.empty() ? "" : " \"" + w.cue + "\"") + ", " +
                     Spaced(std::string(SectionName(w.section))) +
                     (w.pattern.empty() ? "" : ", " + w.pattern),
                 Ink::kFaint);
      page.Write(4, "", w.before + ">>" + w.words + "<<" + w.after);
    }
  }
  return page.Take();
}

std::string ShownErrorsCsv(const Vocabulary& vocabulary, View view,
                           const std::vector<ShownError>& errors) {
  std::string out;
  for (const ShownError& shown : errors) {
    const FactEvaluation::Error& error = shown.error;
    const std::string lead = std::string(ViewName(view)) + ',' + CsvCell(Printable(error.case_id)) +
                             ',' + std::to_string(error.item) + ',' + CsvCell(shown.treatment) +
                             ',' + CsvCell(vocabulary.Definition(error.fact).name) + ',' +
                             CsvCell(Described(error.gold)) + ',' + CsvCell(Described(error.found));
    if (shown.words.empty()) out += lead + ",,,,,,,\n";
    for (const ShownWords& w : shown.words) {
      out += lead;
      for (const std::string_view cell :
           {std::string_view(w.role), SectionName(w.section), std::string_view(w.pattern),
            std::string_view(w.cue), std::string_view(w.before), std::string_view(w.words),
            std::string_view(w.after)}) {
        out += ',' + CsvCell(cell);
      }
      out += '\n';
    }
  }
  return out;
}

}  // namespace imr
