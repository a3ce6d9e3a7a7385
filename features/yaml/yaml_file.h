// Reading YAML that people write (rules, lexicons, vocabulary) with every mistake reported at its
// place. Readers take what they understand and go on, so that one run shows all errors.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "features/yaml/diagnostic.h"

namespace imr {

// The largest rule or lexicon file read, in bytes.
inline constexpr std::size_t kLargestYamlFile = 8u << 20;

// Reads and parses `path`; `name` is what diagnostics call the file. Reports an unreadable file, a
// syntax error, nesting deeper than 64, and aliases (rule files spell things out) and returns
// nothing then.
std::optional<YAML::Node> LoadYamlFile(const std::filesystem::path& path, const std::string& name,
                                       Diagnostics& diagnostics);
// The same for text already in memory.
std::optional<YAML::Node> ParseYaml(const std::string& text, const std::string& name,
                                    Diagnostics& diagnostics);

// The YAML files below `directory` (.yaml, .yml), by path in byte order.
std::vector<std::filesystem::path> YamlFilesBelow(const std::filesystem::path& directory);

// Typed access to one YAML mapping. Each getter reports a value of the wrong kind and marks its key
// as known; Finish() reports the keys nobody asked for (with a suggestion) and duplicate keys.
class MapReader {
 public:
  // `what` names the mapping in messages, as in "a criterion". Reports when `node` is no mapping.
  MapReader(const YAML::Node& node, std::string what, std::string file, Diagnostics& diagnostics);

  bool valid() const { return valid_; }
  const YAML::Node& node() const { return node_; }
  YAML::Mark mark() const { return node_.Mark(); }

  bool Has(std::string_view key);
  // The node at `key`; nothing when it is not there (reported when required) or null.
  std::optional<YAML::Node> Optional(std::string_view key);
  std::optional<YAML::Node> Required(std::string_view key);

  std::optional<std::string> String(std::string_view key);
  std::optional<std::string> RequiredString(std::string_view key);
  std::optional<double> Number(std::string_view key);
  std::optional<bool> YesNo(std::string_view key);
  // A sequence of strings, or one string standing for a sequence of one.
  std::vector<std::string> Strings(std::string_view key);
  // One of `allowed`, else reported with a suggestion.
  std::optional<std::string> OneOf(std::string_view key,
                                   std::initializer_list<std::string_view> allowed);

  // Calls `read` with each entry of the list at `key`; reports what is no list.
  template <typename Read>
  void ForEach(std::string_view key, Read read) {
    const auto list = Optional(key);
    if (!list) return;
    if (!list->IsSequence()) {
      Error(*list, "'" + std::string(key) + "' must be a list", "wrong-kind");
      return;
    }
    for (const auto& entry : *list) read(entry);
  }

  void Error(const YAML::Node& at, std::string message, std::string code);
  void Warning(const YAML::Node& at, std::string message, std::string code);

  void Finish();

 private:
  YAML::Node Lookup(std::string_view key) const;

  YAML::Node node_;
  std::string what_;
  std::string file_;
  Diagnostics& diagnostics_;
  bool valid_ = false;
  std::vector<std::string> known_;
};

// Scalars. Nothing when the node is not such a value.
std::optional<double> AsNumber(const YAML::Node& node);
std::optional<bool> AsYesNo(const YAML::Node& node);  // yes/no/true/false
std::optional<std::string> AsString(const YAML::Node& node);

}  // namespace imr
