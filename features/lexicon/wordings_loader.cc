#include <algorithm>
#include <array>
#include <utility>

#include "features/lexicon/fact_lexicon_loader.h"

namespace imr {
namespace {

constexpr std::size_t kMostNotions = 1000;

}  // namespace

void FactLexiconLoader::LoadFacts() {
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

std::vector<YAML::Node> FactLexiconLoader::EntriesOf(const std::optional<YAML::Node>& list) {
  if (!list || !list->IsSequence()) return {};
  return {list->begin(), list->end()};
}

void FactLexiconLoader::NameNotions(const FactsFile& file) {
  if (!file.root.IsMap()) return;
  const YAML::Node list = file.root["notions"];
  if (!list) return;
  for (const auto& node : EntriesOf(list)) {
    const auto name = node.IsMap() ? AsString(node["notion"]) : std::nullopt;
    if (!name) continue;  // told when the entry is read
    const bool known = vocabulary_.Find(*name).has_value() || notions_.contains(*name);
    if (known || notions_.size() >= kMostNotions) {
      diagnostics_.Error(file.name, node["notion"].Mark(),
                         known ? "the name '" + *name + "' is taken"
                               : "there are more than " + std::to_string(kMostNotions) + " notions",
                         "duplicate-name");
      continue;
    }
    const auto id = static_cast<FactId>(lexicon_->first_notion_ + notions_.size());
    notions_.emplace(*name, id);
  }
}

void FactLexiconLoader::LoadFactsFile(const FactsFile& file) {
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

std::vector<std::string> FactLexiconLoader::NamesWithNotions() const {
  std::vector<std::string> names = vocabulary_.names();
  for (const auto& [name, id] : notions_) names.push_back(name);
  return names;
}

std::optional<FactLexiconLoader::Worded> FactLexiconLoader::FindWorded(const std::string& name,
                                                                       bool notion) const {
  if (notion) {
    const auto it = notions_.find(name);
    if (it == notions_.end()) return std::nullopt;
    return Worded{it->second, FactDefinition{.name = name}};
  }
  const auto id = vocabulary_.Find(name);
  if (!id) return std::nullopt;
  return Worded{*id, vocabulary_.Definition(*id)};
}

Accompanying FactLexiconLoader::ReadAccompanying(MapReader& reader) {
  const auto node = reader.Optional("accompanying");
  if (!node) return Accompanying::kYes;
  if (AsString(*node) == "rationale") return Accompanying::kRationale;
  return reader.YesNo("accompanying").value_or(true) ? Accompanying::kYes : Accompanying::kNo;
}

FactRule FactLexiconLoader::ReadRule(MapReader& reader, const std::string& file) {
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

void FactLexiconLoader::LoadFact(const YAML::Node& node, const std::string& kind,
                                 const std::string& file,
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

void FactLexiconLoader::LoadDerivation(const YAML::Node& node, const std::string& file) {
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

void FactLexiconLoader::ReadPremises(MapReader& reader, const YAML::Node& from,
                                     Derivation& derivation) {
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
      reader.Error(entry.second, "a premise is a fact that is documented yes or no", "wrong-kind");
    } else if (premise->id == derivation.fact) {
      reader.Error(entry.first, "a fact cannot follow from itself", "wrong-kind");
    } else {
      derivation.from.push_back({premise->id, *value});
    }
  }
}

FactValue FactLexiconLoader::ReadSays(MapReader& reader, const FactDefinition& definition,
                                      bool number) {
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

std::uint8_t FactLexiconLoader::ReadSections(MapReader& reader) {
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

void FactLexiconLoader::LoadWording(const YAML::Node& node, const Worded& fact,
                                    const std::string& file,
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

void FactLexiconLoader::CheckNumberGroups(const YAML::Node& node, std::uint32_t pattern,
                                          const std::string& file) {
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

}  // namespace imr
