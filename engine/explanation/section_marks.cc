#include "engine/explanation/section_marks.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "engine/explanation/page.h"

namespace imr {
namespace {

using Stretch = std::pair<std::uint32_t, std::uint32_t>;

bool Shared(SectionKind section) {
  return section == SectionKind::kHeader || section == SectionKind::kSummary;
}

// "request 2", "requests 1, 3-5", of indices from 0 in ascending order.
std::string RequestsInWords(const std::vector<std::size_t>& items) {
  std::string out = items.size() == 1 ? "request " : "requests ";
  for (std::size_t i = 0; i < items.size();) {
    std::size_t last = i;
    while (last + 1 < items.size() && items[last + 1] == items[last] + 1) ++last;
    if (i > 0) out += ", ";
    out += std::to_string(items[i] + 1);
    if (last > i) out += (last == i + 1 ? ", " : "-") + std::to_string(items[last] + 1);
    i = last + 1;
  }
  return out;
}

// Everything that one stretch of text proves.
struct Meaning {
  std::set<std::string> classes;
  // What is said of it, in order of finding, and of which items.
  std::vector<std::pair<std::string, std::vector<std::size_t>>> lines;
};

class Collector {
 public:
  Collector(const MarkedCase& marked, std::size_t item, SectionKind section,
            const std::function<std::string(std::uint32_t)>& places)
      : marked_(marked),
        section_(section),
        text_(SectionText(marked.c, item, section)),
        places_(places) {}

  void AddItem(std::size_t item) {
    for (const auto& [id, fact] : marked_.facts.items[item]) {
      for (const Evidence& words : fact.evidence) Add(item, id, fact, words, false);
      for (const Evidence& words : fact.contrary) Add(item, id, fact, words, true);
    }
  }

  std::vector<Highlight> Take(std::size_t item) const {
    std::vector<Highlight> out;
    for (const auto& [stretch, meaning] : meanings_) {
      const Stretch words = Trimmed(stretch);
      Highlight& mark = out.emplace_back();
      mark.start = words.first;
      mark.end = words.second;
      for (const std::string& name : meaning.classes) {
        mark.classes += (mark.classes.empty() ? "" : " ") + name;
      }
      mark.id = MarkId(marked_.id, item,
                       {.section = section_, .start = stretch.first, .end = stretch.second});
      mark.note = Note(meaning);
    }
    for (const Stretch& cue : cues_) {
      out.push_back(
          {.start = cue.first, .end = cue.second, .classes = "cue", .id = "", .note = ""});
    }
    return out;
  }

 private:
  void Add(std::size_t item, FactId id, const Fact& fact, const Evidence& words, bool outweighed) {
    if (words.section != section_ || !LiesInText(marked_.c, item, words)) return;
    Meaning& meaning = meanings_[{words.start, words.end}];
    meaning.classes.insert(ClassOf(marked_.vocabulary, id, fact.value, outweighed));
    if (outweighed) meaning.classes.insert("contrary");
    if (words.has_cue()) cues_.insert(Trimmed({words.cue_start, words.cue_end}));
    const std::string line = Line(id, fact, words, outweighed);
    auto same = std::find_if(meaning.lines.begin(), meaning.lines.end(),
                             [&](const auto& known) { return known.first == line; });
    if (same == meaning.lines.end()) same = meaning.lines.insert(same, {line, {}});
    if (same->second.empty() || same->second.back() != item) same->second.push_back(item);
  }

  // "muscle spasm: no, by the cue "no"; lexicon/facts/examination.yaml:12".
  std::string Line(FactId id, const Fact& fact, const Evidence& words, bool outweighed) const {
    std::string line = Spaced(marked_.vocabulary.Definition(id).name) + ": ";
    line += (outweighed ? "outweighed; other words say " : "") +
            ValueInWords(marked_.vocabulary, id, fact.value);
    if (words.has_cue() && words.cue_end <= text_.size()) {
      const auto [start, end] = Trimmed({words.cue_start, words.cue_end});
      line += ", negated by \"" + std::string(text_.substr(start, end - start)) + '"';
    }
    const std::string place = words.pattern == kNoPattern ? "" : places_(words.pattern);
    return line + "\n" + (place.empty() ? "" : "pattern " + place + ", ");
  }

  static std::string Note(const Meaning& meaning) {
    std::string note;
    for (const auto& [line, items] : meaning.lines) {
      note += (note.empty() ? "" : "\n") + line + "for " + RequestsInWords(items);
    }
    return note;
  }

  // Without the spaces that a pattern may take in at its ends.
  Stretch Trimmed(Stretch stretch) const {
    auto& [start, end] = stretch;
    end = std::min(end, static_cast<std::uint32_t>(text_.size()));
    while (start < end && text_[start] == ' ') ++start;
    while (start < end && text_[end - 1] == ' ') --end;
    return stretch;
  }

  const MarkedCase& marked_;
  SectionKind section_;
  std::string_view text_;
  const std::function<std::string(std::uint32_t)>& places_;
  std::map<Stretch, Meaning> meanings_;
  std::set<Stretch> cues_;
};

}  // namespace

std::string SectionId(const std::string& case_id, std::size_t item, SectionKind section) {
  std::string name = case_id;
  if (!Shared(section)) name += "-r" + std::to_string(item);
  return name + '-' + std::string(SectionName(section));
}

std::string MarkId(const std::string& case_id, std::size_t item, const Evidence& evidence) {
  return SectionId(case_id, item, evidence.section) + '-' + std::to_string(evidence.start) + '-' +
         std::to_string(evidence.end);
}

bool LiesInText(const Case& c, std::size_t item, const Evidence& evidence) {
  return evidence.start < evidence.end &&
         evidence.end <= SectionText(c, item, evidence.section).size();
}

bool IsOfRequest(const Vocabulary& vocabulary, FactId fact) {
  const Vocabulary::Computed& ids = vocabulary.computed();
  return vocabulary.Definition(fact).group == FactGroup::kRequest ||
         fact == ids.frequency_per_week || fact == ids.duration_weeks ||
         fact == ids.request_underspecified;
}

std::string ValueInWords(const Vocabulary& vocabulary, FactId fact, const FactValue& value) {
  if (fact == vocabulary.computed().depends_on) {
    if (const auto* index = std::get_if<NumberRange>(&value); index != nullptr && index->exact()) {
      return "request " + DescribeValue(NumberRange::Exactly(index->low + 1));
    }
  }
  return DescribeValue(value);
}

std::string ClassOf(const Vocabulary& vocabulary, FactId fact, const FactValue& value,
                    bool outweighed) {
  if (IsOfRequest(vocabulary, fact)) return "request";
  const bool* yes = std::get_if<bool>(&value);
  if (yes == nullptr) return "value";
  return *yes != outweighed ? "yes" : "no";
}

std::vector<Highlight> SectionMarks(const MarkedCase& marked, std::size_t item, SectionKind section,
                                    const std::function<std::string(std::uint32_t)>& places) {
  Collector collector(marked, item, section, places);
  if (Shared(section)) {
    for (std::size_t i = 0; i < marked.facts.items.size(); ++i) collector.AddItem(i);
  } else {
    collector.AddItem(item);
  }
  return collector.Take(item);
}

}  // namespace imr
