"""comptoir(1) promises scripts an exit status for each way that a verb can end: each is brought about, by ssh and by the client."""
import json, os, re, socket, subprocess

import rig as rigs

MARIE, VERA, DENIS = "marie@garage.test", "vera@garage.test", "denis@fleet.test"
CSV = "kind,last_name,email\nperson,Bon,bon@x.fr\nperson,Mauvais,pas-une-adresse\n"
# status, how it comes about, who asks, the words ({id}: a contact), the input.
TABLE = [
    (0, "an answer", MARIE, "whoami", None),
    (0, "an empty list", MARIE, "list contact --filter last_name=Personne-de-ce-nom", None),
    (0, "an empty list as a file", MARIE, "export contact --filter last_name=Personne-de-ce-nom --format csv", None),
    (0, "nothing found", MARIE, "search zzzzqqqq", None),
    (0, "the same values again", MARIE, "update contact {id} last_name=Code", None),
    (0, "a report", MARIE, "report entities", None),
    (1, "no such record to show", MARIE, "show contact 999999999", None),
    (1, "to change", MARIE, "update contact 999999999 last_name=X", None),
    (1, "to delete", MARIE, "delete contact 999999999", None),
    (1, "to print", MARIE, "print contact 999999999", None),
    (1, "to act on", MARIE, "do contact log_activity 999999999 kind=call subject=x", None),
    (1, "for one of several", MARIE, "do contact log_activity {id} 999999999 kind=call subject=x", None),
    (1, "for a file", MARIE, "get contact {id} absent.pdf", None),
    (1, "to put a file on", MARIE, "put contact 999999999 a.txt", "x"),
    (1, "another company's record", DENIS, "show contact {id}", None),
    (1, "a value that no record may have", MARIE, "create contact kind=person last_name=X email=pas-une-adresse", None),
    (1, "a refused row of an import", MARIE, "import contact --format csv", CSV),
    (1, "an import that is not there", MARIE, "undo 999999", None),
    (1, "a job that is not there", MARIE, "jobs run nonsense", None),
    (2, "no such verb", MARIE, "nonsense", None),
    (2, "no such option", MARIE, "list contact --nonsense", None),
    (2, "an option without its value", MARIE, "list contact --filter", None),
    (2, "a word missing", MARIE, "show contact", None),
    (2, "a word too many", MARIE, "whoami now", None),
    (2, "no number", MARIE, "show contact douze", None),
    (2, "no such entity", MARIE, "list nonsense", None),
    (2, "no such field", MARIE, "list contact --columns nonsense", None),
    (2, "no such field in a condition", MARIE, "list contact --filter nonsense=1", None),
    (2, "no such action", MARIE, "do contact nonsense {id}", None),
    (2, "no such format", MARIE, "list contact --limit 1 --format exe", None),
    (2, "no such report", MARIE, "report nonsense", None),
    (2, "no JSON on the input", MARIE, "create contact", "no json"),
    (3, "a right to create that is not there", VERA, "create contact kind=person last_name=X", None),
    (3, "to import", VERA, "import contact --format csv", CSV),
    (3, "to put a file", VERA, "put contact {id} a.txt", "x"),
    (3, "to watch the server", VERA, "metrics", None),
    (4, "a version that has gone by", MARIE, "update contact {id} last_name=Autre --version 0", None),
    (4, "a key that stands for something else", MARIE, "create contact kind=person last_name=B --key code-4", None),
]


def said(err):
    """One clear sentence or more, and nothing of our insides."""
    return err.strip() and not re.search(r"select |app\.|0x[0-9a-f]{4}|Traceback|\.c:\d", err)


def test_each_status_means_what_the_manual_says(rig):
    """Every row by OpenSSH's client and by ours: the same status; what is not well is said on stderr, and only there (do tells of each record)."""
    t = rig.transport(MARIE)
    number = rig.ask(t, "create contact kind=person last_name=Code")["id"]
    rig.ask(t, "create contact kind=person last_name=A --key code-4")
    wrong = []
    for status, how, who, words, given in TABLE:
        words = words.format(id=number)
        by_ssh = rig.ssh(words, who=who, input=given)
        by_client = rig.comptoir(*words.split(), who=who, input=given) if status != 0 else by_ssh
        for door, done in (("ssh", by_ssh), ("comptoir", by_client)):
            if done.returncode != status or (status != 0 and not said(done.stderr)) or (status > 1 and done.stdout and not words.startswith("do ")):
                wrong.append(f"{door}: {how}: {words}: {done.returncode}, not {status}: {done.stdout[:200]}{done.stderr[:300]}")
    assert not wrong, "\n".join(wrong)
    assert rig.ssh("search 'open").returncode == 2, "a line of ssh is one text, whose quote is open; our client sends words"
    t.close()


def test_the_manual_names_no_status_that_is_not_tried(rig):
    """Those of the table, and those below that only the client can end with."""
    page = (rigs.ROOT / "man/comptoir.1").read_text()
    named = {int(n) for n in re.findall(r"^\.It (\d+)$", page[page.index(".Sh EXIT STATUS"):page.index(".Sh EXAMPLES")], re.M)}
    assert named == {row[0] for row in TABLE} | {75, 141}, named


def client(rig, *words, host="127.0.0.1", port=None, key=None, home=None, **how):
    rig.comptoir("whoami")		# makes its folder and known_hosts
    home = home or rig.dir / "home"
    return subprocess.run([rigs.BUILD / "comptoir", "-F", home / "ssh_config", "-i", key or rig.db.new_key("marie"), "-l", MARIE, "--batch",
                           "-p", str(port or rig.port), host, *words], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
                          env={**os.environ, "HOME": str(home), "SSH_AUTH_SOCK": ""}, **how)


def closed_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def test_what_only_the_client_can_say(rig):
    """Misuse of its own line; a sign-in refused; a server never seen; a server that is not there; a reader who has gone."""
    stranger = rig.db.new_key("stranger")
    nowhere = rig.dir / "nowhere"
    nowhere.mkdir(exist_ok=True)
    (nowhere / "ssh_config").write_text(f"Host *\n  UserKnownHostsFile {nowhere}/known_hosts\n")
    for status, how, done in (
            (2, "no such option", subprocess.run([rigs.BUILD / "comptoir", "--nonsense"], capture_output=True, text=True, stdin=subprocess.DEVNULL)),
            (3, "a key that nobody has", client(rig, "whoami", key=stranger)),
            (3, "a server never seen before", client(rig, "whoami", home=nowhere)),
            (75, "a server that is not there", client(rig, "whoami", port=closed_port())),
            (75, "a name that is nobody's", client(rig, "whoami", host="nobody.invalid"))):
        assert done.returncode == status and said(done.stderr) and not done.stdout, (how, done)
    t = rig.transport(MARIE)
    channel = t.open_session()		# a list longer than pipes and windows hold
    channel.exec_command("import contact --format jsonl")
    for i in range(1500):
        channel.sendall(json.dumps({"kind": "person", "last_name": f"Lecteur-{i}", "notes": "x" * 500}).encode() + b"\n")
    channel.shutdown_write()
    assert channel.recv_exit_status() == 0
    home = rig.dir / "home"
    line = " ".join(map(str, ["exec", rigs.BUILD / "comptoir", "-F", home / "ssh_config", "-i", rig.db.new_key("marie"), "-l", MARIE, "-p", rig.port,
                              "127.0.0.1", "list", "contact", "--columns", "last_name,notes", "--format", "jsonl"]))
    done = subprocess.run(["bash", "-c", f"({line}) | head -1 >&2; echo ${{PIPESTATUS[0]}}"], capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL, env={**os.environ, "HOME": str(home)})
    assert done.stdout.strip() == "141", done
    t.close()
