// The clinical records of a FHIR bundle as dated texts: diagnoses, documents, reports, notes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "features/document/fhir/element.h"

namespace imr::fhir {

struct Record {
  std::optional<Date> date;
  std::string text;  // with its date and kind: "2014-09-22 progress note: ..."
};

// Reads the records one by one and keeps the bounds on attachments of one bundle.
class RecordReader {
 public:
  // The record that a resource of `type` is; nothing when it is none, is withdrawn or holds no
  // text.
  std::optional<Record> Read(std::string_view type, const Element& resource,
                             const ReaderContext& context);

 private:
  std::optional<Record> Document(const Element& resource, const ReaderContext& context);
  std::optional<Record> Report(const Element& resource, const ReaderContext& context);
  // The text of an Attachment; "" when it has none or after an error or warning.
  std::string AttachmentText(const Element& attachment, const ReaderContext& context);
  static std::string PrintedText(const Element& attachment, std::string_view utf8);

  int attachments_ = 0;
  int pdfs_ = 0;
};

// "2014-09-22 kind: text".
std::string RecordText(const std::optional<Date>& date, const std::string& kind,
                       const std::string& text);

}  // namespace imr::fhir
