#include <cmath>
#include <utility>

#include "engine/evaluation/fact_evaluation.h"
#include "engine/evaluation/table.h"
#include "engine/explanation/contract_json.h"
#include "engine/explanation/layout.h"

namespace imr {
namespace {

double Share(int part, int whole) { return whole == 0 ? std::nan("") : 1.0 * part / whole; }

Json NumberOrNull(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json IntervalJson(const Interval& interval) {
  return Json::array({NumberOrNull(interval.low), NumberOrNull(interval.high)});
}

Json CountsJson(const FactCounts& counts) {
  return {{"tp", counts.right},
          {"fp", counts.wrong},
          {"fn", counts.missed},
          {"precision", NumberOrNull(counts.Precision())},
          {"recall", NumberOrNull(counts.Recall())},
          {"f1", NumberOrNull(counts.F1())}};
}

Json ConfusionJson(const FactEvaluation::YesNo& row) {
  Json out;
  for (const Answer gold : kAnswers) {
    for (const Answer found : kAnswers) {
      out[std::string(AnswerName(gold))][std::string(AnswerName(found))] =
          row.confusion[static_cast<std::size_t>(gold)][static_cast<std::size_t>(found)];
    }
  }
  return out;
}

Json OptionalJson(const std::optional<FactValue>& value) {
  return value ? ValueJson(*value) : Json(nullptr);
}

std::string Count(int value) { return std::to_string(value); }

std::string Range(const Interval& interval) {
  if (!std::isfinite(interval.low)) return "n/a";
  return Fixed(interval.low, 3) + " to " + Fixed(interval.high, 3);
}

std::string Overall(const FactEvaluation& evaluation) {
  Table table({"", "value", "95% interval"});
  const FactCounts& all = evaluation.all;
  table.Add({"precision", Fixed(all.Precision(), 3), Range(evaluation.precision)});
  table.Add({"recall", Fixed(all.Recall(), 3), Range(evaluation.recall)});
  table.Add({"F1", Fixed(all.F1(), 3), Range(evaluation.f1)});
  table.Add({"treatment", Fixed(Share(evaluation.treatment_right, evaluation.items), 3), ""});
  table.Add(
      {"family of treatment", Fixed(Share(evaluation.family_right, evaluation.items), 3), ""});
  return table.Text();
}

// Confusions as "gold>found"; silence on both sides tells nothing.
std::string YesNoTable(const Vocabulary& vocabulary, const FactEvaluation& evaluation) {
  Table table({"fact", "P", "R", "F1", "y>y", "n>n", "y>n", "n>y", "y>-", "n>-", "->y", "->n"});
  for (const FactEvaluation::YesNo& row : evaluation.yes_no) {
    const auto& c = row.confusion;
    table.Add({vocabulary.Definition(row.fact).name, Fixed(row.counts.Precision(), 2),
               Fixed(row.counts.Recall(), 2), Fixed(row.counts.F1(), 2), Count(c[0][0]),
               Count(c[1][1]), Count(c[0][1]), Count(c[1][0]), Count(c[0][2]), Count(c[1][2]),
               Count(c[2][0]), Count(c[2][1])});
  }
  return table.Text();
}

std::string ValuedTable(const Vocabulary& vocabulary, const FactEvaluation& evaluation) {
  Table table({"value", "right", "of", "accuracy"});
  for (const FactEvaluation::Valued& row : evaluation.valued) {
    table.Add({vocabulary.Definition(row.fact).name, Count(row.right), Count(row.counted),
               Fixed(Share(row.right, row.counted), 3)});
  }
  return table.Text();
}

std::string CsvNumber(double value) { return std::isfinite(value) ? Fixed(value, 6) : ""; }

std::string CsvCounts(const FactCounts& counts) {
  return Count(counts.right) + ',' + Count(counts.wrong) + ',' + Count(counts.missed) + ',' +
         CsvNumber(counts.Precision()) + ',' + CsvNumber(counts.Recall()) + ',' +
         CsvNumber(counts.F1());
}

constexpr std::string_view kNoCounts = ",,,,,";
constexpr std::string_view kNoConfusion = ",,,,,,,,";

std::string CsvValued(const std::string& lead, int right, int counted) {
  return lead + std::string(kNoCounts) + ',' + std::string(kNoConfusion) + ',' + Count(right) +
         ',' + Count(counted) + '\n';
}

}  // namespace

Json FactEvaluationJson(const Vocabulary& vocabulary, const FactEvaluation& evaluation) {
  const auto name = [&](FactId id) { return vocabulary.Definition(id).name; };
  Json request = Json::object();
  Json clinical = Json::object();
  for (const FactEvaluation::Valued& row : evaluation.valued) {
    Json& list = vocabulary.Definition(row.fact).group == FactGroup::kRequest ? request : clinical;
    list[name(row.fact)] = {{"right", row.right},
                            {"counted", row.counted},
                            {"accuracy", NumberOrNull(Share(row.right, row.counted))}};
  }
  Json by_fact = Json::array();
  for (const FactEvaluation::YesNo& row : evaluation.yes_no) {
    Json entry = {{"fact", name(row.fact)}};
    entry.update(CountsJson(row.counts));
    entry["confusion"] = ConfusionJson(row);
    by_fact.push_back(std::move(entry));
  }
  Json errors = Json::array();
  for (const FactEvaluation::Error& error : evaluation.errors) {
    errors.push_back({{"case", error.case_id},
                      {"item", error.item},
                      {"fact", name(error.fact)},
                      {"gold", OptionalJson(error.gold)},
                      {"found", OptionalJson(error.found)}});
  }
  return {{"view", ViewName(evaluation.view)},
          {"cases", evaluation.cases},
          {"items", evaluation.items},
          {"treatment_accuracy", NumberOrNull(Share(evaluation.treatment_right, evaluation.items))},
          {"family_accuracy", NumberOrNull(Share(evaluation.family_right, evaluation.items))},
          {"request", std::move(request)},
          {"clinical_values", std::move(clinical)},
          {"facts", CountsJson(evaluation.all)},
          {"intervals",
           {{"precision", IntervalJson(evaluation.precision)},
            {"recall", IntervalJson(evaluation.recall)},
            {"f1", IntervalJson(evaluation.f1)}}},
          {"by_fact", std::move(by_fact)},
          {"errors", std::move(errors)}};
}

std::string FactEvaluationText(const Vocabulary& vocabulary, const FactEvaluation& evaluation) {
  std::string out = Count(evaluation.items) + " annotated items of " + Count(evaluation.cases) +
                    " cases (" + std::string(ViewName(evaluation.view)) + " view)\n\n";
  out += Overall(evaluation);
  out += "\nYes/no facts: precision, recall, and counts of gold>found (y yes, n no, - silent)\n" +
         YesNoTable(vocabulary, evaluation);
  out += "\nValues, where gold or program give one\n" + ValuedTable(vocabulary, evaluation);
  return out;
}

std::string FactEvaluationCsv(const Vocabulary& vocabulary,
                              const std::vector<FactEvaluation>& evaluations) {
  std::string out = "view,kind,fact,tp,fp,fn,precision,recall,f1";
  for (const Answer gold : kAnswers) {
    for (const Answer found : kAnswers) {
      out += ",gold_" + std::string(AnswerName(gold)) + "_found_" + std::string(AnswerName(found));
    }
  }
  out += ",right,counted\n";
  for (const FactEvaluation& evaluation : evaluations) {
    const std::string view(ViewName(evaluation.view));
    out += view + ",all,," + CsvCounts(evaluation.all) + ',' + std::string(kNoConfusion) + ",,\n";
    for (const FactEvaluation::YesNo& row : evaluation.yes_no) {
      out += view + ",yes_no," + CsvCell(vocabulary.Definition(row.fact).name) + ',' +
             CsvCounts(row.counts);
      for (const auto& found : row.confusion) {
        for (const int count : found) out += ',' + Count(count);
      }
      out += ",,\n";
    }
    out += CsvValued(view + ",treatment,,", evaluation.treatment_right, evaluation.items);
    for (const FactEvaluation::Valued& row : evaluation.valued) {
      out += CsvValued(view + ",value," + CsvCell(vocabulary.Definition(row.fact).name) + ',',
                       row.right, row.counted);
    }
  }
  return out;
}

std::string CsvCell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace imr
