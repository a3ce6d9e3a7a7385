#!/usr/bin/env bash
# Fits the models that come with the program (data/models) to the decided cases that come with it
# (data/history: facts and outcomes, no text). The same inputs give the same bytes.
#
#   bash scripts/train-default-models.sh                       from data/history
#   bash scripts/train-default-models.sh LETTERS TEACHER.jsonl reads data/history anew from a
#       directory of determination letters and from probabilities that were given before their
#       decisions (JSON lines: case, item, p), then fits
#
# To be run again after a change of rules that moves a fact or a criterion.
set -euo pipefail
cd "$(dirname "$0")/.."
imr=build/release/imr

if [ $# -eq 2 ]; then
  python3 - "$2" > data/history/teacher.jsonl <<'PY'
import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    if line.strip():
        item = json.loads(line)
        print(json.dumps({"case": item["case"], "item": item["item"], "p": item["p"]}))
PY
elif [ $# -ne 0 ]; then
  echo "usage: $0 [LETTERS TEACHER.jsonl]" >&2
  exit 2
fi
for view in prescreen record; do
  if [ $# -eq 2 ]; then
    "$imr" train "$1" --view "$view" --prior-scale 1 --teacher-weight 0 --quiet \
      --history-output "data/history/$view.jsonl" > /dev/null
  fi
  "$imr" train "data/history/$view.jsonl" --view "$view" --teacher data/history/teacher.jsonl \
    --output "data/models/$view.yaml"
done
