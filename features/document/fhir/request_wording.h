// The wording of a request for treatment, made from the parts of a FHIR resource as a physician
// would write them: "Physical therapy, left knee, 2 times a week for 3 weeks".
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "features/document/fhir/element.h"

namespace imr::fhir {

// Finds the resource that a Reference element points to; missing when it is not in the bundle.
using Resolver = std::function<Element(const Element& resource, const Element& reference)>;

// "2 times a week for 3 weeks (6)", "every 6 hours", "total 6" of a Timing; its code's wording when
// it repeats nothing that can be said.
std::string TimingText(const Element& timing);

bool IsRequest(std::string_view resource_type);

// One disputed item's wording on one line; "" after an error. REQUIRES: IsRequest(type of
// `resource`).
std::string RequestWording(const Element& resource, const Resolver& resolve);

}  // namespace imr::fhir
