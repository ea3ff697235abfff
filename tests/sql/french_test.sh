#!/bin/bash
# french_test.sh: whatever the database says to a person, every language of po/ can say. Needs libpq's environment.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
n=0
psql -XqAt -v ON_ERROR_STOP=1 -f tests/sql/sentences.sql | sed '/^$/d' >"$dir/sentences" || { echo 'not ok 1 - the sentences can be read'; echo 1..1; exit 1; }
sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/N_("&")/' "$dir/sentences" >"$dir/database.c"	# as C strings, so that xgettext does the quoting
xgettext -kN_ --from-code=UTF-8 --language=C -o "$dir/all.pot" "$dir/database.c" && sed -i 's/charset=CHARSET/charset=UTF-8/' "$dir/all.pot"
for language in po/*/; do
	language=$(basename "$language") n=$((n + 1))
	msgcat --use-first po/"$language"/*.po -o "$dir/have.po" && msgmerge -q --no-fuzzy-matching "$dir/have.po" "$dir/all.pot" -o "$dir/merged.po"
	msgattrib --untranslated --no-obsolete --no-location --no-wrap "$dir/merged.po" | sed -n '/^msgid ""$/d; s/^msgid //p' >"$dir/lacking"
	if [ -s "$dir/merged.po" ] && [ ! -s "$dir/lacking" ]; then echo "ok $n - $language says all $(wc -l <"$dir/sentences") sentences"; else echo "not ok $n - $language lacks"; head -n 40 "$dir/lacking"; fi
done
echo "1..$n"
