#!/bin/bash
# work_bench.sh: the day's work at 1,000,000 missions with their bookings, 300,000 tickets with 3,000,000 messages and 200,000 open tasks in
# one company: PostgreSQL's time for boards, calendars, lists, searches, conflict checks and reports. A row a figure: milliseconds for who sees
# all, a team's and their own (the middle one of some readings; beside it the best), and what they took of a processor, which tells more on
# a machine that others use. WORK_MISSIONS, WORK_TICKETS and WORK_TASKS say otherwise: 100000, 30000 and 20000 are loaded in a tenth of the
# time. Makes a cluster of its own and leaves nothing behind; needs about 12 GB beside TMPDIR (/tmp) at full size.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
export WORK_MISSIONS=${WORK_MISSIONS:-1000000} WORK_TICKETS=${WORK_TICKETS:-300000} WORK_TASKS=${WORK_TASKS:-200000} WORK_FIGURES=1
out=$(mktemp); trap 'rm -f "$out"' EXIT
tests/sql/run --print tests/sql/work_scale_test.sql >"$out" 2>&1; rc=$?
grep -v '^ok \|^figure|\|^ # \|^---\|^1\.\.\|^==\|^$' "$out"
while IFS='|' read -r _ what ms best worked aim met; do
	/usr/bin/python3 tests/bench/report.py "$what" "$ms ms" "best $best" "$worked ms of a processor" "${aim:+≤ $aim ms}" "$met"
done < <(grep '^figure|' "$out")
[ $rc = 0 ] && grep -q '^figure|' "$out"
