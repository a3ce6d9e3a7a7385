// The elements of a FHIR resource in JSON, each with its path ("entry[3].resource.code"), so that
// an error can say where it is without a word of what stands there.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "features/document/data_tree.h"
#include "features/document/date.h"
#include "features/document/formats.h"

namespace imr::fhir {

// What was wrong so far. The first error counts; warnings are bounded in number.
class Findings {
 public:
  explicit Findings(const ReaderContext& context) : context_(context) {}

  const ReaderContext& context() const { return context_; }
  void Fail(const std::string& path, int line, const std::string& message);
  void Warn(const std::string& message);
  const std::optional<InputError>& error() const { return error_; }
  std::vector<std::string> TakeWarnings() { return std::move(warnings_); }

 private:
  const ReaderContext& context_;
  std::optional<InputError> error_;
  std::vector<std::string> warnings_;
};

// One element, or the lack of one: whatever is asked of a missing element is missing or empty too.
// Asking for something of the wrong kind is an error in the findings, and then it is missing.
class Element {
 public:
  Element(const DataNode* node, std::string path, Findings* findings)
      : node_(node), path_(std::move(path)), findings_(findings) {}

  bool exists() const { return node_ != nullptr; }
  const DataNode* node() const { return node_; }
  const std::string& path() const { return path_; }

  // A child that must be an object, a list of objects, a string, a number. JSON null is missing.
  Element Object(std::string_view key) const;
  std::vector<Element> Objects(std::string_view key) const;
  // On one line, white space folded and typography made plain.
  std::string Line(std::string_view key) const;
  // As it stands; nothing copied. Lives as long as the tree.
  std::string_view Raw(std::string_view key) const;
  // Numbers as they are written, without zeros behind the point; "" when missing.
  std::string Number(std::string_view key) const;
  bool True(std::string_view key) const;
  // The day of a date or dateTime. Years and months alone are no days and are left out; what is no
  // date is left out with a warning.
  std::optional<Date> Day(std::string_view key) const;

  void Fail(const std::string& message) const;
  void Warn(const std::string& message) const;

 private:
  const DataNode* Child(std::string_view key) const;
  Element Missing(std::string_view key) const;
  std::string PathOf(std::string_view key) const;

  const DataNode* node_;
  std::string path_;
  Findings* findings_;
};

// The first day of several ways to date the same thing. "period.start" goes into an object.
std::optional<Date> FirstDay(const Element& element, std::initializer_list<std::string_view> paths);

// The wording of a CodeableConcept: its text, else the display names of its codings, else their
// codes.
std::string ConceptText(const Element& concept_element);
// The texts of annotations (`note`), one after the other.
std::string NoteText(const Element& element);
// Appends `part` behind `separator` when both are not empty.
void Join(std::string& text, std::string_view separator, std::string_view part);

}  // namespace imr::fhir
