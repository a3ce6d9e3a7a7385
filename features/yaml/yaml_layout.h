// The canonical layout of YAML files that people write: indentation, order of keys, blank lines.
// It moves lines and changes what stands before them, never what stands in them, so that comments,
// quoting and the bytes of every value stay as they were found.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "features/yaml/diagnostic.h"

namespace imr {

struct YamlLayout {
  // Orders of keys: at "" of the top-level mapping, at a key of it of the entries of the list
  // there. Keys not named follow in the order found.
  std::map<std::string, std::vector<std::string>, std::less<>> key_order;
  // Keys of the top-level mapping whose lists have a blank line before every entry of several
  // lines.
  std::set<std::string, std::less<>> spaced;
};

// `text` in canonical layout: two spaces a level, lists indented below their key, keys in order, no
// blanks at line ends, never two blank lines together, one line end at the end. A comment goes with
// what it stands before.
//
// The result is read again and compared: it has the values of `text` and every line of it. Where
// that cannot be had, the place is reported as "cannot-format" and nothing is returned. Formatting
// twice gives what formatting once gives.
std::optional<std::string> FormatYaml(const std::string& text, const YamlLayout& layout,
                                      const std::string& name, Diagnostics& diagnostics);

// Have the two the same values, whatever the order of keys?
bool SameYamlValues(const std::string& a, const std::string& b);

}  // namespace imr
