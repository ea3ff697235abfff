"""What a clumsy or hostile peer sends: its own connection suffers, the worker and everybody else do not."""
import os, socket, struct

import paramiko
from paramiko import message

import rig as rigs
from test_limits import is_closed, memory_kb

SETTINGS = {"server": {"workers": "1"}, "limits": {"grace": "1500ms", "starting": "20", "per_address": "16"}}
WHO = "marie@garage.test"


def still_well(rig, pid):
    assert rig.workers() == [pid], "the worker died"
    assert rig.ssh("whoami").returncode == 0


def packet(kind, *parts):
    """An SSH message: bytes as strings, True and False as they are, other numbers as 32 bits."""
    m = message.Message()
    m.add_byte(bytes([kind]))
    for part in parts:
        if isinstance(part, bool):
            m.add_boolean(part)
        elif isinstance(part, int):
            m.add_bytes(struct.pack(">I", part))
        else:
            m.add_string(part)
    return m


def test_garbage_before_the_banner(rig):
    """Bytes that are no SSH, a banner without end, one of a megabyte, one of an old protocol: each is sent away."""
    pid = rig.workers()[0]
    for words in (os.urandom(65536), b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\n" * 100_000, b"SSH-2.0-" + b"A" * 1_000_000,
                  b"SSH-1.5-old\r\n", b"\x16\x03\x01\x02\x00\x01", b"\0" * 5000):
        with socket.create_connection(("127.0.0.1", rig.port), 10) as sock:
            try:
                sock.sendall(words)
            except OSError:
                pass
            assert is_closed(sock, 8), words[:20]
    still_well(rig, pid)


def test_one_letter_at_a_time_ends_with_the_grace_time(rig):
    """A handshake that drips is no sign-in, however lively."""
    with socket.create_connection(("127.0.0.1", rig.port), 10) as sock:
        sock.settimeout(0.1)
        said, gone = iter(b"SSH-2.0-Slow" + b"w" * 500), False
        while not gone:
            try:
                sock.sendall(bytes([next(said)]))
                gone = sock.recv(4096) == b""
            except socket.timeout:
                pass
            except OSError:
                gone = True
            assert next(said, None) is not None, "the slow one was never sent away"
    assert rig.ssh("whoami").returncode == 0


def test_broken_packets_after_the_banner(rig):
    """Lengths of nothing and of gigabytes, then noise, in place of the key exchange."""
    pid = rig.workers()[0]
    for head in (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\x0c\xff", b"\0\4\0\0"):
        with socket.create_connection(("127.0.0.1", rig.port), 10) as sock:
            sock.sendall(b"SSH-2.0-Test\r\n" + head + os.urandom(300))
            assert is_closed(sock, 8), head
    still_well(rig, pid)


def test_ten_thousand_channels(rig):
    """All but ten are refused; memory stays where it was, and the same connection still serves."""
    pid = rig.workers()[0]
    t = rig.transport(WHO)
    rig.run(t, "whoami")
    before = memory_kb(rig)
    for number in range(10_000):
        t._send_message(packet(90, b"session", 5000 + number, 1 << 20, 32768))
    other = rig.transport("paul@garage.test")
    assert rig.run(other, "whoami")[0] == 0
    rigs.wait_until(lambda: rig.run(other, "whoami")[0] == 0, what="an answer to somebody else")
    assert memory_kb(rig) - before < 16000, (before, memory_kb(rig))
    t.close()
    other.close()
    still_well(rig, pid)


def test_a_flood_of_environment(rig):
    """Ten thousand variables, allowed and not, with values of every kind: few are kept, the verb runs."""
    pid = rig.workers()[0]
    t = rig.transport(WHO)
    channel = t.open_session()
    channel.settimeout(30)
    before = memory_kb(rig)
    for number in range(10_000):
        name = (b"LC_%d" % number, b"LD_PRELOAD", b"LANG", b"PATH", b"")[number % 5]
        t._send_message(packet(98, channel.remote_chanid, b"env", False, name, (b"fr_FR.UTF-8", b"\x1b]0;x\x07", b"a" * 2000)[number % 3]))
    channel.exec_command("whoami")
    assert b"Marie" in channel.makefile("rb").read() and channel.recv_exit_status() == 0
    assert memory_kb(rig) - before < 16000
    t.close()
    still_well(rig, pid)


def test_odd_names_of_subsystems(rig):
    """Only `comptoir` opens; a refusal is one, not an end of the connection."""
    t = rig.transport(WHO)
    for name in ("", "sftp", "Comptoir", "comptoir ", "../comptoir", "x" * 30_000, "\x1b[2J"):
        channel = t.open_session(timeout=20)
        try:
            channel.invoke_subsystem(name)
            raise AssertionError(f"{name[:20]!r} opened")
        except paramiko.SSHException:
            pass
        channel.close()
    assert rig.rpc(t).call("whoami")["result"]
    t.close()


def test_absurd_terminals(rig):
    """Sizes of nothing and of four milliards: a verb and the screen start all the same."""
    pid = rig.workers()[0]
    t = rig.transport(WHO)
    for columns, rows in ((0, 0), (1, 1), (0xFFFFFFFF, 0xFFFFFFFF), (0x7FFFFFFF, 1), (65536, 65535)):
        channel = t.open_session(timeout=20)
        channel.settimeout(20)
        t._send_message(packet(98, channel.remote_chanid, b"pty-req", False, b"xterm", columns, rows, 0, 0, b"\0"))
        channel.exec_command("list contact --limit 1")
        assert channel.makefile("rb").read() is not None and channel.recv_exit_status() == 0, (columns, rows)
        channel.close()
        channel = t.open_session(timeout=20)
        channel.settimeout(20)
        t._send_message(packet(98, channel.remote_chanid, b"pty-req", False, b"xterm", columns, rows, 0, 0, b"\0"))
        channel.invoke_shell()
        assert channel.recv(100), (columns, rows)
        channel.close()
    t.close()
    still_well(rig, pid)


def test_new_keys_under_way(rig):
    """A client that asks for new keys every 64 kB gets its file back whole, both ways."""
    data = os.urandom(1_500_000)
    record = rig.ssh("create", "contact", "last_name=Clef", "--format", "json").stdout
    number = record.split('"id":')[1].split(",")[0].strip()
    rekey = ["RekeyLimit=64K"]
    put = rig.ssh("put", "contact", number, "clef.bin", input=data, options=rekey, text=False)
    assert put.returncode == 0, put.stderr
    got = rig.ssh("get", "contact", number, "clef.bin", options=rekey, text=False)
    assert got.returncode == 0 and got.stdout == data, (len(got.stdout), got.stderr)
