// FHIR bundles as cases.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "features/document/reader.h"
#include "tests/support/paths.h"

namespace imr {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

json Bundle(const std::vector<json>& resources) {
  json entries = json::array();
  for (const json& resource : resources) entries.push_back({{"resource", resource}});
  return {{"resourceType", "Bundle"}, {"type", "collection"}, {"entry", entries}};
}

json Text(const std::string& text) { return {{"text", text}}; }

json Service(const std::string& text, const json& more = json::object()) {
  json resource = {{"resourceType", "ServiceRequest"}, {"code", Text(text)}};
  resource.update(more);
  return resource;
}

json Note(const json& attachment, const json& more = json::object()) {
  json resource = {{"resourceType", "DocumentReference"},
                   {"status", "current"},
                   {"type", Text("Progress note")},
                   {"date", "2015-06-02T23:30:00-07:00"},
                   {"content", {{{"attachment", attachment}}}}};
  resource.update(more);
  return resource;
}

json Plain(const std::string& base64) { return {{"contentType", "text/plain"}, {"data", base64}}; }

ReadResult Read(const json& bundle, const ReaderLimits& limits = {}) {
  return ReadDocument(bundle.dump(), "bundle.json", "bundle", limits);
}

Document Good(const json& bundle) {
  ReadResult result = Read(bundle);
  if (auto* document = std::get_if<Document>(&result)) return std::move(*document);
  ADD_FAILURE() << std::get<InputError>(result).message;
  return {};
}

std::string Error(const json& bundle, const ReaderLimits& limits = {}) {
  const ReadResult result = Read(bundle, limits);
  const auto* error = std::get_if<InputError>(&result);
  return error == nullptr ? "" : error->message;
}

std::string Wording(const json& request) {
  const Document document = Good(Bundle({request}));
  return document.known.items.empty() ? "" : document.known.items[0].request;
}

json Repeat(const json& repeat) { return {{"occurrenceTiming", {{"repeat", repeat}}}}; }

struct WordingCase {
  std::string wording;
  json request;
};

TEST(FhirRequests, AreWordedAsAPhysicianWrites) {
  const json weeks = {{"value", 3}, {"unit", "wk"}, {"code", "wk"}};
  const json twice = {{"frequency", 2}, {"period", 1}, {"periodUnit", "wk"}};
  json therapy = twice;
  therapy["boundsDuration"] = weeks;
  json counted = therapy;
  counted["count"] = 6;
  json ranged = {{"frequency", 1}, {"frequencyMax", 2}, {"period", 1}, {"periodUnit", "wk"}};
  ranged["boundsRange"] = {{"low", {{"value", 4}}}, {"high", weeks}};
  json dated = twice;
  dated["boundsPeriod"] = {{"start", "2015-06-01"}, {"end", "2015-06-21"}};
  const json drug = {{"resourceType", "MedicationRequest"},
                     {"medicationCodeableConcept", Text("Drug 10 mg")}};
  auto dispensed = [&](const json& dispense, const json& more = json::object()) {
    json resource = drug;
    resource["dispenseRequest"] = dispense;
    resource.update(more);
    return resource;
  };
  const json device = {{"resourceType", "DeviceRequest"}, {"codeCodeableConcept", Text("Unit")}};
  json rental = device;
  rental["occurrencePeriod"] = {{"start", "2015-06-01"}, {"end", "2015-06-30"}};
  json sized = device;
  sized["parameter"] = {{{"code", Text("size")}, {"valueCodeableConcept", Text("large")}},
                        {{"code", Text("pads")}, {"valueQuantity", {{"value", 4}}}}};
  const std::vector<WordingCase> cases = {
      {"Therapy, 2 times a week for 3 weeks", Service("Therapy", Repeat(therapy))},
      {"Therapy, 2 times a week for 3 weeks (6)", Service("Therapy", Repeat(counted))},
      {"Therapy, 1-2 times a week for 4-3 weeks", Service("Therapy", Repeat(ranged))},
      {"Therapy, 2 times a week for 3 weeks", Service("Therapy", Repeat(dated))},
      {"Therapy, every 2 weeks",
       Service("Therapy", Repeat({{"frequency", 1}, {"period", 2}, {"periodUnit", "wk"}}))},
      {"Therapy, total 12", Service("Therapy", Repeat({{"count", 12}}))},
      {"Scan", Service("Scan", Repeat({{"count", 1}}))},
      {"Scan, once a month",
       Service("Scan", Repeat({{"frequency", 1}, {"period", 1.0}, {"periodUnit", "mo"}}))},
      {"Therapy, left knee, 6 visits",
       Service("Therapy", {{"bodySite", {Text("left knee")}},
                           {"quantityQuantity", {{"value", 6}, {"unit", "visits"}}}})},
      {"Therapy, quantity 6", Service("Therapy", {{"quantityQuantity", {{"value", 6}}}})},
      {"Therapy; at home; not in water",
       Service("Therapy", {{"note", {Text("at home; not in water")}}})},
      {"Named",
       {{"resourceType", "ServiceRequest"},
        {"code", {{"coding", {{{"code", "1"}}, {{"code", "2"}, {"display", "Named"}}}}}}}},
      {"97110",
       {{"resourceType", "ServiceRequest"}, {"code", {{"coding", {{{"code", "97110"}}}}}}}},
      {"Drug 10 mg #60 tablets, 2 refills, 30 days supply",
       dispensed({{"quantity", {{"value", 60}, {"unit", "tablets"}}},
                  {"numberOfRepeatsAllowed", 2},
                  {"expectedSupplyDuration", {{"value", 30}, {"code", "d"}}}})},
      {"Drug 10 mg #30, no refills", dispensed({{"quantity", {{"value", 30.0}, {"code", "{tbl}"}}},
                                                {"numberOfRepeatsAllowed", 0}})},
      {"Drug 10 mg 60 g, 1 refill",
       dispensed({{"quantity", {{"value", 60}, {"code", "g"}}}, {"numberOfRepeatsAllowed", 1}})},
      {"Drug 10 mg #20, 1 tablet every 6 hours as needed",
       dispensed(
           {{"quantity", {{"value", 20}}}},
           {{"dosageInstruction",
             {{{"doseAndRate", {{{"doseQuantity", {{"value", 1}, {"unit", "tablet"}}}}}},
               {"timing", {{"repeat", {{"frequency", 1}, {"period", 6}, {"periodUnit", "h"}}}}},
               {"asNeededBoolean", true}}}}})},
      {"Unit, for 30 days", rental},
      {"Unit, size large, pads 4", sized}};
  for (const WordingCase& c : cases) EXPECT_EQ(Wording(c.request), c.wording);
}

TEST(FhirRequests, TakeADrugFromTheBundleOrFromWithin) {
  json contained = {
      {"resourceType", "MedicationRequest"},
      {"contained", {{{"resourceType", "Medication"}, {"id", "m"}, {"code", Text("Inner drug")}}}},
      {"medicationReference", {{"reference", "#m"}}}};
  EXPECT_EQ(Wording(contained), "Inner drug");
  const json drug = {{"resourceType", "Medication"}, {"id", "7"}, {"code", Text("Outer drug")}};
  contained["medicationReference"]["reference"] = "Medication/7";
  EXPECT_EQ(Good(Bundle({contained, drug})).known.items.at(0).request, "Outer drug");
  contained["medicationReference"] = {{"reference", "Medication/8"}, {"display", "Shown drug"}};
  EXPECT_EQ(Wording(contained), "Shown drug");
}

TEST(FhirRequests, KeepTheOrderOfTheBundleAndLeaveOutWhatIsWithdrawn) {
  const Document document =
      Good(Bundle({Service("B"), Service("X", {{"status", "entered-in-error"}}), Service("A"),
                   Service("Y", {{"doNotPerform", true}})}));
  ASSERT_THAT(document.known.items, SizeIs(2));
  EXPECT_EQ(document.known.items[0].request, "B");
  EXPECT_EQ(document.known.items[1].request, "A");
  EXPECT_THAT(document.warnings, SizeIs(2));
  EXPECT_THAT(document.decided.rulings, SizeIs(2));
}

TEST(FhirRecords, AreDatedAndInOrderOfTime) {
  const json condition = {{"resourceType", "Condition"},
                          {"code", {{"text", "Strain"}, {"coding", {{{"code", "S1"}}}}}},
                          {"verificationStatus", {{"coding", {{{"code", "provisional"}}}}}},
                          {"recordedDate", "2015-05-01"}};
  const json refuted = {{"resourceType", "Condition"},
                        {"code", Text("Fracture")},
                        {"verificationStatus", {{"coding", {{{"code", "refuted"}}}}}}};
  const json report = {{"resourceType", "DiagnosticReport"},
                       {"code", Text("X-ray")},
                       {"effectiveDateTime", "2015-05-20"},
                       {"conclusion", "No fracture."}};
  const json composition = {
      {"resourceType", "Composition"},
      {"type", Text("Consultation")},
      {"date", "2015-07-01"},
      {"section",
       {{{"title", "Findings"},
         {"text", {{"div", "<div><p>Stiff &amp; weak.</p></div>"}}},
         {"section", {{{"title", "Plan"}, {"text", {{"div", "<div>Rest.</div>"}}}}}}}}}};
  const Document document =
      Good(Bundle({Service("Therapy"), composition, Note(Plain("U2hlIGlzIHNvcmUu")), report,
                   refuted, condition}));
  EXPECT_EQ(document.known.summary,
            "2015-05-01 diagnosis, provisional: Strain (S1)\n"
            "2015-05-20 X-ray: No fracture.\n"
            "2015-06-02 Progress note: She is sore.\n"
            "2015-07-01 Consultation: Findings: Stiff & weak.\nPlan: Rest.");
}

TEST(FhirRecords, ReadTheFormatThatIsPlainest) {
  const json html = {{"contentType", "text/html"}, {"data", "PGI+cmljaDwvYj4="}};
  json note = Note(html);
  EXPECT_THAT(Good(Bundle({Service("A"), note})).known.summary, HasSubstr("note: rich"));
  note["content"].push_back({{"attachment", Plain("cGxhaW4=")}});
  EXPECT_THAT(Good(Bundle({Service("A"), note})).known.summary, HasSubstr("note: plain"));
  const Document picture =
      Good(Bundle({Service("A"), Note({{"contentType", "image/png"}, {"data", "AAAA"}})}));
  EXPECT_THAT(picture.known.summary, IsEmpty());
  EXPECT_THAT(picture.warnings, SizeIs(1));
  const Document elsewhere = Good(Bundle({Service("A"), Note({{"url", "http://example.org/1"}})}));
  EXPECT_THAT(elsewhere.warnings, SizeIs(1));
}

TEST(FhirRecords, LeaveOutADeterminationLetter) {
  // "CLINICAL CASE SUMMARY\nShe is sore.\n\nIMR ISSUES, DECISIONS AND RATIONALES\n\n..."
  const std::string letter =
      "Q2FzZSBOdW1iZXI6IENNMTUtOTAwMDAwMQpDTElOSUNBTCBDQVNFIFNVTU1BUlkKU2hlIGlzIHNvcmUuCgpJTVIg"
      "SVNTVUVTLCBERUNJU0lPTlMgQU5EIFJBVElPTkFMRVMKClRoZXJhcHk6IE92ZXJ0dXJuZWQKCkRlY2lzaW9uIHJh"
      "dGlvbmFsZTogU29yZS4K";
  const Document document = Good(Bundle({Service("Therapy"), Note(Plain(letter))}));
  EXPECT_THAT(document.known.summary, IsEmpty());
  EXPECT_THAT(document.warnings, SizeIs(1));
}

TEST(FhirDates, OfTheReviewComeFromTheAnswerElseFromTheNewestRequest) {
  const json first = Service("A", {{"authoredOn", "2015-06-01"}});
  const json second = Service("B", {{"authoredOn", "2015-06-09T08:00:00+02:00"}});
  CaseDates dates = Good(Bundle({first, second})).known.dates;
  EXPECT_EQ(dates.utilization_review, ParseDate("2015-06-09"));
  EXPECT_TRUE(dates.assumed);
  const json task = {{"resourceType", "Task"}, {"lastModified", "2015-06-15"}};
  dates = Good(Bundle({first, task})).known.dates;
  EXPECT_EQ(dates.utilization_review, ParseDate("2015-06-15"));
  EXPECT_FALSE(dates.assumed);
  const json answer = {{"resourceType", "ClaimResponse"},
                       {"use", "preauthorization"},
                       {"created", "2015-06-12"},
                       {"disposition", "Not certified."},
                       {"processNote", {Text("No goals.")}}};
  const Document document = Good(Bundle({first, task, answer}));
  EXPECT_EQ(document.known.dates.utilization_review, ParseDate("2015-06-12"));
  EXPECT_EQ(document.known.items[0].utilization_review, "Not certified. No goals.");
}

TEST(FhirDates, OfTheInjuryAreThoseThatAreStated) {
  auto onset = [](const std::string& id, const std::string& day) {
    return json{
        {"resourceType", "Condition"}, {"id", id}, {"code", Text("Pain")}, {"onsetDateTime", day}};
  };
  const json old = onset("1", "2001-02-03"), recent = onset("2", "2015-04-14");
  const json claim = {{"resourceType", "Claim"}, {"accident", {{"date", "2015-04-10"}}}};
  const json extended = Service(
      "A",
      {{"extension", {{{"url", "http://example.org/dateOfInjury"}, {"valueDate", "2015-04-12"}}}}});
  const json referring = Service("A", {{"reasonReference", {{{"reference", "Condition/2"}}}}});
  EXPECT_EQ(Good(Bundle({Service("A"), recent})).known.dates.injury, ParseDate("2015-04-14"));
  EXPECT_EQ(Good(Bundle({Service("A"), old, recent})).known.dates.injury, std::nullopt);
  EXPECT_EQ(Good(Bundle({referring, old, recent})).known.dates.injury, ParseDate("2015-04-14"));
  EXPECT_EQ(Good(Bundle({extended, recent})).known.dates.injury, ParseDate("2015-04-12"));
  EXPECT_EQ(Good(Bundle({extended, claim})).known.dates.injury, ParseDate("2015-04-10"));
  EXPECT_EQ(Good(Bundle({Service("A"), onset("1", "2015-04")})).known.dates.injury, std::nullopt);
  const Document impossible = Good(Bundle({Service("A"), onset("1", "2015-02-30")}));
  EXPECT_EQ(impossible.known.dates.injury, std::nullopt);
  EXPECT_THAT(impossible.warnings, Not(IsEmpty()));
}

TEST(FhirPatients, EnterNoSection) {
  const json patient = {{"resourceType", "Patient"},
                        {"id", "p"},
                        {"name", {{{"text", "Quorvexian"}, {"family", "Quorvexian"}}}},
                        {"gender", "Quorvexian"},
                        {"birthDate", "1979-03-08"},
                        {"address", {{{"city", "Quorvexian"}}}},
                        {"text", {{"div", "<div>Quorvexian</div>"}}}};
  const json subject = {{"reference", "Patient/p"}, {"display", "Quorvexian"}};
  json attachment = Plain("U2hlIGlzIHNvcmUu");
  attachment["title"] = "Note on Quorvexian";
  json note = Note(attachment, {{"subject", subject}, {"description", "Quorvexian"}});
  note.erase("type");
  const Document document = Good(Bundle({patient, Service("A", {{"subject", subject}}), note}));
  const Case& known = document.known;
  const std::string all = known.id + known.header + known.summary + known.items.at(0).request +
                          known.items[0].utilization_review;
  EXPECT_THAT(all, HasSubstr("She is sore."));
  EXPECT_THAT(all, Not(HasSubstr("Quorvexian")));
  EXPECT_THAT(all, Not(HasSubstr("1979")));
}

TEST(FhirErrors, NameTheirPlaceAndNeverTheText) {
  const std::string word = "Quorvexian";
  struct Broken {
    const char* place;
    json bundle;
  };
  auto with = [](const json& resource) { return Bundle({Service("A"), resource}); };
  json wrong_entry = Bundle({});
  wrong_entry["entry"] = word;
  json wrong_resource = Bundle({});
  wrong_resource["entry"] = {{{"resource", word}}};
  const std::vector<Broken> cases = {
      {"resourceType", {{"resourceType", "Patient"}, {"name", word}}},
      {"resourceType", {{"resourceType", 5}}},
      {"entry", {{"resourceType", "Bundle"}}},
      {"entry", wrong_entry},
      {"entry[0].resource", wrong_resource},
      {"entry[1].resource", with({{"name", word}})},
      {"entry[1].resource", with({{"resourceType", "ServiceRequest"}, {"id", word}})},
      {"entry[1].resource.code", with({{"resourceType", "ServiceRequest"}, {"code", word}})},
      {"entry[1].resource.code.coding[0].display",
       with({{"resourceType", "ServiceRequest"}, {"code", {{"coding", {{{"display", {word}}}}}}}})},
      {"entry[1].resource.bodySite", with(Service(word, {{"bodySite", word}}))},
      {"entry[1].resource.occurrenceTiming.repeat.frequency",
       with(Service(word, Repeat({{"frequency", word}})))},
      {"entry[1].resource.medicationCodeableConcept",
       with({{"resourceType", "MedicationRequest"}, {"medicationCodeableConcept", {word}}})},
      {"entry[1].resource.dispenseRequest.quantity.value",
       with({{"resourceType", "MedicationRequest"},
             {"medicationCodeableConcept", Text(word)},
             {"dispenseRequest", {{"quantity", {{"value", word}}}}}})},
      {"entry[1].resource.content[0].attachment", with(Note(Plain(word + "!")))},
      {"entry[1].resource.content[0].attachment", with(Note(Plain("AAAAAAAAAAAA")))},
      {"entry[1].resource.content[0].attachment",
       with(Note({{"contentType", "application/pdf"}, {"data", "AAAA"}}))},
      {"entry[1].resource.content[0].attachment",
       with(Note({{"contentType", "application/pdf"}, {"data", "JVBERi0xLjQK"}}))},
      {"entry[1].resource.section[0].text.div",
       with({{"resourceType", "Composition"}, {"section", {{{"text", {{"div", 5}}}}}}})}};
  for (const Broken& broken : cases) {
    const std::string error = Error(broken.bundle);
    EXPECT_TRUE(error.starts_with(std::string(broken.place) + ": "))
        << broken.place << ": " << error;
    EXPECT_THAT(error, Not(HasSubstr(word)));
  }
}

TEST(FhirErrors, NameFhirInXml) {
  const ReadResult result = ReadDocument(
      R"(<?xml version="1.0"?><Bundle xmlns="http://hl7.org/fhir"><id value="a"/></Bundle>)", "-",
      "-");
  EXPECT_THAT(std::get<InputError>(result).message, HasSubstr("JSON"));
}

TEST(FhirLimits, Hold) {
  ReaderLimits limits;
  limits.items = 2;
  EXPECT_THAT(Error(Bundle({Service("A"), Service("B"), Service("C")}), limits),
              HasSubstr("more than 2 requests"));
  limits.attachments = 1;
  EXPECT_THAT(Error(Bundle({Service("A"), Note(Plain("QQ==")), Note(Plain("QQ=="))}), limits),
              HasSubstr("more than 1 attachments"));
  limits.attached_pdfs = 0;
  EXPECT_THAT(
      Error(Bundle({Service("A"), Note({{"contentType", "application/pdf"}, {"data", "AAAA"}})}),
            limits),
      HasSubstr("more than 0 PDFs"));
  std::string deep = R"({"resourceType": "Bundle", "entry": [{"resource": )";
  for (int i = 0; i < 100; ++i) deep += R"({"resourceType": "Composition", "section": [)";
  EXPECT_THAT(std::get<InputError>(ReadDocument(deep, "-", "-")).message, HasSubstr("nested"));
  // A short answer to many requests stands with each of them.
  std::vector<json> many(400, Service("A"));
  many.push_back({{"resourceType", "ClaimResponse"}, {"disposition", std::string(200'000, 'x')}});
  EXPECT_THAT(Error(Bundle(many)), HasSubstr("MiB of text"));
}

TEST(FhirSample, IsReadTheSameWhenEveryTruncationIsAnError) {
  const std::string sample =
      test::ReadFile(test::ProjectFile("data/samples/fhir/shoulder-therapy-naproxen-tens.json"));
  EXPECT_TRUE(std::holds_alternative<Document>(ReadDocument(sample, "-", "-")));
  for (std::size_t size = 1; size + 2 < sample.size(); size += 97) {
    EXPECT_TRUE(std::holds_alternative<InputError>(ReadDocument(sample.substr(0, size), "-", "-")))
        << size;
  }
}

TEST(FhirSample, HoldsAPdfThatIsReadAsItsText) {
  // A PDF inside of a bundle takes the same path as one outside.
  const ReadResult result = Read(
      Bundle({Service("A"), Note({{"contentType", "application/pdf"}, {"data", "bm90IGEgcGRm"}})}));
  EXPECT_THAT(std::get<InputError>(result).message, HasSubstr("no PDF"));
}

}  // namespace
}  // namespace imr
