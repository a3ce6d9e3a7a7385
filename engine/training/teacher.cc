#include "engine/training/teacher.h"

#include <cmath>
#include <optional>
#include <variant>

#include "features/document/data_tree.h"

namespace imr {
namespace {

constexpr double kMostItems = 1e6;

// The item of a line, or what is wrong with it.
std::string ReadLine(const DataNode& root, std::pair<std::string, std::size_t>& item, double& p) {
  const DataNode* name = root.Find("case");
  const DataNode* index = root.Find("item");
  const DataNode* probability = root.Find("p");
  if (name == nullptr || name->kind != DataNode::Kind::kString || name->text.empty()) {
    return "'case' must be the case number";
  }
  if (index == nullptr || index->kind != DataNode::Kind::kNumber || index->number < 0 ||
      index->number > kMostItems || index->number != std::floor(index->number)) {
    return "'item' must be the number of the item, from 0";
  }
  if (probability == nullptr || probability->kind != DataNode::Kind::kNumber ||
      !(probability->number >= 0 && probability->number <= 1)) {
    return "'p' must be a probability from 0 to 1";
  }
  item = {name->text, static_cast<std::size_t>(index->number)};
  p = probability->number;
  return {};
}

}  // namespace

Teacher ReadTeacher(std::string_view text) {
  Teacher teacher;
  int line = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view row = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++line;
    if (row.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const auto parsed = ParseJsonData(row);
    if (const auto* error = std::get_if<DataError>(&parsed)) {
      teacher.problems.push_back({line, error->message});
      continue;
    }
    std::pair<std::string, std::size_t> item;
    double p = 0;
    std::string problem = ReadLine(std::get<DataNode>(parsed), item, p);
    if (problem.empty() && !teacher.probability.emplace(item, p).second) {
      problem = "the same case and item as in an earlier line";
    }
    if (!problem.empty()) teacher.problems.push_back({line, std::move(problem)});
  }
  return teacher;
}

}  // namespace imr
