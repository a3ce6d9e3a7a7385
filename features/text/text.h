// Making text uniform, and finding the sentences in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace imr {

// UTF-8 out of whatever came in: a byte order mark is dropped, UTF-16 with a byte order mark and
// Windows-1252 are converted, invalid sequences become U+FFFD.
std::string ToUtf8(std::string_view bytes);

// True when the bytes are not text: NUL or many control characters.
bool LooksBinary(std::string_view bytes);

// Typographic variants made plain so that patterns need only one spelling: ligatures (fi, fl, ff
// ...) spelled out, soft hyphens and zero-width characters dropped, curly quotes and primes made
// straight, dashes made '-', non-breaking and other spaces made ' ', CRLF and CR made LF, bullets
// made '-', control characters other than LF and FF made ' '. UTF-8 in, UTF-8 out.
std::string PlainText(std::string_view utf8);

// Runs of white space made one space, line breaks too, ends trimmed. A line that ends in a hyphen
// after a letter or digit is joined to the next without a space ("11-21-\n2016",
// "non-\ncertified").
std::string FoldSpaces(std::string_view text);

// The same, but a line break stays ('\n') where a line of its own begins: after an empty line, and
// before a bullet, a number with a period or parenthesis, or a short label ending in a colon.
std::string FoldSpacesKeepingParagraphs(std::string_view text);

// Bytes [start, end) of a text.
struct Span {
  std::uint32_t start = 0;
  std::uint32_t end = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

// Spaces and line breaks, which are all the white space of folded text.
constexpr bool IsBlank(char c) { return c == ' ' || c == '\n'; }

// The span without blanks at its ends; at its end when it holds nothing else.
Span WithoutBlanks(std::string_view text, Span span);

// The sentences of folded text, in order, without the white space between them. A sentence ends at
// . ! ? before white space and a capital, digit or quote, at a period set solid before a capital
// ("decreased.MTUS"), and at '\n'; not after abbreviations (Dr., vs., No., e.g.), initials, numbers
// of lists ("1."), or inside numbers. No sentence is longer than `longest` bytes: a longer one is
// cut at white space. Covers all text other than white space, exactly once.
std::vector<Span> SplitSentences(std::string_view text, std::uint32_t longest = 2000);

// Does the sentence begin as the entry of a list does: "2. ", "3) ", "(4) "?
bool BeginsListEntry(std::string_view sentence);

}  // namespace imr
