#!/bin/bash
# screen_test: ten thousand keys, resizes, cut lines and hang-ups for each of some seeds, with a sanitized client; then every key on every
# screen. SEEDS and KEYS say how much ("1 2 3", 10000); a seed that fails says how to see it again.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
make -s --no-print-directory screen-programs && make -s --no-print-directory SAN=1 build/gcc-san/comptoir || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/comptoir-stress.XXXXXX")
SITE=$(TMPDIR=$work tests/screen/run --site | tail -1)
export SITE RIG_PATIENCE=${RIG_PATIENCE:-4} KEYS=${KEYS:-10000} ALL=1 COMPTOIR=build/gcc-san/comptoir
export LSAN_OPTIONS=suppressions=$PWD/tests/stress/leaks.txt:print_suppressions=0
trap 'scripts/site stop "$SITE" >/dev/null 2>&1; rm -rf "$(readlink -f "$SITE")" "$work"' EXIT
failed=0
for seed in ${SEEDS:-$RANDOM $RANDOM $RANDOM}; do
	SEED=$seed build/gcc/screen/stress_test >"$work/said" 2>&1 || { failed=1; tail -n 80 "$work/said"; }
	grep -a '^SEED' "$work/said"
done
build/gcc/screen/keys_test || failed=1
exit $failed
