#!/usr/bin/env bash
# Checks that C++ sources are as clang-format would have them (clang-format -i mends them):
#   scripts/check-format.sh [FILE...]
set -euo pipefail
# shellcheck source=setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

install_packages clang-format

if [ "$#" -eq 0 ]; then
  cd "$project"
  mapfile -t files < <(find features engine apps tests bench -name '*.cc' -o -name '*.h' | LC_ALL=C sort)
  set -- "${files[@]}"
fi
clang-format --dry-run -Werror "$@"
echo "Format: $# files are as they should be."
