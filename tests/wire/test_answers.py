"""What people read from verbs: words of their language, never the name of a member that programs read."""
import json, re

SETTINGS = {"server": {"log": "file"}}
WHO = "marie@garage.test"
# What each verb is asked, in this order, so that every member that it can answer is seen; {name} is of an earlier answer.
# A verb that is missing here fails the test: somebody added one.
ASKED = {
    "whoami": ["whoami"], "health": ["health"], "metrics": ["metrics"], "verify": ["verify"], "logs": ["logs --limit 3"],
    "help": ["help", "help list"], "mail": ["mail test mots@clairs.test"],
    "create": ["create contact kind=company company_name='Mots Clairs' email=mots@clairs.test",
               "create contact kind=company company_name='Mots Clairs' email=mots@clairs.test"],
    "update": ["update contact {one} notes=clair"],
    "list": ["list contact --limit 2"], "show": ["show contact {one}"], "count": ["count contact"], "board": ["board contact --limit 1"],
    "search": ["search clairs"], "duplicates": ["duplicates contact"], "history": ["history contact {one}"],
    "do": ["do contact log_activity {one} kind=call subject=Rappel"],
    "merge": ["merge contact {one} {two}"], "delete": ["delete contact {one}"], "restore": ["restore contact {one}"],
    "put": ["put contact {one} mots.txt"], "files": ["files contact {one}"],
    "jobs": ["jobs"], "work": ["work"], "key": ["key", "key add '{pub}'", "key remove {key}"], "session": ["session", "session end {session}"],
    "undo": ["undo {batch}"], "prefer": ["prefer theme dark", "prefer"], "who": ["who contact {one}"],
}
# These write a file, a document or a report of their own, whose titles their own tests look at; the catalogue is for programs. No kind of
# record here has cards to move: test_planes.py moves them.
OF_THEIR_OWN = {"move", "bulk", "import", "export", "calendar", "receive", "print", "report", "get", "catalogue"}


def labels(text):
    """What stands for members in a table (its head) or in a record (its left side)."""
    lines = text.splitlines()
    if len(lines) > 1 and set(lines[1]) <= {"─", " "}:
        return re.split(r"\s{2,}", lines[0].strip())
    return [re.split(r"\s{2,}", line)[0] for line in lines if re.search(r"\S\s{2,}\S", line) and not line.startswith(" ")]


def members(answer, found=None):
    """All names of members at any depth."""
    found = set() if found is None else found
    for value in answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else ():
        members(value, found)
    found |= set(answer) if isinstance(answer, dict) else set()
    return found


def look(command, text, answer):
    for label in labels(text):
        assert label[0].isupper() or not label[0].isalpha() or label in ("n°",), f"{command}: “{label}” is no word for people\n{text}"
    if command.split()[0] in ("help", "logs"):
        return
    for name in members(answer):
        assert not re.search(rf"(^|[\s,(]){re.escape(name)}: ", text), f"{command}: “{name}:” is no word for people\n{text}"
        assert "_" not in name or not re.search(rf"\b{re.escape(name)}\b", text), f"{command}: “{name}” is no word for people\n{text}"


def prepare(rig, t):
    """Something of each kind to be told of: a job that counted, a batch to take back, a key, a session."""
    rig.db.psql("""update app.job set last_ok = true, last_result = jsonb_build_object('forgotten', 3, 'companies',
        (select jsonb_object_agg(id::text, '{"forgotten": 2}'::jsonb) from app.tenant))""")
    channel = t.open_session()
    channel.exec_command("import contact --format csv --format-report json")
    channel.sendall(b"company_name,email\nLot Clair,lot@clair.test\n")
    channel.shutdown_write()
    report = channel.makefile("rb").read().decode() + channel.makefile_stderr("rb").read().decode()
    assert channel.recv_exit_status() == 0, report
    other = rig.transport(WHO)
    session = rig.ask(other, "whoami")["session"]
    return {"batch": re.search(r'"batch": ?(\d+)', report).group(1), "session": session,
            "pub": rig.db.new_key("answers").with_suffix(".pub").read_text().strip()}, other


def run_with(rig, t, command, input=b""):
    channel = t.open_session()
    channel.settimeout(30)
    channel.exec_command(command)
    channel.sendall(input)
    channel.shutdown_write()
    out, err = channel.makefile("rb").read().decode(), channel.makefile_stderr("rb").read().decode()
    return channel.recv_exit_status(), out, err


def test_no_verb_answers_people_with_raw_names(rig):
    """Every verb that help lists, on a real server, in French and in English: no label is a member's raw name."""
    t = rig.transport(WHO)
    verbs = set(re.findall(r"^  (\w+) ", rig.run(t, "help")[1], re.M))
    assert verbs == set(ASKED) | OF_THEIR_OWN, verbs ^ (set(ASKED) | OF_THEIR_OWN)
    t.close()
    for language in ("fr", "en"):
        rig.db.psql(f"update app.account set language = '{language}' where email = '{WHO}'")
        t = rig.transport(WHO)
        known, other = prepare(rig, t)
        try:
            for verb, commands in ASKED.items():
                for number, command in enumerate(commands):
                    command = command.format(**known)
                    status, out, err = run_with(rig, t, command, b"clair" if verb == "put" else b"")
                    assert status == 0, (command, status, out, err)
                    programs = "" if verb in ("create", "merge", "undo", "delete", "restore", "do", "put", "update") or "key " in command or "end" in command else command
                    answer = rig.ask(t, programs) if programs and verb != "logs" else {}
                    look(command, out + err, answer)
                    if verb == "create":
                        known["one" if number == 0 else "two"] = int(re.search(r"\d+", out).group())
                    if command.startswith("key add"):
                        known["key"] = int(re.search(r"\d+", out).group())
        finally:
            rig.db.psql(f"update app.account set language = 'fr' where email = '{WHO}'")
            other.close()
            t.close()


def test_kinds_of_records_have_names(rig):
    """search and undo say “Contact”, not what scripts call it; programs get that."""
    t = rig.transport(WHO)
    rig.ask(t, "create vehicle_make name=Clairauto")
    out = rig.run(t, "search clairauto")[1]
    assert "vehicle_make" not in out and "Clairauto" in out, out
    assert '"entity": "vehicle_make"' in json.dumps(rig.ask(t, "search clairauto"))


def test_a_list_has_the_columns_asked_for(rig):
    """Only those, in that order, in every format, on a page and streamed; unless asked for, the number stands first."""
    t = rig.transport(WHO)
    rig.ask(t, "create contact kind=person last_name=Colonne first_name=Aline")
    for entity, asked in (("role", "name,created_by"), ("contact", "last_name,id,kind"), ("person", "email,name"), ("permission", "verb,entity,role_id")):
        names = asked.split(",")
        titles = {f["name"]: f["label"] for f in rig.ask(t, f"catalogue {entity}")["fields"]}
        for limit in ("--limit 2", ""):
            command = f"list {entity} --columns {asked} {limit}"
            head = re.split(r"\s{2,}", rig.run(t, command)[1].splitlines()[0].strip())
            assert head == [titles[n] for n in names], (command, head)
            for form in ("json", "jsonl"):
                out = rig.run(t, f"{command} --format {form}")[1]
                row = (json.loads(out) if form == "json" else [json.loads(line) for line in out.splitlines()])[0]
                assert [n for n in row if not n.endswith(".label")] == names, (command, form, row)
            out = rig.run(t, command + " --format csv")[1]
            assert [n for n in out.splitlines()[0].split(",") if not n.endswith(".label")] == names, out
        assert list(rig.ask(t, f"list {entity} --limit 1")[0])[:2] == ["id", "version"]
    first = rig.run(t, "list role --limit 1")[1].split()[0]
    assert first == "Numéro", first
    assert "deleted_at" not in rig.run(t, "list role --columns '*'")[1] and "deleted_at" not in rig.run(t, "list role --columns '*' --trash")[1]
    assert not [name for name in labels(rig.run(t, "list role --columns '*' --limit 2")[1]) if name[0].islower()]


def test_history_says_what_references_are_called(rig):
    """“Paul → Marie” for people, as far as they see colleagues; programs get number and name. Choices are told by name too."""
    t = rig.transport(WHO)
    people = {p["name"]: p["id"] for p in rig.ask(t, "list person --columns id,name")}
    number = rig.ask(t, f"create contact kind=person last_name=Suivi owner_id={people['Paul Martin']}")["id"]
    rig.ask(t, f"update contact {number} owner_id={people['Marie Duval']} kind=company company_name=Suivie")
    told = rig.run(t, f"history contact {number}")[1]
    assert "Suivi par\u00a0: Paul Martin → Marie Duval" in told and ".label" not in told, told
    assert "Particulier → Entreprise" in told or "Personne → Entreprise" in told, told
    changes = rig.ask(t, f"history contact {number}")["changes"][-1]["changes"]
    assert changes["owner_id"] == [people["Paul Martin"], people["Marie Duval"]]
    assert changes["owner_id.label"] == ["Paul Martin", "Marie Duval"]


def test_a_plate_is_a_plate_wherever_it_names_a_vehicle(rig):
    """With its dashes for people, in lists, cards and histories of other records; as it is kept for programs."""
    t = rig.transport(WHO)
    first, second = (rig.ask(t, f"create vehicle plate={plate} make=Renault")["id"] for plate in ("ZX-101-AA", "ZX-102-AA"))
    number = rig.ask(t, f"create mission title=Plaque vehicle_id={first}")["id"]
    rig.ask(t, f"update mission {number} vehicle_id={second}")
    assert "ZX-102-AA" in rig.run(t, f"list mission --columns title,vehicle_id --filter id:{number}")[1]
    assert "ZX-102-AA" in rig.run(t, f"show mission {number}")[1]
    assert "ZX-101-AA → ZX-102-AA" in rig.run(t, f"history mission {number}")[1]
    assert rig.ask(t, f"list mission --columns vehicle_id --filter id:{number}")[0]["vehicle_id.label"] == "ZX102AA"


def test_a_write_sent_twice_says_so(rig):
    """The second time the answer says that it was done before, in words."""
    t = rig.transport(WHO)
    first, second = (rig.run(t, "create contact kind=person last_name=Deuxfois --key deux-fois")[1] for _ in range(2))
    assert "Déjà fait" not in first and "Déjà fait" in second and "replayed" not in second, second
