// The text of HTML, as a reader of the page sees it.
#pragma once

#include <string>
#include <string_view>

namespace imr {

// Tags, comments, scripts and styles go; paragraphs, rows, list entries and line breaks begin new
// lines; character references are resolved (the unknown stay as they are). Any bytes may come in;
// UTF-8 stays UTF-8. Linear in the length of the text.
std::string HtmlToText(std::string_view html);

}  // namespace imr
