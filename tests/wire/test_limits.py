"""What one client may cost: time, connections, channels, memory, and nobody else's time."""
import os, re, socket, time

import paramiko

import rig as rigs

SETTINGS = {"server": {"workers": "1"}, "limits": {"grace": "1500ms", "starting": "20", "per_address": "16"}}


def connections(rig, count):
    """Raw connections that never say a word."""
    return [socket.create_connection(("127.0.0.1", rig.port), 10) for _ in range(count)]


def is_closed(sock, seconds):
    """Reads what comes until the server hangs up; false when it does not in time."""
    sock.settimeout(seconds)
    try:
        while sock.recv(4096):
            pass
        return True
    except socket.timeout:
        return False
    except OSError:
        return True


def memory_kb(rig):
    """Private memory of all workers; a sanitizer's own would drown it."""
    total = 0
    if rigs.SANITIZED:
        return 0
    for pid in rig.workers():
        for line in open(f"/proc/{pid}/smaps_rollup"):
            if line.startswith("Private_"):
                total += int(line.split()[1])
    return total


def closed_all(rig):
    rigs.wait_until(lambda: len(rig.lines("session_end")) >= len(rig.lines("connection")), what="the end of all sessions")


def test_who_does_not_sign_in_is_sent_away(rig):
    """After the grace time a connection ends, whatever stage it is in; a signed-in one stays."""
    kept = rig.transport("marie@garage.test")
    silent = connections(rig, 1)[0]
    half = rig.transport()              # keys exchanged, no sign-in
    began = time.monotonic()
    assert is_closed(silent, 5) and 0.5 < time.monotonic() - began < 4
    rigs.wait_until(lambda: not half.is_active(), 4, "the end of the half-open connection")
    assert rig.run(kept, "whoami")[0] == 0
    kept.close()


def test_many_who_do_not_sign_in_do_not_shut_the_door(rig):
    """Past the limit new connections are closed at once; when the grace time is over, people come in again."""
    closed_all(rig)
    crowd = connections(rig, 40)
    rigs.wait_until(lambda: rig.lines("connection_refused"), what="the limit")
    assert sum(is_closed(sock, 0.05) for sock in crowd) >= 40 - 16
    for sock in crowd:
        sock.close()
    rigs.wait_until(lambda: rig.ssh("whoami").returncode == 0, 10, "the way in")


def test_signed_in_connections_do_not_count(rig):
    """The limit is on those that have not signed in: twice as many who have are fine."""
    people = [rig.transport("marie@garage.test") for _ in range(40)]
    assert all(rig.run(t, "whoami")[0] == 0 for t in people)
    for t in people:
        t.close()


def test_ten_channels_are_enough(rig):
    """The eleventh channel is refused; one that ended makes room."""
    t = rig.transport("marie@garage.test")
    channels = [t.open_session() for _ in range(10)]
    try:
        t.open_session(timeout=10)
        raise AssertionError("an eleventh channel opened")
    except paramiko.ChannelException:
        pass
    channels.pop().close()
    rigs.wait_until(lambda: rig.run(t, "whoami")[0] == 0, what="room")
    t.close()


def test_one_request_a_channel(rig):
    """A second exec on the same channel is refused; the first goes on."""
    t = rig.transport("marie@garage.test")
    channel = t.open_session()
    channel.exec_command("whoami")
    try:
        channel.exec_command("whoami")
        raise AssertionError("a second request was taken")
    except paramiko.SSHException:
        pass
    t.close()
    assert rig.ssh("whoami").returncode == 0


def test_other_doors_are_shut(rig):
    """No forwarding, no agent, no X11, no other subsystem, no strange environment."""
    t = rig.transport("marie@garage.test")
    for kind in ("direct-tcpip", "forwarded-tcpip", "x11"):
        try:
            t.open_channel(kind, ("127.0.0.1", 1), ("127.0.0.1", 1), timeout=10)
            raise AssertionError(f"{kind} opened")
        except paramiko.ChannelException:
            pass
    try:
        t.request_port_forward("127.0.0.1", 0)
        raise AssertionError("forwarding was granted")
    except paramiko.SSHException:
        pass
    channel = t.open_session()
    try:
        channel.invoke_subsystem("sftp")
        raise AssertionError("sftp opened")
    except paramiko.SSHException:
        pass
    t.close()


def test_a_client_that_stops_reading_costs_little(rig):
    """A large export that nobody reads keeps its child waiting, not the memory growing; others are served meanwhile."""
    t = rig.transport("marie@garage.test")
    before = memory_kb(rig)
    channels = []
    for _ in range(4):
        channel = t.open_session(window_size=65536)
        channel.exec_command("export contact --format csv")
        channels.append(channel)
    deaf = socket.create_connection(("127.0.0.1", rig.port))
    other = rig.transport("paul@garage.test")
    times = []
    for _ in range(30):
        began = time.monotonic()
        assert rig.run(other, "whoami")[0] == 0
        times.append(time.monotonic() - began)
    assert sorted(times)[15] < 0.1, times
    assert memory_kb(rig) - before < 20000, (before, memory_kb(rig))
    deaf.close()
    t.close()
    other.close()
    rigs.wait_until(lambda: not rig.children(), what="the end of the children")


def test_a_flood_of_input_waits(rig):
    """Input that its door does not take is held back by SSH's window: memory stays bounded."""
    t = rig.transport("marie@garage.test")
    channel = t.open_session()          # no request: nobody reads
    channel.settimeout(1)
    before, sent = memory_kb(rig), 0
    try:
        for _ in range(1000):
            channel.sendall(b"x" * 32768)
            sent += 32768
    except (socket.timeout, OSError):
        pass
    assert sent < 8 << 20, sent
    assert memory_kb(rig) - before < 16000
    t.close()


def test_hanging_up_at_any_stage_leaves_nothing(rig):
    """Connections cut after the banner, in the key exchange, in the sign-in, in a request: sessions end, descriptors go back."""
    closed_all(rig)
    pid = rig.workers()[0]
    before = len(os.listdir(f"/proc/{pid}/fd"))
    for size in (0, 3, 21, 200, 1000, 1400):
        with socket.create_connection(("127.0.0.1", rig.port)) as sock:
            sock.sendall((b"SSH-2.0-Test\r\n" + os.urandom(2000))[:size])
    for stage in ("exchanged", "refused", "signed in", "channel", "exec", "export", "rpc", "shell"):
        t = rig.transport(None if stage in ("exchanged", "refused") else "marie@garage.test")
        if stage == "refused":
            try:
                t.auth_password("marie@garage.test", "wrong")
            except paramiko.AuthenticationException:
                pass
        if stage not in ("exchanged", "refused", "signed in"):
            channel = t.open_session()
            if stage == "exec":
                channel.exec_command("whoami")
            if stage == "export":
                channel.exec_command("export contact --format csv")
            if stage == "rpc":
                channel.invoke_subsystem("comptoir")
                channel.sendall(b'{"jsonrpc":"2.0","id":1,"method":"whoami"}\n{"jsonrpc"')
            if stage == "shell":
                channel.get_pty()
                channel.invoke_shell()
        t.sock.close()                  # no goodbye
    rigs.wait_until(lambda: len(os.listdir(f"/proc/{pid}/fd")) <= before + 4, 10, "the descriptors")
    rigs.wait_until(lambda: not rig.children(), what="the end of the children")
    assert rig.workers()[0] == pid, "the worker died"


def test_many_idle_sessions_are_cheap(rig):
    """A signed-in connection that waits costs at most 64 kB."""
    first = [rig.transport("marie@garage.test") for _ in range(10)]
    before = memory_kb(rig)
    many = [rig.transport("marie@garage.test") for _ in range(100)]
    each = (memory_kb(rig) - before) / len(many)
    for t in first + many:
        t.close()
    assert each <= 64, f"{each:.1f} kB each"
