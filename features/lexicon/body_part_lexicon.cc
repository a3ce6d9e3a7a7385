#include "features/lexicon/body_part_lexicon.h"

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
  map.Finish();
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
