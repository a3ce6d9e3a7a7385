// Names that cannot be guessed.
#pragma once

#include <string>

namespace imr {

// 32 hexadecimal digits from the system's source of randomness. Throws std::runtime_error when
// there is none.
std::string RandomId();

}  // namespace imr
