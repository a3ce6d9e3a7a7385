#include "features/lexicon/fact_lexicon.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

constexpr std::array<std::string_view, kCueKinds> kKindNames = {
    "negation",   "absence",      "uncertain", "hypothetical", "planned",  "done",
    "historical", "other_person", "guideline", "review",       "complaint"};

constexpr std::size_t kMostNotions = 1000;

std::vector<std::string> KindNames() { return {kKindNames.begin(), kKindNames.end()}; }

}  // namespace

std::optional<CueKind> CueKindNamed(std::string_view name) {
  const auto it = std::find(kKindNames.begin(), kKindNames.end(), name);
  if (it == kKindNames.end()) return std::nullopt;
  return static_cast<CueKind>(it - kKindNames.begin());
}

std::string_view CueKindName(CueKind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

std::optional<std::string> ExpandFragments(const std::string& pattern,
                                           const std::map<std::string, std::string>& fragments,
                                           std::string* unknown) {
  std::string out;
  std::size_t i = 0;
  while (i < pattern.size()) {
    if (pattern[i] == '\\' && i + 1 < pattern.size()) {
      out.append(pattern, i, 2);
      i += 2;
      continue;
    }
    // {name}, as against a repetition ({2,3}) or a character class (\p{L}).
    if (pattern[i] == '{' && i + 1 < pattern.size() &&
        std::isalpha(static_cast<unsigned char>(pattern[i + 1])) != 0 &&
        !(i >= 1 && (out.ends_with("\\p") || out.ends_with("\\P")))) {
      const std::size_t close = pattern.find('}', i);
      if (close == std::string::npos) {
        out += pattern[i++];
        continue;
      }
      const std::string name = pattern.substr(i + 1, close - i - 1);
      const auto it = fragments.find(name);
      if (it == fragments.end()) {
        *unknown = name;
        return std::nullopt;
      }
      out += "(?:" + it->second + ")";
      i = close + 1;
      continue;
    }
    out += pattern[i++];
  }
  return out;
}

std::uint32_t FactLexicon::EvidencePattern(std::uint32_t wording) const {
  return wordings_[wording].pattern.value_or(static_cast<std::uint32_t>(patterns_.size()) +
                                             wording);
}

std::string FactLexicon::EvidencePlace(std::uint32_t pattern) const {
  if (pattern < pattern_info_.size()) {
    const Pattern& info = pattern_info_[pattern];
    return info.file + ':' + std::to_string(info.line);
  }
  const std::size_t wording = pattern - pattern_info_.size();
  return wording < wordings_.size() ? wordings_[wording].place : "";
}

const FactRule& FactLexicon::rule(FactId fact) const {
  static const FactRule kDefault;
  const auto it = rules_.find(fact);
  return it == rules_.end() ? kDefault : it->second;
}

bool FactLexicon::Related(const std::string& item_part, const std::string& found_part) const {
  if (item_part == found_part) return true;
  const auto it = related_.find(item_part);
  return it != related_.end() &&
         std::find(it->second.begin(), it->second.end(), found_part) != it->second.end();
}

bool FactLexicon::Heads(const std::string& heading_part, const std::string& found_part) const {
  const auto it = heads_.find(heading_part);
  return it != heads_.end() &&
         std::find(it->second.begin(), it->second.end(), found_part) != it->second.end();
}

bool FactLexicon::Midline(const std::string& part) const {
  return std::find(midline_.begin(), midline_.end(), part) != midline_.end();
}

class FactLexiconLoader {
 public:
  FactLexiconLoader(const std::filesystem::path& directory, const Vocabulary& vocabulary,
                    Diagnostics& diagnostics)
      : directory_(directory),
        vocabulary_(vocabulary),
        diagnostics_(diagnostics),
        lexicon_(std::make_shared<FactLexicon>()) {
    lexicon_->first_notion_ = vocabulary.size();
  }

  std::shared_ptr<const FactLexicon> Load() {
    const std::size_t before = ErrorCount();
    LoadContext();
    LoadFacts();
    if (!lexicon_->patterns_.Compile()) {
      diagnostics_.Error("lexicon/facts", YAML::Mark::null_mark(),
                         "the patterns together need too much memory; shorten the widest",
                         "patterns-too-large");
    } else {
      for (const std::uint32_t pattern : lexicon_->patterns_.MatchingEmpty()) {
        const auto& info = lexicon_->pattern_info_[pattern];
        diagnostics_.Add({info.file, info.line, info.column, Severity::kError,
                          kMatchesEmpty.message, kMatchesEmpty.code});
      }
    }
    return ErrorCount() == before ? lexicon_ : nullptr;
  }

 private:
  std::size_t ErrorCount() const {
    return static_cast<std::size_t>(
        std::count_if(diagnostics_.all().begin(), diagnostics_.all().end(),
                      [](const Diagnostic& d) { return d.severity == Severity::kError; }));
  }

  std::map<std::string, std::string> ReadFragments(MapReader& top, const std::string& file) {
    std::map<std::string, std::string> fragments;
    const auto define = top.Optional("define");
    if (!define) return fragments;
    if (!define->IsMap()) {
      diagnostics_.Error(file, define->Mark(), "'define' must be a mapping", "wrong-kind");
      return fragments;
    }
    for (const auto& entry : *define) {
      std::string unknown;
      const auto text = AsString(entry.second);
      const auto expanded = text ? ExpandFragments(*text, fragments, &unknown) : std::nullopt;
      if (!expanded) {
        diagnostics_.Error(file, entry.second.Mark(),
                           text ? "there is no fragment '" + unknown + "' above this one"
                                : "a fragment must be text",
                           "unknown-fragment");
        continue;
      }
      fragments[entry.first.Scalar()] = *expanded;
    }
    return fragments;
  }

  std::optional<std::uint32_t> AddPattern(const YAML::Node& node, const std::string& file,
                                          const std::map<std::string, std::string>& fragments,
                                          FactLexicon::Role role, std::uint32_t index) {
    const auto text = AsString(node);
    if (!text) {
      diagnostics_.Error(file, node.Mark(), "a pattern must be text", "wrong-kind");
      return std::nullopt;
    }
    std::string unknown;
    const auto expanded = ExpandFragments(*text, fragments, &unknown);
    if (!expanded) {
      std::vector<std::string> names;
      for (const auto& [name, fragment] : fragments) names.push_back(name);
      diagnostics_.Error(file, node.Mark(),
                         "there is no fragment '" + unknown + "'" + Suggestion(unknown, names),
                         "unknown-fragment");
      return std::nullopt;
    }
    PatternProblem problem;
    const auto pattern = lexicon_->patterns_.AddForLater(*expanded, &problem);
    if (!pattern) {
      diagnostics_.Error(file, node.Mark(), problem.message, problem.code);
      return std::nullopt;
    }
    lexicon_->pattern_info_.push_back({.role = role,
                                       .index = index,
                                       .file = file,
                                       .line = node.Mark().line + 1,
                                       .column = node.Mark().column + 1});
    return pattern;
  }

  CueKinds ReadKinds(MapReader& reader, std::string_view key) {
    CueKinds kinds = 0;
    for (const std::string& name : reader.Strings(key)) {
      const auto kind = CueKindNamed(name);
      if (!kind) {
        reader.Error(reader.node(),
                     "there is no kind of cue '" + name + "'" + Suggestion(name, KindNames()),
                     "unknown-cue");
        continue;
      }
      kinds = static_cast<CueKinds>(kinds | Bit(*kind));
    }
    return kinds;
  }

  void LoadContext() {
    const std::string file = "lexicon/context.yaml";
    const auto root = LoadYamlFile(directory_ / "context.yaml", file, diagnostics_);
    if (!root) return;
    MapReader top(*root, "context.yaml", file, diagnostics_);
    top.Number("version");
    const auto fragments = ReadFragments(top, file);
    if (const auto cues = top.Required("cues"); cues && cues->IsSequence()) {
      for (const auto& node : *cues) LoadCue(node, file, fragments);
    }
    if (const auto terminators = top.Required("terminators");
        terminators && terminators->IsSequence()) {
      for (const auto& node : *terminators) {
        AddPattern(node, file, fragments, FactLexicon::Role::kTerminator, 0);
      }
    }
    if (const auto headings = top.Optional("headings"); headings && headings->IsSequence()) {
      for (const auto& node : *headings) {
        AddPattern(node, file, fragments, FactLexicon::Role::kHeading, 0);
      }
    }
    LoadClauses(top, file, fragments);
    ReadPartMap(top, "heads", file, lexicon_->heads_);
    ReadPartMap(top, "related", file, lexicon_->related_);
    lexicon_->midline_ = ReadParts(top, "midline", file);
    top.Finish();
  }

  void LoadClauses(MapReader& top, const std::string& file,
                   const std::map<std::string, std::string>& fragments) {
    const auto node = top.Optional("clauses");
    if (!node) return;
    MapReader reader(*node, "clauses", file, diagnostics_);
    constexpr std::array<std::pair<std::string_view, FactLexicon::Role>, 4> kLists = {
        {{"verbs", FactLexicon::Role::kVerb},
         {"joints", FactLexicon::Role::kJoint},
         {"listings", FactLexicon::Role::kListing},
         {"embeddings", FactLexicon::Role::kEmbedding}}};
    for (const auto& [key, role] : kLists) {
      const auto patterns = reader.Required(key);
      if (!patterns || !patterns->IsSequence()) continue;
      for (const auto& pattern : *patterns) AddPattern(pattern, file, fragments, role, 0);
    }
    reader.Finish();
  }

  std::string CheckedPart(const YAML::Node& node, const std::string& file) {
    const std::string part = AsString(node).value_or("");
    const auto& known = vocabulary_.body_parts();
    if (std::find(known.begin(), known.end(), part) == known.end()) {
      diagnostics_.Error(file, node.Mark(),
                         "there is no body part '" + part + "'" + Suggestion(part, known),
                         "unknown-value");
    }
    return part;
  }

  std::vector<std::string> ReadParts(MapReader& reader, std::string_view key,
                                     const std::string& file) {
    std::vector<std::string> parts;
    const auto node = reader.Optional(key);
    if (!node) return parts;
    if (!node->IsSequence()) {
      reader.Error(*node, "'" + std::string(key) + "' must be a list of body parts", "wrong-kind");
      return parts;
    }
    for (const auto& part : *node) parts.push_back(CheckedPart(part, file));
    return parts;
  }

  // Lists of body parts by body part.
  void ReadPartMap(MapReader& reader, std::string_view key, const std::string& file,
                   std::map<std::string, std::vector<std::string>>& map) {
    const auto node = reader.Optional(key);
    if (!node || !node->IsMap()) return;
    for (const auto& entry : *node) {
      auto& parts = map[CheckedPart(entry.first, file)];
      for (const auto& part : entry.second) parts.push_back(CheckedPart(part, file));
    }
  }

  void LoadCue(const YAML::Node& node, const std::string& file,
               const std::map<std::string, std::string>& fragments) {
    MapReader reader(node, "a cue", file, diagnostics_);
    if (!reader.valid()) return;
    Cue cue;
    if (const auto name = reader.RequiredString("kind")) {
      const auto kind = CueKindNamed(*name);
      if (!kind) {
        reader.Error(*reader.Optional("kind"),
                     "there is no kind of cue '" + *name + "'" + Suggestion(*name, KindNames()),
                     "unknown-cue");
      } else {
        cue.kind = *kind;
      }
    }
    reader.Required("direction");
    const std::string direction =
        reader.OneOf("direction", {"forward", "backward", "sentence"}).value_or("forward");
    cue.direction = direction == "forward"    ? Cue::Direction::kForward
                    : direction == "backward" ? Cue::Direction::kBackward
                                              : Cue::Direction::kSentence;
    cue.reach = static_cast<int>(std::clamp(reader.Number("reach").value_or(15), 0.0, 1000.0));
    cue.presupposes = reader.YesNo("presupposes").value_or(false);
    cue.unless = ReadKinds(reader, "unless");
    const auto index = static_cast<std::uint32_t>(lexicon_->cues_.size());
    lexicon_->cues_.push_back(cue);
    if (const auto patterns = reader.Required("patterns"); patterns && patterns->IsSequence()) {
      for (const auto& pattern : *patterns) {
        AddPattern(pattern, file, fragments, FactLexicon::Role::kCue, index);
      }
    }
    reader.Finish();
  }

  // A file of wordings, read.
  struct FactsFile {
    std::string name;
    YAML::Node root;
  };

  // What is worded: a fact of the vocabulary or a notion.
  struct Worded {
    FactId id = 0;
    FactDefinition definition;
  };

  void LoadFacts() {
    const auto paths = YamlFilesBelow(directory_ / "facts");
    if (paths.empty()) {
      diagnostics_.Error("lexicon/facts", YAML::Mark::null_mark(),
                         "holds no YAML file; wordings of facts are read from here", "unreadable");
    }
    std::vector<FactsFile> files;
    for (const auto& path : paths) {
      const std::string name = "lexicon/" + path.lexically_relative(directory_).generic_string();
      if (const auto root = LoadYamlFile(path, name, diagnostics_)) files.push_back({name, *root});
    }
    // A derivation may name a notion of any file.
    for (const FactsFile& file : files) NameNotions(file);
    for (const FactsFile& file : files) LoadFactsFile(file);
  }

  static std::vector<YAML::Node> EntriesOf(const std::optional<YAML::Node>& list) {
    if (!list || !list->IsSequence()) return {};
    return {list->begin(), list->end()};
  }

  void NameNotions(const FactsFile& file) {
    if (!file.root.IsMap()) return;
    const YAML::Node list = file.root["notions"];
    if (!list) return;
    for (const auto& node : EntriesOf(list)) {
      const auto name = node.IsMap() ? AsString(node["notion"]) : std::nullopt;
      if (!name) continue;  // told when the entry is read
      const bool known = vocabulary_.Find(*name).has_value() || notions_.contains(*name);
      if (known || notions_.size() >= kMostNotions) {
        diagnostics_.Error(file.name, node["notion"].Mark(),
                           known
                               ? "the name '" + *name + "' is taken"
                               : "there are more than " + std::to_string(kMostNotions) + " notions",
                           "duplicate-name");
        continue;
      }
      const auto id = static_cast<FactId>(lexicon_->first_notion_ + notions_.size());
      notions_.emplace(*name, id);
    }
  }

  void LoadFactsFile(const FactsFile& file) {
    MapReader top(file.root, file.name, file.name, diagnostics_);
    top.Number("version");
    const auto fragments = ReadFragments(top, file.name);
    const bool derives = top.Has("derive");
    const auto facts = derives ? top.Optional("facts") : top.Required("facts");
    for (const auto& node : EntriesOf(facts)) LoadFact(node, "fact", file.name, fragments);
    for (const auto& node : EntriesOf(top.Optional("notions"))) {
      LoadFact(node, "notion", file.name, fragments);
    }
    for (const auto& node : EntriesOf(top.Optional("derive"))) LoadDerivation(node, file.name);
    top.Finish();
  }

  std::vector<std::string> NamesWithNotions() const {
    std::vector<std::string> names = vocabulary_.names();
    for (const auto& [name, id] : notions_) names.push_back(name);
    return names;
  }

  // The fact, or notion, of a name.
  std::optional<Worded> FindWorded(const std::string& name, bool notion) const {
    if (notion) {
      const auto it = notions_.find(name);
      if (it == notions_.end()) return std::nullopt;
      return Worded{it->second, FactDefinition{.name = name}};
    }
    const auto id = vocabulary_.Find(name);
    if (!id) return std::nullopt;
    return Worded{*id, vocabulary_.Definition(*id)};
  }

  static Accompanying ReadAccompanying(MapReader& reader) {
    const auto node = reader.Optional("accompanying");
    if (!node) return Accompanying::kYes;
    if (AsString(*node) == "rationale") return Accompanying::kRationale;
    return reader.YesNo("accompanying").value_or(true) ? Accompanying::kYes : Accompanying::kNo;
  }

  FactRule ReadRule(MapReader& reader, const std::string& file) {
    FactRule rule;
    const std::string attach =
        reader.OneOf("attach", {"patient", "nearby", "region", "treatment"}).value_or("patient");
    rule.attach = attach == "region"      ? Attach::kRegion
                  : attach == "nearby"    ? Attach::kNearby
                  : attach == "treatment" ? Attach::kTreatment
                                          : Attach::kPatient;
    const std::string prefers =
        reader.OneOf("prefers", {"latest", "yes", "no", "largest"}).value_or("latest");
    rule.prefers = prefers == "yes"       ? Preference::kYes
                   : prefers == "no"      ? Preference::kNo
                   : prefers == "largest" ? Preference::kLargest
                                          : Preference::kLatest;
    rule.only_for = ReadTreatments(reader, "only_for", false);
    rule.not_for = ReadTreatments(reader, "not_for", false);
    rule.regions = ReadParts(reader, "regions", file);
    rule.own_treatment = reader.YesNo("own_treatment").value_or(false);
    rule.accompanying = ReadAccompanying(reader);
    return rule;
  }

  void LoadFact(const YAML::Node& node, const std::string& kind, const std::string& file,
                const std::map<std::string, std::string>& fragments) {
    MapReader reader(node, "a " + kind, file, diagnostics_);
    if (!reader.valid()) return;
    const std::string name = reader.RequiredString(kind).value_or("");
    const auto worded = FindWorded(name, kind == "notion");
    if (!worded && kind == "fact") {
      reader.Error(node, "there is no fact '" + name + "'" + Suggestion(name, vocabulary_.names()),
                   "unknown-fact");
    }
    const FactRule rule = ReadRule(reader, file);
    const auto wordings = reader.Required("wordings");
    reader.Finish();
    if (!worded || !wordings) return;
    if (!lexicon_->rules_.emplace(worded->id, rule).second) {
      reader.Error(node, "the " + kind + " '" + name + "' stands twice", "duplicate-fact");
    }
    for (const auto& wording : *wordings) LoadWording(wording, *worded, file, fragments);
  }

  void LoadDerivation(const YAML::Node& node, const std::string& file) {
    MapReader reader(node, "a derivation", file, diagnostics_);
    if (!reader.valid()) return;
    Derivation derivation;
    derivation.place = file + ':' + std::to_string(node.Mark().line + 1);
    const std::string name = reader.RequiredString("fact").value_or("");
    const auto fact = FindWorded(name, false);
    if (!fact) {
      reader.Error(node, "there is no fact '" + name + "'" + Suggestion(name, vocabulary_.names()),
                   "unknown-fact");
    } else {
      derivation.fact = fact->id;
      derivation.says = ReadSays(reader, fact->definition, false);
    }
    derivation.only_for = ReadTreatments(reader, "only_for", false);
    if (const auto from = reader.Required("from")) ReadPremises(reader, *from, derivation);
    reader.Finish();
    if (fact) lexicon_->derivations_.push_back(std::move(derivation));
  }

  void ReadPremises(MapReader& reader, const YAML::Node& from, Derivation& derivation) {
    if (!from.IsMap() || from.size() == 0) {
      reader.Error(from, "'from' must be a mapping of facts or notions to yes or no", "wrong-kind");
      return;
    }
    for (const auto& entry : from) {
      const std::string name = AsString(entry.first).value_or("");
      auto premise = FindWorded(name, false);
      if (!premise) premise = FindWorded(name, true);
      const auto value = AsYesNo(entry.second);
      if (!premise) {
        reader.Error(
            entry.first,
            "there is no fact or notion '" + name + "'" + Suggestion(name, NamesWithNotions()),
            "unknown-fact");
      } else if (!value || premise->definition.type != FactType::kDocumented) {
        reader.Error(entry.second, "a premise is a fact that is documented yes or no",
                     "wrong-kind");
      } else if (premise->id == derivation.fact) {
        reader.Error(entry.first, "a fact cannot follow from itself", "wrong-kind");
      } else {
        derivation.from.push_back({premise->id, *value});
      }
    }
  }

  std::vector<std::string> ReadTreatments(MapReader& reader, std::string_view key, bool same) {
    std::vector<std::string> codes = reader.Strings(key);
    for (const std::string& code : codes) {
      if ((same && code == "same") || vocabulary_.IsTreatmentOrFamily(code)) continue;
      reader.Error(
          reader.node(),
          "there is no treatment '" + code + "'" + Suggestion(code, vocabulary_.treatments()),
          "unknown-value");
    }
    return codes;
  }

  // The value that a wording says, in the fact's type; yes when nothing is written.
  FactValue ReadSays(MapReader& reader, const FactDefinition& definition, bool number) {
    const auto node = reader.Optional("says");
    if (number) {
      if (node) reader.Error(*node, "a number is read from the text, not said", "wrong-kind");
      return NumberRange{};
    }
    PlainValue plain;
    if (!node) {
      plain.value = true;
    } else if (const auto yes = AsYesNo(*node)) {
      plain.value = *yes;
    } else if (const auto value = AsNumber(*node)) {
      plain.value = *value;
    } else {
      plain.value = AsString(*node).value_or("");
    }
    std::string problem;
    if (const auto value = ConvertValue(definition, plain, problem)) return *value;
    reader.Error(node ? *node : reader.node(), "'says' of " + definition.name + " " + problem,
                 "wrong-kind");
    return true;
  }

  std::uint8_t ReadSections(MapReader& reader) {
    std::uint8_t bits = 0;
    for (const std::string& name : reader.Strings("sections")) {
      bool known = false;
      for (int s = 0; s <= static_cast<int>(SectionKind::kRationale); ++s) {
        if (SectionName(static_cast<SectionKind>(s)) != name) continue;
        bits = static_cast<std::uint8_t>(bits | (1u << static_cast<unsigned>(s)));
        known = true;
      }
      if (!known) {
        reader.Error(reader.node(),
                     "there is no section '" + name +
                         "'; one of header, summary, request, utilization_review, rationale",
                     "unknown-value");
      }
    }
    return bits;
  }

  void LoadWording(const YAML::Node& node, const Worded& fact, const std::string& file,
                   const std::map<std::string, std::string>& fragments) {
    MapReader reader(node, "a wording", file, diagnostics_);
    if (!reader.valid()) return;
    const FactDefinition& definition = fact.definition;
    const auto patterns = reader.Optional("patterns");
    Wording wording;
    wording.fact = fact.id;
    wording.place = file + ':' + std::to_string(node.Mark().line + 1);
    wording.mention = ReadTreatments(reader, "mention", true);
    const bool countable =
        definition.type == FactType::kCount || definition.type == FactType::kMonths;
    wording.number = countable && !reader.Has("says");
    wording.says = ReadSays(reader, definition, wording.number);
    wording.needs = ReadKinds(reader, "needs");
    wording.despite = ReadKinds(reader, "despite");
    wording.unless = ReadKinds(reader, "unless");
    wording.region = ReadParts(reader, "region", file);
    wording.sections = ReadSections(reader);
    wording.only_for = ReadTreatments(reader, "only_for", false);
    wording.weak = reader.YesNo("weak").value_or(false);
    wording.accompanying = reader.YesNo("accompanying").value_or(false);
    wording.topic = ReadTreatments(reader, "topic", true);
    wording.general = reader.YesNo("general").value_or(false);
    reader.Finish();
    if (!patterns && wording.mention.empty()) {
      reader.Error(node, "a wording needs 'patterns' or 'mention'", "missing-key");
      return;
    }
    auto add = [&] {
      lexicon_->wordings_.push_back(wording);
      return static_cast<std::uint32_t>(lexicon_->wordings_.size() - 1);
    };
    if (!wording.mention.empty()) lexicon_->mention_wordings_.push_back(add());
    if (!patterns) return;
    if (!patterns->IsSequence()) {
      reader.Error(*patterns, "'patterns' must be a list", "wrong-kind");
      return;
    }
    wording.mention.clear();
    for (const auto& pattern : *patterns) {
      const auto index = add();
      const auto added = AddPattern(pattern, file, fragments, FactLexicon::Role::kWording, index);
      if (!added) continue;
      lexicon_->wordings_[index].pattern = added;
      if (wording.number) CheckNumberGroups(pattern, *added, file);
    }
  }

  void CheckNumberGroups(const YAML::Node& node, std::uint32_t pattern, const std::string& file) {
    static constexpr std::array<std::string_view, 5> kGroups = {"count", "weeks", "months", "years",
                                                                "since"};
    const auto& groups = lexicon_->patterns_.expression(pattern).NamedCapturingGroups();
    const bool any = std::any_of(kGroups.begin(), kGroups.end(), [&](std::string_view group) {
      return groups.contains(std::string(group));
    });
    if (!any) {
      diagnostics_.Error(file, node.Mark(),
                         "a pattern of a number needs a group (?P<count>...), (?P<weeks>...), "
                         "(?P<months>...), (?P<years>...) or (?P<since>...)",
                         "missing-group");
    }
  }

  std::filesystem::path directory_;
  const Vocabulary& vocabulary_;
  Diagnostics& diagnostics_;
  std::shared_ptr<FactLexicon> lexicon_;
  std::map<std::string, FactId> notions_;
};

std::shared_ptr<const FactLexicon> FactLexicon::Load(const std::filesystem::path& lexicon_directory,
                                                     const Vocabulary& vocabulary,
                                                     Diagnostics& diagnostics) {
  return FactLexiconLoader(lexicon_directory, vocabulary, diagnostics).Load();
}

}  // namespace imr
