"""Presence: who has a record open is told to who may read it and to nobody else, within a second, and ends with the connection."""
import os, re, signal, time

from rig import wait_until

OWN_SERVER = True


def worker_of(rig, session):
    """The number and process of the worker that serves a session."""
    line = [l for l in rig.lines("sign_in") if f"session={session} " in l + " "][-1]
    number = int(re.search(r"worker=(\d+)", line).group(1))
    return number, rig.workers()[number - 1]


def sit(rig, who, key=None):
    """A person's program: her connection, and the worker that serves it."""
    transport = rig.transport(who, key)
    rpc = rig.rpc(transport)
    rpc.transport, rpc.session = transport, rpc.result("whoami")["session"]
    return rpc


def on_both_workers(rig, who, others):
    """A program of this person on another worker than `others`."""
    for _ in range(40):
        rpc = sit(rig, who)
        if worker_of(rig, rpc.session) != worker_of(rig, others.session):
            return rpc
        rpc.transport.close()
    raise AssertionError("every connection went to the same worker")


def told(rpc, entity, id, seconds=3):
    """What this program is told next about who has the record open."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        event = rpc.event(max(0.05, end - time.monotonic()))
        if event and event["method"] == "present" and event["params"]["entity"] == entity and event["params"]["id"] == id:
            return [(w["person"], w["doing"]) for w in event["params"]["who"]]
    return None


def until(rpc, entity, id, wanted, seconds=5):
    """Told so in the end; how long it took."""
    began = time.monotonic()
    last = "nothing"
    while time.monotonic() - began < seconds:
        last = told(rpc, entity, id, seconds - (time.monotonic() - began))
        if last == wanted:
            return time.monotonic() - began
    raise AssertionError(f"wanted {wanted}, was told {last}")


def hold(rpc, id, doing="reads", entity="contact"):
    return [(w["person"], w["doing"]) for w in rpc.result("who", entity=entity, id=id, doing=doing)["who"]]


def new_contact(rig, name="Présente", who="marie@garage.test"):
    return rig.ask(rig.transport(who), f"create contact kind=person last_name={name}")["id"]


def test_who_opens_edits_and_leaves_is_told_across_workers(rig):
    """Marie reads, Alice on the other worker edits: each hears of the other within a second, and of the end."""
    number = new_contact(rig)
    marie = sit(rig, "marie@garage.test")
    alice = on_both_workers(rig, "alice@garage.test/garage", marie)
    assert hold(marie, number) == []
    began = time.monotonic()
    hold(alice, number)
    assert until(marie, "contact", number, [("Alice Roux", "reads")]) < 1
    assert hold(alice, number, "edits") == [("Marie Duval", "reads")]
    assert until(marie, "contact", number, [("Alice Roux", "edits")]) < 1
    assert time.monotonic() - began < 3
    assert hold(alice, number, "left") == []
    assert until(marie, "contact", number, []) < 1


def test_the_command_line_says_who(rig):
    """`who ENTITY ID` lists people, what they do and since when; editors first, a person once."""
    number = new_contact(rig)
    marie, again, alice = sit(rig, "marie@garage.test"), sit(rig, "marie@garage.test"), sit(rig, "alice@garage.test/garage")
    hold(marie, number)
    hold(again, number)
    hold(alice, number, "edits")
    vera = rig.transport("vera@garage.test")
    time_is_up = time.monotonic() + 3
    while True:
        who = rig.ask(vera, f"who contact {number}")["who"]
        if [(w["person"], w["doing"]) for w in who] == [("Alice Roux", "edits"), ("Marie Duval", "reads")]:
            break
        assert time.monotonic() < time_is_up, who
    assert who[0]["seconds"] < 60 and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", who[0]["since"])
    status, out, err = rig.run(vera, f"who contact {number}")
    assert status == 0 and "Alice Roux" in out, out + err


def test_the_end_of_a_connection_is_the_end_of_presence(rig):
    """A channel that closes, a connection that is cut without a word, an ssh that is killed: nobody stays behind."""
    number = new_contact(rig)
    marie = sit(rig, "marie@garage.test")
    hold(marie, number)
    for end in ("channel", "connection"):
        alice = sit(rig, "alice@garage.test/garage")
        hold(alice, number, "edits")
        until(marie, "contact", number, [("Alice Roux", "edits")])
        if end == "channel":
            alice.close()
        else:
            alice.transport.sock.close()
        assert until(marie, "contact", number, []) < 2, end


def test_a_killed_worker_takes_its_presence_with_it(rig):
    """kill -9 of the worker that serves Alice: Marie, on the other one, sees her gone once it is replaced."""
    number = new_contact(rig)
    marie = sit(rig, "marie@garage.test")
    alice = on_both_workers(rig, "alice@garage.test/garage", marie)
    hold(marie, number)
    hold(alice, number, "edits")
    until(marie, "contact", number, [("Alice Roux", "edits")])
    os.kill(worker_of(rig, alice.session)[1], signal.SIGKILL)
    assert until(marie, "contact", number, [], 15) < 10


def test_a_new_worker_learns_who_was_there_before_it(rig):
    """Whoever signs in through a worker that was just started is told of those whom the other one serves."""
    number = new_contact(rig)
    marie = sit(rig, "marie@garage.test")
    hold(marie, number, "edits")
    alice = on_both_workers(rig, "alice@garage.test/garage", marie)
    was, pid = worker_of(rig, alice.session)
    os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + 15
    while time.monotonic() < end:
        try:
            other = sit(rig, "alice@garage.test/garage")
        except Exception:	# it went to the one that was killed
            continue
        if wait_until(lambda: len(rig.workers()) == 2 and worker_of(rig, other.session), what="both workers")[0] == was and [("Marie Duval", "edits")] == hold(other, number):
            return
        other.transport.close()
    raise AssertionError("never told")


def test_other_companies_and_other_people_learn_nothing(rig):
    """A record that one may not see answers as one that does not exist, and whoever names it is shown to nobody."""
    number = new_contact(rig)
    who, key = rig.db.person("garage", "performer")
    marie, denis, narrow = sit(rig, "marie@garage.test"), sit(rig, "denis@fleet.test"), sit(rig, who, key)
    hold(marie, number)
    nothing = denis.call("who", entity="contact", id=999999)["error"]
    for stranger in (denis, narrow):
        for doing in ("reads", "edits", None):
            words = {"entity": "contact", "id": number, **({"doing": doing} if doing else {})}
            error = stranger.call("who", **words).get("error")
            if stranger is denis:
                assert (error["code"], error["message"], error["data"]["status"]) == (nothing["code"], nothing["message"], nothing["data"]["status"])
            else:
                assert error, "a performer sees contacts that are not hers"
    assert told(marie, "contact", number, 1) is None
    hold(marie, number, "edits")
    assert told(denis, "contact", number, 1) is None and told(narrow, "contact", number, 0.5) is None


def test_the_same_number_in_another_company_is_another_record(rig):
    """Each company counts for itself: presence does not cross by number."""
    theirs = new_contact(rig, "Nord", "denis@fleet.test")
    denis, marie = sit(rig, "denis@fleet.test"), sit(rig, "marie@garage.test")
    ours = [new_contact(rig)]
    while ours[-1] < theirs:
        ours.append(new_contact(rig))
    hold(denis, theirs)
    if theirs in ours:
        assert hold(marie, theirs, "edits") == []
        assert told(denis, "contact", theirs, 1) is None


def test_who_loses_the_right_is_told_no_more(rig):
    """A colleague who may no longer see contacts learns nothing of what comes after, and is no longer shown herself."""
    number = new_contact(rig)
    who, key = rig.db.person("garage", "accountant")
    marie, lost, vera = sit(rig, "marie@garage.test"), sit(rig, who, key), sit(rig, "vera@garage.test")
    hold(marie, number)
    hold(lost, number)
    until(marie, "contact", number, [("Accountant Garage", "reads")])
    rights = marie.result("list", entity="permission", filter="entity=contact verb=read", columns="id,role_id,scope", limit=100)["rows"]
    right = [r for r in rights if r["role_id.label"].lower() in ("accountant", "comptable")][0]
    marie.result("update", entity="permission", id=right["id"], values={"scope": "none"})
    try:
        time.sleep(2.1)		# what a worker believes of rights
        while told(lost, "contact", number, 0.2):
            pass
        hold(vera, number)
        assert told(lost, "contact", number, 1) is None
        until(marie, "contact", number, [("Vera Petit", "reads")])
    finally:
        marie.result("update", entity="permission", id=right["id"], values={"scope": right["scope"]})


def test_nobody_speaks_for_another(rig):
    """The person is the one who signed in: there is no parameter that says otherwise."""
    number = new_contact(rig)
    marie, vera = sit(rig, "marie@garage.test"), sit(rig, "vera@garage.test")
    hold(marie, number)
    for name in ("person", "person_id", "session", "since"):
        assert vera.call("who", entity="contact", id=number, doing="edits", **{name: 1})["error"]["data"]["status"] == "misuse"
    assert told(marie, "contact", number, 0.7) is None
    hold(vera, number)
    until(marie, "contact", number, [("Vera Petit", "reads")])
    assert vera.call("who", entity="contact", id=number, doing="deletes")["error"]["data"]["field"] == "doing"


def test_a_connection_holds_few_records(rig):
    """The seventeenth is refused in words; one that is left makes room; many connections of one person are bounded too."""
    marie = sit(rig, "marie@garage.test")
    numbers = [new_contact(rig, f"Plein{i}") for i in range(18)]
    for number in numbers[:16]:
        hold(marie, number)
    refused = marie.call("who", entity="contact", id=numbers[16], doing="reads")["error"]
    assert refused["data"]["status"] == "refused" and refused["message"]
    hold(marie, numbers[0], "left")
    hold(marie, numbers[16])
    full = 0
    for rpc in [rig.rpc(marie.transport) for _ in range(6)]:
        for number in numbers[:16]:
            full += "error" in rpc.call("who", entity="contact", id=number, doing="reads")
    assert full >= 16, "one person holds as many as she likes"


def test_a_flood_is_slowed_and_disturbs_nobody(rig):
    """Vera flickers as fast as she can: Marie is told a few times a second at most, and other requests go on."""
    number = new_contact(rig)
    marie, vera = sit(rig, "marie@garage.test"), sit(rig, "vera@garage.test")
    hold(marie, number)
    began, asked, refused = time.monotonic(), 0, 0
    while time.monotonic() - began < 3:
        waiting = [vera.send("who", entity="contact", id=number, doing=("reads", "edits")[i % 2]) for i in range(20)]
        answers = [vera.answer(w) for w in waiting[-1:]]
        asked += 20
        refused += sum("error" in a for a in answers)
    began = time.monotonic()
    assert marie.result("whoami")["person"]["name"] == "Marie Duval" and time.monotonic() - began < 2
    heard = 0
    while told(marie, "contact", number, 0.7) is not None:
        heard += 1
    assert 0 < heard <= 20, (asked, heard)
