"""One's sessions, whichever worker of whichever server has them: listed, ended, forgotten."""
import datetime, os, re, signal, time

import rig as rigs

OWN_SERVER = True
SETTINGS = {"server": {"workers": "2", "drain": "5s"}}


def worker_of(rig, transport):
    """The worker that serves this connection (its number), and the session's number."""
    number = rig.ask(transport, "whoami")["session"]
    return int(re.search(rf"worker=(\d+) info sign_in session={number} ", rig.log()).group(1)), number


def here_listed(rig, transport):
    """Of those listed the ones of this server: other tests' servers may still serve the same person."""
    return {n for n in listed(rig, transport) if f" sign_in session={n} " in rig.log()}


def one_on_each(rig, who):
    """Two connections of this person that different workers serve, with their sessions' numbers."""
    # Servers that other tests killed cannot take their sessions' rows along.
    rig.db.psql(f"delete from app.session s using app.account a where a.id = s.account_id and a.email = '{who}'")
    first = rig.transport(who)
    here, number = worker_of(rig, first)
    spare = []
    for _ in range(50):
        other = rig.transport(who)
        there, second = worker_of(rig, other)
        if there != here:
            for t in spare:
                t.close()
            rigs.wait_until(lambda: here_listed(rig, first) == {number, second}, what="both rows, and the end of those that were too many")
            return first, number, other, second
        spare.append(other)
    raise AssertionError("one worker takes all")


def listed(rig, transport):
    return {s["id"] for s in rig.ask(transport, "session")["sessions"]}


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def rows(rig):
    """What the database holds of this server."""
    return int(rig.db.psql(f"select count(*) from app.session where worker like '%-{rig.process.pid}-%'"))


def wait_for_rows(rig, count):
    rigs.wait_until(lambda: rows(rig) == count, 20, f"{count} rows instead of {rows(rig)}")


def test_each_worker_lists_the_sessions_of_both(rig):
    """The same list is seen through either; it says where from, and which one asks."""
    first, a, other, b = one_on_each(rig, "vera@garage.test")
    assert listed(rig, other) == {a, b}
    for transport, own in ((first, a), (other, b)):
        for s in rig.ask(transport, "session")["sessions"]:
            assert s["address"] == "127.0.0.1" and s["this"] == (s["id"] == own) and abs(time.time() - seconds(s["since"])) < 60, s
    text = rig.ssh("session", who="vera@garage.test").stdout
    assert str(a) in text and str(b) in text and "127.0.0.1" in text


def test_whoever_has_just_come_sees_herself(rig):
    """Though her row may still be on its way; and may end herself."""
    for _ in range(10):
        t = rig.transport("paul@garage.test")
        assert [s["address"] for s in rig.ask(t, "session")["sessions"] if s["this"]] == ["127.0.0.1"]
        number = rig.ask(t, "whoami")["session"]
        assert rig.run(t, f"session end {number}")[0] in (0, -1)
        rigs.wait_until(lambda: not t.is_active(), what="the end")
    wait_for_rows(rig, 0)


def test_a_session_of_the_other_worker_is_ended(rig):
    """Ten times over, wherever it is served; it leaves the list at once; the one that asked lives on."""
    first, a, other, b = one_on_each(rig, "vera@garage.test")
    for _ in range(10):
        ended = rig.transport("vera@garage.test")
        number = rig.ask(ended, "whoami")["session"]
        for asks in (first, other):
            rigs.wait_until(lambda: number in listed(rig, asks), 5, "the row, which nobody waited for")
        assert rig.ask(first, f"session end {number}") == {"ended": True}
        assert number not in listed(rig, other)
        rigs.wait_until(lambda: not ended.is_active(), what="the end of the session")
    rig.rpc(other)
    assert rig.run(first, f"session end {b}")[0] == 0
    rigs.wait_until(lambda: not other.is_active(), what="the end of the other worker's")
    rigs.wait_until(lambda: here_listed(rig, first) == {a}, what="one left")
    assert len([line for line in rig.lines("session_end") if "reason=by_request" in line]) == 11


def test_nobody_sees_or_ends_anothers(rig):
    """Paul does not see Vera's sessions, on no worker, and is told the same of hers as of none; nor does her company's owner."""
    first, a, other, b = one_on_each(rig, "vera@garage.test")
    mine, c, also, d = one_on_each(rig, "paul@garage.test")
    owner = rig.transport("marie@garage.test")
    for asks in (mine, also, owner):
        assert not listed(rig, asks) & {a, b}
        told = [rig.run(asks, f"session end {n}") for n in (a, b, 999999999)]
        assert {t[0] for t in told} == {1} and len({t[2] for t in told}) == 1, told
    assert first.is_active() and other.is_active() and rig.run(first, "whoami")[0] == 0 and rig.run(other, "whoami")[0] == 0
    assert rig.run(mine, "session end")[0] == 2


def test_the_sessions_of_a_killed_worker_vanish(rig):
    """kill -9: whoever takes its place drops what it left, and the other worker's rows stay."""
    first, a, other, b = one_on_each(rig, "vera@garage.test")
    number = worker_of(rig, other)[0]
    pid = int(re.findall(rf"worker_started worker={number} pid=(\d+)", rig.log())[-1])
    os.kill(pid, signal.SIGKILL)
    rigs.wait_until(lambda: listed(rig, first) == {a}, what="the end of the dead worker's")
    wait_for_rows(rig, 1)


def test_a_server_that_is_gone_is_not_shown(rig):
    """Of a server that died whole nobody drops the rows: after three minutes unseen they are not shown, and the job forgets them."""
    t = rig.transport("vera@garage.test")
    number = rig.ask(t, "whoami")["session"]
    rig.db.psql(f"insert into app.session select tenant_id, 4711, account_id, 'gone-1-1', 1, '192.0.2.1', now(), now() from app.session where id = {number}")
    assert listed(rig, t) == {number, 4711}
    rig.db.psql("update app.session set seen_at = now() - interval '4 minutes' where id = 4711")
    assert listed(rig, t) == {number} and rig.run(t, "session end 4711")[0] == 1
    rig.db.comptoird("job", "run", "forget_sessions")
    rigs.wait_until(lambda: rig.db.psql("select count(*) from app.session where id = 4711") == "0", 40, "the job")
    assert number in listed(rig, t)


def test_short_sessions_leave_nothing(rig):
    """Sessions that end before their row is written, and some that end at once after it."""
    for _ in range(15):
        rig.transport("paul@garage.test").close()
        assert rig.ssh("whoami").returncode == 0
    wait_for_rows(rig, 0)


def test_a_clean_stop_leaves_nothing(rig):
    """The server says of every session that it ended before it goes."""
    open_ones = [rig.transport("paul@garage.test") for _ in range(6)]
    wait_for_rows(rig, 6)
    assert rig.stop() == 0 and rows(rig) == 0
    assert not any(t.is_active() for t in open_ones)


def test_the_log_names_nobody(rig):
    """What is noted of a session in the log is numbers."""
    first, a, other, b = one_on_each(rig, "vera@garage.test")
    assert rig.run(first, f"session end {b}")[0] == 0
    rigs.wait_until(lambda: not other.is_active(), what="the end of the other worker's")
    assert "vera@" not in rig.log() and "not_noted" not in rig.log()
