// Text of scanned pages: each is rendered by pdftoppm and recognised by tesseract (Debian packages
// poppler-utils and tesseract-ocr), as processes with limits that are connected by pipes. Nothing
// is written to disk.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <variant>

#include "features/document/formats.h"

namespace imr {

class PageScan {
 public:
  // Counts the pages. `pdf` and `context` outlive the scan. Errors: more pages than
  // ReaderLimits::ocr_pages, a program that is not installed.
  static std::variant<PageScan, InputError> Open(std::string_view pdf,
                                                 const ReaderContext& context);

  int pages() const { return pages_; }

  // The text of a page, from 1, with the blanks between columns kept; empty for a blank page.
  // Reports to ReaderContext::on_page before it begins.
  std::variant<std::string, InputError> Read(int page);

 private:
  using Clock = std::chrono::steady_clock;

  PageScan(std::string_view pdf, const ReaderContext& context, int pages,
           Clock::time_point deadline)
      : pdf_(pdf), context_(&context), pages_(pages), deadline_(deadline) {}

  std::string_view pdf_;
  const ReaderContext* context_;
  int pages_;
  Clock::time_point deadline_;  // for all pages together
};

}  // namespace imr
