"""What is put into the outbox leaves: by a company's own SMTP server, into a folder, or through a program; and what cannot leave says why."""
import email, email.policy, hashlib, json, pathlib, re, shutil, time

from postbox import Deaf, Postbox
from rig import wait_until

MARIE = "marie@garage.test"


def sql(rig, text):
    """As the platform, in the name of the garage."""
    return rig.db.psql(f"do $$ begin perform app.as_platform((select id from app.tenant where slug = 'garage')); end $$; {text}")


def account(rig, t, **values):
    """The garage's mail account as it shall be now."""
    found = rig.ask(t, "list mail_account --columns id")
    words = " ".join(f"{k}='{v}'" for k, v in {"host": "", "port": "", "username": "", "reply_address": "", "from_address": "garage@garage.test", "welcome_contacts": "no",
                                               "welcome_colleagues": "no", "confirm_appointments": "no", **values}.items())
    if found:
        rig.ask(t, f"update mail_account {found[0]['id']} {words}")
        return found[0]["id"]
    return rig.ask(t, f"create mail_account {words}")["id"]


def smtp(rig, t, box, security="none", **values):
    return account(rig, t, driver="smtp", host="127.0.0.1", port=box.port, security=security, **values)


def put(rig, address, subject="Bonjour", body="Bonjour,\n\nà bientôt.", extra=None):
    return int(sql(rig, f"select app.mail_put('{address}', $x${subject}$x$, $x${body}$x$, extra => '{json.dumps(extra or {})}')"))


def row(rig, mail):
    status, why, tries, waits = rig.db.psql(f"select status, coalesce(why::text, ''), tries, coalesce(extract(epoch from next_try_at - now())::int::text, '') from app.mail where id = {mail} and tenant_id = (select id from app.tenant where slug = 'garage')").split("|")
    return {"status": status, "why": why, "tries": int(tries), "waits": int(waits or 0)}


def becomes(rig, mail, status, seconds=30):
    return wait_until(lambda: (lambda r: r if r["status"] == status and (status != "waiting" or r["tries"]) else None)(row(rig, mail)), seconds, f"mail {mail} {status}: {row(rig, mail)}")


def try_now(rig, mail):
    sql(rig, f"update app.mail_account set paused_until = null, version = version + 1 where tenant_id = app.tenant(); update app.mail set next_try_at = now(), version = version + 1 where tenant_id = app.tenant() and id = {mail}")


def test_a_mail_leaves_by_smtp_and_is_read_as_it_was_written(rig):
    """Accents, an emoji, a dot alone on a line and a name with a comma come out at the other end; a program wrote it and says so."""
    t, box = rig.transport(MARIE), Postbox()
    smtp(rig, t, box, from_name="Garage de l’Étoile, Lyon", reply_address="atelier@garage.test")
    body = "Bonjour Zoé 🚗,\n\n.\n..deux\nFrom la ligne\n" + "é" * 900 + "\n\nfin"
    mail = put(rig, "zoe@example.com", "Révision de l’été : 20 % 🎉 " + "très " * 20, body, {"kind": "reminder", "name": "Petit, Zoé", "in_reply_to": "<a@b>", "references": "<x@y> <a@b>"})
    becomes(rig, mail, "sent")
    letter, = box.to("zoe@example.com")
    m = letter.message
    assert letter.text == body and m["subject"].startswith("Révision de l’été : 20 % 🎉 très"), letter.text
    assert m["from"].addresses[0].display_name == "Garage de l’Étoile, Lyon" and m["from"].addresses[0].addr_spec == "garage@garage.test" and letter.sender == "garage@garage.test"
    assert m["to"].addresses[0].display_name == "Petit, Zoé" and m["reply-to"].addresses[0].addr_spec == "atelier@garage.test"
    assert m["auto-submitted"] == "auto-generated" and m["in-reply-to"] == "<a@b>" and m["references"] == "<x@y> <a@b>" and m["date"] and re.match(r"<.+@garage\.test>", m["message-id"])
    assert letter.bytes.isascii() and max(len(line) for line in letter.bytes.split(b"\r\n")) < 998
    assert m["message-id"] == rig.db.psql(f"select message_id from app.mail where id = {mail} and subject like 'Révision%'")
    box.end()


def test_files_go_with_it(rig):
    """A file of a record and one put on the mail itself arrive byte for byte, with their names."""
    t, box = rig.transport(MARIE), Postbox()
    smtp(rig, t, box)
    contact = rig.ask(t, "create contact last_name=Roux")["id"]
    big = bytes(range(256)) * 1200
    assert rig.ssh("put", "contact", str(contact), "'Devis été.pdf'", input=big, text=False).returncode == 0
    document = int(rig.db.psql(f"select id from app.document where subject_entity = 'contact' and subject_id = {contact} and deleted_at is null order by id desc limit 1"))
    mail = rig.ask(t, "create mail address=roux@example.com subject='Votre devis' body='Ci-joint.'")["id"]
    assert row(rig, mail)["status"] == "held"
    assert rig.ssh("put", "mail", str(mail), "plan.txt", input=b"x\n", text=False).returncode == 0
    sql(rig, f"update app.mail set attachments = '[{document}]', version = version + 1 where tenant_id = app.tenant() and id = {mail}")
    rig.ask(t, f"do mail send {mail}")
    becomes(rig, mail, "sent")
    files = {a.get_filename(): a.get_content() for a in box.to("roux@example.com")[0].message.iter_attachments()}
    assert files["Devis été.pdf"] == big and files["plan.txt"].replace("\r", "") in ("x\n", b"x\n"), files.keys()
    assert "auto-submitted" not in box.to("roux@example.com")[0].message, "a person wrote it"
    box.end()


def test_starttls_and_tls_with_a_password(rig):
    """Both protected lines, by a certificate that the server was told to trust; the password travels inside and stands nowhere else."""
    t = rig.transport(MARIE)
    for tls in ("starttls", "tls"):
        box = Postbox(rig.db.dir, tls, password="S3cret-du-garage")
        number = smtp(rig, t, box, tls, username="garage")
        assert rig.ask(t, f"do mail_account set_password {number} password=S3cret-du-garage")
        mail = rig.ask(t, f"mail test essai-{tls}@example.com")["id"]
        becomes(rig, mail, "sent")
        letter, = box.to(f"essai-{tls}@example.com")
        assert letter.secured and letter.user, vars(letter)
        assert rig.ask(t, f"mail state {mail}")["status"] == "sent"
        box.end()
    seen = rig.log() + "".join(rig.run(t, c)[1] for c in ("list mail_account --columns '*'", f"show mail_account {number} --format json", f"history mail_account {number}", "list mail --columns '*' --format json",
                                                          "catalogue mail_account", "logs", "search S3cret-du-garage"))
    assert "S3cret-du-garage" not in seen and "S3cret" not in rig.db.psql("select jsonb_agg(a) from app.audit a") + rig.db.psql("select jsonb_agg(a) from app.request a")


def test_a_wrong_password_and_a_stranger_hold_the_companys_mail_and_say_why(rig):
    """Neither is the mail's fault: nothing is given up, the account shows the trouble, and what is put right is tried at once."""
    t = rig.transport(MARIE)
    box = Postbox(rig.db.dir, "starttls", password="juste")
    number = smtp(rig, t, box, "starttls", username="garage")
    rig.ask(t, f"do mail_account set_password {number} password=faux")
    mail = put(rig, "porte@example.com", extra={"private": False})
    told = becomes(rig, mail, "waiting")
    assert "does not accept the name" in told["why"] and 20 < told["waits"] <= 60, told
    assert rig.db.psql(f"select secret not like '%faux%' from app.mail_secret where tenant_id = (select id from app.tenant where slug = 'garage')") == "t"
    colleague = rig.transport(*rig.db.person("garage", "manager"))
    for language, words in (("en", "does not accept the name and the password"), ("fr", "n’accepte pas le nom et le mot de passe")):
        rig.run(colleague, f"prefer language {language}")
        for how in ("list mail_account --columns driver,trouble", f"show mail_account {number}", f"history mail_account {number}", f"list mail --filter id:{mail} --columns why --format csv", f"mail state {mail}"):
            assert words in rig.run(rig.transport(*rig.db.person("garage", "manager")), how)[1], (language, how)
    rig.ask(t, f"do mail_account set_password {number} password=juste")
    try_now(rig, mail)
    becomes(rig, mail, "sent")
    assert rig.db.psql(f"select trouble is null from app.mail_account where id = {number} and driver = 'smtp'") == "t"
    box.end()


def test_plain_where_tls_is_asked_is_refused(rig):
    """A server that offers no protected line gets nothing, not even the name."""
    t, box = rig.transport(MARIE), Postbox()
    smtp(rig, t, box, "starttls")
    mail = put(rig, "clair@example.com")
    assert "TLS" in becomes(rig, mail, "waiting")["why"] and not box.letters
    smtp(rig, t, box, "none")
    try_now(rig, mail)
    becomes(rig, mail, "sent")
    box.end()


def test_not_now_is_tried_again_and_never_is_a_bounce(rig):
    """451 waits a minute, then two; 550 and 554 are for good, with the server's own words, and the contact's timeline tells it."""
    t, box = rig.transport(MARIE), Postbox()
    smtp(rig, t, box)
    contact = rig.ask(t, "create contact last_name=Perdu email=nobody-perdu@example.com")["id"]
    late, gone, spam = put(rig, "later@example.com"), put(rig, "nobody-perdu@example.com", extra={"contact_id": contact}), put(rig, "spam@example.com")
    assert "550 5.1.1 No such user here" in becomes(rig, gone, "bounced")["why"] and "554" in becomes(rig, spam, "bounced")["why"]
    first = becomes(rig, late, "waiting")
    assert "451 4.7.1 Come back later" in first["why"] and 20 < first["waits"] <= 60 and first["tries"] == 1
    assert rig.db.psql("select count(*) from app.mail_account where paused_until > now()") == "0", "one address is no reason to stop the others"
    try_now(rig, late)
    second = wait_until(lambda: (lambda r: r if r["tries"] == 2 and r["status"] == "waiting" else None)(row(rig, late)), 20, "the second try")
    assert 80 < second["waits"] <= 120
    box.patient.add("later@example.com")
    try_now(rig, late)
    becomes(rig, late, "sent")
    assert "No such user" in rig.run(t, f"list activity --filter contact:{contact} --columns body,subject")[1] or "No such user" in rig.db.psql(f"select body from app.activity where contact_id = {contact}")
    box.end()


def test_a_line_that_is_cut_or_hangs_is_tried_again_with_the_same_number(rig):
    """In the middle of the text, or before the first word: the mail is sent once more, known by the same number, and the others do not wait."""
    t, box = rig.transport(MARIE), Postbox()
    smtp(rig, t, box)
    cut, slow, fine = put(rig, "cut@example.com"), put(rig, "slow@example.com"), put(rig, "fine@example.com")
    becomes(rig, fine, "sent", 10)
    assert "was cut" in becomes(rig, cut, "waiting")["why"] and "too long" in becomes(rig, slow, "waiting")["why"]
    number = rig.db.psql(f"select message_id from app.mail where id = {cut} and address = 'cut@example.com'")
    box.patient.update(["cut@example.com", "slow@example.com"])
    try_now(rig, cut)
    try_now(rig, slow)
    becomes(rig, cut, "sent")
    assert box.to("cut@example.com")[0].message["message-id"] == number
    box.end()
    deaf = Deaf()
    smtp(rig, t, deaf)
    mail = put(rig, "sourd@example.com")
    assert "127.0.0.1" in becomes(rig, mail, "waiting")["why"] and deaf.taken
    deaf.end()
    smtp(rig, t, deaf)
    try_now(rig, mail)
    wait_until(lambda: row(rig, mail)["tries"] >= 2 and row(rig, mail)["status"] == "waiting", 20, "the refused connection")


def test_no_text_becomes_a_header_or_another_receiver(rig):
    """Line ends in subjects, names and addresses, and a body that looks like commands, stay what they are."""
    t, box = rig.transport(MARIE), Postbox()
    smtp(rig, t, box)
    for bad in ("a@example.com\\r\\nRCPT TO:<evil@example.com>", "a@example.com>,<evil@example.com", "a b@example.com", "x\\n@example.com", "a@exam ple.com", "a@example.com,b@example.com"):
        made = rig.db.psql(f"do $$ begin perform app.as_platform((select id from app.tenant where slug = 'garage')); perform app.mail_put(E'{bad}', 's', 'b'); exception when sqlstate 'UI001' then return; end $$; select count(*) from app.mail where address ~ 'evil|[ ,]'")
        assert made == "0", bad
    rpc = rig.rpc(t)
    for values in ({"subject": "x\r\nBcc: evil@example.com"}, {"address": "ok@example.com\r\nevil@example.com"}, {"name": "x\r\nBcc: evil@example.com"}):
        assert "error" in rpc.call("create", entity="mail", values={"subject": "x", "body": "x", "address": "ok@example.com", **values}), values
    mail = int(sql(rig, "select app.mail_put('ok@example.com', E'Bonjour\\r\\nBcc: evil@example.com\\r\\n\\r\\nTexte', E'x\\r\\n.\\r\\nMAIL FROM:<evil@example.com>\\r\\nRCPT TO:<evil@example.com>\\r\\nDATA', extra => E'{\"name\": \"Zoé\\\\r\\\\nBcc: evil@example.com\", \"in_reply_to\": \"<a@b>\\\\r\\\\nBcc: evil@example.com\", \"references\": \"<a@b>\\\\r\\\\nX-Evil: 1\"}')"))
    becomes(rig, mail, "sent")
    letter, = box.to("ok@example.com")
    assert "bcc" not in letter.message and "x-evil" not in letter.message and letter.recipients == ["ok@example.com"]
    assert letter.message["subject"] == "Bonjour Bcc: evil@example.com Texte" and letter.text.startswith("x\n.\nMAIL FROM")
    assert not box.to("evil@example.com")
    box.end()


def test_without_a_mail_server_it_goes_into_a_folder_or_through_a_program(rig):
    """The first mail of a company that has set up nothing is a file of a maildir; sendmail is given the mail and only one receiver."""
    t = rig.transport(MARIE)
    account(rig, t, driver="server")
    mail = put(rig, "dossier@example.com", "Été", "Voilà", {"kind": "welcome"})
    becomes(rig, mail, "sent")
    new = [email.message_from_bytes(f.read_bytes(), policy=email.policy.default) for f in (rig.db.dir / "mail" / "garage" / "new").iterdir()]
    found, = [m for m in new if m["to"] == "dossier@example.com"]
    assert found["subject"] == "Été" and found.get_content().strip() == "Voilà" and not list((rig.db.dir / "mail" / "garage" / "tmp").iterdir())
    account(rig, t, driver="sendmail")
    mail, busy = put(rig, "programme@example.com", "Par sendmail", "Voilà"), put(rig, "tempfail@example.com")
    becomes(rig, mail, "sent")
    said = (rig.db.dir / "post" / "programme@example.com").read_text()
    assert said.splitlines()[0] == "-i -f garage@garage.test -- programme@example.com" and "Subject: Par sendmail" in said
    told = becomes(rig, busy, "waiting")
    assert "75" in told["why"], told


def test_the_welcome_and_the_reminder_leave_by_themselves(rig):
    """A new contact who agreed has the welcome within seconds, one who did not has none; a reminder of what is due is one action, the second one is refused."""
    t, box = rig.transport(MARIE), Postbox()
    smtp(rig, t, box, welcome_contacts="yes")
    began = time.monotonic()
    yes = rig.ask(t, "create contact first_name=Zoé last_name=Accord email=zoe.accord@example.com language=fr consent_email=yes")["id"]
    rig.ask(t, "create contact last_name=Refus email=refus@example.com")
    letter, = wait_until(lambda: box.to("zoe.accord@example.com"), 30, "the welcome")
    assert time.monotonic() - began < 300 and "Bonjour Zoé Accord" in letter.text and letter.message["subject"].startswith("Bienvenue chez Garage de l’Étoile")
    rig.ask(t, f"create vehicle plate=AA-123-BB make=Renault model=Clio owner_id={yes} next_inspection=2030-06-15")
    due = int(rig.db.psql(f"select id from app.due where contact_id = {yes} and kind = 'inspection'"))
    preview = rig.run(t, f"report mail_preview template=inspection id={due}")[1]
    assert "15/06/2030" in preview and "zoe.accord@example.com" in preview
    rig.ask(t, f"do due remind {due}")
    letter = wait_until(lambda: (box.to("zoe.accord@example.com") + [None, None])[1], 30, "the reminder")
    assert "Renault Clio" in letter.message["subject"] and "AA-123-BB" in letter.text and "15/06/2030" in letter.text, (letter.message["subject"], letter.text)
    status, out, err = rig.run(t, f"do due remind {due}")
    assert status == 1 and "déjà" in out + err, out + err
    assert not box.to("refus@example.com")
    box.end()


def test_who_may_not_see_the_record_does_not_see_its_mail(rig):
    """Mails for one person's eyes are read by whoever looks after the account; a viewer neither sends nor sees an address that is masked from them."""
    t, vera = rig.transport(MARIE), rig.transport("vera@garage.test")
    account(rig, t, driver="server")
    secret = put(rig, "patron@example.com", "Pour le patron", extra={"private": True})
    assert "Pour le patron" in rig.run(t, "list mail --columns subject --limit 1000")[1]
    seen = rig.run(vera, "list mail --columns '*' --format json --limit 1000")[1]
    assert "Pour le patron" not in seen and "@example.com" not in "".join(re.findall(r'"address":"[^"]*"', seen))
    assert rig.run(vera, f"show mail {secret}")[0] == 1 and rig.run(vera, "mail test x@example.com")[0] == 3 and rig.run(vera, "list mail_account")[0] in (2, 3)
    assert rig.run(vera, f"do mail resend {secret}")[0] in (1, 3)


def test_the_queues_age_is_measured(rig):
    """health and metrics tell how many mails wait and how late they are."""
    t = rig.transport(MARIE)
    account(rig, t, driver="smtp", host="127.0.0.1", port=1, security="none")
    mail = put(rig, "attend@example.com")
    becomes(rig, mail, "waiting")
    counted = rig.ask(t, "metrics")["mail"]
    assert counted["waiting"] >= 1 and counted["oldest_seconds"] >= 0 and "late_seconds" in counted
    assert "mail_late_seconds" in rig.ask(t, "health")
    rig.ask(t, f"do mail cancel {mail}")
    assert row(rig, mail)["status"] == "held"
    assert "held" in rig.run(t, "report mail_queue --format json")[1]
