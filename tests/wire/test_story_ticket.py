"""A ticket, from the question to the answer to the article that answers the next one; its promise paused while the customer is waited for,
and kept."""
import datetime, re

from story import Teller


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def minutes(later, earlier):
    return round((moment(later) - moment(earlier)).total_seconds() / 60)


def pass_time(rig, ticket, hours):
    """As if so long had passed since what was last said: the test does not wait."""
    rig.db.psql(f"""set session_replication_role = replica;
        update app.ticket set created_at = created_at - interval '{hours} hours', respond_by = respond_by - interval '{hours} hours', resolve_by = resolve_by - interval '{hours} hours',
            answered_at = answered_at - interval '{hours} hours', waiting_since = waiting_since - interval '{hours} hours' where id = {ticket}""")


def test_a_ticket(rig):
    """Question → answer (the clock stands) → the customer's word (it runs on) → solved in time → article, found while the next subject is typed."""
    t = Teller(rig)
    for weekday in range(1, 8):
        t.new("opening", weekday=weekday, opens="00:00", closes="24:00")		# day and night: the promise counts every minute
    for promise in t.rows("list sla_target --filter priority:high"):
        t.say(f"delete sla_target {promise['id']}")
    t.new("sla_target", priority="high", respond_minutes=60, resolve_minutes=240)
    t.new("contact", kind="person", first_name="Ida", last_name="Billet", email="ida.billet@example.com")
    ticket = t.new("ticket", subject="Ma clé ne démarre plus la zorglub", requester_email="ida.billet@example.com", priority="high", category="bug", source="mail",
                   description="Bonjour,\nle voyant clignote.")
    shown = t.show("ticket", ticket)
    assert shown["contact_id.label"] == "Billet Ida", "who asks is known by the address"
    assert (minutes(shown["respond_by"], shown["created_at"]), minutes(shown["resolve_by"], shown["created_at"])) == (60, 240)
    # A note is no answer: the clock of the first answer runs on.
    t.say(f"do ticket note {ticket} body='Sans doute la pile.'")
    assert t.field("ticket", ticket, "answered_at") is None
    pass_time(rig, ticket, 0.5)
    t.say(f"do ticket answer {ticket} body='Bonjour, quelle est la date de la pile ?'")
    shown = t.show("ticket", ticket)
    assert shown["status"] == "waiting" and shown["waiting_since"] and moment(shown["answered_at"]) < moment(shown["respond_by"])
    # Three hours pass in which the customer is waited for; her word starts the clock where it stood.
    pass_time(rig, ticket, 3)
    before = t.field("ticket", ticket, "resolve_by")
    t.new("ticket_message", ticket_id=ticket, kind="question", body="Elle a quatre ans.")
    shown = t.show("ticket", ticket)
    assert shown["status"] in ("open", "in_progress") and shown["waiting_since"] is None
    assert abs(minutes(shown["resolve_by"], before) - 180) <= 1, "the promise moved by the three hours"
    # Solved, in time, rated; the report of kept promises knows it.
    t.say(f"do ticket resolve {ticket} answer='Changez la pile CR2032, puis maintenez la touche dix secondes.'")
    shown = t.show("ticket", ticket)
    assert moment(shown["resolved_at"]) < moment(shown["resolve_by"])
    t.refused(f"do ticket resolve {ticket}", "résolu")
    t.say(f"do ticket rate {ticket} satisfaction=5 note=Rapide")
    kept = next(r for r in t.rows("report promises") if r["priority"] == "high")
    assert kept["solved_in_time"] >= 1 and kept["answered_in_time"] >= 1 and kept["tickets"] >= 1, kept
    # What was answered once is written down, and offered to whoever types the same question.
    t.say(f"do ticket make_article {ticket} title='Une clé ne démarre plus la zorglub'")
    article = t.rows("list article --search 'zorglub' --columns id,status")[0]
    assert article["status"] == "draft" and not t.rows("report suggested_articles question='ma zorglub ne démarre pas'"), "a draft is not offered"
    body = t.field("article", article["id"], "body")
    assert re.search(r"^> le voyant clignote\.", body, re.M) and "CR2032" in body and "Sans doute la pile" not in body, body
    t.say(f"update article {article['id']} status=published")
    offered = t.rows("report suggested_articles question='ma zorglub ne démarre pas'")
    assert [r["article_id"] for r in offered] == [article["id"]], offered
    t.say(f"do article vote {article['id']} helpful=true")
    assert t.field("article", article["id"], "helpful") == 1
