#include "features/lexicon/wording.h"

#include <algorithm>
#include <utility>

namespace imr {
namespace {

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool IsMacroName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(),
                                      [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

constexpr std::size_t kLongestExpression = 20000;

}  // namespace

std::string LowerCase(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string PhraseExpression(std::string_view phrase) {
  std::string out;
  for (const char c : phrase) {
    switch (c) {
      case ' ':
        out += "[ -]";
        break;
      case '-':
        out += "[ -]?";
        break;
      case '/':
        out += " ?[/-] ?";
        break;
      case '\'':
        out += "'?";
        break;
      default:
        out += RE2::QuoteMeta(std::string(1, c));
    }
  }
  return out;
}

std::string PhrasesExpression(std::vector<std::string> phrases, bool case_sensitive) {
  std::sort(phrases.begin(), phrases.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  std::string out = case_sensitive ? "(?-i:" : "(?:";
  bool first = true;
  for (const std::string& phrase : phrases) {
    if (phrase.empty()) continue;
    if (!first) out += '|';
    first = false;
    if (IsWordByte(phrase.front())) out += "\\b";
    out += PhraseExpression(phrase);
    if (IsLetter(phrase.back()) && !case_sensitive) out += "(?:e?s)?";
    if (IsWordByte(phrase.back())) out += "\\b";
  }
  return out + ")";
}

void Macros::Read(MapReader& map, std::string_view key) {
  const auto node = map.Optional(key);
  if (!node) return;
  if (!node->IsMap()) {
    map.Error(*node, "'" + std::string(key) + "' must be a mapping of names to expressions",
              "wrong-kind");
    return;
  }
  for (const auto& entry : *node) {
    const auto name = AsString(entry.first);
    const auto text = AsString(entry.second);
    if (!name || !text || !IsMacroName(*name)) {
      map.Error(entry.first, "a macro is a name of small letters and an expression", "wrong-kind");
      continue;
    }
    std::string problem;
    if (auto expression = Expand(*text, problem)) {
      Set(*name, std::move(*expression));
    } else {
      map.Error(entry.second, problem, "unknown-macro");
      Set(*name, "x");
    }
  }
}

void Macros::Set(const std::string& name, std::string expression) {
  expressions_[name] = std::move(expression);
}

std::optional<std::string> Macros::Expand(const std::string& pattern, std::string& problem) const {
  std::string out;
  std::size_t at = 0;
  while (at < pattern.size()) {
    const std::size_t open = pattern.find('{', at);
    if (open == std::string::npos) break;
    const std::size_t close = pattern.find('}', open);
    if (close == std::string::npos) break;
    const std::string name = pattern.substr(open + 1, close - open - 1);
    out.append(pattern, at, open - at);
    if (!IsMacroName(name)) {
      out.append(pattern, open, close - open + 1);
    } else if (const auto it = expressions_.find(name); it != expressions_.end()) {
      out += it->second;
    } else {
      std::vector<std::string> names;
      for (const auto& [known, expression] : expressions_) names.push_back(known);
      problem = "there is no macro {" + name + "}" + Suggestion(name, names);
      return std::nullopt;
    }
    at = close + 1;
    if (out.size() > kLongestExpression) {
      problem = "the pattern is longer than 20000 letters when its macros are written out";
      return std::nullopt;
    }
  }
  out.append(pattern, std::min(at, pattern.size()), std::string::npos);
  return out;
}

std::vector<std::uint32_t> WordingLoader::ReadEntry(MapReader& entry, bool may_repeat) {
  std::vector<std::uint32_t> added;
  if (const auto index = ReadPhrases(entry, "words", false, may_repeat)) added.push_back(*index);
  if (const auto index = ReadPhrases(entry, "abbreviations", true, true)) added.push_back(*index);
  for (const std::uint32_t index : ReadPatterns(entry, "patterns")) added.push_back(index);
  return added;
}

std::vector<std::uint32_t> WordingLoader::ReadPatterns(MapReader& map, std::string_view key) {
  std::vector<std::uint32_t> added;
  const auto node = map.Optional(key);
  if (!node) return added;
  if (!node->IsSequence()) {
    map.Error(*node, "'" + std::string(key) + "' must be a list of patterns", "wrong-kind");
    return added;
  }
  for (const auto& entry : *node) {
    const auto text = AsString(entry);
    if (!text) {
      map.Error(entry, "an entry of '" + std::string(key) + "' must be text", "wrong-kind");
      continue;
    }
    if (const auto index = AddPattern(entry, *text)) added.push_back(*index);
  }
  return added;
}

std::optional<std::uint32_t> WordingLoader::ReadPhrases(MapReader& map, std::string_view key,
                                                        bool case_sensitive, bool may_repeat) {
  const auto node = map.Optional(key);
  if (!node) return std::nullopt;
  if (!node->IsSequence()) {
    map.Error(*node, "'" + std::string(key) + "' must be a list of words", "wrong-kind");
    return std::nullopt;
  }
  std::vector<std::string> phrases;
  for (const auto& entry : *node) {
    const auto text = AsString(entry);
    if (!text || text->empty() || *text == " ") {
      map.Error(entry, "an entry of '" + std::string(key) + "' must be a word or a phrase",
                text ? "empty-match" : "wrong-kind");
      continue;
    }
    if (!may_repeat) Claim(entry, *text);
    phrases.push_back(*text);
  }
  if (phrases.empty()) return std::nullopt;
  return AddPhrases(node->Mark(), std::move(phrases), case_sensitive);
}

std::optional<std::uint32_t> WordingLoader::AddPhrases(const YAML::Mark& at,
                                                       std::vector<std::string> phrases,
                                                       bool case_sensitive) {
  // What letters and digits alone are quoted into compiles and matches no empty text.
  const bool plain = std::all_of(phrases.begin(), phrases.end(), [](const std::string& phrase) {
    return std::any_of(phrase.begin(), phrase.end(), IsWordByte);
  });
  std::string expression = PhrasesExpression(std::move(phrases), case_sensitive);
  if (plain && expression.size() < kLongestExpression) {
    return Placed(patterns_.AddKnownGood(std::move(expression)), at);
  }
  PatternProblem problem;
  const auto index = patterns_.Add(expression, &problem);
  if (!index) {
    diagnostics_.Error(file_, at, problem.message, problem.code);
  }
  return Placed(index, at);
}

std::optional<std::uint32_t> WordingLoader::AddPattern(const YAML::Node& at,
                                                       const std::string& pattern) {
  std::string reason;
  const auto expression = macros_.Expand(pattern, reason);
  if (!expression) {
    diagnostics_.Error(file_, at.Mark(), reason, "unknown-macro");
    return std::nullopt;
  }
  PatternProblem problem;
  const auto index = patterns_.Add(*expression, &problem);
  if (!index) diagnostics_.Error(file_, at.Mark(), problem.message, problem.code);
  return Placed(index, at.Mark());
}

std::optional<std::uint32_t> WordingLoader::Placed(std::optional<std::uint32_t> pattern,
                                                   const YAML::Mark& at) {
  if (pattern) patterns_.SetPlace(*pattern, file_, at.line + 1);
  return pattern;
}

void WordingLoader::Claim(const YAML::Node& at, const std::string& name) {
  const auto [it, fresh] = claimed_.emplace(LowerCase(name), at.Mark().line + 1);
  if (fresh) return;
  diagnostics_.Error(file_, at.Mark(),
                     "'" + name + "' stands already in line " + std::to_string(it->second) +
                         "; a name belongs to one entry",
                     "duplicate-name");
}

}  // namespace imr
