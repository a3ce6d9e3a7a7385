// The formats that ReadDocument tells apart, each with its reader. The readers fill everything of a
// Document but its source and hash.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "features/document/data_tree.h"
#include "features/document/page_text.h"
#include "features/document/reader.h"

namespace imr {

struct ReaderContext {
  std::string source;
  std::string file_stem;
  ReaderLimits limits;
  bool ocr = false;
  std::function<void(const std::string& source, int page, int pages)> on_page;

  InputError Error(std::string message, int line = 0) const {
    return {source, line, std::move(message)};
  }
};

// Determination letters in the layouts used since 2013. The mark is the place of the first words
// that only such a letter has.
std::optional<std::size_t> FindLetterMark(std::string_view text);
ReadResult ReadLetter(const PageText& pages, const ReaderContext& context);

// DWC Form RFA with the records behind it. The mark is the place of the form's title.
std::optional<std::size_t> FindRequestFormMark(std::string_view text);
ReadResult ReadRequestForm(const PageText& pages, const ReaderContext& context);

// Case files. `text` is UTF-8 as it stands in the file.
bool LooksLikeJsonCaseFile(std::string_view text);
bool LooksLikeYamlCaseFile(std::string_view text);
ReadResult ReadJsonCaseFile(std::string_view text, const ReaderContext& context);
ReadResult ReadYamlCaseFile(std::string_view text, const ReaderContext& context);

// FHIR R4 resources: `root` is a JSON object with a resourceType. Only a Bundle with requests in it
// can be read.
ReadResult ReadFhir(const DataNode& root, const ReaderContext& context);

// Does a PDF begin within the first 1024 bytes?
bool LooksLikePdf(std::string_view bytes);
// The text of a PDF as `pdftotext -layout` gives it, UTF-8 with a form feed after each page; with
// ReaderContext::ocr, pages that are pictures are recognised (page_scan.h). Thread safe.
std::variant<std::string, InputError> PdfText(std::string_view bytes, const ReaderContext& context);

// Is there a page with next to no text among those of PdfText, as a picture with a stamp over it has?
bool LooksScanned(std::string_view pdf_text);

}  // namespace imr
