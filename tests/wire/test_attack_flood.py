"""What a hostile client may throw at the server: it stays small, nobody else waits, and nothing breaks."""
import re, threading, time

import rig as rigs

SETTINGS = {"server": {"workers": "1"}}


def resident_kb(rig):
    """What the worker holds; a sanitizer's quarantine would drown it."""
    return 0 if rigs.SANITIZED else sum(int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{pid}/status").read()).group(1)) for pid in rig.workers())


def slowest(rig, during):
    """The longest that somebody else waited for an answer while something went on."""
    calm, times = rig.rpc(rig.transport("paul@garage.test")), []
    thread = threading.Thread(target=during)
    thread.start()
    while thread.is_alive() or len(times) < 5:
        began = time.monotonic()
        calm.result("whoami")
        times.append(time.monotonic() - began)
        time.sleep(0.005)
    thread.join()
    return max(times)


def test_a_flood_of_bad_lines_makes_no_flood_of_answers(rig):
    """A window full of lines that are no requests was answered in one go: 70 MB of refusals, and nobody else had a turn for seconds."""
    t = rig.transport("marie@garage.test")
    channels = []
    for _ in range(4):
        channel = t.open_session(window_size=2**31 - 1)
        channel.invoke_subsystem("comptoir")
        channel.settimeout(3)
        channels.append(channel)
    before, peak = resident_kb(rig), [0]

    def flood():
        for channel in channels:
            channel.in_window_size = 0
            try:
                for _ in range(40):
                    channel.sendall(b"x\n" * 16000)
                    peak[0] = max(peak[0], resident_kb(rig))
            except OSError:
                pass
    waited = slowest(rig, flood)
    peak[0] = max(peak[0], resident_kb(rig))
    t.close()
    assert waited < 2, waited
    assert peak[0] - before < 60000, (before, peak[0])


def test_long_pages_that_nobody_reads_stay_few(rig):
    """32 pages of 1,000 long records, asked for in one breath and never read, were made and kept: 600 MB a channel. A page ends at 1 MiB."""
    lines = "".join(f'{{"kind":"person","last_name":"Roman {i}","notes":"{"n" * 20000}"}}\n' for i in range(300))
    assert rig.ssh("import contact --format jsonl", input=lines).returncode == 0
    t = rig.transport("marie@garage.test")
    rpc, got, after = rig.rpc(t), 0, {}
    while True:
        page = rpc.result("list", entity="contact", columns=["last_name", "notes"], search="roman", limit=1000, **after)
        assert len(str(page)) < 1200000
        got += len(page["rows"])
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert got == 300, got
    before = resident_kb(rig)
    channel = t.open_session(window_size=65536)
    channel.invoke_subsystem("comptoir")
    for i in range(32):
        channel.sendall(b'{"jsonrpc":"2.0","id":%d,"method":"list","params":{"entity":"contact","limit":1000,"columns":["notes"]}}\n' % i)
    rigs.wait_until(lambda: rig.log().count("verb=list status=ok") >= 32, 60, "the answers")
    grew = resident_kb(rig) - before
    t.close()
    assert grew < 60000, grew
    assert rig.ssh("undo", rig.db.psql("select max(id) from app.batch")).returncode == 0
