"""The log: every request by a number of its own, and nothing that belongs to a person."""
import re

import rig as rigs

SETTINGS = {"server": {"workers": "1", "log_level": "debug"}, "limits": {"grace": "19s"}}
WHO = "marie@garage.test"
SECRETS = ["Zorglub", "zorglub@secret.test", "0612345678", "06 12 34 56 78", "+33612345678", "Prenom-secret", "notes-secretes", "fichier-secret"]


def test_the_log_names_requests_and_no_person(rig):
    """Names, addresses, numbers, search words, file names and passwords go through every door; none of it is written down, not at
    the level debug either. A person is her number."""
    t = rig.transport(WHO)
    rpc = rig.rpc(t)
    made = rpc.call("create", entity="contact", values={"last_name": "Zorglub", "first_name": "Prenom-secret", "phone": "06 12 34 56 78",
                                                         "email": "zorglub@secret.test", "notes": "notes-secretes"})["result"]
    number = str(made.get("id") or made["record"]["id"])
    rpc.call("list", entity="contact", search="Zorglub")
    rpc.call("list", entity="contact", filter="last_name = Zorglub")
    rpc.call("create", entity="contact", values={"last_name": "Zorglub", "email": "zorglub@secret.test and more"})
    rpc.call("zorglub@secret.test")
    assert rig.run(t, "export contact --search Zorglub --format csv")[0] == 0
    assert rig.ssh("import", "contact", "--name", "fichier-secret.csv", input="last_name,email\nZorglub,zorglub@secret.test\n").returncode == 0
    assert rig.ssh("put", "contact", number, "fichier-secret.txt", input="notes-secretes").returncode == 0
    rig.run(t, "Zorglub zorglub@secret.test")
    rig.ssh("whoami", who="zorglub@secret.test", key=rig.db.new_key("marie"))
    try:
        rig.transport(WHO, password="Zorglub-mot-de-passe")
    except rigs.paramiko.AuthenticationException:
        pass
    t.close()
    log = rig.log()
    for secret in [*SECRETS, WHO, "Marie", "Duval", "mot-de-passe", rigs.PASSWORD]:
        assert secret.lower() not in log.lower(), next(line for line in log.splitlines() if secret.lower() in line.lower())
    numbers = re.findall(r" request id=(\S+) ", log)
    assert len(numbers) >= 6 and len(numbers) == len(set(numbers)), numbers
    assert all(re.search(r" person=\d+ ", line) for line in rig.lines("request"))
