// A case file as a tree of values with their lines, whether it was written in YAML or JSON.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace imr {

struct DataNode {
  enum class Kind { kNull, kBool, kNumber, kString, kList, kMap };

  Kind kind = Kind::kNull;
  int line = 0;      // from 1
  std::string text;  // of a scalar, as written (without quotes)
  bool yes = false;  // of a kBool
  double number = 0;
  bool quoted = false;            // a kString written in quotes (always so in JSON)
  std::vector<DataNode> entries;  // of a kList or kMap
  std::vector<std::string> keys;  // of a kMap, parallel to entries
  std::vector<int> key_lines;

  const DataNode* Find(std::string_view key) const;  // the first of that key
  bool is_scalar() const { return kind != Kind::kList && kind != Kind::kMap; }
};

struct DataError {
  int line = 0;         // from 1; 0 when unknown
  std::string message;  // without the text of the file
};

// Bounds on what a case file may hold; deeper or more is an error.
inline constexpr int kDeepestData = 32;
inline constexpr std::size_t kMostDataNodes = 500'000;
// YAML is read at a few megabytes a second, so that more is refused.
inline constexpr std::size_t kLongestYaml = 8u << 20;

// `text` is UTF-8. Errors: not JSON or YAML, nested too deep, too many values, a key twice in one
// mapping; in YAML also aliases and several documents.
std::variant<DataNode, DataError> ParseJsonData(std::string_view text);
std::variant<DataNode, DataError> ParseYamlData(std::string_view text);

}  // namespace imr
