// The text of a printed document without what belongs to the page and not to the text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace imr {

struct PageText {
  // Lines end in '\n'. No form feeds, no trailing blanks in a line, no page numbers and no running
  // headers or footers. Blank lines at a page break say nothing of paragraphs and are left out.
  std::string text;
  // Where each page but the first begins in `text`.
  std::vector<std::size_t> page_starts;
};

// Takes plain text (see PlainText) with a form feed at each page break. A running line is a page
// number, a case number alone, a letter's title, or a line that stands at the same edge of all
// pages but the first, three at least, digits aside. Lines "Page 2 of 5", and those
// that a fax machine adds to each page, go wherever they stand.
PageText RemovePageFurniture(std::string_view plain);

}  // namespace imr
