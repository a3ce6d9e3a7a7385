#!/usr/bin/env bash
# Builds the program and its pages, and opens the reviewer's desk in the browser:
#   scripts/serve.sh [arguments for `imr serve`, such as --port 9000]
# Prints the address; ends with Ctrl+C.
set -euo pipefail
# shellcheck source=setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

install_packages "${build_packages[@]}"
install_web
build release imr

# A browser only where there is a screen to show it on.
open=()
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && command -v xdg-open >/dev/null; then open=(--open); fi
exec "$project/build/release/imr" serve --web "$project/build/web" "${open[@]}" "$@"
