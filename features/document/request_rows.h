// The requested services of a request for authorization, as its form lists them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace imr {

// One line of "Requested Treatment". Texts are folded; any may be empty but `service`.
struct RequestedService {
  std::string diagnosis;
  std::string icd_code;
  std::string service;
  std::string procedure_code;
  std::string other;  // frequency, duration, quantity
};

// Reads the part of the form below "Requested Treatment": a table with a row to a service (columns
// set by blanks or '|', cells may wrap), else labelled lines ("Service/Good Requested: ..."), else
// a numbered list. Linear in the length of the text.
std::vector<RequestedService> ReadRequestedServices(std::string_view region);

}  // namespace imr
