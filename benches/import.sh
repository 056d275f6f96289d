#!/usr/bin/env bash
# How fast a register is imported, beside the same rows put into SQLite with nothing around them.
#   benches/import.sh CUSTOMERS.csv [postgres-url]      FLOOR=path/to/limit_sqlite.py for the comparison
set -euo pipefail
file=$(readlink -f "$1"); url=${2:-}
cd "$(dirname "$0")/.."
cargo build --release --quiet
bin=${CARGO_TARGET_DIR:-target}/release/kartotek
data=$(mktemp -d); trap 'rm -rf "$data"' EXIT
[ -z "$url" ] || export KARTOTEK_DATABASE_URL="$url"
"$bin" --data "$data" account add Bench >/dev/null
rows=$(($(python3 -c 'import csv,sys; print(sum(1 for _ in csv.reader(open(sys.argv[1], encoding="utf-8"))))' "$file") - 1))
for round in 1 2 3; do
  [ -z "${FLOOR:-}" ] || python3 "$FLOOR" "$file" "$data/floor.sqlite" | head -1
  rm -f "$data"/floor.sqlite*
  if [ -z "$url" ]; then rm -rf "$data"/*; "$bin" --data "$data" account add Bench >/dev/null; fi
  /usr/bin/env time -f '%e s, %M KiB at most' "$bin" --data "$data" import customers "$file" --map organisation=organisation 2>"$data.time" | tail -1
  tail -1 "$data.time"
  awk -v rows="$rows" '/KiB/ {printf "import: %.0f customers/s\n", rows / $1}' "$data.time"; rm -f "$data.time"
  [ -z "$url" ] || break
done
