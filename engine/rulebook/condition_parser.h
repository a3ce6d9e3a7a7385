// Conditions as rule authors write them in YAML, checked against the vocabulary and compiled to
// Condition. rules/guidelines/README.md describes the notation for authors.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "engine/rulebook/condition.h"
#include "features/facts/vocabulary.h"
#include "features/yaml/diagnostic.h"

namespace imr {

// Numbers that a guideline names under `limits:` for use in its conditions.
using Limits = std::map<std::string, double, std::less<>>;

// Parses the conditions of one file. Reports every mistake at its place, with what was probably
// meant, and goes on.
class ConditionParser {
 public:
  // The references must outlive the parser.
  ConditionParser(const Vocabulary& vocabulary, const Limits& limits, std::string file,
                  Diagnostics& diagnostics);

  // `what` names the condition in messages, as in "'require'". Nothing when there are mistakes.
  std::optional<Condition> Parse(const YAML::Node& node, std::string_view what);

  // Limits named by a condition so far.
  const std::set<std::string, std::less<>>& used_limits() const { return used_limits_; }

 private:
  // One key of a mapping with its value.
  struct Entry {
    YAML::Node key;
    YAML::Node value;
    const std::string& name() const { return key.Scalar(); }
  };
  struct Bounds;

  Condition ParseMapping(const YAML::Node& node, std::string_view what);
  std::vector<Entry> Entries(const YAML::Node& node, std::string_view what);
  std::vector<Condition> ParseList(const YAML::Node& node, std::string_view what);
  void ParseKey(const Entry& entry, std::vector<Condition>& parts);
  std::optional<Condition> ParseAtLeastOf(const Entry& entry);
  std::optional<Condition> ParseDateWithin(const Entry& entry);
  std::optional<Condition> ParseArithmetic(const Entry& operation,
                                           const std::vector<Entry>& comparisons);
  std::optional<Quantity> ParseQuantity(const YAML::Node& node);
  std::optional<Quantity> ParseOperands(Quantity::Kind kind, const Entry& operation);

  std::optional<Condition> ParseFact(FactId fact, const Entry& entry);
  std::optional<Condition> ParseOneValue(FactId fact, const YAML::Node& node);
  std::optional<Condition> ParseOneOf(FactId fact, const YAML::Node& list, bool nothing_else);
  void ParseTest(FactId fact, const Entry& test, Bounds& bounds, std::vector<Condition>& parts);
  bool ParseBound(const Entry& test, Bounds& bounds);
  // A code or text that the fact may take.
  std::optional<std::string> ParseCode(FactId fact, const YAML::Node& node);
  std::optional<double> ParseNumber(const YAML::Node& node);

  bool IsNumeric(FactId fact) const;
  void Error(const YAML::Node& at, std::string message, std::string code);

  const Vocabulary& vocabulary_;
  const Limits& limits_;
  const std::string file_;
  Diagnostics& diagnostics_;
  std::set<std::string, std::less<>> used_limits_;
};

}  // namespace imr
