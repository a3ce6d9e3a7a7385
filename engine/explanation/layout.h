// Laying out text for people: widths in code points, wrapping at words, numbers that look the same
// in every locale, and nothing printed raw that could steer a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace imr {

// Text safe to print on one line. Tabs and line breaks become spaces; other control characters (C0,
// DEL, C1), directional overrides and bytes that are not UTF-8 become U+FFFD; zero-width characters
// are dropped.
std::string Printable(std::string_view text);

// Code points of UTF-8 text; every byte that does not continue a sequence counts as one.
std::size_t CodePoints(std::string_view utf8);

// Lines of at most `width` code points, broken at spaces, and inside a word only where the word
// alone is wider. Runs of spaces count as one. At least one line. REQUIRES: width > 0.
std::vector<std::string> Wrap(std::string_view utf8, std::size_t width);

// The text, or as much of it as fits in `most` code points, cut at a space where there is one in
// the second half, with U+2026 at its end. REQUIRES: most > 0.
std::string Shortened(std::string_view utf8, std::size_t most);

// Filled up with spaces to `width` code points; longer text is left alone.
std::string PadRight(std::string_view utf8, std::size_t width);
std::string PadLeft(std::string_view utf8, std::size_t width);

// "0.123"; "n/a" for what is not a number; never "-0.000".
std::string Fixed(double value, int decimals);

// "7%" of a probability; "under 1%" and "over 99%" at the ends, as nothing is certain.
std::string Percent(double probability);

}  // namespace imr
