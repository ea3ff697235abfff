#!/bin/bash
# readme_test.sh: a demo of its own, and the README's five minutes there, line by line, as a newcomer types them. A line whose remark
# begins with "exit N" must end so, every other with 0. Mail goes nowhere.
set -uo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d /var/tmp/comptoir-tour.XXXXXX); chmod 755 "$dir"
export DEMO=$dir/demo-site CI=true LC_ALL=C.UTF-8
end() { (cd "$project" && scripts/demo stop) >/dev/null 2>&1; rm -rf "$(readlink -f "$DEMO")" "$dir"; }
trap end EXIT
trap 'exit 130' INT TERM
failed=0
fault() { echo "FAILED  $*"; failed=$((failed + 1)); }

# Through a pipe: who reads the words of a demo must see their end although the server goes on.
(cd "$project" && scripts/demo start </dev/null 2>&1) | cat >"$dir/said" || { cat "$dir/said"; fault "the demo does not start"; exit 1; }
grep -q 'Comptoir runs on 127.0.0.1' "$dir/said" || { cat "$dir/said"; fault "the demo does not say how to connect"; exit 1; }

mkdir -p "$dir/here/var"; cd "$dir/here" || exit
ln -s "$project"/{demo,build} .; ln -s "$DEMO" var/demo
mail() { cat >/dev/null; [ -s "$4" ]; }
lines=$(sed -n '/^## Five minutes/,/^## For real use/s/^    //p' "$project/README.md")
[ "$(grep -c '^demo demo' <<<"$lines")" -ge 15 ] || fault "the README's lines were not found"
while IFS= read -r line <&3; do
	want=0; [[ $line =~ \#\ exit\ ([0-9]+) ]] && want=${BASH_REMATCH[1]}
	eval "$line" >"$dir/out" 2>"$dir/err" </dev/null; rc=$?
	if [ $rc = "$want" ]; then echo "ok      $line"; else fault "$line: ended with $rc, not $want"; head -n 20 "$dir/out" "$dir/err"; fi
done 3<<<"$lines"

# What the tour promises.
[ "$(wc -l <refused.csv)" = 2 ] || fault "refused.csv does not hold one row"
[ "$(demo demo count vehicle --filter plate:HA311RT --format json | tr -dc 0-9)" = 1 ] || fault "the row of the file is not there"
[ "$(demo demo count refused_row --format json | tr -dc 0-9)" = 0 ] || fault "a corrected row still waits"
[ "$(demo demo count contact --filter email:transportsvilaine --format json | tr -dc 0-9)" = 1 ] || fault "the corrected row is not there"
head -c 4 certificat.pdf | grep -q '%PDF' || fault "the certificate did not come back"
grep -q '^BEGIN:VEVENT' calendars/missions.ics || fault "the feed holds no mission"
head -c 2 clients.xlsx | grep -q PK || fault "the spreadsheet is none"
[ "$(demo demo list vehicle --view "'CT à venir'" --format csv | wc -l)" -gt 3 ] || fault "nothing is due soon"

# A second start finds everything there; one that was interrupted half-way is made whole.
(cd "$project" && scripts/demo start </dev/null >"$dir/said" 2>&1) || fault "the second start"
[ "$(demo demo count contact --filter email:transportsvilaine --format json | tr -dc 0-9)" = 1 ] || fault "the second start forgot"
(cd "$project" && scripts/demo stop && rm "$DEMO/loaded" && scripts/demo start </dev/null >"$dir/said" 2>&1) || { cat "$dir/said"; fault "repairing"; }
[ "$(demo demo count contact --format json | jq .count)" = "$(cat "$project"/demo/garage/{09,10}-contact.csv | grep -c -E '^(person|company);')" ] || fault "the repaired demo is not whole"
[ $failed = 0 ]
