// Text that an expression matches, drawn at random: to try expressions on one another, and to
// generate sentences in the words of whatever a lexicon holds.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace imr {

// Reads the part of RE2's syntax that lexicons use: literals, classes, groups, alternatives,
// repetitions, \b, \d, \w, \s, anchors. What it does not know becomes a letter; a sample need not
// match, only mostly.
class PatternSampler {
 public:
  explicit PatternSampler(std::uint64_t seed) : generator_(seed) {}

  std::string Sample(std::string_view expression);

  // From 0 to below `count`. REQUIRES: count > 0.
  std::size_t Draw(std::size_t count) { return generator_() % count; }

 private:
  std::string Alternatives();
  std::string Sequence();
  std::string Atom();
  std::string Class();
  std::string Escape();
  // How often the atom before is repeated: reads ?, *, +, {m,n} and their lazy forms.
  std::size_t Repetitions();
  int Number();
  bool AtEnd() const { return at_ >= text_.size(); }
  bool Take(char c);

  std::mt19937_64 generator_;
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace imr
