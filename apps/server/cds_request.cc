#include "apps/server/cds_request.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>
#include <variant>

#include "apps/server/case_input.h"
#include "features/document/fhir/request_wording.h"

namespace imr {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostNotes = 8;
// How often a case is read again without a resource that could not be read.
constexpr int kMostReadings = 100;
constexpr int kMostBadRecords = 4;
// PDFs are slow to read, and a client waits for half a second.
constexpr int kMostPdfs = 5;

// What of a bundle is read: other resources would be taken for orders, or for what utilization
// review said.
constexpr std::array<std::string_view, 3> kBesideOrders = {"Medication", "Device", "Condition"};
constexpr std::array<std::string_view, 6> kRecords = {
    "Condition", "DocumentReference", "DiagnosticReport", "Composition", "Medication", "Device"};

struct Entry {
  Json resource;
  std::string place;  // in the request
  bool is_order = false;
  bool wanted = false;
};

const Json* Find(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto it = object.find(key);
  return it == object.end() || it->is_null() ? nullptr : &*it;
}

std::string TextIn(const Json& object, std::string_view key) {
  const Json* value = Find(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

template <typename List>
bool IsAmong(const List& types, std::string_view type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

// Is left out by the reader of bundles, too.
bool IsWithdrawn(const Json& order) {
  const Json* not_done = Find(order, "doNotPerform");
  return TextIn(order, "status") == "entered-in-error" ||
         (not_done != nullptr && not_done->is_boolean() && not_done->get<bool>());
}

bool HoldsPdf(const Json& resource) {
  for (const char* list : {"content", "presentedForm"}) {
    const Json* contents = Find(resource, list);
    if (contents == nullptr || !contents->is_array()) continue;
    for (const Json& content : *contents) {
      const Json* attachment = Find(content, "attachment");
      const Json& data = attachment == nullptr ? content : *attachment;
      if (TextIn(data, "contentType").starts_with("application/pdf")) return true;
    }
  }
  return false;
}

// Reads one request from beginning to end.
class RequestReader {
 public:
  RequestReader(const CdsService& service, const Json& request)
      : service_(service), request_(request) {}

  std::variant<std::optional<CdsCase>, CdsProblem> Read() {
    if (!CheckRequest() || !TakeOrders() || !TakeSelections()) return problem_;
    const bool any = std::any_of(entries_.begin(), entries_.end(),
                                 [](const Entry& entry) { return entry.wanted; });
    if (!any) return std::optional<CdsCase>();
    if (!TakePrefetch()) return problem_;
    return ReadCase();
  }

 private:
  bool Fail(std::string detail, int status = 400) {
    problem_ = {status, std::move(detail)};
    return false;
  }

  void Note(std::string note) {
    if (notes_.size() < kMostNotes) notes_.push_back(std::move(note));
  }

  bool RequireText(const Json& object, const std::string& key, const std::string& at) {
    if (!TextIn(object, key).empty()) return true;
    return Fail(at + key + ": a string is required here.");
  }

  bool CheckRequest() {
    if (!RequireText(request_, "hook", "") || !RequireText(request_, "hookInstance", "")) {
      return false;
    }
    if (TextIn(request_, "hook") != service_.hook) {
      return Fail("hook: this service is called on " + std::string(service_.hook) + ".");
    }
    const Json* context = Find(request_, "context");
    if (context == nullptr || !context->is_object()) {
      return Fail("context: an object is required here.");
    }
    return RequireText(*context, "userId", "context.") &&
           RequireText(*context, "patientId", "context.");
  }

  // Calls `take(resource, place)` for each resource of a bundle. False when it is none.
  template <typename Take>
  bool ForEachResource(const Json& bundle, const std::string& at, const Take& take) {
    const Json* entries = Find(bundle, "entry");
    if (entries == nullptr) return true;
    if (!entries->is_array()) return Fail(at + ".entry: a list is required here.");
    for (std::size_t i = 0; i < entries->size(); ++i) {
      const Json* resource = Find((*entries)[i], "resource");
      if (resource == nullptr) continue;
      const std::string place = at + ".entry[" + std::to_string(i) + "].resource";
      if (TextIn(*resource, "resourceType").empty()) {
        return Fail(place + ": a FHIR resource is required here.");
      }
      take((*entries)[i], place);
    }
    return true;
  }

  // Puts the resource of an entry with its address behind those that are read.
  void Keep(const Json& entry, const std::string& place, bool is_order) {
    Json kept = Json::object();
    if (const std::string url = TextIn(entry, "fullUrl"); !url.empty()) kept["fullUrl"] = url;
    kept["resource"] = entry["resource"];
    entries_.push_back({std::move(kept), place, is_order, is_order && !service_.selected_only});
  }

  bool TakeOrders() {
    const Json* bundle = Find(request_["context"], "draftOrders");
    if (bundle == nullptr || TextIn(*bundle, "resourceType") != "Bundle") {
      return Fail("context.draftOrders: a FHIR Bundle of the orders is required here.");
    }
    return ForEachResource(*bundle, "context.draftOrders",
                           [&](const Json& entry, const std::string& place) {
                             const Json& resource = entry["resource"];
                             const std::string type = TextIn(resource, "resourceType");
                             const bool is_order = fhir::IsRequest(type);
                             if (is_order && IsWithdrawn(resource)) return;
                             if (is_order || IsAmong(kBesideOrders, type)) {
                               Keep(entry, place, is_order);
                             }
                           });
  }

  bool TakeSelections() {
    if (!service_.selected_only) return true;
    const Json* selections = Find(request_["context"], "selections");
    if (selections == nullptr || !selections->is_array()) {
      return Fail("context.selections: a list of references to draft orders is required here.");
    }
    std::set<std::string> chosen;
    for (std::size_t i = 0; i < selections->size(); ++i) {
      const Json& selection = (*selections)[i];
      if (!selection.is_string()) {
        return Fail("context.selections[" + std::to_string(i) + "]: a reference is required here.");
      }
      chosen.insert(selection.get<std::string>());
    }
    for (Entry& entry : entries_) {
      const Json& resource = entry.resource["resource"];
      const std::string id = TextIn(resource, "id");
      const std::string url = TextIn(entry.resource, "fullUrl");
      entry.wanted =
          entry.is_order &&
          ((!id.empty() && (chosen.contains(id) ||
                            chosen.contains(TextIn(resource, "resourceType") + "/" + id))) ||
           (!url.empty() && chosen.contains(url)));
    }
    return true;
  }

  void TakeRecord(const Json& entry, const std::string& place) {
    const Json& resource = entry["resource"];
    if (!IsAmong(kRecords, TextIn(resource, "resourceType"))) return;
    if (HoldsPdf(resource) && ++pdfs_ > kMostPdfs) {
      if (pdfs_ == kMostPdfs + 1) {
        Note("More than " + std::to_string(kMostPdfs) +
             " PDFs were sent; those after the first were not read.");
      }
      return;
    }
    Keep(entry, place, false);
  }

  bool TakePrefetch() {
    const Json* prefetch = Find(request_, "prefetch");
    if (prefetch != nullptr && !prefetch->is_object()) {
      return Fail("prefetch: an object is required here.");
    }
    // null stands for "nothing found"; a key that is not there for "not looked up".
    for (const PrefetchTemplate& asked : PrefetchTemplates()) {
      if (prefetch != nullptr && prefetch->contains(asked.key)) continue;
      Note("The client sent no " + std::string(asked.what) + " (prefetch key " +
           std::string(asked.key) + "), so nothing of them is known here.");
    }
    if (prefetch == nullptr) return true;
    for (const auto& [key, value] : prefetch->items()) {
      if (value.is_null()) continue;
      const bool asked = std::any_of(PrefetchTemplates().begin(), PrefetchTemplates().end(),
                                     [&name = key](const auto& one) { return one.key == name; });
      if (!asked) continue;
      const std::string at = "prefetch." + key;
      if (TextIn(value, "resourceType").empty()) {
        return Fail(at + ": a FHIR resource or null is required here.");
      }
      const auto take = [&](const Json& entry, const std::string& place) {
        TakeRecord(entry, place);
      };
      if (TextIn(value, "resourceType") != "Bundle") {
        take({{"resource", value}}, at);
      } else if (!ForEachResource(value, at, take)) {
        return false;
      }
    }
    return true;
  }

  std::string BundleText() const {
    Json list = Json::array();
    for (const Entry& entry : entries_) list.push_back(entry.resource);
    const Json bundle = {
        {"resourceType", "Bundle"}, {"type", "collection"}, {"entry", std::move(list)}};
    return bundle.dump(-1, ' ', false, Json::error_handler_t::replace);
  }

  // Replaces "entry[3].resource" at the beginning of a message by its place in the request.
  std::string InRequest(const std::string& message, std::optional<std::size_t>& index) const {
    constexpr std::string_view kEntry = "entry[";
    constexpr std::string_view kResource = "].resource";
    if (!message.starts_with(kEntry)) return message;
    std::size_t number = 0;
    const char* first = message.data() + kEntry.size();
    const auto [end, error] = std::from_chars(first, message.data() + message.size(), number);
    if (error != std::errc() || number >= entries_.size()) return message;
    index = number;
    std::string rest(end, message.data() + message.size());
    rest.erase(0, rest.starts_with(kResource) ? kResource.size() : 1);
    return entries_[number].place + rest;
  }

  bool HasOrder() const {
    return std::any_of(entries_.begin(), entries_.end(),
                       [](const Entry& entry) { return entry.wanted; });
  }

  // Leaves out what the reader of bundles stumbles over, one resource at a time; when that are too
  // many records, all of them. Orders are read before records, so that a bad one costs little.
  std::variant<std::optional<CdsCase>, CdsProblem> ReadCase() {
    ReaderLimits limits = NetworkLimits();
    limits.attached_pdfs = kMostPdfs;
    limits.pdf_wall_seconds = std::min(limits.pdf_wall_seconds, 3);
    std::string last;
    int bad_records = 0;
    for (int reading = 0; reading < kMostReadings && HasOrder(); ++reading) {
      ReadResult result = ReadDocument(BundleText(), "cds-hooks", "cds-hooks", limits);
      if (auto* document = std::get_if<Document>(&result)) return Made(std::move(*document));
      std::optional<std::size_t> index;
      last = InRequest(std::get<InputError>(result).message, index);
      const bool is_order = index && entries_[*index].is_order;
      if (!is_order && ++bad_records > kMostBadRecords) index.reset();
      if (index) {
        Note("Left out, " + last + ".");
        entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(*index));
      } else if (!DropRecords()) {
        break;
      }
    }
    return CdsProblem{412, "None of the orders says what is ordered. " + last + "."};
  }

  // Whether there were any.
  bool DropRecords() {
    const auto kept = std::remove_if(entries_.begin(), entries_.end(),
                                     [](const Entry& entry) { return !entry.is_order; });
    if (kept == entries_.end()) return false;
    entries_.erase(kept, entries_.end());
    Note("The records that were sent cannot be read together; only the orders were.");
    return true;
  }

  std::optional<CdsCase> Made(Document document) {
    CdsCase out;
    for (const Entry& entry : entries_) {
      if (entry.is_order) out.wanted.push_back(entry.wanted);
    }
    for (const std::string& warning : document.warnings) {
      std::optional<std::size_t> index;
      Note("Note, " + InRequest(warning, index) + ".");
    }
    out.document = std::move(document);
    out.notes = std::move(notes_);
    return out;
  }

  const CdsService& service_;
  const Json& request_;
  CdsProblem problem_;
  std::vector<Entry> entries_;
  std::vector<std::string> notes_;
  int pdfs_ = 0;
};

}  // namespace

const std::array<CdsService, 2>& CdsServices() {
  static constexpr std::array<CdsService, 2> kServices = {
      {{.id = "imr-order-sign",
        .hook = "order-sign",
        .title = "Independent Medical Review forecast",
        .description = "For each order about to be signed: whether Independent Medical Review "
                       "would uphold a denial of it, by which guideline criterion, and what "
                       "documentation is missing.",
        .selected_only = false},
       {.id = "imr-order-select",
        .hook = "order-select",
        .title = "Independent Medical Review forecast, while ordering",
        .description = "The same for the orders that were just selected.",
        .selected_only = true}}};
  return kServices;
}

const CdsService* FindCdsService(std::string_view id) {
  const auto& services = CdsServices();
  const auto* it = std::find_if(services.begin(), services.end(),
                                [&](const CdsService& service) { return service.id == id; });
  return it == services.end() ? nullptr : it;
}

const std::array<PrefetchTemplate, 3>& PrefetchTemplates() {
  static constexpr std::array<PrefetchTemplate, 3> kTemplates = {
      {{"conditions", "Condition?patient={{context.patientId}}", "conditions"},
       {"documents", "DocumentReference?patient={{context.patientId}}&_sort=-date&_count=50",
        "clinical notes"},
       {"reports", "DiagnosticReport?patient={{context.patientId}}&_sort=-date&_count=50",
        "diagnostic reports"}}};
  return kTemplates;
}

std::variant<std::optional<CdsCase>, CdsProblem> ReadCdsRequest(const CdsService& service,
                                                                const Json& request) {
  return RequestReader(service, request).Read();
}

}  // namespace imr
