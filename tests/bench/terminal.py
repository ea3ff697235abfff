"""terminal.py: a program on a pty, and what its answers to keys cost: bytes, milliseconds, memory, wake-ups. A screen is not kept: text
is looked for in what was sent, so it must come in one piece."""
import fcntl, os, pathlib, pty, re, select, signal, struct, termios, time

KEYS = {"Up": "\033OA", "Down": "\033OB", "Right": "\033OC", "Left": "\033OD", "Home": "\033OH", "End": "\033OF", "PgUp": "\033[5~",
        "PgDn": "\033[6~", "Enter": "\r", "Tab": "\t", "Esc": "\033", "Space": " ", "BS": "\177", "F1": "\033OP", "F2": "\033OQ", "F6": "\033[17~",
        "F9": "\033[20~"}


class Terminal:
    def __init__(self, argv, size=(80, 24), term="xterm-256color", folder=None, **environment):
        self.sent, self.began = b"", time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            for name in ("LC_ALL", "LINES", "COLUMNS", "NO_COLOR", "COMPTOIR_IDLE_MARK"):
                os.environ.pop(name, None)
            os.environ.update({"TERM": term, "LANG": "fr_FR.UTF-8", "TZ": "Europe/Paris", **environment})
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            if folder:
                os.chdir(folder)
            os.execvp(argv[0], argv)

    def read(self, seconds):
        """What comes within that time, b"" for nothing. Questions of the program are answered as a terminal does."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return b""
        try:
            piece = os.read(self.fd, 1 << 16)
        except OSError:
            return b""
        self.sent += piece
        for question, answer in ((b"\033[6n", b"\033[1;1R"), (b"\033[c", b"\033[?62;22c"), (b"\033[>c", b"\033[>1;4000;0c")):
            if question in piece:
                os.write(self.fd, answer)
        return piece

    def rest(self, quiet=0.15, most=5.0):
        """Until it is quiet: (bytes, ms to the first of them, ms to the last), from now on."""
        began, count, first, last = time.monotonic(), 0, None, 0.0
        while time.monotonic() - began < most:
            piece = self.read(quiet)
            if not piece:
                break
            last = (time.monotonic() - began) * 1000
            first, count = last if first is None else first, count + len(piece)
        return count, first or 0.0, last

    def until(self, text, seconds=10):
        """Milliseconds from the start of the program until that was sent; None when it never was."""
        while text.encode() not in self.sent:
            if time.monotonic() - self.began > seconds:
                return None
            self.read(0.05)
        return (time.monotonic() - self.began) * 1000

    def press(self, keys, quiet=0.15):
        os.write(self.fd, "".join(KEYS.get(key, key) for key in keys.split(" ")).encode())
        return self.rest(quiet)

    def type(self, text, quiet=0.15):
        os.write(self.fd, text.encode())
        return self.rest(quiet)

    def wake_ups(self):
        return int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", pathlib.Path(f"/proc/{self.pid}/status").read_text(), re.M).group(1))

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def pss_mb(pid):
    return int(re.search(r"^Pss:\s+(\d+)", pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M).group(1)) / 1024


def share(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
