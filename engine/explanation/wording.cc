#include "engine/explanation/wording.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

#include "engine/explanation/layout.h"
#include "engine/explanation/page.h"

namespace imr {
namespace {

constexpr std::size_t kLongestRequest = 600;
constexpr std::size_t kMostQuotes = 2;
constexpr std::size_t kMostDecidedBy = 3;

struct Mark {
  std::string_view sign;
  Ink ink;
};

Mark MarkOf(Status status) {
  switch (status) {
    case Status::kMet:
      return {"\u2713", Ink::kGreen};
    case Status::kUnmet:
      return {"\u2717", Ink::kRed};
    case Status::kUndocumented:
      return {"?", Ink::kYellow};
  }
  return {"?", Ink::kYellow};
}

// One item of a case on a page.
class ItemWriter {
 public:
  ItemWriter(const Case& c, std::size_t index, const ItemPrediction& item,
             const Vocabulary& vocabulary, Page& page)
      : case_(c), index_(index), item_(item), vocabulary_(vocabulary), page_(page) {}

  void Write(bool terms) {
    Request();
    Prediction();
    DecidedBy();
    Criteria();
    Missing();
    Changes();
    Supposed();
    Precedents();
    if (terms) Terms();
  }

 private:
  void Request() {
    const std::string request = Shortened(Printable(case_.items[index_].request), kLongestRequest);
    page_.Write(0,
                "Request " + std::to_string(index_ + 1) + " of " +
                    std::to_string(case_.items.size()) + ": ",
                request.empty() ? "(no wording)" : request, Ink::kBold, Ink::kBold);
    page_.Write(2, "",
                item_.treatment.empty() ? "treatment not recognised" : "read as " + item_.treatment,
                Ink::kFaint);
  }

  void Prediction() {
    const Score& score = item_.score;
    page_.Blank();
    if (item_.abstained) {
      page_.Write(2, "",
                  "NO PREDICTION of its own: " + (item_.abstained_because.empty()
                                                      ? std::string("too little to go by")
                                                      : item_.abstained_because),
                  Ink::kYellow);
      page_.Write(2, "",
                  "Requests of this kind are overturned in " + Percent(score.base_rate) +
                      " of reviews; that is all this estimate says.");
      return;
    }
    page_.Write(2, "",
                std::string(item_.overturned ? "Predicted: OVERTURNED" : "Predicted: UPHELD") +
                    " - being overturned is " + std::string(LikelihoodInWords(score.probability)) +
                    ", " + Percent(score.probability),
                item_.overturned ? Ink::kGreen : Ink::kRed);
    page_.Write(2, "",
                "90% interval " + Percent(score.low) + " to " + Percent(score.high) + "; " +
                    std::string(ComparisonInWords(score.probability, score.base_rate)) + " " +
                    Percent(score.base_rate) + " for requests of this kind");
    if (item_.risk) {
      page_.Write(2, "",
                  "Risk: " + item_.risk->name + " (of past requests in this band " +
                      Percent(item_.risk->observed) + " were overturned, of " +
                      std::to_string(item_.risk->items) + ")");
    }
  }

  void DecidedBy() {
    if (item_.decided_by.empty()) return;
    page_.Blank();
    page_.Write(2, "", "Decided by", Ink::kBold);
    std::size_t shown = 0;
    for (const std::size_t index : item_.decided_by) {
      if (index >= item_.criteria.size() || shown == kMostDecidedBy) break;
      const CriterionJudgement& judgement = item_.criteria[index];
      const Mark mark = MarkOf(judgement.status);
      page_.Write(4, std::string(mark.sign) + " ", judgement.criterion->text, Ink::kPlain,
                  mark.ink);
      const std::string citation = CitationWords(judgement.criterion->cite);
      if (!citation.empty()) page_.Write(6, "", citation, Ink::kFaint);
      WriteQuotes(case_, index_, judgement.evidence, kMostQuotes, 6, page_);
      ++shown;
    }
  }

  void Criteria() {
    if (item_.criteria.empty()) return;
    page_.Blank();
    page_.Write(2, "", "Criteria (\u2713 met, \u2717 unmet, ? not documented)", Ink::kBold);
    for (const CriterionJudgement& judgement : item_.criteria) {
      const Mark mark = MarkOf(judgement.status);
      const bool required = judgement.criterion->strength == Strength::kRequired;
      page_.Write(4, std::string(mark.sign) + " ",
                  judgement.criterion->text + (required ? " (required)" : ""), Ink::kPlain,
                  mark.ink);
    }
  }

  void Missing() {
    if (item_.missing.empty()) return;
    page_.Blank();
    page_.Write(2, "", "Missing from the record", Ink::kBold);
    for (const std::string& question : item_.missing) page_.Write(4, "- ", question);
  }

  void Changes() {
    if (item_.counterfactuals.empty()) return;
    page_.Blank();
    page_.Write(2, "", "What other documentation would change", Ink::kBold);
    for (const Counterfactual& counterfactual : item_.counterfactuals) {
      page_.Write(4, "- ",
                  ChangeInWords(counterfactual.change) + " -> " +
                      Percent(counterfactual.probability) +
                      (counterfactual.probability >= 0.5 ? " (overturned)" : " (upheld)"));
    }
  }

  std::string ChangeInWords(const std::vector<std::pair<FactId, FactValue>>& change) const {
    std::string words;
    for (const auto& [fact, value] : change) {
      words += (words.empty() ? "" : ", and ") + Spaced(vocabulary_.Definition(fact).name) + ": " +
               DescribeValue(value);
    }
    return words;
  }

  void Supposed() {
    if (!item_.what_if) return;
    page_.Blank();
    const std::string change = ChangeInWords(item_.what_if->change);
    page_.Write(2, "",
                "What if " + (change.empty() ? "so for the item it accompanies" : change) + ": " +
                    Percent(item_.what_if->probability) +
                    (item_.what_if->overturned ? " (overturned)" : " (upheld)"),
                Ink::kBold);
  }

  void Precedents() {
    if (item_.precedents.empty()) return;
    page_.Blank();
    page_.Write(2, "", "Nearest earlier rulings", Ink::kBold);
    constexpr std::size_t kMostDifferences = 4;
    for (const Precedent& precedent : item_.precedents) {
      const PastItem& past = *precedent.item;
      std::string words = past.case_id + " item " + std::to_string(past.index + 1) + ": " +
                          Spaced(std::string(OutcomeName(past.outcome)));
      if (past.treatment != item_.treatment) words += ", " + past.treatment;
      words += "; " + std::to_string(precedent.agreeing) +
               (precedent.agreeing == 1 ? " fact agrees" : " facts agree");
      std::size_t told = 0;
      for (const Difference& difference : precedent.differences) {
        if (told == kMostDifferences) break;
        words += (told++ == 0 ? "; there " : ", ") +
                 Spaced(vocabulary_.Definition(difference.fact).name) + " " +
                 InWords(difference.there) + " (here " + InWords(difference.here) + ")";
      }
      page_.Write(4, "- ", words);
    }
  }

  static std::string InWords(const std::optional<bool>& value) {
    return value ? (*value ? "yes" : "no") : "not told";
  }

  void Terms() {
    page_.Blank();
    page_.Write(2, "", "How the probability adds up (log-odds)", Ink::kBold);
    constexpr std::size_t kColumn = 8;
    for (const Contribution& contribution : item_.score.contributions) {
      const std::string sign = contribution.log_odds >= 0 ? "+" : "";
      page_.Write(4, PadLeft(sign + Fixed(contribution.log_odds, 3), kColumn) + "  ",
                  contribution.feature);
    }
    page_.Write(4, PadLeft(Fixed(item_.score.log_odds, 3), kColumn) + "  ",
                "in all, a probability of " + Fixed(item_.score.probability, 4), Ink::kBold,
                Ink::kBold);
  }

  const Case& case_;
  std::size_t index_;
  const ItemPrediction& item_;
  const Vocabulary& vocabulary_;
  Page& page_;
};

}  // namespace

std::string_view LikelihoodInWords(double probability) {
  if (probability < 0.04) return "very unlikely";
  if (probability < 0.15) return "unlikely";
  if (probability < 0.35) return "possible but not likely";
  if (probability < 0.50) return "nearly as likely as not";
  if (probability < 0.65) return "somewhat more likely than not";
  if (probability < 0.85) return "likely";
  return "very likely";
}

std::string_view ComparisonInWords(double probability, double base_rate) {
  const double difference = LogOdds(probability) - LogOdds(base_rate);
  if (difference < -1.0) return "far below the usual";
  if (difference < -0.25) return "below the usual";
  if (difference <= 0.25) return "about the usual";
  if (difference <= 1.0) return "above the usual";
  return "far above the usual";
}

std::string CaseText(const Case& c, const CasePrediction& prediction, const Vocabulary& vocabulary,
                     const WordingOptions& options) {
  assert(prediction.items.size() == c.items.size());
  Page page(options);
  page.Heading("Case " + c.id + " (" + std::string(ViewName(c.view)) + " view" +
               DateWords(c.dates) + ")");
  for (const std::string& problem : prediction.problems) {
    page.Write(2, "! ", problem, Ink::kPlain, Ink::kYellow);
  }
  if (c.items.empty()) page.Write(2, "", "No disputed request was found.");
  const std::size_t items = std::min(c.items.size(), prediction.items.size());
  for (std::size_t i = 0; i < items; ++i) {
    page.Blank();
    ItemWriter(c, i, prediction.items[i], vocabulary, page).Write(options.terms);
  }
  page.Blank();
  page.Write(0, "", kAdvice, Ink::kFaint);
  return page.Take();
}

}  // namespace imr
