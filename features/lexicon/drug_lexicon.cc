#include "features/lexicon/drug_lexicon.h"

#include <algorithm>
#include <set>

#include "features/lexicon/codes.h"
#include "features/lexicon/wording.h"
#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

// How far after a drug's name words about its form are looked for in free text, in bytes.
constexpr std::size_t kFormReach = 32;

std::vector<std::string> Ingredients(const std::string& agent) {
  std::vector<std::string> out;
  std::size_t start = 0;
  while (start <= agent.size()) {
    const std::size_t slash = std::min(agent.find('/', start), agent.size());
    if (slash > start) out.push_back(agent.substr(start, slash - start));
    start = slash + 1;
  }
  return out;
}

bool AllIn(const std::vector<std::string>& some, const std::vector<std::string>& all) {
  return std::all_of(some.begin(), some.end(), [&all](const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  });
}

}  // namespace

class DrugLexicon::Loader {
 public:
  Loader(DrugLexicon& lexicon, const Vocabulary& vocabulary, std::string file, MentionSet& mentions,
         Diagnostics& diagnostics)
      : lexicon_(lexicon),
        vocabulary_(vocabulary),
        file_(std::move(file)),
        mentions_(mentions),
        diagnostics_(diagnostics),
        names_(file_, macros_, mentions.patterns(), diagnostics),
        cues_(file_, macros_, lexicon.cues_, diagnostics) {}

  void Read(const YAML::Node& root) {
    MapReader map(root, "the drug lexicon", file_, diagnostics_);
    if (!map.valid()) return;
    map.Number("version");
    lexicon_.priority_ = static_cast<int>(map.Number("priority").value_or(30));
    lexicon_.agent_of_ =
        TreatmentSet(vocabulary_, ReadTreatmentPatterns(map, "agent_of", vocabulary_));
    if (const auto forms = map.Optional("forms")) {
      for (const auto& node : *forms) ReadForm(node);
    }
    if (const auto node = map.Optional("compounds")) ReadCompounds(*node);
    if (const auto node = map.Optional("injections")) {
      MapReader injections(*node, "'injections'", file_, diagnostics_);
      AddCue(cues_.ReadPhrases(injections, "words", false, true), Cue::kInjection);
      injections.Finish();
    }
    if (const auto drugs = map.Required("drugs")) {
      for (const auto& node : *drugs) ReadDrug(node);
    }
    AddAgents();
    map.Finish();
    lexicon_.cues_.Compile();
  }

 private:
  void AddCue(std::optional<std::uint32_t> pattern, Cue cue, std::uint32_t form = 0) {
    if (!pattern) return;
    if (lexicon_.cue_owners_.size() <= *pattern) lexicon_.cue_owners_.resize(*pattern + 1);
    lexicon_.cue_owners_[*pattern] = {cue, form};
  }

  void ReadForm(const YAML::Node& node) {
    MapReader map(node, "a form", file_, diagnostics_);
    if (!map.valid()) return;
    const auto index = static_cast<std::uint32_t>(lexicon_.forms_.size());
    Form form;
    AddCue(cues_.ReadPhrases(map, "words", false, true), Cue::kForm, index);
    for (const std::uint32_t pattern : cues_.ReadPatterns(map, "patterns")) {
      AddCue(pattern, Cue::kForm, index);
    }
    form.entries = map.Strings("entries");
    if (const auto code = map.Optional("without_entry")) {
      form.without_entry = ReadTreatment(map, *code, vocabulary_);
    }
    form.not_for = TreatmentSet(vocabulary_, ReadTreatmentPatterns(map, "not_for", vocabulary_));
    lexicon_.forms_.push_back(std::move(form));
    map.Finish();
  }

  void ReadCompounds(const YAML::Node& node) {
    MapReader map(node, "'compounds'", file_, diagnostics_);
    if (!map.valid()) return;
    if (const auto code = map.Required("class")) {
      lexicon_.compound_ = ReadTreatment(map, *code, vocabulary_).value_or(0);
    }
    AddCue(cues_.ReadPhrases(map, "words", false, true), Cue::kCompound);
    AddCue(cues_.ReadPhrases(map, "single_words", false, true), Cue::kSingleCompound);
    for (const std::uint32_t pattern : cues_.ReadPatterns(map, "patterns")) {
      AddCue(pattern, Cue::kCompound);
    }
    map.Finish();
  }

  void ReadDrug(const YAML::Node& node) {
    MapReader map(node, "a drug", file_, diagnostics_);
    if (!map.valid()) return;
    Drug drug;
    drug.agent = LowerCase(map.RequiredString("agent").value_or(""));
    drug.ingredients = Ingredients(drug.agent);
    if (const auto code = map.Required("class")) {
      drug.treatment = ReadTreatment(map, *code, vocabulary_).value_or(0);
    }
    drug.form = map.String("form").value_or("");
    // Kept for rule authors and reports; nothing here reads them.
    map.Strings("strengths");
    map.Number("max_daily_mg");
    map.Number("mme_factor");
    map.Number("mme_factor_2022");
    map.String("subclass");
    if (const auto code = map.Optional("judged_as")) {
      drug.judged_as = ReadTreatment(map, *code, vocabulary_);
    }
    const auto index = static_cast<std::uint32_t>(lexicon_.drugs_.size());
    const std::string identity =
        drug.agent + "|" + std::to_string(drug.treatment) + "|" + drug.form;
    if (!identities_.insert(identity).second) {
      map.Error(node, "'" + drug.agent + "' stands twice with this class and form",
                "duplicate-name");
    }
    marks_.push_back(node.Mark());
    ReadNames(map, index);
    lexicon_.by_agent_.emplace(drug.agent, index);
    lexicon_.drugs_.push_back(std::move(drug));
    map.Finish();
  }

  void ReadNames(MapReader& map, std::uint32_t index) {
    std::vector<std::string> names;
    for (const char* key : {"brands", "also_written"}) {
      const auto node = map.Optional(key);
      if (!node) continue;
      if (!node->IsSequence()) {
        map.Error(*node, std::string("'") + key + "' must be a list of names", "wrong-kind");
        continue;
      }
      for (const auto& entry : *node) {
        const auto name = AsString(entry);
        if (!name || name->size() < 2) {
          map.Error(entry, "a name of a drug has at least two letters", "empty-match");
          continue;
        }
        names_.Claim(entry, *name);
        spelt_.insert(LowerCase(*name));
        names.push_back(*name);
      }
    }
    if (names.empty()) return;
    if (const auto pattern = names_.AddPhrases(marks_[index], std::move(names), false)) {
      mentions_.SetOwner(*pattern, MentionKind::kDrug, index, false);
    }
  }

  // Every agent is a name of its plainest entry: the one without a form, else its first.
  void AddAgents() {
    std::map<std::string, std::uint32_t> plainest;
    for (std::uint32_t i = 0; i < lexicon_.drugs_.size(); ++i) {
      const Drug& drug = lexicon_.drugs_[i];
      const auto [it, fresh] = plainest.emplace(drug.agent, i);
      if (!fresh && drug.form.empty() && !lexicon_.drugs_[it->second].form.empty()) it->second = i;
    }
    for (const auto& [agent, index] : plainest) {
      if (agent.empty() || spelt_.count(agent) > 0) continue;
      if (const auto pattern = names_.AddPhrases(marks_[index], {agent}, false)) {
        mentions_.SetOwner(*pattern, MentionKind::kDrug, index, false);
      }
    }
  }

  DrugLexicon& lexicon_;
  const Vocabulary& vocabulary_;
  std::string file_;
  MentionSet& mentions_;
  Diagnostics& diagnostics_;
  std::vector<YAML::Mark> marks_;  // where each drug stands
  Macros macros_;
  WordingLoader names_;
  WordingLoader cues_;
  std::set<std::string> identities_;
  std::set<std::string> spelt_;
};

DrugLexicon::DrugLexicon(const std::filesystem::path& path, const std::string& name,
                         const Vocabulary& vocabulary, MentionSet& mentions,
                         Diagnostics& diagnostics) {
  const auto root = LoadYamlFile(path, name, diagnostics);
  if (!root) return;
  Loader(*this, vocabulary, name, mentions, diagnostics).Read(*root);
}

DrugLexicon::Cues DrugLexicon::FindCues(std::string_view text) const {
  Cues cues;
  std::vector<int> matching;
  cues_.Matching(text, &matching);
  for (const int pattern : matching) {
    const CueOwner& owner = cue_owners_[static_cast<std::size_t>(pattern)];
    switch (owner.cue) {
      case Cue::kForm:
        if (!cues.form || owner.form < *cues.form) cues.form = owner.form;
        break;
      case Cue::kCompound:
        cues.compound = true;
        break;
      case Cue::kSingleCompound:
        cues.single_compound = true;
        break;
      case Cue::kInjection:
        cues.injection = true;
        break;
    }
  }
  return cues;
}

CodeIndex DrugLexicon::ClassWith(std::uint32_t index, const Cues& cues) const {
  const Drug& drug = drugs_[index];
  if (cues.single_compound) return compound_;
  if (!cues.form) return drug.treatment;
  const Form& form = forms_[*cues.form];
  const auto fits = [&form](const Drug& candidate) {
    return std::find(form.entries.begin(), form.entries.end(), candidate.form) !=
           form.entries.end();
  };
  if (fits(drug)) return drug.treatment;
  const auto [begin, end] = by_agent_.equal_range(drug.agent);
  // In the order of `entries`, so that a gel is rather a gel than a cream.
  for (const std::string& name : form.entries) {
    for (auto it = begin; it != end; ++it) {
      if (drugs_[it->second].form == name) return drugs_[it->second].treatment;
    }
  }
  if (form.without_entry && !form.not_for.Has(drug.treatment)) return *form.without_entry;
  return drug.treatment;
}

std::optional<DrugReading> DrugLexicon::Read(std::string_view text, Span within,
                                             const std::vector<FoundWords>& mentions,
                                             bool injected) const {
  if (mentions.empty()) return std::nullopt;
  // Words inside a drug's own name say nothing beyond its entry.
  std::string around(text.substr(within.start, within.end - within.start));
  for (const FoundWords& words : mentions) {
    std::fill(around.begin() + (words.span.start - within.start),
              around.begin() + (words.span.end - within.start), ' ');
  }
  const Cues cues = FindCues(around);
  DrugReading reading;
  std::vector<std::string> ingredients;
  std::vector<std::string> agents;
  for (std::size_t i = 0; i < mentions.size(); ++i) {
    const Drug& drug = drugs_[mentions[i].entry];
    if (AllIn(drug.ingredients, ingredients)) continue;  // named again, or one of those named
    if (!agents.empty() && !cues.compound && !injected) break;
    agents.push_back(drug.agent);
    reading.mentions.push_back(i);
    ingredients.insert(ingredients.end(), drug.ingredients.begin(), drug.ingredients.end());
  }
  for (const std::string& agent : agents) {
    reading.agent += (reading.agent.empty() ? "" : "/") + agent;
  }
  reading.treatment = ClassWith(mentions.front().entry, cues);
  if (agents.size() > 1 && cues.compound) {
    reading.treatment = compound_;
    // A ready-made mixture written out by its ingredients keeps its own class.
    for (std::uint32_t i = 0; i < drugs_.size() && !cues.single_compound; ++i) {
      const Drug& drug = drugs_[i];
      if (drug.ingredients.size() == ingredients.size() && AllIn(ingredients, drug.ingredients)) {
        reading.treatment = ClassWith(i, cues);
        reading.agent = drug.agent;
        break;
      }
    }
  }
  return reading;
}

CodeIndex DrugLexicon::ClassOf(std::uint32_t drug, std::string_view text, Span words) const {
  std::string_view near = text.substr(words.start, words.end - words.start + kFormReach);
  // Only the words after its name that still belong to this drug.
  near.remove_prefix(words.end - words.start);
  return ClassWith(drug, FindCues(near.substr(0, near.find_first_of(",;()"))));
}

std::optional<CodeIndex> DrugLexicon::JudgedAs(std::string_view agent, CodeIndex treatment) const {
  const auto [first, last] = by_agent_.equal_range(agent);
  for (auto it = first; it != last; ++it) {
    const Drug& drug = drugs_[it->second];
    if (drug.treatment == treatment && drug.judged_as) return drug.judged_as;
  }
  return std::nullopt;
}

bool DrugLexicon::SpeaksOfInjection(std::string_view text) const {
  return FindCues(text).injection;
}

}  // namespace imr
