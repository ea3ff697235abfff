"""One SQL file makes an entity: tests/data/gadget.sql, of which nothing in C, the client or this server's release has heard."""
import io, json, re, subprocess, zipfile

from reply import check_error, check_page, check_row
from rig import ROOT, wait_until

OWN_SERVER = True


def declared(rig):
    """The site after its administrator loaded one file; the people already signed in see it at their next look."""
    if not rig.db.psql("select 1 from ui.entity where entity = 'gadget'"):

        subprocess.run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-h", rig.db.socket, "-U", "postgres", "comptoir", "-f", ROOT / "tests/data/gadget.sql"],
                       check=True, capture_output=True)
        rig.db.psql("select app.grant_templates()") if rig.db.psql("select 1 from pg_proc where proname = 'grant_templates'") else None
    t = rig.transport("marie@garage.test")
    return t, rig.rpc(t)


def test_no_c_file_knows_it(rig):
    """The proof would be worth nothing otherwise."""
    for folder in ("server", "shared", "tui"):
        for path in (ROOT / folder).glob("*.[ch]"):
            assert "gadget" not in path.read_text(), path


def test_it_is_listed_made_and_changed(rig):
    """catalogue, create, list, show, update, conflict, action, history, bin: as for any other."""
    t, rpc = declared(rig)
    entity = rpc.result("catalogue", entity="gadget")
    assert entity["rights"]["create"] == "all" and entity["title"]
    made = rig.ask(t, "create gadget name='Clé à chocs' price=149,90 kind=Large weight=2,5 bought_on=20/11/2026 tags=outil email=G@X.fr code=aa-123-bb spare=non")
    row = rpc.result("show", entity="gadget", id=made["id"])
    check_row(entity, row["row"])
    assert row["row"]["price"] == "149.90" and row["row"]["bought_on"] == "2026-11-20" and row["row"]["weight"] == "2.500" and row["actions"] == ["use"]
    assert "149,90" in rig.run(t, f"show gadget {made['id']}")[1]
    check_page(entity, rpc.result("list", entity="gadget", columns=["*"], count=True))
    for sort in entity["sort"]:
        check_page(entity, rpc.result("list", entity="gadget", sort=["-" + sort]))
    changed = rpc.result("update", entity="gadget", id=made["id"], version=made["version"], values={"spare": True})
    check_error(rpc.call("update", entity="gadget", id=made["id"], version=made["version"], values={"spare": False}), 4, "conflict")
    done = rpc.result("do", entity="gadget", action="use", ids=[made["id"]])["results"][0]
    assert done["ok"] and rpc.result("show", entity="gadget", id=made["id"])["row"]["stage"] == "used"
    again = rpc.result("do", entity="gadget", action="use", ids=[made["id"]])["results"][0]
    assert not again["ok"] and "Clé à chocs" in again["error"]["message"]
    assert len(rpc.result("history", entity="gadget", id=made["id"])["changes"]) == 3
    assert rig.run(t, f"delete gadget {made['id']}")[0] == 0 and rig.run(t, f"restore gadget {made['id']}")[0] == 0


def test_its_refused_rows_wait_to_be_corrected(rig):
    """A row of a file that its rules refuse becomes one of it, when it is put right."""
    t, rpc = declared(rig)
    done = rig.ssh("import", "gadget", input="name;price\nCric;-5\n")
    assert done.returncode == 1 and "refused_row" in done.stderr, done.stderr
    row = rpc.result("list", entity="refused_row", columns=["*"], filter="entity:gadget")["rows"][0]
    assert (row["entity"], row["field"], row["given"]["name"]) == ("gadget", "price", "Cric")
    made = rpc.result("do", entity="refused_row", action="correct", ids=[row["id"]], args={"price": "5.00"})["results"][0]["answer"]
    shown = rpc.result("show", entity=made["entity"], id=made["id"])["row"]
    assert (made["entity"], shown["name"], shown["price"]) == ("gadget", "Cric", "5.00")


def test_its_rules_speak(rig):
    """A constraint's own sentence comes with its field; what only actions change cannot be written."""
    t, rpc = declared(rig)
    check_error(rpc.call("create", entity="gadget", values={"name": "x", "price": "-1"}), 1, "refused", "price")
    check_error(rpc.call("create", entity="gadget", values={"price": "1"}), 1, "refused", "name")
    rpc.result("create", entity="gadget", values={"name": "x", "code": "zz-100-zz"})
    error = check_error(rpc.call("create", entity="gadget", values={"name": "y", "code": "ZZ100ZZ"}), 1, "refused", "code")
    assert "gadget" in error["message"].lower()
    check_error(rpc.call("create", entity="gadget", values={"name": "x", "stage": "gone"}), 3, "forbidden", "stage")
    check_error(rpc.call("create", entity="gadget", values={"name": "x", "kind": "huge"}), 1, "refused", "kind")


def test_it_is_found(rig):
    """Search, filters of every type, look-alikes, merge."""
    t, rpc = declared(rig)
    a = rpc.result("create", entity="gadget", values={"name": "Perceuse à colonne", "code": "pp-200-pp", "price": "900", "bought_on": "2026-05-01", "tags": ["lourd"], "email": "dup@x.fr"})["id"]
    b = rpc.result("create", entity="gadget", values={"name": "Perceuse sans fil", "price": "90", "bought_on": "2025-05-01", "spare": True, "email": "dup@x.fr"})
    assert b["duplicates"][0]["id"] == a
    assert ("gadget", a) in [(h["entity"], h["id"]) for h in rpc.result("search", text="perceuse colonne")["hits"]]
    for filter, found in [("name:perceuse", 2), ("price>=500 name:perceuse", 1), ("bought_on:2025 name:perceuse", 1), ("tags:lourd", 1), ("code:PP200PP", 1),
                          ("spare:yes name:perceuse", 1), ("kind:small name:perceuse", 2), ("owner_id:- name:perceuse", 0), ("perceuse", 2)]:
        assert rpc.result("count", entity="gadget", filter=filter)["count"] == found, filter
    assert rpc.result("list", entity="gadget", filter="price>=50 name:perceuse")["sort"] == ["price"]
    assert any({a, b["id"]} <= {r["id"] for r in g["rows"]} for g in rpc.result("duplicates", entity="gadget")["groups"])
    rpc.result("merge", entity="gadget", keep=a, others=[b["id"]])
    assert rpc.result("count", entity="gadget", filter="name:perceuse")["count"] == 1


def test_it_comes_in_and_goes_out(rig):
    """import guesses its columns by label and synonym, refuses by its rules, is undone; export writes every format."""
    t, rpc = declared(rig)
    done = rig.ssh("import gadget", input="Gizmo;Price;Bought on\nImporté un;12,50;01/02/2026\nImporté deux;-3;01/02/2026\n")
    assert done.returncode == 1 and "price is not negative" in done.stderr.lower() + done.stdout.lower() or "prix" in done.stderr.lower() + done.stdout.lower(), done.stderr
    rows = rpc.result("list", entity="gadget", filter="name:importé", columns=["name", "price", "bought_on"])["rows"]
    assert [(r["name"], r["price"], r["bought_on"]) for r in rows] == [("Importé un", "12.50", "2026-02-01")]
    csv = rig.run(t, "export gadget --filter name:importé --columns name,price --format csv")[1]
    assert csv.split("\r\n")[1].endswith("Importé un,12.50"), csv
    assert json.loads(rig.run(t, "export gadget --filter name:importé --format jsonl")[1].splitlines()[0])["name"] == "Importé un"
    book = zipfile.ZipFile(io.BytesIO(rig.ssh("export gadget --format xlsx", text=False).stdout))
    assert any("Importé un" in book.read(n).decode() for n in book.namelist() if n.endswith(".xml"))
    batch = re.search(r"undo (\d+)", done.stderr + done.stdout).group(1)
    assert rig.run(t, f"undo {batch}")[0] == 0 and rpc.result("count", entity="gadget", filter="name:importé")["count"] == 0
    assert "Clé" in rig.run(t, f"print gadget {rpc.result('create', entity='gadget', values={'name': 'Clé'})['id']}")[1]


def test_files_views_and_custom_fields_fit_it(rig):
    """Attach a file, save a view, add a company's own field and filter by it."""
    t, rpc = declared(rig)
    number = rpc.result("create", entity="gadget", values={"name": "À joindre"})["id"]
    assert rig.ssh(f"put gadget {number} notice.txt", input="lire").returncode == 0
    assert rig.ssh(f"get gadget {number} notice.txt").stdout == "lire" and rpc.result("show", entity="gadget", id=number)["files"] == 1
    rpc.result("create", entity="saved_view", values={"entity": "gadget", "name": "Les miens", "filter": "name:joindre", "columns": ["name"]})
    assert [r["name"] for r in rpc.result("list", entity="gadget", view="Les miens")["rows"]] == ["À joindre"]
    fields = rpc.result("catalogue", entity="custom_field")["fields"]
    values = {"entity": "gadget", "name": "rayon", "label": "Rayon", "type": "integer"}
    rpc.result("create", entity="custom_field", values={k: v for k, v in values.items() if k in [f["name"] for f in fields]})
    fresh = rig.rpc(rig.transport("marie@garage.test"))
    fresh.result("update", entity="gadget", id=number, values={"custom.rayon": 7})
    wait_until(lambda: fresh.result("show", entity="gadget", id=number)["row"].get("custom.rayon") == 7, what="the new field in every worker")
    assert fresh.result("count", entity="gadget", filter="custom.rayon:7")["count"] == 1


def test_its_rights_are_those_of_every_entity(rig):
    """What a role may not, it may not here; masked columns stay masked; another company sees nothing."""
    t, rpc = declared(rig)
    number = rpc.result("create", entity="gadget", values={"name": "Des droits", "price": "10", "cost": "4"})["id"]
    for role in ("technician", "viewer", "accountant", "driver"):
        who, key = rig.db.person("garage", role)
        theirs = rig.rpc(rig.transport(who, key))
        entity = theirs.result("catalogue")["entities"].get("gadget")
        answer = theirs.call("show", entity="gadget", id=number)
        if entity is None or entity["rights"].get("read", "none") == "none":
            check_error(answer, 3, "forbidden")
            continue
        if "result" in answer:
            check_row(entity, answer["result"]["row"])
        if entity["rights"].get("create", "none") == "none":
            check_error(theirs.call("create", entity="gadget", values={"name": "x"}), 3, "forbidden")
        hidden = [f["name"] for f in entity["fields"] if f.get("masked")]
        for name in hidden:
            check_error(theirs.call("list", entity="gadget", columns=[name]), 3, "forbidden")
            check_error(theirs.call("list", entity="gadget", filter=f"{name}>1"), 3, "forbidden")
    check_error(rig.rpc(rig.transport("denis@fleet.test")).call("show", entity="gadget", id=number), 1, "refused")


def test_help_speaks_of_it(rig):
    """The catalogue carries a help sentence for the entity, each field and each action."""
    t, rpc = declared(rig)
    entity = rpc.result("catalogue", entity="gadget")
    assert entity["help"] and all(f.get("help") for f in entity["fields"] if not f["name"].startswith("custom.")) and all(a.get("help") for a in entity["actions"])
