"""Rules, notifications and jobs as scripts and screens meet them: a condition is read as it is written, a rule acts a moment later, whom it
concerns hears of it at once, and the jobs of the server are seen and started."""
from rig import wait_until


def refused(rpc, method, **params):
    answer = rpc.call(method, **params)
    assert "error" in answer, answer
    return answer["error"]


def test_a_condition_is_read_when_it_is_written(rig):
    """A slip in the filter is said at once, with its place; so is a field that there is not, and a rule that would set itself off."""
    owner = rig.rpc(rig.transport("marie@garage.test"))
    rule = {"name": "Essai", "subject_entity": "contact", "event": "made", "action": "tag", "tag": "essai"}
    for condition, word in (("(city:Lyon", "("), ("colour:red", "colour"), ("created_at>nonsense", "nonsense")):
        error = refused(owner, "create", entity="rule", values=dict(rule, condition=condition))
        assert error["data"]["field"] == "condition" and word in error["message"], error
    error = refused(owner, "create", entity="rule", values=dict(rule, subject_entity="task", action="task", says="Encore", tag=None))
    assert error["data"]["status"] == "refused", error
    error = refused(owner, "save", steps=[{"entity": "rule", "values": dict(rule, condition="(")}])
    assert error["data"]["status"] == "refused", error


def test_a_rule_acts_and_its_person_hears_of_it(rig):
    """A contact of Brest is made by somebody else: the tag is there, the owner is told within moments, history names the rule."""
    marie, alice = rig.transport("marie@garage.test"), rig.transport("alice@garage.test/garage")
    owner = rig.rpc(marie)
    me = rig.ask(marie, "whoami")["person"]["id"]
    for values in ({"name": "Brest", "action": "tag", "tag": "brest"}, {"name": "Brest dit", "action": "notify", "whom": "person", "to_person_id": me, "says": "{label} ({city})"}):
        owner.result("create", entity="rule", values=dict(values, subject_entity="contact", event="made", condition="city:Brest"))
    rig.ask(marie, "notifications --read")
    while owner.event(0.3):
        pass
    number = rig.ask(alice, "create contact kind=person last_name=Marin city=Brest")["id"]
    other = rig.ask(alice, "create contact kind=person last_name=Autre city=Lyon")["id"]
    heard = wait_until(lambda: [e for e in [owner.event(0.5)] if e and e["params"].get("entity") == "notification"], 30, "the hint of it")
    assert len(heard[0]["params"]["ids"]) >= 1
    answer = wait_until(lambda: rig.ask(marie, "notifications")["unread"] and rig.ask(marie, "notifications"), 20, "what she is told")
    assert answer["notifications"][0]["message"].endswith("Marin (Brest)") and answer["notifications"][0]["record"] == number
    row = wait_until(lambda: (lambda r: r if r.get("tags") else None)(owner.result("show", entity="contact", id=number)["row"]), 20, "the tag")
    assert row["tags"] == ["brest"] and not owner.result("show", entity="contact", id=other)["row"].get("tags")
    changes = owner.result("history", entity="contact", id=number)["changes"]
    assert [c["by_rule"] for c in changes if "by_rule" in c] == ["Brest"], changes
    assert rig.ask(alice, "notifications")["unread"] == 0 or all(n["record"] != number for n in rig.ask(alice, "notifications")["notifications"])
    assert rig.ask(marie, "notifications --read")["marked"] >= 1 and rig.ask(marie, "notifications")["unread"] == 0
    # Tried on what happened: nothing is done, and each result is a sentence.
    rule = next(r["id"] for r in owner.result("list", entity="rule", columns=["name"])["rows"] if r["name"] == "Brest")
    assert owner.result("do", entity="rule", action="try", ids=[rule], args={"last_events": 2})["results"][0]["ok"]
    results = wait_until(lambda: (lambda rows: rows if len(rows) >= 2 else None)([r for r in owner.result("list", entity="rule_result", columns=["state", "said", "rule_id"])["rows"]
                         if r["rule_id"] == rule and r["state"].startswith("would")]), 20, "the trial")
    assert {r["state"] for r in results} <= {"would", "would_not"} and all(r["said"] for r in results)
    for r in owner.result("list", entity="rule", columns=["name"])["rows"]:
        owner.result("update", entity="rule", id=r["id"], values={"active": False})


def test_jobs_are_seen_and_started_by_who_looks_after_the_company(rig):
    """Each in words, with its last and next run; one that is for all companies is done for this one alone."""
    jobs = rig.ask(rig.transport("marie@garage.test"), "jobs")["jobs"]
    names = [j["name"] for j in jobs]
    assert {"run_rules", "tell_people", "daily_digest", "watch_time", "forget_events"} <= set(names) and len(names) == len(set(names))
    assert all(j["message"] and "run_at" in j for j in jobs if j["name"] in ("run_rules", "watch_time"))
    rig.ask(rig.transport("marie@garage.test"), "jobs run forget_events")
    wait_until(lambda: rig.db.psql("select last_ok from app.job where name = 'forget_events' and tenant_id is not null") == "t", 20, "the job")
    who, key = rig.db.person("garage", "technician")
    assert rig.ask(rig.transport(who, key), "jobs")["jobs"] == []
