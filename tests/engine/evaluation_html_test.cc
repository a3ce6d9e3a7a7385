#include "engine/evaluation/evaluation_html.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>
#include <sstream>

#include "engine/evaluation/model_comparison.h"
#include "engine/explanation/layout.h"

namespace imr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kLibrary = "var Chart = null;";
const std::string kMarkup = "<img src=x onerror=alert(1)>\"'&</script>";

std::vector<EvaluatedItem> Items() {
  std::vector<EvaluatedItem> items;
  for (std::size_t i = 0; i < 12; ++i) {
    items.push_back({.case_id = "CASE-" + std::to_string(i / 2),
                     .index = i % 2,
                     .treatment = i % 3 == 0 ? "family.one" : "family.two",
                     .guideline = i % 4 == 0 ? "" : "guideline-" + std::to_string(i % 2),
                     .probability = 0.05 + 0.08 * static_cast<double>(i),
                     .low = 0.01,
                     .high = 0.99,
                     .base_rate = 0.1,
                     .overturned = i == 2 || i == 4 || i == 10,
                     .abstained = i == 2});
  }
  return items;
}

std::vector<ItemExplanation> Explanations(std::size_t count) {
  std::vector<ItemExplanation> explained(count);
  for (std::size_t i = 0; i < count; ++i) {
    explained[i].request = "request " + std::to_string(i);
    explained[i].terms = {{"base rate", -2.0}, {"some term", i % 2 == 0 ? 1.0 : -0.5}};
  }
  return explained;
}

TEST(FindMisses, PutsTheWorstFirst) {
  const Misses misses = FindMisses(Items());
  EXPECT_THAT(misses.false_alarms, ElementsAre(11u, 9u, 8u, 7u, 6u));
  EXPECT_THAT(misses.missed, ElementsAre(2u, 4u));
}

TEST(MeanContributions, LeaveTheBaseRateOutAndTellOutcomesApart) {
  const auto items = Items();
  const auto means = MeanContributions(items, Explanations(items.size()));
  ASSERT_EQ(means.size(), 1u);
  EXPECT_EQ(means[0].feature, "some term");
  EXPECT_EQ(means[0].items, 12);
  EXPECT_DOUBLE_EQ(means[0].mean_size, 0.75);
  EXPECT_DOUBLE_EQ(means[0].overturned, 1.0);
  EXPECT_DOUBLE_EQ(means[0].upheld, (3 * 1.0 - 6 * 0.5) / 9);
}

TEST(EvaluationHtml, LinksEveryMissToItsEvidence) {
  const Evaluation evaluation = Evaluate("prescreen", Items(), {.resamples = 20});
  auto explained = Explanations(12);
  explained[11].decided_by = {{.id = "guideline-1/some-criterion",
                               .text = "Something is documented.",
                               .citation = "Source, chapter 1",
                               .status = Status::kMet,
                               .required = true,
                               .contribution = 1.25,
                               .quotes = {{"clinical summary", "\"the quoted words\""}}}};
  explained[2].abstained_because = "no guideline covers it";
  const std::string html =
      EvaluationHtml({.evaluation = evaluation, .explained = explained, .model = "m"}, kLibrary);
  for (const int miss : {11, 9, 8, 7, 6, 2, 4}) {
    const std::string id = "i" + std::to_string(miss);
    EXPECT_THAT(html, HasSubstr("href=\"#" + id + "\""));
    EXPECT_THAT(html, HasSubstr("<article id=\"" + id + "\""));
  }
  EXPECT_THAT(html, Not(HasSubstr("<article id=\"i0\""))) << "it was right";
  EXPECT_THAT(html, HasSubstr("Something is documented. (required)"));
  EXPECT_THAT(html, HasSubstr("&quot;the quoted words&quot;"));
  EXPECT_THAT(html, HasSubstr("+1.25 log-odds"));
  EXPECT_THAT(html, HasSubstr("no guideline covers it"));
}

TEST(EvaluationHtml, EveryChartHasWordsAndATable) {
  const Evaluation evaluation = Evaluate("prescreen", Items(), {.resamples = 20});
  const std::string html = EvaluationHtml(
      {.evaluation = evaluation, .explained = Explanations(12), .model = "m"}, kLibrary);
  for (const char* id :
       {"roc", "precision-recall", "reliability", "risk-coverage", "contributions"}) {
    const std::string canvas = "<canvas id=\"" + std::string(id) + "\" role=\"img\" aria-label=\"";
    const std::size_t at = html.find(canvas);
    ASSERT_NE(at, std::string::npos) << id;
    const std::size_t end = html.find("</figure>", at);
    EXPECT_LT(html.find("<table>", at), end) << id;
    EXPECT_NE(html[at + canvas.size()], '"') << id;
  }
}

TEST(EvaluationHtml, EscapesWhateverComesFromACaseOrAFile) {
  std::vector<EvaluatedItem> items = Items();
  for (EvaluatedItem& item : items) {
    item.case_id += kMarkup;
    item.treatment += kMarkup;
    item.guideline += kMarkup;
  }
  auto explained = Explanations(12);
  for (ItemExplanation& why : explained) {
    why.request = why.abstained_because = kMarkup;
    why.terms[1].first = kMarkup;
    why.decided_by = {{.id = kMarkup,
                       .text = kMarkup,
                       .citation = kMarkup,
                       .status = Status::kUnmet,
                       .required = false,
                       .contribution = 0,
                       .quotes = {{kMarkup, kMarkup}}}};
  }
  const Evaluation evaluation = Evaluate("prescreen", items, {.resamples = 20});
  ModelComparison comparison = CompareModels(items, items, {.resamples = 20});
  comparison.name = comparison.against = kMarkup;
  const std::string html = EvaluationHtml({.evaluation = evaluation,
                                           .explained = explained,
                                           .model = kMarkup,
                                           .comparison = comparison},
                                          kLibrary);
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  std::size_t scripts = 0;
  for (std::size_t at = html.find("</script>"); at != std::string::npos;
       at = html.find("</script>", at + 1)) {
    ++scripts;
  }
  EXPECT_EQ(scripts, 3u) << "numbers, library, drawing";
}

TEST(EvaluationHtml, LoadsNothingAndSaysSo) {
  const Evaluation evaluation = Evaluate("prescreen", Items(), {.resamples = 20});
  const std::string html = EvaluationHtml(
      {.evaluation = evaluation, .explained = Explanations(12), .model = "m"}, kLibrary);
  EXPECT_FALSE(std::regex_search(
      html, std::regex(R"((src|href|action|data)\s*=\s*["']?(https?:|//))", std::regex::icase)));
  EXPECT_THAT(html, Not(HasSubstr("<link")));
  EXPECT_THAT(html, Not(HasSubstr("@import")));
  EXPECT_THAT(html, HasSubstr("default-src &#39;none&#39;; style-src &#39;sha256-"));
  EXPECT_THAT(html, HasSubstr("script-src &#39;sha256-"));
  EXPECT_THAT(html, Not(HasSubstr("unsafe-inline")));
}

TEST(EvaluationHtml, WarnsOfCasesThatTheModelLearnedFrom) {
  Evaluation evaluation = Evaluate("prescreen", Items(), {.resamples = 20});
  const auto explained = Explanations(12);
  const EvaluationPage page{.evaluation = evaluation, .explained = explained, .model = "m"};
  EXPECT_THAT(EvaluationHtml(page, kLibrary), Not(HasSubstr("figures flatter")));
  evaluation.in_training = 4;
  EXPECT_THAT(EvaluationHtml(page, kLibrary),
              HasSubstr("fitted on 4 of these 6 cases: its figures flatter"));
}

TEST(CompareModels, SaysByHowMuchTheOneIsBetter) {
  std::vector<EvaluatedItem> sharp, blunt;
  for (int i = 0; i < 60; ++i) {
    const bool overturned = i % 5 == 0;
    sharp.push_back({.case_id = "C" + std::to_string(i / 2),
                     .index = static_cast<std::size_t>(i % 2),
                     .probability = overturned ? 0.8 : 0.05 + 0.001 * i,
                     .base_rate = 0.1,
                     .overturned = overturned});
    blunt.push_back(sharp.back());
    blunt.back().probability = 0.2;
  }
  ModelComparison comparison = CompareModels(sharp, blunt, {.resamples = 200});
  comparison.name = "sharp";
  comparison.against = std::string(300, 'x') + "\x1b[2J";
  EXPECT_DOUBLE_EQ(comparison.differences.at("auc").value, 0.5);
  EXPECT_GT(comparison.differences.at("brier_skill").interval.low, 0);
  EXPECT_DOUBLE_EQ(comparison.differences.at("brier").value,
                   comparison.first.brier - comparison.second.brier);
  const auto json = ModelComparisonJson(comparison);
  EXPECT_EQ(json["model"], "sharp");
  EXPECT_DOUBLE_EQ(json["metrics"]["auc"], 0.5);
  EXPECT_DOUBLE_EQ(json["differences"]["auc"]["difference"], 0.5);
  EXPECT_EQ(json["differences"]["auc"]["share_above"], 1.0);
  EXPECT_EQ(json["differences"].size(), json["metrics"].size());
  const std::string text = ModelComparisonText(comparison);
  EXPECT_THAT(text, HasSubstr("95% interval"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(CodePoints(line), 100u) << line;
}

TEST(CompareModels, OfAModelWithItselfFindsNothing) {
  const ModelComparison comparison = CompareModels(Items(), Items(), {.resamples = 50});
  for (const auto& [name, difference] : comparison.differences) {
    EXPECT_EQ(difference.value, 0) << name;
    EXPECT_EQ(difference.interval.low, 0) << name;
    EXPECT_EQ(difference.interval.high, 0) << name;
  }
}

}  // namespace
}  // namespace imr
