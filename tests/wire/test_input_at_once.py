"""A client that sends its command, its file and the end of it in one go, as ssh does: nothing of that is lost."""
import os, signal, socket

from paramiko import message


def packet(kind, channel, *parts):
    m = message.Message()
    m.add_byte(bytes([kind]))
    m.add_int(channel)
    for part in parts:
        m.add_boolean(part) if isinstance(part, bool) else m.add_string(part)
    return m


def all_at_once(rig, line, data):
    """Runs a verb whose command, input and end of input lie in the server's socket before it reads any of them."""
    t = rig.transport("marie@garage.test")
    t.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    channel = t.open_session(timeout=20)
    channel.settimeout(20)
    workers = rig.workers()
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        t._send_message(packet(98, channel.remote_chanid, "exec", False, line))        # CHANNEL_REQUEST
        if data:
            t._send_message(packet(94, channel.remote_chanid, data))                   # CHANNEL_DATA
        t._send_message(packet(96, channel.remote_chanid))                             # CHANNEL_EOF
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
    out, err, status = channel.makefile("rb").read().decode(), channel.makefile_stderr("rb").read().decode(), channel.recv_exit_status()
    t.close()
    return status, out, err


def test_a_file_that_comes_with_its_command_is_imported(rig):
    """Once such an import waited for ever: its rows and their end had gone to the door before the child stood there."""
    status, out, err = all_at_once(rig, "import contact --dry-run", b"last_name,email\nTardif,tardif@example.com\n")
    assert status == 0 and "1 read" in out + err or "1 lue" in out + err, (status, out, err)


def test_an_empty_file_that_comes_with_its_command_ends(rig):
    status, out, err = all_at_once(rig, "import contact --dry-run", b"")
    assert status in (0, 1, 2), (status, out, err)


def test_values_that_come_with_their_command_are_saved(rig):
    status, out, err = all_at_once(rig, "create contact", b'{"last_name": "Prompt"}')
    assert status == 0, (status, out, err)


def test_a_verb_that_reads_nothing_ends_all_the_same(rig):
    status, out, err = all_at_once(rig, "whoami", b"nobody asked for this\n" * 1000)
    assert status == 0 and "garage" in out, (status, out, err)
