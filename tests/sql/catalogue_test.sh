#!/bin/bash
# catalogue_test.sh: the catalogue is a contract with programs and scripts: what a change of SQL does to it is seen in
# tests/data/catalogue.json, which holds it for somebody who may see everything, one field a line. `UPDATE=1 tests/sql/run
# tests/sql/catalogue_test.sh` writes it anew. Needs libpq's environment.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
golden=tests/data/catalogue.json now=$(mktemp); trap 'rm -f "$now"' EXIT
psql -XqAt -v ON_ERROR_STOP=1 -c begin -c "do \$\$ begin perform test.sign_in('superadmin'); end \$\$" -c 'select ui.catalogue()' -c rollback | python3 -c '
import json, sys
def lines(value, depth):
    pad = "  " * depth
    if isinstance(value, dict) and depth < 3:
        return "{\n" + ",\n".join(pad + "  " + json.dumps(k) + ": " + lines(value[k], depth + 1) for k in sorted(value)) + "\n" + pad + "}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(pad + "  " + json.dumps(v, ensure_ascii=False, sort_keys=True) for v in value) + "\n" + pad + "]"
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
catalogue = json.load(sys.stdin)
for entity in catalogue["entities"].values():
    for field in entity["fields"]: field.pop("synonyms", None)	# hints for imports, no contract
print(lines(catalogue, 0))' >"$now" || { echo 'not ok 1 - the catalogue can be read'; echo 1..1; exit 1; }
[ -z "${UPDATE:-}" ] || cp "$now" "$golden"
if diff -u "$golden" "$now" >"$now.diff"; then echo 'ok 1 - the catalogue is the one that tests/data/catalogue.json shows'
else echo 'not ok 1 - the catalogue changed; when it was meant to: UPDATE=1 tests/sql/run tests/sql/catalogue_test.sh'; head -n 60 "$now.diff"; fi
python3 -m json.tool "$golden" >/dev/null && echo 'ok 2 - which is JSON' || echo 'not ok 2 - which is JSON'
rm -f "$now.diff"; echo 1..2
