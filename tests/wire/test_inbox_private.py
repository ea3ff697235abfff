"""A server that strangers share fetches mail from nowhere inside its own network, whatever a company writes."""
import json

from rig import wait_until


def trouble_of(rig, name):
    found = json.loads(rig.ssh("list", "mailbox", "--columns", "trouble", "--filter", f"name:{name}", "--format", "json").stdout)
    return (found if isinstance(found, list) else found["rows"])[0].get("trouble")


def test_a_mail_server_of_our_own_network_is_not_talked_to(rig):
    """Loopback by number, by name and by another spelling: the box says why, and no connection is made."""
    for name, host in (("number", "127.0.0.1"), ("name", "localhost"), ("six", "::1"), ("mapped", "::ffff:127.0.0.1")):
        done = rig.ssh("create", "mailbox", f"name={name}", f"address={name}@garage.test", f"host={host}", f"port={rig.port}", "username=x", "--format", "json")
        assert done.returncode == 0, done.stderr
        number = str(json.loads(done.stdout)["id"])
        trouble = wait_until(lambda: trouble_of(rig, name), 20, f"the trouble of {host}")
        assert "network" in trouble, (host, trouble)
        rig.ssh("update", "mailbox", number, "paused=true")
