// The program knows no clinical word: drugs, body parts, treatments, findings and guidelines stand
// in rules/ and nowhere in C++, so that clinicians can change all of them without a compiler. This
// looks for every such word of the rules in every source file of the program, comments included.
#include <algorithm>
#include <array>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "features/facts/vocabulary.h"
#include "features/yaml/yaml_file.h"
#include "tests/support/paths.h"
#include "tests/support/project_rules.h"

namespace imr {
namespace {
namespace fs = std::filesystem;

using Words = std::vector<std::string>;  // of a term, in lower case

// With `camel`, the parts of names like kMostWords are words too.
Words SplitWords(std::string_view text, bool camel = false) {
  Words words;
  bool inside = false;
  bool after_lower = false;
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool lower = c >= 'a' && c <= 'z';
    const bool part = upper || lower || (c >= '0' && c <= '9');
    if (part && (!inside || (camel && upper && after_lower))) words.emplace_back();
    if (part) words.back() += upper ? static_cast<char>(c - 'A' + 'a') : c;
    inside = part;
    after_lower = lower;
  }
  return words;
}

std::string Joined(const Words& words) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : " ") + word;
  return joined;
}

class Terms {
 public:
  Terms() {
    AddVocabulary();
    AddDrugs();
    AddPhrases("rules/lexicon/treatments.yaml");
    AddPhrases("rules/lexicon/body_parts.yaml");
    for (const auto& path : YamlFilesBelow(test::ProjectFile("rules/guidelines"))) {
      Add(path.stem().string());
    }
  }

  // The terms that occur in the text.
  std::set<std::string> In(std::string_view text) const {
    std::set<std::string> found;
    for (const bool camel : {false, true}) AddFound(SplitWords(text, camel), found);
    return found;
  }

  std::size_t size() const { return terms_.size(); }

 private:
  void AddFound(const Words& words, std::set<std::string>& found) const {
    for (std::size_t i = 0; i < words.size(); ++i) {
      for (std::size_t n = 1; n <= longest_ && i + n <= words.size(); ++n) {
        const Words part(words.begin() + static_cast<long>(i),
                         words.begin() + static_cast<long>(i + n));
        if (terms_.contains(part)) found.insert(Joined(part));
      }
    }
  }

  void Add(std::string_view term) {
    constexpr std::size_t kShortest = 3;  // letters: shorter ones say nothing by themselves
    Words words = SplitWords(term);
    std::size_t letters = 0;
    for (const std::string& word : words) {
      letters += static_cast<std::size_t>(
          std::count_if(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; }));
    }
    if (letters < kShortest) return;
    longest_ = std::max(longest_, words.size());
    terms_.insert(std::move(words));
  }

  void AddVocabulary() {
    const Vocabulary& vocabulary = *test::ProjectRules().vocabulary;
    const Vocabulary::Computed& c = vocabulary.computed();
    const std::set<FactId> computed = {c.treatment,
                                       c.agent,
                                       c.body_parts,
                                       c.sessions_requested,
                                       c.sessions_original,
                                       c.sessions_authorized,
                                       c.quantity,
                                       c.refills,
                                       c.retrospective,
                                       c.depends_on,
                                       c.prior_same_treatment,
                                       c.prior_sessions,
                                       c.months_of_use,
                                       c.weeks_since_injury,
                                       c.weeks_of_use,
                                       c.total_sessions,
                                       c.partially_authorized,
                                       c.review_cited_nothing,
                                       c.review_cited_elsewhere,
                                       c.frequency_per_week,
                                       c.duration_weeks,
                                       c.request_underspecified};
    for (FactId id = 0; id < vocabulary.size(); ++id) {
      if (!computed.contains(id)) Add(vocabulary.Definition(id).name);
    }
    for (const std::string& part : vocabulary.body_parts()) Add(part);
    for (const std::string& code : vocabulary.treatments()) {
      Add(code);
      Add(code.substr(0, code.find('.')));
      Add(code.substr(code.find('.') + 1));
    }
  }

  void AddDrugs() {
    const YAML::Node root = YAML::LoadFile(test::ProjectFile("rules/lexicon/drugs.yaml"));
    for (const auto& drug : root["drugs"]) {
      std::string agents = drug["agent"].Scalar();
      for (std::size_t slash = agents.find('/'); slash != std::string::npos;
           slash = agents.find('/')) {
        Add(std::string_view(agents).substr(0, slash));
        agents.erase(0, slash + 1);
      }
      Add(agents);
      for (const char* key : {"brands", "also_written"}) {
        for (const auto& name : drug[key]) Add(name.Scalar());
      }
    }
  }

  // What stands at `words` and `abbreviations` anywhere in a lexicon.
  void AddPhrases(const std::string& file) {
    AddPhrases(YAML::LoadFile(test::ProjectFile(file)), false);
  }

  void AddPhrases(const YAML::Node& node, bool wording) {
    if (node.IsScalar() && wording) Add(node.Scalar());
    if (node.IsSequence()) {
      for (const auto& entry : node) AddPhrases(entry, wording);
    }
    if (!node.IsMap()) return;
    for (const auto& entry : node) {
      const std::string& key = entry.first.Scalar();
      AddPhrases(entry.second, key == "words" || key == "abbreviations");
    }
  }

  std::set<Words> terms_;
  std::size_t longest_ = 0;
};

// Words that also mean something else, and do so in the program.
struct Ordinary {
  std::string_view reason;
  std::vector<std::string_view> words;
};

const std::vector<Ordinary>& OrdinaryWords() {
  static const std::vector<Ordinary> words = {
      {"what the program is about", {"drug", "drugs", "evaluation", "program", "report"}},
      {"programs and their text",
       {"block", "cast", "colon", "copies", "copy", "device", "diagnostic", "digit", "digits",
        "eng", "head", "lint", "operation", "pad", "replacement", "scale", "scope", "unit",
        "wrap"}},
      {"arithmetic and layout", {"braces", "compound", "feet", "fitting", "radius", "weights"}},
      {"ordinary English", {"back", "hand", "hands", "other", "supplement"}},
      {"what joins the clauses of a sentence; a method of HTTP", {"joint", "patch"}},
      {"the words of request forms, by which their parts are known",
       {"facility", "medical records", "refill", "rfa", "service", "service other", "services"}}};
  return words;
}

// Words that stand for what they mean, where the program cannot do without.
struct InPlace {
  std::string_view file;
  std::string_view reason;
  std::vector<std::string_view> words;
};

const std::vector<InPlace>& WordsInPlace() {
  static const std::vector<InPlace> words = {
      // what a file format calls its parts
      {"features/document/fhir/bundle.cc", "FHIR resources", {"medication", "observation"}},
      {"features/document/fhir/request_wording.cc",
       "FHIR resources and units",
       {"medication", "tablets"}},
      {"features/document/date_finder.cc", "the header of a claim", {"occupational"}},
      // keys of rule files
      {"features/extraction/dependency_reader.cc",
       "keys of dependencies.yaml",
       {"injections", "preoperative"}},
      {"features/extraction/dependency_reader.h",
       "keys of dependencies.yaml",
       {"injections", "preoperative"}},
      {"features/extraction/request_reader.cc",
       "keys of quantities.yaml and treatments.yaml",
       {"preoperative", "unspecified"}},
      {"features/lexicon/treatment_lexicon.cc", "a key of treatments.yaml", {"preoperative"}},
      {"features/lexicon/treatment_lexicon.h",
       "a key of treatments.yaml",
       {"preoperative", "surgery"}},
      {"features/lexicon/drug_lexicon.cc",
       "keys of drugs.yaml; an example in a comment",
       {"cream", "gel", "injected", "injection", "injections"}},
      {"features/lexicon/drug_lexicon.h",
       "keys of drugs.yaml; an example in a comment",
       {"capsules", "compounding", "injected", "injection", "injections", "tablets"}},
      {"features/extraction/attachment.cc",
       "the codes that stand for no place",
       {"systemic", "unspecified"}},
      {"features/extraction/attachment.h",
       "the codes that stand for no place",
       {"systemic", "unspecified"}},
      {"engine/evaluation/fact_evaluation.h",
       "the codes that stand for no place",
       {"systemic", "unspecified"}},
      {"features/extraction/quantity_reader.cc", "a key of quantities.yaml", {"unspecified"}},
      {"features/extraction/quantity_reader.h", "a key of quantities.yaml", {"unspecified"}},
      {"features/extraction/wording_reader.cc", "a key of drugs.yaml", {"injection"}},
      {"apps/server/cds_request.cc", "types of FHIR resources", {"medication"}},
      // examples in comments and messages
      {"features/document/fhir/request_wording.h",
       "an example in a comment",
       {"knee", "physical", "physical therapy", "therapy"}},
      {"features/extraction/summary_index.cc", "an example in a comment", {"knee", "mri"}},
      {"features/extraction/wording_reader.h", "an example in a comment", {"spine"}},
      {"features/facts/vocabulary.h", "an example of a family", {"surgery"}},
      {"features/lexicon/codes.cc", "an example of a family", {"surgery"}},
      {"features/lexicon/codes.h", "an example of a family", {"surgery"}},
      {"engine/rulebook/condition.h", "an example of a family", {"surgery"}},
      {"engine/evaluation/gold_facts.h",
       "an example in a comment",
       {"functional improvement", "muscle spasm"}},
      {"engine/explanation/section_marks.cc",
       "an example in a comment",
       {"examination", "muscle spasm"}}};
  return words;
}

std::map<std::string, std::set<std::string>> TermsInSources() {
  const Terms terms;
  EXPECT_GT(terms.size(), 4000u);
  std::map<std::string, std::set<std::string>> found;
  const fs::path root = test::ProjectFile("");
  for (const char* room : {"features", "engine", "apps"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / room)) {
      const std::string ending = entry.path().extension();
      if (ending != ".cc" && ending != ".h") continue;
      found[entry.path().lexically_relative(root).generic_string()] =
          terms.In(test::ReadFile(entry.path()));
    }
  }
  return found;
}

TEST(ClinicalWords, StandInNoSourceFile) {
  std::set<std::string> ordinary;
  for (const Ordinary& group : OrdinaryWords()) {
    ordinary.insert(group.words.begin(), group.words.end());
  }
  std::set<std::string> unused = ordinary;
  std::size_t files = 0;
  for (const auto& [file, words] : TermsInSources()) {
    ++files;
    std::set<std::string> allowed;
    for (const InPlace& place : WordsInPlace()) {
      if (place.file == file) allowed.insert(place.words.begin(), place.words.end());
    }
    for (const std::string& word : words) {
      unused.erase(word);
      if (ordinary.contains(word) || allowed.erase(word) > 0) continue;
      ADD_FAILURE() << file << " says '" << word << "': words of the rules belong into rules/";
    }
    for (const std::string& word : allowed) {
      ADD_FAILURE() << file << " no longer says '" << word << "': take it off the list";
    }
  }
  EXPECT_GT(files, 100u);
  for (const std::string& word : unused) {
    ADD_FAILURE() << "no file says '" << word << "' any more: take it off the list";
  }
}

TEST(ClinicalWords, AreFoundInWhateverWayTheyAreWritten) {
  const Terms terms;
  EXPECT_TRUE(
      terms.In("if (fact == \"functional_improvement\")").contains("functional improvement"));
  EXPECT_TRUE(terms.In("kAfterTherapy").contains("therapy"));
  EXPECT_TRUE(terms.In("\"Therapy.Acupuncture\"").contains("therapy acupuncture"));
  EXPECT_TRUE(terms.In("// naproxen").contains("naproxen"));
  EXPECT_TRUE(terms.In("mtus-acupuncture-2007").contains("mtus acupuncture 2007"));
  EXPECT_TRUE(terms.In("the number of items in a list").empty());
}

}  // namespace
}  // namespace imr
