#!/usr/bin/env bash
# How much `imr serve` stands, with the client on the same machine:
#   bench/load/run.sh [SECONDS [CONNECTIONS]]     60 seconds over 16 connections when not given
# Posts the letters of data/samples, which are invented, padded with invented history to 6 KB each,
# and prints letters and items a second, latencies, errors, and the server's memory before and after.
# IMR names another program than the one built; THREADS says how many threads answer.
set -euo pipefail
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
seconds=${1:-60}
connections=${2:-16}
imr=${IMR:-$project/build/release/imr}
command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 1; }

work=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

# Letters of real length: most of a real one is its summary.
python3 - "$project/data/samples/letters" "$work" <<'PYTHON'
import pathlib, sys
source, target = map(pathlib.Path, sys.argv[1:])
visits = [
    "On {m}/{d}/14 the worker was seen again; pain was {p}/10 and sleep was poor on most nights.",
    "Range of motion on {m}/{d}/14 was reduced by a third; strength was 5/5 and reflexes were equal.",
    "The note of {m}/{d}/14 records ibuprofen 800 mg twice a day with some relief and no side effects.",
    "On {m}/{d}/14 work restrictions were renewed: no lifting over {p}0 pounds, no work overhead.",
    "Home exercises were reviewed on {m}/{d}/14 and are done on most days, by the worker's account."]
for path in sorted(source.glob("*.txt")):
    text = path.read_bytes()
    lines = text.split(b"\n")
    end = next((i for i, line in enumerate(lines) if line.strip().startswith(
        (b"IMR ISSUES", b"IMR DECISION"))), None)
    if end is None:
        continue
    extra, n = [], 0
    while len(text) + sum(len(line) + 1 for line in extra) < 6000:
        extra.append(visits[n % 5].format(m=n % 12 + 1, d=n % 27 + 1, p=n % 7 + 2).encode())
        n += 1
    (target / path.name).write_bytes(b"\n".join(lines[:end] + extra + [b""] + lines[end:]))
PYTHON

"$imr" serve --port 0 ${THREADS:+--threads "$THREADS"} >"$work/address" 2>"$work/messages" &
server=$!
for _ in $(seq 300); do
  [ -s "$work/address" ] && break
  kill -0 "$server" || { cat "$work/messages" >&2; exit 1; }
  sleep 0.1
done
address=$(cat "$work/address")
resident() { awk '/^VmRSS/ {printf "%.0f MB", $2 / 1000}' "/proc/$server/status"; }
work_time() { awk '{print ($14 + $15) / 100}' "/proc/$server/stat"; }

wrk -t1 -c"$connections" -d5s -s "$project/bench/load/predict.lua" "$address" -- "$work"/*.txt >/dev/null
echo "letters: $(ls "$work"/*.txt | wc -l), $(cat "$work"/*.txt | wc -c) bytes in all"
echo "memory after warming up: $(resident)"
before=$(work_time)
wrk -t1 -c"$connections" -d"${seconds}s" --timeout 10s --latency -s "$project/bench/load/predict.lua" \
  "$address" -- "$work"/*.txt | tail -1
after=$(work_time)
echo "processor time of the server: $(awk "BEGIN {printf \"%.2f\", ($after - $before) / $seconds}") cores"
echo "memory at the end: $(resident)"
kill -TERM "$server"
wait "$server"
server=
echo "ended in good order"
