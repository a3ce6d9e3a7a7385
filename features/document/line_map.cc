#include "features/document/line_map.h"

#include <algorithm>

namespace imr {
namespace {

// A line shorter than this share of the width was not broken for want of room: letters differ in
// width, so that full lines differ in their number of letters.
constexpr double kFullLine = 0.84;
// How far before the map's first line its line is followed to the left.
constexpr std::size_t kLongestLabel = 200;

}  // namespace

bool StartsLine(std::string_view text, std::size_t at) {
  while (at > 0 && text[at - 1] == ' ') --at;
  return at == 0 || text[at - 1] == '\n';
}

bool EndsSentence(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '"' || text.back() == '\'' ||
                           text.back() == ')' || text.back() == ']')) {
    text.remove_suffix(1);
  }
  return !text.empty() && (text.back() == '.' || text.back() == '!' || text.back() == '?');
}

std::size_t PageWidth(std::string_view text) {
  constexpr std::size_t kUsualWidth = 100;
  constexpr std::size_t kFewLines = 6;
  std::size_t longest = 0;
  std::size_t lines = 0;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    longest = std::max(longest, end - start);
    lines += end > start ? 1 : 0;
    start = end + 1;
  }
  return lines < kFewLines ? kUsualWidth : longest;
}

LineMap::LineMap(std::string_view text, std::size_t from, std::size_t to, std::size_t width,
                 std::size_t most)
    : text_(text), width_(width) {
  // Backwards from the end, so that a long rationale costs nothing.
  std::size_t end = to;
  std::size_t blanks = 0;
  std::size_t spaced = 0;
  while (lines_.size() < most) {
    std::size_t line_start = end;
    while (line_start > from && text[line_start - 1] != '\n') --line_start;
    std::size_t first = line_start;
    while (first < end && text[first] == ' ') ++first;
    if (first == end) {
      ++blanks;
    } else {
      if (!lines_.empty()) lines_.back().blanks_before = blanks;
      spaced += !lines_.empty() && blanks > 0 ? 1 : 0;
      blanks = 0;
      std::size_t left = line_start;
      while (left > 0 && text[left - 1] != '\n' && line_start - left < kLongestLabel) --left;
      first_is_label_line_ = left < line_start;
      lines_.push_back({first, end, end - left, 0});
    }
    if (line_start == from) break;
    end = line_start - 1;
  }
  if (!lines_.empty() && blanks > 0) lines_.back().blanks_before = blanks;
  std::reverse(lines_.begin(), lines_.end());
  if (lines_.size() >= 4 && spaced * 5 >= (lines_.size() - 1) * 4) {
    usual_blanks_ = most;
    for (std::size_t i = 1; i < lines_.size(); ++i) {
      usual_blanks_ = std::min(usual_blanks_, std::max<std::size_t>(1, lines_[i].blanks_before));
    }
  }
}

std::string_view LineMap::Trimmed(std::size_t line) const {
  std::string_view text = text_.substr(lines_[line].start, lines_[line].end - lines_[line].start);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool LineMap::EndsEarly(std::size_t line, std::size_t next) const {
  const std::string_view following = Trimmed(next);
  const std::size_t word = std::min(following.find(' '), following.size());
  return static_cast<double>(lines_[line].columns + 1 + word) <
         kFullLine * static_cast<double>(width_);
}

}  // namespace imr
