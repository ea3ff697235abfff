"""Mail that comes in: a real IMAP server on loopback, a maildir folder, and what is piped in become tickets, each once."""
import base64, json, os, pathlib, uuid

from imapbox import Imapbox
from rig import ROOT, wait_until

SHARED = pathlib.Path(os.environ.get("COMPTOIR_DATA", ROOT.parent / "shared/data"))


def mail(subject, text="Bonjour", sender="Paul Martin <paul@example.org>", number=None, extra="", to="support@garage.test"):
    number = number or f"{uuid.uuid4()}@example.org"
    return (f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{number}>\r\nDate: Mon, 6 Jul 2026 10:00:00 +0200\r\n{extra}"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n")


def box(rig, name, **fields):
    words = [f"{k}={v}" for k, v in {"name": name, "address": f"{name}@garage.test", **fields}.items()]
    done = rig.ssh("create", "mailbox", *words, "--format", "json")
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["id"])


def look(rig, number):
    assert rig.ssh("do", "mailbox", "look", number).returncode == 0


def rows(rig, entity, filter, columns="*"):
    done = rig.ssh("list", entity, "--columns", columns, "--format", "json", "--filter", f"'{filter}'")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return found if isinstance(found, list) else found["rows"]


def tickets(rig, subject):
    found = rows(rig, "ticket", f'subject:"{subject}"', "id,subject,description,status,requester_email,source")
    return [row for row in found if row["subject"] == subject]


def show(rig, ticket):
    return rows(rig, "ticket", f"id:{ticket}", "id,subject,status,description,requester_email")[0]


def pause(rig, number):
    rig.ssh("update", "mailbox", number, "paused=true")


def files(rig, ticket):
    found = json.loads(rig.ssh("files", "ticket", str(ticket), "--format", "json").stdout)
    return found if isinstance(found, list) else found["rows"]


def test_a_mail_on_an_imap_server_becomes_a_ticket_once(rig):
    """Over TLS: mail that lies there already stays there; what comes is taken, with its file, and never twice."""
    server = Imapbox(rig.db)
    try:
        server.put(mail("Vieux courrier"))
        number = box(rig, "imap", kind="imap", host="127.0.0.1", port=server.imaps, username="support")
        assert rig.ssh("do", "mailbox", "set_password", number, "password=hush-hush").returncode == 0
        wait_until(lambda: rig.db.psql("select count(*) from app.mailbox_state where last_uid is not null") != "0", 20, "the first look")
        data = os.urandom(200_000)
        attached = (f"From: Zoé <zoe@example.org>\r\nTo: imap@garage.test\r\nSubject: =?utf-8?q?Pi=C3=A8ce_jointe?=\r\nMessage-ID: <{uuid.uuid4()}@example.org>\r\nMIME-Version: 1.0\r\n"
                    "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Voici <b>le plan</b>.</p><script>x</script>\r\n--B\r\n"
                    "Content-Type: application/pdf; name=plan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(data).decode().replace("\n", "\r\n") + "--B--\r\n")
        server.put(mail("Ça fume"), attached)
        look(rig, number)
        wait_until(lambda: tickets(rig, "Pièce jointe"), 20, "the ticket")
        found = tickets(rig, "Pièce jointe")[0]
        assert found["description"] == "Voici le plan." and found["requester_email"] == "zoe@example.org" and found["source"] == "mail", found
        assert rig.ssh("get", "ticket", str(found["id"]), "plan.pdf", text=False).stdout == data
        assert len(tickets(rig, "Ça fume")) == 1 and not tickets(rig, "Vieux courrier")
        # Its numbers are forgotten: all is read again, and nothing is taken again but what was never taken.
        rig.db.psql("update app.mailbox_state set validity = 1, last_uid = 0")
        look(rig, number)
        wait_until(lambda: tickets(rig, "Vieux courrier"), 20, "what was not taken yet")
        assert len(tickets(rig, "Ça fume")) == 1 and len(tickets(rig, "Pièce jointe")) == 1
        assert server.count() == 3
        pause(rig, number)
    finally:
        server.end()


def test_starttls_and_mails_that_are_deleted_once_taken(rig):
    """The other way in; only what was taken is deleted there."""
    server = Imapbox(rig.db)
    try:
        server.put(mail("Par STARTTLS"), mail("Encore par STARTTLS"))
        number = box(rig, "starttls", kind="imap", host="127.0.0.1", port=server.imap, username="support", security="starttls", old_mail="true", afterwards="delete")
        assert rig.ssh("do", "mailbox", "set_password", number, "password=hush-hush").returncode == 0
        wait_until(lambda: len(tickets(rig, "Par STARTTLS")) == 1 and len(tickets(rig, "Encore par STARTTLS")) == 1, 20, "the tickets")
        wait_until(lambda: server.count() == 0, 10, "the empty box")
        pause(rig, number)
    finally:
        server.end()


def test_a_wrong_password_and_an_unknown_server_are_said_and_nothing_is_shown_of_them(rig):
    """The box says what is wrong; the password is in no list, export, history or log."""
    server = Imapbox(rig.db, password="right-one")
    try:
        number = box(rig, "wrong", kind="imap", host="127.0.0.1", port=server.imaps, username="support")
        rig.ssh("do", "mailbox", "set_password", number, "password=wrong-secret")
        trouble = wait_until(lambda: rows(rig, "mailbox", "name:wrong", "id,trouble")[0]["trouble"], 20, "the trouble")
        assert trouble == "Le serveur de messagerie ne connaît pas ce nom et ce mot de passe.", trouble
        english = rig.transport(*rig.db.person("garage", "manager"))
        rig.run(english, "prefer language en")
        asked = {how: rig.run(rig.transport(*rig.db.person("garage", "manager")), how) for how in (f"show mailbox {number} --format json", f"show mailbox {number}", "list mailbox --columns name,trouble",
                 "list mailbox --columns name,trouble --format csv", f"history mailbox {number}", "list mailbox --columns name,trouble --limit 5 --format json")}
        assert all("The mail server does not know this name and password." in out for _, out, _ in asked.values()), asked
        assert "ne connaît pas" in rig.ssh("history", "mailbox", number).stdout
        assert "wrong-secret" not in rig.db.psql("select jsonb_agg(s) from app.mailbox_state s") and "sealed:" in rig.db.psql(f"select secret from app.mailbox_state where mailbox_id = {number}")
        for words in (["show", "mailbox", number], ["list", "mailbox", "--columns", "*"], ["history", "mailbox", number], ["catalogue", "mailbox"]):
            assert "wrong-secret" not in rig.ssh(*words, "--format", "json").stdout, words
        assert "wrong-secret" not in rig.log()
        rig.ssh("do", "mailbox", "set_password", number, "password=right-one")
        wait_until(lambda: not rows(rig, "mailbox", "name:wrong", "id,trouble")[0].get("trouble"), 20, "the end of the trouble")
        pause(rig, number)
    finally:
        server.end()


def maildir(rig, company, folder):
    base = rig.db.dir / "boxes" / company / folder
    for part in ("new", "cur", "tmp"):
        (base / part).mkdir(parents=True, exist_ok=True)
    for path in (base.parent.parent, base.parent, base, *base.iterdir()):
        path.chmod(0o777)
    return base


def test_a_maildir_folder(rig):
    """What lies in new becomes tickets in order and moves to cur; links and folders in it are nobody's mail."""
    base = maildir(rig, "garage", "atelier")
    (base / "new" / "1.a").write_text(mail("Premier", number="same@example.org"))
    (base / "new" / "2.a").write_text(mail("Premier", number="same@example.org"))
    (base / "new" / "3.a").write_text(mail("Deuxième"))
    (base / "new" / "4.a").symlink_to("/etc/passwd")
    number = box(rig, "atelier", kind="folder", folder="atelier")
    wait_until(lambda: tickets(rig, "Deuxième"), 20, "the tickets")
    assert len(tickets(rig, "Premier")) == 1
    wait_until(lambda: not list((base / "new").iterdir()), 10, "the empty folder")
    assert rig.db.psql("select count(*) from app.ticket where description like '%root:%'") == "0"
    pause(rig, number)


def test_another_companys_folder_is_out_of_reach(rig):
    """A box names a folder below its own company's; there is no way up."""
    for bad in ("../fleet", "..", "a/b", ".hidden"):
        done = rig.ssh("create", "mailbox", f"name=x{len(bad)}", f"address=x{len(bad)}@garage.test", "kind=folder", f"folder={bad}")
        assert done.returncode == 1, (bad, done.stdout)


def receive(rig, data, *words, who="marie@garage.test"):
    return rig.ssh("receive", "ticket", *words, "--format", "json", input=data if isinstance(data, bytes) else data.encode(), text=False, who=who)


def test_a_mail_that_is_piped_in_and_its_answer_and_the_reply(rig):
    """receive, as a mail server delivers: ticket, answer in the outbox, reply to its number in the same thread, out of office beside it."""
    box(rig, "pipe", kind="pipe")
    first = receive(rig, mail("Une question", to="pipe@garage.test"))
    assert first.returncode == 0, first.stderr
    made = json.loads(first.stdout)
    assert made["outcome"] == "ticket", made
    ticket = str(made["id"])
    assert json.loads(receive(rig, mail("Une question", number="again@example.org", to="pipe@garage.test")).stdout)["outcome"] == "ticket"
    assert json.loads(receive(rig, mail("Une question", number="again@example.org", to="pipe@garage.test")).stdout)["outcome"] == "seen"
    assert rig.ssh("do", "ticket", "note", ticket, 'body="Ne pas lui dire"').returncode == 0
    assert rig.ssh("do", "ticket", "answer", ticket, 'body="Voici la réponse"').returncode == 0
    out = rig.db.psql(f"select message_id || '|' || body from app.mail where subject_entity = 'ticket' and subject_id = {ticket} and tenant_id = (select id from app.tenant where slug = 'garage') and kind = 'answer'")
    assert out.endswith("|Voici la réponse") and "\n" not in out, out
    number = out.split("|")[0]
    away = receive(rig, mail("Réponse automatique", extra=f"Auto-Submitted: auto-replied\r\nIn-Reply-To: {number}\r\n"))
    assert json.loads(away.stdout)["outcome"] == "note" and show(rig, ticket)["status"] == "waiting"
    reply = receive(rig, mail("Re: rien", "Merci, et ceci ?\r\n\r\nLe lun. 6 juil. 2026 à 10:00, Garage a écrit :\r\n> Voici la réponse", extra=f"In-Reply-To: {number}\r\n"))
    assert json.loads(reply.stdout)["outcome"] == "message", reply
    said = rows(rig, "ticket_message", f"ticket_id:{ticket} kind:question", "body")
    assert [m["body"] for m in said] == ["Merci, et ceci ?"], said
    assert receive(rig, mail("Interdit"), who="vera@garage.test").returncode == 3
    turned = rig.ssh("ticket", "receive", "--box", "pipe", "--format", "json", input=mail("À l’envers"))
    assert turned.returncode == 0 and json.loads(turned.stdout)["outcome"] == "ticket", turned


def test_hostile_mails_are_tickets_that_say_so(rig):
    """Broken, nested, enormous, binary: what could be read is there, the raw mail beside it; nothing breaks and nothing is repeated."""
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n" for i in range(3000))
    many = "".join("--M\r\nContent-Type: text/x-part; name=f\r\n\r\nx\r\n" for _ in range(3000))
    head = "From: eve@example.org\r\nTo: support@garage.test\r\nMessage-ID: <{}@example.org>\r\nSubject: Hostile {}\r\nMIME-Version: 1.0\r\n"
    cases = {
        "deep": head.format("deep", "deep") + deep + "Content-Type: text/plain\r\n\r\nend",
        "many": head.format("many", "many") + "Content-Type: multipart/mixed; boundary=M\r\n\r\n" + many + "--M--\r\n",
        "cut": head.format("cut", "cut") + "Content-Type: multipart/mixed; boundary=C\r\n\r\n--C\r\nContent-Type: text/plain\r\n\r\nSeen\r\n--C\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
        "charset": head.format("charset", "charset") + "Content-Type: text/plain; charset=x-nonsense\r\n\r\n\xff\xfe caf\xe9 \x1b]0;owned\x07",
        "name": head.format("name", "name") + 'Content-Type: multipart/mixed; boundary=N\r\n\r\n--N\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="../../etc/passwd\x01"\r\n\r\nx\r\n--N--\r\n',
        "html": head.format("html", "html") + "Content-Type: text/html\r\n\r\n" + "<div>" * 50000 + "Text &#27;[31m" + "</div>" * 50000,
    }
    for name, text in cases.items():
        done = receive(rig, text.encode("latin-1"))
        assert done.returncode == 0, (name, done.stderr)
        made = json.loads(done.stdout)
        assert made["outcome"] == "ticket", (name, made)
        shown = show(rig, made["id"])
        assert "\x1b" not in json.dumps(shown, ensure_ascii=False), name
        names = [f["name"] for f in files(rig, made["id"])]
        if name in ("deep", "many", "cut"):
            assert "mail.eml" in names, (name, names)
        if name == "cut":
            assert "Seen" in shown["description"] and "endommagé" in shown["description"], shown
        if name == "name":
            assert all("/" not in n for n in names) and len(names) == 1, names
        assert len(names) <= 202
    assert receive(rig, b"\x00\x01\x02 nothing at all").returncode == 0
    empty = receive(rig, b"")
    assert empty.returncode == 2 and not empty.stdout


def test_thirty_megabytes_of_attachments(rig):
    """What fits is kept; what is over the company's largest file is named, and the mail is a ticket all the same."""
    big = base64.encodebytes(os.urandom(12 * 1024 * 1024)).decode()
    parts = "".join(f"--B\r\nContent-Type: application/octet-stream; name=f{i}.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n{big}\r\n" for i in range(3))
    text = f"From: eve@example.org\r\nTo: support@garage.test\r\nMessage-ID: <{uuid.uuid4()}@example.org>\r\nSubject: Lourd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nVoici.\r\n{parts}--B--\r\n"
    over = receive(rig, text)
    assert over.returncode == 1 and b"45" in over.stderr, over
    parts = "".join(f"--B\r\nContent-Type: application/octet-stream; name=f{i}.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n{big[:13_000_000]}\r\n" for i in range(3))
    text = text[:text.index("--B\r\nContent-Type: application")] + parts[:44 * 1024 * 1024] + "--B--\r\n"
    done = receive(rig, text)
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    shown = show(rig, made["id"])
    assert "Voici." in shown["description"], shown["description"]
    assert len(files(rig, made["id"])) >= 2


def test_a_mail_that_waits_keeps_its_file_until_somebody_makes_a_ticket_of_it(rig):
    """Out of office, with a paper attached: no ticket. Whoever looks at it reads the file there; accepted, the ticket has it, byte by byte."""
    data = os.urandom(150_000)
    text = mail("Absence", extra="Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n").replace("Content-Type: text/plain; charset=utf-8\r\n\r\n",
        "\r\n--B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n") + "--B\r\nContent-Type: application/pdf; name=bon.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(data).decode().replace("\n", "\r\n") + "--B--\r\n"
    done = json.loads(receive(rig, text).stdout)
    assert done["outcome"] == "automatic" and done["id"] is None, done
    number = str(done["received"])
    there = rig.ssh("get", "received_mail", number, "bon.pdf", text=False)
    assert there.stdout == data, there.stderr
    assert rig.ssh("do", "received_mail", "accept", number).returncode == 0
    made = str(rows(rig, "received_mail", f"id:{number}", "id,ticket_id")[0]["ticket_id"])
    assert rig.ssh("get", "ticket", made, "bon.pdf", text=False).stdout == data
    assert rig.ssh("get", "received_mail", number, "bon.pdf", text=False).returncode == 1, "it is there once"


def test_real_mails_and_tables_of_others(rig):
    """Whatever files of other programs lie here, read as mails: each is a ticket or refused with a sentence, none a fault of ours."""
    found = [p for p in sorted(SHARED.rglob("*")) if p.is_file() and p.suffix in (".eml", ".ics", ".vcf", ".msg")][:12] if SHARED.exists() else []
    for path in found:
        done = receive(rig, path.read_bytes()[:1_000_000])
        assert done.returncode in (0, 1), (path, done.returncode, done.stderr)


def test_who_looks_at_a_ticket_hears_of_a_mail_for_it(rig):
    """No person changed anything, and no screen asks again: the mail itself tells of its ticket."""
    box(rig, "live", kind="pipe")
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    made = json.loads(receive(rig, mail("Pour qui regarde", to="live@garage.test")).stdout)
    told = {}
    while not {"ticket", "ticket_message" if made["outcome"] == "message" else "received_mail"} <= set(told):
        event = rpc.event(10)
        assert event, told
        told.setdefault(event["params"]["entity"], []).extend(pair[0] for pair in event["params"]["ids"])
    assert made["id"] in told["ticket"], told
