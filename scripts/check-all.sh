#!/usr/bin/env bash
# What takes longer than a change should wait for: lint of every file, and the tests under the address
# and undefined-behaviour sanitizers.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash scripts/check-tidy.sh
PRESET=asan bash scripts/test.sh
