// Base64 (RFC 4648, section 4) as FHIR carries attachments in it and models their
// covariance.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace imr {

// The bytes that `text` stands for; white space in it is passed over. Nothing when it is not base64
// or its padding is wrong.
std::optional<std::string> DecodeBase64(std::string_view text);

// With padding, without line breaks.
std::string EncodeBase64(std::string_view bytes);

}  // namespace imr
