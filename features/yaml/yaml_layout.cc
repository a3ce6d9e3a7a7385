#include "features/yaml/yaml_layout.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include <yaml-cpp/yaml.h>

#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

constexpr std::size_t kStep = 2;  // spaces a level

// Thrown inside this file only: the text has a shape that is not laid out here.
struct Unusual {
  int line;  // from 0
  std::string what;
};

std::vector<std::string> SplitLines(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.emplace_back(line);
  }
  return lines;
}

std::size_t Indent(const std::string& line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

std::string WithoutTrailingBlanks(std::string line) {
  line.erase(line.find_last_not_of(" \t") + 1);
  return line;
}

bool IsBlank(const std::string& line) { return line.find_first_not_of(" \t") == std::string::npos; }

bool IsComment(const std::string& line) {
  const std::size_t at = line.find_first_not_of(" \t");
  return at != std::string::npos && line[at] == '#';
}

using Lines = std::vector<std::string>;

class Formatter {
 public:
  Formatter(const std::string& text, const YamlLayout& layout)
      : lines_(SplitLines(text)), literal_(lines_.size(), false), layout_(layout) {}

  std::string Format(const YAML::Node& root) {
    if (!root.IsMap() && !root.IsSequence()) throw Unusual{0, "holds neither a mapping nor a list"};
    if (root.Style() == YAML::EmitterStyle::Flow) {
      throw Unusual{root.Mark().line, "holds nothing but values in brackets"};
    }
    MarkLiterals(root, -1);
    std::string out;
    for (const std::string& line : FormatBlock(root, 0, lines_.size(), 0, {}).lines) {
      out += line + '\n';
    }
    return out;
  }

 private:
  // One key or list entry of a block, with the lines that are its own.
  struct Entry {
    YAML::Node value;
    std::string name;         // of a key; empty in a list
    std::size_t lead = 0;     // first line of the comments and blank lines before it
    std::size_t line = 0;     // of its key or dash
    std::size_t content = 0;  // line after the last one that is neither blank nor comment
    std::size_t end = 0;      // line after the last one that is its own
  };

  struct Block {
    Lines lines;
    std::size_t first = 0;  // index of the line with the first key
  };

  // Where in the file a block stands: at the top, or in the list of a key of the top.
  struct Place {
    int depth = 0;
    std::string key;
  };

  static bool IsBlock(const YAML::Node& node) {
    return (node.IsMap() || node.IsSequence()) && node.size() > 0 &&
           node.Style() == YAML::EmitterStyle::Block;
  }

  // Flags the lines inside literal and folded scalars, where blanks and number signs are content.
  void MarkLiterals(const YAML::Node& node, long column) {
    if (node.IsScalar()) {
      const auto [line, at] = Position(node.Mark());
      if (at >= lines_[line].size() || (lines_[line][at] != '|' && lines_[line][at] != '>')) return;
      if (lines_[line].find('+', at) < std::min(lines_[line].find(' ', at), lines_[line].size())) {
        throw Unusual{node.Mark().line, "keeps line ends after a text ('+')"};
      }
      std::size_t next = line + 1;
      std::size_t last = next;
      for (; next < lines_.size(); ++next) {
        if (IsBlank(lines_[next])) continue;
        if (static_cast<long>(Indent(lines_[next])) <= column) break;
        last = next + 1;
      }
      std::fill(literal_.begin() + static_cast<long>(line) + 1,
                literal_.begin() + static_cast<long>(last), true);
    }
    if (!IsBlock(node)) return;
    const long own = static_cast<long>(ColumnOf(node));
    for (const auto& entry : node) MarkLiterals(node.IsMap() ? entry.second : entry, own);
  }

  std::pair<std::size_t, std::size_t> Position(const YAML::Mark& mark) const {
    if (mark.is_null() || mark.line < 0 || static_cast<std::size_t>(mark.line) >= lines_.size()) {
      return {lines_.size() - 1, std::string::npos};
    }
    return {static_cast<std::size_t>(mark.line), static_cast<std::size_t>(mark.column)};
  }

  // The column of the dash before the entry of a list.
  std::size_t DashOf(const YAML::Node& entry) const {
    const auto [line, column] = Position(entry.Mark());
    const std::size_t dash = Indent(lines_[line]);
    if (dash >= lines_[line].size() || lines_[line][dash] != '-' || column == std::string::npos ||
        column <= dash || lines_[line].find_first_not_of(' ', dash + 1) != column) {
      throw Unusual{static_cast<int>(line),
                    "has an entry of a list that does not begin right after its dash"};
    }
    return dash;
  }

  std::size_t ColumnOf(const YAML::Node& block) const {
    if (block.IsSequence()) return DashOf(*block.begin());
    return Position(block.begin()->first.Mark()).second;
  }

  // The entries of a block that ends before line `end`.
  std::vector<Entry> Entries(const YAML::Node& block, std::size_t end) const {
    const std::size_t column = ColumnOf(block);
    std::vector<Entry> entries;
    for (const auto& item : block) {
      Entry entry;
      const YAML::Node head = block.IsMap() ? item.first : item;
      entry.value = block.IsMap() ? item.second : item;
      if (block.IsMap()) entry.name = head.IsScalar() ? head.Scalar() : "";
      const auto [line, at] = Position(head.Mark());
      entry.line = line;
      const std::size_t own = block.IsMap() ? at : DashOf(head);
      const bool first = entries.empty();
      if (own != column || (!first && line <= entries.back().line) ||
          (block.IsMap() && !StandsAlone(line, at, first))) {
        throw Unusual{static_cast<int>(line), "has keys in an unusual place"};
      }
      entries.push_back(std::move(entry));
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const std::size_t next = i + 1 < entries.size() ? entries[i + 1].line : end;
      entries[i].content = ContentEnd(entries[i].line, next);
      entries[i].end = TailEnd(entries[i].content, next, column);
      if (i + 1 < entries.size()) entries[i + 1].lead = entries[i].end;
    }
    return entries;
  }

  // Is there nothing but blanks before the key, or, before a first key, a dash?
  bool StandsAlone(std::size_t line, std::size_t column, bool first) const {
    const std::string before = lines_[line].substr(0, column);
    const std::size_t other = before.find_first_not_of(' ');
    if (other == std::string::npos) return true;
    return first && before[other] == '-' &&
           before.find_first_not_of(' ', other + 1) == std::string::npos;
  }

  std::size_t ContentEnd(std::size_t begin, std::size_t end) const {
    while (end > begin + 1 && !literal_[end - 1] &&
           (IsBlank(lines_[end - 1]) || IsComment(lines_[end - 1]))) {
      --end;
    }
    return end;
  }

  // Comments after an entry that stand deeper than its block belong to it, others to what follows.
  std::size_t TailEnd(std::size_t content, std::size_t next, std::size_t column) const {
    std::size_t end = content;
    for (std::size_t line = content; line < next; ++line) {
      if (!IsComment(lines_[line])) continue;
      if (Indent(lines_[line]) <= column) break;
      end = line + 1;
    }
    return end;
  }

  // The lines [begin, end) of the file as a block at `indent`.
  Block FormatBlock(const YAML::Node& block, std::size_t begin, std::size_t end, std::size_t indent,
                    const Place& place) {
    std::vector<Entry> entries = Entries(block, end);
    entries.front().lead = std::min(begin, entries.front().line);
    entries.front().lead = std::min(begin, entries.front().line);
    const std::size_t footer = entries.back().end;
    Block out;
    if (place.depth == 0) AddHeader(entries.front(), out.lines);
    const std::vector<std::size_t> order = Order(block, place, entries);
    const bool spaced =
        place.depth == 1 && block.IsSequence() && layout_.spaced.contains(place.key);
    bool before_long = false;
    for (const std::size_t i : order) {
      const Entry& entry = entries[i];
      const Lines body = FormatEntry(block.IsMap(), entry, indent, place);
      Lines lead = Comments(entry.lead, entry.line, indent);
      const bool is_long = body.size() > 1;
      if (spaced && (is_long || before_long)) lead.insert(lead.begin(), "");
      before_long = is_long;
      Append(lead, out.lines);
      if (i == order.front()) out.first = out.lines.size();
      out.lines.insert(out.lines.end(), body.begin(), body.end());
    }
    Append(Comments(footer, end, indent), out.lines);
    while (!out.lines.empty() && out.lines.back().empty()) out.lines.pop_back();
    return out;
  }

  // Adds `lines`, of comments and blank lines, after what is there; never two blank lines together
  // and none at the beginning.
  static void Append(const Lines& lines, Lines& out) {
    for (const std::string& line : lines) {
      if (line.empty() && (out.empty() || out.back().empty())) continue;
      out.push_back(line);
    }
  }

  // Comments at the head of a file that a blank line sets apart stay there, whatever key is first.
  void AddHeader(Entry& first, Lines& out) const {
    std::size_t after = first.lead;
    for (std::size_t line = first.lead; line < first.line; ++line) {
      if (IsBlank(lines_[line])) after = line + 1;
    }
    Append(Comments(first.lead, after, 0), out);
    first.lead = after;
  }

  // Indices of the entries in canonical order. (The entries stay: assigning one YAML::Node to
  // another changes both.)
  std::vector<std::size_t> Order(const YAML::Node& block, const Place& place,
                                 const std::vector<Entry>& entries) const {
    std::vector<std::size_t> indices(entries.size());
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    const bool ordered = block.IsMap() && (place.depth == 0 || place.depth == 2);
    const auto order = ordered ? layout_.key_order.find(place.key) : layout_.key_order.end();
    if (order == layout_.key_order.end()) return indices;
    const auto rank = [&](std::size_t i) {
      return std::find(order->second.begin(), order->second.end(), entries[i].name);
    };
    std::stable_sort(indices.begin(), indices.end(),
                     [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
    return indices;
  }

  Lines Comments(std::size_t begin, std::size_t end, std::size_t indent) const {
    Lines out;
    for (std::size_t line = begin; line < end; ++line) {
      if (IsBlank(lines_[line])) {
        out.emplace_back();
      } else if (IsComment(lines_[line])) {
        out.push_back(std::string(indent, ' ') +
                      WithoutTrailingBlanks(lines_[line].substr(Indent(lines_[line]))));
      } else {
        throw Unusual{static_cast<int>(line), "has something other than a comment before a key"};
      }
    }
    return out;
  }

  Lines FormatEntry(bool of_map, const Entry& entry, std::size_t indent, const Place& place) {
    if (!IsBlock(entry.value)) return Shifted(entry, indent);
    const auto first = entry.value.begin();
    const std::size_t child =
        Position(entry.value.IsMap() ? first->first.Mark() : (*first).Mark()).first;
    if (of_map && child > entry.line) return FormatBelow(entry, indent, place);
    if (!of_map && child == entry.line && entry.value.IsMap()) {
      return FormatBeside(entry, indent, place);
    }
    return Shifted(entry, indent);
  }

  // "key:" and the block below it.
  Lines FormatBelow(const Entry& entry, std::size_t indent, const Place& place) {
    const std::size_t column = Indent(lines_[entry.line]);
    const bool dash = lines_[entry.line][column] == '-';
    const std::size_t key = dash ? lines_[entry.line].find_first_not_of(' ', column + 1) : column;
    Lines out = {std::string(indent, ' ') + WithoutTrailingBlanks(lines_[entry.line].substr(key))};
    const Place below{.depth = place.depth + 1, .key = place.depth == 0 ? entry.name : place.key};
    const Block block = FormatBlock(entry.value, entry.line + 1, entry.end, indent + kStep, below);
    out.insert(out.end(), block.lines.begin(), block.lines.end());
    return out;
  }

  // "- key: value" and the other keys below the first.
  Lines FormatBeside(const Entry& entry, std::size_t indent, const Place& place) {
    const Place inside{.depth = place.depth + 1, .key = place.key};
    Block block = FormatBlock(entry.value, entry.line, entry.end, indent + kStep, inside);
    for (std::size_t i = 0; i < block.first; ++i) {
      if (!block.lines[i].empty()) block.lines[i].erase(0, kStep);
    }
    block.lines[block.first][indent] = '-';
    return block.lines;
  }

  // The lines of an entry as they are, moved sideways.
  Lines Shifted(const Entry& entry, std::size_t indent) const {
    const std::string& head = lines_[entry.line];
    std::size_t key = Indent(head);
    std::string before(indent, ' ');
    if (head[key] == '-') {
      // The dash of the entry itself, or of the list whose entry begins with this key.
      if (entry.name.empty()) {
        before += "- ";
        indent += kStep;
      }
      key = head.find_first_not_of(' ', key + 1);
    }
    Lines out = {before + WithoutTrailingBlanks(head.substr(key))};
    for (std::size_t line = entry.line + 1; line < entry.end; ++line) {
      const std::string& found = lines_[line];
      if (IsBlank(found) && !literal_[line]) {
        out.emplace_back();
        continue;
      }
      const std::size_t depth = Indent(found);
      const std::size_t moved = depth + indent > key ? depth + indent - key : 0;
      std::string text = std::string(moved, ' ') + found.substr(depth);
      out.push_back(literal_[line] ? text : WithoutTrailingBlanks(std::move(text)));
    }
    return out;
  }

  const Lines lines_;
  std::vector<bool> literal_;
  const YamlLayout& layout_;
};

bool SameValues(const YAML::Node& a, const YAML::Node& b) {
  if (a.Type() != b.Type() || a.Tag() != b.Tag()) return false;
  if (a.IsScalar()) return a.Scalar() == b.Scalar();
  if (a.size() != b.size()) return false;
  if (a.IsSequence()) {
    return std::equal(a.begin(), a.end(), b.begin(),
                      [](const auto& x, const auto& y) { return SameValues(x, y); });
  }
  if (!a.IsMap()) return true;
  std::set<std::pair<int, int>> taken;  // places of keys of b that are spoken for
  auto next = b.begin();                // most often the same key as in a
  return std::all_of(a.begin(), a.end(), [&](const auto& entry) {
    const auto same = [&](const auto& other) {
      const YAML::Mark mark = other.first.Mark();
      return SameValues(entry.first, other.first) && SameValues(entry.second, other.second) &&
             taken.emplace(mark.line, mark.column).second;
    };
    const auto guess = next++;
    return same(*guess) || std::any_of(b.begin(), b.end(), same);
  });
}

// What stands in the lines, without what layout may change, in byte order.
Lines SortedContent(const std::string& text) {
  Lines content;
  for (const std::string& line : SplitLines(text)) {
    std::size_t at = line.find_first_not_of(" \t");
    while (at != std::string::npos && line[at] == '-' && at + 1 < line.size() &&
           line[at + 1] == ' ') {
      at = line.find_first_not_of(" \t", at + 1);
    }
    if (at != std::string::npos) content.push_back(WithoutTrailingBlanks(line.substr(at)));
  }
  std::sort(content.begin(), content.end());
  return content;
}

void Refuse(const std::string& name, int line, const std::string& what, Diagnostics& diagnostics) {
  diagnostics.Add({.file = name,
                   .line = line,
                   .column = line > 0 ? 1 : 0,
                   .severity = Severity::kError,
                   .message = what + "; left as it is",
                   .code = "cannot-format"});
}

}  // namespace

bool SameYamlValues(const std::string& a, const std::string& b) {
  try {
    return SameValues(YAML::Load(a), YAML::Load(b));
  } catch (const YAML::Exception&) {
    return false;
  }
}

std::optional<std::string> FormatYaml(const std::string& text, const YamlLayout& layout,
                                      const std::string& name, Diagnostics& diagnostics) {
  const auto root = ParseYaml(text, name, diagnostics);
  if (!root) return std::nullopt;
  std::string formatted;
  try {
    formatted = Formatter(text, layout).Format(*root);
  } catch (const Unusual& unusual) {
    Refuse(name, unusual.line + 1, unusual.what, diagnostics);
    return std::nullopt;
  }
  if (!SameYamlValues(text, formatted) || SortedContent(text) != SortedContent(formatted)) {
    Refuse(name, 0, "cannot be laid out without changing what it says", diagnostics);
    return std::nullopt;
  }
  return formatted;
}

}  // namespace imr
