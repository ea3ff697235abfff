#!/usr/bin/python3
"""terminal_bench.py: what a key costs on the screen, beside programs that people know, where they are installed (tig, htop, mc, calcurse,
visidata): the same keys on the same kind of terminal, in the same run.

SITE names a running site of the screen tests; without it one is made. BENCH_IDLE_SECONDS is how long nobody presses anything (60).
"""
import os, pathlib, shutil, subprocess, sys, tempfile, time

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here))
import report
from terminal import Terminal, pss_mb, share

ROOT = here.parent.parent
IDLE = int(os.environ.get("BENCH_IDLE_SECONDS", "60"))
COMPTOIR = str(ROOT / os.environ.get("BUILD", "build/gcc") / "comptoir")


def others(folder):
    """Programs with a list of some hundred lines before them."""
    listed = pathlib.Path(folder, "list.csv")
    listed.write_text("name,town,phone\n" + "".join(f"Name {n},Town {n % 30},06 {n:08d}\n" for n in range(500)))
    repository = pathlib.Path(folder, "repository")
    if shutil.which("tig") and shutil.which("git"):
        git = ["git", "-C", repository, "-c", "user.name=a", "-c", "user.email=a@b.c"]
        subprocess.run(["git", "init", "-q", repository], check=True)
        for n in range(60):
            subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", f"Change number {n}, as long as subjects are"], check=True)
    files = pathlib.Path(folder, "files")
    files.mkdir()
    for n in range(200):
        (files / f"file-{n:03d}.txt").write_text("x" * n)
    for name, argv, where in (("tig", ["tig"], repository), ("htop", ["htop"], None), ("mc", ["mc", "-x", str(files)], None),
                              ("calcurse", ["calcurse", "-D", f"{folder}/calcurse"], None), ("visidata", ["visidata", str(listed)], None)):
        if shutil.which(argv[0]):
            yield name, Terminal(argv, folder=where, HOME=folder)


def moves(t, count=12):
    return [t.press("Down" if n < count * 2 // 3 else "Up") for n in range(count)]


def times(t, count=200):
    """Milliseconds from a key to the last byte that it caused, each key by itself."""
    return [last for n in range(count) for bytes_, _, last in [t.press("Down" if n % 20 < 10 else "Up", 0.02)] if bytes_]


class Ours:
    def __init__(self, site):
        self.site = site

    def sit_down(self, *options, person="marie", size=(80, 24), **environment):
        t = Terminal([COMPTOIR, *options, "-F", f"{self.site}/ssh_config", person], size, COMPTOIR_TODAY="2026-11-20", **environment)
        # An empty screen that is full a moment later is not painted at all: the first picture is the one with the data.
        t.data = t.shown = t.until("Contacts")
        t.rest()
        return t

    def list(self, *options, entity="contact", **how):
        t = self.sit_down(*options, **how)
        t.press(":")
        t.type(entity)
        t.press("Enter", 0.4)
        t.rest(0.5)
        return t

    def hosted(self):
        t = Terminal(["ssh", "-F", f"{self.site}/ssh_config", "-t", "marie"])
        t.until("Contacts")
        t.press("Enter", 0.5)
        pids = [int(p.name) for p in pathlib.Path("/proc").iterdir() if p.name.isdigit() and self.is_hosted(p)]
        return t, pids

    def is_hosted(self, process):
        """A client that this site's server started."""
        try:
            return b"--served" in (process / "cmdline").read_bytes() and str(pathlib.Path(self.site).resolve()) in os.readlink(process / "exe")
        except OSError:
            return False


def say(what, ours, aim, limit, theirs="", unit=" B"):
    report.row(what, f"{ours:,.0f}{unit}" if isinstance(ours, int) or ours >= 20 else f"{ours:.1f}{unit}", theirs, "", aim, ours <= limit)


def bytes_and_times(ours, folder):
    """Bytes of moves, pages, letters; milliseconds; memory: ours, then the others with the same keys."""
    rows = {}
    for name, t in others(folder):
        t.read(10)
        started = (time.monotonic() - t.began) * 1000
        t.rest(0.5, 4)
        cost = moves(t)
        page = max(t.press("PgDn")[0], t.press("PgDn")[0])
        took = times(t, 60)
        rows[name] = {"move": max(c[0] for c in cost), "page": page, "p95": share(took, 0.95) if took else 0, "start": started, "pss": pss_mb(t.pid)}
        t.end()
    beside = lambda figure, unit="": ", ".join(f"{name} {row[figure]:,.0f}{unit}" for name, row in rows.items())
    t = ours.list()
    say("move in a list", max(c[0] for c in moves(t)), "≤ 120 B", 120, beside("move"))
    say("page of a list", max(t.press("PgDn")[0], t.press("PgDn")[0]), "≤ 2,500 B", 2500, beside("page"))
    t.press("Home")
    say("40 moves in one burst", t.press(" ".join(["Down"] * 30 + ["Up"] * 10))[0], "≤ 300 B", 300)
    took = times(t)
    report.row("key to paint, p50 / p95 / max", f"{share(took, 0.5):.1f} / {share(took, 0.95):.1f} / {max(took):.1f} ms", "p95: " + beside("p95", " ms"), "",
               "p95 ≤ 5, max ≤ 16 ms", share(took, 0.95) <= 5 and max(took) <= 16)
    say("popup", t.press("F9")[0], "≤ 900 B", 900)
    say("Esc to paint", t.press("Esc")[2], "≤ 60 ms", 60, unit=" ms")
    say("opening a record", t.press("Enter", 0.4)[0], "≤ 2,000 B", 2000)
    t.press("Esc")
    t.press("F6", 0.4)
    t.press("Tab")
    t.type("a")
    say("typed character", max(t.type(letter)[0] for letter in "bcdeéf"), "≤ 40 B", 40)
    t.press("Esc")
    t.type("a")
    say("memory of an installed screen", pss_mb(t.pid), "≤ 6 MB", 6, beside("pss", " MB"), " MB")
    t.end()
    t, pids = ours.hosted()
    if pids:
        say("memory of a hosted screen", max(pss_mb(pid) for pid in pids), "≤ 6 MB", 6, unit=" MB")
    t.end()
    t = ours.list(size=(160, 50))
    t.press("PgDn", 0.5), t.press("PgUp", 0.5)
    say("page at 160×50, with its panes", t.press("PgDn", 0.5)[0], "≤ 6,000 B", 6000)
    t.end()
    t = ours.list("--slow")
    say("move on a slow line", max(c[0] for c in moves(t)), "≤ 80 B", 80)
    t.end()
    starts = [ours.sit_down() for _ in range(5)]
    say("start to first paint", share([s.shown for s in starts], 0.5), "≤ 100 ms", 100, beside("start", " ms"), " ms")
    say("start to first data, over ssh", share([s.data for s in starts], 0.5), "≤ 300 ms", 300, unit=" ms")
    for s in starts:
        s.end()
    took = []
    for _ in range(5):
        t = ours.sit_down()
        t.end()
        t = Terminal([COMPTOIR, "-F", f"{ours.site}/ssh_config", "marie"], COMPTOIR_TODAY="2026-11-20")
        os.write(t.fd, b"\r")		# typed ahead: the first list of the menu
        took.append(t.until("lignes 1-") or 9999)
        t.end()
    say("start to the first list", share(took, 0.5), "≤ 300 ms", 300, unit=" ms")


def idle(ours, folder):
    """Nobody presses anything, before ours and before the others at the same time. The clock moves once."""
    mine, rest = ours.list(entity="vehicle"), list(others(folder))
    for t in (mine, *(t for _, t in rest)):
        t.read(5)
        t.rest(0.5, 4)
    before, woken, end = {id(t): len(t.sent) for t in (mine, *(t for _, t in rest))}, mine.wake_ups(), time.monotonic() + IDLE
    while time.monotonic() < end:
        for t in (mine, *(t for _, t in rest)):
            t.read(0.05)
    minute = lambda t: (len(t.sent) - before[id(t)]) * 60 // max(IDLE, 1)
    say("idle minute", minute(mine), "≤ 20 B", 20, ", ".join(f"{name} {minute(t):,}" for name, t in rest))
    report.row("wake-ups in an idle minute", str((mine.wake_ups() - woken) * 60 // max(IDLE, 1)), "", "", "timers only", None)
    for t in (mine, *(t for _, t in rest)):
        t.end()


def keys_of_work(ours):
    """Real work by keyboard: what is data counts nothing, each other key one."""
    mark = f"{os.getpid() % 10000:04d}"

    # What an earlier run left half-way would go on there.
    t = ours.sit_down(person="paul")
    for key in ("W", "n", "PgUp", "PgUp", "Esc", "a"):
        t.press(key, 1.0)
    t.end()

    def work(what, steps, done, limit, aim):
        t, keys = ours.sit_down(person="paul"), 0
        for step in steps:
            if step.startswith("'"):
                t.type(step[1:], 0.2)
            else:
                t.press(step, 0.25)
                keys += len(step.split(" "))
        t.rest(0.5)
        if t.until(done, time.monotonic() - t.began + 5) is None:
            raise AssertionError(f"{what}: not saved: {t.sent[-1500:].decode(errors='replace')!r}")
        say(what, keys, aim, limit, unit=" keys")
        t.end()

    work("new contact with a vehicle", ["W", "n", "Enter", f"'Banc{mark}", "Enter", "'Odile", "Enter Enter", f"'063998{mark}", "Enter", f"'o{mark}@banc.example.com",
                                        "Enter", "'3 rue du Port", "Enter", "'44000", "Enter", "'Nantes", "Enter", f"'BA-{mark[1:]}-NC", "Enter", "'Renault", "Enter",
                                        "'Clio", "Enter", "'48000", "Enter", "Enter"], "(u", 20, "≤ 20 keys")
    work("new customer, then a slip of 3 lines", ["F6", "Tab", "'Ana", "Tab", f"'Ligne{mark}", "F2", ":", "'slip", "Enter", "c", f"'Banc {mark}", "Enter", "Enter",
                                                  "Tab", "'Vis", "Tab", "'2", "Tab", "'3,50", "Tab Tab Tab", "'Boulon", "Tab", "'1", "Tab", "'2", "Tab Tab Tab",
                                                  "'Main", "Tab", "'1", "Tab", "'45", "F2"], f"Banc {mark} (u", 25, "≤ 25 keys")


def main():
    site, made = os.environ.get("SITE"), None
    if site is None:
        made = site = subprocess.run([ROOT / "tests/screen/run", "--site"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
                                     env={**os.environ, "BUILD": os.environ.get("BUILD", "build/gcc")}).stdout.strip().splitlines()[-1]
    ours = Ours(site)
    try:
        with tempfile.TemporaryDirectory(prefix="comptoir-terminal.") as folder:
            bytes_and_times(ours, folder)
        with tempfile.TemporaryDirectory(prefix="comptoir-terminal.") as folder:
            idle(ours, folder)
        keys_of_work(ours)
    finally:
        if made is not None:
            real = pathlib.Path(made).resolve()
            subprocess.run([ROOT / "scripts/site", "stop", made], cwd=ROOT, stdout=subprocess.DEVNULL)
            shutil.rmtree(real, ignore_errors=True)
            shutil.rmtree(pathlib.Path(made).parent, ignore_errors=True)


if __name__ == "__main__":
    main()
