"""Rows that an import refused wait in a list of their own, are corrected there, and are nobody else's."""
import json, re

from reply import check_error, check_page, check_row
from rig import ROOT

FILES = ROOT / "tests/data/import"
FILE = (FILES / "refused.csv").read_bytes()	# four people; three of them have something wrong


def alone(rig):
    """Other tests of this database have rows waiting, too."""
    rig.db.psql("truncate app.refused_row")


def bring(rig, *options, who, file=FILE, entity="contact"):
    done = rig.ssh("import", entity, *options, who=who, input=file, text=False)
    return done.returncode, done.stderr.decode(), done.stdout.decode()


def waiting(rig, who):
    return [json.loads(line) for line in rig.ssh("list", "refused_row", "--columns", "'*'", "--format", "jsonl", who=who).stdout.splitlines()]


def test_they_wait_and_become_records(rig):
    """The report says where; the row has field, reason and what was read; do … correct makes the record, once, and the row leaves."""
    alone(rig)
    who = "marie@garage.test"
    status, said, _ = bring(rig, who=who)
    assert status == 1 and "3 lignes refusées attendent" in said and "«\u00a0:Lignes refusées\u00a0»" in said and "list refused_row" in said, said
    rows = waiting(rig, who)
    assert [(r["entity"], r["line"], r["field"]) for r in rows] == [("contact", 3, "email"), ("contact", 4, "last_name"), ("contact", 5, "phone")]
    assert rows[0]["content"] == "Bob · Noir · pas-une-adresse · 0622222222" and "nom@domaine" in rows[0]["reason"]
    assert rows[0]["given"]["email"] == "pas-une-adresse" and rows[0]["given"]["last_name"] == "Noir"
    t = rig.transport(who)
    rpc = rig.rpc(t)
    entity = rpc.result("catalogue", entity="refused_row")
    check_page(entity, rpc.result("list", entity="refused_row", columns=["*"], count=True))
    row = rpc.result("show", entity="refused_row", id=rows[0]["id"])
    check_row(entity, row["row"])
    assert row["actions"] == ["correct"] and entity["draft"]["action"] == "correct"
    wrong = rig.ssh("do", "refused_row", "correct", str(rows[0]["id"]), "email=encore-faux", who=who)
    assert wrong.returncode == 1 and "nom@domaine" in wrong.stderr and len(waiting(rig, who)) == 3
    one = rpc.result("do", entity="refused_row", action="correct", ids=[rows[0]["id"]], args={"email": "x"})["results"][0]
    assert not one["ok"] and one["error"]["data"]["field"] == "email"
    right = rig.ssh("do", "refused_row", "correct", str(rows[0]["id"]), "email=bob.noir@example.fr", "--format", "json", who=who)
    made = json.loads(right.stdout)["results"][0]["answer"]
    assert right.returncode == 0 and made["entity"] == "contact" and made["created"] is True
    shown = rpc.result("show", entity="contact", id=made["id"])["row"]
    assert (shown["email"], shown["last_name"], shown["phone"]) == ("bob.noir@example.fr", "Noir", "+33622222222")
    assert len(waiting(rig, who)) == 2
    assert rig.ssh("do", "refused_row", "correct", str(rows[0]["id"]), "email=bob.noir@example.fr", who=who).returncode == 1
    many = rpc.result("do", entity="refused_row", action="correct", ids=[r["id"] for r in rows[1:]], args={"fields": {"last_name": "Deux", "phone": None}})["results"]
    assert [m["ok"] for m in many] == [True, True] and waiting(rig, who) == []


def test_those_who_look_on_hear_of_the_record(rig):
    """Correcting tells of the record that it made, as making it would."""
    alone(rig)
    bring(rig, who="marie@garage.test")
    watcher = rig.rpc(rig.transport("alice@garage.test/garage"))
    while watcher.event(0.3):
        pass
    number = waiting(rig, "marie@garage.test")[0]["id"]
    made = json.loads(rig.ssh("do", "refused_row", "correct", str(number), "email=b@example.fr", "--format", "json", who="marie@garage.test").stdout)["results"][0]["answer"]
    told = []
    while event := watcher.event(1):
        if event["method"] == "changed":
            told.append((event["params"]["entity"], event["params"]["ids"]))
    assert ("contact", [[made["id"], 1]]) in told, told
    assert all(entity != "refused_row" for entity, _ in told), told		# a colleague's row is not even hinted at
    for row in waiting(rig, "marie@garage.test"):
        assert rig.ssh("delete", "refused_row", str(row["id"]), who="marie@garage.test").returncode == 0


def test_they_are_nobody_elses(rig):
    """Neither a colleague with every right nor another company sees, corrects or deletes them."""
    alone(rig)
    bring(rig, who="marie@garage.test")
    rows = waiting(rig, "marie@garage.test")
    for who in ("alice@garage.test/garage", "denis@fleet.test"):
        rpc = rig.rpc(rig.transport(who))
        if "result" not in rpc.call("catalogue", entity="refused_row"):
            continue		# a role that imports nothing has no such list
        assert rpc.result("list", entity="refused_row", columns=["id"])["rows"] == [], who
        for row in rows:
            check_error(rpc.call("show", entity="refused_row", id=row["id"]), 1, "refused")
            check_error(rpc.call("delete", entity="refused_row", id=row["id"]), 1, "refused")
            assert not rpc.result("do", entity="refused_row", action="correct", ids=[row["id"]])["results"][0]["ok"]
    assert waiting(rig, "marie@garage.test") == rows
    check_error(rig.rpc(rig.transport("marie@garage.test")).call("create", entity="refused_row", values={"reason": "mine"}), 3, "forbidden")


def test_only_what_is_not_taken_home_is_kept(rig):
    """A rehearsal keeps nothing, nor does --refused csv; programs are told how many; of very many the first thousand."""
    alone(rig)
    who = "denis@fleet.test"
    assert "refused_row" not in bring(rig, "--dry-run", who=who)[1] and waiting(rig, who) == []
    assert "refused_row" not in bring(rig, "--refused", "csv", who=who)[1] and waiting(rig, who) == []
    report = json.loads(bring(rig, "--format-report", "json", who=who)[2])
    assert report["refused_count"] == 3 and report["kept"] == 3
    last = json.loads(bring(rig, "--format-report", "jsonl", "--key", "kept-1", who=who)[2].splitlines()[-1])
    assert last["kind"] == "end" and last["kept"] == 3 and len(waiting(rig, who)) == 6
    rig.ssh("undo", str(report["batch"]), who=who)
    assert len(waiting(rig, who)) == 3
    rig.ssh("undo", str(last["batch"]), who=who)
    status, said, _ = bring(rig, who=who, file=b"nom;e-mail\n" + b"".join(b"Nom %d;faux\n" % n for n in range(1200)))
    assert status == 1 and re.search(r"1\D?200\D", said) and re.search(r"1\D?000\D", said) and "--refused csv" in said, said
    rows = waiting(rig, who)
    assert len(rows) == 1000 and rows[0]["line"] == 2 and rows[-1]["line"] == 1001
    rig.ssh("undo", str(rows[0]["batch"]), who=who)
    assert waiting(rig, who) == []


def test_values_keep_what_they_were(rig):
    """What makes sense goes in as it was understood (a French date, a choice by its label), what does not
    as it stands; an import that updates finds its record."""
    alone(rig)
    who = "marie@garage.test"
    file = "immatriculation;km;ct;marque\nRF-100-RF;beaucoup;31/12/2027;PEUGEOT\n".encode()
    status, said, _ = bring(rig, "--map", "km=mileage,ct=next_inspection,marque=make,immatriculation=plate", "--update-by", "plate", who=who, file=file, entity="vehicle")
    row = waiting(rig, who)[-1]
    assert status == 1 and row["field"] == "mileage" and row["given"]["next_inspection"] == "2027-12-31" and row["given"]["mileage"] == "beaucoup", (said, row)
    made = json.loads(rig.ssh("create", "vehicle", "plate=RF-100-RF", "make=RENAULT", "--format", "json", who=who).stdout)
    fixed = rig.ssh("do", "refused_row", "correct", str(row["id"]), "mileage=", who=who)
    assert fixed.returncode == 3 and len(waiting(rig, who)) > 0, fixed.stderr		# a record that is there: its date moves by an action only
    done = rig.ssh("do", "refused_row", "correct", str(row["id"]), "mileage=", "next_inspection=", "--format", "json", who=who)
    assert done.returncode == 0, done.stdout + done.stderr
    answer = json.loads(done.stdout)["results"][0]["answer"]
    assert answer["created"] is False and answer["id"] == made["id"], answer
    shown = json.loads(rig.ssh("show", "vehicle", str(made["id"]), "--format", "json", who=who).stdout)["row"]
    assert (shown["make"], shown["plate"]) == ("PEUGEOT", "RF100RF")
