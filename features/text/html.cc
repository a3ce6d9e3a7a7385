#include "features/text/html.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace imr {
namespace {

constexpr std::size_t kLongestReference = 12;

constexpr std::array<std::string_view, 27> kBlocks = {
    "address", "article", "blockquote", "br", "caption", "dd",    "div",     "dl",    "dt",
    "footer",  "h1",      "h2",         "h3", "h4",      "h5",    "h6",      "head",  "header",
    "hr",      "li",      "ol",         "p",  "pre",     "table", "section", "title", "tr"};

struct NamedCharacter {
  std::string_view name;
  std::string_view text;
};

constexpr std::array<NamedCharacter, 22> kNamed = {
    {{"amp", "&"},         {"lt", "<"},          {"gt", ">"},          {"quot", "\""},
     {"apos", "'"},        {"nbsp", " "},        {"deg", "\u00B0"},    {"plusmn", "\u00B1"},
     {"frac12", "\u00BD"}, {"frac14", "\u00BC"}, {"frac34", "\u00BE"}, {"micro", "\u00B5"},
     {"ndash", "\u2013"},  {"mdash", "\u2014"},  {"lsquo", "\u2018"},  {"rsquo", "\u2019"},
     {"ldquo", "\u201C"},  {"rdquo", "\u201D"},  {"bull", "\u2022"},   {"hellip", "\u2026"},
     {"ge", "\u2265"},     {"le", "\u2264"}}};

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool IsNameCharacter(char c) {
  const char lower = Lower(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');
}

void AppendUtf8(std::uint32_t point, std::string& out) {
  const auto add = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xC0 | point >> 6);
    add(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    add(0xE0 | point >> 12);
    add(0x80 | (point >> 6 & 0x3F));
    add(0x80 | (point & 0x3F));
  } else {
    add(0xF0 | point >> 18);
    add(0x80 | (point >> 12 & 0x3F));
    add(0x80 | (point >> 6 & 0x3F));
    add(0x80 | (point & 0x3F));
  }
}

// The code point of "#8217" or "#x2019".
std::optional<std::uint32_t> NumberedCharacter(std::string_view name) {
  if (name.size() < 2 || name.front() != '#') return std::nullopt;
  name.remove_prefix(1);
  const bool hexadecimal = Lower(name.front()) == 'x';
  if (hexadecimal) name.remove_prefix(1);
  std::uint32_t point = 0;
  const auto [end, error] =
      std::from_chars(name.data(), name.data() + name.size(), point, hexadecimal ? 16 : 10);
  const bool whole = error == std::errc() && end == name.data() + name.size() && !name.empty();
  const bool character = point > 0 && point <= 0x10FFFF && !(point >= 0xD800 && point <= 0xDFFF);
  return whole && character ? std::optional(point) : std::nullopt;
}

// Walks over HTML once.
class HtmlReader {
 public:
  explicit HtmlReader(std::string_view html) : html_(html) {}

  std::string Read() {
    while (at_ < html_.size()) {
      const char c = html_[at_];
      if (c == '<' && ReadTag()) continue;
      if (c == '&' && ReadReference()) continue;
      out_.push_back(c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
      ++at_;
    }
    return std::move(out_);
  }

 private:
  // Steps behind the next `mark`, or to the end.
  void SkipBehind(std::string_view mark, std::size_t from) {
    const std::size_t found = html_.find(mark, from);
    at_ = found == std::string_view::npos ? html_.size() : found + mark.size();
  }

  bool ReadTag() {
    const std::string_view rest = html_.substr(at_);
    if (rest.starts_with("<!--")) {
      SkipBehind("-->", at_ + 4);
      return true;
    }
    std::size_t end = 1;
    const bool closes = rest.size() > 1 && rest[1] == '/';
    if (closes) ++end;
    const std::size_t name_start = end;
    std::string name;
    while (end < rest.size() && IsNameCharacter(rest[end]) && end - name_start < 16) {
      name.push_back(Lower(rest[end++]));
    }
    // "<3" and "< 5" are text.
    if (name.empty() && !rest.starts_with("<!") && !rest.starts_with("<?")) return false;
    if (!name.empty() && name.front() >= '0' && name.front() <= '9') return false;
    SkipBehind(">", at_ + end);
    if (!closes && (name == "script" || name == "style")) SkipElement(name);
    if (std::find(kBlocks.begin(), kBlocks.end(), name) != kBlocks.end()) out_.push_back('\n');
    if (name == "li" && !closes) out_.append("- ");
    if (name == "td" || name == "th") out_.push_back(' ');
    return true;
  }

  // Steps behind the closing tag of an element whose content is no text.
  void SkipElement(const std::string& name) {
    while (at_ < html_.size()) {
      SkipBehind("</", at_);
      const std::string_view rest = html_.substr(at_, name.size());
      if (std::equal(rest.begin(), rest.end(), name.begin(), name.end(),
                     [](char a, char b) { return Lower(a) == b; })) {
        SkipBehind(">", at_);
        return;
      }
    }
  }

  bool ReadReference() {
    const std::string_view near = html_.substr(at_ + 1, kLongestReference);
    const std::size_t end = near.find(';');
    if (end == std::string_view::npos) return false;
    const std::string_view name = near.substr(0, end);
    if (const auto point = NumberedCharacter(name)) {
      AppendUtf8(*point, out_);
    } else {
      const auto found = std::find_if(kNamed.begin(), kNamed.end(),
                                      [&](const auto& known) { return known.name == name; });
      if (found == kNamed.end()) return false;
      out_.append(found->text);
    }
    at_ += 1 + end + 1;
    return true;
  }

  std::string_view html_;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::string HtmlToText(std::string_view html) { return HtmlReader(html).Read(); }

}  // namespace imr
