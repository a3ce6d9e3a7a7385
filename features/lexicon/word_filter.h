// Which of many expressions a text may hold, told by the words that they require: one pass over the
// text by the automaton of Aho and Corasick (1975) for all words of all expressions. Other than an
// automaton of the expressions themselves it is built once, does not grow with what it reads, and
// reads new text as fast as known text.
#pragma once

#include <cstdint>
#include <map>
#include <span>
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

  // Where the automaton stands, so that most steps read one number: kSpeaks when words end here;
  // kRow and where its row of `next_` begins, or else its place in `lone_`.
  using State = std::uint32_t;
  static constexpr State kSpeaks = State{1} << 31;
  static constexpr State kRow = State{1} << 30;
  static constexpr State kPlace = kRow - 1;
  // A state from which one symbol at most leads to longer words.
  struct Lone {
    std::uint32_t symbol = kNone;
    State longer = 0;
    State back = 0;  // where to go on for all other symbols
    std::uint32_t said = 0;
  };
  // Of the tree of the words.
  struct Node {
    std::map<std::uint8_t, std::uint32_t> children;  // by symbol
    std::uint32_t ends = kNone;                      // the words that end here
    State state = 0;
    State back = 0;  // of the longest ending of its words with which others begin
  };
  // Lists of numbers, one behind the other.
  struct Lists {
    std::vector<std::uint32_t> first = {0};  // of each list, and the end
    std::vector<std::uint32_t> numbers;
    explicit Lists(const std::vector<std::vector<std::uint32_t>>& lists = {});
    std::uint32_t Append(const std::vector<std::uint32_t>& list);  // its number
    std::span<const std::uint32_t> operator[](std::uint32_t list) const;
  };

  std::uint32_t NumberOf(const std::string& words);
  void AssignSymbols();
  std::vector<Node> BuildTree() const;
  void BuildStates();
  void PlaceStates(std::vector<Node>& nodes);
  std::uint32_t ListSaid(const Node& node);
  State After(State state, std::uint8_t symbol) const;
  std::uint32_t SaidIn(State state) const;
  std::vector<std::vector<std::uint32_t>> TriggeredByChoice() const;

  std::vector<std::uint32_t> always_;                 // expressions that require nothing
  std::vector<std::vector<std::uint32_t>> required_;  // by expression: choices, in their order
  std::vector<bool> leading_;  // by expression: a match begins with its first choice
  std::map<std::string, std::uint32_t> words_;
  std::map<AnyOfWords, std::uint32_t> choices_;
  std::vector<std::vector<std::uint32_t>> choices_with_;  // by word

  // What MayMatch reads.
  std::uint8_t symbol_[256] = {};  // of a byte; 0 for those in no word
  std::uint8_t edge_ = 0;          // the symbol of the edge of a word
  std::uint32_t symbols_ = 1;
  std::vector<State> next_;  // rows: what follows every symbol, and the list of what is said here
  std::vector<Lone> lone_;
  Lists said_;                   // the choices that have words that end in a state
  Lists triggered_;              // by choice: the expressions that need it and are looked at for it
  Lists choices_of_expression_;  // in their order
};

}  // namespace imr
