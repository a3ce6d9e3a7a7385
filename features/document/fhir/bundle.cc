// A FHIR R4 Bundle as a case: its requests are the disputed items, its clinical resources the
// records, its authorization response the utilization review. What is known of the patient as a
// person (Patient, RelatedPerson, names shown in references) is never read.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "features/document/date_finder.h"
#include "features/document/fhir/element.h"
#include "features/document/fhir/records.h"
#include "features/document/fhir/request_wording.h"
#include "features/document/formats.h"
#include "features/text/text.h"

namespace imr {
namespace fhir {
namespace {

// Clinical resources that are not read; a person should know.
constexpr std::array<std::string_view, 14> kNotRead = {"AllergyIntolerance",
                                                       "CarePlan",
                                                       "ClinicalImpression",
                                                       "Communication",
                                                       "CommunicationRequest",
                                                       "Media",
                                                       "MedicationAdministration",
                                                       "MedicationDispense",
                                                       "MedicationStatement",
                                                       "NutritionOrder",
                                                       "Observation",
                                                       "Procedure",
                                                       "QuestionnaireResponse",
                                                       "SupplyRequest"};

struct Resource {
  std::string_view type;
  Element element;
};

class BundleReader {
 public:
  explicit BundleReader(const ReaderContext& context) : context_(context), findings_(context) {}

  ReadResult Read(const DataNode& root);

 private:
  void List(const Element& bundle);
  void ReadRequest(const Resource& resource);
  void ReadRecords();
  void ReadReview();
  void ReadInjury();
  void WarnOfWhatIsNotRead();
  void SetDates();
  void ShareReview();
  std::optional<Date> InjuryOfConditions();
  Element Resolve(const Element& resource, const Element& reference);
  bool Fits(std::size_t bytes);

  const ReaderContext& context_;
  Findings findings_;
  Document document_;
  std::vector<Resource> resources_;
  // By fullUrl and by "Type/id".
  std::unordered_map<std::string_view, std::size_t> by_url_;
  std::map<std::string, std::size_t> by_id_;
  RecordReader records_;
  std::vector<Record> summary_;
  std::unordered_set<const DataNode*> reasons_;  // conditions that requests refer to
  std::optional<Date> newest_request_;
  std::string review_;
  std::size_t text_bytes_ = 0;
};

void BundleReader::List(const Element& bundle) {
  for (const Element& entry : bundle.Objects("entry")) {
    Element resource = entry.Object("resource");
    if (!resource.exists()) continue;
    const std::string_view type = resource.Raw("resourceType");
    if (type.empty()) resource.Fail("has no resourceType");
    const std::size_t index = resources_.size();
    if (const auto url = entry.Raw("fullUrl"); !url.empty()) by_url_.emplace(url, index);
    if (const auto id = resource.Raw("id"); !id.empty()) {
      by_id_.emplace(std::string(type) + "/" + std::string(id), index);
    }
    resources_.push_back({type, std::move(resource)});
  }
}

Element BundleReader::Resolve(const Element& resource, const Element& reference) {
  const std::string_view target = reference.Raw("reference");
  if (target.starts_with('#')) {
    for (const Element& contained : resource.Objects("contained")) {
      if (contained.Raw("id") == target.substr(1)) return contained;
    }
  }
  if (const auto found = by_url_.find(target); found != by_url_.end()) {
    return resources_[found->second].element;
  }
  if (const auto found = by_id_.find(std::string(target)); found != by_id_.end()) {
    return resources_[found->second].element;
  }
  return {nullptr, reference.path(), &findings_};
}

// Counts text that is kept; false and an error when it is too much.
bool BundleReader::Fits(std::size_t bytes) {
  text_bytes_ += bytes;
  if (text_bytes_ <= context_.limits.text_bytes) return true;
  findings_.Fail("", 0,
                 "the bundle holds more than " + std::to_string(context_.limits.text_bytes >> 20) +
                     " MiB of text; split it into one case each");
  return false;
}

void BundleReader::ReadRequest(const Resource& resource) {
  const Element& element = resource.element;
  if (element.Raw("status") == "entered-in-error" || element.True("doNotPerform")) {
    element.Warn("is withdrawn, or asks that something be not done; it is left out");
    return;
  }
  std::vector<RequestedItem>& items = document_.known.items;
  if (items.size() >= context_.limits.items) {
    element.Fail("more than " + std::to_string(context_.limits.items) +
                 " requests in one bundle; split it");
    return;
  }
  RequestedItem item;
  item.request = RequestWording(element, [this](const Element& from, const Element& reference) {
    return Resolve(from, reference);
  });
  if (!Fits(item.request.size())) return;
  items.push_back(std::move(item));
  const auto authored = element.Day("authoredOn");
  if (authored && (!newest_request_ || *newest_request_ < *authored)) newest_request_ = authored;
  for (const Element& reason : element.Objects("reasonCode")) {
    const std::string text = ConceptText(reason);
    if (!text.empty()) summary_.push_back({authored, RecordText(authored, "diagnosis", text)});
  }
  for (const Element& reference : element.Objects("reasonReference")) {
    const Element condition = Resolve(element, reference);
    if (condition.exists()) reasons_.insert(condition.node());
  }
}

void BundleReader::ReadRecords() {
  for (const Resource& resource : resources_) {
    if (findings_.error()) return;
    auto record = records_.Read(resource.type, resource.element, context_);
    if (!record || !Fits(record->text.size())) continue;
    summary_.push_back(std::move(*record));
  }
  // Undated diagnoses first, then as time passed; ties in the order of the bundle.
  std::stable_sort(summary_.begin(), summary_.end(),
                   [](const Record& a, const Record& b) { return a.date < b.date; });
  std::string& summary = document_.known.summary;
  const std::string* last = nullptr;
  for (const Record& record : summary_) {
    if (last == nullptr || *last != record.text) Join(summary, "\n", record.text);
    last = &record.text;
  }
}

// The newest answer to a request for authorization; without one, the newest Task.
void BundleReader::ReadReview() {
  CaseDates& dates = document_.known.dates;
  for (const std::string_view type : {"ClaimResponse", "Task"}) {
    for (const Resource& resource : resources_) {
      if (resource.type != type || resource.element.Raw("status") == "entered-in-error") continue;
      const Element& element = resource.element;
      std::optional<Date> date;
      std::string text;
      if (type == "ClaimResponse") {
        if (element.Raw("use") == "claim") continue;  // on paying, not on authorizing
        date = element.Day("created");
        text = element.Line("disposition");
        for (const Element& note : element.Objects("processNote")) {
          Join(text, " ", note.Line("text"));
        }
      } else {
        date = FirstDay(element, {"executionPeriod.end", "lastModified", "authoredOn"});
        text = ConceptText(element.Object("statusReason"));
        Join(text, " ", NoteText(element));
      }
      if (!Fits(text.size())) return;
      Join(review_, "\n", text);
      if (date && (!dates.utilization_review || *dates.utilization_review < *date)) {
        dates.utilization_review = date;
      }
    }
    if (dates.utilization_review) return;
  }
}

// A claim's accident, else an extension that is about the injury, else the onset of the diagnosis.
void BundleReader::ReadInjury() {
  std::optional<Date>& injury = document_.known.dates.injury;
  for (const Resource& resource : resources_) {
    if (resource.type != "Claim") continue;
    if (!injury) injury = resource.element.Object("accident").Day("date");
  }
  for (const Resource& resource : resources_) {
    if (injury) break;
    for (const Element& extension : resource.element.Objects("extension")) {
      std::string url(extension.Raw("url"));
      for (char& c : url) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
      if (injury || url.find("injury") == std::string::npos) continue;
      injury = FirstDay(extension, {"valueDate", "valueDateTime"});
    }
  }
  if (!injury) injury = InjuryOfConditions();
  if (injury) document_.known.header = "Date of Injury: " + FormatDate(*injury);
}

// The earliest onset among the diagnoses that requests refer to; without such, the onset that all
// diagnoses agree on. Other diagnoses may be older than the injury.
std::optional<Date> BundleReader::InjuryOfConditions() {
  std::optional<Date> earliest;
  std::optional<Date> common;
  bool agree = true;
  for (const Resource& resource : resources_) {
    if (resource.type != "Condition") continue;
    const auto onset = FirstDay(resource.element, {"onsetDateTime", "onsetPeriod.start"});
    if (!onset) continue;
    const bool is_reason = reasons_.contains(resource.element.node());
    if (is_reason && (!earliest || *onset < *earliest)) earliest = onset;
    agree = agree && (!common || *common == *onset);
    common = onset;
  }
  if (earliest) return earliest;
  return agree ? common : std::nullopt;
}

void BundleReader::SetDates() {
  CaseDates& dates = document_.known.dates;
  if (!dates.utilization_review && newest_request_) {
    const SummaryDates told = ReadSummaryDates(document_.known.summary);
    dates.utilization_review = told.utilization_review ? told.utilization_review : newest_request_;
    dates.assumed = !told.utilization_review;
  }
  CompleteDates(document_.known.summary, dates);
}

void BundleReader::ShareReview() {
  std::vector<RequestedItem>& items = document_.known.items;
  if (review_.empty() || !Fits(review_.size() * items.size())) return;
  for (RequestedItem& item : items) item.utilization_review = review_;
}

void BundleReader::WarnOfWhatIsNotRead() {
  for (const std::string_view type : kNotRead) {
    const auto count = std::count_if(resources_.begin(), resources_.end(),
                                     [&](const Resource& r) { return r.type == type; });
    if (count == 0) continue;
    findings_.Warn(std::to_string(count) + " of type " + std::string(type) +
                   " not read; give what matters of it as a document with text");
  }
}

ReadResult BundleReader::Read(const DataNode& root) {
  const Element bundle(&root, "", &findings_);
  Case& known = document_.known;
  if (bundle.Raw("resourceType") != "Bundle" && !findings_.error()) {
    findings_.Fail("resourceType", root.line,
                   "a FHIR resource that is no Bundle; give a Bundle with requests and records");
  }
  if (!findings_.error()) List(bundle);
  for (const Resource& resource : resources_) {
    if (!findings_.error() && IsRequest(resource.type)) ReadRequest(resource);
  }
  if (known.items.empty() && !findings_.error()) {
    findings_.Fail("entry", root.line,
                   "no ServiceRequest, MedicationRequest or DeviceRequest among the resources; add "
                   "one for each thing requested");
  }
  if (!findings_.error()) ReadRecords();
  if (!findings_.error()) ReadReview();
  if (!findings_.error()) ReadInjury();
  if (!findings_.error()) ShareReview();
  constexpr std::size_t kLongestId = 80;
  known.id = bundle.Object("identifier").Line("value");
  if (known.id.empty() || known.id.size() > kLongestId) known.id = context_.file_stem;
  if (findings_.error()) return *findings_.error();
  SetDates();
  WarnOfWhatIsNotRead();
  document_.warnings = findings_.TakeWarnings();
  document_.decided.rulings.resize(known.items.size());
  return std::move(document_);
}

}  // namespace
}  // namespace fhir

ReadResult ReadFhir(const DataNode& root, const ReaderContext& context) {
  return fhir::BundleReader(context).Read(root);
}

}  // namespace imr
