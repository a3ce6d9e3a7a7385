#include "features/facts/vocabulary.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

struct GroupName {
  std::string_view key;
  FactGroup group;
};
constexpr std::array<GroupName, 4> kGroups = {{{"request", FactGroup::kRequest},
                                               {"clinical", FactGroup::kClinical},
                                               {"derived", FactGroup::kDerived},
                                               {"also", FactGroup::kAlso}}};

FactType TypeOf(const std::string& name) {
  if (name == "count") return FactType::kCount;
  if (name == "months") return FactType::kMonths;
  if (name == "code") return FactType::kCode;
  if (name == "codes") return FactType::kCodes;
  if (name == "string") return FactType::kString;
  return FactType::kDocumented;
}

std::vector<std::string> StringsOf(const YAML::Node& list) {
  std::vector<std::string> out;
  for (const auto& entry : list) {
    if (auto text = AsString(entry)) out.push_back(std::move(*text));
  }
  return out;
}

std::string FormatNumber(double value) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return error == std::errc() ? std::string(buffer.data(), end) : std::string("?");
}

}  // namespace

std::shared_ptr<const Vocabulary> Vocabulary::Load(const std::filesystem::path& path,
                                                   const std::string& name,
                                                   Diagnostics& diagnostics) {
  const auto root = LoadYamlFile(path, name, diagnostics);
  if (!root) return nullptr;
  const std::size_t errors_before = diagnostics.all().size();
  auto vocabulary = std::make_shared<Vocabulary>();

  MapReader top(*root, "the vocabulary", name, diagnostics);
  top.Number("version");
  std::unordered_map<std::string, std::vector<std::string>> lists;
  lists["body_parts"] = top.Strings("body_parts");
  lists["work_statuses"] = top.Strings("work_statuses");
  vocabulary->body_parts_ = lists["body_parts"];
  if (const auto families = top.Required("treatments"); families && families->IsMap()) {
    for (const auto& family : *families) {
      for (const std::string& kind : StringsOf(family.second)) {
        vocabulary->treatments_.push_back(family.first.Scalar() + "." + kind);
      }
    }
  }
  lists["treatments"] = vocabulary->treatments_;

  for (const GroupName& group : kGroups) {
    const auto facts = top.Required(group.key);
    if (!facts) continue;
    if (!facts->IsMap()) {
      diagnostics.Error(name, facts->Mark(), "'" + std::string(group.key) + "' must hold facts",
                        "wrong-kind");
      continue;
    }
    for (const auto& entry : *facts) {
      const std::string fact_name = AsString(entry.first).value_or("");
      MapReader reader(entry.second, "the fact '" + fact_name + "'", name, diagnostics);
      FactDefinition definition;
      definition.name = fact_name;
      definition.group = group.group;
      definition.type =
          TypeOf(reader.OneOf("type", {"documented", "count", "months", "code", "codes", "string"})
                     .value_or("documented"));
      definition.meaning = reader.String("meaning").value_or("");
      definition.ask = reader.String("ask").value_or("");
      if (const auto list = reader.String("values")) {
        const auto it = lists.find(*list);
        if (it == lists.end()) {
          reader.Error(reader.node()["values"], "there is no list '" + *list + "'", "unknown-list");
        } else {
          definition.values = it->second;
        }
      }
      reader.Finish();
      if (vocabulary->by_name_.contains(fact_name)) {
        diagnostics.Error(name, entry.first.Mark(), "the fact '" + fact_name + "' stands twice",
                          "duplicate-fact");
        continue;
      }
      if (vocabulary->size() == kMostFacts) {
        diagnostics.Error(name, entry.first.Mark(), "more than 10000 facts; remove some",
                          "too-many-facts");
        break;
      }
      const FactId id = vocabulary->size();
      vocabulary->by_name_[fact_name] = id;
      vocabulary->names_.push_back(fact_name);
      vocabulary->definitions_.push_back(std::move(definition));
    }
  }
  for (const std::string& fixed : top.Strings("fixed")) {
    if (const auto id = vocabulary->Find(fixed)) {
      vocabulary->definitions_[*id].fixed = true;
    } else {
      top.Error(*top.Optional("fixed"),
                "unknown fact '" + fixed + "'" + Suggestion(fixed, vocabulary->names_),
                "unknown-fact");
    }
  }
  top.Finish();

  auto need = [&](std::string_view fact) -> FactId {
    if (const auto id = vocabulary->Find(fact)) return *id;
    diagnostics.Error(name, YAML::Mark::null_mark(),
                      "the fact '" + std::string(fact) +
                          "' is computed by the program and must "
                          "be in the vocabulary",
                      "missing-fact");
    return 0;
  };
  vocabulary->computed_ = {.treatment = need("treatment"),
                           .agent = need("agent"),
                           .body_parts = need("body_parts"),
                           .sessions_requested = need("sessions_requested"),
                           .sessions_original = need("sessions_original"),
                           .sessions_authorized = need("sessions_authorized"),
                           .quantity = need("quantity"),
                           .refills = need("refills"),
                           .retrospective = need("retrospective"),
                           .depends_on = need("depends_on"),
                           .prior_same_treatment = need("prior_same_treatment"),
                           .prior_sessions = need("prior_sessions"),
                           .months_of_use = need("months_of_use"),
                           .weeks_since_injury = need("weeks_since_injury"),
                           .weeks_of_use = need("weeks_of_use"),
                           .total_sessions = need("total_sessions"),
                           .partially_authorized = need("partially_authorized"),
                           .review_cited_nothing = need("review_cited_nothing"),
                           .review_cited_elsewhere = need("review_cited_elsewhere"),
                           .frequency_per_week = need("frequency_per_week"),
                           .duration_weeks = need("duration_weeks"),
                           .request_underspecified = need("request_underspecified")};
  if (diagnostics.all().size() != errors_before && diagnostics.has_errors()) return nullptr;
  return vocabulary;
}

std::optional<FactId> Vocabulary::Find(std::string_view name) const {
  const auto it = by_name_.find(std::string(name));
  return it == by_name_.end() ? std::nullopt : std::optional(it->second);
}

bool Vocabulary::IsTreatment(std::string_view code) const {
  return std::find(treatments_.begin(), treatments_.end(), code) != treatments_.end();
}

bool Vocabulary::IsTreatmentOrFamily(std::string_view code) const {
  return std::any_of(treatments_.begin(), treatments_.end(),
                     [&](const std::string& t) { return TreatmentMatches(t, code); });
}

bool TreatmentMatches(std::string_view treatment, std::string_view pattern) {
  if (pattern == "*" || treatment == pattern) return true;
  if (pattern.size() < 2 || !pattern.ends_with(".*")) return false;
  return treatment.starts_with(pattern.substr(0, pattern.size() - 1));
}

std::optional<FactValue> ConvertValue(const FactDefinition& definition, const PlainValue& plain,
                                      std::string& problem) {
  auto known = [&](const std::string& code) {
    return std::find(definition.values.begin(), definition.values.end(), code) !=
           definition.values.end();
  };
  auto unknown = [&](const std::string& code) {
    problem = "has no value '" + code + "'" + Suggestion(code, definition.values);
  };
  switch (definition.type) {
    case FactType::kDocumented: {
      if (const bool* yes = std::get_if<bool>(&plain.value)) return FactValue(*yes);
      if (const auto* text = std::get_if<std::string>(&plain.value)) {
        if (*text == "yes") return FactValue(true);
        if (*text == "no") return FactValue(false);
      }
      problem = "must be yes or no";
      return std::nullopt;
    }
    case FactType::kCount:
    case FactType::kMonths: {
      const double* number = std::get_if<double>(&plain.value);
      if (number == nullptr || !std::isfinite(*number) || *number < 0 || *number > 1e6) {
        problem = "must be a number from 0";
        return std::nullopt;
      }
      if (definition.type == FactType::kCount && *number != std::floor(*number)) {
        problem = "must be a whole number";
        return std::nullopt;
      }
      return FactValue(NumberRange::Exactly(*number));
    }
    case FactType::kCode: {
      const auto* text = std::get_if<std::string>(&plain.value);
      if (text == nullptr) {
        problem = "must be one code";
        return std::nullopt;
      }
      if (!known(*text)) {
        unknown(*text);
        return std::nullopt;
      }
      return FactValue(*text);
    }
    case FactType::kCodes: {
      std::vector<std::string> codes;
      if (const auto* text = std::get_if<std::string>(&plain.value)) {
        codes = {*text};
      } else if (const auto* list = std::get_if<std::vector<std::string>>(&plain.value)) {
        codes = *list;
      } else {
        problem = "must be a list of codes";
        return std::nullopt;
      }
      for (const std::string& code : codes) {
        if (!known(code)) {
          unknown(code);
          return std::nullopt;
        }
      }
      return FactValue(std::move(codes));
    }
    case FactType::kString: {
      const auto* text = std::get_if<std::string>(&plain.value);
      if (text == nullptr) {
        problem = "must be text";
        return std::nullopt;
      }
      return FactValue(*text);
    }
  }
  return std::nullopt;
}

std::string DescribeValue(const FactValue& value) {
  if (const bool* yes = std::get_if<bool>(&value)) return *yes ? "yes" : "no";
  if (const auto* number = std::get_if<NumberRange>(&value)) {
    if (number->exact()) return FormatNumber(number->low);
    if (std::isinf(number->high)) return "at least " + FormatNumber(number->low);
    return FormatNumber(number->low) + " to " + FormatNumber(number->high);
  }
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  std::string out;
  for (const std::string& code : std::get<std::vector<std::string>>(value)) {
    out += (out.empty() ? "" : ", ") + code;
  }
  return out;
}

}  // namespace imr
