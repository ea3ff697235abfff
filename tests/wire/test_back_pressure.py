"""A client that stops reading costs bounded memory and nobody else's time, whatever it asked for; when it reads again, all is there."""
import contextlib, json, socket

import rig as rigs
from test_limits import memory_kb

SETTINGS = {"server": {"workers": "1"}, "database": {"pool": "4"}, "limits": {"children": "6"}}
WHO, ROWS = "marie@garage.test", 12000
MOST_KB = 24_000


def large_table(rig):
    """Some 12 MB of contacts, made once."""
    if rig.db.psql("select count(*) from app.contact where company_name like 'Volume %'") == "0":
        rig.db.psql("select app.as_platform(id) from app.tenant where slug = 'garage'; "
                    "insert into app.contact (kind, company_name, notes) "
                    f"select 'company', 'Volume ' || n, repeat('bavard ', 140) from generate_series(1, {ROWS}) n")
        rig.db.psql("analyze")


def children_kb(rig):
    if rigs.SANITIZED:
        return 0
    kb = [0]
    for pid in rig.children():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, StopIteration):     # it ends just now
            kb.append(int(next(line for line in open(f"/proc/{pid}/status") if line.startswith("RssAnon")).split()[1]))
    return max(kb)


def deaf(rig, transport, command):
    channel = transport.open_session(window_size=65536)
    channel.settimeout(60)
    channel.exec_command(command)
    rigs.wait_until(lambda: len(channel.in_buffer) >= 65536 - 32768, 20, "a full window")
    return channel


def test_a_list_and_an_export_that_nobody_reads_wait(rig):
    """Each keeps a window's worth under way; others are served; read at last, every row is there."""
    large_table(rig)
    t, other = rig.transport(WHO), rig.transport("paul@garage.test")
    rig.run(other, "whoami")
    before = memory_kb(rig)
    channels = [deaf(rig, t, command) for command in ("export contact --format jsonl", "list contact --format jsonl --columns id,notes",
                                                       "export contact --format csv")]
    for _ in range(30):
        assert rig.run(other, "whoami")[0] == 0
    assert memory_kb(rig) - before < MOST_KB, (before, memory_kb(rig))
    assert children_kb(rig) < 64_000
    rows = channels[0].makefile("rb").read().splitlines()
    assert channels[0].recv_exit_status() == 0
    assert sum(b"Volume " in row for row in rows) == ROWS and all(json.loads(row) for row in rows[-100:])
    t.close()
    other.close()
    rigs.wait_until(lambda: not rig.children(), what="the end of the children")


def test_requests_whose_answers_nobody_reads_wait(rig):
    """Two thousand pages asked for in one go: the server stops reading requests, not serving others; then each is answered."""
    large_table(rig)
    t, other = rig.transport(WHO), rig.transport("paul@garage.test")
    rpc = rig.rpc(t)
    rig.run(other, "whoami")
    before = memory_kb(rig)
    line = json.dumps({"jsonrpc": "2.0", "id": 7, "method": "list", "params": {"entity": "contact", "limit": 50}}).encode() + b"\n"
    rpc.channel.settimeout(1)
    asked = 0
    try:
        while asked < 20_000 * len(line):
            asked += rpc.channel.send(line * 100)
    except socket.timeout:
        pass
    for _ in range(30):
        assert rig.run(other, "whoami")[0] == 0
    assert memory_kb(rig) - before < MOST_KB, (before, memory_kb(rig))
    # Changes that others make meanwhile are hints, which may be lost: for a client that does not read they are.
    mine = rig.rpc(other)
    for turn in range(40):
        assert "result" in mine.call("create", entity="contact", values={"last_name": f"Flot-{turn}"}), turn
    assert memory_kb(rig) - before < MOST_KB, (before, memory_kb(rig))
    rpc.channel.settimeout(30)
    for _ in range(100):
        assert rpc.read().get("id") in (7, None)
    t.close()
    other.close()
