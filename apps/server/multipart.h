// Bodies of type multipart/form-data (RFC 7578), as browsers send forms with files.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace imr {

struct FormPart {
  std::string name;      // of the field
  std::string filename;  // as sent, without folders; empty: not a file
  std::string_view bytes;
};

inline constexpr std::size_t kMostFormParts = 20000;

// The parts of a body, which outlives them; or what is wrong with it, without a word of it.
// `content_type` is the header's value with its boundary.
std::variant<std::vector<FormPart>, std::string> ReadForm(std::string_view content_type,
                                                          std::string_view body);

}  // namespace imr
