"""PostgreSQL is restarted under people who work: requests that could simply wait do, and are answered as if nothing had been."""
import subprocess

import rig as rigs
from test_database_away import cluster

OWN_SERVER = True
# A machine under load may need its time to start PostgreSQL: what is tested is that they wait, not for how long.
SETTINGS = {"server": {"workers": "1"}, "database": {"pool": "3", "away": "60s"}}
WHO = "marie@garage.test"


def test_requests_wait_for_a_restart(rig):
    """Reads, a write, an export and a sign-in that come while it is down: all are answered once it is up, each done once."""
    t = rig.transport(WHO)
    rpc = rig.rpc(t)
    rpc.result("list", entity="contact", limit=1)
    cluster(rig, "stop")
    try:
        reads = [rpc.send("list", entity="contact", limit=1) for _ in range(10)]
        write = rpc.send("create", entity="contact", values={"last_name": "Patience"})
        channel = t.open_session(timeout=20)
        channel.settimeout(60)
        channel.exec_command("export contact --columns last_name --format csv")
    finally:
        cluster(rig, "start")
    answers = {a["id"]: a for a in (rpc.answer_of_any() for _ in range(11))}
    assert all("result" in answers[n] for n in reads) and answers[write]["result"]["id"], answers
    out = channel.makefile("rb").read()
    assert channel.recv_exit_status() == 0 and b"last_name" in out.splitlines()[0]
    assert rig.db.psql("select count(*) from app.contact where last_name = 'Patience'") == "1"
    t.close()


def test_a_server_may_start_before_its_database(rig):
    """Who signs in meanwhile waits a little, and comes in as soon as the database is there."""
    rig.stop()
    cluster(rig, "stop")
    try:
        rig.start()
        early = subprocess.Popen([*rig.ssh_words(WHO), "whoami"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        rigs.wait_until(lambda: rig.lines("database.unreachable"), what="the search for the database")
    finally:
        cluster(rig, "start")
    assert early.wait(30) == 0 and rig.ssh("whoami").returncode == 0
