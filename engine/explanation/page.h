// Text for people, line by line: wrapped before it is coloured, safe to print.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/explanation/wording.h"
#include "engine/rulebook/rulebook.h"
#include "features/document/case.h"

namespace imr {

enum class Ink { kPlain, kBold, kFaint, kGreen, kRed, kYellow };

// Lines of text under hanging indents.
class Page {
 public:
  explicit Page(const WordingOptions& options);

  void Blank() { text_ += '\n'; }
  void Heading(std::string_view words) { Write(0, "", words, Ink::kBold); }

  // `lead` stands before the first line; the lines after it are indented to the same column.
  // `words` may be anything: what could steer a terminal is replaced.
  void Write(std::size_t indent, std::string_view lead, std::string_view words,
             Ink ink = Ink::kPlain, Ink lead_ink = Ink::kPlain);

  std::string Take() { return std::move(text_); }

 private:
  std::string Painted(std::string_view words, Ink ink) const;

  std::size_t width_;
  bool colour_;
  std::string text_;
};

// A name of rules as words: underscores made spaces.
std::string Spaced(std::string name);

// "; injured 2014-05-24; reviewed 2014-08-01", as far as known.
std::string DateWords(const CaseDates& dates);

// "MTUS, 8 CCR 9792.24.1(d), p. 8 (in force from 2007-06-15)", as far as known.
std::string CitationWords(const Citation& citation);

// The words of a piece of evidence in quotation marks, shortened, safe to print; empty when its
// span does not lie in the text.
std::string Quoted(const Case& c, std::size_t item, const Evidence& evidence);

// Writes the words of evidence with their sections, a line each: the first `most` that differ,
// but none that stand inside longer ones.
void WriteQuotes(const Case& c, std::size_t item, const std::vector<Evidence>& all,
                 std::size_t most, std::size_t indent, Page& page);

}  // namespace imr
