#!/usr/bin/env bash
# Builds everything and runs every test:
#   scripts/test.sh [arguments for ctest, such as -R NAME]
#   PRESET=asan scripts/test.sh     with another preset of CMakePresets.json
set -euo pipefail
# shellcheck source=setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

preset=${PRESET:-release}
install_packages "${build_packages[@]}"
install_language_server
install_api_validators
install_web
install_web_tests
build "$preset"

cd "$project"
exec ctest --preset "$preset" "$@"
