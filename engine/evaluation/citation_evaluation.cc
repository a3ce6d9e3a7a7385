#include "engine/evaluation/citation_evaluation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <utility>

#include "engine/evaluation/bootstrap.h"
#include "engine/evaluation/table.h"
#include "engine/explanation/layout.h"

namespace imr {
namespace {

using nlohmann::ordered_json;

std::string Name(const CitedChapter& cited) {
  return cited.source + ", " + (cited.chapter.empty() ? "chapter not recognised" : cited.chapter);
}

std::string Names(const std::vector<CitedChapter>& chapters) {
  std::string out;
  for (const CitedChapter& chapter : chapters) out += (out.empty() ? "" : "; ") + Name(chapter);
  return out;
}

Interval AgreementInterval(const std::vector<std::vector<CitationItem>>& cases, int resamples,
                           std::uint64_t seed) {
  std::vector<std::pair<int, int>> counts;  // items and agreements of each case that has items
  for (const auto& items : cases) {
    if (items.empty()) continue;
    const auto agreed = std::count_if(items.begin(), items.end(),
                                      [](const CitationItem& item) { return item.agrees(); });
    counts.emplace_back(static_cast<int>(items.size()), static_cast<int>(agreed));
  }
  std::mt19937_64 generator(seed);
  std::vector<double> shares;
  for (int i = 0; i < resamples && !counts.empty(); ++i) {
    int items = 0;
    int agreed = 0;
    for (std::size_t draw = 0; draw < counts.size(); ++draw) {
      const auto& [n, k] = counts[DrawBelow(generator, counts.size())];
      items += n;
      agreed += k;
    }
    shares.push_back(static_cast<double>(agreed) / items);
  }
  return MiddleOf(std::move(shares));
}

ordered_json ChaptersJson(const std::vector<CitedChapter>& chapters) {
  ordered_json json = ordered_json::array();
  for (const CitedChapter& cited : chapters) {
    json.push_back(
        {{"source", cited.source},
         {"chapter", cited.chapter.empty() ? ordered_json(nullptr) : ordered_json(cited.chapter)}});
  }
  return json;
}

ordered_json TextOrNull(const std::string& text) {
  return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

ordered_json NumberOrNull(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

}  // namespace

bool CitationItem::agrees() const {
  return std::any_of(own.begin(), own.end(), [&](const CitedChapter& chapter) {
    return std::find(cited.begin(), cited.end(), chapter) != cited.end();
  });
}

CitationItem CitationOf(std::string case_id, std::size_t index, const ItemPrediction& prediction,
                        std::vector<CitedChapter> cited, const CitationLexicon& lexicon) {
  CitationItem item{.case_id = std::move(case_id),
                    .index = index,
                    .treatment = prediction.treatment,
                    .cited = std::move(cited),
                    .guideline = {},
                    .own = {}};
  if (!prediction.decided_by.empty()) {
    const Guideline& guideline = *prediction.criteria.at(prediction.decided_by.front()).guideline;
    item.guideline = guideline.id;
    item.own = lexicon.Of(guideline);
  }
  return item;
}

CitationEvaluation EvaluateCitations(const std::vector<std::vector<CitationItem>>& cases,
                                     int resamples, std::uint64_t seed) {
  CitationEvaluation out;
  std::map<CitedChapter, CitationEvaluation::Chapter> chapters;
  for (const auto& items : cases) {
    for (const CitationItem& item : items) {
      const bool agrees = item.agrees();
      ++out.items;
      out.agreed += agrees;
      if (!agrees) out.misses.push_back(item);
      for (const CitedChapter& cited : item.cited) {
        auto& chapter = chapters[cited];
        chapter.chapter = cited;
        ++chapter.items;
        chapter.agreed += agrees;
      }
    }
  }
  for (const auto& [name, chapter] : chapters) out.by_chapter.push_back(chapter);
  std::stable_sort(out.by_chapter.begin(), out.by_chapter.end(), [](const auto& a, const auto& b) {
    const int missed_a = a.items - a.agreed;
    const int missed_b = b.items - b.agreed;
    return missed_a != missed_b ? missed_a > missed_b : a.items > b.items;
  });
  out.agreement = out.items > 0 ? static_cast<double>(out.agreed) / out.items
                                : std::numeric_limits<double>::quiet_NaN();
  out.interval = AgreementInterval(cases, resamples, seed);
  return out;
}

std::string CitationEvaluationText(const CitationEvaluation& evaluation) {
  std::string out =
      "Guideline that decides against the guideline that the expert cites (" + evaluation.view +
      " view)\n" + std::to_string(evaluation.cases) + " cases, " +
      std::to_string(evaluation.ruled) + " rulings, " + std::to_string(evaluation.items) +
      " that cite MTUS, ACOEM or ODG\n\n  agreed " + std::to_string(evaluation.agreed) + " of " +
      std::to_string(evaluation.items) + ", " + Fixed(evaluation.agreement, 3) + " (95% " +
      Fixed(evaluation.interval.low, 3) + " to " + Fixed(evaluation.interval.high, 3) +
      ")\n\nBy cited chapter\n";
  Table table({"chapter", "items", "agreed", "missed"});
  for (const auto& chapter : evaluation.by_chapter) {
    table.Add({Name(chapter.chapter), std::to_string(chapter.items), std::to_string(chapter.agreed),
               std::to_string(chapter.items - chapter.agreed)});
  }
  out += table.Text();
  if (evaluation.misses.empty()) return out;
  out += "\nMisses\n";
  for (const CitationItem& item : evaluation.misses) {
    out += "  " + Printable(item.case_id) + " request " + std::to_string(item.index + 1) + ", " +
           (item.treatment.empty() ? "not recognised" : item.treatment) + "\n    cited   " +
           Names(item.cited) + "\n    decided " +
           (item.guideline.empty() ? "by nothing" : item.guideline) +
           (item.own.empty() ? "" : " (" + Names(item.own) + ")") + '\n';
  }
  return out;
}

ordered_json CitationEvaluationJson(const CitationEvaluation& evaluation) {
  ordered_json by_chapter = ordered_json::array();
  for (const auto& chapter : evaluation.by_chapter) {
    by_chapter.push_back({{"source", chapter.chapter.source},
                          {"chapter", TextOrNull(chapter.chapter.chapter)},
                          {"items", chapter.items},
                          {"agreed", chapter.agreed}});
  }
  ordered_json misses = ordered_json::array();
  for (const CitationItem& item : evaluation.misses) {
    misses.push_back({{"case", item.case_id},
                      {"index", item.index},
                      {"treatment", TextOrNull(item.treatment)},
                      {"cited", ChaptersJson(item.cited)},
                      {"guideline", TextOrNull(item.guideline)},
                      {"chapters", ChaptersJson(item.own)}});
  }
  return {
      {"view", evaluation.view},
      {"cases", evaluation.cases},
      {"ruled", evaluation.ruled},
      {"items", evaluation.items},
      {"agreed", evaluation.agreed},
      {"citation_agreement", NumberOrNull(evaluation.agreement)},
      {"interval", {NumberOrNull(evaluation.interval.low), NumberOrNull(evaluation.interval.high)}},
      {"by_chapter", std::move(by_chapter)},
      {"misses", std::move(misses)}};
}

}  // namespace imr
