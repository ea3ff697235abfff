#!/bin/bash
# hammer_test.sh: fifty connections want one lift for the same hour at the same moment, again and again. One has it each time; the others
# are told. And ten take one piece each of the same thing: all ten are out. Needs libpq's environment.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
sql() { psql -XqAt -v ON_ERROR_STOP=1 "$@"; }
sign_in="begin; select test.sign_in('office');"
n=0 bad=0
check() { # check WHAT GOT WANTED
	n=$((n + 1))
	if [ "$2" = "$3" ]; then echo "ok $n - $1"; else echo "not ok $n - $1: $2, not $3"; bad=1; fi
}
lift=$(sql -c "$sign_in select app.save('resource', null, null, '{\"name\": \"Hammered lift\", \"kind\": \"lift\"}') ->> 'id'; commit;" | tail -n 1)
for slot in 09 10 11; do
	for i in $(seq 50); do
		sql -c "$sign_in select app.save('booking', null, null, '{\"resource_id\": $lift, \"kind\": \"hold\", \"title\": \"Try $i\", \"starts_at\": \"2031-05-05T$slot:00:00Z\", \"ends_at\": \"2031-05-05T$slot:30:00Z\"}'); commit;" \
		    >"$dir/$slot.$i" 2>&1 &
	done
done
wait
for slot in 09 10 11; do
	check "one of fifty has it at $slot" "$(grep -l '"id"' "$dir/$slot".* | wc -l)" 1
	check "the others are told who, or that it was a moment ago" "$(grep -lE 'is booked from|booking_once' "$dir/$slot".* | wc -l)" 49
done
check 'and there are as many rows' "$(sql -c "select count(*) from app.booking where resource_id = $lift")" 3
check 'nothing was locked out' "$(grep -l deadlock "$dir"/* | wc -l)" 0
things=$(sql -c "$sign_in select app.save('equipment', null, null, '{\"name\": \"Hammered cones\", \"tracking\": \"quantity\", \"quantity\": 20}') ->> 'id'; commit;" | tail -n 1)
borrower=$(sql -c "$sign_in select app.save('contact', null, null, '{\"kind\": \"person\", \"last_name\": \"Hammered\"}') ->> 'id'; commit;" | tail -n 1)
for i in $(seq 10); do
	sql -c "$sign_in select app.save('equipment_booking', null, null, '{\"equipment_id\": $things, \"contact_id\": $borrower, \"starts_at\": \"2031-05-05T09:00:00Z\", \"ends_at\": \"2031-05-05T10:00:00Z\"}') ->> 'id'; commit;" | tail -n 1
done >"$dir/bookings"
while read -r booking; do
	sql -c "$sign_in select app.act('equipment_booking', 'check_out', $booking); select pg_sleep(0.2); commit;" >"$dir/out.$booking" 2>&1 &
done <"$dir/bookings"
wait
check 'as many are out as were taken' "$(sql -c "select out_quantity from app.equipment where id = $things")" 10
check 'and nobody was locked out' "$(grep -lE 'deadlock|ERROR' "$dir"/out.* | wc -l)" 0
sql -c "set app.person = 0; delete from app.equipment_booking where equipment_id = $things; delete from app.equipment where id = $things; delete from app.contact where id = $borrower"
sql -c "delete from app.booking where resource_id = $lift; delete from app.resource where id = $lift"	# other tests count from nothing
echo "1..$n"
exit $bad
