"""report and print: the same facts for people (words of their language) and programs (names that stay), within what each may see."""
import csv, io, json, re, subprocess, zipfile

WHO = "marie@garage.test"


def fill(rig, t):
    """A contact and a vehicle of these tests, made once."""
    contact = rig.ask(t, "create contact kind=person first_name=Rachel last_name=Rapport phone='06 12 34 56 78' tags=vip --key rachel")["id"]
    vehicle = rig.ask(t, f"create vehicle plate=RA-570-RT mileage=123456 first_registration=2020-01-31 next_inspection=2027-01-31 owner_id={contact} --key rachel-v")["id"]
    return contact, vehicle


def report(rig, *words, who=WHO, key=None):
    return rig.ssh("report", *words, who=who, key=key, text=False)


def rows_of(rig, *words, **who):
    done = report(rig, "entities", *words, "--format", "json", **who)
    assert done.returncode == 0, done.stderr
    return {row["entity"]: row for row in json.loads(done.stdout)}


def test_a_report_is_the_same_in_every_format(rig):
    """Records by kind: table with French words; json, jsonl, csv and xlsx with the same figures."""
    t = rig.transport(WHO)
    fill(rig, t)
    facts = rows_of(rig)
    for entity in ("contact", "vehicle"):
        assert facts[entity]["records"] == rig.ask(t, f"count {entity} --exact")["count"]
    told = report(rig, "entities").stdout.decode()
    assert "Contacts" in told and not re.search(r"\b(entity|records|last_change|vehicle_make)\b", told), told
    lines = [json.loads(x) for x in report(rig, "entities", "--format", "jsonl").stdout.splitlines()]
    table = list(csv.DictReader(io.StringIO(report(rig, "entities", "--format", "csv").stdout.decode())))
    assert {x["entity"]: x["records"] for x in lines} == {x["entity"]: int(x["records"]) for x in table} == {n: r["records"] for n, r in facts.items()}
    book = zipfile.ZipFile(io.BytesIO(report(rig, "entities", "--format", "xlsx").stdout))
    assert book.testzip() is None and any("sheet1" in name for name in book.namelist())


def test_a_report_takes_its_arguments(rig):
    """A day changes what is counted; a word that is no day, an unknown argument, report or format: status 2 and a sentence on it."""
    t = rig.transport(WHO)
    fill(rig, t)
    assert rows_of(rig)["contact"]["changed"] > 0 and rows_of(rig, "since=2100-01-01")["contact"]["changed"] == 0
    for words, said in ((("nonsense",), "nonsense"), (("entities", "nonsense=1"), "nonsense"), (("entities", "--format", "exe"), "exe"),
                       (("entities", "--format", "vcf"), "xlsx"), ((), "name")):
        done = report(rig, *words)
        assert done.returncode == 2 and not done.stdout and said in done.stderr.decode(), (words, done)
    for words, said in ((("entities", "since=demain-peut-etre"), ("since", "demain-peut-etre", "un jour")), (("free_slots", "minutes=beaucoup"), ("minutes", "beaucoup", "un nombre entier")),
                        (("free_slots", "minutes=99999999999"), ("minutes", "99999999999", "un nombre entier"))):
        done = report(rig, *words)
        assert done.returncode == 2 and not done.stdout and all(word in done.stderr.decode() for word in said), (words, done)


def test_a_report_tells_nobody_more_than_lists_do(rig):
    """Who may not see a kind of record has no line of it; another company counts its own."""
    t = rig.transport(WHO)
    fill(rig, t)
    for role in ("driver", "performer", "viewer"):
        who, key = rig.db.person("garage", role)
        rpc = rig.rpc(rig.transport(who, key))
        told = rows_of(rig, who=who, key=key)
        readable = {n for n, e in rpc.result("catalogue")["entities"].items() if e["rights"].get("read", "none") != "none"}
        assert set(told) == readable, (role, set(told) ^ readable)
        for entity in ("contact", "vehicle"):
            if entity in told:
                assert told[entity]["records"] == rpc.result("count", entity=entity, exact=True)["count"], (role, entity)
    theirs = rows_of(rig, who="denis@fleet.test")
    assert theirs["contact"]["records"] == int(rig.db.psql("select count(*) from app.contact c join app.tenant t on t.id = c.tenant_id where t.slug = 'fleet' and c.deleted_at is null"))


def test_a_record_is_printed_for_people(rig):
    """A head with its name and number, the form's sections, labels and values as people write them; empty fields are left out."""
    t = rig.transport(WHO)
    contact, vehicle = fill(rig, t)
    told = rig.ssh("print", "vehicle", str(vehicle)).stdout
    head = told.splitlines()
    assert "RA-570-RT" in head[0] and str(vehicle) in head[0] and set(head[1]) == {"═"}, told
    assert "31/01/2027" in told and re.search(r"123\s456", told) and "Rapport Rachel" in told, told
    assert not re.search(r"\b(next_inspection|owner_id|mileage|None|null)\b", told), told
    assert "06\u00a012\u00a034\u00a056\u00a078" in rig.ssh("print", "contact", str(contact)).stdout


def test_a_record_is_printed_for_programs(rig):
    """json and csv carry the fields by their names with the values of show; xlsx is a book."""
    t = rig.transport(WHO)
    contact, vehicle = fill(rig, t)
    row = rig.ask(t, f"show vehicle {vehicle}")["row"]
    printed = json.loads(rig.ssh("print", "vehicle", str(vehicle), "--format", "json").stdout)[0]
    assert all(row[name] == value for name, value in printed.items()) and {"plate", "mileage", "next_inspection", "owner_id"} <= set(printed), printed
    table = list(csv.DictReader(io.StringIO(rig.ssh("print", "vehicle", str(vehicle), "--format", "csv").stdout)))
    assert table[0]["mileage"] == "123456" and table[0]["next_inspection"] == "2027-01-31"
    done = subprocess.run([*rig.ssh_words(), "print", "vehicle", str(vehicle), "--format", "xlsx"], capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    assert done.returncode == 0 and zipfile.ZipFile(io.BytesIO(done.stdout)).testzip() is None


def test_what_cannot_be_printed_is_said(rig):
    """A document that this kind of record is not, a record that is not there, is another company's or out of scope, a masked column."""
    t = rig.transport(WHO)
    contact, vehicle = fill(rig, t)
    for form in ("factur-x", "cii", "ics"):
        done = rig.ssh("print", "vehicle", str(vehicle), "--format", form)
        assert done.returncode == 1 and not done.stdout and form in done.stderr and "Véhicule" in done.stderr, done
    assert rig.ssh("print", "vehicle", "999999999").returncode == 1
    assert rig.ssh("print", "nonsense", "1").returncode == 2
    theirs = rig.ssh("print", "contact", str(contact), who="denis@fleet.test")
    assert theirs.returncode == 1 and "Rapport" not in theirs.stdout + theirs.stderr
    who, key = rig.db.person("garage", "performer")
    fields = rig.rpc(rig.transport(who, key)).result("catalogue")["entities"].get("contact")
    done = rig.ssh("print", "contact", str(contact), who=who, key=key)
    assert done.returncode == (0 if fields and fields["rights"]["read"] == "all" else 1 if fields else 3) and ("Rapport" in done.stdout) == (done.returncode == 0), done


def test_an_action_says_what_it_did(rig):
    """A scan stands under Result, what was made under Made; what gives nothing back has no column; a report names categories in words."""
    t = rig.transport(WHO)
    rpc = rig.rpc(t)
    rpc.result("create", entity="equipment", values={"name": "Micro rapport", "category": "sound", "tracking": "serial", "barcode": "RAP-1"})
    made = rpc.result("create", entity="mission", values={"title": "Rapport dansant", "starts_at": "2031-05-05T08:00:00Z", "ends_at": "2031-05-05T18:00:00Z"})["id"]
    rig.ask(t, f"create equipment_booking mission_id={made} equipment_id='Micro rapport' quantity=1")
    planned = rig.ssh("do", "mission", "plan", str(made))
    assert planned.returncode == 0 and "Réussi" in planned.stdout and not re.search("Créé|Résultat", planned.stdout), planned
    scanned = rig.ssh("do", "mission", "scan", str(made), "code=RAP-1").stdout
    assert "Résultat" in scanned and "Micro rapport → 1/1" in scanned and "Créé" not in scanned, scanned
    assert "Créé" in rig.ssh("do", "mission", "duplicate", str(made)).stdout
    free = rig.ssh("report", "free_equipment", "from_at=2031-05-05T08:00Z", "until_at=2031-05-05T18:00Z", "category=sound").stdout
    assert re.search(r"Micro rapport\s+Son\s+1\s+1\s+0", free), free
