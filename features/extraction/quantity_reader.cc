#include "features/extraction/quantity_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "features/lexicon/wording.h"
#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

constexpr double kDaysOfWeek = 7;
constexpr double kWeeksOfMonth = 13.0 / 3.0;
constexpr std::size_t kMostOccurrences = 16;
constexpr int kMostGroups = 16;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool Overlaps(const Span& a, const Span& b) { return a.start < b.end && b.start < a.end; }

bool OverlapsAny(const Span& span, const std::vector<Span>& spans) {
  return std::any_of(spans.begin(), spans.end(),
                     [&span](const Span& other) { return Overlaps(span, other); });
}

Span SpanOf(const re2::StringPiece& piece, std::string_view text) {
  const auto start = static_cast<std::uint32_t>(piece.data() - text.data());
  return {start, start + static_cast<std::uint32_t>(piece.size())};
}

// Both amounts' words, in the order of the text, each once.
std::vector<PatternMatch> Words(const Amount& a, const Amount& b) {
  std::vector<PatternMatch> words = a.words;
  for (const PatternMatch& match : b.words) {
    if (std::find(words.begin(), words.end(), match) == words.end()) words.push_back(match);
  }
  std::sort(words.begin(), words.end(), [](const PatternMatch& x, const PatternMatch& y) {
    return x.span.start < y.span.start;
  });
  return words;
}

// One expression for the keys of a mapping of words to numbers, longest first.
std::string Alternatives(const std::map<std::string, double, std::less<>>& words) {
  std::vector<std::string> keys;
  for (const auto& [word, number] : words) keys.push_back(word);
  std::sort(keys.begin(), keys.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  std::string out;
  for (const std::string& key : keys) out += "|" + PhraseExpression(key);
  return out;
}

}  // namespace

class QuantityReader::Loader {
 public:
  Loader(QuantityReader& reader, std::string file, Diagnostics& diagnostics)
      : reader_(reader),
        file_(std::move(file)),
        diagnostics_(diagnostics),
        words_(file_, macros_, reader.patterns_, diagnostics) {}

  void Read(const YAML::Node& root) {
    MapReader map(root, "the quantity lexicon", file_, diagnostics_);
    if (!map.valid()) return;
    map.Number("version");
    const auto numbers = ReadNumbers(map, "number_words");
    const auto times = ReadNumbers(map, "frequency_words");
    reader_.number_words_ = numbers;
    reader_.number_words_.insert(times.begin(), times.end());
    reader_.largest_total_ = map.Number("largest_total").value_or(365);
    const std::string number = "(?:(?:\\d{1,4}" + Alternatives(numbers) + ")(?: ?\\(\\d{1,4}\\))?)";
    const std::string upto = "(?:" + number + "(?: ?(?:-|to|or|through) ?" + number + ")?)";
    macros_.Set("number", number);
    macros_.Set("upto", upto);
    macros_.Set("times", "(?:" + upto + Alternatives(times) + ")");
    macros_.Read(map, "macros");
    if (const auto amounts = map.Required("amounts")) {
      for (const auto& node : *amounts) ReadAmount(node);
    }
    ReadList(map, "partial", kPartial);
    ReadList(map, "authorized_within", kAuthorized);
    ReadList(map, "retrospective", kRetrospective);
    ReadList(map, "acquisition", kAcquisition);
    ReadList(map, "unspecified", kUnspecified);
    map.Finish();
    reader_.patterns_.Compile();
    if (!diagnostics_.has_errors()) CheckExamples();
  }

 private:
  struct Example {
    YAML::Node node;
    std::string text;
    AmountsOf of = AmountsOf::kVisits;
    std::vector<std::pair<Slot, double>> expected;
  };

  static std::optional<Slot> SlotNamed(std::string_view name) {
    constexpr std::array<std::string_view, kSlots> kNames = {
        "total", "per_day", "per_week", "per_month", "days", "weeks", "months", "units", "refills"};
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      if (kNames[i] == name) return static_cast<Slot>(i);
    }
    return std::nullopt;
  }

  std::map<std::string, double, std::less<>> ReadNumbers(MapReader& map, std::string_view key) {
    std::map<std::string, double, std::less<>> out;
    const auto node = map.Optional(key);
    if (!node) return out;
    if (!node->IsMap()) {
      map.Error(*node, "'" + std::string(key) + "' must be a mapping of words to numbers",
                "wrong-kind");
      return out;
    }
    for (const auto& pair : *node) {
      const auto word = AsString(pair.first);
      const auto number = AsNumber(pair.second);
      if (!word || !number) {
        map.Error(pair.second, "must be a number", "wrong-kind");
        continue;
      }
      out[LowerCase(*word)] = *number;
    }
    return out;
  }

  void SetRule(std::uint32_t pattern, Rule rule) {
    if (reader_.rules_.size() <= pattern) reader_.rules_.resize(pattern + 1);
    reader_.rules_[pattern] = std::move(rule);
  }

  std::vector<std::pair<Slot, double>> ReadSlots(MapReader& map, const YAML::Node& node,
                                                 bool text_too, std::string* text) {
    std::vector<std::pair<Slot, double>> out;
    if (!node.IsMap()) {
      map.Error(node, "must be a mapping of amounts to numbers", "wrong-kind");
      return out;
    }
    for (const auto& pair : node) {
      const std::string key = AsString(pair.first).value_or("");
      if (text_too && key == "text") {
        *text = AsString(pair.second).value_or("");
        continue;
      }
      const auto slot = SlotNamed(key);
      const auto number = AsNumber(pair.second);
      if (!slot || !number) {
        map.Error(pair.first, "'" + key + "' is no amount" + Suggestion(key, SlotNames()),
                  "unknown-key");
        continue;
      }
      out.emplace_back(*slot, *number);
    }
    return out;
  }

  static std::vector<std::string> SlotNames() {
    return {"total", "per_day", "per_week", "per_month", "days",
            "weeks", "months",  "units",    "refills"};
  }

  void ReadAmount(const YAML::Node& node) {
    MapReader map(node, "an amount", file_, diagnostics_);
    if (!map.valid()) return;
    const auto pattern = map.Required("pattern");
    const bool skips = map.YesNo("skips").value_or(false);
    const auto sets = map.Optional("sets");
    const auto example = map.Optional("example");
    Rule rule;
    if (const auto of = map.OneOf("for", {"visits", "units"})) {
      rule.for_visits = *of == "visits";
      rule.for_units = *of == "units";
    }
    if (sets) rule.sets = ReadSlots(map, *sets, false, nullptr);
    if (example) {
      Example one{*example, "", rule.for_visits ? AmountsOf::kVisits : AmountsOf::kUnits, {}};
      one.expected = ReadSlots(map, *example, true, &one.text);
      examples_.push_back(std::move(one));
    }
    map.Finish();
    if (!pattern) return;
    const auto index = words_.AddPattern(*pattern, AsString(*pattern).value_or(""));
    if (!index) return;
    for (const auto& [name, group] : reader_.patterns_.expression(*index).NamedCapturingGroups()) {
      const auto slot = SlotNamed(name);
      if (!slot || group >= kMostGroups) {
        map.Error(*pattern, "there is no amount '" + name + "'" + Suggestion(name, SlotNames()),
                  "unknown-group");
        continue;
      }
      rule.groups.emplace_back(group, *slot);
      rule.groups_needed = std::max(rule.groups_needed, group);
    }
    std::sort(rule.groups.begin(), rule.groups.end());
    if (!skips && rule.groups.empty() && rule.sets.empty()) {
      map.Error(node, "names no amount; give a group a name, or `sets`, or `skips: yes`",
                "missing-key");
    }
    SetRule(*index, std::move(rule));
  }

  void ReadList(MapReader& map, std::string_view key, Role role) {
    const auto node = map.Optional(key);
    for (const std::uint32_t index : words_.ReadPatterns(map, key)) {
      Rule rule;
      rule.role = role;
      const RE2& expression = reader_.patterns_.expression(index);
      for (const auto& [name, group] : expression.NamedCapturingGroups()) {
        if (group >= kMostGroups) continue;
        rule.groups_needed = std::max(rule.groups_needed, group);
        if (name == "original") rule.original = group;
        if (name == "authorized" || name == "authorized_total") rule.authorized = group;
        if (name == "remaining") rule.remaining = group;
      }
      if ((role == kPartial && (rule.original == 0 || rule.authorized == 0)) ||
          (role == kAuthorized && rule.authorized == 0)) {
        map.Error(*node, "a pattern of '" + std::string(key) + "' lacks a named group",
                  "unknown-group");
      }
      SetRule(index, std::move(rule));
    }
  }

  void CheckExamples() {
    for (const Example& example : examples_) {
      const Span all{0, static_cast<std::uint32_t>(example.text.size())};
      std::vector<Span> taken;
      Found found;
      for (const std::uint32_t rule : reader_.RulesIn(example.text, kAmount)) {
        const Rule& r = reader_.rules_[rule];
        if (example.of == AmountsOf::kVisits ? !r.for_visits : !r.for_units) continue;
        reader_.ReadRule(rule, example.text, all, taken, found);
      }
      for (const auto& [slot, value] : example.expected) {
        const auto& got = found.slots[slot];
        if (got && got->value == value) continue;
        diagnostics_.Error(file_, example.node.Mark(),
                           "the example gives " + SlotNames()[slot] + " as " +
                               (got ? std::to_string(std::lround(got->value)) : "nothing"),
                           "example-fails");
      }
    }
  }

  QuantityReader& reader_;
  std::string file_;
  Diagnostics& diagnostics_;
  Macros macros_;
  WordingLoader words_;
  std::vector<Example> examples_;
};

QuantityReader::QuantityReader(const std::filesystem::path& path, const std::string& name,
                               Diagnostics& diagnostics) {
  const auto root = LoadYamlFile(path, name, diagnostics);
  if (root) Loader(*this, name, diagnostics).Read(*root);
}

std::vector<std::uint32_t> QuantityReader::RulesIn(std::string_view text, Role role) const {
  PatternCandidates candidates;
  patterns_.Candidates(text, &candidates);
  std::vector<std::uint32_t> out;
  for (const PatternCandidate& candidate : candidates.list) {
    if (rules_[candidate.pattern].role == role && patterns_.Occurs(candidate, text)) {
      out.push_back(candidate.pattern);
    }
  }
  return out;
}

std::optional<PatternMatch> QuantityReader::First(Role role, std::string_view text) const {
  const auto first =
      patterns_.First(text, [&](std::uint32_t rule) { return rules_[rule].role == role; });
  if (!first) return std::nullopt;
  return PatternMatch{WithoutBlanks(text, first->span), first->pattern};
}

std::optional<double> QuantityReader::UpperNumber(std::string_view words) const {
  std::optional<double> upper;
  const auto take = [&upper](double value) { upper = std::max(upper.value_or(value), value); };
  std::size_t i = 0;
  while (i < words.size()) {
    if (IsDigit(words[i])) {
      std::string digits;
      bool point = false;
      while (i < words.size() &&
             (IsDigit(words[i]) || words[i] == ',' || (words[i] == '.' && !point))) {
        point = point || words[i] == '.';
        if (words[i] != ',') digits += words[i];
        ++i;
      }
      double value = 0;
      const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
      if (read.ec == std::errc()) take(value);
    } else if (IsLetter(words[i])) {
      const std::size_t start = i;
      while (i < words.size() && (IsLetter(words[i]) || words[i] == '-')) ++i;
      std::string word = LowerCase(words.substr(start, i - start));
      if (const auto it = number_words_.find(word); it != number_words_.end()) take(it->second);
    } else {
      ++i;
    }
  }
  return upper;
}

void QuantityReader::ReadRule(std::uint32_t index, std::string_view text, Span within,
                              std::vector<Span>& taken, Found& found) const {
  const Rule& rule = rules_[index];
  const RE2& expression = patterns_.expression(index);
  const re2::StringPiece part(text.data() + within.start, within.end - within.start);
  std::array<re2::StringPiece, kMostGroups> groups;
  std::size_t from = 0;
  for (std::size_t n = 0; n < kMostOccurrences && from < part.size(); ++n) {
    if (!expression.Match(part, from, part.size(), RE2::UNANCHORED, groups.data(),
                          rule.groups_needed + 1)) {
      return;
    }
    const auto start = static_cast<std::size_t>(groups[0].data() - part.data());
    from = std::max(start + groups[0].size(), from + 1);
    const Span words = SpanOf(groups[0], text);
    if (OverlapsAny(words, taken)) {
      from = start + 1;  // only its beginning may be taken
      continue;
    }
    taken.push_back(words);
    for (const auto& [group, slot] : rule.groups) {
      const re2::StringPiece& piece = groups[static_cast<std::size_t>(group)];
      if (piece.data() == nullptr || found.slots[slot]) continue;
      if (const auto value = UpperNumber({piece.data(), piece.size()})) {
        found.slots[slot] = Amount{*value, {{WithoutBlanks(text, words), index}}};
      }
    }
    for (const auto& [slot, value] : rule.sets) {
      if (!found.slots[slot])
        found.slots[slot] = Amount{value, {{WithoutBlanks(text, words), index}}};
    }
  }
}

Amounts QuantityReader::Combine(const Found& found) const {
  const auto& slot = found.slots;
  Amounts out;
  if (slot[kPerWeek]) {
    out.per_week = slot[kPerWeek];
  } else if (slot[kPerDay]) {
    out.per_week = Amount{slot[kPerDay]->value * kDaysOfWeek, slot[kPerDay]->words};
  }
  if (slot[kWeeks]) {
    out.weeks = slot[kWeeks];
  } else if (slot[kMonths]) {
    out.weeks = Amount{std::round(slot[kMonths]->value * kWeeksOfMonth), slot[kMonths]->words};
  } else if (slot[kDays]) {
    out.weeks = Amount{std::ceil(slot[kDays]->value / kDaysOfWeek), slot[kDays]->words};
  }
  out.days = slot[kDays];
  out.refills = slot[kRefills];
  if (slot[kUnits]) out.units = Amount{std::round(slot[kUnits]->value), slot[kUnits]->words};

  const auto product = [&out](const std::optional<Amount>& often,
                              const std::optional<Amount>& long_) {
    if (often && long_ && !out.visits) {
      out.visits = Amount{std::round(often->value * long_->value), Words(*often, *long_)};
    }
  };
  out.visits = slot[kTotal];
  product(slot[kPerDay], slot[kDays]);
  product(slot[kPerMonth], slot[kMonths]);
  product(out.per_week, out.weeks);
  if (out.visits && (out.visits->value <= 0 || out.visits->value > largest_total_)) {
    out.visits.reset();
  }
  return out;
}

Amounts QuantityReader::Read(std::string_view text, Span within, AmountsOf of,
                             const std::vector<Span>& taken) const {
  Found found;
  std::vector<Span> used = taken;
  for (const std::uint32_t rule :
       RulesIn(text.substr(within.start, within.end - within.start), kAmount)) {
    const Rule& r = rules_[rule];
    if ((of == AmountsOf::kVisits && !r.for_visits) || (of == AmountsOf::kUnits && !r.for_units) ||
        (of == AmountsOf::kNeither && !(r.for_visits && r.for_units))) {
      continue;
    }
    ReadRule(rule, text, within, used, found);
  }
  return Combine(found);
}

std::optional<PartialRequest> QuantityReader::SplitPartial(std::string_view text) const {
  for (const std::uint32_t index : RulesIn(text, kPartial)) {
    const Rule& rule = rules_[index];
    std::array<re2::StringPiece, kMostGroups> groups;
    const re2::StringPiece whole(text.data(), text.size());
    if (!patterns_.expression(index).Match(whole, 0, whole.size(), RE2::UNANCHORED, groups.data(),
                                           rule.groups_needed + 1)) {
      continue;
    }
    PartialRequest partial;
    partial.original = SpanOf(groups[static_cast<std::size_t>(rule.original)], text);
    partial.authorized = SpanOf(groups[static_cast<std::size_t>(rule.authorized)], text);
    if (rule.remaining != 0 && !groups[static_cast<std::size_t>(rule.remaining)].empty()) {
      partial.remaining = SpanOf(groups[static_cast<std::size_t>(rule.remaining)], text);
    }
    return partial;
  }
  return std::nullopt;
}

std::optional<Amount> QuantityReader::AuthorizedWithin(std::string_view text) const {
  for (const std::uint32_t index : RulesIn(text, kAuthorized)) {
    const Rule& rule = rules_[index];
    std::array<re2::StringPiece, kMostGroups> groups;
    const re2::StringPiece whole(text.data(), text.size());
    if (!patterns_.expression(index).Match(whole, 0, whole.size(), RE2::UNANCHORED, groups.data(),
                                           rule.groups_needed + 1)) {
      continue;
    }
    const re2::StringPiece& number = groups[static_cast<std::size_t>(rule.authorized)];
    if (const auto value = UpperNumber({number.data(), number.size()})) {
      return Amount{*value, {{WithoutBlanks(text, SpanOf(groups[0], text)), index}}};
    }
  }
  return std::nullopt;
}

}  // namespace imr
