#include "features/document/fhir/element.h"

#include <algorithm>
#include <utility>

#include "features/text/text.h"

namespace imr::fhir {

using Kind = DataNode::Kind;

void Findings::Fail(const std::string& path, int line, const std::string& message) {
  if (!error_) error_ = context_.Error(path.empty() ? message : path + ": " + message, line);
}

void Findings::Warn(const std::string& message) {
  constexpr std::size_t kMostWarnings = 50;
  if (warnings_.size() < kMostWarnings) warnings_.push_back(message);
}

const DataNode* Element::Child(std::string_view key) const {
  if (node_ == nullptr) return nullptr;
  const DataNode* child = node_->Find(key);
  return child == nullptr || child->kind == Kind::kNull ? nullptr : child;
}

std::string Element::PathOf(std::string_view key) const {
  return path_ + (path_.empty() ? "" : ".") + std::string(key);
}

Element Element::Missing(std::string_view key) const { return {nullptr, PathOf(key), findings_}; }

void Element::Fail(const std::string& message) const {
  findings_->Fail(path_, node_ == nullptr ? 0 : node_->line, message);
}

void Element::Warn(const std::string& message) const { findings_->Warn(path_ + ": " + message); }

Element Element::Object(std::string_view key) const {
  const DataNode* child = Child(key);
  if (child == nullptr) return Missing(key);
  if (child->kind == Kind::kMap) return {child, PathOf(key), findings_};
  findings_->Fail(PathOf(key), child->line, "must be an object { ... }");
  return Missing(key);
}

std::vector<Element> Element::Objects(std::string_view key) const {
  std::vector<Element> elements;
  const DataNode* child = Child(key);
  if (child == nullptr) return elements;
  if (child->kind != Kind::kList) {
    findings_->Fail(PathOf(key), child->line, "must be a list [ ... ]");
    return elements;
  }
  elements.reserve(child->entries.size());
  for (std::size_t i = 0; i < child->entries.size(); ++i) {
    const DataNode& entry = child->entries[i];
    std::string path = PathOf(key) + "[" + std::to_string(i) + "]";
    if (entry.kind != Kind::kMap) {
      findings_->Fail(path, entry.line, "must be an object { ... }");
      return {};
    }
    elements.emplace_back(&entry, std::move(path), findings_);
  }
  return elements;
}

std::string_view Element::Raw(std::string_view key) const {
  const DataNode* child = Child(key);
  if (child == nullptr) return {};
  if (child->kind == Kind::kString) return child->text;
  findings_->Fail(PathOf(key), child->line, "must be a string in quotes");
  return {};
}

std::string Element::Line(std::string_view key) const { return FoldSpaces(PlainText(Raw(key))); }

std::string Element::Number(std::string_view key) const {
  constexpr std::size_t kLongestNumber = 24;
  const DataNode* child = Child(key);
  if (child == nullptr) return "";
  if (child->kind != Kind::kNumber || child->text.size() > kLongestNumber) {
    findings_->Fail(PathOf(key), child->line, "must be a number");
    return "";
  }
  std::string number = child->text;
  const bool plain = number.find_first_not_of("0123456789.") == std::string::npos;
  if (plain && number.find('.') != std::string::npos) {
    number.erase(number.find_last_not_of('0') + 1);
    if (number.back() == '.') number.pop_back();
  }
  return number;
}

bool Element::True(std::string_view key) const {
  const DataNode* child = Child(key);
  if (child == nullptr) return false;
  if (child->kind != Kind::kBool)
    findings_->Fail(PathOf(key), child->line, "must be true or false");
  return child->kind == Kind::kBool && child->yes;
}

std::optional<Date> Element::Day(std::string_view key) const {
  constexpr std::size_t kDayLength = 10;  // of 2014-12-25
  constexpr std::size_t kMonthLength = 7;
  const std::string_view text = Raw(key);
  const bool digits = std::all_of(text.begin(), text.end(),
                                  [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
  if (text.empty() || (digits && text.size() <= kMonthLength)) return std::nullopt;
  std::optional<Date> day;
  if (text.size() == kDayLength || (text.size() > kDayLength && text[kDayLength] == 'T')) {
    day = ParseDate(text.substr(0, kDayLength));
  }
  if (!day) {
    findings_->Warn(PathOf(key) + ": no date that exists; it is left out (write 2014-12-25)");
  }
  return day;
}

std::optional<Date> FirstDay(const Element& element,
                             std::initializer_list<std::string_view> paths) {
  for (const std::string_view path : paths) {
    const std::size_t dot = path.find('.');
    const auto day = dot == std::string_view::npos
                         ? element.Day(path)
                         : element.Object(path.substr(0, dot)).Day(path.substr(dot + 1));
    if (day) return day;
  }
  return std::nullopt;
}

std::string ConceptText(const Element& concept_element) {
  std::string text = concept_element.Line("text");
  if (!text.empty()) return text;
  std::vector<std::string> names;
  for (const char* key : {"display", "code"}) {
    for (const Element& coding : concept_element.Objects("coding")) {
      std::string name = coding.Line(key);
      if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) continue;
      // Codings are translations of one another: the first name says it.
      if (key == std::string_view("display")) return name;
      names.push_back(std::move(name));
    }
  }
  for (const std::string& name : names) Join(text, ", ", name);
  return text;
}

std::string NoteText(const Element& element) {
  std::string text;
  for (const Element& note : element.Objects("note")) Join(text, " ", note.Line("text"));
  return text;
}

void Join(std::string& text, std::string_view separator, std::string_view part) {
  if (part.empty()) return;
  if (!text.empty()) text.append(separator);
  text.append(part);
}

}  // namespace imr::fhir
