"""How people like their screens, over the wire: declared values, everybody's own; a company and a language taken without a new sign-in."""
from reply import check_error


def told(answer):
    return {p["name"]: p["value"] for p in answer["preferences"] if "value" in p}


def test_a_preference_is_kept_and_told(rig):
    """What is declared is explained and checked; what is not is kept as it is; two quotes forget it."""
    t = rig.transport("marie@garage.test")
    assert "auto light dark contrast mono" in rig.run(t, "prefer")[1]
    assert "dark" in rig.run(t, "prefer theme dark")[1]
    code, _, why = rig.run(t, "prefer theme pink")
    assert code == 1 and "contrast" in why
    rpc = rig.rpc(t)
    answer = rpc.result("prefer")
    assert told(answer) == {"theme": "dark"}
    assert {p["name"] for p in answer["preferences"]} == {p["name"] for p in rpc.result("catalogue")["preferences"]}
    assert all(p["message"] for p in answer["preferences"])
    assert told(rpc.result("prefer", name="list.contact", value='{"widths":{"city":9}}')) == {"list.contact": '{"widths":{"city":9}}'}
    check_error(rpc.call("prefer", name="theme", value="pink"), 1, "refused", "value")
    check_error(rpc.call("prefer", name="Théme", value="x"), 1, "refused", "name")
    check_error(rpc.call("prefer", name="list.x", value="x" * 16001), 1, "refused", "name")
    assert told(rpc.result("prefer", name="list.contact", value="")) == {}
    assert told(rpc.result("prefer", name="theme", value="")) == {}


def test_nobody_reads_another_s(rig):
    """The same name is everybody's own, an owner's eyes included."""
    paul, marie = (rig.rpc(rig.transport(f"{who}@garage.test")) for who in ("paul", "marie"))
    paul.result("prefer", name="start", value="contact")
    assert told(marie.result("prefer", name="start")) == {}
    marie.result("prefer", name="start", value="")
    assert told(paul.result("prefer", name="start")) == {"start": "contact"}
    paul.result("prefer", name="start", value="")


def test_a_language_holds_without_a_new_sign_in(rig):
    """hello with the company answers in the language that was chosen; the catalogue and refusals too; so does the next sign-in."""
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    assert rpc.hello["params"]["person"]["language"] == "fr"
    french = rpc.result("catalogue", entity="contact")["title"], rpc.result("catalogue")["hash"]
    rpc.result("prefer", name="language", value="en")
    assert rpc.result("hello", company="garage")["person"]["language"] == "en"
    assert rpc.result("catalogue")["hash"] != french[1] and rpc.result("catalogue")["menus"]
    assert rpc.call("prefer", name="theme", value="pink")["error"]["message"].startswith("“pink” is none of")
    assert rig.rpc(rig.transport("marie@garage.test")).hello["params"]["person"]["language"] == "en"
    rpc.result("prefer", name="language", value="")
    assert rpc.result("hello", company="garage")["person"]["language"] == "fr"


def test_one_session_moves_to_another_company(rig):
    """alice works for two: after hello she sees the other's records and not the first one's; nobody moves where they do not work."""
    t = rig.transport("alice@garage.test")
    rpc = rig.rpc(t)
    there = rpc.hello["params"]["company"]["slug"]
    other = next(c["slug"] for c in rpc.hello["params"]["companies"] if c["slug"] != there)
    made = rpc.result("create", entity="contact", values={"last_name": "Seulement", "first_name": "Ici"})["id"]
    assert rpc.result("hello", company=other)["company"]["slug"] == other
    assert rpc.result("whoami")["company"]["slug"] == other
    assert rpc.result("count", entity="contact", search="seulement")["count"] == 0
    assert "error" in rpc.call("show", entity="contact", id=made)
    back = rpc.result("hello", company=there)
    assert back["company"]["slug"] == there and "result" in rpc.call("show", entity="contact", id=made)
    rpc.result("delete", entity="contact", id=made)
    check_error(rpc.call("hello", company="nowhere"), 3, "forbidden", "company")
    paul = rig.rpc(rig.transport("paul@garage.test"))
    check_error(paul.call("hello", company="fleet"), 3, "forbidden", "company")
    assert paul.result("whoami")["company"]["slug"] == "garage"
