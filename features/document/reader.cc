#include "features/document/reader.h"

#include <algorithm>
#include <utility>

#include "features/document/formats.h"
#include "features/text/text.h"

namespace imr {
namespace {

constexpr std::string_view kWhatIsRead =
    "a determination letter or a request for authorization (text or PDF), a case file (YAML or "
    "JSON), or a FHIR bundle (JSON)";

bool IsBlank(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) <= ' '; });
}

ReadResult ReadPrinted(std::string_view utf8, const ReaderContext& context) {
  const PageText pages = RemovePageFurniture(PlainText(utf8));
  // Each may enclose or quote the other; what comes first is what it is.
  const auto letter = FindLetterMark(pages.text);
  const auto form = FindRequestFormMark(pages.text);
  if (form && (!letter || *form < *letter)) return ReadRequestForm(pages, context);
  if (letter) return ReadLetter(pages, context);
  return context.Error("not recognised; what can be read is " + std::string(kWhatIsRead));
}

// The XML form of FHIR, which begins with a resource in its namespace.
bool LooksLikeFhirXml(std::string_view text) {
  constexpr std::size_t kHeadBytes = 2048;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '<' &&
         text.substr(first, kHeadBytes).find("http://hl7.org/fhir") != std::string_view::npos;
}

ReadResult ReadText(std::string_view utf8, const ReaderContext& context) {
  if (IsBlank(utf8)) {
    return context.Error("holds no text; give " + std::string(kWhatIsRead));
  }
  if (LooksLikeJsonCaseFile(utf8)) return ReadJsonCaseFile(utf8, context);
  if (LooksLikeYamlCaseFile(utf8)) return ReadYamlCaseFile(utf8, context);
  if (LooksLikeFhirXml(utf8)) return context.Error("FHIR as XML; give the bundle as JSON");
  return ReadPrinted(utf8, context);
}

ReadResult ReadBytes(std::string_view bytes, const ReaderContext& context) {
  const ReaderLimits& limits = context.limits;
  if (bytes.empty()) return context.Error("is empty; give " + std::string(kWhatIsRead));
  if (bytes.size() > limits.bytes) {
    return context.Error("is larger than " + std::to_string(limits.bytes >> 20) +
                         " MiB; split it into one case each");
  }
  if (LooksLikePdf(bytes)) {
    auto text = PdfText(bytes, context);
    if (auto* error = std::get_if<InputError>(&text)) return std::move(*error);
    const std::string& pages = std::get<std::string>(text);
    ReadResult result = ReadPrinted(ToUtf8(pages), context);
    if (!context.ocr && std::holds_alternative<InputError>(result) && LooksScanned(pages)) {
      std::get<InputError>(result).message +=
          "; pages of the PDF hold next to no text: if they are scans, read them with --ocr";
    }
    return result;
  }
  if (bytes.size() > limits.text_bytes) {
    return context.Error("holds more than " + std::to_string(limits.text_bytes >> 20) +
                         " MiB of text; split it into one case each");
  }
  if (LooksBinary(bytes)) {
    return context.Error("not a letter, request or case file: binary data; give " +
                         std::string(kWhatIsRead));
  }
  return ReadText(ToUtf8(bytes), context);
}

}  // namespace

ReadResult ReadDocument(std::string_view bytes, const std::string& source,
                        const std::string& file_stem, const ReaderOptions& options) {
  const ReaderContext context{source, file_stem, options.limits, options.ocr, options.on_page};
  ReadResult result = ReadBytes(bytes, context);
  if (auto* document = std::get_if<Document>(&result)) {
    document->source = source;
    document->sha256 = Sha256Hex(bytes);
  }
  return result;
}

ReadResult ReadDocument(std::string_view bytes, const std::string& source,
                        const std::string& file_stem, const ReaderLimits& limits) {
  return ReadDocument(bytes, source, file_stem, ReaderOptions{limits, false, {}});
}

}  // namespace imr
