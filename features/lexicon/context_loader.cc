#include <algorithm>
#include <array>
#include <utility>

#include "features/lexicon/fact_lexicon_loader.h"

namespace imr {

void FactLexiconLoader::LoadContext() {
  const std::string file = "lexicon/context.yaml";
  const auto root = LoadYamlFile(directory_ / "context.yaml", file, diagnostics_);
  if (!root) return;
  MapReader top(*root, "context.yaml", file, diagnostics_);
  top.Number("version");
  const auto fragments = ReadFragments(top, file);
  if (const auto cues = top.Required("cues"); cues && cues->IsSequence()) {
    for (const auto& node : *cues) LoadCue(node, file, fragments);
  }
  if (const auto terminators = top.Required("terminators");
      terminators && terminators->IsSequence()) {
    for (const auto& node : *terminators) {
      AddPattern(node, file, fragments, FactLexicon::Role::kTerminator, 0);
    }
  }
  if (const auto headings = top.Optional("headings"); headings && headings->IsSequence()) {
    for (const auto& node : *headings) {
      AddPattern(node, file, fragments, FactLexicon::Role::kHeading, 0);
    }
  }
  LoadClauses(top, file, fragments);
  ReadPartMap(top, "heads", file, lexicon_->heads_);
  ReadPartMap(top, "related", file, lexicon_->related_);
  lexicon_->midline_ = ReadParts(top, "midline", file);
  top.Finish();
}

void FactLexiconLoader::LoadClauses(MapReader& top, const std::string& file,
                                    const std::map<std::string, std::string>& fragments) {
  const auto node = top.Optional("clauses");
  if (!node) return;
  MapReader reader(*node, "clauses", file, diagnostics_);
  constexpr std::array<std::pair<std::string_view, FactLexicon::Role>, 4> kLists = {
      {{"verbs", FactLexicon::Role::kVerb},
       {"joints", FactLexicon::Role::kJoint},
       {"listings", FactLexicon::Role::kListing},
       {"embeddings", FactLexicon::Role::kEmbedding}}};
  for (const auto& [key, role] : kLists) {
    const auto patterns = reader.Required(key);
    if (!patterns || !patterns->IsSequence()) continue;
    for (const auto& pattern : *patterns) AddPattern(pattern, file, fragments, role, 0);
  }
  reader.Finish();
}

void FactLexiconLoader::ReadPartMap(MapReader& reader, std::string_view key,
                                    const std::string& file,
                                    std::map<std::string, std::vector<std::string>>& map) {
  const auto node = reader.Optional(key);
  if (!node || !node->IsMap()) return;
  for (const auto& entry : *node) {
    auto& parts = map[CheckedPart(entry.first, file)];
    for (const auto& part : entry.second) parts.push_back(CheckedPart(part, file));
  }
}

void FactLexiconLoader::LoadCue(const YAML::Node& node, const std::string& file,
                                const std::map<std::string, std::string>& fragments) {
  MapReader reader(node, "a cue", file, diagnostics_);
  if (!reader.valid()) return;
  Cue cue;
  if (const auto name = reader.RequiredString("kind")) {
    const auto kind = CueKindNamed(*name);
    if (!kind) {
      reader.Error(*reader.Optional("kind"),
                   "there is no kind of cue '" + *name + "'" + Suggestion(*name, CueKindNames()),
                   "unknown-cue");
    } else {
      cue.kind = *kind;
    }
  }
  reader.Required("direction");
  const std::string direction =
      reader.OneOf("direction", {"forward", "backward", "sentence"}).value_or("forward");
  cue.direction = direction == "forward"    ? Cue::Direction::kForward
                  : direction == "backward" ? Cue::Direction::kBackward
                                            : Cue::Direction::kSentence;
  cue.reach = static_cast<int>(std::clamp(reader.Number("reach").value_or(15), 0.0, 1000.0));
  cue.presupposes = reader.YesNo("presupposes").value_or(false);
  cue.opens_list = reader.YesNo("opens_list").value_or(false);
  cue.unless = ReadKinds(reader, "unless");
  const auto index = static_cast<std::uint32_t>(lexicon_->cues_.size());
  lexicon_->cues_.push_back(cue);
  if (const auto patterns = reader.Required("patterns"); patterns && patterns->IsSequence()) {
    for (const auto& pattern : *patterns) {
      AddPattern(pattern, file, fragments, FactLexicon::Role::kCue, index);
    }
  }
  reader.Finish();
}

}  // namespace imr
