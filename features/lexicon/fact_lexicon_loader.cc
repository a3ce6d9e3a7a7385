#include "features/lexicon/fact_lexicon_loader.h"

#include <algorithm>
#include <utility>

namespace imr {

std::shared_ptr<const FactLexicon> FactLexiconLoader::Load() {
  const std::size_t before = ErrorCount();
  LoadContext();
  LoadFacts();
  lexicon_->patterns_.Compile();
  for (const std::uint32_t pattern : lexicon_->patterns_.MatchingEmpty()) {
    const auto& info = lexicon_->pattern_info_[pattern];
    diagnostics_.Add({info.file, info.line, info.column, Severity::kError, kMatchesEmpty.message,
                      kMatchesEmpty.code});
  }
  return ErrorCount() == before ? lexicon_ : nullptr;
}

std::size_t FactLexiconLoader::ErrorCount() const {
  return static_cast<std::size_t>(
      std::count_if(diagnostics_.all().begin(), diagnostics_.all().end(),
                    [](const Diagnostic& d) { return d.severity == Severity::kError; }));
}

std::map<std::string, std::string> FactLexiconLoader::ReadFragments(MapReader& top,
                                                                    const std::string& file) {
  std::map<std::string, std::string> fragments;
  const auto define = top.Optional("define");
  if (!define) return fragments;
  if (!define->IsMap()) {
    diagnostics_.Error(file, define->Mark(), "'define' must be a mapping", "wrong-kind");
    return fragments;
  }
  for (const auto& entry : *define) {
    std::string unknown;
    const auto text = AsString(entry.second);
    const auto expanded = text ? ExpandFragments(*text, fragments, &unknown) : std::nullopt;
    if (!expanded) {
      diagnostics_.Error(file, entry.second.Mark(),
                         text ? "there is no fragment '" + unknown + "' above this one"
                              : "a fragment must be text",
                         "unknown-fragment");
      continue;
    }
    fragments[entry.first.Scalar()] = *expanded;
  }
  return fragments;
}

std::optional<std::uint32_t> FactLexiconLoader::AddPattern(
    const YAML::Node& node, const std::string& file,
    const std::map<std::string, std::string>& fragments, FactLexicon::Role role,
    std::uint32_t index) {
  const auto text = AsString(node);
  if (!text) {
    diagnostics_.Error(file, node.Mark(), "a pattern must be text", "wrong-kind");
    return std::nullopt;
  }
  std::string unknown;
  const auto expanded = ExpandFragments(*text, fragments, &unknown);
  if (!expanded) {
    std::vector<std::string> names;
    for (const auto& [name, fragment] : fragments) names.push_back(name);
    diagnostics_.Error(file, node.Mark(),
                       "there is no fragment '" + unknown + "'" + Suggestion(unknown, names),
                       "unknown-fragment");
    return std::nullopt;
  }
  PatternProblem problem;
  const auto pattern = lexicon_->patterns_.AddForLater(*expanded, &problem);
  if (!pattern) {
    diagnostics_.Error(file, node.Mark(), problem.message, problem.code);
    return std::nullopt;
  }
  lexicon_->pattern_info_.push_back({.role = role,
                                     .index = index,
                                     .file = file,
                                     .line = node.Mark().line + 1,
                                     .column = node.Mark().column + 1});
  return pattern;
}

CueKinds FactLexiconLoader::ReadKinds(MapReader& reader, std::string_view key) {
  CueKinds kinds = 0;
  for (const std::string& name : reader.Strings(key)) {
    const auto kind = CueKindNamed(name);
    if (!kind) {
      reader.Error(reader.node(),
                   "there is no kind of cue '" + name + "'" + Suggestion(name, CueKindNames()),
                   "unknown-cue");
      continue;
    }
    kinds = static_cast<CueKinds>(kinds | Bit(*kind));
  }
  return kinds;
}

std::string FactLexiconLoader::CheckedPart(const YAML::Node& node, const std::string& file) {
  const std::string part = AsString(node).value_or("");
  const auto& known = vocabulary_.body_parts();
  if (std::find(known.begin(), known.end(), part) == known.end()) {
    diagnostics_.Error(file, node.Mark(),
                       "there is no body part '" + part + "'" + Suggestion(part, known),
                       "unknown-value");
  }
  return part;
}

std::vector<std::string> FactLexiconLoader::ReadParts(MapReader& reader, std::string_view key,
                                                      const std::string& file) {
  std::vector<std::string> parts;
  const auto node = reader.Optional(key);
  if (!node) return parts;
  if (!node->IsSequence()) {
    reader.Error(*node, "'" + std::string(key) + "' must be a list of body parts", "wrong-kind");
    return parts;
  }
  for (const auto& part : *node) parts.push_back(CheckedPart(part, file));
  return parts;
}

std::vector<std::string> FactLexiconLoader::ReadTreatments(MapReader& reader, std::string_view key,
                                                           bool same) {
  std::vector<std::string> codes = reader.Strings(key);
  for (const std::string& code : codes) {
    if ((same && code == "same") || vocabulary_.IsTreatmentOrFamily(code)) continue;
    reader.Error(
        reader.node(),
        "there is no treatment '" + code + "'" + Suggestion(code, vocabulary_.treatments()),
        "unknown-value");
  }
  return codes;
}

}  // namespace imr
