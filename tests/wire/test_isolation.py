"""Another company's records do not exist: not by any verb, method, reference, filter, cursor, key or file."""
import json

from reply import check_error


def make_theirs(rig):
    """What the fleet has, that the garage tries to reach."""
    rpc = rig.rpc(rig.transport("denis@fleet.test"))
    contact = rpc.result("create", entity="contact", values={"kind": "person", "last_name": "Secretissime", "email": "secret@fleet.test", "city": "Arras"})["id"]
    vehicle = rpc.result("create", entity="vehicle", values={"plate": "ZZ-999-ZZ", "owner_id": contact})["id"]
    last = rpc.result("create", entity="contact", values={"kind": "person", "last_name": "Secretissime bis"})["id"]
    assert rig.ssh(f"put contact {contact} secret.txt", who="denis@fleet.test", input="geheim").returncode == 0
    return rpc, contact, vehicle, last


def snapshot(rig):
    """Everything of the fleet, as the database has it."""
    return rig.db.psql("""select md5(string_agg(x::text, '' order by x::text)) from (
        select c::text x from app.contact c where tenant_id = (select id from app.tenant where slug = 'fleet')
        union all select v::text from app.vehicle v where tenant_id = (select id from app.tenant where slug = 'fleet')
        union all select d::text from app.document d where tenant_id = (select id from app.tenant where slug = 'fleet')) s""")


def test_no_verb_reaches_another_company(rig):
    """Every verb that takes a number, through exec and the subsystem: the record is not there, and nothing of it changes."""
    theirs, contact, vehicle, last = make_theirs(rig)
    before = snapshot(rig)
    t = rig.transport("marie@garage.test")
    rpc = rig.rpc(t)
    mine = rpc.result("create", entity="contact", values={"kind": "person", "last_name": "Voisine"})["id"]
    assert rig.db.psql(f"select t.slug from app.contact c join app.tenant t on t.id = c.tenant_id where c.id = {last}") == "fleet"
    for method, params in [("show", {}), ("update", {"values": {"city": "Ici"}}), ("delete", {}), ("restore", {}), ("history", {}), ("files", {})]:
        answer = rpc.call(method, entity="contact", id=last, **params)
        if "error" in answer:
            check_error(answer, 1, "refused")
        else:
            assert answer["result"] in ([], {"changes": []}), (method, answer)
    assert rpc.result("seen", entity="contact", ids=[last, mine]) in ([mine], [last, mine])	# who may read all is told all numbers it asks for
    done = rpc.result("do", entity="contact", action="log_activity", ids=[last], args={"kind": "call", "subject": "x"})["results"][0]
    assert not done["ok"] and done["error"]["data"]["status"] == "refused"
    check_error(rpc.call("merge", entity="contact", keep=mine, others=[last]), 1, "refused")
    check_error(rpc.call("merge", entity="contact", keep=last, others=[mine]), 1, "refused")
    for words in (f"show contact {last}", f"update contact {last} city=Ici", f"delete contact {last}", f"restore contact {last}", f"history contact {last}",
                  f"print contact {last}", f"get contact {last} secret.txt", f"do contact log_activity {last} kind=call subject=x",
                  f"merge contact {mine} {last}"):
        status, out, err = rig.run(t, words)
        assert status == 1 and err.strip() and "Secret" not in out + err, (words, status, out, err)
    done = rig.ssh(f"put contact {last} mine.txt", input="x")
    assert done.returncode == 1, done.stderr
    assert snapshot(rig) == before


def test_no_reference_crosses(rig):
    """A record cannot point into another company: not by form, import or custom field."""
    theirs, contact, vehicle, last = make_theirs(rig)
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    check_error(rpc.call("create", entity="vehicle", values={"plate": "AA-222-AA", "owner_id": last}), 1, "refused", "owner_id")
    check_error(rpc.call("create", entity="activity", values={"contact_id": last, "kind": "call", "subject": "x"}), 1, "refused", "contact_id")
    done = rig.ssh("import vehicle", input=f"plate,owner_id\nAA-333-AA,{last}\n")
    assert done.returncode == 1, done.stdout + done.stderr


def test_nothing_of_it_is_found(rig):
    """Lists, filters, search, counts, exports, look-alikes and reports know nothing of the other company."""
    make_theirs(rig)
    t = rig.transport("marie@garage.test")
    for words in ("list contact --filter last_name:Secretissime --limit 50 --format json", "list contact --search secretissime --limit 50 --format json"):
        assert json.loads(rig.run(t, words)[1]) == []
    assert json.loads(rig.run(t, "search secretissime --format json")[1])["hits"] == []
    assert rig.run(t, "count contact --filter last_name:Secretissime")[1] == "0\n"
    for words in ("export contact --format csv", "list contact --format jsonl", "duplicates contact --format json", "export document --format csv",
                  "list saved_view --format json", "list person --format json"):
        status, out, err = rig.run(t, words)
        assert status == 0 and "Secret" not in out and "secret@" not in out and "denis@" not in out, words
    rpc = rig.rpc(t)
    counts = rpc.result("counts", entities=["contact", "nothing"])["counts"]
    assert list(counts) == ["contact"] and min(counts["contact"], 10000) == rpc.result("count", entity="contact")["count"], counts
    made = rpc.result("create", entity="contact", values={"kind": "person", "last_name": "Secretissime", "email": "secret@fleet.test"})
    assert not made.get("duplicates"), made
    assert rpc.result("update", entity="contact", id=made["id"], values={"last_name": "Rien", "email": None})


def test_a_cursor_of_theirs_shows_ours(rig):
    """A cursor is a place in an order, not a key: taken elsewhere it shows nothing that is not one's own."""
    theirs, *_ = make_theirs(rig)
    cursor = theirs.result("list", entity="contact", limit=3)["next"]
    for row in rig.rpc(rig.transport("marie@garage.test")).result("list", entity="contact", after=cursor)["rows"]:
        assert "Secret" not in row["display_name"]


def test_a_write_key_is_the_companys_own(rig):
    """The same idempotency key in two companies is two writes."""
    ours, theirs = rig.rpc(rig.transport("marie@garage.test")), rig.rpc(rig.transport("denis@fleet.test"))
    a = ours.result("create", entity="contact", values={"kind": "person", "last_name": "Clef A"}, key="same")
    b = theirs.result("create", entity="contact", values={"kind": "person", "last_name": "Clef B"}, key="same")
    assert theirs.result("show", entity="contact", id=b["id"])["row"]["last_name"] == "Clef B"
    assert ours.result("show", entity="contact", id=a["id"])["row"]["last_name"] == "Clef A"


def test_a_member_of_both_is_in_one_at_a_time(rig):
    """Alice is in the company that her login names; her rights there are those of her role there."""
    at_garage, at_fleet = rig.transport("alice@garage.test/garage"), rig.transport("alice@garage.test/fleet")
    rig.ask(at_garage, "create contact kind=person last_name=Dualité")
    assert rig.ask(at_fleet, "list contact --filter last_name:Dualité --limit 5") == []
    assert rig.ask(at_garage, "whoami")["company"]["slug"] == "garage" and rig.ask(at_fleet, "whoami")["company"]["slug"] == "fleet"
    assert len(rig.ask(at_fleet, "whoami")["companies"]) == 2


def test_numbers_given_in_filters_do_not_leak(rig):
    """Whether a number exists elsewhere cannot be told by how it is refused."""
    theirs, contact, vehicle, last = make_theirs(rig)
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    for method, params in [("show", {}), ("update", {"values": {"city": "x"}}), ("delete", {}), ("history", {})]:
        there, nowhere = (rpc.call(method, entity="contact", id=n, **params) for n in (last, 99999999))
        assert there.get("error", {}).get("message") == nowhere.get("error", {}).get("message"), method
        assert there.get("result") == nowhere.get("result")
