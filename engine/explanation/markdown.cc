#include "engine/explanation/markdown.h"

#include "engine/explanation/layout.h"

namespace imr {
namespace {

// Begins what readers make links of: "://", "www.", "name@".
bool BeginsAddress(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("://") || rest.starts_with('@')) return true;
  if (!rest.starts_with('.') || at < 3) return false;
  std::string before(text.substr(at - 3, 3));
  for (char& c : before) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return before == "www";
}

}  // namespace

std::string EscapeMarkdown(std::string_view text) {
  constexpr std::string_view kSpecial = "\\`*_[]<>#|~";
  const std::string plain = Printable(text);
  std::string out;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[i];
    if (kSpecial.find(c) != std::string_view::npos || BeginsAddress(plain, i)) out += '\\';
    if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace imr
