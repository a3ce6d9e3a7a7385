// Determination letters written for the tests, in the layouts that the reader knows.
#pragma once

#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "features/document/reader.h"

namespace imr::test {

inline const std::string kHeader =
    "Case Number:          CM15-7000001\n"
    "Date Assigned:        03/02/2015                      Date of Injury:      01/05/2015\n"
    "Decision Date:        04/14/2015                      UR Denial Date:      02/20/2015\n"
    "Priority:             Standard                        Application          02/27/2015\n"
    "                                                      Received:\n"
    "\n"
    "                 HOW THE IMR FINAL DETERMINATION WAS MADE\n"
    "A reviewer without ties to any of the parties was chosen and read all that was sent to us for "
    "it.\n"
    "\n";

inline const std::string kSummary =
    "                                CLINICAL CASE SUMMARY\n"
    "The expert reviewer developed the following clinical case summary based on a review of the\n"
    "case file, including all medical records:\n"
    "\n"
    "A warehouse clerk slipped on a wet ramp. The ankle was swollen and could not carry weight on\n"
    "02-03-2015, and walking was slow on 02-\n"
    "11-2015. Elevation and a brace were tried.\n"
    "\n";

inline const std::string kIssues =
    "                      IMR ISSUES, DECISIONS AND RATIONALES\n"
    "The Final Determination was based on decisions for the disputed items/services set forth "
    "below:\n"
    "\n";

// One item as letters print it.
inline std::string Item(std::string_view wording, std::string_view outcome,
                        std::string_view rationale) {
  return std::string(wording) + ": " + std::string(outcome) +
         "\n\nClaims Administrator guideline: The Claims Administrator cited a chapter on ankles.\n"
         "\nMAXIMUS guideline: Decision based on another chapter.\n"
         "\nDecision rationale: " +
         std::string(rationale) + "\n";
}

inline std::string Letter(std::string_view items) {
  return kHeader + kSummary + kIssues + std::string(items);
}

inline Document Read(std::string_view bytes, const std::string& stem = "stem") {
  ReadResult result = ReadDocument(bytes, "source", stem);
  if (const auto* error = std::get_if<InputError>(&result)) {
    ADD_FAILURE() << "not read: " << error->message;
    return {};
  }
  return std::get<Document>(std::move(result));
}

inline InputError ReadError(std::string_view bytes, const ReaderLimits& limits = {}) {
  ReadResult result = ReadDocument(bytes, "source", "stem", limits);
  if (std::holds_alternative<Document>(result)) {
    ADD_FAILURE() << "read, though it should not be";
    return {};
  }
  return std::get<InputError>(std::move(result));
}

inline std::vector<std::string> Requests(const Document& document) {
  std::vector<std::string> requests;
  for (const RequestedItem& item : document.known.items) requests.push_back(item.request);
  return requests;
}

inline std::vector<std::string> Outcomes(const Document& document) {
  std::vector<std::string> outcomes;
  for (const auto& ruling : document.decided.rulings) {
    outcomes.emplace_back(ruling ? OutcomeName(ruling->outcome) : "none");
  }
  return outcomes;
}

}  // namespace imr::test
