"""The history of a record page by page, and changes that are taken back: what programs and the screen rely on."""
from reply import check_error

MARIE = "marie@garage.test"


def contact(rpc, name, **more):
    return rpc.result("create", entity="contact", values={"kind": "person", "last_name": name, **more})


def test_a_history_comes_page_by_page(rig):
    """The newest first; “next” leads on, whatever is changed meanwhile; without a limit all of it, from the first, as ever."""
    rpc = rig.rpc(rig.transport(MARIE))
    made = contact(rpc, "Longue")
    for i in range(7):
        rpc.result("update", entity="contact", id=made["id"], values={"city": f"Ville {i}"})
    page = rpc.result("history", entity="contact", id=made["id"], limit=3)
    assert [c["changes"]["city"][1] for c in page["changes"]] == ["Ville 6", "Ville 5", "Ville 4"] and page["next"] == page["changes"][-1]["id"]
    rpc.result("update", entity="contact", id=made["id"], values={"city": "Entre-temps"})
    page = rpc.result("history", entity="contact", id=made["id"], limit=3, before=page["next"])
    assert [c["changes"]["city"][1] for c in page["changes"]] == ["Ville 3", "Ville 2", "Ville 1"]
    page = rpc.result("history", entity="contact", id=made["id"], limit=3, before=page["next"])
    assert [c["verb"] for c in page["changes"]] == ["update", "insert"] and "next" not in page
    assert [c["verb"] for c in rpc.result("history", entity="contact", id=made["id"])["changes"]] == ["insert"] + 8 * ["update"]
    check_error(rpc.call("history", entity="contact", id=made["id"], limit=0), -32602, "misuse")


def test_many_are_taken_back_each_by_itself(rig):
    """What moved on says so, in the person's language, and stays; the others are done, once."""
    rpc, other = rig.rpc(rig.transport(MARIE)), rig.rpc(rig.transport(*rig.db.person("garage", "manager")))
    made = [contact(rpc, f"Plusieurs{i}", city="Lyon") for i in range(3)]
    other.result("update", entity="contact", id=made[1]["id"], version=1, values={"city": "Nice"})
    steps = [{"entity": "contact", "id": m["id"], "version": 1, "values": {"city": "Brest"}, "as": "undo"} for m in made]
    results = rpc.result("save", steps=steps, each=True, key="each-1")["results"]
    assert [r["ok"] for r in results] == [True, False, True]
    assert results[1]["status"] == "conflict" and results[1]["id"] == made[1]["id"] and "quelqu’un" in results[1]["message"].lower(), results
    assert [rpc.result("show", entity="contact", id=m["id"])["row"]["city"] for m in made] == ["Brest", "Nice", "Brest"]
    assert [r["ok"] for r in rpc.result("save", steps=steps, each=True, key="each-1")["results"]] == [True, False, True]
    last = rpc.result("history", entity="contact", id=made[0]["id"], limit=1)["changes"][0]
    assert last["action"] == "undo" and last["changes"] == {"city": ["Lyon", "Brest"]}
    # All of it or nothing, where each is not asked for.
    check_error(rpc.call("save", steps=steps), 4, "conflict")
    assert rpc.result("show", entity="contact", id=made[0]["id"])["row"]["version"] == 2


def test_who_may_not_see_learns_nothing_from_a_history(rig):
    """A record out of reach is not there, at any page; a reader may look and take nothing back."""
    rpc = rig.rpc(rig.transport(MARIE))
    made = contact(rpc, "Discrete")
    rpc.result("update", entity="contact", id=made["id"], values={"city": "Brest"})
    stranger = rig.rpc(rig.transport(*rig.db.person("fleet", "owner")))
    for more in ({}, {"limit": 5}, {"limit": 5, "before": 10**9}):
        check_error(stranger.call("history", entity="contact", id=made["id"], **more), 1, "refused")
    results = stranger.result("save", steps=[{"entity": "contact", "id": made["id"], "version": 2, "values": {"city": "x"}}], each=True)["results"]
    assert [r["ok"] for r in results] == [False] and "Brest" not in str(results)


def test_a_history_is_told_on_the_command_line(rig):
    """--limit: only the newest, with what was done by an action named."""
    t = rig.transport(MARIE)
    number = rig.ask(t, "create contact kind=person last_name=Enligne city=Lyon")["id"]
    for city in ("Paris", "Brest"):
        rig.ask(t, f"update contact {number} city={city}")
    status, out, err = rig.run(t, f"history contact {number} --limit 1")
    assert status == 0 and "Paris → Brest" in out and "Lyon" not in out, out
