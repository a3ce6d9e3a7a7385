#include "features/document/page_text.h"

#include <algorithm>
#include <re2/re2.h>
#include <set>
#include <utility>

namespace imr {
namespace {

using Lines = std::vector<std::string_view>;

// How many lines from a page's edge running headers and footers are looked for.
constexpr std::size_t kEdgeLines = 4;
// Page breaks beyond this many are read as line breaks.
constexpr std::size_t kMostPages = 5000;

std::string_view TrimRight(std::string_view line) {
  while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
  return line;
}

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

Lines SplitLines(std::string_view page) {
  Lines lines;
  std::size_t start = 0;
  while (start < page.size()) {
    std::size_t end = start;
    while (end < page.size() && page[end] != '\n' && page[end] != '\f') ++end;
    const std::string_view line = TrimRight(page.substr(start, end - start));
    // Two blank lines say as much as a thousand, and cost less memory.
    const std::size_t n = lines.size();
    const bool more_of_the_same =
        line.empty() && n >= 2 && lines[n - 1].empty() && lines[n - 2].empty();
    if (!more_of_the_same) lines.push_back(line);
    start = end + 1;
  }
  return lines;
}

// "Page 2 of 5", also as the line that a fax machine adds, which may stand anywhere when pages are
// not told apart: "FAX 05/19/2014 16:42 FROM: ... TO: ... PAGE 2/3".
bool IsPageCount(std::string_view line) {
  static const RE2 kPageCount(
      R"((?i)\s*(?:FAX\b.*\bP(?:G|AGE)?[.:]?\s*\d{1,4}\s*(?:/|of)\s*\d{1,4}|)"
      R"(-?\s*page\s+\d{1,4}\s+of\s+\d{1,4}\s*-?)\s*)");
  return line.size() < 200 && RE2::FullMatch(Piece(line), kPageCount);
}

bool IsRunningLine(std::string_view line) {
  static const RE2 kRunning(
      R"((?i)\s*(?:-?\s*\d{1,3}\s*-?|\d{1,4}\s*(?:/|of)\s*\d{1,4}|-?\s*page\s*:?\s*\d{1,4}\s*-?|)"
      R"((?:IMR\s+|MAXIMUS\s+)?(?:case\s+(?:number|no\.?)\s*:?\s*)?)"
      R"([A-Z]{2}\d\d-\d{4,8}(?:\s+(?:page\s+)?\d{1,4})?|)"
      R"((?:page\s+)?(?:\d{1,4}\s+)?(?:independent\s+medical\s+review\s+)?)"
      R"(final\s+determination\s+letter\s+for\s+IMR\s+case)"
      R"(\s+number\s*:?\s*[A-Z]{2}\d\d-\d{4,8}(?:\s+(?:page\s+)?\d{1,4})?))");
  return line.size() < 200 && RE2::FullMatch(Piece(line), kRunning);
}

// A line with its digits and spacing made alike, to be compared between pages.
std::string Shape(std::string_view line) {
  std::string shape;
  for (const char c : line) {
    if (c == ' ') continue;
    shape.push_back(c >= '0' && c <= '9' ? '9' : c);
  }
  return shape;
}

std::set<std::string> EdgeShapes(const Lines& lines, bool top) {
  std::set<std::string> shapes;
  std::size_t seen = 0;
  for (std::size_t i = 0; i < lines.size() && seen < kEdgeLines; ++i) {
    const std::string_view line = top ? lines[i] : lines[lines.size() - 1 - i];
    if (line.empty()) continue;
    ++seen;
    if (line.size() < 200) shapes.insert(Shape(line));
  }
  return shapes;
}

// The shapes that stand at one edge of every page but the first.
std::set<std::string> RepeatedShapes(const std::vector<Lines>& pages, bool top) {
  std::set<std::string> repeated;
  std::size_t counted = 0;
  for (std::size_t p = 1; p < pages.size(); ++p) {
    if (std::all_of(pages[p].begin(), pages[p].end(), [](auto line) { return line.empty(); })) {
      continue;
    }
    const std::set<std::string> shapes = EdgeShapes(pages[p], top);
    if (counted++ == 0) {
      repeated = shapes;
    } else {
      std::erase_if(repeated, [&](const std::string& shape) { return !shapes.contains(shape); });
    }
    if (repeated.empty()) break;
  }
  if (counted < 3) repeated.clear();
  return repeated;
}

// Takes running lines and blank lines off one edge of a page.
void TrimEdge(Lines& lines, bool top, bool first_page, const std::set<std::string>& repeated) {
  std::size_t content = 0;
  for (std::size_t i = 0; i < lines.size() && content < kEdgeLines; ++i) {
    std::string_view& line = top ? lines[i] : lines[lines.size() - 1 - i];
    if (line.empty()) continue;
    const bool running =
        !(top && first_page) &&
        (IsRunningLine(line) || (line.size() < 200 && repeated.contains(Shape(line))));
    if (!running) break;
    line = {};
    ++content;
  }
  if (top) {
    const auto first = std::find_if(lines.begin(), lines.end(), [](auto l) { return !l.empty(); });
    if (!first_page) lines.erase(lines.begin(), first);
  } else {
    while (!lines.empty() && lines.back().empty()) lines.pop_back();
  }
}

}  // namespace

PageText RemovePageFurniture(std::string_view plain) {
  std::vector<Lines> pages;
  std::size_t start = 0;
  while (start <= plain.size()) {
    const std::size_t end =
        pages.size() < kMostPages ? std::min(plain.find('\f', start), plain.size()) : plain.size();
    Lines lines = SplitLines(plain.substr(start, end - start));
    std::erase_if(lines, IsPageCount);
    if (!lines.empty() || pages.empty()) pages.push_back(std::move(lines));
    start = end + 1;
  }
  const std::set<std::string> heads = RepeatedShapes(pages, /*top=*/true);
  const std::set<std::string> feet = RepeatedShapes(pages, /*top=*/false);
  PageText out;
  out.text.reserve(plain.size());
  for (std::size_t p = 0; p < pages.size(); ++p) {
    const bool only = pages.size() == 1;
    if (!only) {
      TrimEdge(pages[p], /*top=*/true, p == 0, heads);
      TrimEdge(pages[p], /*top=*/false, p == 0, feet);
    }
    if (p > 0 && !pages[p].empty()) out.page_starts.push_back(out.text.size());
    for (const std::string_view line : pages[p]) {
      out.text.append(line);
      out.text.push_back('\n');
    }
  }
  return out;
}

}  // namespace imr
