"""What somebody is told by mail: at once, or in one mail a day, over a real SMTP server, in their own language, and only in the way that they chose."""
from postbox import Postbox
from rig import wait_until
from story import Teller


def test_what_is_told_by_mail_at_once_and_once_a_day(rig):
    """One who wants mails gets one for each, one who wants the mail of the day gets all of it in the morning, once; what was read by then is not in it."""
    box = Postbox()
    marie = Teller(rig)
    put_back = marie.send_by(box)
    people = {}
    try:
        for role, language, how in (("manager", "en", "mail"), ("office", "fr", "digest"), ("technician", "fr", "none")):
            email, key = rig.db.person("garage", role)
            people[role] = Teller(rig, email, key)
            people[role].say(f"prefer language {language}")
            people[role].say(f"prefer notify.assigned {how}")
        ids = {role: people[role].ask("whoami")["person"]["id"] for role in people}
        for role in people:
            for what in ("Pneus", "Filtre", "Huile"):
                marie.new("task", title=f"{what} {role}", assignee_id=ids[role])
        wait_until(lambda: len(box.to("manager@garage.test")) == 3, 40, f"the mails at once: {[x.message['subject'] for x in box.letters]}")
        first = next(x for x in box.to("manager@garage.test") if "Pneus" in x.text)
        assert "“Pneus manager” was given to you." in first.text and "given to you" in first.message["subject"] and first.message["auto-submitted"] == "auto-generated", first.text
        assert not box.to("technician@garage.test") and not box.to("office@garage.test"), f"{[(x.recipients, x.text) for x in box.letters]} who wants none gets none; the mail of the day is not yet due"
        wait_until(lambda: rig.db.psql(f"select count(*) from app.notification where person_id = {ids['office']} and told_at is not null") == "3", 30, "the words of the day")
        read = next(n for n in people["office"].ask("notifications")["notifications"] if "Huile" in n["message"])
        people["office"].say(f"do notification seen {read['id']}")
        assert people["office"].ask("notifications")["unread"] == 2, "the counter follows at once"
        # The next morning, at an hour that has come wherever the company is.
        rig.db.psql(f"set session_replication_role = replica; update app.notification set created_at = created_at - interval '1 day' where person_id = {ids['office']}")
        rig.db.psql("update app.job set args = '{\"hour\": 0}', run_at = now() where name = 'daily_digest'")
        mail, = wait_until(lambda: box.to("office@garage.test"), 40, "the mail of the day")
        assert "« Pneus office » vous a été confié" in mail.text.replace("\u00a0", " ") and "Filtre" in mail.text and "Huile" not in mail.text, mail.text
        assert "2" in mail.text.splitlines()[0] and mail.message["subject"].startswith("Garage"), (mail.message["subject"], mail.text)
        rig.db.psql("update app.job set run_at = now() where name = 'daily_digest'")
        wait_until(lambda: rig.db.psql("select run_at > now() and lease_until is null from app.job where name = 'daily_digest' and tenant_id is null") == "t", 30, "the second run")
        assert len(box.to("office@garage.test")) == 1 and len(box.to("manager@garage.test")) == 3, "once"
        # A colleague's own mail is nobody else's to read.
        assert not [m for m in people["technician"].rows("list mail --columns address") if m["address"] == "office@garage.test"]
    finally:
        rig.db.psql("update app.job set args = '{}' where name = 'daily_digest'")
        for role in people:
            people[role].say("prefer notify.assigned screen")
        put_back()
        box.end()
