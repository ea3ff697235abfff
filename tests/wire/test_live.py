"""Live: what one person changes, another who looks on hears within a second, if she may read it; and the log as it comes."""
import json, time

SETTINGS = {"server": {"log": "file"}}


def drain(rpc):
    while rpc.event(0.3):
        pass


def of(event, entity):
    return event and event["method"] == "changed" and event["params"]["entity"] == entity


def next_of(rpc, entity, seconds=3):
    """The next event about an entity."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        event = rpc.event(end - time.monotonic())
        if of(event, entity):
            return event["params"]["ids"]
    return None


def test_a_change_is_told_within_a_second(rig):
    """Number and version, through every worker: create, update, action, delete, restore; no values are in it."""
    writer = rig.transport("marie@garage.test")
    watchers = [rig.rpc(rig.transport("alice@garage.test/garage")) for _ in range(4)]	# the two workers get some each
    number = rig.ask(writer, "create contact kind=person last_name=Vivant")["id"]
    for w in watchers:
        drain(w)
    began = time.monotonic()
    version = rig.ask(writer, f"update contact {number} city=Lyon")["version"]
    for w in watchers:
        assert next_of(w, "contact") == [[number, version]]
    assert time.monotonic() - began < 10
    for words in (f"delete contact {number}", f"restore contact {number}", f"do contact log_activity {number} kind=call subject=x"):
        rig.run(writer, words)
        assert any(n == number for n, _ in next_of(watchers[0], "contact") or []), words


def test_ones_own_other_window_hears_it_too(rig):
    """Two sessions of one person."""
    one, two = rig.rpc(rig.transport("marie@garage.test")), rig.rpc(rig.transport("marie@garage.test"))
    made = one.result("create", entity="contact", values={"kind": "person", "last_name": "Fenêtre"})
    assert [made["id"], made["version"]] in next_of(two, "contact")


def test_only_who_may_read_is_told(rig):
    """Another company hears nothing; who reads only her own records hears of these alone."""
    stranger = rig.rpc(rig.transport("denis@fleet.test"))
    who, key = rig.db.person("garage", "performer")
    narrow = rig.rpc(rig.transport(who, key))
    scope = narrow.result("catalogue")["entities"].get("contact", {}).get("rights", {}).get("read", "none")
    owner, watcher = rig.rpc(rig.transport("marie@garage.test")), rig.rpc(rig.transport("alice@garage.test/garage"))
    for rpc in (stranger, narrow, watcher):
        drain(rpc)
    made = owner.result("create", entity="contact", values={"kind": "person", "last_name": "Confidentiel"})
    assert [made["id"], made["version"]] in next_of(watcher, "contact")
    assert next_of(stranger, "contact", 1) is None
    if scope != "all":
        assert next_of(narrow, "contact", 1) is None
    theirs = stranger.result("create", entity="contact", values={"kind": "person", "last_name": "Du Nord"})
    assert [theirs["id"], theirs["version"]] in next_of(stranger, "contact")
    assert next_of(watcher, "contact", 1) is None


def test_an_import_is_told_too(rig):
    """Rows that come in as a file are changes like others."""
    watcher = rig.rpc(rig.transport("alice@garage.test/garage"))
    drain(watcher)
    assert rig.ssh("import contact", input="last_name\nArrivée\n").returncode == 0
    number = watcher.result("list", entity="contact", filter="last_name:Arrivée")["rows"][0]["id"]
    assert number in [n for n, _ in next_of(watcher, "contact", 5)]


def test_one_transaction_tells_of_many_kinds(rig):
    """A job or a rule changes records of many kinds at once: whoever looks at one of them hears of it, however many are told before."""
    watcher = rig.rpc(rig.transport("marie@garage.test"))
    tenant, found = int(rig.db.psql("select id from app.tenant where slug = 'garage'")), {}
    for entity in watcher.result("catalogue")["entities"]:
        rows = watcher.result("list", entity=entity, limit=1)["rows"]
        if rows and len(found) < 12:
            found[entity] = [[rows[0]["id"], 7]]
    assert len(found) >= 8, found
    drain(watcher)
    told = [json.dumps({"t": tenant, "e": entity, "c": changes}) for entity, changes in found.items()]
    rig.db.psql("select " + ", ".join(f"pg_notify('comptoir', '{one}')" for one in told))
    heard, end = {}, time.monotonic() + 5
    while heard != found and time.monotonic() < end:
        event = watcher.event(0.5)
        if event and event["method"] == "changed":
            heard[event["params"]["entity"]] = event["params"]["ids"]
    assert heard == found, set(found) - set(heard)


def test_the_log_can_be_followed(rig):
    """logs --follow goes on until the channel closes: one's company's lines alone, and nobody's name in them."""
    t = rig.transport("marie@garage.test")
    channel = t.open_session()
    channel.settimeout(10)
    channel.exec_command("logs --follow --limit 1")
    assert channel.recv(65536)
    number = rig.ask(rig.transport("paul@garage.test"), "whoami")["session"]
    rig.run(rig.transport("denis@fleet.test"), "create contact kind=person last_name=Ailleurs")
    rig.run(rig.transport("paul@garage.test"), "create contact kind=person last_name=Ici")
    text = ""
    while "verb=create" not in text:
        text += channel.recv(65536).decode()
    assert f"session={number}" in text and "paul@" not in text and "Ici" not in text and "tenant=2" not in text
    channel.close()
