#!/bin/bash
# work_bench.sh: the day's work at 1,000,000 missions with their bookings, 300,000 tickets with 3,000,000 messages and 200,000 open tasks in
# one company: PostgreSQL's time for boards, calendars, lists, searches and conflict checks, for who sees all, a team's or their own.
# WORK_MISSIONS, WORK_TICKETS and WORK_TASKS say otherwise: 100000, 30000 and 20000 are loaded in a tenth of the time.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
export WORK_MISSIONS=${WORK_MISSIONS:-1000000} WORK_TICKETS=${WORK_TICKETS:-300000} WORK_TASKS=${WORK_TASKS:-200000} WORK_FIGURES=1
out=$(mktemp); trap 'rm -f "$out"' EXIT
tests/sql/run --print tests/sql/work_scale_test.sql >"$out" 2>&1; rc=$?
grep -v '^ok \|^figure|' "$out"
while IFS='|' read -r _ what ms worked aim; do
	/usr/bin/python3 tests/bench/report.py "$what" "$ms ms" "$worked ms of a processor" '' "≤ $aim ms" "$(awk -v a="$ms" -v b="$aim" 'BEGIN { print a <= b ? "met" : "missed" }')" >/dev/null
done < <(grep '^figure|' "$out")
[ $rc = 0 ] && grep -q '^ok ' "$out" && ! grep -q '^not ok ' "$out"
