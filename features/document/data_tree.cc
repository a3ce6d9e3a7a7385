#include "features/document/data_tree.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <optional>
#include <sstream>
#include <unordered_set>

#include <nlohmann/json.hpp>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace imr {
namespace {

using Kind = DataNode::Kind;

// Thrown out of a parser to stop it; never leaves this file.
struct Stop {
  DataError error;
};

// Assembles a tree from a parser's events and keeps the bounds.
class TreeBuilder {
 public:
  void Scalar(DataNode node) { Place(std::move(node)); }

  void Open(Kind kind, int line) {
    if (open_.size() >= static_cast<std::size_t>(kDeepestData)) {
      throw Stop{{line, "is nested deeper than " + std::to_string(kDeepestData) + " levels"}};
    }
    DataNode node;
    node.kind = kind;
    node.line = line;
    Count(line);
    open_.push_back({std::move(node), {}});
  }

  void Close() {
    DataNode node = std::move(open_.back().node);
    open_.pop_back();
    Place(std::move(node), /*counted=*/true);
  }

  void Key(std::string key, int line) {
    Level& level = open_.back();
    if (!level.seen.insert(key).second) {
      throw Stop{{line, "the same key stands twice in one mapping; keep one of them"}};
    }
    level.node.keys.push_back(std::move(key));
    level.node.key_lines.push_back(line);
  }

  // In YAML, where keys come as scalars: is the next value of the open mapping a key?
  bool AwaitsKey() const {
    if (open_.empty() || open_.back().node.kind != Kind::kMap) return false;
    return open_.back().node.keys.size() == open_.back().node.entries.size();
  }

  DataNode Take() { return std::move(root_); }

 private:
  struct Level {
    DataNode node;
    std::unordered_set<std::string> seen;
  };

  void Count(int line) {
    if (++count_ > kMostDataNodes) {
      throw Stop{{line, "holds more than " + std::to_string(kMostDataNodes) + " values"}};
    }
  }

  void Place(DataNode node, bool counted = false) {
    if (!counted) Count(node.line);
    if (open_.empty()) {
      root_ = std::move(node);
    } else {
      open_.back().node.entries.push_back(std::move(node));
    }
  }

  std::vector<Level> open_;
  DataNode root_;
  std::size_t count_ = 0;
};

// Counts lines as the JSON parser goes, for it tells no positions of values.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, int* line, bool* after_break)
      : at_(at), line_(line), after_break_(after_break) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    *after_break_ = *at_ == '\n';
    *line_ += *after_break_ ? 1 : 0;
    ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const CountingIterator& a, const CountingIterator& b) {
    return a.at_ == b.at_;
  }

 private:
  const char* at_;
  int* line_;
  bool* after_break_;
};

class JsonEvents : public nlohmann::json_sax<nlohmann::json> {
 public:
  JsonEvents(const int& line, const bool& after_break) : line_(line), after_break_(after_break) {}

  bool null() override { return Scalar(Kind::kNull, ""); }
  bool boolean(bool value) override {
    return Scalar(Kind::kBool, value ? "true" : "false", 0, value);
  }
  bool number_integer(number_integer_t value) override {
    return Scalar(Kind::kNumber, std::to_string(value), static_cast<double>(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return Scalar(Kind::kNumber, std::to_string(value), static_cast<double>(value));
  }
  bool number_float(number_float_t value, const string_t& text) override {
    return Scalar(Kind::kNumber, text, value);
  }
  bool string(string_t& value) override { return Scalar(Kind::kString, std::move(value)); }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override {
    builder_.Open(Kind::kMap, line_);
    return true;
  }
  bool key(string_t& value) override {
    builder_.Key(std::move(value), line_);
    return true;
  }
  bool end_object() override {
    builder_.Close();
    return true;
  }
  bool start_array(std::size_t /*size*/) override {
    builder_.Open(Kind::kList, line_);
    return true;
  }
  bool end_array() override { return end_object(); }
  bool parse_error(std::size_t /*position*/, const std::string& /*last_token*/,
                   const nlohmann::detail::exception& problem) override {
    throw Stop{{line_ - (after_break_ ? 1 : 0), "not JSON: " + Reason(problem.what())}};
  }

  DataNode Take() { return builder_.Take(); }

 private:
  bool Scalar(Kind kind, std::string text, double number = 0, bool yes = false) {
    DataNode node;
    node.kind = kind;
    // The end of a number is only seen when the character after it has been read.
    node.line = line_ - (kind == Kind::kNumber && after_break_ ? 1 : 0);
    node.text = std::move(text);
    node.yes = yes;
    node.number = number;
    node.quoted = kind == Kind::kString;
    builder_.Scalar(std::move(node));
    return true;
  }

  // The parser's reason between its position and its quotation of the text.
  static std::string Reason(std::string_view what) {
    const std::size_t position = what.find(": ");
    if (position != std::string_view::npos) what.remove_prefix(position + 2);
    what = what.substr(0, std::min(what.find("; last read"), what.find('\'')));
    constexpr std::size_t kLongestReason = 160;
    return std::string(what.substr(0, kLongestReason));
  }

  const int& line_;
  const bool& after_break_;
  TreeBuilder builder_;
};

std::optional<double> PlainNumber(const std::string& text) {
  const char first = text.empty() ? '\0' : text.front();
  if (first != '-' && first != '.' && (first < '0' || first > '9')) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

class YamlEvents : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) {
      throw Stop{{Line(mark), "holds several YAML documents; keep one case to a file"}};
    }
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    Scalar(mark, "null", /*quoted=*/false);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    throw Stop{{Line(mark), "aliases (*name) are not read here; write it out"}};
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t /*anchor*/,
                const std::string& value) override {
    Scalar(mark, value, tag == "!");
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/,
                       YAML::anchor_t /*anchor*/, YAML::EmitterStyle::value /*style*/) override {
    Open(Kind::kList, mark);
  }
  void OnSequenceEnd() override { builder_.Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {
    Open(Kind::kMap, mark);
  }
  void OnMapEnd() override { builder_.Close(); }

  DataNode Take() { return builder_.Take(); }

 private:
  static int Line(const YAML::Mark& mark) { return mark.line + 1; }

  void Open(Kind kind, const YAML::Mark& mark) {
    if (builder_.AwaitsKey()) throw Stop{{Line(mark), "a key must be a name"}};
    builder_.Open(kind, Line(mark));
  }

  void Scalar(const YAML::Mark& mark, const std::string& value, bool quoted) {
    if (builder_.AwaitsKey()) {
      builder_.Key(value, Line(mark));
      return;
    }
    DataNode node;
    node.line = Line(mark);
    node.text = value;
    node.quoted = quoted;
    node.kind = Kind::kString;
    if (!quoted) Classify(node);
    builder_.Scalar(std::move(node));
  }

  static void Classify(DataNode& node) {
    const std::string& text = node.text;
    if (text.empty() || text == "null" || text == "~") {
      node.kind = Kind::kNull;
    } else if (text == "yes" || text == "true" || text == "no" || text == "false") {
      node.kind = Kind::kBool;
      node.yes = text == "yes" || text == "true";
    } else if (const auto number = PlainNumber(text)) {
      node.kind = Kind::kNumber;
      node.number = *number;
    }
  }

  TreeBuilder builder_;
  int documents_ = 0;
};

// More brackets open than any case file leaves open, in text or otherwise: the YAML scanner would
// keep all of them in memory before the first event tells of the nesting.
bool OpensTooManyBrackets(std::string_view text) {
  constexpr int kMostOpen = 1000;
  int open = 0;
  for (const char c : text) {
    if (c == '[' || c == '{') {
      if (++open > kMostOpen) return true;
    } else if ((c == ']' || c == '}') && open > 0) {
      --open;
    }
  }
  return false;
}

}  // namespace

const DataNode* DataNode::Find(std::string_view key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? nullptr : &entries[static_cast<std::size_t>(found - keys.begin())];
}

std::variant<DataNode, DataError> ParseJsonData(std::string_view text) {
  int line = 1;
  bool after_break = false;
  JsonEvents events(line, after_break);
  const char* begin = text.data();
  try {
    nlohmann::json::sax_parse(CountingIterator(begin, &line, &after_break),
                              CountingIterator(begin + text.size(), &line, &after_break), &events);
  } catch (Stop& stop) {
    return std::move(stop.error);
  }
  return events.Take();
}

std::variant<DataNode, DataError> ParseYamlData(std::string_view text) {
  if (text.size() > kLongestYaml) {
    return DataError{0, "is YAML of more than " + std::to_string(kLongestYaml >> 20) +
                            " MiB; split it, or write it as JSON"};
  }
  if (OpensTooManyBrackets(text)) {
    return DataError{0, "is nested deeper than " + std::to_string(kDeepestData) + " levels"};
  }
  YamlEvents events;
  try {
    std::istringstream in{std::string(text)};
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(events)) {
    }
  } catch (Stop& stop) {
    return std::move(stop.error);
  } catch (const YAML::Exception& error) {
    // The parser's own messages are fixed sentences, but for tags and directives, which are text.
    const std::string reason = error.msg.substr(0, error.msg.find_first_of("'\":"));
    return DataError{error.mark.is_null() ? 0 : error.mark.line + 1, "not YAML: " + reason};
  }
  return events.Take();
}

}  // namespace imr
