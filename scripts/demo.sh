#!/usr/bin/env bash
# Builds the program and predicts the sample cases, or what is named:
#   scripts/demo.sh [any arguments of "imr predict"]
set -euo pipefail
# shellcheck source=setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

install_packages "${build_packages[@]}"
build release imr

if [ "$#" -eq 0 ]; then
  cd "$project"
  set -- data/samples/letters data/samples/cases data/samples/requests data/samples/fhir
fi
exec "$project/build/release/imr" predict "$@"
