"""story.py: a story told in verbs, as somebody types them after `ssh HOST`."""
import json, shlex


class Teller:
    """One who signs in and says verbs; what a story made is made under names of its own, so that it can be told beside others."""

    def __init__(self, rig, who="marie@garage.test", key=None):
        self.rig, self.transport = rig, rig.transport(who, key=key)

    def say(self, line, *, code=0):
        """The verb as it is typed: its words on both streams. It must end with this code."""
        status, out, err = self.rig.run(self.transport, line)
        assert status == code, f"{line}: ended with {status}, not {code}: {out}{err}"
        return out + err

    def ask(self, line):
        """What it answers, as JSON."""
        return json.loads(self.say(line + " --format json"))

    def new(self, entity, **fields):
        """A record, its fields as a person writes them; its number."""
        return self.ask(f"create {entity} " + " ".join(f"{k}={shlex.quote(str(v))}" for k, v in fields.items()))["id"]

    def show(self, entity, number):
        return self.ask(f"show {entity} {number}")["row"]

    def field(self, entity, number, name):
        return self.show(entity, number)[name]

    def rows(self, line):
        """The rows of a list or a report."""
        return self.ask(line)

    def refused(self, line, *words):
        """Refused with a sentence that says so, and neither the database's words nor a trace."""
        told = self.say(line, code=1)
        assert all(word in told for word in words), f"{line}: {told}"
        assert not any(bad in told for bad in ("ERROR", "constraint", "SQLSTATE", "app.", "pg_")), told
        return told

    def send_by(self, box):
        """The company's mail leaves by this mail server from now on. What undoes it again."""
        was = self.rows("list mail_account --columns id,driver,host,port,security")
        words = f"driver=smtp host=127.0.0.1 port={box.port} security=none username= from_address=atelier@garage.test"
        number = was[0]["id"] if was else self.ask(f"create mail_account {words}")["id"]
        self.say(f"update mail_account {number} {words}")
        return lambda: self.say(f"update mail_account {number} driver=server")
