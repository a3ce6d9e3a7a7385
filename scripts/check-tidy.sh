#!/usr/bin/env bash
# Runs clang-tidy, with the checks of .clang-tidy, over the sources of the program or those named:
#   scripts/check-tidy.sh [FILE.cc...]
set -euo pipefail
# shellcheck source=setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

install_packages "${build_packages[@]}" clang-tidy
database="$project/build/release"
[ -f "$database/compile_commands.json" ] || build release

if [ "$#" -eq 0 ]; then
  cd "$project"
  mapfile -t files < <(find features engine apps -name '*.cc' | LC_ALL=C sort)
  set -- "${files[@]}"
fi
# Findings go to standard output; on standard error, even with --quiet, it counts what it left out.
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
status=0
printf '%s\0' "$@" | xargs -0 -n 1 -P "$(nproc)" clang-tidy --quiet -p "$database" 2>"$errors" || status=1
grep -v ' warnings\? generated\.$' "$errors" >&2 || true
if [ "$status" -ne 0 ]; then
  echo "clang-tidy found something to mend." >&2
  exit 1
fi
echo "Tidy: $# files have nothing to mend."
