// Writing HTML so that whatever is written stays text, and so that the page can load and run
// nothing.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace imr {

// Any bytes as the text of an element or the value of a quoted attribute. Markup is escaped; a line
// break stays; other white space becomes a space; control characters, marks that turn the direction
// of text and invalid UTF-8 become U+FFFD; zero-width characters go.
std::string EscapeHtml(std::string_view text);

// RFC 4648, section 4, with padding.
std::string Base64(std::string_view bytes);

// The content of a <meta http-equiv="Content-Security-Policy"> that allows one inline style sheet,
// by its hash, and nothing else: no script, no image, no font, no form, no address of any kind.
std::string OnlyThisStyle(std::string_view style);

// The same with these inline scripts, by their hashes. REQUIRES: no carriage return in them.
std::string OnlyThisStyleAndScripts(std::string_view style,
                                    std::span<const std::string_view> scripts);

}  // namespace imr
