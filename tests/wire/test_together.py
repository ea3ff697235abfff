"""Several records in one transaction: a form with its lines, a wizard; and what was typed and not saved yet."""
from test_live import drain, next_of


def steps(city="Nantes", phone="06 39 98 00 41"):
    return [{"entity": "contact", "values": {"kind": "person", "last_name": "Ensemble", "city": city}},
            {"entity": "contact_phone", "values": {"contact_id": {"step": 0}, "phone": phone}}]


def test_a_record_and_its_lines_are_made_at_once_and_told(rig):
    """One answer with every number and version; whoever looks on hears of each; the same again is the same."""
    one, two = rig.rpc(rig.transport("marie@garage.test")), rig.rpc(rig.transport("alice@garage.test/garage"))
    drain(two)
    made = one.result("save", steps=steps(), key="together-1")
    contact, phone = made["results"]
    assert made["id"] == contact["id"] and phone["entity"] == "contact_phone"
    assert [contact["id"], contact["version"]] in next_of(two, "contact")
    again = one.result("save", steps=steps(), key="together-1")
    assert again["replayed"] and again["id"] == made["id"]
    assert one.call("save", steps=steps("Lyon"), key="together-1")["error"]["data"]["status"] == "conflict"


def test_one_wrong_line_and_nothing_is_saved(rig):
    """The refusal names the step and the field, in the person's language."""
    one = rig.rpc(rig.transport("marie@garage.test"))
    before = one.result("count", entity="contact", search="Ensemble")["count"]
    error = one.call("save", steps=steps(phone="12"))["error"]
    assert error["data"]["step"] == 1 and error["data"]["field"] == "phone", error
    assert "{" not in error["message"] and "téléphone" in error["message"], error
    assert one.result("count", entity="contact", search="Ensemble")["count"] == before


def test_a_line_that_somebody_else_changed_is_shown_as_it_is_now(rig):
    one = rig.rpc(rig.transport("marie@garage.test"))
    made = one.result("save", steps=steps())
    phone = made["results"][1]
    one.result("update", entity="contact_phone", id=phone["id"], values={"name": "le soir"})
    error = one.call("save", steps=[{"entity": "contact", "id": made["id"], "version": made["version"], "values": {"city": "Rezé"}},
        {"entity": "contact_phone", "id": phone["id"], "version": phone["version"], "values": {"name": "le matin"}}])["error"]
    assert error["data"]["status"] == "conflict" and error["data"]["step"] == 1, error
    assert error["data"]["current"]["name"] == "le soir", error
    assert one.result("show", entity="contact", id=made["id"])["row"]["city"] == "Nantes"


def test_of_two_at_the_same_moment_one_is_told(rig):
    """Whoever comes second changes nothing unseen, however close behind."""
    pair = [rig.rpc(rig.transport("marie@garage.test")) for _ in range(2)]
    made = pair[0].result("save", steps=steps())
    phone = made["results"][1]
    for i in range(15):
        numbers = [rpc.send("save", steps=[{"entity": "contact_phone", "id": phone["id"], "version": phone["version"], "values": {"name": f"{i} {k}"}}])
                   for k, rpc in enumerate(pair)]
        answers = [rpc.answer(n) for rpc, n in zip(pair, numbers)]
        done = [a["result"] for a in answers if "result" in a]
        assert len(done) == 1, answers
        assert [a["error"]["data"]["status"] for a in answers if "error" in a] == ["conflict"], answers
        phone["version"] = done[0]["version"]


def test_bad_steps_are_told_and_do_no_harm(rig):
    one = rig.rpc(rig.transport("marie@garage.test"))
    for bad in (0, "x", {}, [], [1], [{}], [{"entity": "nothing"}], [{"entity": "contact", "id": "x", "version": 1}], [{"entity": "contact", "values": 3}],
                [{"entity": "contact", "values": {"last_name": {"step": 7}}}], [{"entity": "contact", "id": 2 ** 62, "version": 1}],
                [{"entity": "contact", "values": {"last_name": "x"}}] * 501, [{"entity": "contact", "delete": "perhaps", "id": 1}]):
        error = one.call("save", steps=bad)["error"]
        assert error["data"]["status"] in ("refused", "misuse", "forbidden"), (bad, error)


def test_what_was_typed_is_kept_for_its_author_alone(rig):
    """And goes with the save that it was typed for."""
    one, two = rig.rpc(rig.transport("marie@garage.test")), rig.rpc(rig.transport("alice@garage.test/garage"))
    one.result("draft", name="wizard:x", body={"step": 1})
    assert [d["body"] for d in one.result("drafts")["drafts"] if d["name"] == "wizard:x"] == [{"step": 1}]
    assert not [d for d in two.result("drafts")["drafts"] if d["name"] == "wizard:x"]
    one.call("save", steps=steps(phone="12"), draft="wizard:x")
    assert [d for d in one.result("drafts")["drafts"] if d["name"] == "wizard:x"], "a refused save keeps it"
    one.result("save", steps=steps(), draft="wizard:x")
    assert not [d for d in one.result("drafts")["drafts"] if d["name"] == "wizard:x"]


def test_what_an_action_asked_for_goes_with_it(rig):
    """With the last of the records, when all went well; and what was done once is not done again from its draft."""
    one = rig.rpc(rig.transport("marie@garage.test"))
    names = lambda: [d["name"] for d in one.result("drafts")["drafts"]]
    records = [one.result("create", entity="contact", values={"kind": "person", "last_name": f"Geste {n}"})["id"] for n in range(2)]
    deed = {"entity": "contact", "action": "log_activity", "args": {"kind": "call", "subject": "Geste"}, "draft": "form:geste"}
    made = lambda: one.result("count", entity="activity", filter="subject:Geste")["count"]
    one.result("draft", name="form:geste", body={"fields": []})
    results = one.result("do", ids=[*records, 2 ** 40], **deed)["results"]
    assert [r["ok"] for r in results] == [True, True, False] and "form:geste" in names() and made() == 2
    results = one.result("do", ids=records, key="once", **deed)["results"]
    assert [r["ok"] for r in results] == [True, True] and "form:geste" not in names() and made() == 4
    results = one.result("do", ids=records, key="once", **deed)["results"]		# the same request, whose answer was lost
    assert [r["ok"] for r in results] == [True, True] and made() == 4
    results = one.result("do", ids=records[1:], **deed)["results"]		# another sitting went on with the same draft
    assert not results[0]["ok"] and made() == 4


def test_a_report_comes_to_be_drawn(rig):
    one = rig.rpc(rig.transport("marie@garage.test"))
    figures = one.result("figures", name="new_contacts")
    assert figures["title"] == "Nouveaux contacts" and len(figures["rows"]) == 12
    assert [f["label"] for f in figures["fields"]] == ["Mois", "Personnes", "Entreprises"]
    assert one.call("figures", name="nothing")["error"]["data"]["status"] == "misuse"
