#include "features/lexicon/body_part_lexicon.h"

#include <algorithm>
#include <array>
#include <utility>

#include "features/lexicon/codes.h"
#include "features/lexicon/wording.h"
#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

void ReadEntry(const YAML::Node& node, const Vocabulary& vocabulary, const std::string& file,
               WordingLoader& words, MentionSet& mentions, std::vector<BodyPartEntry>& entries,
               Diagnostics& diagnostics) {
  MapReader map(node, "a body part", file, diagnostics);
  if (!map.valid()) return;
  BodyPartEntry entry;
  const bool part = map.Has("part");
  entry.one_of = map.Has("one_of");
  if (part == entry.one_of) {
    map.Error(node, "a body part needs either 'part' or 'one_of'", "missing-key");
  }
  entry.parts = ReadBodyParts(map, entry.one_of ? "one_of" : "part", vocabulary);
  entry.weak = map.YesNo("weak").value_or(false);
  const bool wording_only = map.YesNo("wording_only").value_or(false);
  const auto index = static_cast<std::uint32_t>(entries.size());
  for (const std::uint32_t pattern : words.ReadEntry(map)) {
    mentions.SetOwner(pattern, MentionKind::kBodyPart, index, wording_only);
  }
  entries.push_back(std::move(entry));
  map.Finish();
}

}  // namespace

BodyPartLexicon::BodyPartLexicon(const std::filesystem::path& path, const std::string& name,
                                 const Vocabulary& vocabulary, MentionSet& mentions,
                                 Diagnostics& diagnostics)
    : region_(vocabulary.body_parts().size(), true) {
  const auto root = LoadYamlFile(path, name, diagnostics);
  if (!root) return;
  MapReader map(*root, "the body part lexicon", name, diagnostics);
  if (!map.valid()) return;
  map.Number("version");
  Macros macros;
  macros.Read(map, "macros");
  WordingLoader words(name, macros, mentions.patterns(), diagnostics);
  for (const std::uint32_t pattern : words.ReadPatterns(map, "ignored")) {
    mentions.SetOwner(pattern, MentionKind::kNoBodyPart, 0, false);
  }
  if (const auto none = map.Required("none_named")) {
    none_ = ReadBodyPart(map, *none, vocabulary).value_or(0);
  }
  if (const auto parts = map.Required("parts")) {
    for (const auto& node : *parts) {
      ReadEntry(node, vocabulary, name, words, mentions, entries_, diagnostics);
    }
  }
  WordingLoader cues(name, macros, cues_, diagnostics);
  tells_.assign(cues.ReadPatterns(map, "diagnosis_cues").size(), true);
  tells_.resize(tells_.size() + cues.ReadPatterns(map, "past_cues").size(), false);
  cues_.Compile();
  for (const CodeIndex part : ReadBodyParts(map, "not_regions", vocabulary)) region_[part] = false;
  if (const auto node = map.Optional("sides")) {
    MapReader sides(*node, "'sides'", name, diagnostics);
    WordingLoader side_words(name, macros, side_words_, diagnostics);
    constexpr std::array<std::pair<const char*, Side>, 4> kKeys = {
        {{"left", kLeft}, {"right", kRight}, {"both", kBothSides}, {"ignored", kNoSide}}};
    for (const auto& [key, side] : kKeys) {
      sides_.resize(sides_.size() + side_words.ReadPatterns(sides, key).size(), side);
    }
    sides.Finish();
  }
  side_words_.Compile();
  map.Finish();
}

std::vector<NamedSide> BodyPartLexicon::SidesIn(std::string_view text, Span within) const {
  PatternCandidates candidates;
  side_words_.Candidates(text.substr(within.start, within.end - within.start), &candidates);
  std::vector<NamedSide> named;
  std::vector<Span> nothing;
  std::vector<Span> spans;
  for (const PatternCandidate& candidate : candidates.list) {
    const Side side = sides_[candidate.pattern];
    spans.clear();
    side_words_.Find(candidates, candidate, text, within, &spans);
    for (const Span& span : spans) {
      if (side == kNoSide) {
        nothing.push_back(span);
      } else {
        named.push_back({span, side});
      }
    }
  }
  std::erase_if(named, [&](const NamedSide& one) {
    return std::any_of(nothing.begin(), nothing.end(), [&](const Span& span) {
      return span.start <= one.span.start && one.span.end <= span.end;
    });
  });
  return named;
}

bool BodyPartLexicon::TellsDiagnosis(std::string_view sentence) const {
  std::vector<int> matching;
  cues_.Matching(sentence, &matching);
  bool tells = false;
  for (const int pattern : matching) {
    if (!tells_[static_cast<std::size_t>(pattern)]) return false;
    tells = true;
  }
  return tells;
}

}  // namespace imr
