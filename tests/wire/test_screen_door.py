"""A plain ssh with a terminal: the server runs the screen on a pty of its own. Here the screen is a small program that tells."""
import os, pathlib, re, stat, subprocess, tempfile, time

import rig as rigs

PROGRAM = pathlib.Path(tempfile.gettempdir()) / f"comptoir-test-screen-{os.getpid()}"
PROGRAM.write_text('''#!/usr/bin/python3
import fcntl, os, signal, socket, struct, sys, termios, tty
def size(*_):
    rows, columns = struct.unpack("hhhh", fcntl.ioctl(0, termios.TIOCGWINSZ, b"\\\\0" * 8))[:2]
    os.write(1, f"size {columns}x{rows}\\\\r\\\\n".encode())
signal.signal(signal.SIGWINCH, size)
tty.setraw(0)
os.write(1, ("environment " + " ".join(sorted(f"{k}={v}" for k, v in os.environ.items())) + "\\\\r\\\\n").encode())
os.write(1, f"words {sys.argv[1:]} uid {os.getuid()} files {sorted(map(int, os.listdir('/proc/self/fd')))[:-1]}\\\\r\\\\n".encode())
rpc = socket.socket(fileno=3)
lines = rpc.makefile("rwb")
os.write(1, b"hello " + lines.readline()[:60] + b"\\\\r\\\\n")
size()
while True:
    key = os.read(0, 100)
    if key == b"q":
        sys.exit(3)
    if key == b"w":
        lines.write(b'{"jsonrpc":"2.0","id":1,"method":"whoami"}\\\\n'); lines.flush()
        while b'"id"' not in (line := lines.readline()): pass
        os.write(1, b"answer " + line.strip() + b"\\\\r\\\\n")
    elif key == b"f":
        for i in range(100): os.write(1, b"frame ")
        os.write(1, b"done\\\\r\\\\n")
    elif key == b"b":
        for i in range(2000): os.write(1, b"x" * 1000)
    elif key:
        os.write(1, b"key " + key + b"\\\\r\\\\n")
'''.replace("\\\\", "\\"))
PROGRAM.chmod(0o755)
SETTINGS = {"server": {"tui": str(PROGRAM)}}


class Terminal:
    """A shell channel with a pty."""

    def __init__(self, rig, columns=80, rows=24):
        self.transport = rig.transport("marie@garage.test")
        self.channel = self.transport.open_session(window_size=1 << 20)
        self.channel.settimeout(10)
        self.channel.get_pty("xterm-256color", columns, rows)
        self.channel.invoke_shell()
        self.text, self.packets = "", 0

    def until(self, pattern):
        while not (found := re.search(pattern, self.text)):
            data = self.channel.recv(65536)
            assert data, f"ended before {pattern}: {self.text}"
            self.packets += 1
            self.text += data.decode(errors="replace")
        self.text = self.text[found.end():]
        return found

    def key(self, text):
        self.channel.sendall(text.encode())


def test_the_screen_starts_signed_in(rig):
    """It runs with --served, a terminal, the JSON-RPC socket on descriptor 3, and nothing else open."""
    terminal = Terminal(rig)
    environment = terminal.until(r"environment (.*)\r\n").group(1)
    assert "TERM=xterm-256color" in environment and "PGPASSWORD" not in environment and "HOME" not in environment, environment
    words = terminal.until(r"words (.*) uid (\d+) files (.*)\r\n")
    assert words.group(1) == "['--served']" and words.group(3) == "[0, 1, 2, 3]", words.groups()
    assert os.getuid() != 0 or words.group(2) != "0"
    assert '"method":"hello"' in terminal.until(r"hello (.*)\r\n").group(1)
    terminal.key("w")
    assert "garage" in terminal.until(r"answer (.*)\r\n").group(1)
    terminal.key("q")
    assert terminal.channel.recv_exit_status() == 3
    terminal.transport.close()


def test_the_size_follows_the_window(rig):
    """The size at the start, and each change, reach the screen; nonsense is put right."""
    terminal = Terminal(rig, 132, 43)
    assert terminal.until(r"size (\d+x\d+)").group(1) == "132x43"
    for columns, rows, seen in ((80, 24, "80x24"), (200, 60, "200x60"), (50000, 60000, "1000x1000")):
        terminal.channel.resize_pty(columns, rows)
        assert terminal.until(r"size (\d+x\d+)").group(1) == seen
    terminal.transport.close()


def test_only_harmless_environment_gets_through(rig):
    """LANG, LC_*, COLORTERM, NO_COLOR, A11Y and our own pass when they look like what they are; LD_PRELOAD and PATH never do."""
    t = rig.transport("marie@garage.test")
    channel = t.open_session()
    channel.settimeout(10)
    for name, value in (("LANG", "fr_FR.UTF-8"), ("LC_TIME", "fr_FR"), ("NO_COLOR", "1"), ("A11Y", "1"), ("LD_PRELOAD", "/tmp/x.so"), ("PATH", "/tmp"),
                        ("COLORTERM", "a\nLD_PRELOAD=/tmp/x.so"), ("LC_ALL=x", "y")):
        channel.set_environment_variable(name, value)
    channel.get_pty("bad term\x1b[31m", 80, 24)
    channel.invoke_shell()
    text = b""
    while b"\r\n" not in text:
        text += channel.recv(4096)
    line = text.decode().split("\r\n")[0]
    assert "LANG=fr_FR.UTF-8" in line and "LC_TIME=fr_FR" in line and "NO_COLOR=1" in line and "A11Y=1" in line, line
    assert "LD_PRELOAD" not in line and "PATH=/usr/bin:/bin" in line and "COLORTERM" not in line and "\x1b" not in line, line
    t.close()


def test_small_writes_leave_as_one_packet(rig):
    """A hundred small writes of one drawing come as a few packets."""
    terminal = Terminal(rig)
    terminal.until(r"size ")
    terminal.packets = 0
    terminal.key("f")
    terminal.until(r"done")
    assert terminal.packets <= 10, terminal.packets
    terminal.transport.close()


def test_a_key_is_answered_at_once(rig):
    """From key to screen within 10 ms or so: the wait for quiet is 2 ms."""
    terminal = Terminal(rig)
    terminal.until(r"size ")
    times = []
    for _ in range(20):
        began = time.monotonic()
        terminal.key("k")
        terminal.until(r"key k")
        times.append(time.monotonic() - began)
    assert sorted(times)[5] < 0.02, times
    terminal.transport.close()


def test_a_screen_nobody_watches_waits(rig):
    """Two megabytes for a client that does not read wait in the screen; another session is served; hanging up ends the screen."""
    terminal = Terminal(rig)
    terminal.until(r"size ")
    terminal.channel.in_window_threshold = 1 << 30		# never opens its window again
    terminal.key("b")
    assert rig.ssh("whoami").returncode == 0
    assert rig.children()
    terminal.transport.sock.close()
    rigs.wait_until(lambda: not rig.children(), what="the end of the screen")


def test_openssh_gets_the_screen(rig):
    """`ssh -t host` shows it."""
    ssh = subprocess.Popen(rig.ssh_words(options=("-tt",)), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    said = b""
    while b"size" not in said:
        said += ssh.stdout.read1()
    out, _ = ssh.communicate(b"q", timeout=20)
    assert ssh.returncode == 3 and b"--served" in said, (ssh.returncode, said + out)


def test_a_shell_without_a_terminal_gets_help(rig):
    """Without a terminal there is no screen: what can be asked is printed."""
    done = rig.ssh(input="")
    assert done.returncode == 0 and "whoami" in done.stdout + done.stderr, done
