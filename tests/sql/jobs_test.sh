#!/bin/bash
# jobs_test.sh: jobs are taken by a lease: two runners at once never get the same one, a runner that died loses it, what failed comes
# again later. Needs libpq's environment; two sessions at once, so it commits, into a database of its own.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
dir=$(mktemp -d); trap 'dropdb --if-exists jobs 2>/dev/null; rm -rf "$dir"' EXIT
n=0 bad=0
is() { n=$((n + 1)); if [ "$1" = "$2" ]; then echo "ok $n - $3"; else echo "not ok $n - $3"; echo "# have: $1"; echo "# want: $2"; bad=1; fi; }
sql() { psql -XqAt -v ON_ERROR_STOP=1 -d jobs "$@"; }
files=(); for f in $(scripts/sql-order) tests/sql/fixture.sql; do files+=(-f "$f"); done
createdb -T template0 jobs && sql -1 "${files[@]}" >"$dir/log" 2>&1 || { cat "$dir/log"; echo 1..0; exit 1; }
sql -c "delete from app.job; insert into app.job (name, every) select 'work-' || g, '1 hour' from generate_series(1, 200) g" >/dev/null

# Four runners, each taking five at a time until nothing is left.
for r in 1 2 3 4; do
	PGOPTIONS='-c client_min_messages=notice' sql -c "set role comptoir_app" -c "do \$\$ declare got integer; j record; begin
		for i in 1..100 loop got := 0;
			for j in select * from app.job_claim('runner-$r', 60, 5) loop got := got + 1; raise notice 'took % %', j.id, j.token; end loop;
			commit; exit when got = 0; perform pg_sleep(0.005); end loop; end \$\$" 2>&1 | sed -n 's/.*took //p' >"$dir/runner-$r" &
done
wait
is "$(cat "$dir"/runner-* | wc -l)" "$(cat "$dir"/runner-* | cut -d' ' -f1 | sort -u | wc -l)" 'no job is taken twice'
is "$(sql -c "select count(*) from app.job where lease_until > now()")" 200 'every job is taken by somebody'
is "$(sql -c "set role comptoir_app; select count(*) from app.job_claim('late', 60, 10)")" 0 'and is not offered again while its lease lasts'

claim() { sql -c "update app.job set run_at = now(), lease_until = null, lease_token = null where name = 'work-1'" -c "set role comptoir_app" -c "select id || ' ' || token from app.job_claim('one', ${1:-60}, 1)" | tail -1; }
sql -c "update app.job set run_at = now() + interval '1 day', lease_until = null" >/dev/null
read -r id token <<<"$(claim)"
is "$(sql -c "set role comptoir_app; select app.job_done($id, '$token', true, '{\"made\": 3}')")" t 'who has the lease gives the job back'
is "$(sql -c "select last_ok, last_result, tries, lease_until is null, run_at > now() + interval '50 minutes' from app.job where id = $id")" 't|{"made": 3}|0|t|t' 'it is noted, and comes again when it is due'
is "$(sql -c "set role comptoir_app; select app.job_done($id, '$token', true)")" f 'a lease is given back once'
read -r id token <<<"$(claim)"
is "$(sql -c "set role comptoir_app; select app.job_done($id, '$token', false, '\"broke\"')")" t 'one that failed is given back too'
is "$(sql -c "select last_ok, tries, run_at between now() + interval '50 seconds' and now() + interval '61 seconds' from app.job where id = $id")" 'f|1|t' 'and tried again in a minute'
sql -c "update app.job set run_at = now(), tries = 9 where id = $id" >/dev/null
token=$(sql -c "set role comptoir_app" -c "select token from app.job_claim('one', 60, 1)")
sql -c "set role comptoir_app; select app.job_done($id, '$token', false)" >/dev/null
is "$(sql -c "select run_at <= now() + interval '1 hour' and run_at > now() + interval '59 minutes' from app.job where id = $id")" t 'after many failures once an hour'
# A runner that died.
read -r id token <<<"$(claim 0)"
second=$(sql -c "set role comptoir_app" -c "select token from app.job_claim('two', 60, 1)")
is "$([ -n "$second" ] && [ "$second" != "$token" ] && echo other)" other 'when the lease has ended another runner takes the job'
is "$(sql -c "set role comptoir_app; select app.job_done($id, '$token', true)")" f 'and the first, come back from the dead, changes nothing'
is "$(sql -c "set role comptoir_app; select app.job_done($id, '$second', true)")" t 'the second does'
is "$(sql -c "insert into app.job (name) values ('once')" -c "set role comptoir_app" -c "with j as (select * from app.job_claim('one', 60, 1)) select app.job_done(id, token, true) from j" -c "reset role" -c "select run_at = 'infinity' from app.job where name = 'once'" | tail -1)" t 'a job without an interval is done once'
# Work that is SQL alone: done and noted at once, by whoever has the lease.
sql -c "update app.job set run_at = now() + interval '1 day', lease_until = null" -c "update app.job set run_at = now() where name = 'forget_requests'" >/dev/null
read -r id token <<<"$(sql -c "set role comptoir_app" -c "select id || ' ' || token from app.job_claim('one', 60, 1)")"
is "$(sql -c "set role comptoir_app; select app.job_work($id, '$token')")" '{"forgotten": 0}' 'work says what it did'
is "$(sql -c "select last_ok, last_result, lease_until is null from app.job where id = $id")" 't|{"forgotten": 0}|t' 'and is noted in the same breath'
is "$(sql -c "set role comptoir_app; select app.job_work($id, '$token') is null")" t 'who has no lease any more does nothing'
sql -c "insert into app.job (name) values ('nothing')" >/dev/null
is "$(sql -c "set role comptoir_app" -c "select app.job_work(id, token) from app.job_claim('one', 60, 1)" 2>&1 | grep -c 'does not exist')" 1 'unknown work is refused'
echo "1..$n"
exit $bad
