// Which of many expressions a text may hold, told by the words that they require: one pass over the
// text by the automaton of Aho and Corasick (1975) for all words of all expressions. Other than an
// automaton of the expressions themselves it is built once, does not grow with what it reads, and
// reads new text as fast as known text.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "features/lexicon/required_words.h"
#include "features/text/text.h"

namespace imr {

// A pattern that may occur in a sentence, and where at most.
struct PatternCandidate {
  std::uint32_t pattern = 0;
  std::uint32_t first = 0;  // no occurrence begins before this offset
  std::uint32_t last = 0;   // each occurrence holds a byte before this offset
  std::uint32_t end = 0;    // no occurrence ends behind this offset
  // It does occur, and where is known: first and behind the last of the places.
  std::uint32_t first_place = 0;
  std::uint32_t end_place = 0;
  bool IsPlaced() const { return first_place < end_place; }
};

struct PatternCandidates {
  std::vector<PatternCandidate> list;  // by pattern, ascending
  std::vector<Span> places;            // of one pattern: left to right, not overlapping
};

class WordFilter {
 public:
  // Adds an expression in RE2 syntax, matched without regard to case; they count from 0.
  void Add(std::string_view expression);

  // REQUIRES: called once, after all were added.
  void Build();

  // The expressions that may match in `text`: all that do, and some more. Those of which all that
  // they match can be written out are placed, or not there. Thread safe. REQUIRES: built.
  void MayMatch(std::string_view text, PatternCandidates* candidates) const;

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  // Where the automaton stands, so that most steps read little that lies apart: kSpeaks when words
  // end here; kRow and where its row of `next_` begins, or kFew and its place in `few_`, or else
  // its place in `lone_`.
  using State = std::uint32_t;
  static constexpr State kSpeaks = State{1} << 31;
  static constexpr State kRow = State{1} << 30;
  static constexpr State kFew = State{1} << 29;
  static constexpr State kPlace = kFew - 1;
  static constexpr std::size_t kMostOfFew = 5;
  // A state from which so many symbols at most lead to longer words.
  template <std::size_t kMost>
  struct Branch {
    State back = 0;  // where to go on for all other symbols
    std::uint32_t said = 0;
    std::array<State, kMost> longer = {};
    std::array<std::uint8_t, kMost> symbols = {};  // 0: none
  };
  // Words that are one wording of an expression, from edge to edge.
  struct Wording {
    std::uint32_t expression = 0;
    std::uint32_t rank = 0;  // the preferred first
    std::uint32_t size = 0;  // in text
  };
  // What stands in a text where words end.
  struct Place {
    std::uint32_t expression = 0;
    Span span;
    std::uint32_t rank = 0;
  };
  // Of the tree of the words.
  struct Node {
    std::map<std::uint8_t, std::uint32_t> children;  // by symbol
    std::uint32_t ends = kNone;                      // the words that end here
    State state = 0;
    State back = 0;  // of the longest ending of its words with which others begin
  };
  // Lists, one behind the other.
  template <typename T>
  struct Lists {
    std::vector<std::uint32_t> first = {0};  // of each list, and the end
    std::vector<T> entries;

    Lists() = default;
    explicit Lists(const std::vector<std::vector<T>>& lists) {
      for (const auto& list : lists) Append(list);
    }
    std::uint32_t Append(const std::vector<T>& list) {
      entries.insert(entries.end(), list.begin(), list.end());
      first.push_back(static_cast<std::uint32_t>(entries.size()));
      return static_cast<std::uint32_t>(first.size() - 2);  // its number
    }
    std::span<const T> operator[](std::uint32_t list) const {
      return {entries.data() + first[list], entries.data() + first[list + 1]};
    }
  };

  std::uint32_t NumberOf(const std::string& words);
  void AssignSymbols();
  std::vector<Node> BuildTree() const;
  void BuildStates();
  void PlaceStates(std::vector<Node>& nodes);
  void SetBranches(const Node& node, const std::vector<Node>& nodes);
  std::uint32_t ListSaid(const Node& node);
  State After(State state, std::uint8_t symbol) const;
  static void Settle(std::vector<Place>& places, PatternCandidates* candidates);
  std::uint32_t SaidIn(State state) const;
  // By expression: the choice for which it is looked at.
  std::vector<std::uint32_t> ChooseTriggers() const;
  void AssignSlots();

  std::vector<std::uint32_t> always_;                 // expressions that require nothing
  std::vector<std::vector<std::uint32_t>> required_;  // by expression: choices, in their order
  std::vector<bool> leading_;    // by expression: a match begins with its first choice
  std::vector<Length> longest_;  // by expression: of its matches
  std::map<std::string, std::uint32_t> words_;
  std::size_t letters_ = 0;  // of all words
  std::map<AnyOfWords, std::uint32_t> choices_;
  std::vector<std::vector<std::uint32_t>> choices_with_;  // by word
  std::vector<std::vector<Wording>> wordings_of_;         // by word
  std::vector<std::vector<std::uint32_t>> slots_with_;    // by word

  // What MayMatch reads.
  std::uint8_t symbol_[256] = {};  // of a byte; 0 for those in no word
  std::uint8_t edge_ = 0;          // the symbol of the edge of a word
  std::uint32_t symbols_ = 1;
  std::vector<State> next_;  // rows: what follows every symbol, and the list of what is said here
  std::vector<Branch<kMostOfFew>> few_;
  std::vector<Branch<1>> lone_;
  // What was met in a text is noted by slot: of a choice, or of a word of choices that are asked
  // for too seldom to be noted themselves whenever one of their words is met.
  std::uint32_t slots_ = 0;
  // Of the words that end in a state, in one place: the slots and the wordings.
  std::vector<std::uint32_t> said_;
  Lists<std::uint32_t> triggered_;  // by slot: the expressions to look at when it is met
  Lists<std::uint32_t> slots_of_choice_;
  Lists<std::uint32_t> choices_of_expression_;  // in their order
};

}  // namespace imr
