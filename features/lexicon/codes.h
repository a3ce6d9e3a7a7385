// Reading codes of the vocabulary in lexicon files, with suggestions for misspelt ones.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/facts/vocabulary.h"
#include "features/yaml/yaml_file.h"

namespace imr {

// Index of a treatment or body part; reported when there is no such code.
std::optional<std::uint16_t> ReadTreatment(MapReader& map, const YAML::Node& node,
                                           const Vocabulary& vocabulary);
std::optional<std::uint16_t> ReadBodyPart(MapReader& map, const YAML::Node& node,
                                          const Vocabulary& vocabulary);

// Lists at `key`; one code alone stands for a list of one.
std::vector<std::uint16_t> ReadTreatments(MapReader& map, std::string_view key,
                                          const Vocabulary& vocabulary);
std::vector<std::uint16_t> ReadBodyParts(MapReader& map, std::string_view key,
                                         const Vocabulary& vocabulary);

// Codes and families ("surgery.*") at `key`, checked.
std::vector<std::string> ReadTreatmentPatterns(MapReader& map, std::string_view key,
                                               const Vocabulary& vocabulary);

// The index of `code`, which the vocabulary has. Nothing otherwise.
std::optional<std::uint16_t> IndexOf(const std::vector<std::string>& codes, std::string_view code);

}  // namespace imr
