#include <iostream>
#include <string>
#include <vector>

#include "apps/cli/program.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  return imr::RunProgram(std::vector<std::string>(argv, argv + argc), std::cin, std::cout,
                         std::cerr);
}
