"""Many records by one verb, and long work that goes on without whoever began it."""
import base64, json, time

from rig import wait_until

MARIE = "marie@garage.test"


def people(rig, mark, count, who=MARIE):
    """So many contacts of that city."""
    rows = "".join(json.dumps({"last_name": f"{mark}{n:04}", "city": mark}) + "\n" for n in range(count))
    done = rig.ssh("import", "contact", "--format", "jsonl", who=who, input=rows)
    assert done.returncode == 0, done.stderr


def cities(rig, mark):
    return rig.db.psql(f"select city, count(*) from app.contact where last_name like '{mark}%' and deleted_at is null group by 1 order by 1").split()


def bulk(rig, *words, who=MARIE, timeout=60):
    done = rig.ssh("bulk", *words, who=who, timeout=timeout)
    return done.returncode, done.stdout, done.stderr


def begin(rpc, verb, params, **more):
    return rpc.result("work", what="start", verb=verb, params=params, **more)["id"]


def ended(rpc, number, seconds=60):
    return wait_until(lambda: (lambda w: w["state"] not in ("running", "waiting") and w)(rpc.result("work", what="show", id=number)), seconds, "the end of the work")


def test_a_look_changes_nothing(rig):
    """--dry-run says how many and which cannot; without conditions nothing is taken for everything."""
    people(rig, "Essai", 3)
    status, out, said = bulk(rig, "contact", "set", "--filter", "city:Essai", "city=Autre", "--dry-run", "--format", "json")
    seen = json.loads(out)
    assert status == 0 and seen["count"] == 3 and seen["unfit"] == [] and cities(rig, "Essai") == ["Essai|3"]
    status, out, said = bulk(rig, "contact", "delete")
    assert status == 2 and "--all" in said, said
    status, out, said = bulk(rig, "contact", "restore", "--filter", "city:Essai", "--dry-run")
    assert status == 0 and "0" in said


def test_each_for_itself(rig):
    """What is refused is named, the others are done, and the exit status says that some were not."""
    people(rig, "Chacun", 4)
    one = json.loads(rig.ssh("list", "contact", "--filter", "last_name=Chacun0001", "--format", "json", "--columns", "id").stdout)
    rows = one["rows"] if isinstance(one, dict) else one
    gone = 99999999
    ids = rig.db.psql("select string_agg(id::text, ' ' order by id) from app.contact where last_name like 'Chacun%'").split()
    assert str(rows[0]["id"]) in ids
    status, out, said = bulk(rig, "contact", "set", *ids, str(gone), "city=Lille", "--format", "json")
    answer = json.loads(out)
    assert status == 1 and (answer["count"], answer["good"], answer["bad"]) == (5, 4, 1), said
    bad = [r for r in answer["results"] if not r["ok"]]
    assert bad[0]["id"] == gone and "Aucune fiche" in bad[0]["message"] or bad[0]["message"], bad
    assert cities(rig, "Chacun") == ["Lille|4"]
    undone = rig.ssh("undo", str(answer["batch"]))
    assert undone.returncode == 0 and cities(rig, "Chacun") == ["Chacun|4"]


def test_values_as_people_write_them_and_tags(rig):
    """On the command line dates are read as everywhere; tags come beside those that are there."""
    people(rig, "Mots", 2)
    status, out, said = bulk(rig, "contact", "set", "--filter", "city:Mots", "--add", "vip,fidèle", "--format", "jsonl")
    assert status == 0 and len(out.splitlines()) == 2, said
    status, out, said = bulk(rig, "contact", "set", "--filter", "city:Mots", "--remove", "vip")
    assert status == 0 and rig.db.psql("select distinct tags from app.contact where city = 'Mots'") == "{fidèle}", said


def test_who_may_not_does_not(rig):
    """A reader is refused before the first record; another company's records are not there."""
    people(rig, "Droits", 2)
    status, out, said = bulk(rig, "contact", "set", "--filter", "city:Droits", "city=Pris", who="vera@garage.test")
    assert status == 3, said
    ids = rig.db.psql("select string_agg(id::text, ' ') from app.contact where city = 'Droits'").split()
    status, out, said = bulk(rig, "contact", "delete", *ids, "--format", "json", who="denis@fleet.test")
    assert status == 1 and all(not r["ok"] for r in json.loads(out)["results"]) and cities(rig, "Droits") == ["Droits|2"]


def test_it_goes_on_without_the_one_who_began_it(rig):
    """A bulk begun over JSON-RPC is done by the server: the connection goes, the work ends, a later sitting finds it with its rows."""
    people(rig, "Seul", 300)
    t = rig.transport(MARIE)
    number = begin(rig.rpc(t), "bulk", {"entity": "contact", "what": "set", "filter": "city:Seul", "values": {"city": "Fait"}}, key="seul-1")
    t.close()
    t = rig.transport(MARIE)
    rpc = rig.rpc(t)
    work = ended(rpc, number)
    assert (work["state"], work["good"], work["bad"], work["total"]) == ("done", 300, 0, 300), work
    assert cities(rig, "Seul") == ["Fait|300"]
    rows = rpc.result("work", what="rows", id=number, limit=1000)["rows"]
    assert len(rows) == 300 and all(r["ok"] for r in rows)
    again = rpc.result("work", what="start", verb="bulk", key="seul-1",
                       params={"entity": "contact", "what": "set", "filter": "city:Fait", "values": {"city": "Encore"}})
    assert again["id"] == number and again["replayed"] and cities(rig, "Seul") == ["Fait|300"]
    undone = rpc.result("undo", batch=work["batch"])
    assert undone["reverted"] == 300 and cities(rig, "Seul") == ["Seul|300"]
    t.close()


def test_it_stops_between_two_records(rig):
    """Stopped, what is done stays done and is named; the rest was never touched."""
    people(rig, "Halte", 2000)
    t = rig.transport(MARIE)
    rpc = rig.rpc(t)
    number = begin(rpc, "bulk", {"entity": "contact", "what": "set", "filter": "city:Halte", "values": {"city": "Bouge"}})
    wait_until(lambda: rpc.result("work", what="show", id=number)["done"] > 0, 30, "the first records")
    rpc.result("work", what="stop", id=number)
    work = ended(rpc, number)
    assert work["state"] == "stopped" and 0 < work["good"] < 2000, work
    assert int(dict(c.split("|") for c in cities(rig, "Halte"))["Bouge"]) == work["good"]
    assert len(rpc.result("work", what="rows", id=number, limit=5000)["rows"]) == work["good"]
    t.close()


def test_nobody_waits_long_while_ten_thousand_change(rig):
    """Whoever saves one of those records meanwhile is served: lots are short transactions."""
    people(rig, "Foule", 600)
    t = rig.transport(MARIE)
    rpc = rig.rpc(t)
    number = begin(rpc, "bulk", {"entity": "contact", "what": "set", "filter": "city:Foule", "values": {"job_title": "x"}})
    wait_until(lambda: rpc.result("work", what="show", id=number)["done"] > 0, 30, "the first records")
    last = int(rig.db.psql("select min(id) from app.contact where city = 'Foule'"))
    rpc.result("update", entity="contact", id=last, values={"first_name": "Entre"})
    assert rpc.result("work", what="show", id=number)["state"] == "running"
    assert ended(rpc, number)["bad"] == 0
    t.close()


def test_a_file_comes_in_pieces_and_a_list_goes_out_in_pieces(rig):
    """An import waits for its file, then runs by itself; an export leaves its file with the work, for its person alone."""
    t = rig.transport(MARIE)
    rpc = rig.rpc(t)
    rows = "last_name;city;email\n" + "".join(f"Piece{n:04};Pieces;{'pas-une' if n == 7 else f'p{n}@x.test'}\n" for n in range(900))
    number = begin(rpc, "import", {"entity": "contact", "name": "pièces.csv"}, waits=True)
    bytes_ = rows.encode()
    for n, at in enumerate(range(0, len(bytes_), 10000)):
        rpc.result("work", what="put", id=number, n=n, data=base64.b64encode(bytes_[at:at + 10000]).decode())
    rpc.result("work", what="run", id=number)
    work = ended(rpc, number)
    assert (work["state"], work["good"], work["bad"], work["total"], work["name"]) == ("done", 899, 1, 900, "pièces.csv"), work
    assert "899 créées" in work["said"] or "899" in work["said"], work
    number = begin(rpc, "export", {"entity": "contact", "filter": "city:Pieces", "columns": ["last_name"], "format": "csv"})
    work = ended(rpc, number)
    got, n = b"", 0
    while (piece := rpc.result("work", what="get", id=number, n=n)["data"]) is not None:
        got, n = got + base64.b64decode(piece), n + 1
    assert work["good"] == 899 and len(got.decode().splitlines()) == 900 and work["size"] == len(got)
    other = rig.transport("alice@garage.test")
    error = rig.rpc(other).call("work", what="get", id=number, n=0)["error"]
    assert error["data"]["status"] == "refused", error
    assert all(not w["own"] for w in rig.rpc(other).result("work")["works"])
    other.close()
    t.close()


def test_an_import_that_is_stopped_says_what_is_in(rig):
    """Lots that were sent are in, the rest is not, the first line that is missing is named; undo takes the part back."""
    t = rig.transport(MARIE)
    rpc = rig.rpc(t)
    rows = "last_name;city\n" + "".join(f"Coupe{n:05};Coupe\n" for n in range(30000))
    number = begin(rpc, "import", {"entity": "contact", "name": "coupe.csv"}, waits=True)
    for n, at in enumerate(range(0, len(rows), 500000)):
        rpc.result("work", what="put", id=number, n=n, data=base64.b64encode(rows[at:at + 500000].encode()).decode())
    rpc.result("work", what="run", id=number)
    wait_until(lambda: rpc.result("work", what="show", id=number)["good"] > 0, 60, "the first lot")
    rpc.result("work", what="stop", id=number)
    work = ended(rpc, number, 120)
    there = int(rig.db.psql("select count(*) from app.contact where city = 'Coupe' and deleted_at is null"))
    assert work["state"] == "stopped" and there == work["good"] and 0 < there < 30000, work
    assert f"ligne {there + 2}" in work["said"], work["said"]
    t.close()


def test_a_pipe_is_seen_from_a_sitting(rig):
    """What runs on the command line for more than a moment is found in `work`, too."""
    words = rig.ssh_words(MARIE)
    import subprocess
    p = subprocess.Popen([*words, "import", "contact", "--format", "jsonl"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
    try:
        def seen():
            for n in range(50):
                p.stdin.write(json.dumps({"last_name": "Tuyau", "city": "Tuyau"}) + "\n")
            p.stdin.flush()
            time.sleep(0.05)
            works = json.loads(rig.ssh("work", "--format", "json").stdout)
            works = works["works"] if isinstance(works, dict) else works
            return any(w["verb"] == "import" and w["state"] == "running" for w in works)
        wait_until(seen, 30, "the import of the pipe")
    finally:
        p.stdin.close()
        p.wait(60)
    assert p.returncode == 0
