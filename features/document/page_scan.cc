#include "features/document/page_scan.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "features/document/program_run.h"

namespace imr {
namespace {

using Clock = std::chrono::steady_clock;
using End = ProgramRun::End;

// Pixels of the longer side of a page: 300 to the inch of a Letter page. However large a page says
// that it is, its picture has no more.
constexpr int kLongSide = 3300;
constexpr int kDotsPerInch = 300;
constexpr std::size_t kPictureBytes = std::size_t{kLongSide + 1} * (kLongSide + 1) + 1024;
constexpr std::size_t kInfoBytes = std::size_t{1} << 20;
constexpr std::size_t kPageTextBytes = std::size_t{1} << 20;

// What to say when a program did not do its work; nothing when it did.
std::optional<std::string> Complaint(const ProgramRun& run, const std::string& program,
                                     const std::string& package, const ReaderLimits& limits) {
  switch (run.end) {
    case End::kNotInstalled:
      return "reading a scan needs the program " + program +
             ", which is not installed; install the Debian package " + package +
             ", or give the text";
    case End::kNotStarted:
      return "no process could be started for " + program + "; try again with fewer jobs";
    case End::kTooMuchOutput:
      return program + " wrote more than a page can hold; give the text of the page";
    case End::kTooLate:
      return program + " took longer than " + std::to_string(limits.ocr_page_seconds) +
             " seconds, or the whole scan longer than " + std::to_string(limits.ocr_wall_seconds) +
             "; split the PDF or give its text";
    case End::kTooMuchComputing:
      return program + " took more than " + std::to_string(limits.ocr_page_seconds) +
             " seconds of computing and was stopped; give the text of the page";
    case End::kSignal:
      return program + " broke down (signal " + std::to_string(run.status) + ", limit " +
             std::to_string(limits.pdf_memory_bytes >> 20) +
             " MiB of memory); give the text of the page";
    case End::kExited:
      break;
  }
  if (run.status == 0) return std::nullopt;
  return program + " failed with status " + std::to_string(run.status) + "; check the package " +
         package + ", or give the text";
}

// The number behind "Pages:" in what pdfinfo writes; 0 when there is none.
int PageCount(std::string_view info) {
  constexpr std::string_view kLabel = "\nPages:";
  std::size_t at = info.find(kLabel);
  if (at == std::string_view::npos) return 0;
  at = std::min(info.find_first_not_of(' ', at + kLabel.size()), info.size());
  int pages = 0;
  std::from_chars(info.data() + at, info.data() + info.size(), pages);
  return pages;
}

}  // namespace

std::variant<PageScan, InputError> PageScan::Open(std::string_view pdf,
                                                  const ReaderContext& context) {
  const ReaderLimits& limits = context.limits;
  const Clock::time_point now = Clock::now();
  const ProgramRun run =
      RunProgramOn({"pdfinfo", "-enc", "UTF-8", "-"}, pdf,
                   {limits.pdf_cpu_seconds, limits.pdf_memory_bytes, kInfoBytes,
                    now + std::chrono::seconds(std::max(1, limits.pdf_wall_seconds))});
  if (auto complaint = Complaint(run, "pdfinfo", "poppler-utils", limits)) {
    return context.Error(std::move(*complaint));
  }
  const int pages = PageCount(run.output);
  if (pages <= 0) return context.Error("the PDF has no pages; fetch it again or give its text");
  if (pages > limits.ocr_pages) {
    return context.Error("a scan of " + std::to_string(pages) + " pages; at most " +
                         std::to_string(limits.ocr_pages) + " are recognised, split it");
  }
  return PageScan(pdf, context, pages,
                  now + std::chrono::seconds(std::max(1, limits.ocr_wall_seconds)));
}

std::variant<std::string, InputError> PageScan::Read(int page) {
  const ReaderLimits& limits = context_->limits;
  if (context_->on_page) context_->on_page(context_->source, page, pages_);
  const std::string number = std::to_string(page);
  const auto complain = [&](const std::string& complaint) {
    return context_->Error("page " + number + " of " + std::to_string(pages_) + ": " + complaint);
  };
  const auto limits_now = [&](std::size_t output_bytes) {
    const auto page_end = Clock::now() + std::chrono::seconds(std::max(1, limits.ocr_page_seconds));
    return ProgramLimits{limits.ocr_page_seconds, limits.pdf_memory_bytes, output_bytes,
                         std::min(deadline_, page_end)};
  };
  const ProgramRun picture =
      RunProgramOn({"pdftoppm", "-gray", "-scale-to", std::to_string(kLongSide), "-f", number, "-l",
                    number, "-"},
                   pdf_, limits_now(kPictureBytes));
  if (const auto complaint = Complaint(picture, "pdftoppm", "poppler-utils", limits)) {
    return complain(*complaint);
  }
  if (picture.output.empty())
    return complain("pdftoppm gave no picture; give the text of the page");
  ProgramRun text = RunProgramOn(
      {"tesseract", "stdin", "stdout", "-l", "eng", "--psm", "4", "--dpi",
       std::to_string(kDotsPerInch), "-c", "preserve_interword_spaces=1", "-c", "page_separator="},
      picture.output, limits_now(kPageTextBytes));
  if (const auto complaint =
          Complaint(text, "tesseract", "tesseract-ocr (with tesseract-ocr-eng)", limits)) {
    return complain(*complaint);
  }
  std::replace(text.output.begin(), text.output.end(), '\f', '\n');
  return std::move(text.output);
}

}  // namespace imr
