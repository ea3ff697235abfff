"""Every verb, through every door, as people and scripts use it; every row looked at beside the catalogue."""
import json, re, subprocess

from reply import check_error, check_page, check_row
from rig import wait_until

ROLES = ["superadmin", "owner", "manager", "office", "technician", "performer", "driver", "accountant", "viewer"]


def test_the_three_doors_tell_the_same(rig):
    """One list is the same rows through ssh, `ssh -s`, paramiko's exec and subsystem, and the client's own verb."""
    t = rig.transport("marie@garage.test")
    rig.ask(t, "create contact kind=company company_name='Trois Portes'")
    command = "list contact --filter 'company_name:\"Trois Portes\"' --limit 5 --format json"
    by_exec = json.loads(rig.run(t, command)[1])
    by_ssh = json.loads(rig.ssh(command).stdout)
    done = rig.comptoir("list", "contact", "--filter", 'company_name:"Trois Portes"', "--limit", "5", "--format", "json")
    assert done.returncode == 0, done.stderr
    by_client = json.loads(done.stdout)
    rpc = rig.rpc(t)
    by_rpc = rpc.result("list", entity="contact", filter='company_name:"Trois Portes"', limit=5)["rows"]
    line = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "list", "params": {"entity": "contact", "filter": 'company_name:"Trois Portes"', "limit": 5}})
    raw = subprocess.run([*rig.ssh_words(), "-s", "comptoir"], input=line + "\n", capture_output=True, text=True, timeout=30)
    by_subsystem = [json.loads(x) for x in raw.stdout.splitlines()][-1]["result"]["rows"]
    assert len(by_exec) == 1 and by_exec == by_ssh == by_client == by_rpc == by_subsystem


def test_hello_names_who_and_what(rig):
    """The greeting tells protocol, person, company and the catalogue's hash, which is that of the catalogue."""
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    hello = rpc.hello["params"]
    assert rpc.hello["method"] == "hello" and hello["protocol"] == "1.0"
    assert hello["person"]["email"] == "marie@garage.test" and hello["company"]["slug"] == "garage"
    assert hello["catalogue"] == rpc.result("catalogue")["hash"]


def test_every_entity_lists_what_the_catalogue_says(rig):
    """All entities: each page, sorted by each sortable field both ways, each shown record, has the declared types."""
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    entities = rpc.result("catalogue")["entities"]
    rpc.result("create", entity="contact", values={"kind": "person", "last_name": "Type", "email": "type@x.fr", "tags": ["a", "b"]})
    rpc.result("create", entity="vehicle", values={"plate": "AA-111-AA", "mileage": 12, "next_inspection": "2027-01-31"})
    for name, entity in entities.items():
        rows = check_page(entity, rpc.result("list", entity=name, columns=["*"], count=True))
        check_page(entity, rpc.result("list", entity=name))
        for field in [f["name"] for f in entity["fields"] if f.get("sortable")]:
            for sort in (field, "-" + field):
                check_page(entity, rpc.result("list", entity=name, sort=[sort], limit=3), 3)
        if rows:
            shown = rpc.result("show", entity=name, id=rows[0]["id"])
            check_row(entity, shown["row"])
            assert isinstance(shown["actions"], list) and isinstance(shown["warnings"], list) and isinstance(shown["files"], int)
            assert isinstance(rpc.result("history", entity=name, id=rows[0]["id"])["changes"], list)


def test_a_record_lives_and_dies(rig):
    """create, show, update, history, delete, the bin, restore: with their exit codes and what a person reads."""
    t = rig.transport("marie@garage.test")
    made = rig.ask(t, "create contact kind=person first_name=Zoé last_name=Vie phone='06 12 34 56 78'")
    number = made["id"]
    status, out, err = rig.run(t, f"show contact {number}")
    assert status == 0 and "06\u00a012\u00a034\u00a056\u00a078" in out and "Vie Zoé" in out, out
    assert rig.ask(t, f"update contact {number} last_name=Vieille --version {made['version']}")["version"] > made["version"]
    status, out, err = rig.run(t, f"update contact {number} last_name=Autre --version {made['version']}")
    assert status == 4 and err.strip() and not out
    changes = rig.ask(t, f"history contact {number}")["changes"]
    assert changes[-1]["changes"]["last_name"] == ["Vie", "Vieille"] and changes[-1]["person"] == "Marie Duval"
    assert rig.run(t, f"delete contact {number}")[0] == 0
    assert rig.run(t, f"show contact {number}")[0] in (0, 1)
    assert number in [r["id"] for r in rig.ask(t, "list contact --trash --limit 100")]
    assert number not in [r["id"] for r in rig.ask(t, "list contact --limit 100")]
    assert rig.run(t, f"restore contact {number}")[0] == 0
    told = rig.run(t, f"history contact {number}")[1]
    for word in ("création", "modification", "mise à la corbeille", "sortie de la corbeille", "Marie Duval"):
        assert word in told, told
    assert not re.search(r"insert|update|delete|restore|\d$", told, re.M), told
    assert number in [r["id"] for r in rig.ask(t, "list contact --limit 100")]


def test_values_may_come_as_json(rig):
    """Without FIELD=VALUE a create reads one JSON object from the input."""
    done = rig.ssh("create contact --format json", input='{"kind":"person","last_name":"D’un tube","tags":["x"]}')
    assert done.returncode == 0, done.stderr
    row = rig.ask(rig.transport("marie@garage.test"), f"show contact {json.loads(done.stdout)['id']}")["row"]
    assert row["last_name"] == "D’un tube" and row["tags"] == ["x"]
    assert rig.ssh("create contact", input="[1]").returncode == 2
    assert rig.ssh("create contact", input="").returncode == 2


def test_a_key_makes_a_write_happen_once(rig):
    """The same write with the same --key is done once, through whichever door; another body under it is a conflict."""
    t = rig.transport("marie@garage.test")
    first = rig.ask(t, "create contact kind=person last_name=Unefois --key K-1")
    assert rig.ask(t, "create contact kind=person last_name=Unefois --key K-1")["id"] == first["id"]
    rpc = rig.rpc(t)
    again = rpc.result("create", entity="contact", values={"kind": "person", "last_name": "Unefois"}, key="K-1")
    assert again["id"] == first["id"]
    check_error(rpc.call("create", entity="contact", values={"kind": "person", "last_name": "Autre"}, key="K-1"), 4, "conflict")
    assert rig.run(t, "create contact kind=person last_name=Autre --key K-1")[0] == 4
    assert len(rig.ask(t, "list contact --filter last_name=Unefois --limit 9")) == 1


def test_two_at_the_same_version_conflict(rig):
    """The loser is told the row as it is now, so that a program can merge."""
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    made = rpc.result("create", entity="contact", values={"kind": "person", "last_name": "Course"})
    rpc.result("update", entity="contact", id=made["id"], version=made["version"], values={"city": "Lyon"})
    error = check_error(rpc.call("update", entity="contact", id=made["id"], version=made["version"], values={"city": "Nice"}), 4, "conflict")
    assert error["data"]["current"]["city"] == "Lyon" and error["data"]["current"]["version"] == made["version"] + 1


def test_cursors_walk_the_whole_list(rig):
    """Pages of 7 by their cursors are the whole list, in order, nothing twice, whatever the sort; a strange cursor is refused."""
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    for i in range(30):
        rpc.result("create", entity="contact", values={"kind": "company", "company_name": f"Page {i:02}", "city": ["Lyon", None, "Nice"][i % 3]})
    for sort in ([], ["city", "-display_name"], ["-city", "display_name"], ["display_name"]):
        for extra in ({}, {"filter": "company_name:Page"}):
            whole = [r["id"] for r in rpc.result("list", entity="contact", sort=sort, limit=1000, **extra)["rows"]]
            walked, after = [], {}
            while True:
                page = rpc.result("list", entity="contact", sort=sort, limit=7, **extra, **after)
                walked += [r["id"] for r in page["rows"]]
                if page["next"] is None or len(walked) > len(whole):     # others left thousands here: a page has 1,000
                    break
                after = {"after": page["next"]}
            assert walked[:1000] == whole and len(set(walked)) == len(walked), (sort, extra)
    check_error(rpc.call("list", entity="contact", after="Zm9v"), -32602, "misuse", "after")
    check_error(rpc.call("list", entity="contact", after="%%%"), -32602, "misuse", "after")


def test_a_range_gives_the_order(rig):
    """mileage>… without --sort comes by mileage, on every page and to a pipe alike; an order that is named wins."""
    t = rig.transport("marie@garage.test")
    rpc = rig.rpc(t)
    for i, km in enumerate([900000, 700000, 800000]):
        rpc.result("create", entity="vehicle", values={"plate": f"BB-11{i}-BB", "mileage": km})
    page = rpc.result("list", entity="vehicle", filter="mileage>=700000", limit=2)
    assert page["sort"] == ["mileage"] and [r["mileage"] for r in page["rows"]] == [700000, 800000]
    rest = rpc.result("list", entity="vehicle", filter="mileage>=700000", limit=2, after=page["next"])
    assert [r["mileage"] for r in rest["rows"]] == [900000]
    streamed = [json.loads(line)["mileage"] for line in rig.run(t, "list vehicle --filter 'mileage>=700000' --format jsonl")[1].splitlines()]
    assert streamed == [700000, 800000, 900000]
    assert "sort" not in rpc.result("list", entity="vehicle", filter="mileage>=700000", sort=["-mileage"])


def test_saved_views_are_taken(rig):
    """--view brings its columns, filter and order; what is named beside it wins; a private one is its owner's alone."""
    t = rig.transport("marie@garage.test")
    rpc = rig.rpc(t)
    for plate, km in (("CC-001-CC", 10), ("CC-002-CC", 20)):
        rpc.result("create", entity="vehicle", values={"plate": plate, "mileage": km, "make": "Vueauto"})
    rpc.result("create", entity="saved_view", values={"entity": "vehicle", "name": "Mes vues", "columns": ["plate", "mileage"],
                                                      "filter": "make:Vueauto", "sort": ["-mileage"]})
    page = rpc.result("list", entity="vehicle", view="Mes vues")
    assert [r["mileage"] for r in page["rows"]] == [20, 10] and set(page["rows"][0]) == {"id", "version", "plate", "mileage"}
    assert [r["mileage"] for r in rpc.result("list", entity="vehicle", view="Mes vues", sort=["mileage"])["rows"]] == [10, 20]
    status, out, err = rig.run(t, "list vehicle --view 'Mes vues' --format csv")
    assert status == 0 and [line.split(",")[-1] for line in out.split()[1:]] == ["20", "10"], out
    assert rig.ssh("list", "vehicle", "--view", "'Mes vues'", "--limit", "5", who="paul@garage.test").returncode == 1
    check_error(rpc.call("list", entity="vehicle", view="nulle part"), 1, "refused", "view")


def test_actions_and_their_results(rig):
    """do works on several records, each told by its own; the worst is the exit status when all fail alike."""
    t = rig.transport("marie@garage.test")
    one = rig.ask(t, "create contact kind=person last_name=Agir")["id"]
    results = rig.ask(t, f"do contact log_activity {one} kind=call subject=Rappel")["results"]
    assert results[0]["ok"] and results[0]["id"] == one
    status, out, err = rig.run(t, f"do contact log_activity {one} 999999 kind=call subject=Rappel")
    assert status == 1 and "999999" in err
    assert rig.run(t, f"do contact nonsense {one}")[0] == 2
    assert rig.run(t, "do contact log_activity kind=call")[0] == 2
    assert rig.run(t, f"do contact log_activity {one} subject=x")[0] in (1, 2)


def test_look_alikes_are_found_and_merged(rig):
    """Two of one e-mail are told at entry and by duplicates; merge leaves one, and its links."""
    t = rig.transport("marie@garage.test")
    keep = rig.ask(t, "create contact kind=person last_name=Double email=double@x.fr")["id"]
    status, out, err = rig.run(t, "create contact kind=person last_name=Duble email=double@x.fr --format json")
    other = json.loads(out)["id"]
    assert json.loads(out)["duplicates"][0]["id"] == keep
    car = rig.ask(t, f"create vehicle plate=DD-001-DD owner_id={other}")["id"]
    status, out, err = rig.run(t, "duplicates contact")
    assert status == 0 and f"{keep} Double" in out and "{" not in out, out
    assert rig.run(t, f"merge contact {keep} {other}")[0] == 0
    assert rig.ask(t, f"show vehicle {car}")["row"]["owner_id"] == keep


def test_files_come_back_byte_for_byte(rig):
    """put, files, get; an unknown one is named with exit 1."""
    number = rig.ask(rig.transport("marie@garage.test"), "create contact kind=person last_name=Fichier")["id"]
    data = bytes(range(256)) * 700
    assert rig.ssh(f"put contact {number} scan.bin", input=data, text=False).returncode == 0
    assert rig.ssh(f"get contact {number} scan.bin", text=False).stdout == data
    assert "scan.bin" in rig.ssh(f"files contact {number}").stdout
    done = rig.ssh(f"get contact {number} other.bin")
    assert done.returncode == 1 and done.stderr.strip() and not done.stdout


def test_import_and_undo_as_one(rig):
    """An import tells its number; undo takes all of it back."""
    t = rig.transport("marie@garage.test")
    done = rig.ssh("import contact --format-report json", input="last_name,city\nImpun,Lyon\nImpdeux,Nice\n")
    assert done.returncode == 0, done.stderr + done.stdout
    batch = re.search(r'"batch": ?(\d+)', done.stdout + done.stderr).group(1)
    assert len(rig.ask(t, "list contact --filter last_name:Imp --limit 9")) == 2
    assert rig.run(t, f"undo {batch}")[0] == 0
    assert rig.ask(t, "list contact --filter last_name:Imp --limit 9") == []
    assert rig.run(t, "undo 999999")[0] == 1


def test_search_and_count(rig):
    """search finds in every kind at once, without accents, by parts; count is one number."""
    t = rig.transport("marie@garage.test")
    rig.ask(t, "create contact kind=person last_name=Éléphantine phone=0611223344")
    assert "Éléphantine" in rig.run(t, "search elephant")[1]
    assert any(r["label"].startswith("Éléphantine") for r in rig.ask(t, "search 0611223344")["hits"])
    status, out, err = rig.run(t, "count contact --filter last_name:elephant")
    assert status == 0 and out == "1\n", out
    assert rig.ask(t, "count contact --filter last_name:elephant --exact") == {"count": 1, "capped": False}


def test_keys_are_ones_own(rig):
    """A person lists, adds and removes her keys; the new one opens, the removed one no longer; another's is not hers to remove."""
    t = rig.transport("paul@garage.test")
    new = rig.db.new_key("paul-second")
    line = (new.with_suffix(".pub")).read_text().strip()
    status, out, err = rig.run(t, f"key add '{line}' --label 'Second ordinateur' --format json")
    assert status == 0, err
    number = json.loads(out)["id"]
    assert rig.ssh("whoami", who="paul@garage.test", key=new).returncode == 0
    assert number in [k["id"] for k in rig.ask(t, "key")["keys"]] and "Second ordinateur" in rig.run(t, "key list")[1]
    for words, sentence in ((f"key add '{line}'", "a déjà cette clé"), (f"key add '{line}' --label {'x' * 201}", "au plus 200 caractères")):
        status, out, err = rig.run(t, words)
        assert status == 1 and sentence in err, (status, err)
    assert rig.run(rig.transport("vera@garage.test"), f"key remove {number}")[0] == 1
    assert rig.run(t, f"key remove {number}")[0] == 0
    assert rig.ssh("whoami", who="paul@garage.test", key=new).returncode == 255
    for bad in ("key add nonsense", "key add", "key remove", "key remove x", "key nonsense"):
        assert rig.run(t, bad)[0] == 2, bad


def test_a_session_is_listed_and_ended(rig):
    """A person sees her sessions and ends one; nobody ends another's."""
    other, mine = rig.transport("vera@garage.test"), rig.transport("vera@garage.test")
    number = rig.ask(other, "whoami")["session"]
    rpc = rig.rpc(other)
    assert rig.run(rig.transport("paul@garage.test"), f"session end {number}")[0] == 1
    rows = rig.ask(other, "session")["sessions"]
    assert number in [r["id"] for r in rows]
    assert rig.run(other, f"session end {number}")[0] in (0, -1)
    wait_until(lambda: not other.is_active(), what="the end of the session")
    assert rig.run(mine, "session end 999999999")[0] == 1 and rig.run(mine, "session end")[0] == 2


def test_the_owner_watches_the_server(rig):
    """health for everyone; metrics, logs and jobs for who runs the company; logs --follow goes on."""
    marie, vera = rig.transport("marie@garage.test"), rig.transport("vera@garage.test")
    assert rig.ask(vera, "health")["status"] == "ok"
    metrics = rig.ask(marie, "metrics")
    assert metrics["requests"] > 0 and metrics["pool"]["queries"] > 0, metrics
    assert rig.run(vera, "metrics")[0] == 3 and rig.run(vera, "logs")[0] == 3
    assert rig.ask(marie, "jobs")["jobs"] and rig.ask(vera, "jobs")["jobs"] == []
    checks = rig.ask(marie, "verify")["checks"]
    assert [c["name"] for c in checks] == ["documents", "guards", "history"] and all(c["ok"] for c in checks), checks
    # Of more than 20,000 records of a kind, which other tests may have made by now, a part is looked at each time.
    assert checks[0]["complete"] and checks[1]["complete"], checks
    assert checks[2]["checked"] > 100 and rig.run(vera, "verify")[0] == 3


def test_a_large_file_is_verified_whole(rig):
    """One that the database does not put together is streamed: a byte that was changed is found, though the size is right."""
    marie = rig.transport("marie@garage.test")
    contact = rig.ask(marie, "create contact kind=person last_name=Lourd")["id"]
    assert rig.ssh(f"put contact {contact} lourd.bin", input=bytes(range(256)) * 70_000, text=False).returncode == 0
    documents = lambda: next(c for c in rig.ask(marie, "verify")["checks"] if c["name"] == "documents")
    assert documents()["ok"] and documents()["complete"], documents()
    chunk = "from app.document d where d.tenant_id = c.tenant_id and d.id = c.document_id and d.name = 'lourd.bin' and c.number = 270"
    rig.db.psql(f"update app.document_chunk c set bytes = set_byte(c.bytes, 65535, 0) {chunk}")
    status, out, err = rig.run(marie, "verify")
    assert status == 1 and "lourd.bin" in out, (status, out, err)
    rig.db.psql(f"update app.document_chunk c set bytes = set_byte(c.bytes, 65535, 255) {chunk}")
    assert documents()["ok"]
    assert rig.run(marie, f"delete contact {contact}")[0] == 0


def test_who_made_a_record_is_told_by_name(rig):
    """In lists and in a record, to whoever may see colleagues; the platform has a name too. Exports of programs keep the number."""
    t = rig.transport("marie@garage.test")
    number = rig.ask(t, "create contact last_name=Auteur")["id"]
    row = rig.ask(t, f"show contact {number}")["row"]
    assert row["created_by"] > 0 and row["created_by.label"] == row["updated_by.label"] == "Marie Duval"
    assert rig.run(t, f"show contact {number}")[1].count("Marie Duval") >= 2
    listed = rig.run(t, "list contact --columns last_name,created_by --filter 'last_name=Auteur'")[1]
    assert "Marie Duval" in listed, listed
    role = rig.ask(t, "list role --columns name,created_by --limit 1")[0]
    assert role["created_by"] == 0 and role["created_by.label"] == "Comptoir"


def test_help_explains_each_verb(rig):
    """help lists all verbs; each has usage, meaning of its words and exit codes; in French for a French person."""
    t = rig.transport("marie@garage.test")
    names = re.findall(r"^  (\w+) ", rig.run(t, "help")[1], re.M)
    assert {"list", "export", "session", "verify", "undo"} <= set(names) and "hello" not in names
    for name in names:
        status, out, err = rig.run(t, f"help {name}")
        assert status == 0 and name in out and "75" in out, name
        assert rig.run(t, f"{name} --help")[1] == out
    assert rig.run(t, "help nonsense")[0] == 2 and rig.run(t, "")[0] in (0, 2)


def outcome(status):
    return {0: "ok", 1: "refused", 2: "misuse", 3: "forbidden", 4: "conflict"}[status]


def test_nine_roles_get_the_same_through_every_door(rig):
    """For each role, entity and verb: what the catalogue grants is what exec and the subsystem do, and a list shows no masked column."""
    for role in ROLES:
        who, key = rig.db.person("garage", role)
        t = rig.transport(who, key)
        rpc = rig.rpc(t)
        entities = rpc.result("catalogue")["entities"]
        everything = rig.rpc(rig.transport("marie@garage.test")).result("catalogue")["entities"]
        for name in everything:
            granted = entities.get(name, {}).get("rights", {}).get("read", "none")
            answer = rpc.call("list", entity=name, limit=2, columns=["*"])
            by_rpc = answer["error"]["data"]["status"] if "error" in answer else "ok"
            by_exec = outcome(rig.run(t, f"list {name} --limit 2 --columns '*'")[0])
            assert by_rpc == by_exec, (role, name, by_rpc, by_exec)
            assert (by_rpc == "ok") == (granted != "none"), (role, name, granted, by_rpc)
            if by_rpc == "ok":
                check_page(entities[name], answer["result"], 2)
        for name, values, words in (("contact", {"kind": "person", "last_name": role}, f"kind=person last_name={role}"),
                                    ("vehicle", {"notes": role}, f"notes={role}"), ("team", {"name": role}, f"name='{role} 2'")):
            granted = entities.get(name, {}).get("rights", {}).get("create", "none")
            answer = rpc.call("create", entity=name, values=values)
            by_rpc = answer["error"]["data"]["status"] if "error" in answer else "ok"
            by_exec = outcome(rig.run(t, f"create {name} {words}")[0])
            assert by_rpc == by_exec, (role, name, by_rpc, by_exec, answer)
            assert (by_rpc == "forbidden") == (granted == "none"), (role, name, granted, answer)
        t.close()


def test_a_refusal_reads_as_its_language_is_written(rig):
    """The field before the sentence is parted from it as the person's language does it: French keeps the colon from the word."""
    t = rig.transport("marie@garage.test")
    for language, beginning in (("fr", "E-mail\u00a0: "), ("en", "E-mail: ")):
        rig.run(t, f"prefer language {language}")
        told = rig.run(rig.transport("marie@garage.test"), "create contact kind=person last_name=Espace email=pas-une-adresse")[2]
        assert told.startswith(beginning), told
    rig.run(t, "prefer language ''")
