#!/bin/bash
# One night on the attached iPhones, for a lab without a CI service: measures, compares with the nights before, judges, keeps.
# Start it in the project's folder, by cron or launchd: docs/ci.md of rezbench has the lines. All it says goes into a log, but
# for one line where a night failed or was not decided. It ends with the code of the verdict, or that of the run without one.
set -uo pipefail

home=${REZBENCH_HOME:-$HOME/rezbench}
runs=$home/results
rezbench=node_modules/.bin/rezbench
export REZBENCH_APP=${REZBENCH_APP:-$home/Harness.ipa}
mkdir -p "$runs" "$home/logs" || exit 1
log=$home/logs/$(date +%Y-%m-%d).log
exec 3>&1 >>"$log" 2>&1
find "$home/logs" -name '*.log' -mtime +30 -delete

# Ends with a code and says so to whoever started it.
end() {
  [ "$1" = 0 ] || echo "rezbench: the night ended with $1: $log" >&3
  exit "$1"
}

# A Mac stays awake as long as this shell runs.
if command -v caffeinate >/dev/null; then caffeinate -i -w $$ & fi

"$rezbench" doctor

# Goes on with a night that was cut off. A signal to this shell is passed on, so that the night can end in order.
confirm=()
if [ -d "$runs/baselines" ]; then confirm=(--confirm "$runs/baselines"); fi
"$rezbench" run sweep.yaml --continue --out "$runs" ${confirm[@]+"${confirm[@]}"} > >(tee "$home/tonight") &
night=$!
trap 'stopped=1; kill -TERM "$night"' HUP INT TERM
stopped=0
wait "$night"
code=$?
while kill -0 "$night" 2>/dev/null; do
  wait "$night"
  code=$?
done
trap - HUP INT TERM
run=$(sed -n 's/^results: //p' "$home/tonight" | head -n 1)
if [ "$stopped" = 1 ] || [ -z "$run" ]; then end "$code"; fi

# The worse of comparison and gate; one that is inconclusive (3) comes last.
verdict=0
judge() {
  "$rezbench" "$@"
  local judged=$?
  case $verdict in 0 | 3) [ "$judged" = 0 ] || verdict=$judged ;; esac
}
if [ -d "$runs/baselines" ]; then judge compare "$runs/baselines" "$run"; fi
judge gate "$run" --budgets budgets.yaml
# What failed does not become a night that later ones are compared with.
case $verdict in 0 | 3) "$rezbench" promote "$run" ;; esac
"$rezbench" history import "$run" --db "$runs/history.duckdb"
"$rezbench" report "$run" --history "$runs/history.duckdb"
end "$verdict"
