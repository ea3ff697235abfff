#!/usr/bin/python3
"""live_bench.py: how soon one person sees what another saves or opens, on the installed client in a terminal; and what a minute costs
in which nothing happens but that somebody else edits the record that one looks at.

BENCH_LIVE_CHANGES says how many changes (60); BENCH_LIVE_REST how many seconds of rest (125, so that “(2 min)” appears).
"""
import fcntl, os, pathlib, pty, re, select, signal, statistics, struct, sys, termios, time

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent / "wire")]
import report
import rig as rigs

CHANGES = int(os.environ.get("BENCH_LIVE_CHANGES", "60"))
REST = int(os.environ.get("BENCH_LIVE_REST", "125"))


class Screen:
    """A client on a terminal of 80×24; what it paints, as bytes."""

    def __init__(self, rig, who):
        rig.comptoir("whoami", who=who)		# writes its ssh_config and known_hosts
        home = rig.dir / "home"
        words = [str(rigs.BUILD / "comptoir"), "-F", str(home / "ssh_config"), "-i", str(rig.db.new_key(who.split("@")[0])), "-l", who,
                 "-p", str(rig.port), "127.0.0.1"]
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(HOME=str(home), TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8")
            os.execv(words[0], words)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.seen = b""

    def read(self, seconds):
        """What comes within so long, as soon as something does."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return b""
        data = os.read(self.fd, 65536)
        self.seen += data
        return data

    def until(self, text, seconds=10):
        """Milliseconds until it is painted."""
        began, text = time.monotonic(), text.encode()
        while text not in self.seen:
            left = seconds - (time.monotonic() - began)
            assert left > 0, f"{text} was not painted: {self.seen[-1500:]}"
            self.read(left)
        return (time.monotonic() - began) * 1000

    def keys(self, text, then):
        self.seen = b""
        os.write(self.fd, text.encode())
        self.until(then)

    def rest(self, seconds):
        """What it paints in so long."""
        end, count = time.monotonic() + seconds, 0
        while (left := end - time.monotonic()) > 0:
            count += len(self.read(left))
        return count

    def wakes(self):
        """How often the process was given the processor."""
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"\nvoluntary_ctxt_switches:\s+(\d+)", status).group(1))

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def p95(times):
    return sorted(times)[int(len(times) * 0.95)]


def changes(rig, screen, number):
    """From a save being asked for in one session to its paint in another."""
    writer, times, saves = rig.rpc(rig.transport("alice@garage.test/garage")), [], []
    for i in range(CHANGES):
        time.sleep(0.15)
        while screen.read(0):
            pass
        screen.seen, city = b"", "".join(chr(97 + (i + 5 * k) % 26) for k in range(6))	# no letter stays: all is painted
        began = time.monotonic()
        writer.result("update", entity="contact", id=number, values={"city": city})
        saves.append((time.monotonic() - began) * 1000)
        screen.until(city)
        times.append((time.monotonic() - began) * 1000)
    return times, statistics.median(saves)


def main():
    database = rigs.Database()
    rig = None
    try:
        rig = rigs.Rig(database, {"server": {"log_level": "info"}})
        number = rig.ask(rig.transport("marie@garage.test"), "create contact kind=person last_name=Vitesse")["id"]
        marie = Screen(rig, "marie@garage.test")
        marie.until("Contacts")
        time.sleep(1)
        marie.keys("\r", "Vitesse")
        time.sleep(1)
        times, save = changes(rig, marie, number)
        report.row("change seen by another, in a list", f"{statistics.median(times):.0f} ms", f"p95 {p95(times):.0f} ms", f"the save alone {save:.0f} ms",
                   "< 300 ms", statistics.median(times) < 300)
        marie.keys("\r", "Suivi par")
        time.sleep(1)
        times, save = changes(rig, marie, number)
        report.row("change seen by another, in the record", f"{statistics.median(times):.0f} ms", f"p95 {p95(times):.0f} ms", f"the save alone {save:.0f} ms",
                   "< 300 ms", statistics.median(times) < 300)
        paul, times = rig.rpc(rig.transport("alice@garage.test/garage")), []
        for doing in ("edits", "left") * 10:
            time.sleep(0.4)
            while marie.read(0):
                pass
            marie.seen, began = b"", time.monotonic()
            paul.result("who", entity="contact", id=number, doing=doing)
            marie.until("Roux" if doing == "edits" else "\x1b")
            times.append((time.monotonic() - began) * 1000)
        report.row("coming and leaving seen by another", f"{statistics.median(times):.0f} ms", f"p95 {p95(times):.0f} ms", "", "< 1,000 ms", p95(times) < 1000)
        time.sleep(0.5)
        paul.result("who", entity="contact", id=number, doing="edits")
        marie.until("Roux")
        marie.rest(1)
        wakes = marie.wakes()
        painted, minutes = marie.rest(REST), REST / 60
        report.row(f"{minutes:.0f} idle minutes beside somebody who edits", f"{painted} B", f"{marie.wakes() - wakes} wake-ups", "",
                   "≤ 20 B a minute, once a row for “(2 min)”", painted <= 20 * (minutes + 1) + 80 and marie.wakes() - wakes <= minutes + 2)
        marie.end()
    finally:
        if rig:
            rig.end()
        database.end()


if __name__ == "__main__":
    main()
