#include "engine/evaluation/item_explanation.h"

#include <algorithm>

#include "engine/explanation/layout.h"
#include "engine/explanation/page.h"

namespace imr {
namespace {

constexpr std::size_t kLongestRequest = 300;  // code points
constexpr std::size_t kMostQuotes = 4;

std::vector<ItemExplanation::Quote> QuotesOf(const Case& c, std::size_t index,
                                             const std::vector<Evidence>& evidence) {
  std::vector<ItemExplanation::Quote> quotes;
  for (const Evidence& words : evidence) {
    if (quotes.size() == kMostQuotes) break;
    std::string quote = Quoted(c, index, words);
    const bool known = std::any_of(quotes.begin(), quotes.end(),
                                   [&](const auto& other) { return other.words == quote; });
    if (quote.empty() || known) continue;
    quotes.push_back({Spaced(std::string(SectionName(words.section))), std::move(quote)});
  }
  return quotes;
}

}  // namespace

ItemExplanation Explained(const Case& c, std::size_t index, const ItemPrediction& item) {
  ItemExplanation out;
  out.request = Shortened(Printable(c.items[index].request), kLongestRequest);
  if (item.abstained) out.abstained_because = item.abstained_because;
  for (const std::size_t i : item.decided_by) {
    const CriterionJudgement& judgement = item.criteria[i];
    out.decided_by.push_back({.id = judgement.criterion->id,
                              .text = judgement.criterion->text,
                              .citation = CitationWords(judgement.criterion->cite),
                              .status = judgement.status,
                              .required = judgement.criterion->strength == Strength::kRequired,
                              .contribution = judgement.contribution,
                              .quotes = QuotesOf(c, index, judgement.evidence)});
  }
  for (const Contribution& term : item.score.contributions) {
    out.terms.emplace_back(term.feature, term.log_odds);
  }
  return out;
}

}  // namespace imr
