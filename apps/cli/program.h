// The program `imr`: commands, options and exit statuses as the contract has them.
//
// Exit status: 0 done; 1 done, but something asked for does not hold; 2 wrong usage; 3 an input
// could not be read (every other input is still answered).
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace imr {

inline constexpr int kDone = 0;
inline constexpr int kDoesNotHold = 1;
inline constexpr int kWrongUsage = 2;
inline constexpr int kBadInput = 3;

// Runs the program on `arguments` (the program's name first). Never throws.
int RunProgram(const std::vector<std::string>& arguments, std::istream& in, std::ostream& out,
               std::ostream& err);

}  // namespace imr
