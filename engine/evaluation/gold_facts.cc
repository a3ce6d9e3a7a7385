#include "engine/evaluation/gold_facts.h"

#include <array>
#include <cmath>
#include <utility>
#include <variant>

#include "engine/explanation/layout.h"
#include "features/document/data_tree.h"
#include "features/yaml/diagnostic.h"

namespace imr {
namespace {

constexpr double kLargestIndex = 1e6;
constexpr std::size_t kLongestMessage = 200;

// Nothing when the node is a list of something else than scalars, or a mapping.
std::optional<PlainValue> Plain(const DataNode& node) {
  switch (node.kind) {
    case DataNode::Kind::kNull:
      return PlainValue{};
    case DataNode::Kind::kBool:
      return PlainValue{node.yes};
    case DataNode::Kind::kNumber:
      return PlainValue{node.number};
    case DataNode::Kind::kString:
      return PlainValue{node.text};
    case DataNode::Kind::kList: {
      std::vector<std::string> entries;
      for (const DataNode& entry : node.entries) {
        if (entry.kind != DataNode::Kind::kString) return std::nullopt;
        entries.push_back(entry.text);
      }
      return PlainValue{std::move(entries)};
    }
    case DataNode::Kind::kMap:
      break;
  }
  return std::nullopt;
}

// Reads one line; throws nothing, keeps the first problem.
class LineReader {
 public:
  LineReader(const Vocabulary& vocabulary, const DataNode& root)
      : vocabulary_(vocabulary), root_(root) {}

  std::optional<GoldItem> Read() {
    GoldItem item;
    if (root_.kind != DataNode::Kind::kMap) {
      Problem("must be a mapping with 'case', 'item', 'request', 'prescreen' and 'record'");
      return std::nullopt;
    }
    CheckKeys();
    if (const DataNode* id = root_.Find("case"); id != nullptr && id->is_scalar()) {
      item.case_id = id->text;
    }
    if (item.case_id.empty()) Problem("needs the number of its 'case'");
    ReadIndex(item);
    ReadValues("request", true, item.request);
    ReadValues("prescreen", false, item.prescreen);
    ReadValues("record", false, item.record);
    if (!problem_.empty()) return std::nullopt;
    return item;
  }

  const std::string& problem() const { return problem_; }

 private:
  void Problem(const std::string& message) {
    if (problem_.empty()) problem_ = Shortened(Printable(message), kLongestMessage);
  }

  void CheckKeys() {
    static const std::vector<std::string> kKeys = {"case", "item", "request", "prescreen",
                                                   "record"};
    for (const std::string& key : root_.keys) {
      if (std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end()) continue;
      Problem("has no '" + key + "'" + Suggestion(key, kKeys));
    }
  }

  void ReadIndex(GoldItem& item) {
    const DataNode* index = root_.Find("item");
    if (index == nullptr || index->kind != DataNode::Kind::kNumber || index->number < 0 ||
        index->number > kLargestIndex || index->number != std::floor(index->number)) {
      Problem("needs 'item', the index of the disputed item from 0");
      return;
    }
    item.item = static_cast<std::size_t>(index->number);
  }

  void ReadValues(std::string_view key, bool request, GoldItem::Values& values) {
    const DataNode* node = root_.Find(key);
    if (node == nullptr || node->kind == DataNode::Kind::kNull) return;
    const std::string place = "'" + std::string(key) + "'";
    if (node->kind != DataNode::Kind::kMap) {
      Problem(place + " must be a mapping of facts to values");
      return;
    }
    for (std::size_t i = 0; i < node->keys.size(); ++i) {
      const std::string& name = node->keys[i];
      const auto id = vocabulary_.Find(name);
      if (!id) {
        Problem(place + ": there is no fact '" + name + "'" +
                Suggestion(name, vocabulary_.names()));
        return;
      }
      const FactDefinition& definition = vocabulary_.Definition(*id);
      if (request != (definition.group == FactGroup::kRequest)) {
        Problem(place + ": '" + name + "' " +
                (request ? "is no fact of the request" : "belongs under 'request'"));
        return;
      }
      ReadValue(place, definition, *id, node->entries[i], values);
    }
  }

  void ReadValue(const std::string& place, const FactDefinition& definition, FactId id,
                 const DataNode& node, GoldItem::Values& values) {
    const auto plain = Plain(node);
    if (plain && (std::holds_alternative<std::monostate>(plain->value) ||
                  (node.kind == DataNode::Kind::kString && node.text == "not_documented"))) {
      values[id] = std::nullopt;
      return;
    }
    std::string problem = "must be one value or a list of texts";
    auto value = plain ? ConvertValue(definition, *plain, problem) : std::nullopt;
    if (!value) {
      Problem(place + ": '" + definition.name + "' " + problem);
      return;
    }
    values[id] = std::move(*value);
  }

  const Vocabulary& vocabulary_;
  const DataNode& root_;
  std::string problem_;
};

}  // namespace

GoldItem::Values GoldItem::In(View view) const {
  Values all = prescreen;
  if (view == View::kRecord) {
    for (const auto& [id, value] : record) all[id] = value;
  }
  return all;
}

GoldFacts ReadGoldFacts(std::string_view text, const Vocabulary& vocabulary) {
  GoldFacts out;
  std::map<std::pair<std::string, std::size_t>, int> seen;
  int line = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view row = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++line;
    if (row.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const auto parsed = ParseJsonData(row);
    if (const auto* error = std::get_if<DataError>(&parsed)) {
      out.problems.push_back({line, error->message});
      continue;
    }
    LineReader reader(vocabulary, std::get<DataNode>(parsed));
    auto item = reader.Read();
    if (!item) {
      out.problems.push_back({line, reader.problem()});
      continue;
    }
    item->line = line;
    const auto [first, fresh] = seen.emplace(std::pair(item->case_id, item->item), line);
    if (!fresh) {
      out.problems.push_back(
          {line, "the same case and item as in line " + std::to_string(first->second)});
      continue;
    }
    out.items.push_back(std::move(*item));
  }
  return out;
}

}  // namespace imr
