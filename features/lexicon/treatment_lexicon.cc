#include "features/lexicon/treatment_lexicon.h"

#include <algorithm>
#include <string_view>

#include "features/lexicon/codes.h"
#include "features/lexicon/wording.h"
#include "features/yaml/yaml_file.h"

namespace imr {

bool ShareOne(const std::vector<CodeIndex>& a, const std::vector<CodeIndex>& b) {
  return std::any_of(a.begin(), a.end(), [&b](CodeIndex code) {
    return std::find(b.begin(), b.end(), code) != b.end();
  });
}

TreatmentSet::TreatmentSet(const Vocabulary& vocabulary, const std::vector<std::string>& patterns) {
  for (const std::string& treatment : vocabulary.treatments()) {
    in_.push_back(std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
      return TreatmentMatches(treatment, pattern);
    }));
  }
}

std::optional<CodeIndex> TreatmentEntry::Resolve(const std::vector<CodeIndex>& parts) const {
  for (const CodeIndex part : parts) {
    for (const auto& [mapped, treatment] : by_body_part) {
      if (mapped == part) return treatment;
    }
  }
  return code;
}

// Reads the file into a lexicon. One object for one file.
class TreatmentLexicon::Loader {
 public:
  Loader(TreatmentLexicon& lexicon, const Vocabulary& vocabulary, std::string file,
         MentionSet& mentions, Diagnostics& diagnostics)
      : lexicon_(lexicon),
        vocabulary_(vocabulary),
        file_(std::move(file)),
        mentions_(mentions),
        diagnostics_(diagnostics),
        words_(file_, macros_, mentions.patterns(), diagnostics),
        secondary_words_(file_, macros_, lexicon.secondary_, diagnostics) {}

  void Read(const YAML::Node& root) {
    MapReader map(root, "the treatment lexicon", file_, diagnostics_);
    if (!map.valid()) return;
    map.Number("version");
    macros_.Read(map, "macros");
    for (const std::uint32_t pattern : words_.ReadPatterns(map, "ignored")) {
      mentions_.SetOwner(pattern, MentionKind::kNoTreatment, 0, false);
    }
    ReadSecondary(map);
    map.ForEach("treatments", [this](const YAML::Node& node) { ReadEntry(node); });
    map.ForEach("becomes", [this](const YAML::Node& node) { ReadChange(node); });
    ReadKinds(map);
    map.Finish();
    lexicon_.secondary_.Compile();
  }

 private:
  void ReadSecondary(MapReader& map) {
    const auto node = map.Optional("secondary_after");
    if (!node) return;
    MapReader secondary(*node, "'secondary_after'", file_, diagnostics_);
    if (!secondary.valid()) return;
    lexicon_.secondary_penalty_ = static_cast<int>(secondary.Number("penalty").value_or(0));
    secondary_words_.ReadPatterns(secondary, "patterns");
    secondary.Finish();
  }

  void ReadByBodyPart(MapReader& map, const YAML::Node& node, TreatmentEntry& entry) {
    if (!node.IsMap()) {
      map.Error(node, "'by_body_part' must be a mapping of body parts to treatments", "wrong-kind");
      return;
    }
    for (const auto& pair : node) {
      const auto part = ReadBodyPart(map, pair.first, vocabulary_);
      const auto treatment = ReadTreatment(map, pair.second, vocabulary_);
      if (part && treatment) entry.by_body_part.emplace_back(*part, *treatment);
    }
  }

  void ReadEntry(const YAML::Node& node) {
    MapReader map(node, "a treatment", file_, diagnostics_);
    if (!map.valid()) return;
    TreatmentEntry entry;
    const auto code = map.Optional("code");
    const auto by_part = map.Optional("by_body_part");
    const auto otherwise = map.Optional("otherwise");
    if (code.has_value() == by_part.has_value()) {
      map.Error(node, "a treatment needs either 'code' or 'by_body_part'", "missing-key");
    }
    if (code) entry.code = ReadTreatment(map, *code, vocabulary_);
    if (by_part) ReadByBodyPart(map, *by_part, entry);
    if (otherwise) entry.code = ReadTreatment(map, *otherwise, vocabulary_);
    entry.asks_summary = map.YesNo("asks_summary").value_or(false);
    entry.priority = static_cast<int>(map.Number("priority").value_or(50));
    entry.body_parts = ReadBodyParts(map, "body_parts", vocabulary_);
    const bool wording_only = map.YesNo("wording_only").value_or(false);
    // Words whose code depends on the part may stand again where the part is not known.
    const bool may_repeat = by_part && !otherwise;
    const auto index = static_cast<std::uint32_t>(lexicon_.entries_.size());
    const auto added = words_.ReadEntry(map, may_repeat);
    if (added.empty()) {
      map.Warning(node, "no words name this treatment", "no-words");
    }
    for (const std::uint32_t pattern : added) {
      mentions_.SetOwner(pattern, MentionKind::kTreatment, index, wording_only);
    }
    lexicon_.entries_.push_back(std::move(entry));
    map.Finish();
  }

  void ReadChange(const YAML::Node& node) {
    MapReader map(node, "a change of treatment", file_, diagnostics_);
    if (!map.valid()) return;
    TreatmentChange change;
    const auto from = map.Required("from");
    const auto to = map.Required("to");
    change.if_visits = map.YesNo("visits").value_or(false);
    change.if_accompanies = map.YesNo("accompanies").value_or(false);
    change.if_preoperative = map.YesNo("preoperative").value_or(false);
    change.beside = ReadTreatments(map, "beside", vocabulary_);
    change.body_parts = ReadBodyParts(map, "body_parts", vocabulary_);
    map.Finish();
    if (!from || !to) return;
    const auto from_code = ReadTreatment(map, *from, vocabulary_);
    const auto to_code = ReadTreatment(map, *to, vocabulary_);
    if (!from_code || !to_code) return;
    change.from = *from_code;
    change.to = *to_code;
    lexicon_.changes_.push_back(std::move(change));
  }

  TreatmentKind ReadKind(const YAML::Node& node) {
    TreatmentKind kind;
    MapReader map(node, "a kind of treatment", file_, diagnostics_);
    if (!map.valid()) return kind;
    const std::string counted =
        map.OneOf("counted_in", {"visits", "days", "units", "nothing"}).value_or("nothing");
    kind.counted_in = counted == "visits"  ? CountedIn::kVisits
                      : counted == "days"  ? CountedIn::kDays
                      : counted == "units" ? CountedIn::kUnits
                                           : CountedIn::kNothing;
    const std::vector<std::string> known = {"visits", "quantity", "body_part", "duration",
                                            "rental_or_purchase"};
    for (const std::string& need : map.Strings("needs")) {
      if (need == "visits") {
        kind.needs_visits = true;
      } else if (need == "quantity") {
        kind.needs_quantity = true;
      } else if (need == "body_part") {
        kind.needs_body_part = true;
      } else if (need == "duration") {
        kind.needs_duration = true;
      } else if (need == "rental_or_purchase") {
        kind.needs_acquisition = true;
      } else {
        map.Error(node, "a request cannot need '" + need + "'" + Suggestion(need, known),
                  "unknown-value");
      }
    }
    if (const auto part = map.Optional("part_when_silent")) {
      if (AsString(*part) != "case") kind.part_when_silent = ReadBodyPart(map, *part, vocabulary_);
    }
    if (const auto part = map.Optional("part_always")) {
      kind.part_always = ReadBodyPart(map, *part, vocabulary_);
    }
    map.Finish();
    return kind;
  }

  void ReadKinds(MapReader& map) {
    lexicon_.kinds_.resize(vocabulary_.treatments().size());
    const auto node = map.Optional("kinds");
    if (!node) return;
    if (!node->IsMap()) {
      map.Error(*node, "'kinds' must be a mapping of treatments or families", "wrong-kind");
      return;
    }
    // Families first, so that single codes overrule them.
    for (const bool family : {true, false}) {
      for (const auto& pair : *node) {
        const std::string pattern = AsString(pair.first).value_or("");
        const bool is_family = !vocabulary_.IsTreatment(pattern);
        if (is_family != family) continue;
        if (!vocabulary_.IsTreatmentOrFamily(pattern)) {
          map.Error(pair.first,
                    "there is no treatment or family '" + pattern + "'" +
                        Suggestion(pattern, vocabulary_.treatments()),
                    "unknown-treatment");
          continue;
        }
        const TreatmentKind kind = ReadKind(pair.second);
        for (std::size_t i = 0; i < lexicon_.kinds_.size(); ++i) {
          if (TreatmentMatches(vocabulary_.treatments()[i], pattern)) lexicon_.kinds_[i] = kind;
        }
      }
    }
  }

  TreatmentLexicon& lexicon_;
  const Vocabulary& vocabulary_;
  std::string file_;
  MentionSet& mentions_;
  Diagnostics& diagnostics_;
  Macros macros_;
  WordingLoader words_;
  WordingLoader secondary_words_;
};

TreatmentLexicon::TreatmentLexicon(const std::filesystem::path& path, const std::string& name,
                                   const Vocabulary& vocabulary, MentionSet& mentions,
                                   Diagnostics& diagnostics) {
  kinds_.resize(vocabulary.treatments().size());
  const auto root = LoadYamlFile(path, name, diagnostics);
  if (!root) return;
  Loader(*this, vocabulary, name, mentions, diagnostics).Read(*root);
}

std::uint32_t TreatmentLexicon::SecondaryFrom(std::string_view text, Span within) const {
  PatternCandidates candidates;
  secondary_.Candidates(text.substr(within.start, within.end - within.start), &candidates);
  std::uint32_t first = within.end;
  std::vector<Span> spans;
  for (const PatternCandidate& candidate : candidates.list) {
    spans.clear();
    secondary_.Find(candidates, candidate, text, within, &spans);
    if (!spans.empty()) first = std::min(first, spans.front().end);
  }
  return first;
}

}  // namespace imr
