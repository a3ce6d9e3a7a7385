#include "features/lexicon/codes.h"

#include <algorithm>

namespace imr {
namespace {

std::optional<std::uint16_t> ReadCode(MapReader& map, const YAML::Node& node,
                                      const std::vector<std::string>& codes, const char* what,
                                      const char* problem) {
  const auto text = AsString(node);
  if (text) {
    if (const auto index = IndexOf(codes, *text)) return index;
  }
  map.Error(node,
            text
                ? std::string("there is no ") + what + " '" + *text + "'" + Suggestion(*text, codes)
                : std::string("must be the code of a ") + what,
            problem);
  return std::nullopt;
}

template <typename Read>
std::vector<std::uint16_t> ReadList(MapReader& map, std::string_view key, Read read) {
  std::vector<std::uint16_t> out;
  const auto node = map.Optional(key);
  if (!node) return out;
  if (node->IsScalar()) {
    if (const auto index = read(*node)) out.push_back(*index);
    return out;
  }
  if (!node->IsSequence()) {
    map.Error(*node, "'" + std::string(key) + "' must be a list of codes", "wrong-kind");
    return out;
  }
  for (const auto& entry : *node) {
    if (const auto index = read(entry)) out.push_back(*index);
  }
  return out;
}

}  // namespace

std::optional<std::uint16_t> IndexOf(const std::vector<std::string>& codes, std::string_view code) {
  const auto it = std::find(codes.begin(), codes.end(), code);
  if (it == codes.end()) return std::nullopt;
  return static_cast<std::uint16_t>(it - codes.begin());
}

std::optional<std::uint16_t> ReadTreatment(MapReader& map, const YAML::Node& node,
                                           const Vocabulary& vocabulary) {
  return ReadCode(map, node, vocabulary.treatments(), "treatment", "unknown-treatment");
}

std::optional<std::uint16_t> ReadBodyPart(MapReader& map, const YAML::Node& node,
                                          const Vocabulary& vocabulary) {
  return ReadCode(map, node, vocabulary.body_parts(), "body part", "unknown-body-part");
}

std::vector<std::uint16_t> ReadTreatments(MapReader& map, std::string_view key,
                                          const Vocabulary& vocabulary) {
  return ReadList(map, key,
                  [&](const YAML::Node& node) { return ReadTreatment(map, node, vocabulary); });
}

std::vector<std::uint16_t> ReadBodyParts(MapReader& map, std::string_view key,
                                         const Vocabulary& vocabulary) {
  return ReadList(map, key,
                  [&](const YAML::Node& node) { return ReadBodyPart(map, node, vocabulary); });
}

std::vector<std::string> ReadTreatmentPatterns(MapReader& map, std::string_view key,
                                               const Vocabulary& vocabulary) {
  std::vector<std::string> out;
  const auto node = map.Optional(key);
  if (!node) return out;
  if (!node->IsSequence()) {
    map.Error(*node, "'" + std::string(key) + "' must be a list of treatments", "wrong-kind");
    return out;
  }
  for (const auto& entry : *node) {
    const auto text = AsString(entry);
    if (text && vocabulary.IsTreatmentOrFamily(*text)) {
      out.push_back(*text);
    } else {
      map.Error(entry,
                text ? "there is no treatment or family '" + *text + "'" +
                           Suggestion(*text, vocabulary.treatments())
                     : "must be a treatment or a family such as surgery.*",
                "unknown-treatment");
    }
  }
  return out;
}

}  // namespace imr
