// Reads the lexicon of facts: rules/lexicon/context.yaml (context_loader.cc) and the files of
// wordings in rules/lexicon/facts (wordings_loader.cc). Every mistake is told at its place.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/lexicon/fact_lexicon.h"
#include "features/yaml/yaml_file.h"

namespace imr {

// Load once; the object is of no use afterwards.
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

  // Nothing when there are errors, all of which are in the diagnostics.
  std::shared_ptr<const FactLexicon> Load();

 private:
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

  // What both kinds of file hold.
  std::size_t ErrorCount() const;
  std::map<std::string, std::string> ReadFragments(MapReader& top, const std::string& file);
  std::optional<std::uint32_t> AddPattern(const YAML::Node& node, const std::string& file,
                                          const std::map<std::string, std::string>& fragments,
                                          FactLexicon::Role role, std::uint32_t index);
  CueKinds ReadKinds(MapReader& reader, std::string_view key);
  std::string CheckedPart(const YAML::Node& node, const std::string& file);
  std::vector<std::string> ReadParts(MapReader& reader, std::string_view key,
                                     const std::string& file);
  std::vector<std::string> ReadTreatments(MapReader& reader, std::string_view key, bool same);

  // Cues and what else tells the context of words.
  void LoadContext();
  void LoadClauses(MapReader& top, const std::string& file,
                   const std::map<std::string, std::string>& fragments);
  void LoadCue(const YAML::Node& node, const std::string& file,
               const std::map<std::string, std::string>& fragments);
  // Lists of body parts by body part.
  void ReadPartMap(MapReader& reader, std::string_view key, const std::string& file,
                   std::map<std::string, std::vector<std::string>>& map);

  // Facts, notions and what follows from them.
  void LoadFacts();
  static std::vector<YAML::Node> EntriesOf(const std::optional<YAML::Node>& list);
  void NameNotions(const FactsFile& file);
  void LoadFactsFile(const FactsFile& file);
  std::vector<std::string> NamesWithNotions() const;
  // The fact, or notion, of a name.
  std::optional<Worded> FindWorded(const std::string& name, bool notion) const;
  static Accompanying ReadAccompanying(MapReader& reader);
  FactRule ReadRule(MapReader& reader, const std::string& file);
  void LoadFact(const YAML::Node& node, const std::string& kind, const std::string& file,
                const std::map<std::string, std::string>& fragments);
  void LoadDerivation(const YAML::Node& node, const std::string& file);
  void ReadPremises(MapReader& reader, const YAML::Node& from, Derivation& derivation);
  // The value that a wording says, in the fact's type; yes when nothing is written.
  FactValue ReadSays(MapReader& reader, const FactDefinition& definition, bool number);
  std::uint8_t ReadSections(MapReader& reader);
  void LoadWording(const YAML::Node& node, const Worded& fact, const std::string& file,
                   const std::map<std::string, std::string>& fragments);
  void CheckNumberGroups(const YAML::Node& node, std::uint32_t pattern, const std::string& file);

  std::filesystem::path directory_;
  const Vocabulary& vocabulary_;
  Diagnostics& diagnostics_;
  std::shared_ptr<FactLexicon> lexicon_;
  std::map<std::string, FactId> notions_;
};

}  // namespace imr
