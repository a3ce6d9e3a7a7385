// A real prediction in the history: what is kept of it, and that its words are not.
#include "apps/history/prediction_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/explanation/contract_json.h"
#include "tests/history/history_fixture.h"

namespace imr {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kCase = R"(case: R-1
dates: {utilization_review: 2016-03-01, injury: 2015-12-01}
requests:
  - text: Acupuncture 2x3 zirconium
    facts: {functional_improvement: yes, agent: molybdenum}
  - text: Naproxen 500 mg
records:
  - {date: 2016-02-20, kind: progress note, text: "Neck pain zirconium. No functional improvement."}
)";

const Predictor& TestPredictor() {
  static const std::shared_ptr<const Predictor> predictor = [] {
    Diagnostics diagnostics;
    auto loaded = Predictor::Load(test::ProjectFile("rules"), diagnostics);
    for (const auto& d : diagnostics.all()) ADD_FAILURE() << FormatDiagnostic(d);
    return loaded;
  }();
  return *predictor;
}

struct Recorded {
  Document document;
  CasePrediction prediction;
};

Recorded Read() {
  Recorded out;
  ReadResult read = ReadDocument(kCase, "-", "-");
  if (const auto* error = std::get_if<InputError>(&read)) ADD_FAILURE() << error->message;
  out.document = std::move(std::get<Document>(read));
  out.prediction = TestPredictor().Predict(out.document.known);
  return out;
}

TEST(PredictionRecord, IsWhatThePredictionSaid) {
  const auto [document, prediction] = Read();
  const auto history = test::OpenOrFail("");
  const std::string id =
      RecordPrediction(*history, TestPredictor(), document, document.known, prediction,
                       {{0, {"functional_improvement", "yes"}},
                        {0, {"agent", "zirconium"}},
                        {1, {"goals_stated", nullptr}}});
  const auto review = history->Get(id);
  ASSERT_TRUE(review);
  EXPECT_EQ(review->case_id, "R-1");
  EXPECT_EQ(review->view, "prescreen");
  EXPECT_EQ(FormatDate(*review->review_date), "2016-03-01");
  EXPECT_EQ(review->input, document.sha256);
  EXPECT_EQ(review->rules, TestPredictor().rules_hash());
  ASSERT_EQ(review->items.size(), 2u);
  const auto json = PredictionJson(TestPredictor().vocabulary(), document, document.known,
                                   prediction, {"", "", ""});
  const auto kept = ReviewJson(*review);
  for (std::size_t i = 0; i < 2; ++i) {
    for (const char* name :
         {"index", "treatment", "prediction", "probability_overturned", "interval",
          "base_rate_overturned", "risk", "abstained", "decided_by"}) {
      EXPECT_EQ(kept["items"][i][name], json["items"][i][name]) << name;
    }
    for (const auto& [fact, value] : json["items"][i]["facts"].items()) {
      if (fact == "agent") continue;
      EXPECT_EQ(kept["items"][i]["facts"][fact], value["value"]) << fact;
    }
  }
  EXPECT_EQ(kept["items"][0]["corrections"][0].dump(),
            R"({"fact":"functional_improvement","value":"yes"})");
  EXPECT_EQ(kept["items"][0]["corrections"][1]["value"], "(text)");
  EXPECT_EQ(kept["items"][1]["corrections"].dump(), R"([{"fact":"goals_stated","value":null}])");
  EXPECT_THAT(kept.dump(), Not(HasSubstr("zirconium")));
  EXPECT_THAT(kept.dump(), Not(HasSubstr("molybdenum"))) << "free text of a stated fact";
}

TEST(PredictionRecord, HasTheTextWhereItIsStored) {
  const auto [document, prediction] = Read();
  const auto history = test::OpenOrFail("", {.store_text = true, .now = {}});
  const std::string id = RecordPrediction(*history, TestPredictor(), document, document.known,
                                          prediction, {{0, {"agent", "zirconium"}}});
  const auto review = history->Get(id);
  EXPECT_EQ(review->items[0].request, document.known.items[0].request);
  ASSERT_TRUE(review->text);
  EXPECT_EQ((*review->text)["summary"], document.known.summary);
  EXPECT_EQ((*review->text)["items"][0]["facts"]["agent"], "molybdenum");
  EXPECT_EQ((*review->text)["items"][0]["corrections"]["agent"], "zirconium");
}

TEST(PredictionRecord, CutsANumberThatIsNone) {
  auto [document, prediction] = Read();
  document.known.id = std::string(5000, 'x');
  const Review review = ReviewOf(TestPredictor(), document, document.known, prediction);
  EXPECT_EQ(review.case_id.size(), 200u);
}

}  // namespace
}  // namespace imr
