#include "features/lexicon/pattern_sampler.h"

#include <algorithm>
#include <vector>

namespace imr {
namespace {

constexpr std::size_t kMostRepetitions = 3;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string PatternSampler::Sample(std::string_view expression) {
  text_ = expression;
  at_ = 0;
  std::string out;
  while (!AtEnd()) {
    out += Alternatives();
    if (!AtEnd()) ++at_;  // a parenthesis too many
  }
  return out;
}

bool PatternSampler::Take(char c) {
  if (AtEnd() || text_[at_] != c) return false;
  ++at_;
  return true;
}

std::string PatternSampler::Alternatives() {
  std::vector<std::string> choices = {Sequence()};
  while (Take('|')) choices.push_back(Sequence());
  return choices[Draw(choices.size())];
}

std::string PatternSampler::Sequence() {
  std::string out;
  while (!AtEnd() && text_[at_] != '|' && text_[at_] != ')') {
    const std::size_t start = at_;
    std::string atom = Atom();
    const std::size_t after = at_;
    const std::size_t times = Repetitions();
    const std::size_t end = at_;
    for (std::size_t i = 0; i < times; ++i) {
      if (i > 0) {
        at_ = start;
        atom = Atom();
        at_ = after;
      }
      out += atom;
    }
    at_ = end;
  }
  return out;
}

std::string PatternSampler::Atom() {
  const char c = text_[at_++];
  switch (c) {
    case '(': {
      if (Take('?')) {
        // (?: (?i) (?-i: (?P<name>
        while (!AtEnd() && text_[at_] != ':' && text_[at_] != ')' && text_[at_] != '>') ++at_;
        if (!AtEnd() && text_[at_] == ')') {
          ++at_;
          return "";
        }
        ++at_;
      }
      std::string inner = Alternatives();
      Take(')');
      return inner;
    }
    case '[':
      return Class();
    case '\\':
      return Escape();
    case '.':
      return std::string(1, static_cast<char>('a' + Draw(26)));
    case '^':
    case '$':
      return "";
    default:
      return std::string(1, c);
  }
}

std::string PatternSampler::Escape() {
  if (AtEnd()) return "";
  switch (const char c = text_[at_++]) {
    case 'b':
    case 'B':
    case 'A':
    case 'z':
      return "";
    case 'd':
      return std::string(1, static_cast<char>('0' + Draw(10)));
    case 'w':
    case 'S':
    case 'D':
      return std::string(1, static_cast<char>('a' + Draw(26)));
    case 's':
    case 'W':
      return " ";
    default:
      return std::string(1, c);
  }
}

std::string PatternSampler::Class() {
  const bool negated = Take('^');
  std::string members;
  bool first = true;
  while (!AtEnd() && (first || text_[at_] != ']')) {
    first = false;
    if (Take('\\')) {
      members += Escape();
      continue;
    }
    const char from = text_[at_++];
    if (at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']') {
      const char to = text_[at_ + 1];
      at_ += 2;
      if (to >= from) {
        members += static_cast<char>(
            from + static_cast<char>(Draw(static_cast<std::size_t>(to - from) + 1)));
      }
      continue;
    }
    members += from;
  }
  Take(']');
  if (negated || members.empty()) {
    return std::string(1, static_cast<char>('a' + Draw(26)));
  }
  return std::string(1, members[Draw(members.size())]);
}

int PatternSampler::Number() {
  int value = 0;
  while (!AtEnd() && IsDigit(text_[at_])) value = value * 10 + (text_[at_++] - '0');
  return value;
}

std::size_t PatternSampler::Repetitions() {
  std::size_t times = 1;
  if (Take('?')) {
    times = Draw(2);
  } else if (Take('*')) {
    times = Draw(kMostRepetitions);
  } else if (Take('+')) {
    times = 1 + Draw(kMostRepetitions);
  } else if (at_ + 1 < text_.size() && text_[at_] == '{' && IsDigit(text_[at_ + 1])) {
    ++at_;
    const auto least = static_cast<std::size_t>(Number());
    std::size_t most = least;
    if (Take(','))
      most = !AtEnd() && IsDigit(text_[at_]) ? static_cast<std::size_t>(Number())
                                             : least + kMostRepetitions;
    Take('}');
    times = least + Draw(std::min(most - std::min(least, most), kMostRepetitions) + 1);
  } else {
    return 1;
  }
  Take('?');
  return times;
}

}  // namespace imr
