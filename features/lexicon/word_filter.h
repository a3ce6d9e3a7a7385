// Which of many expressions a text may hold, told by the words that they require: one pass over the
// text by the automaton of Aho and Corasick (1975) for all words of all expressions. Other than an
// automaton of the expressions themselves it is built once, does not grow with what it reads, and
// reads new text as fast as known text.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "features/lexicon/required_words.h"

namespace imr {

// A pattern that may occur in a sentence, and where at most.
struct PatternCandidate {
  std::uint32_t pattern = 0;
  std::uint32_t first = 0;  // no occurrence begins before this offset
  std::uint32_t last = 0;   // each occurrence holds a byte before this offset
};

class WordFilter {
 public:
  // Adds an expression in RE2 syntax, matched without regard to case; they count from 0.
  void Add(std::string_view expression);

  // REQUIRES: called once, after all were added.
  void Build();

  // The expressions that may match in `text`, ascending: all that do, and some more. Thread safe.
  // REQUIRES: built.
  void MayMatch(std::string_view text, std::vector<PatternCandidate>* candidates) const;

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  // Of the tree of the words. Most nodes have one child at most; the others and the root have a row
  // of `next_`, with what follows every symbol.
  struct Child {
    std::uint32_t node = 0;
    std::uint8_t symbol = 0;
  };
  struct Node {
    std::uint32_t row = kNone;
    std::uint32_t first = 0;  // child
    std::uint32_t children = 0;
    std::uint32_t back = 0;         // where to go on when no child fits
    std::uint32_t ends = kNone;     // the words that end here
    std::uint32_t shorter = kNone;  // the next node, going back, where words end
  };
  // Lists of numbers, one behind the other.
  struct Lists {
    std::vector<std::uint32_t> first = {0};  // of each list, and the end
    std::vector<std::uint32_t> numbers;
    explicit Lists(const std::vector<std::vector<std::uint32_t>>& lists = {});
  };

  std::uint32_t NumberOf(const std::string& words);
  void AssignSymbols();
  void BuildTree();
  std::uint32_t After(std::uint32_t node, std::uint8_t symbol) const;

  std::vector<std::uint8_t> needed_;                  // by expression: how many choices must be met
  std::vector<std::uint32_t> always_;                 // expressions that require nothing
  std::vector<std::vector<std::uint32_t>> required_;  // by expression: choices, in their order
  std::vector<bool> leading_;  // by expression: a match begins with its first choice
  std::map<std::string, std::uint32_t> words_;
  std::map<AnyOfWords, std::uint32_t> choices_;
  std::vector<std::vector<std::uint32_t>> choices_with_;  // by word
  std::vector<std::vector<std::uint32_t>> asking_;        // by choice: expressions

  // What MayMatch reads.
  std::uint8_t symbol_[256] = {};  // of a byte; 0 for those in no word
  std::uint8_t edge_ = 0;          // the symbol of the edge of a word
  std::uint32_t symbols_ = 1;
  std::vector<Node> nodes_;
  std::vector<Child> children_;
  std::vector<std::uint32_t> next_;
  Lists choices_of_word_;
  Lists expressions_of_choice_;
  Lists choices_of_expression_;
};

}  // namespace imr
