#!/bin/bash
# scale_bench.sh: what lists read and how long they take at 1,000,000 contacts and 300,000 vehicles of one company among 1,000, for
# somebody who sees all, their team's or their own. SCALE_CONTACTS, SCALE_VEHICLES and SCALE_COMPANIES say otherwise.
# Fails when a list reads more than ten times the rows that it returns, or finds other rows than it should.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
export SCALE_CONTACTS=${SCALE_CONTACTS:-1000000} SCALE_VEHICLES=${SCALE_VEHICLES:-300000} SCALE_COMPANIES=${SCALE_COMPANIES:-1000}
out=$(mktemp); trap 'rm -f "$out"' EXIT
tests/sql/run --print tests/sql/scale_test.sql >"$out" 2>&1; rc=$?
grep -v '^ok ' "$out"
[ $rc = 0 ] && grep -q '^ok ' "$out" && ! grep -q '^not ok ' "$out"
