#include "apps/server/cds_cards.h"

#include <algorithm>
#include <array>
#include <utility>

#include "apps/cli/predict_command.h"
#include "engine/explanation/layout.h"
#include "engine/explanation/markdown.h"
#include "engine/explanation/page.h"
#include "engine/explanation/wording.h"

namespace imr {
namespace {

constexpr std::size_t kMostCriteria = 3;
constexpr std::size_t kMostQuotes = 2;
constexpr std::size_t kMostQuestionsShown = 6;
constexpr std::size_t kMostChanges = 3;
constexpr std::size_t kLongestRequest = 300;
constexpr std::size_t kMostLinks = 3;

struct OverrideReason {
  std::string_view code, display;
};
constexpr std::array<OverrideReason, 4> kOverrideReasons = {
    {{"documented-elsewhere", "What is missing is documented elsewhere"},
     {"guideline-does-not-apply", "The guideline does not apply here"},
     {"clinical-judgement", "Needed all the same, by clinical judgement"},
     {"prediction-doubted", "The prediction does not seem right"}}};

// A byte that begins a character counts once, one outside of the basic plane twice.
std::size_t Utf16Units(std::string_view utf8) {
  std::size_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

bool DenialAtRisk(const ItemPrediction& item) {
  if (item.abstained) return false;
  return item.risk ? item.risk->name != "usual" : item.overturned;
}

// The detail of a card, paragraph by paragraph.
class DetailWriter {
 public:
  DetailWriter(const Predictor& predictor, const Case& c, std::size_t index,
               const ItemPrediction& item)
      : predictor_(predictor), case_(c), index_(index), item_(item) {}

  std::string Write(const std::vector<std::string>& notes) {
    text_ = "**Order:** " +
            EscapeMarkdown(Shortened(Printable(case_.items[index_].request), kLongestRequest)) +
            "\n";
    Prediction();
    DecidedBy();
    List("Not documented", item_.missing, kMostQuestionsShown);
    Changes();
    List("About the data", notes, notes.size());
    text_ += "\n*" + EscapeMarkdown(kAdvice) + "*\n";
    return std::move(text_);
  }

 private:
  void Prediction() {
    const Score& score = item_.score;
    if (item_.abstained) {
      text_ += "\n**No prediction of its own:** " +
               EscapeMarkdown(item_.abstained_because.empty() ? "too little to go by"
                                                              : item_.abstained_because) +
               ". Of denied requests of this kind, Independent Medical Review overturns " +
               Percent(score.base_rate) + ".\n";
      return;
    }
    text_ +=
        "\n**If this were denied:** Independent Medical Review would overturn the denial "
        "with a probability of **" +
        Percent(score.probability) + "** (90% interval " + Percent(score.low) + " to " +
        Percent(score.high) + "; " + Percent(score.base_rate) + " for requests of this kind).\n";
  }

  void DecidedBy() {
    if (item_.decided_by.empty()) return;
    text_ += "\n**Decided by**\n\n";
    std::size_t shown = 0;
    for (const std::size_t i : item_.decided_by) {
      if (shown++ == kMostCriteria) break;
      const CriterionJudgement& judgement = item_.criteria[i];
      text_ += "- **" + std::string(StatusName(judgement.status)) + ":** " +
               EscapeMarkdown(judgement.criterion->text);
      const std::string citation = CitationWords(judgement.criterion->cite);
      if (!citation.empty()) text_ += " (" + EscapeMarkdown(citation) + ")";
      Quotes(judgement);
      text_ += '\n';
    }
  }

  void Quotes(const CriterionJudgement& judgement) {
    std::vector<std::string> quotes;
    for (const Evidence& evidence : judgement.evidence) {
      if (quotes.size() == kMostQuotes) break;
      std::string quote = Quoted(case_, index_, evidence);
      if (quote.empty() || std::find(quotes.begin(), quotes.end(), quote) != quotes.end()) continue;
      text_ += (quotes.empty() ? ": " : "; ") + EscapeMarkdown(quote);
      quotes.push_back(std::move(quote));
    }
  }

  void List(const std::string& head, const std::vector<std::string>& lines, std::size_t most) {
    if (lines.empty()) return;
    text_ += "\n**" + head + "**\n\n";
    for (std::size_t i = 0; i < std::min(lines.size(), most); ++i) {
      text_ += "- " + EscapeMarkdown(lines[i]) + '\n';
    }
  }

  void Changes() {
    std::vector<std::string> lines;
    for (const Counterfactual& counterfactual : item_.counterfactuals) {
      std::string words;
      for (const auto& [fact, value] : counterfactual.change) {
        words += (words.empty() ? "" : ", and ") +
                 Spaced(predictor_.vocabulary().Definition(fact).name) + ": " +
                 DescribeValue(value);
      }
      lines.push_back(words + ": " + Percent(counterfactual.probability));
    }
    List("What other documentation would change", lines, kMostChanges);
  }

  const Predictor& predictor_;
  const Case& case_;
  std::size_t index_;
  const ItemPrediction& item_;
  std::string text_;
};

// The guidelines of the criteria that decided, else those that govern; each once.
std::vector<const Guideline*> GuidelinesOf(const ItemPrediction& item) {
  std::vector<const Guideline*> out;
  const auto add = [&](const Guideline* guideline) {
    if (std::find(out.begin(), out.end(), guideline) == out.end()) out.push_back(guideline);
  };
  for (const std::size_t i : item.decided_by) add(item.criteria[i].guideline);
  for (const Guideline* guideline : item.governing) add(guideline);
  return out;
}

Json SourceJson(const Predictor& predictor, const ItemPrediction& item,
                const std::vector<const Guideline*>& guidelines) {
  constexpr std::size_t kLongestLabel = 100;
  std::string label = "imr " + ProvenanceOf(predictor).version;
  if (!guidelines.empty()) {
    label = Shortened(Printable(guidelines.front()->source + ", " + guidelines.front()->title),
                      kLongestLabel);
  }
  Json source = {{"label", label}};
  if (!item.treatment.empty()) {
    source["topic"] = {
        {"system", kTopicSystem}, {"code", item.treatment}, {"display", Spaced(item.treatment)}};
  }
  return source;
}

Json LinksJson(const std::vector<const Guideline*>& guidelines, const std::string& base_url) {
  Json links = Json::array();
  if (base_url.empty()) return links;
  for (const Guideline* guideline : guidelines) {
    if (links.size() == kMostLinks) break;
    links.push_back({{"label", Printable(guideline->title)},
                     {"url", base_url + "/rules/" + guideline->id},
                     {"type", "absolute"}});
  }
  return links;
}

Json OverrideReasonsJson() {
  Json reasons = Json::array();
  for (const OverrideReason& reason : kOverrideReasons) {
    reasons.push_back(
        {{"code", reason.code}, {"system", kOverrideSystem}, {"display", reason.display}});
  }
  return reasons;
}

// What a program may want of the prediction, without text of the case.
Json ExtensionJson(const Predictor& predictor, const ItemPrediction& item) {
  const Provenance provenance = ProvenanceOf(predictor);
  Json out = {{"prediction", item.overturned ? "overturned" : "upheld"},
              {"probability_overturned", item.score.probability},
              {"interval", Json::array({item.score.low, item.score.high})},
              {"base_rate_overturned", item.score.base_rate},
              {"abstained", item.abstained}};
  if (!item.treatment.empty()) out["treatment"] = item.treatment;
  if (item.risk) out["risk"] = item.risk->name;
  if (!item.decided_by.empty()) {
    Json ids = Json::array();
    for (const std::size_t i : item.decided_by) ids.push_back(item.criteria[i].criterion->id);
    out["decided_by"] = std::move(ids);
  }
  out["version"] = provenance.version;
  out["rules"] = "sha256:" + provenance.rules;
  if (!provenance.model.empty()) out["model"] = "sha256:" + provenance.model;
  return {{"imr.prediction", std::move(out)}};
}

std::string SummaryOf(const Case& c, std::size_t index, const ItemPrediction& item) {
  const std::string request = Printable(c.items[index].request);
  if (item.abstained) {
    return CardSummary("No guideline to predict by (" + Percent(item.score.base_rate) +
                           " of such denials are overturned)",
                       request);
  }
  return CardSummary(std::string("If denied, review would ") +
                         (item.overturned ? "likely overturn" : "likely uphold") +
                         " the denial (overturned: " + Percent(item.score.probability) + ")",
                     request);
}

}  // namespace

std::string CardSummary(const std::string& text, const std::string& more) {
  constexpr std::size_t kMost = kCardSummaryLimit - 1;
  if (more.empty()) return text;
  const std::string lead = text + ": ";
  for (std::size_t most = kMost - std::min(kMost - 1, Utf16Units(lead)); most > 0; --most) {
    const std::string summary = lead + Shortened(more, most);
    if (Utf16Units(summary) <= kMost) return summary;
  }
  return text;
}

Json PredictionCard(const Predictor& predictor, const CdsCase& cds,
                    const CasePrediction& prediction, std::size_t item,
                    const CardOptions& options) {
  const Case& c = cds.document.known;
  const ItemPrediction& predicted = prediction.items[item];
  const auto guidelines = GuidelinesOf(predicted);
  Json card = Json::object();
  if (!options.uuid.empty()) card["uuid"] = options.uuid;
  card["summary"] = SummaryOf(c, item, predicted);
  card["detail"] = DetailWriter(predictor, c, item, predicted).Write(cds.notes);
  card["indicator"] = DenialAtRisk(predicted) ? "warning" : "info";
  card["source"] = SourceJson(predictor, predicted, guidelines);
  card["overrideReasons"] = OverrideReasonsJson();
  if (Json links = LinksJson(guidelines, options.base_url); !links.empty()) {
    card["links"] = std::move(links);
  }
  card["extension"] = ExtensionJson(predictor, predicted);
  return card;
}

}  // namespace imr
