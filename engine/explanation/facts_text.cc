#include "engine/explanation/facts_text.h"

#include <cassert>
#include <string>

#include "engine/explanation/layout.h"
#include "engine/explanation/page.h"

namespace imr {
namespace {

constexpr std::size_t kNameColumn = 28;
constexpr std::size_t kMostQuotes = 3;

Ink InkOf(const FactValue& value) {
  const bool* yes = std::get_if<bool>(&value);
  if (yes == nullptr) return Ink::kPlain;
  return *yes ? Ink::kGreen : Ink::kRed;
}

void WriteFact(const Case& c, std::size_t item, const FactDefinition& definition, const Fact& fact,
               Page& page) {
  page.Write(4, PadRight(Spaced(definition.name), kNameColumn) + "  ",
             DescribeValue(fact.value) + (fact.stated ? " (given in the case file)" : ""),
             InkOf(fact.value));
  WriteQuotes(c, item, fact.evidence, kMostQuotes, 8, page);
  for (const Evidence& evidence : fact.contrary) {
    page.Write(8, "but " + Spaced(std::string(SectionName(evidence.section))) + ": ",
               Quoted(c, item, evidence), Ink::kPlain, Ink::kYellow);
  }
}

}  // namespace

std::string FactsText(const Case& c, const CaseFacts& facts, const Vocabulary& vocabulary,
                      const WordingOptions& options) {
  assert(facts.items.size() == c.items.size());
  Page page(options);
  page.Heading("Case " + c.id + " (" + std::string(ViewName(c.view)) + " view" +
               DateWords(c.dates) + ")");
  for (const StatedFactProblem& problem : facts.problems) {
    page.Write(2, "! ", problem.message, Ink::kPlain, Ink::kYellow);
  }
  for (std::size_t i = 0; i < c.items.size(); ++i) {
    page.Blank();
    page.Write(0,
               "Request " + std::to_string(i + 1) + " of " + std::to_string(c.items.size()) + ": ",
               c.items[i].request, Ink::kBold, Ink::kBold);
    for (const auto& [id, fact] : facts.items[i]) {
      WriteFact(c, i, vocabulary.Definition(id), fact, page);
    }
  }
  return page.Take();
}

}  // namespace imr
