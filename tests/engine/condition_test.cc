// Conditions: how each notation is judged, and two laws on generated conditions.
#include "engine/rulebook/condition.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "engine/rulebook/condition_parser.h"
#include "features/yaml/yaml_file.h"
#include "tests/support/paths.h"

namespace imr {
namespace {

std::shared_ptr<const Vocabulary> ProjectVocabulary() {
  Diagnostics diagnostics;
  auto vocabulary =
      Vocabulary::Load(test::ProjectFile("rules/vocabulary.yaml"), "vocabulary.yaml", diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  return vocabulary;
}

class ConditionTest : public ::testing::Test {
 protected:
  FactId Id(const std::string& name) const { return vocabulary_->Find(name).value(); }

  Condition Parse(const std::string& yaml) const {
    Diagnostics diagnostics;
    const Limits limits = {{"initial_course", 6}};
    ConditionParser parser(*vocabulary_, limits, "test.yaml", diagnostics);
    const auto node = ParseYaml(yaml, "test.yaml", diagnostics);
    auto condition = parser.Parse(node.value(), "a condition");
    for (const Diagnostic& d : diagnostics.all()) ADD_FAILURE() << yaml << FormatDiagnostic(d);
    return condition.value_or(Condition{AllOf{}});
  }

  // Facts written as YAML: yes, no, numbers, "12+" for at least twelve, codes, lists of codes.
  FactSheet Facts(const std::string& yaml) const {
    FactSheet facts;
    for (const auto& entry : YAML::Load(yaml)) {
      const FactId id = Id(entry.first.Scalar());
      if (entry.second.IsSequence()) {
        facts.Set(id, FactValue(entry.second.as<std::vector<std::string>>()));
        continue;
      }
      const std::string text = entry.second.Scalar();
      if (const auto answer = AsYesNo(entry.second)) {
        facts.Set(id, FactValue(*answer));
      } else if (const auto number = AsNumber(entry.second)) {
        facts.Set(id, FactValue(NumberRange::Exactly(*number)));
      } else if (text.ends_with('+')) {
        facts.Set(id, FactValue(NumberRange::AtLeast(std::stod(text))));
      } else {
        facts.Set(id, FactValue(text));
      }
    }
    return facts;
  }

  Kleene On(const std::string& condition, const std::string& facts,
            std::vector<FactId>* used = nullptr) const {
    const FactSheet sheet = Facts(facts);
    return Judge(Parse(condition), {.facts = &sheet, .review = {}, .injury = {}}, used);
  }

  std::string NamesUsed(const std::string& condition, const std::string& facts) const {
    std::vector<FactId> used;
    On(condition, facts, &used);
    std::string names;
    for (const FactId id : used) {
      names += (names.empty() ? "" : " ") + vocabulary_->Definition(id).name;
    }
    return names;
  }

  std::shared_ptr<const Vocabulary> vocabulary_ = ProjectVocabulary();
};

constexpr Kleene kNo = Kleene::kNo;
constexpr Kleene kUnknown = Kleene::kUnknown;
constexpr Kleene kYes = Kleene::kYes;

TEST(Kleene, FollowsTheTablesOfStrongKleeneLogic) {
  for (const Kleene a : {kNo, kUnknown, kYes}) {
    EXPECT_EQ(Not(Not(a)), a);
    EXPECT_EQ(And(a, kYes), a);
    EXPECT_EQ(And(a, kNo), kNo);
    EXPECT_EQ(Or(a, kNo), a);
    EXPECT_EQ(Or(a, kYes), kYes);
    for (const Kleene b : {kNo, kUnknown, kYes}) EXPECT_EQ(Not(And(a, b)), Or(Not(a), Not(b)));
  }
  EXPECT_EQ(Not(kUnknown), kUnknown);
  EXPECT_EQ(And(kUnknown, kUnknown), kUnknown);
}

TEST_F(ConditionTest, JudgesEveryNotation) {
  struct Row {
    const char* condition;
    const char* facts;
    Kleene judged;
  };
  const std::vector<Row> rows = {
      // yes/no facts
      {"{red_flags: yes}", "{red_flags: yes}", kYes},
      {"{red_flags: yes}", "{red_flags: no}", kNo},
      {"{red_flags: no}", "{red_flags: no}", kYes},
      {"{red_flags: yes}", "{}", kUnknown},
      {"{red_flags: {not: yes}}", "{red_flags: no}", kYes},
      {"{red_flags: {is: no}}", "{}", kUnknown},
      {"{red_flags: not_documented}", "{}", kYes},
      {"{red_flags: not_documented}", "{red_flags: no}", kNo},
      {"{red_flags: [no, not_documented]}", "{}", kYes},
      {"{red_flags: [no, not_documented]}", "{red_flags: yes}", kNo},
      {"{red_flags: {documented: yes}}", "{red_flags: no}", kYes},
      {"{red_flags: {documented: yes}}", "{}", kNo},
      // numbers
      {"{prior_sessions: 6}", "{prior_sessions: 6}", kYes},
      {"{prior_sessions: initial_course}", "{prior_sessions: 5}", kNo},
      {"{prior_sessions: {at_most: initial_course}}", "{prior_sessions: 6}", kYes},
      {"{prior_sessions: {less_than: 6}}", "{prior_sessions: 6}", kNo},
      {"{prior_sessions: {more_than: 6}}", "{prior_sessions: 6}", kNo},
      {"{prior_sessions: {at_least: 6}}", "{}", kUnknown},
      {"{prior_sessions: {at_least: 0}}", "{}", kUnknown},
      {"{prior_sessions: {between: [3, 6]}}", "{prior_sessions: 3}", kYes},
      {"{prior_sessions: {between: [3, 6]}}", "{prior_sessions: 7}", kNo},
      {"{prior_sessions: {more_than: 2, less_than: 4}}", "{prior_sessions: 3}", kYes},
      {"{prior_sessions: {not: 6}}", "{prior_sessions: 6}", kNo},
      {"{prior_sessions: {one_of: [4, 6]}}", "{prior_sessions: 5}", kNo},
      {"{prior_sessions: [4, 6]}", "{prior_sessions: 6}", kYes},
      {"{prior_sessions: [0, not_documented]}", "{}", kYes},
      {"{months_of_use: {less_than: 0.75}}", "{months_of_use: 0.5}", kYes},
      // lower bounds: what already exceeds a ceiling exceeds it whatever else turns up
      {"{total_sessions: {at_most: 10}}", "{total_sessions: 12+}", kNo},
      {"{total_sessions: {at_most: 12}}", "{total_sessions: 12+}", kUnknown},
      {"{total_sessions: {less_than: 12}}", "{total_sessions: 12+}", kNo},
      {"{total_sessions: {at_least: 12}}", "{total_sessions: 12+}", kYes},
      {"{total_sessions: {more_than: 12}}", "{total_sessions: 12+}", kUnknown},
      {"{total_sessions: 12}", "{total_sessions: 12+}", kUnknown},
      {"{total_sessions: {not: 11}}", "{total_sessions: 12+}", kYes},
      // codes
      {"{treatment: therapy.massage}", "{treatment: therapy.massage}", kYes},
      {"{treatment: 'surgery.*'}", "{treatment: surgery.knee}", kYes},
      {"{treatment: ['surgery.*', imaging.mri]}", "{treatment: imaging.ct}", kNo},
      {"{treatment: {not: 'surgery.*'}}", "{treatment: surgery.knee}", kNo},
      {"{treatment: imaging.mri}", "{}", kUnknown},
      {"{agent: naproxen}", "{agent: naproxen}", kYes},
      {"{agent: [naproxen, ibuprofen]}", "{agent: tramadol}", kNo},
      {"{body_parts: lumbar}", "{body_parts: [hip, lumbar]}", kYes},
      {"{body_parts: [knee, hip]}", "{body_parts: [lumbar]}", kNo},
      {"{body_parts: {only: [lumbar, thoracic]}}", "{body_parts: [lumbar]}", kYes},
      {"{body_parts: {only: [lumbar, thoracic]}}", "{body_parts: [lumbar, hip]}", kNo},
      {"{work_status: not_documented}", "{work_status: not_documented}", kYes},
      // operators
      {"{red_flags: yes, muscle_spasm: yes}", "{red_flags: no}", kNo},
      {"{red_flags: yes, muscle_spasm: yes}", "{red_flags: yes}", kUnknown},
      {"{any: [{red_flags: yes}, {muscle_spasm: yes}]}", "{muscle_spasm: yes}", kYes},
      {"{any: [{red_flags: yes}, {muscle_spasm: yes}]}", "{red_flags: no}", kUnknown},
      {"{not: {red_flags: yes, muscle_spasm: yes}}", "{red_flags: no}", kYes},
      {"{not: {red_flags: yes}}", "{}", kUnknown},
      {"{at_least: {n: 2, of: [{red_flags: yes}, {muscle_spasm: yes}, {pain_relief: yes}]}}",
       "{red_flags: yes, pain_relief: yes}", kYes},
      {"{at_least: {n: 2, of: [{red_flags: yes}, {muscle_spasm: yes}, {pain_relief: yes}]}}",
       "{red_flags: yes, pain_relief: no}", kUnknown},
      {"{at_least: {n: 2, of: [{red_flags: yes}, {muscle_spasm: yes}, {pain_relief: yes}]}}",
       "{red_flags: no, pain_relief: no}", kNo},
      // arithmetic
      {"{sum: [prior_sessions, sessions_requested, 3], at_most: 24}",
       "{prior_sessions: 9, sessions_requested: 12}", kYes},
      {"{sum: [prior_sessions, sessions_requested], at_most: initial_course}",
       "{sessions_requested: 8}", kNo},
      {"{sum: [prior_sessions, sessions_requested], at_most: 12}", "{sessions_requested: 8}",
       kUnknown},
      {"{sum: [prior_sessions, sessions_requested], at_least: 8}", "{sessions_requested: 8}", kYes},
      {"{difference: [sessions_original, sessions_authorized], is: 6}",
       "{sessions_original: 12, sessions_authorized: 6}", kYes},
      {"{difference: [sessions_original, sessions_authorized], at_most: 12}",
       "{sessions_original: 12}", kYes},
      {"{product: [frequency_per_week, duration_weeks], more_than: 12}",
       "{frequency_per_week: 3, duration_weeks: 4}", kNo},
      {"{quotient: [quantity, duration_weeks], at_most: 21}", "{quantity: 60, duration_weeks: 2}",
       kNo},
      {"{quotient: [quantity, duration_weeks], at_most: 21}", "{quantity: 60, duration_weeks: 0}",
       kUnknown},
      {"{sum: [prior_sessions, {product: [frequency_per_week, duration_weeks]}], at_most: 10}",
       "{prior_sessions: 11}", kNo},
      {"{sum: [prior_sessions, 1], at_most: 10, red_flags: no}",
       "{prior_sessions: 3, red_flags: yes}", kNo},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(On(row.condition, row.facts), row.judged) << row.condition << " on " << row.facts;
  }
}

TEST_F(ConditionTest, PlacesDatesFromTheFirstDayUntilBeforeTheLast) {
  const Condition condition = Parse("{review_date: {from: 2016-07-28, before: 2017-12-01}}");
  const FactSheet facts;
  auto on = [&](int year, unsigned month, unsigned day) {
    const Date review{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    return Judge(condition, {.facts = &facts, .review = review, .injury = {}});
  };
  EXPECT_EQ(on(2016, 7, 27), kNo);
  EXPECT_EQ(on(2016, 7, 28), kYes);
  EXPECT_EQ(on(2017, 11, 30), kYes);
  EXPECT_EQ(on(2017, 12, 1), kNo);
  EXPECT_EQ(Judge(condition, {.facts = &facts, .review = {}, .injury = {}}), kUnknown);
}

TEST_F(ConditionTest, NamesTheFactsThatAJudgementRestsOn) {
  const std::string both = "{red_flags: yes, muscle_spasm: yes}";
  EXPECT_EQ(NamesUsed(both, "{red_flags: yes, muscle_spasm: yes}"), "red_flags muscle_spasm");
  EXPECT_EQ(NamesUsed(both, "{red_flags: yes, muscle_spasm: no}"), "muscle_spasm");
  EXPECT_EQ(NamesUsed(both, "{red_flags: yes}"), "muscle_spasm");
  EXPECT_EQ(NamesUsed(both, "{red_flags: no}"), "red_flags");

  const std::string either = "{any: [{red_flags: yes}, {muscle_spasm: yes}]}";
  EXPECT_EQ(NamesUsed(either, "{red_flags: yes}"), "red_flags");
  EXPECT_EQ(NamesUsed(either, "{red_flags: no}"), "muscle_spasm");
  EXPECT_EQ(NamesUsed(either, "{red_flags: no, muscle_spasm: no}"), "red_flags muscle_spasm");

  const std::string total = "{sum: [prior_sessions, sessions_requested], at_most: 6}";
  EXPECT_EQ(NamesUsed(total, "{sessions_requested: 8}"), "sessions_requested");
  EXPECT_EQ(NamesUsed(total, "{sessions_requested: 4}"), "prior_sessions");

  const std::string twice = "{any: [{red_flags: yes}, {red_flags: no}, {muscle_spasm: yes}]}";
  EXPECT_EQ(NamesUsed(twice, "{}"), "red_flags muscle_spasm");
}

TEST_F(ConditionTest, ListsEveryFactOnceInOrder) {
  const Condition condition = Parse(
      "{any: [{muscle_spasm: yes}, {not: {red_flags: yes}}, {sum: [prior_sessions, 2], is: 3}], "
      "muscle_spasm: {documented: yes}}");
  const std::vector<FactId> expected = {Id("muscle_spasm"), Id("red_flags"), Id("prior_sessions")};
  EXPECT_EQ(FactsOf(condition), expected);
}

// A slow, obviously right judgement: try every way in which the record could be completed.
class GeneratedConditions : public ConditionTest {
 protected:
  static constexpr int kLargestCount = 3;

  GeneratedConditions() {
    for (const char* name : {"red_flags", "muscle_spasm", "pain_relief", "home_exercise"}) {
      yes_no_.push_back(Id(name));
    }
    for (const char* name : {"prior_sessions", "sessions_requested"}) counts_.push_back(Id(name));
  }

  int Draw(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }

  FactSheet DrawFacts() {
    FactSheet facts;
    for (const FactId id : yes_no_) {
      if (const int value = Draw(3); value < 2) facts.Set(id, FactValue(value == 1));
    }
    for (const FactId id : counts_) {
      const int low = Draw(kLargestCount + 1);
      const int kind = Draw(3);
      if (kind == 0) facts.Set(id, FactValue(NumberRange::Exactly(low)));
      if (kind == 1) facts.Set(id, FactValue(NumberRange::AtLeast(low)));
    }
    return facts;
  }

  Quantity DrawQuantity(int depth) {
    const int kind = depth == 0 ? Draw(2) : Draw(6);
    Quantity quantity{.kind = static_cast<Quantity::Kind>(kind)};
    quantity.constant = Draw(5) - 1;
    quantity.fact = counts_[static_cast<std::size_t>(Draw(2))];
    if (kind >= 2) quantity.operands = {DrawQuantity(depth - 1), DrawQuantity(depth - 1)};
    return quantity;
  }

  std::vector<Condition> DrawParts(int depth) {
    std::vector<Condition> parts;
    for (int i = Draw(4); i > 0; --i) parts.push_back(DrawCondition(depth - 1));
    return parts;
  }

  Condition DrawCondition(int depth) {
    const FactId yes_no = yes_no_[static_cast<std::size_t>(Draw(4))];
    switch (depth == 0 ? 4 + Draw(3) : Draw(7)) {
      case 0:
        return Condition{AllOf{DrawParts(depth)}};
      case 1:
        return Condition{AnyOf{DrawParts(depth)}};
      case 2: {
        NotOf negation;
        negation.part.push_back(DrawCondition(depth - 1));
        return Condition{std::move(negation)};
      }
      case 3:
        return Condition{AtLeastOf{.count = Draw(3), .parts = DrawParts(depth)}};
      case 4:
        return Condition{FactIs{.fact = yes_no, .value = Draw(2) == 1}};
      case 5:
        return Condition{FactDocumented{.fact = yes_no, .documented = Draw(2) == 1}};
      default: {
        Compare compare{.quantity = DrawQuantity(2)};
        compare.low = Draw(4) - 1;
        compare.high = compare.low + Draw(4);
        compare.low_included = Draw(2) == 1;
        compare.high_included = Draw(2) == 1;
        return Condition{compare};
      }
    }
  }

  // Exact arithmetic of a complete record; nothing when it divides by zero.
  static std::optional<double> Value(const Quantity& q, const FactSheet& facts) {
    if (q.kind == Quantity::Kind::kConstant) return q.constant;
    if (q.kind == Quantity::Kind::kFact) return facts.Number(q.fact)->low;
    const auto a = Value(q.operands[0], facts);
    const auto b = Value(q.operands[1], facts);
    if (!a || !b || (q.kind == Quantity::Kind::kQuotient && *b == 0)) return std::nullopt;
    if (q.kind == Quantity::Kind::kSum) return *a + *b;
    if (q.kind == Quantity::Kind::kDifference) return *a - *b;
    if (q.kind == Quantity::Kind::kProduct) return *a * *b;
    return *a / *b;
  }

  // Judges a complete record; what is documented is asked of the record as it was before.
  static Kleene Reference(const Condition& condition, const FactSheet& complete,
                          const FactSheet& before) {
    auto of = [&](const Condition& part) { return Reference(part, complete, before); };
    auto count = [&](const std::vector<Condition>& parts, Kleene wanted) {
      return std::count_if(parts.begin(), parts.end(),
                           [&](const Condition& part) { return of(part) == wanted; });
    };
    auto is = [](bool yes) { return yes ? kYes : kNo; };
    if (const auto* all = std::get_if<AllOf>(&condition.test)) {
      if (count(all->parts, kNo) > 0) return kNo;
      return count(all->parts, kUnknown) > 0 ? kUnknown : kYes;
    }
    if (const auto* any = std::get_if<AnyOf>(&condition.test)) {
      if (count(any->parts, kYes) > 0) return kYes;
      return count(any->parts, kUnknown) > 0 ? kUnknown : kNo;
    }
    if (const auto* negation = std::get_if<NotOf>(&condition.test)) {
      const Kleene part = of(negation->part[0]);
      return part == kUnknown ? kUnknown : is(part == kNo);
    }
    if (const auto* some = std::get_if<AtLeastOf>(&condition.test)) {
      if (count(some->parts, kYes) >= some->count) return kYes;
      return count(some->parts, kYes) + count(some->parts, kUnknown) >= some->count ? kUnknown
                                                                                    : kNo;
    }
    if (const auto* fact = std::get_if<FactIs>(&condition.test)) {
      return is(*complete.Documented(fact->fact) == fact->value);
    }
    if (const auto* fact = std::get_if<FactDocumented>(&condition.test)) {
      return is((before.Find(fact->fact) != nullptr) == fact->documented);
    }
    const auto& compare = std::get<Compare>(condition.test);
    const auto value = Value(compare.quantity, complete);
    if (!value) return kUnknown;
    return is((*value > compare.low || (compare.low_included && *value == compare.low)) &&
              (*value < compare.high || (compare.high_included && *value == compare.high)));
  }

  // Every record that agrees with what is known, with counts up to a small one beyond the bounds.
  std::vector<FactSheet> Completions(const FactSheet& facts) const {
    std::vector<FactSheet> sheets = {facts};
    auto branch = [&](FactId id, const std::vector<FactValue>& values) {
      std::vector<FactSheet> next;
      for (const FactSheet& sheet : sheets) {
        for (const FactValue& value : values) {
          next.push_back(sheet);
          next.back().Set(id, value);
        }
      }
      sheets = std::move(next);
    };
    for (const FactId id : yes_no_) {
      if (!facts.Documented(id)) branch(id, {FactValue(false), FactValue(true)});
    }
    for (const FactId id : counts_) {
      const auto known = facts.Number(id);
      if (known && known->exact()) continue;
      std::vector<FactValue> values;
      const double from = known ? known->low : 0;
      for (double n = from; n <= from + kLargestCount; ++n) {
        values.push_back(FactValue(NumberRange::Exactly(n)));
      }
      branch(id, values);
    }
    return sheets;
  }

  std::mt19937 random_{20161225};
  std::vector<FactId> yes_no_;
  std::vector<FactId> counts_;
};

TEST_F(GeneratedConditions, AreDecidedOnlyWhereEveryCompletionOfTheRecordAgrees) {
  int decided = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    const Condition condition = DrawCondition(3);
    const FactSheet facts = DrawFacts();
    const Kleene judged = Judge(condition, {.facts = &facts, .review = {}, .injury = {}});
    if (judged == kUnknown) continue;
    ++decided;
    for (const FactSheet& complete : Completions(facts)) {
      ASSERT_EQ(Reference(condition, complete, facts), judged) << "trial " << trial;
    }
  }
  EXPECT_GT(decided, 1000);
}

TEST_F(GeneratedConditions, OfACompleteRecordAreJudgedAsTheReferenceDoes) {
  for (int trial = 0; trial < 3000; ++trial) {
    const Condition condition = DrawCondition(3);
    const std::vector<FactSheet> completions = Completions(DrawFacts());
    const FactSheet& facts =
        completions[static_cast<std::size_t>(Draw(static_cast<int>(completions.size())))];
    ASSERT_EQ(Judge(condition, {.facts = &facts, .review = {}, .injury = {}}),
              Reference(condition, facts, facts))
        << "trial " << trial;
  }
}

TEST_F(GeneratedConditions, RestOnTheFactsTheyName) {
  for (int trial = 0; trial < 3000; ++trial) {
    const Condition condition = DrawCondition(3);
    const FactSheet facts = DrawFacts();
    std::vector<FactId> used;
    const Kleene judged = Judge(condition, {.facts = &facts, .review = {}, .injury = {}}, &used);
    if (judged == kUnknown) continue;
    FactSheet only_used = facts;
    for (const auto& [id, fact] : facts) {
      if (std::find(used.begin(), used.end(), id) == used.end()) only_used.Erase(id);
    }
    ASSERT_EQ(Judge(condition, {.facts = &only_used, .review = {}, .injury = {}}), judged)
        << "trial " << trial;
  }
}

}  // namespace
}  // namespace imr
