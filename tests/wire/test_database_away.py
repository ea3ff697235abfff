"""PostgreSQL restarts, or is not there yet: a clear sentence and 75, then service again, with nobody's help."""
import os, signal, subprocess, threading

import rig as rigs

OWN_SERVER = True
SETTINGS = {"server": {"workers": "1", "drain": "10s"}, "database": {"pool": "3"}}
WHO = "marie@garage.test"


def cluster(rig, what):
    options = ["fsync=off", "shared_buffers=128MB"] if what == "start" else []
    subprocess.run([rigs.ROOT / "scripts/cluster", what, rig.db.dir, *options], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_a_restart_of_the_database_is_survived(rig):
    """While PostgreSQL is away a request is answered 75 with a sentence that says so; the connection stays and works again after."""
    t = rig.transport(WHO)
    assert rig.run(t, "list contact --limit 1")[0] == 0
    cluster(rig, "stop")
    try:
        channel = t.open_session(timeout=20)
        channel.exec_command("list contact --limit 1")
        rpc = rig.rpc(t)
        number = rpc.send("list", entity="contact", limit=1)
        out, err, status = channel.makefile("rb").read(), channel.makefile_stderr("rb").read().decode(), channel.recv_exit_status()
        assert status == 75 and not out, (status, out, err)
        assert rpc.answer(number)["error"]["message"], "no sentence"
        assert err.strip() and "postgres" not in err.lower() and "socket" not in err, err
        # It is known to be away now: nobody waits to hear so. (A hundred who each waited would take minutes.)
        for _ in range(50):
            rpc.send("list", entity="contact", limit=1)
        assert all(rpc.answer_of_any()["error"]["data"]["status"] == "later" for _ in range(50))
        for _ in range(10):
            assert rig.run(t, "list contact --limit 1")[0] == 75
        knock = rig.ssh("whoami")
        assert knock.returncode == 255 and "cannot be reached now" in knock.stderr and "ermission denied" not in knock.stderr, knock.stderr
    finally:
        cluster(rig, "start")
    rigs.wait_until(lambda: rig.run(t, "list contact --limit 1")[0] == 0, what="the service")
    assert "result" in rpc.call("hello") and "result" in rpc.call("list", entity="contact", limit=1)
    assert len(rig.lines("worker_started")) == 1
    t.close()


def test_what_was_acknowledged_is_there(rig):
    """Eight writers without pause, then SIGTERM: each record whose creation was acknowledged is in the database, each other is
    there at most once."""
    acknowledged, stop = [], threading.Event()

    def write(number):
        t = rig.transport(WHO)
        rpc, i = rig.rpc(t), 0
        try:
            while not stop.is_set():
                i += 1
                answer = rpc.call("create", entity="contact", values={"last_name": f"Acquis-{number}-{i}"})
                if not answer or "result" not in answer:
                    return
                acknowledged.append(f"Acquis-{number}-{i}")
        except (OSError, EOFError):
            pass
        finally:
            t.close()

    writers = [threading.Thread(target=write, args=(n,), daemon=True) for n in range(8)]
    for writer in writers:
        writer.start()
    rigs.wait_until(lambda: len(acknowledged) > 100, 30, "a hundred records")
    rig.process.terminate()
    assert rig.process.wait(20) == 0
    stop.set()
    for writer in writers:
        writer.join(30)
    there = rig.db.psql("select last_name from app.contact where last_name like 'Acquis-%'").split()
    assert set(acknowledged) <= set(there), set(acknowledged) - set(there)
    assert len(there) == len(set(there)) <= len(acknowledged) + 8


def test_a_killed_worker_loses_nothing_acknowledged(rig):
    """The same with kill -9 of the worker: what was said to be saved is."""
    t, saved = rig.transport(WHO), []
    rpc = rig.rpc(t)
    for i in range(50):
        if i == 40:
            threading.Timer(0.005, os.kill, (rig.workers()[0], signal.SIGKILL)).start()
        try:
            answer = rpc.call("create", entity="contact", values={"last_name": f"Tenu-{i}"})
        except (OSError, EOFError):
            break
        if not answer:
            break
        saved.append(f"Tenu-{i}")
    there = rig.db.psql("select last_name from app.contact where last_name like 'Tenu-%'").split()
    assert len(saved) >= 40 and set(saved) <= set(there), set(saved) - set(there)
