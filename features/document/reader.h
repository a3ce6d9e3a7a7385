// From the bytes of one input to a case, whatever the format. All input is hostile: work is
// bounded, and errors name a place and a remedy but never quote the text.
//
// Recognises by content, not by name: a determination letter (text or PDF), a request for
// authorization with records (text or PDF), a case file (YAML or JSON), a FHIR R4 Bundle (JSON).
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "features/document/case.h"
#include "features/document/ruling.h"

namespace imr {

// One input read. `known` is in the prescreen view: rationales are empty.
struct Document {
  std::string source;  // path, or "-" for standard input, or path:line for a line of JSON lines
  std::string sha256;  // of the input's bytes, lower-case hexadecimal
  Case known;
  Determination decided;
  // Things a person should know though the input was read (an item without wording, a date that
  // does not exist), without text of the case.
  std::vector<std::string> warnings;
};

struct InputError {
  std::string source;
  int line = 0;         // from 1; 0 when the whole input is meant
  std::string message;  // what is wrong and what to do, without text of the case
};

struct ReaderLimits {
  std::size_t bytes = 64u << 20;       // of one input
  std::size_t text_bytes = 16u << 20;  // of text taken from one input
  std::size_t items = 500;             // disputed items of one case
  int pdf_cpu_seconds = 20;
  int pdf_wall_seconds = 40;
  std::size_t pdf_memory_bytes = 1u << 30;
  int attachments = 500;       // of one FHIR bundle
  int attached_pdfs = 20;      // among them
  int ocr_pages = 200;         // of one scanned PDF
  int ocr_page_seconds = 120;  // for each program that works on a page
  int ocr_wall_seconds = 3600;
};

struct ReaderOptions {
  ReaderLimits limits;
  // Recognise the text of PDF pages that are pictures. Without it such a PDF is an error.
  bool ocr = false;
  // Told of a page, from 1, before its text is recognised. Called in the thread that reads.
  std::function<void(const std::string& source, int page, int pages)> on_page;
};

using ReadResult = std::variant<Document, InputError>;

// Reads one input. `file_stem` names the case when nothing else does.
ReadResult ReadDocument(std::string_view bytes, const std::string& source,
                        const std::string& file_stem, const ReaderOptions& options);
ReadResult ReadDocument(std::string_view bytes, const std::string& source,
                        const std::string& file_stem, const ReaderLimits& limits = {});

// Lower-case hexadecimal SHA-256.
std::string Sha256Hex(std::string_view bytes);

}  // namespace imr
