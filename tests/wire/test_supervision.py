"""The server keeps itself alive, and ends in order."""
import os, re, signal, socket, struct, subprocess, threading, time

import paramiko

import rig as rigs

OWN_SERVER = True
SETTINGS = {"server": {"workers": "2", "watchdog": "2s", "drain": "5s"}}


def worker_of(rig, transport):
    """The worker that serves this connection: number and process id."""
    assert rig.run(transport, "whoami")[0] == 0
    session = re.findall(r"sign_in session=(\d+)", rig.log())[-1]
    number = re.search(rf"worker=(\d+) info sign_in session={session} ", rig.log()).group(1)
    return int(number), int(re.findall(rf"worker_started worker={number} pid=(\d+)", rig.log())[-1])


def pair_on_both_workers(rig):
    """Two connections that different workers serve."""
    first = rig.transport("marie@garage.test")
    number, pid = worker_of(rig, first)
    for _ in range(50):
        other = rig.transport("marie@garage.test")
        if worker_of(rig, other)[0] != number:
            return first, pid, other
        other.close()
    raise AssertionError("one worker takes all")


def test_a_killed_worker_is_replaced(rig):
    """kill -9 of a worker costs only its own connections; a new worker listens at once."""
    mine, pid, other = pair_on_both_workers(rig)
    os.kill(pid, signal.SIGKILL)
    rigs.wait_until(lambda: not mine.is_active(), what="the end of my connection")
    assert rig.run(other, "whoami")[0] == 0
    rigs.wait_until(lambda: len(rig.lines("worker_started")) == 3, what="the new worker")
    for _ in range(10):
        assert rig.ssh("whoami").returncode == 0
    other.close()


def test_a_worker_that_dies_takes_its_children_along(rig):
    """An export whose worker was killed ends."""
    t = rig.transport("marie@garage.test")
    channel = t.open_session(window_size=32768)
    channel.exec_command("import contact --format csv")		# waits for its input
    rigs.wait_until(rig.children, what="the child")
    os.kill(worker_of(rig, t)[1], signal.SIGKILL)
    rigs.wait_until(lambda: not rig.children(), what="the end of the child")


def test_a_stopped_worker_is_ended(rig):
    """A worker that gives no sign of life is killed, named with the person it served, and replaced."""
    mine, pid, other = pair_on_both_workers(rig)
    os.kill(pid, signal.SIGSTOP)
    rigs.wait_until(lambda: rig.lines("worker_stuck"), 8, "the watchdog")
    assert rig.run(other, "whoami")[0] == 0
    rigs.wait_until(lambda: not mine.is_active() and len(rig.lines("worker_started")) == 3, what="the new worker")
    assert rig.ssh("whoami").returncode == 0


def test_the_endless_write_of_libssh_is_contained(rig):
    """A client that opens a channel with packets of at most 10 bytes makes libssh 0.10 write for ever: the watchdog ends it."""
    t = rig.transport("marie@garage.test")
    person = re.findall(r"sign_in session=\d+ person=(\d+)", rig.log())[-1]
    t.default_max_packet_size = 10
    original = paramiko.Transport._sanitize_packet_size
    paramiko.Transport._sanitize_packet_size = lambda self, size: 10
    try:
        channel = t.open_session()
        channel.exec_command("whoami")
    except (paramiko.SSHException, EOFError, OSError):
        pass
    finally:
        paramiko.Transport._sanitize_packet_size = original
    stuck = rigs.wait_until(lambda: rig.lines("worker_stuck"), 10, "the watchdog")
    assert f"person={person} " in stuck[0], stuck
    for _ in range(5):
        assert rig.ssh("whoami").returncode == 0


def test_sigterm_lets_requests_end(rig):
    """After SIGTERM no one new is let in, what runs is answered, then all processes end with 0."""
    t, idle = rig.transport("marie@garage.test"), rig.transport("paul@garage.test")
    channel = t.open_session()
    channel.exec_command("import contact --format csv")
    rigs.wait_until(rig.children, what="the child")
    workers = rig.workers()
    rig.process.send_signal(signal.SIGTERM)
    rigs.wait_until(lambda: not idle.is_active(), 4, "the end of the idle connection")
    assert t.is_active() and not rig.answers()
    channel.sendall("first_name,last_name\nAnne,Lafin\n".encode())
    channel.shutdown_write()
    assert channel.recv_exit_status() in (0, 1)
    assert rig.process.wait(10) == 0
    assert not any(os.path.exists(f"/proc/{pid}") for pid in workers)
    assert rig.lines("stopped")


def test_sigterm_does_not_wait_for_ever(rig):
    """What still runs after the drain time is cut."""
    t = rig.transport("marie@garage.test")
    channel = t.open_session()
    channel.exec_command("import contact --format csv")
    rigs.wait_until(rig.children, what="the child")
    began = time.monotonic()
    rig.process.send_signal(signal.SIGTERM)
    assert rig.process.wait(15) == 0 and time.monotonic() - began > 3
    assert not rig.children()


def test_sighup_reads_the_settings_again(rig):
    """Limits change while connections stay; a mistake in the file changes nothing."""
    t = rig.transport("marie@garage.test")
    text = rig.conf.read_text()
    rig.conf.write_text(text + "\n[limits]\nattempts = 1\n")
    rig.process.send_signal(signal.SIGHUP)
    rigs.wait_until(lambda: rig.lines("settings_read"), what="the reading")

    def hangs_up_at_once():
        u = rig.transport()
        try:
            u.auth_password("marie@garage.test", "wrong")
        except (paramiko.SSHException, EOFError, OSError):
            pass
        time.sleep(0.05)
        return not u.is_active()
    rigs.wait_until(hangs_up_at_once, what="the new limit")
    rig.conf.write_text(text + "\nnonsense\n[limits]\nattempts = many\n")
    rig.process.send_signal(signal.SIGHUP)
    rigs.wait_until(lambda: rig.lines("settings_refused"), what="the refusal")
    assert rig.run(t, "whoami")[0] == 0
    t.close()


def test_a_second_server_on_the_same_port_is_refused(rig):
    """Two servers never share a port unseen."""
    conf = rig.dir / "second.conf"
    conf.write_text(rig.conf.read_text().replace("listen = 127.0.0.1:0", f"listen = 127.0.0.1:{rig.port}"))
    done = subprocess.run([rigs.BUILD / "comptoird", "serve", "--config", conf], capture_output=True, text=True, timeout=10)
    assert done.returncode == 1 and "Address already in use" in done.stderr, done


def test_the_first_run_makes_its_keys(rig):
    """Missing keys are made, readable by their owner only; of each two lines tell, and the host key's fingerprint is what ssh shows."""
    conf, key = rig.dir / "first.conf", rig.dir / "fresh_key"
    conf.write_text(rig.conf.read_text().replace(f"host_key = {rig.db.dir}/host_key", f"host_key = {key}"))
    server = subprocess.Popen([rigs.BUILD / "comptoird", "serve", "--config", conf], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        said = "".join(server.stdout.readline() for _ in range(4))
    finally:
        server.terminate()
        server.wait(10)
    shown = subprocess.run(["ssh-keygen", "-l", "-f", key], capture_output=True, text=True).stdout.split()[1]
    assert shown in said and oct(key.stat().st_mode)[-3:] == "600", (shown, said)
    assert f"{rig.dir}/secret_key" in said and oct((rig.dir / "secret_key").stat().st_mode)[-3:] == "600", said


def test_workers_are_not_root(rig):
    """Started as root, workers and children run as the user of the settings."""
    if os.getuid() != 0:
        return
    import pwd
    uid = pwd.getpwnam(rigs.SYSTEM_USER).pw_uid
    t = rig.transport("marie@garage.test")
    t.open_session().exec_command("import contact --format csv")
    for pid in rig.workers() + rigs.wait_until(rig.children, what="the child"):
        rigs.wait_until(lambda: re.search(r"Uid:\s+(\d+)\s+(\d+)", open(f"/proc/{pid}/status").read()).group(2) == str(uid), 5, "the change of user")
    t.close()


def test_a_full_disk_under_the_log_stops_nobody(rig):
    """What cannot be logged is lost; who is served does not notice."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    conf = rig.dir / "full.conf"
    conf.write_text(rig.conf.read_text().replace("listen = 127.0.0.1:0", f"listen = 127.0.0.1:{port}\nlog = /dev/full"))
    server = subprocess.Popen([rigs.BUILD / "comptoird", "serve", "--config", conf], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    mine, rig.port = rig.port, port
    try:
        rigs.wait_until(rig.answers, what="the banner")
        assert all(rig.ssh("whoami").returncode == 0 for _ in range(3))
    finally:
        rig.port = mine
        server.terminate()
        assert server.wait(15) == 0
