#include "features/document/fhir/request_wording.h"

#include <array>
#include <utility>

namespace imr::fhir {
namespace {

struct TimeUnit {
  std::string_view code;  // of UCUM, as Timing has them
  std::string_view name;
};

constexpr std::array<TimeUnit, 7> kTimeUnits = {{{"s", "second"},
                                                 {"min", "minute"},
                                                 {"h", "hour"},
                                                 {"d", "day"},
                                                 {"wk", "week"},
                                                 {"mo", "month"},
                                                 {"a", "year"}}};

// "week" of "wk"; "" for no unit of time.
std::string_view UnitOfTime(std::string_view code) {
  for (const TimeUnit& unit : kTimeUnits) {
    if (code == unit.code) return unit.name;
  }
  return {};
}

// "2-3", "2", or "".
std::string OneOrRange(const std::string& low, const std::string& high) {
  if (low.empty()) return high;
  return high.empty() || high == low ? low : low + "-" + high;
}

std::string Counted(const std::string& number, std::string_view unit) {
  if (number.empty() || unit.empty()) return number;
  const bool plural = number != "1" && unit.back() != 's';
  return number + " " + std::string(unit) + (plural ? "s" : "");
}

// "3 weeks" of a Duration, whose unit may be a code or a word.
std::string DurationText(const Element& duration) {
  const std::string_view coded = UnitOfTime(duration.Raw("code"));
  if (!coded.empty()) return Counted(duration.Number("value"), coded);
  std::string text = duration.Number("value");
  if (!text.empty()) Join(text, " ", duration.Line("unit"));
  return text;
}

// The length of a Period: whole weeks where it can be read so.
std::string PeriodText(const Element& period) {
  const auto start = period.Day("start");
  const auto end = period.Day("end");
  if (!start || !end || *end < *start) return "";
  constexpr int kWeek = 7;
  const int nights = DaysBetween(*start, *end);
  const int days = nights + 1;  // a period includes its last day
  for (const int length : {days, nights}) {
    if (length > 0 && length % kWeek == 0) return Counted(std::to_string(length / kWeek), "week");
  }
  return Counted(std::to_string(days), "day");
}

std::string FrequencyText(const Element& repeat) {
  const std::string times = OneOrRange(repeat.Number("frequency"), repeat.Number("frequencyMax"));
  const std::string period = OneOrRange(repeat.Number("period"), repeat.Number("periodMax"));
  const std::string unit(UnitOfTime(repeat.Raw("periodUnit")));
  if (period.empty() || unit.empty()) return "";
  if (period == "1") {
    const std::string often = times.empty() || times == "1" ? "once" : times + " times";
    return often + (unit == "hour" ? " an " : " a ") + unit;
  }
  const std::string every = "every " + Counted(period, unit);
  return times.empty() || times == "1" ? every : times + " times " + every;
}

std::string BoundsText(const Element& repeat) {
  const Element range = repeat.Object("boundsRange");
  if (range.exists()) {
    const std::string low = range.Object("low").Number("value");
    const std::string high = DurationText(range.Object("high"));
    return low.empty() || high.empty() ? high : low + "-" + high;
  }
  const Element duration = repeat.Object("boundsDuration");
  return duration.exists() ? DurationText(duration) : PeriodText(repeat.Object("boundsPeriod"));
}

// "6 visits"; "quantity 6" without a unit.
std::string QuantityText(const Element& quantity) {
  const std::string value = quantity.Number("value");
  if (value.empty()) return "";
  const std::string unit = quantity.Line("unit");
  return unit.empty() ? "quantity " + value : value + " " + unit;
}

std::string ServiceQuantity(const Element& resource) {
  const Element range = resource.Object("quantityRange");
  if (range.exists()) {
    const std::string low = range.Object("low").Number("value");
    const std::string high = QuantityText(range.Object("high"));
    return low.empty() || high.empty() ? high : low + "-" + high;
  }
  const Element ratio = resource.Object("quantityRatio");
  if (ratio.exists()) {
    std::string text = QuantityText(ratio.Object("numerator"));
    Join(text, " per ", DurationText(ratio.Object("denominator")));
    return text;
  }
  return QuantityText(resource.Object("quantityQuantity"));
}

// "#30" of pieces, "#30 tablets", but "60 g" of what is weighed or measured.
std::string DispensedText(const Element& quantity) {
  constexpr std::size_t kLongestSymbol = 2;  // g, ml, oz
  const std::string value = quantity.Number("value");
  if (value.empty()) return "";
  const std::string unit = quantity.Line("unit");
  const std::string code = quantity.Line("code");
  // Pieces are coded as "1" or in braces: {tablet}.
  const std::string symbol = unit.empty() ? code : unit;
  const bool pieces = symbol.empty() || symbol == "1" || symbol.front() == '{';
  if (pieces) return "#" + value;
  return symbol.size() <= kLongestSymbol ? value + " " + symbol : "#" + value + " " + symbol;
}

std::string DosageText(const Element& dosage) {
  std::string text = dosage.Line("text");
  if (!text.empty()) return text;
  for (const Element& rate : dosage.Objects("doseAndRate")) {
    const Element dose = rate.Object("doseQuantity");
    if (text.empty()) text = dose.Number("value");
    if (!text.empty()) Join(text, " ", dose.Line("unit"));
    break;
  }
  Join(text, " ", TimingText(dosage.Object("timing")));
  if (dosage.True("asNeededBoolean")) Join(text, " ", "as needed");
  return text;
}

// The name of what `reference` points to, by the concept at `key` of it.
std::string ReferencedName(const Element& resource, const Element& reference, std::string_view key,
                           const Resolver& resolve) {
  if (!reference.exists()) return "";
  const Element found = resolve(resource, reference);
  std::string name = ConceptText(found.Object(key));
  return name.empty() ? reference.Line("display") : name;
}

std::string ServiceText(const Element& resource) {
  std::string text = ConceptText(resource.Object("code"));
  for (const Element& detail : resource.Objects("orderDetail")) {
    Join(text, ", ", ConceptText(detail));
  }
  for (const Element& site : resource.Objects("bodySite")) Join(text, ", ", ConceptText(site));
  if (text.empty()) return text;
  Join(text, ", ", TimingText(resource.Object("occurrenceTiming")));
  Join(text, ", ", ServiceQuantity(resource));
  return text;
}

std::string MedicationText(const Element& resource, const Resolver& resolve) {
  std::string text = ConceptText(resource.Object("medicationCodeableConcept"));
  if (text.empty()) {
    text = ReferencedName(resource, resource.Object("medicationReference"), "code", resolve);
  }
  if (text.empty()) return text;
  const Element dispense = resource.Object("dispenseRequest");
  Join(text, " ", DispensedText(dispense.Object("quantity")));
  const std::string refills = dispense.Number("numberOfRepeatsAllowed");
  if (!refills.empty())
    Join(text, ", ", refills == "0" ? "no refills" : Counted(refills, "refill"));
  const std::string supply = DurationText(dispense.Object("expectedSupplyDuration"));
  if (!supply.empty()) Join(text, ", ", supply + " supply");
  for (const Element& dosage : resource.Objects("dosageInstruction")) {
    Join(text, ", ", DosageText(dosage));
  }
  return text;
}

std::string DeviceText(const Element& resource, const Resolver& resolve) {
  std::string text = ConceptText(resource.Object("codeCodeableConcept"));
  if (text.empty()) {
    text = ReferencedName(resource, resource.Object("codeReference"), "type", resolve);
  }
  if (text.empty()) return text;
  for (const Element& parameter : resource.Objects("parameter")) {
    std::string value = ConceptText(parameter.Object("valueCodeableConcept"));
    const Element quantity = parameter.Object("valueQuantity");
    if (value.empty() && quantity.exists()) {
      value = quantity.Number("value");
      Join(value, " ", quantity.Line("unit"));
    }
    std::string name = ConceptText(parameter.Object("code"));
    if (!value.empty()) Join(name, " ", value);
    Join(text, ", ", name);
  }
  Join(text, ", ", TimingText(resource.Object("occurrenceTiming")));
  const std::string period = PeriodText(resource.Object("occurrencePeriod"));
  if (!period.empty()) Join(text, ", ", "for " + period);
  return text;
}

}  // namespace

std::string TimingText(const Element& timing) {
  const Element repeat = timing.Object("repeat");
  std::string text = FrequencyText(repeat);
  const std::string bounds = BoundsText(repeat);
  if (!bounds.empty()) Join(text, " ", "for " + bounds);
  const std::string count = OneOrRange(repeat.Number("count"), repeat.Number("countMax"));
  if (!count.empty() && !text.empty() && !bounds.empty()) {
    text += " (" + count + ")";
  } else if (!count.empty() && (count != "1" || !text.empty())) {
    Join(text, ", ", "total " + count);
  }
  return text.empty() ? ConceptText(timing.Object("code")) : text;
}

bool IsRequest(std::string_view resource_type) {
  return resource_type == "ServiceRequest" || resource_type == "MedicationRequest" ||
         resource_type == "DeviceRequest";
}

std::string RequestWording(const Element& resource, const Resolver& resolve) {
  const std::string_view type = resource.Raw("resourceType");
  const bool medication = type == "MedicationRequest";
  std::string text = medication                 ? MedicationText(resource, resolve)
                     : type == "ServiceRequest" ? ServiceText(resource)
                                                : DeviceText(resource, resolve);
  if (text.empty()) {
    resource.Fail(medication ? "does not say what is requested; give "
                               "medicationCodeableConcept.text or a coding with a display"
                  : type == "ServiceRequest"
                      ? "does not say what is requested; give code.text or code.coding[].display"
                      : "does not say what is requested; give codeCodeableConcept.text or a coding "
                        "with a display");
    return "";
  }
  Join(text, "; ", NoteText(resource));
  return text;
}

}  // namespace imr::fhir
