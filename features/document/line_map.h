// Lines of printed text seen as a typesetter sees them: where they start, whether they were broken
// because the page was full, and where blank lines mean something.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace imr {

// Does text[at] begin a line, blanks aside?
bool StartsLine(std::string_view text, std::size_t at);

// Does a text end in . ! ? with at most a closing quote or bracket behind it?
bool EndsSentence(std::string_view text);

// The width that running text is set to: the longest line. 100 when there are too few lines to
// tell.
std::size_t PageWidth(std::string_view text);

// The last lines of text[from, to) that are not blank, `most` at most. The first line of the map
// may begin in the middle of a line of the text.
class LineMap {
 public:
  LineMap(std::string_view text, std::size_t from, std::size_t to, std::size_t width,
          std::size_t most);

  std::size_t size() const { return lines_.size(); }
  std::size_t start(std::size_t line) const { return lines_[line].start; }
  std::string_view Trimmed(std::size_t line) const;
  // Is there a blank line above it? In double-spaced text: more blank lines than usual.
  bool gap_before(std::size_t line) const { return lines_[line].blanks_before > usual_blanks_; }
  // Would the first word of line `next` have had room on this line?
  bool EndsEarly(std::size_t line, std::size_t next) const;
  // Does the map begin in the middle of a line, behind a label?
  bool first_is_label_line() const { return first_is_label_line_; }

 private:
  struct Line {
    std::size_t start = 0;  // of its first character that is not blank
    std::size_t end = 0;
    std::size_t columns = 0;  // from the left edge of the page
    std::size_t blanks_before = 0;
  };

  std::string_view text_;
  std::vector<Line> lines_;
  std::size_t width_;
  std::size_t usual_blanks_ = 0;
  bool first_is_label_line_ = false;
};

}  // namespace imr
