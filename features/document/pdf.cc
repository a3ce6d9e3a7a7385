#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "features/document/formats.h"
#include "features/document/page_scan.h"
#include "features/document/program_run.h"

namespace imr {
namespace {

using End = ProgramRun::End;

// A page with fewer letters and digits may be a picture with a stamp over it, such as the line that
// a fax machine adds.
constexpr std::size_t kFewestOnPage = 200;

// What to say when pdftotext did not do its work; nothing when it did.
std::optional<std::string> Complaint(const ProgramRun& run, const ReaderLimits& limits) {
  switch (run.end) {
    case End::kNotInstalled:
      return "a PDF, and pdftotext is not installed; install the package poppler-utils, or give "
             "the text";
    case End::kNotStarted:
      return "no process could be started to read a PDF; try again with fewer jobs";
    case End::kTooMuchOutput:
      return "the PDF holds more than " + std::to_string(limits.text_bytes >> 20) +
             " MiB of text; split it";
    case End::kTooLate:
      return "reading the PDF took more than " + std::to_string(limits.pdf_wall_seconds) +
             " seconds and was stopped; give its text instead";
    case End::kTooMuchComputing:
      return "reading the PDF took more than " + std::to_string(limits.pdf_cpu_seconds) +
             " seconds of computing and was stopped; give its text instead";
    case End::kSignal:
      return "pdftotext broke down on the PDF (signal " + std::to_string(run.status) + ", limit " +
             std::to_string(limits.pdf_memory_bytes >> 20) +
             " MiB of memory); give its text instead";
    case End::kExited:
      break;
  }
  switch (run.status) {
    case 0:
      return std::nullopt;
    case 1:
      return "the PDF cannot be opened: it is damaged or cut off; fetch it again or give its text";
    case 3:
      return "the PDF is protected; give a copy without a password, or its text";
    default:
      return "pdftotext failed with status " + std::to_string(run.status) +
             "; give the text instead";
  }
}

std::size_t LettersAndDigits(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  }));
}

// The pages of what pdftotext wrote, each without the form feed behind it.
std::vector<std::string> SplitPages(std::string_view text) {
  std::vector<std::string> pages;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\f', start), text.size());
    pages.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  return pages;
}

// Puts recognised text in the place of pages that hold next to none of their own.
std::variant<std::string, InputError> WithScannedPages(std::string_view bytes,
                                                       const std::string& text,
                                                       const ReaderContext& context) {
  if (!text.empty() && !LooksScanned(text)) return text;
  std::vector<std::string> pages = SplitPages(text);
  auto scan = PageScan::Open(bytes, context);
  if (auto* error = std::get_if<InputError>(&scan)) return std::move(*error);
  PageScan& scanned = std::get<PageScan>(scan);
  pages.resize(static_cast<std::size_t>(scanned.pages()));
  std::size_t total = 0;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    if (const std::size_t own = LettersAndDigits(pages[i]); own < kFewestOnPage) {
      auto read = scanned.Read(static_cast<int>(i) + 1);
      if (auto* error = std::get_if<InputError>(&read)) return std::move(*error);
      std::string& recognised = std::get<std::string>(read);
      if (LettersAndDigits(recognised) > 2 * own) pages[i] = std::move(recognised);
    }
    total += pages[i].size() + 1;
    if (total > context.limits.text_bytes) {
      return context.Error("the pages hold more than " +
                           std::to_string(context.limits.text_bytes >> 20) +
                           " MiB of text; split the PDF");
    }
  }
  std::string all;
  all.reserve(total);
  for (const std::string& page : pages) all += page + '\f';
  return all;
}

}  // namespace

bool LooksLikePdf(std::string_view bytes) {
  return bytes.substr(0, 1024).find("%PDF-") != std::string_view::npos;
}

bool LooksScanned(std::string_view pdf_text) {
  const std::vector<std::string> pages = SplitPages(pdf_text);
  return std::any_of(pages.begin(), pages.end(), [](const std::string& page) {
    return LettersAndDigits(page) < kFewestOnPage;
  });
}

std::variant<std::string, InputError> PdfText(std::string_view bytes,
                                              const ReaderContext& context) {
  const ReaderLimits& limits = context.limits;
  ProgramRun run = RunProgramOn({"pdftotext", "-layout", "-enc", "UTF-8", "-", "-"}, bytes,
                                {limits.pdf_cpu_seconds, limits.pdf_memory_bytes, limits.text_bytes,
                                 std::chrono::steady_clock::now() +
                                     std::chrono::seconds(std::max(1, limits.pdf_wall_seconds))});
  if (auto complaint = Complaint(run, limits)) return context.Error(std::move(*complaint));
  std::variant<std::string, InputError> text = std::move(run.output);
  if (context.ocr) text = WithScannedPages(bytes, std::get<std::string>(text), context);
  const auto* found = std::get_if<std::string>(&text);
  if (found == nullptr || LettersAndDigits(*found) > 0) return text;
  return context.Error(context.ocr
                           ? "no text could be recognised on the pages of the PDF; scan it again, "
                             "darker and straight, or give its text"
                           : "the PDF holds no text; if it is a scan, read it with --ocr");
}

}  // namespace imr
