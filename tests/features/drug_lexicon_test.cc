#include "features/lexicon/drug_lexicon.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "features/yaml/yaml_file.h"
#include "tests/features/request_fixture.h"

namespace imr::test {
namespace {

struct DrugCase {
  const char* wording;
  const char* treatment;
  const char* agent;
};

TEST(DrugLexicon, NamesFormsAndMixturesDecideClassAndAgent) {
  const std::vector<DrugCase> cases = {
      {"Norco 10/325mg #60", "medication.opioid", "hydrocodone/acetaminophen"},
      {"NORCO 10/325 MG", "medication.opioid", "hydrocodone/acetaminophen"},
      {"Ultram (tramadol) 50mg #90", "medication.opioid", "tramadol"},
      {"Tylenol with codeine #60", "medication.opioid", "acetaminophen/codeine"},
      {"Tylenol #3 #60", "medication.opioid", "acetaminophen/codeine"},
      {"Tylenol 500mg", "medication.other", "acetaminophen"},
      {"Flexiril 7.5mg", "medication.muscle_relaxant", "cyclobenzaprine"},
      {"Soma Compound #30", "medication.muscle_relaxant", "carisoprodol/aspirin"},
      {"Duexis #90", "medication.nsaid", "ibuprofen/famotidine"},
      // Form words choose among the entries of one ingredient.
      {"Diclofenac sodium 75mg #60", "medication.nsaid", "diclofenac"},
      {"Diclofenac 1% gel", "medication.topical", "diclofenac"},
      {"Voltaren gel", "medication.topical", "diclofenac"},
      {"Lidocaine 5% ointment", "medication.topical", "lidocaine"},
      {"Cyclobenzaprine 7.5mg", "medication.muscle_relaxant", "cyclobenzaprine"},
      {"Cyclobenzaprine 5% cream", "medication.compound", "cyclobenzaprine"},
      {"Gabapentin 300mg", "medication.anticonvulsant", "gabapentin"},
      {"Gabapentin 6% cream", "medication.compound", "gabapentin"},
      {"Doxepin 3.3% cream", "medication.topical", "doxepin"},
      {"Fanatrex 25mg/ml oral suspension", "medication.compound", "gabapentin"},
      {"Naproxen 15% cream", "medication.compound", "naproxen"},
      // Several ingredients.
      {"Flurbiprofen 20%/baclofen 5% cream", "medication.compound", "flurbiprofen/baclofen"},
      {"Compound ketoprofen 20%", "medication.compound", "ketoprofen"},
      {"Terocin (capsaicin/lidocaine/menthol/methyl salicylate) lotion", "medication.topical",
       "methyl salicylate/capsaicin/menthol/lidocaine"},
      {"Lidocaine 4%/menthol 1% patch", "medication.topical", "lidocaine/menthol"},
      // Given by injection.
      {"Injection of 2cc lidocaine and 1cc of dexamethasone to the left knee", "injection.joint",
       "lidocaine/dexamethasone"},
      {"Toradol injection 60mg", "medication.nsaid", "ketorolac"},
      // A drug beside a treatment of another kind.
      {"Acupuncture with capsaicin patch, 6 visits", "therapy.acupuncture", "capsaicin"},
      {"Testosterone level", "diagnostic.laboratory", ""},
      {"MRI of the brain", "imaging.mri", ""},
  };
  for (const DrugCase& one : cases) {
    const FactSheet sheet = ReadOne(one.wording);
    EXPECT_EQ(Value(sheet, "treatment"), one.treatment) << one.wording;
    EXPECT_EQ(Value(sheet, "agent"), one.agent) << one.wording;
  }
}

// Each spelling of the lexicon is found as a drug, and found whole.
TEST(DrugLexicon, EverySpellingIsFound) {
  Diagnostics diagnostics;
  const auto root =
      LoadYamlFile(ProjectFile("rules/lexicon/drugs.yaml"), "lexicon/drugs.yaml", diagnostics);
  ASSERT_TRUE(root.has_value());
  int spellings = 0;
  for (const auto& drug : (*root)["drugs"]) {
    std::vector<std::string> names = {drug["agent"].as<std::string>()};
    for (const char* key : {"brands", "also_written"}) {
      for (const auto& name : drug[key]) names.push_back(name.as<std::string>());
    }
    for (const std::string& name : names) {
      const std::string text = "Taking " + name + " now.";
      const auto mentions =
          TheReader().FindMentions(text, {0, static_cast<std::uint32_t>(text.size())});
      const Span whole{7, 7 + static_cast<std::uint32_t>(name.size())};
      const bool found = std::any_of(mentions.treatments.begin(), mentions.treatments.end(),
                                     [&whole](const auto& mention) {
                                       return mention.span == whole && !mention.agent.empty();
                                     });
      EXPECT_TRUE(found) << name;
      ++spellings;
    }
  }
  EXPECT_GT(spellings, 800);
}

struct Mistake {
  const char* drugs;
  const char* message;
  const char* code;
  int line;
};

TEST(DrugLexicon, MistakesAreNamedWithTheirPlace) {
  const std::string head = "version: 1\ndrugs:\n";
  const std::vector<Mistake> mistakes = {
      {"  - {agent: aspirin, class: medication.nsaids}\n", "did you mean 'medication.nsaid'?",
       "unknown-treatment", 3},
      {"  - {agent: aspirin, class: medication.nsaid, brand: [Bayer]}\n", "did you mean 'brands'?",
       "unknown-key", 3},
      {"  - {agent: aspirin, class: medication.nsaid, brands: [Ecotrin]}\n"
       "  - {agent: ibuprofen, class: medication.nsaid, brands: [ecotrin]}\n",
       "stands already in line 3", "duplicate-name", 4},
      {"  - {agent: aspirin, class: medication.nsaid}\n"
       "  - {agent: aspirin, class: medication.nsaid}\n",
       "stands twice", "duplicate-name", 4},
      {"  - {class: medication.nsaid}\n", "needs 'agent'", "missing-key", 3},
      {"  - {agent: aspirin, class: medication.nsaid, brands: ['']}\n", "at least two letters",
       "empty-match", 3},
  };
  for (const Mistake& one : mistakes) {
    TemporaryDirectory folder;
    const auto path = folder.Write("drugs.yaml", head + one.drugs);
    MentionSet mentions;
    Diagnostics diagnostics;
    const DrugLexicon lexicon(path, "lexicon/drugs.yaml", *TheVocabulary(), mentions, diagnostics);
    ASSERT_FALSE(diagnostics.all().empty()) << one.drugs;
    const Diagnostic& said = diagnostics.all().front();
    EXPECT_EQ(said.file, "lexicon/drugs.yaml");
    EXPECT_EQ(said.line, one.line) << said.message;
    EXPECT_EQ(said.code, one.code) << said.message;
    EXPECT_NE(said.message.find(one.message), std::string::npos) << said.message;
  }
}

}  // namespace
}  // namespace imr::test
