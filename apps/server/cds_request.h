// The request of a CDS Hooks client, and the case in it.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "features/document/reader.h"

namespace imr {

struct CdsService {
  std::string_view id, hook, title, description;
  bool selected_only = false;  // of the draft orders only those that were just selected
};

// In the order of discovery.
const std::array<CdsService, 2>& CdsServices();
const CdsService* FindCdsService(std::string_view id);

// FHIR data that a client is asked to send along.
struct PrefetchTemplate {
  std::string_view key, query, what;  // `what`: for people
};
const std::array<PrefetchTemplate, 3>& PrefetchTemplates();

// The draft orders and the records that came along, read as one case.
struct CdsCase {
  Document document;
  // For each item of the case whether a card is wanted: the orders that the hook is about.
  std::vector<bool> wanted;
  // What a person should know of the data, each a sentence. No text of the case.
  std::vector<std::string> notes;
};

struct CdsProblem {
  int status = 400;
  std::string detail;  // where and what, without text of the request
};

// Checks a request against what the specification requires of it and reads its case. Nothing when
// there is no order to predict; a case has at least one item otherwise. Resources that cannot be
// read are left out with a note; 412 when no order can.
std::variant<std::optional<CdsCase>, CdsProblem> ReadCdsRequest(
    const CdsService& service, const nlohmann::ordered_json& request);

}  // namespace imr
