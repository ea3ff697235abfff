"""What the server does by itself: a job is done once when it is due, again when its worker died with it, later when it failed."""
import json, os, signal

from rig import wait_until

OWN_SERVER = True


def job(rig, name, body, every="null", company=None):
    """A job of one SQL function that is due now, the platform's or a company's; `marks` counts what it left behind, `calls` how often
    it was begun."""
    tenant = f"(select id from app.tenant where slug = '{company}')" if company else "null"
    rig.db.psql(f"""
        create table if not exists public.test_mark (name text);
        create sequence if not exists public.test_calls_{name};
        grant insert, select on public.test_mark to comptoir_platform; grant usage, select on public.test_calls_{name} to comptoir_platform;
        create or replace function app.job_{name}(tenant integer, args jsonb) returns jsonb language plpgsql
            set search_path = pg_catalog, pg_temp as $f$ begin {body} end $f$;
        comment on function app.job_{name} is 'Only tests know it.';
        alter function app.job_{name} owner to comptoir_platform;
        insert into app.job (name, every, tenant_id) values ('{name}', {every}, {tenant}) on conflict on constraint job_once do update set run_at = now(), lease_until = null""")


def state(rig, name, column):
    return rig.db.psql(f"select {column} from app.job where name = '{name}'")


def marks(rig, name):
    return int(rig.db.psql(f"select count(*) from public.test_mark where name = '{name}'"))


def test_a_due_job_is_done_once(rig):
    """Both workers look; one does it, the note says how it went, and it waits for its next time."""
    job(rig, "mark", "insert into public.test_mark values ('mark'); return '{\"left\": 1}';", "interval '1 day'")
    wait_until(lambda: state(rig, "mark", "last_ok") == "t", 40, "the job")
    assert marks(rig, "mark") == 1 and state(rig, "mark", "run_at > now() + interval '23 hours'") == "t"
    assert state(rig, "mark", "last_result") == '{"left": 1}' and state(rig, "mark", "lease_until") == ""


def test_a_job_of_a_killed_worker_is_run_again(rig):
    """A worker is killed in the middle: nothing of its half stays, and when its lease ends another one does the whole."""
    job(rig, "slow", "insert into public.test_mark values ('slow'); if nextval('public.test_calls_slow') = 1 then perform pg_sleep(300); end if; return null;")
    for attempt in range(20):		# servers of other tests look for jobs in this database too: it must be one of ours
        holder = wait_until(lambda: rig.db.psql("select worker from app.job where name = 'slow' and lease_until > now()"), 40, "the lease")
        wait_until(lambda: rig.db.psql("select is_called from public.test_calls_slow") == "t", 20, "the work")
        if int(holder.split("-")[-2]) in rig.workers():
            break
        rig.db.psql("select pg_terminate_backend(pid) from pg_stat_activity where query like '%job_work%' and pid <> pg_backend_pid()")
        wait_until(lambda: state(rig, "slow", "lease_until is null") == "t", 20, "its return")
        rig.db.psql("select setval('public.test_calls_slow', 1, false)")
        rig.db.psql("update app.job set run_at = now(), last_ok = null where name = 'slow'")
    os.kill(int(holder.split("-")[-2]), signal.SIGKILL)
    rig.db.psql("select pg_terminate_backend(pid) from pg_stat_activity where query like '%job_work%' and pid <> pg_backend_pid()")
    assert state(rig, "slow", "last_ok") == "" and marks(rig, "slow") == 0
    rig.db.psql("update app.job set lease_until = now() where name = 'slow'")
    wait_until(lambda: state(rig, "slow", "last_ok") == "t", 60, "the second time")
    assert marks(rig, "slow") == 1


def test_a_job_that_fails_is_tried_later(rig):
    """It is noted as failed, tried again after a minute, and its words stay out of log and answer."""
    job(rig, "broken", "raise exception 'Marie Duval is at fault';")
    wait_until(lambda: state(rig, "broken", "last_ok") == "f", 40, "the failure")
    assert state(rig, "broken", "run_at between now() + interval '20 seconds' and now() + interval '3 minutes'") == "t"
    assert "Marie Duval" not in rig.run(rig.transport("marie@garage.test"), "jobs --format json")[1]
    assert not [line for line in rig.log().splitlines() if "Marie Duval" in line]


def test_one_company_whose_part_fails_holds_up_no_other(rig):
    """The others' is done in the same run; that company's is noted with it, in the log as well, and tried again by itself."""
    ill = rig.db.psql("select id from app.tenant where slug = 'garage'")
    job(rig, "half", f"""if tenant is null or tenant = {ill} then raise exception 'Marie Duval is at fault' using errcode = '23514'; end if;
        insert into public.test_mark values ('half'); return app.job_counted('left', jsonb_build_object(tenant, 1));""", "interval '1 day'")
    wait_until(lambda: rig.db.psql("select last_ok from app.job where name = 'half' and tenant_id is null") == "t", 40, "the job")
    assert marks(rig, "half") == int(rig.db.psql("select count(*) from app.tenant")) - 1
    assert rig.db.psql(f"select last_ok, last_result ->> 'error', run_at between now() + interval '20 seconds' and now() + interval '2 minutes' from app.job where name = 'half' and tenant_id = {ill}") == "f|23514|t"
    # Whichever server of this database took it says so in its log.
    logs = lambda: "".join(path.read_text(errors="replace") for path in rig.db.dir.glob(f"server.*/{rig.log_path.name}"))
    wait_until(lambda: f"tenant={ill} outcome=failed state=23514" in logs(), 20, "the line of the log")
    seen = next(j for j in json.loads(rig.run(rig.transport("marie@garage.test"), "jobs --format json")[1])["jobs"] if j["name"] == "half")
    assert seen["last_ok"] is False and seen["last_result"] == {"error": "23514"}, seen


def test_the_owner_runs_one_now(rig):
    """jobs tells of it in words; run makes it due; who does not run the company sees none, and another company does not know it."""
    job(rig, "asked", "insert into public.test_mark values ('asked'); return '{\"left\": 815815}';", "interval '1 day'", "garage")
    wait_until(lambda: marks(rig, "asked") == 1, 40, "the first time")
    marie = rig.transport("marie@garage.test")
    assert "Only tests know it." in rig.run(marie, "jobs")[1]
    status, out, err = rig.run(marie, "jobs run asked")
    assert status == 0, err
    wait_until(lambda: marks(rig, "asked") == 2, 40, "the second time")
    assert rig.run(marie, "jobs run nonsense")[0] == 1 and "jobs" in rig.run(marie, "jobs run nonsense")[2]
    status, out, err = rig.run(marie, "jobs run forget_event")
    assert status == 1 and "« forget_events »" in err.replace("\u00a0", " "), err
    assert rig.run(marie, "jobs run")[0] == 2 and rig.run(marie, "jobs walk asked")[0] == 2
    assert rig.run(rig.transport("vera@garage.test"), "jobs run asked")[0] == 3
    denis = rig.transport("denis@fleet.test")
    assert "815815" in rig.run(marie, "jobs")[1] and "815815" not in rig.run(denis, "jobs --format json")[1]
    assert rig.run(denis, "jobs run asked")[0] == 1


def test_what_is_done_for_all_companies_is_the_operators(rig):
    """An owner sees that the platform's job ran and what it did to her company, not what it counted elsewhere; started by her it is done for
    her company alone. Who runs the server has it done for all."""
    job(rig, "everywhere", """insert into public.test_mark values ('everywhere' || coalesce(tenant::text, ''));
        if tenant is not null then return '{"forgotten": 3}'; end if;
        return jsonb_build_object('forgotten', 4711, 'companies', jsonb_build_object((select id from app.tenant where slug = 'fleet'), '{"forgotten": 99}'::jsonb));""",
        "interval '1 day'")
    wait_until(lambda: state(rig, "everywhere", "last_ok") == "t", 40, "the first time")
    told = {}
    for who in ("marie@garage.test", "denis@fleet.test"):
        t = rig.transport(who)
        one = next(j for j in rig.ask(t, "jobs")["jobs"] if j["name"] == "everywhere")
        told[who] = one["last_result"]
        assert one["last_ok"] is True and "4711" not in rig.run(t, "jobs")[1]
        assert "4711" not in str(rig.rpc(t).result("jobs"))
        t.close()
    assert told == {"marie@garage.test": None, "denis@fleet.test": {"forgotten": 99}}
    t = rig.transport("marie@garage.test")
    assert rig.run(t, "jobs run everywhere")[0] == 0
    wait_until(lambda: state(rig, "everywhere' and tenant_id is not null and 'x' = 'x", "last_ok") == "t", 40, "her own time")
    assert [j["last_result"] for j in rig.ask(t, "jobs")["jobs"] if j["name"] == "everywhere"] == [{"forgotten": 3}]
    assert "4711" not in rig.run(t, "jobs")[1] and marks(rig, "everywhere") == 1
    listed = rig.db.comptoird("job", "list").stdout
    assert "everywhere" in listed and "4711" in listed
    assert "everywhere" in rig.db.comptoird("job", "run", "everywhere").stdout
    wait_until(lambda: marks(rig, "everywhere") == 2, 40, "the second time")
    assert rig.db.comptoird("job", "run", "nonsense", check=False).returncode == 1
    assert rig.db.comptoird("job", "run", check=False).returncode == 2
