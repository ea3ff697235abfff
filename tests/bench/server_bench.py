#!/usr/bin/python3
"""server_bench.py: what the server costs beside PostgreSQL: lists, rates, waiting times, new and idle connections.

Everything runs on the same processors: the load generator (tests/bench/load.c, one thread) takes its share from the server and
PostgreSQL, and a bare libpq loop needs next to none. So rates through SSH are pessimistic; CPU per request is not touched by it.
"""
import json, os, pathlib, re, resource, statistics, subprocess, sys, time

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent / "wire")]
import report
import rig as rigs

WORKERS, POOL, CONNECTIONS, SECONDS, ROWS = 2, 4, 50, float(os.environ.get("BENCH_SECONDS", "6")), int(os.environ.get("BENCH_ROWS", "20000"))
IDLE = int(os.environ.get("BENCH_IDLE", "2000"))
LOAD = rigs.BUILD / "bench/load"
SETTINGS = {"server": {"workers": str(WORKERS), "log_level": "info"}, "database": {"pool": str(POOL)},
            "limits": {"starting": "200", "per_address": "200", "sessions": "6000", "grace": "60s"}}
REQUEST = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "list", "params": {"entity": "contact", "limit": 50}}, separators=(",", ":"))
WHO = "marie@garage.test"
HERTZ = os.sysconf("SC_CLK_TCK")


def cpu(pids):
    """Seconds of processor time that these processes took."""
    return sum(sum(map(int, pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13])) for pid in pids) / HERTZ


def pss_kb(pids):
    return sum(int(re.search(r"^Pss:\s+(\d+)", pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M).group(1)) for pid in pids)


def fill(rig):
    rows = "last_name,first_name,email,phone\n" + "".join(
        f"Martin{i},Anne,anne{i}@example.com,01{i:08d}\n" for i in range(ROWS))
    done = rig.ssh("import", "contact", input=rows, timeout=600)
    assert done.returncode in (0, 1), done.stderr
    rig.db.psql("vacuum analyze")


def transaction(database):
    """The statements of one list request as PostgreSQL sees them, the second time, when all is prepared."""
    database.psql("alter role comptoir_app set log_statement = 'all'")
    rig = rigs.Rig(database, {**SETTINGS, "server": {**SETTINGS["server"], "workers": "1"}, "database": {"pool": "1"}})
    try:
        t = rig.transport(WHO)
        rpc = rig.rpc(t)
        for _ in range(2):
            assert "result" in rpc.call("list", entity="contact", limit=50)
        t.close()
    finally:
        rig.end()
        database.psql("alter role comptoir_app reset log_statement")
    log = (database.dir / "data/log").read_text()
    entries = re.findall(r"^\S+ \S+ \S+ \[(\d+)\] (\w+): {2}(.*(?:\n\t.*)*)", log, re.M)
    found = []
    for _, level, text in entries:
        run = re.match(r"execute (\S+): (.*)", text, re.S)
        if level == "LOG" and run:
            found.append({"sql": run.group(2).replace("\n\t", "\n"), "prepare": run.group(1) != "<unnamed>", "values": []})
        elif level == "DETAIL" and found and text.lower().startswith("parameters: "):
            found[-1]["values"] = [None if v == "NULL" else v[1:-1].replace("''", "'") for v in
                                   re.findall(r"\$\d+ = (NULL|'(?:[^']|'')*')", text.replace("\n\t", "\n"))]
    # The last transaction that reads the list, from its begin to its commit.
    ends = [i for i, s in enumerate(found) if s["sql"] == "commit"]
    for end in reversed(ends):
        begin = max(i for i in range(end) if found[i]["sql"] == "begin")
        if any("contact" in s["sql"] for s in found[begin:end]):
            return found[begin:end + 1]
    raise AssertionError("no list in PostgreSQL's log")


def bare(database, statements, user):
    """The same by libpq alone."""
    path = database.dir / "transaction.json"
    path.write_text(json.dumps(statements))
    out = subprocess.run([LOAD, "pq", f"host={database.socket} dbname=comptoir user={user}", path, str(WORKERS * POOL), str(SECONDS)],
                         check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(out)


def through(rig, *how):
    """The same through the server: the figures of the load, with the workers' processor time for each request."""
    load = subprocess.Popen([LOAD, how[0], str(rig.port), WHO, rig.db.new_key("marie"), str(CONNECTIONS), str(SECONDS), REQUEST, *how[1:]],
                            stdout=subprocess.PIPE, text=True)
    assert load.stdout.readline() == "warm\n"
    began = cpu(rig.workers())
    figures = json.loads(load.stdout.readline())
    figures["server"] = (cpu(rig.workers()) - began) * 1e6 / figures["requests"]
    assert load.wait(30) == 0
    return figures


def lists(rig, statements):
    raw = bare(rig.db, statements, "comptoir_app")
    # The same select as the tables' owner's superuser, without begin, role and commit: what row level security and its frame cost.
    select = max(statements, key=lambda s: len(s["sql"]))
    company = rig.db.psql("select id from app.tenant where slug = 'garage'")
    plain = bare(rig.db, [{**select, "prepare": True}], f"postgres options='-c app.tenant={company} -c app.person=1'")
    ours = through(rig, "ssh")
    beyond = ours["server"] - raw["cpu"]
    report.row("server CPU of a list of 50 rows", f"{ours['server']:.0f} µs", f"libpq {raw['cpu']:.0f} µs", f"+{beyond:.0f} µs", "≤ 40 µs", beyond <= 40)
    share = ours["rate"] / raw["rate"]
    report.row(f"lists a second, {CONNECTIONS} connections", f"{ours['rate']:.0f}", f"libpq {raw['rate']:.0f}", f"{share:.0%}", "≥ 60 %", share >= 0.6)
    report.row("… CPU of the load itself, a request", f"{ours['cpu']:.0f} µs", f"libpq {raw['cpu']:.0f} µs", "", "", None)
    report.row("… the same select without row level security", "", f"libpq {plain['rate']:.0f}", f"{raw['rate'] / plain['rate']:.0%} with it", "", None)
    half = through(rig, "open", f"{ours['rate'] / 2:.0f}")
    report.row(f"p99 at {half['rate']:.0f} lists a second, open loop", f"{half['p99']:.2f} ms", f"median {half['median']:.2f} ms", "", "< 5 ms", half["p99"] < 5)


def new_connection(rig):
    """`ssh host whoami` less `ssh -V`, which loads the program and does nothing: the keys that the client reads, its half of the
    key exchange and its end all count as ours."""
    def milliseconds(words):
        began = time.perf_counter()
        assert subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
        return (time.perf_counter() - began) * 1e3

    words = [*rig.ssh_words(WHO), "whoami"]
    pairs = [(milliseconds(words), milliseconds(["ssh", "-V"])) for _ in range(60)]
    whole, start = (statistics.median(column) for column in zip(*pairs))
    report.row("ssh HOST whoami, new connection", f"{whole:.1f} ms", f"ssh -V {start:.1f} ms", f"+{whole - start:.1f} ms", "≤ 25 ms", whole - start <= 25)


def idle(rig):
    before = pss_kb(rig.workers())
    load = subprocess.Popen([LOAD, "idle", str(rig.port), WHO, rig.db.new_key("marie"), str(IDLE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert load.stdout.readline() == "idle\n"
    each = (pss_kb(rig.workers()) - before) / IDLE
    load.communicate("\n")
    report.row(f"{IDLE} idle connections, each with a channel", f"{each:.1f} kB each", "", "", "≤ 64 kB", each <= 64)


def main():
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    database = rigs.Database()
    rig = None
    try:
        statements = None
        rig = rigs.Rig(database, SETTINGS)
        fill(rig)
        new_connection(rig)
        idle(rig)
        statements = transaction(database)
        lists(rig, statements)
    finally:
        if rig:
            rig.end()
        database.end()


if __name__ == "__main__":
    main()
