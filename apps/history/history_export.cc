#include "apps/history/history_export.h"

#include <ostream>
#include <string_view>

#include "engine/evaluation/fact_evaluation.h"

namespace imr {
namespace {

using Json = nlohmann::ordered_json;

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string Cell(const std::string& text) {
  const bool formula =
      !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  return CsvCell(formula ? "'" + text : text);
}

std::string Number(double value) { return Json(value).dump(); }

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : " ") + part;
  return text;
}

// "fact=value fact=": what has no value was taken away.
std::string Corrections(const ReviewedItem& item) {
  std::vector<std::string> parts;
  for (const auto& [fact, value] : item.corrections) {
    parts.push_back(fact + "=" +
                    (value.is_null()     ? ""
                     : value.is_string() ? value.get<std::string>()
                                         : Dump(value)));
  }
  return Joined(parts);
}

constexpr std::string_view kHead =
    "id,time,case,view,review_date,item,treatment,prediction,probability_overturned,low,high,"
    "base_rate_overturned,risk,abstained,decided_by,corrections,decision,imr_outcome,note,"
    "review_note,version,rules,model,input\n";

void WriteRows(const Review& review, std::ostream& out) {
  for (const ReviewedItem& item : review.items) {
    out << Cell(review.id) << ',' << Cell(review.time) << ',' << Cell(review.case_id) << ','
        << review.view << ',' << (review.review_date ? FormatDate(*review.review_date) : "") << ','
        << item.index << ',' << Cell(item.treatment) << ','
        << (item.overturned ? "overturned" : "upheld") << ',' << Number(item.probability) << ','
        << Number(item.low) << ',' << Number(item.high) << ',' << Number(item.base_rate) << ','
        << Cell(item.risk) << ',' << (item.abstained ? "yes" : "no") << ','
        << Cell(Joined(item.decided_by)) << ',' << Cell(Corrections(item)) << ','
        << (item.decision ? DecisionName(*item.decision) : "") << ','
        << (item.imr_outcome ? OutcomeName(*item.imr_outcome) : "") << ',' << Cell(item.note) << ','
        << Cell(review.note) << ',' << Cell(review.version) << ',' << Cell(review.rules) << ','
        << Cell(review.model) << ',' << Cell(review.input) << '\n';
  }
}

}  // namespace

void ExportHistory(const ReviewHistory& history, ExportFormat format, std::ostream& out) {
  if (format == ExportFormat::kCsv) out << kHead;
  history.ForEach([&](const Review& review) {
    if (format == ExportFormat::kCsv) {
      WriteRows(review, out);
    } else {
      out << Dump(ReviewJson(review)) << '\n';
    }
  });
}

}  // namespace imr
