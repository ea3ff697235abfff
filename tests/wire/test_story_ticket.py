"""A ticket, from the mail that asks to the mail that answers to the article that answers the next one; its promise paused while the customer
is waited for, and kept. Mail comes by a real IMAP server and leaves by a real SMTP server."""
import datetime, re, uuid

from imapbox import Imapbox
from postbox import Postbox
from rig import wait_until
from story import Teller

IDA = "ida.billet@example.com"


def letter(subject, text, answers=None, sender=f"Ida Billet <{IDA}>", extra=""):
    """A mail as another program writes it, perhaps as an answer to one of ours."""
    thread = f"In-Reply-To: {answers['message-id']}\r\nReferences: {answers['references'] or ''} {answers['message-id']}\r\n" if answers else ""
    return (f"From: {sender}\r\nTo: sav@garage.test\r\nSubject: {subject}\r\nMessage-ID: <{uuid.uuid4()}@example.com>\r\n{thread}{extra}"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n")


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
    """Mail → acknowledged → answer (the clock stands) → the customer's mail (it runs on) → solved in time, rated by mail → article, found while the next subject is typed."""
    t, inbox, outbox = Teller(rig), Imapbox(rig.db), Postbox()
    put_back = t.send_by(outbox)
    try:
        tell(rig, t, inbox, outbox)
    finally:
        for box in t.rows("list mailbox --filter name:sav --columns id"):
            t.say(f"update mailbox {box['id']} paused=true")
        put_back()
        inbox.end()
        outbox.end()


def comes(t, inbox, box, mail, what):
    inbox.put(mail)
    t.say(f"do mailbox look {box}")
    return wait_until(what, 30, "the mail that came")


def sent(outbox, number):
    """The last of so many mails that the customer has."""
    return wait_until(lambda: len(outbox.to(IDA)) >= number and outbox.to(IDA)[number - 1], 30, f"mail {number} to her: {[x.text for x in outbox.to(IDA)]}")


def tell(rig, t, inbox, outbox):
    for weekday in range(1, 8):
        t.new("opening", weekday=weekday, opens="00:00", closes="24:00")		# day and night: the promise counts every minute
    for promise in t.rows("list sla_target --filter priority:medium"):
        t.say(f"delete sla_target {promise['id']}")
    t.new("sla_target", priority="medium", respond_minutes=60, resolve_minutes=240)
    t.new("contact", kind="person", first_name="Ida", last_name="Billet", email=IDA)
    box = t.new("mailbox", name="sav", address="sav@garage.test", kind="imap", host="127.0.0.1", port=inbox.imaps, username="support", category="bug", old_mail="true")
    t.say(f"do mailbox set_password {box} password=hush-hush")
    found = comes(t, inbox, box, letter("Ma =?utf-8?q?cl=C3=A9?= ne démarre plus la zorglub", "Bonjour,\nle voyant clignote."), lambda: t.rows("list ticket --search zorglub --columns id"))
    ticket = found[0]["id"]
    shown = t.show("ticket", ticket)
    assert shown["contact_id.label"] == "Billet Ida" and shown["source"] == "mail" and shown["category"] == "bug", "who asks is known by the address"
    assert (minutes(shown["respond_by"], shown["created_at"]), minutes(shown["resolve_by"], shown["created_at"])) == (60, 240)
    first = sent(outbox, 1)
    assert "bien reçu" in first.text and first.message["auto-submitted"] and first.message["reply-to"].addresses[0].addr_spec == "sav@garage.test", first.text
    # A note is no answer: it is not mailed, and the clock of the first answer runs on.
    t.say(f"do ticket note {ticket} body='Sans doute la pile.'")
    assert t.field("ticket", ticket, "answered_at") is None
    pass_time(rig, ticket, 0.5)
    t.say(f"do ticket answer {ticket} body='Bonjour, quelle est la date de la pile ?'")
    shown = t.show("ticket", ticket)
    assert shown["status"] == "waiting" and shown["waiting_since"] and moment(shown["answered_at"]) < moment(shown["respond_by"])
    second = sent(outbox, 2)
    assert "quelle est la date de la pile" in second.text and "zorglub" in second.message["subject"] and "Sans doute" not in second.text
    assert second.message["references"], "her program shows it beside her question"
    # Three hours pass in which the customer is waited for. Her holiday program answers first: that is no word of hers, and nobody answers it.
    pass_time(rig, ticket, 3)
    before = t.field("ticket", ticket, "resolve_by")
    comes(t, inbox, box, letter("Absente", "Je suis en congés.", second.message, extra="Auto-Submitted: auto-replied\r\n"), lambda: [m for m in t.rows("list received_mail --columns outcome,subject") if m["subject"] == "Absente"])
    assert t.field("ticket", ticket, "status") == "waiting" and len(outbox.to(IDA)) == 2
    # Then she writes herself, under another subject: it finds its thread, and the clock runs on from where it stood.
    comes(t, inbox, box, letter("Quatre ans", "Elle a quatre ans.\n\n> Bonjour, quelle est la date de la pile ?", second.message), lambda: t.field("ticket", ticket, "waiting_since") is None)
    shown = t.show("ticket", ticket)
    assert shown["status"] in ("open", "in_progress") and not [x for x in t.rows("list ticket --columns id,subject") if x["subject"] == "Quatre ans"]
    assert abs(minutes(shown["resolve_by"], before) - 180) <= 1, "the promise moved by the three hours"
    said = [m["body"] for m in t.rows(f"list ticket_message --filter 'ticket_id:{ticket} kind:question' --columns body,created_at")]
    assert any(body.startswith("Elle a quatre ans.") for body in said), said
    # Solved in time; she is told, and rates it by a digit in a mail. The report of kept promises knows it.
    t.say(f"do ticket resolve {ticket} answer='Changez la pile CR2032, puis maintenez la touche dix secondes.'")
    shown = t.show("ticket", ticket)
    assert moment(shown["resolved_at"]) < moment(shown["resolve_by"])
    t.refused(f"do ticket resolve {ticket}", "résolu")
    wait_until(lambda: any("CR2032" in x.text for x in outbox.to(IDA)) and any("satisfait" in x.text for x in outbox.to(IDA)), 30, "the answer and the question how content she is")
    last = outbox.to(IDA)[-1]
    comes(t, inbox, box, letter("Re: zorglub", "5\n\nRapide !", last.message), lambda: t.field("ticket", ticket, "satisfaction") == 5)
    assert t.field("ticket", ticket, "status") == "resolved", "thanks open nothing again"
    kept = next(r for r in t.rows("report promises") if r["priority"] == "medium")
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
