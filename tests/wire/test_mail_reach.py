"""Where a company's mail is fetched from and sent through is the company's to say, but not the server's own network; and its passwords open for the server alone."""
import contextlib

from imapbox import Imapbox
from postbox import Postbox
from rig import Database, Rig, wait_until
from test_mail import MARIE, account, becomes, put, smtp, sql, try_now


@contextlib.contextmanager
def alone():
    """A database that no other server looks into: each would send what waits there in its own way."""
    database = Database()
    try:
        yield database
    finally:
        database.end()


def closed_network(database):
    rig, box, inbox = Rig(database, {"mail": {"private_servers": "off"}}), Postbox(), Imapbox(database)
    try:
        t = rig.transport(MARIE)
        for host in ("127.0.0.1", "localhost", "::1"):
            number = account(rig, t, driver="smtp", host=host, port=box.port, security="none")
            mail = put(rig, "prive@example.com")
            assert "in the network of the server" in becomes(rig, mail, "waiting")["why"], host
            rig.ask(t, f"do mail cancel {mail}")
        assert not box.letters and "réseau du serveur" in rig.run(t, f"show mail_account {number}")[1]
        number = rig.ask(t, f"create mailbox name=prive address=prive@garage.test kind=imap host=localhost port={inbox.imaps} username=support")["id"]
        wait_until(lambda: "réseau du serveur" in rig.run(t, f"show mailbox {number}")[1], 20, "the trouble of the box")
        rig.ask(t, f"update mailbox {number} paused=true")
    finally:
        rig.end()
        box.end()
        inbox.end()


def lost_key(database):
    key, box = database.dir / "secret_key", Postbox(database.dir, "starttls", password="S3cret-du-garage")
    rig = Rig(database)
    try:
        assert key.stat().st_mode & 0o777 == 0o600
        t = rig.transport(MARIE)
        number = smtp(rig, t, box, "starttls", username="garage")
        assert rig.run(t, f"do mail_account set_password {number} password=S3cret-du-garage --key twice")[0] == 0
        assert rig.run(t, f"do mail_account set_password {number} password=S3cret-du-garage --key twice")[0] == 0, "sent twice, done once"
        assert rig.run(t, f"do mail_account set_password {number} password=another-word --key twice")[0] == 4
        assert rig.run(t, f"do mail_account set_password {number} password={'x' * 501}")[0] == 1
        kept = database.psql("select jsonb_agg(s) from app.mail_secret s")
        assert "sealed:" in kept and "S3cret" not in kept
        dump = database.dir / "whole.dump"
        said = database.comptoird("backup", "make", dump).stdout
        assert "secret_key" in said and b"S3cret-du-garage" not in dump.read_bytes(), said
        rig.stop()
        key.unlink()
        rig.start()		# it makes another one
        t = rig.transport(MARIE)
        mail = put(rig, "clef@example.com")
        assert "enter it again" in becomes(rig, mail, "waiting")["why"]
        assert "saisissez-le de nouveau" in rig.run(t, f"show mail_account {number}")[1] and not box.letters
        checked = database.comptoird("check", check=False)
        assert checked.returncode == 1 and "1 of 1 passwords of mail servers do not open" in checked.stdout, checked.stdout
        rig.ask(t, f"do mail_account set_password {number} password=S3cret-du-garage")
        try_now(rig, mail)
        becomes(rig, mail, "sent")
        rig.ask(t, f"update mail_account {number} host=mail.example.com")
        assert database.psql("select count(*) from app.mail_secret") == "0", "a password is not taken to another server"
    finally:
        rig.end()
        box.end()


def test_a_server_of_its_own(rig):
    """Where it is not allowed, neither a name nor a number leads to a machine beside the server. A password opens under the server's own key alone: when it is
    lost, the account says that it has to be entered again, and then mail leaves."""
    with alone() as database:
        closed_network(database)
        lost_key(database)
