#include "features/document/fhir/records.h"

#include <algorithm>
#include <utility>

#include "features/document/page_text.h"
#include "features/text/base64.h"
#include "features/text/html.h"
#include "features/text/text.h"

namespace imr::fhir {
namespace {

enum class Content { kPlain, kHtml, kPdf, kUnknown, kOther };

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return lower;
}

// By the media type, its parameters aside.
Content ContentOf(const Element& attachment) {
  std::string type = LowerCase(attachment.Line("contentType"));
  type = type.substr(0, type.find_first_of("; "));
  if (type.empty()) return Content::kUnknown;
  if (type == "text/html" || type == "application/xhtml+xml") return Content::kHtml;
  if (type == "application/pdf") return Content::kPdf;
  const bool plain = type == "text/plain" || type == "text/markdown" || type == "text/x-markdown";
  return plain ? Content::kPlain : Content::kOther;
}

// An attachment without a media type, by what it holds.
Content ContentOf(std::string_view bytes) {
  if (LooksLikePdf(bytes)) return Content::kPdf;
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  const std::string_view head =
      first == std::string_view::npos ? std::string_view() : bytes.substr(first, 14);
  const std::string lower = LowerCase(head);
  const bool html = lower.starts_with("<!doctype html") || lower.starts_with("<html") ||
                    lower.starts_with("<div");
  return html ? Content::kHtml : Content::kPlain;
}

std::string Paragraphs(std::string_view text) {
  return FoldSpacesKeepingParagraphs(PlainText(text));
}

bool IsWithdrawn(const Element& resource) {
  for (const char* key : {"status", "docStatus"}) {
    if (resource.Raw(key) == "entered-in-error") return true;
  }
  return resource.Raw("status") == "superseded";
}

std::string_view FirstCode(const Element& concept_element) {
  for (const Element& coding : concept_element.Objects("coding")) return coding.Raw("code");
  return {};
}

std::optional<Record> Made(const std::optional<Date>& date, const std::string& kind,
                           const std::string& text) {
  if (text.empty()) return std::nullopt;
  return Record{date, RecordText(date, kind, text)};
}

std::optional<Record> Diagnosis(const Element& resource) {
  const std::string_view verified = FirstCode(resource.Object("verificationStatus"));
  if (verified == "refuted" || verified == "entered-in-error") return std::nullopt;
  const Element code = resource.Object("code");
  std::string text = ConceptText(code);
  const std::string shown(FirstCode(code));
  if (!text.empty() && !shown.empty() && text.find(shown) == std::string::npos) {
    text += " (" + FoldSpaces(PlainText(shown)) + ")";
  }
  for (const Element& site : resource.Objects("bodySite")) Join(text, ", ", ConceptText(site));
  Join(text, ". ", NoteText(resource));
  std::string kind = "diagnosis";
  if (verified == "provisional" || verified == "differential" || verified == "unconfirmed") {
    kind += ", " + std::string(verified);
  }
  const std::string_view course = FirstCode(resource.Object("clinicalStatus"));
  if (course == "resolved" || course == "inactive" || course == "remission") {
    kind += ", " + std::string(course);
  }
  return Made(FirstDay(resource, {"recordedDate"}), kind, text);
}

// The sections of a Composition, those inside of sections too. The data tree bounds the depth.
void AddSections(const Element& parent, std::string& text) {
  for (const Element& section : parent.Objects("section")) {
    std::string part = section.Line("title");
    const std::string words = Paragraphs(HtmlToText(section.Object("text").Raw("div")));
    if (!words.empty()) part += (part.empty() ? "" : ": ") + words;
    if (!words.empty()) Join(text, "\n", part);
    AddSections(section, text);
  }
}

std::optional<Record> Note(const Element& resource) {
  std::string text;
  AddSections(resource, text);
  if (text.empty()) text = Paragraphs(HtmlToText(resource.Object("text").Raw("div")));
  return Made(FirstDay(resource, {"date"}), ConceptText(resource.Object("type")), text);
}

}  // namespace

std::string RecordText(const std::optional<Date>& date, const std::string& kind,
                       const std::string& text) {
  std::string record = date ? FormatDate(*date) : "";
  Join(record, " ", kind);
  Join(record, ": ", text);
  return record;
}

std::optional<Record> RecordReader::Read(std::string_view type, const Element& resource,
                                         const ReaderContext& context) {
  if (type == "Condition") return Diagnosis(resource);
  const bool document = type == "DocumentReference";
  const bool report = type == "DiagnosticReport";
  if (!document && !report && type != "Composition") return std::nullopt;
  if (IsWithdrawn(resource)) {
    resource.Warn("is withdrawn or replaced; it is left out");
    return std::nullopt;
  }
  if (document) return Document(resource, context);
  return report ? Report(resource, context) : Note(resource);
}

std::optional<Record> RecordReader::Document(const Element& resource,
                                             const ReaderContext& context) {
  // Several contents are one document in several formats: the plainest that has data is read.
  std::optional<Element> best;
  Content best_content = Content::kOther;
  const std::vector<Element> contents = resource.Objects("content");
  for (const Element& content : contents) {
    Element attachment = content.Object("attachment");
    const Content format = ContentOf(attachment);
    if (attachment.Raw("data").empty() || (best && format >= best_content)) continue;
    best_content = format;
    best = std::move(attachment);
  }
  if (!best) {
    if (!contents.empty()) {
      resource.Warn("its text is not in the bundle (content[].attachment.data); it is left out");
    }
    return std::nullopt;
  }
  // Titles often name the patient, so that only the type says what it is.
  const std::string kind = ConceptText(resource.Object("type"));
  const auto date = FirstDay(resource, {"context.period.start", "date"});
  return Made(date ? date : FirstDay(*best, {"creation"}), kind, AttachmentText(*best, context));
}

std::optional<Record> RecordReader::Report(const Element& resource, const ReaderContext& context) {
  std::string text = Paragraphs(resource.Raw("conclusion"));
  for (const Element& code : resource.Objects("conclusionCode")) {
    Join(text, " ", ConceptText(code));
  }
  for (const Element& form : resource.Objects("presentedForm")) {
    if (!form.Raw("data").empty()) Join(text, "\n", AttachmentText(form, context));
  }
  return Made(FirstDay(resource, {"effectiveDateTime", "effectivePeriod.start", "issued"}),
              ConceptText(resource.Object("code")), text);
}

std::string RecordReader::AttachmentText(const Element& attachment, const ReaderContext& context) {
  Content content = ContentOf(attachment);
  if (content == Content::kOther) {
    attachment.Warn("is neither text, HTML nor PDF; it is left out");
    return "";
  }
  if (++attachments_ > context.limits.attachments) {
    attachment.Fail("more than " + std::to_string(context.limits.attachments) +
                    " attachments in one bundle; split it");
    return "";
  }
  const auto bytes = DecodeBase64(attachment.Raw("data"));
  if (!bytes) {
    attachment.Fail("data is not base64; encode the document again");
    return "";
  }
  if (content == Content::kUnknown) content = ContentOf(*bytes);
  if (content != Content::kPdf) {
    if (LooksBinary(*bytes)) {
      attachment.Fail("data is no text; give its contentType, or the text");
      return "";
    }
    const std::string utf8 = ToUtf8(*bytes);
    return PrintedText(attachment, content == Content::kHtml ? HtmlToText(utf8) : utf8);
  }
  if (++pdfs_ > context.limits.attached_pdfs) {
    attachment.Fail("more than " + std::to_string(context.limits.attached_pdfs) +
                    " PDFs in one bundle; split it, or give their text");
    return "";
  }
  if (!LooksLikePdf(*bytes)) {
    attachment.Fail("data is no PDF; check its contentType");
    return "";
  }
  const auto text = PdfText(*bytes, context);
  if (const auto* error = std::get_if<InputError>(&text)) {
    attachment.Fail(error->message);
    return "";
  }
  return PrintedText(attachment, ToUtf8(std::get<std::string>(text)));
}

std::string RecordReader::PrintedText(const Element& attachment, std::string_view utf8) {
  const PageText pages = RemovePageFurniture(PlainText(utf8));
  if (FindLetterMark(pages.text)) {
    attachment.Warn(
        "is a determination letter, which is no record of a request; it is left out (read it by "
        "itself)");
    return "";
  }
  return FoldSpacesKeepingParagraphs(pages.text);
}

}  // namespace imr::fhir
