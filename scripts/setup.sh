# Sourced by the other scripts: what they need from the system, and the build.
#
#   install_packages PACKAGE...   installs the Debian packages that are missing; silent when none is
#   install_language_server       installs what the tests of editors need
#   install_api_validators        installs what the test of the HTTP API's description needs
#   install_web                   installs what the pages need, and builds them when they changed
#   install_web_tests             installs what the tests of the pages need, the browser too
#   build PRESET [TARGET...]      configures where needed and builds incrementally
#
# All keep standard output free, for results; what they have to say goes to standard error.
# shellcheck shell=bash

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# shellcheck disable=SC2034  # for the scripts that source this one
build_packages=(build-essential cmake ninja-build pkg-config libeigen3-dev libyaml-cpp-dev libre2-dev
  nlohmann-json3-dev libcli11-dev libssl-dev libboost-dev libsqlitecpp-dev libsqlite3-dev libmimalloc-dev
  libgtest-dev libgmock-dev libbenchmark-dev poppler-utils
  tesseract-ocr tesseract-ocr-eng)

# Runs a command, and shows what it wrote only when it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  [ "$status" -eq 0 ] || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    echo "Not a Debian system: make sure that these are installed: $*" >&2
    return 0
  fi
  local installed missing=() package
  installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
  for package in "$@"; do
    [[ $'\n'$installed$'\n' == *$'\n'"$package installed"$'\n'* ]] || missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0

  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "Missing packages, and neither root nor sudo to install them. As root, run:" >&2
      echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
      return 1
    fi
    # Ask for the password here, once: later commands have no terminal to ask on.
    if ! sudo -n true 2>/dev/null; then
      if [ ! -t 0 ] || ! sudo -v; then
        echo "Missing packages, and sudo wants a password. Run: sudo apt-get install ${missing[*]}" >&2
        return 1
      fi
    fi
    as_root=(sudo -n)
  fi
  echo "Installing ${missing[*]} ..." >&2
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y
    -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
  quietly "${apt[@]}" update || echo "apt-get update failed; trying with the package lists at hand." >&2
  if ! quietly "${apt[@]}" install --no-install-recommends "${missing[@]}"; then
    echo "Could not install: ${missing[*]}" >&2
    return 1
  fi
}

# install_node_packages FOLDER WHAT: what the tests in a folder need of npm. Without it those tests
# are skipped.
install_node_packages() {
  local folder="$project/$1"
  [ ! -d "$folder/node_modules" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules" ] || return 0
  command -v npm >/dev/null || install_packages nodejs npm || return 0
  echo "Installing $2 ..." >&2
  if ! quietly npm ci --prefix "$folder" --no-audit --no-fund; then
    echo "It could not be installed; its test will be skipped." >&2
  fi
}

# The YAML language server that a test runs over the rules.
install_language_server() { install_node_packages tests/editor "the YAML language server"; }

# What holds the description of the HTTP API against its specification and real answers.
install_api_validators() { install_node_packages tests/server/openapi "validators of the API"; }

# The pages of `imr serve`, in build/web. Without npm there are none: the program serves its API alone.
install_web() {
  local folder="$project/apps/web" pages="$project/build/web/index.html"
  if ! command -v npm >/dev/null && ! install_packages nodejs npm; then
    echo "Without npm the pages are not built; \`imr serve\` then serves its API only." >&2
    return 0
  fi
  if [ ! -d "$folder/node_modules" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules" ]; then
    echo "Installing what the pages need ..." >&2
    if ! quietly npm ci --prefix "$folder" --no-audit --no-fund; then
      echo "It could not be installed; \`imr serve\` then serves its API only." >&2
      return 0
    fi
    touch "$folder/node_modules"
  fi
  if [ ! -f "$pages" ] || [ -n "$(find "$folder" "$project/data/samples" -path "$folder/node_modules" -prune -o \
      -type f -newer "$pages" -print -quit)" ]; then
    echo "Building the pages ..." >&2
    quietly npm run build --prefix "$folder"
  fi
}

# What the tests of the pages need beside them. Without it those tests are skipped.
install_web_tests() {
  local folder="$project/tests/web"
  command -v npm >/dev/null || return 0
  command -v chromium >/dev/null || install_packages chromium || return 0
  [ ! -d "$folder/node_modules" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules" ] || return 0
  echo "Installing what the tests of the pages need ..." >&2
  if ! quietly npm ci --prefix "$folder" --no-audit --no-fund; then
    echo "It could not be installed; these tests will be skipped." >&2
  fi
}

build() {
  local preset=$1 directory="$project/build/$1"
  local targets=("${@:2}") compile=(cmake --build "$directory" --parallel "$(nproc)")
  [ "${#targets[@]}" -eq 0 ] || compile+=(--target "${targets[@]}")
  if [ ! -f "$directory/build.ninja" ] || [ "$project/CMakePresets.json" -nt "$directory/build.ninja" ]; then
    echo "Configuring ($preset) ..." >&2
    (cd "$project" && quietly cmake --preset "$preset") || return 1
  fi
  if [ -t 2 ]; then
    "${compile[@]}" >&2
  else
    echo "Building ($preset) ..." >&2
    quietly "${compile[@]}"
  fi
}
