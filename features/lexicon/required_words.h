// What must stand in a text for an expression to match there: a quick look for a few words spares
// most texts the search for most expressions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace imr {

// The edge of a word in required words, as \b of RE2 has it: between a letter, digit or underscore
// and anything else, or the end of the text. It stands wherever the kind of character changes, and
// at an end of the words only where the expression asks for it.
inline constexpr char kWordEdge = '\x01';

// Words of which at least one must stand in the text; ascending, in small letters. Never empty.
using AnyOfWords = std::vector<std::string>;

// The most that a part of text can be: so many characters, and so many runs of characters without
// a blank, each as long as the longest of the text.
struct Length {
  std::size_t characters = 0;
  std::size_t runs = 0;
};
inline constexpr Length kAnyLength = {std::size_t{1} << 24, 0};

struct RequiredWords {
  std::vector<AnyOfWords> words;
  bool leading = false;  // a match begins with the first of these
  // Whatever the expression matches, the preferred before the others, where that is few enough to
  // be written out and no group "at" narrows it; otherwise empty.
  std::vector<std::string> wordings;
  // Of any match; kAnyLength where there is no limit, and where the expression asks for the end of
  // the text.
  Length longest = kAnyLength;
};

inline constexpr std::size_t kLongestRequired = 14;  // characters and edges of one of the words

// For `expression`, in RE2 syntax without regard to case: each of the words is met by whatever it
// matches, one behind the other; at most four, the rarest. Empty when nothing can be said.
// Characters beyond ASCII are never required; a text with letters that RE2 takes for others
// (HasAlikeLetters) can match without.
RequiredWords RequiredWordsOf(std::string_view expression);

// Does `text` hold a letter beyond ASCII that matches one of ASCII where case does not matter: the
// long s, the sign of the kelvin?
bool HasAlikeLetters(std::string_view text);

}  // namespace imr
