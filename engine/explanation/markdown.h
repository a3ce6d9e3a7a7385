// Text that stays text inside of GitHub-flavoured Markdown.
#pragma once

#include <string>
#include <string_view>

namespace imr {

// Any bytes as words in a line of Markdown: safe to print, no markup, no HTML, no links that
// readers make by themselves of addresses. The caller puts something before it on the line.
std::string EscapeMarkdown(std::string_view text);

}  // namespace imr
