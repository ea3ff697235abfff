"""Who means harm with the work itself: mails and calendars that are made to break whoever reads them, mail servers that lie, and people who
would know or send more than they may."""
import json, re, socket, ssl, threading, uuid

from postbox import certificate
from rig import wait_until
from story import Teller

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"


def mail(subject, body, head="", sender="Paul Martin <{0}@example.org>"):
    who = sender.format(uuid.uuid4().hex[:12])
    return f"From: {who}\r\nTo: support@garage.test\r\nSubject: {subject}\r\nMessage-ID: <{uuid.uuid4()}@example.org>\r\n{head}{body}".encode()


def receive(rig, letter):
    done = rig.ssh("receive", "ticket", "--format", "json", input=letter, text=False, timeout=120)
    assert done.returncode == 0, (done.returncode, done.stderr[:500])
    return json.loads(done.stdout)


def test_mails_that_are_made_to_break_their_reader(rig):
    """Groups within groups of addresses, walls of lines, parts in parts: each becomes a ticket, and the reader lives."""
    t = Teller(rig)
    for field in ("Cc", "Reply-To", "TO"):
        assert receive(rig, mail("Groupes", "\r\nBonjour\r\n", f"{field}: " + "a:" * 300000 + "\r\n"))["outcome"] == "ticket"
    inner = "Content-Type: message/rfc822\r\n\r\nTo: " + "a:" * 300000 + "\r\n\r\nfin\r\n"
    assert receive(rig, mail("Groupes dedans", inner))["outcome"] == "ticket"
    assert receive(rig, mail("Tiroirs", "".join(f"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n" for i in range(20000)) + "Content-Type: text/plain\r\n\r\nau fond\r\n"))["outcome"] == "ticket"
    assert receive(rig, mail("Mur", "\r\n" + "________________________________\r\n" * 6000))["outcome"] == "ticket"
    made = receive(rig, mail("Fleuve", "\r\n" + "fleuve " * 60000))
    description = t.field("ticket", made["id"], "description")
    assert made["outcome"] == "ticket" and description.startswith("fleuve fleuve") and "mail.eml" in description and len(description) <= 100000
    assert [f["name"] for f in t.rows(f"files ticket {made['id']}")] == ["mail.eml"]


def event(more="", start="DTSTART;TZID=Bombe:20310301T100000"):
    return f"BEGIN:VEVENT\r\nUID:{uuid.uuid4()}\r\nSUMMARY:Essai\r\n{start}\r\nDURATION:PT1H\r\n{more}END:VEVENT\r\n"


def zone(rule, more=""):
    return (f"BEGIN:VTIMEZONE\r\nTZID:Bombe\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:{rule}\r\nEND:STANDARD\r\n{more}END:VTIMEZONE\r\n")


def test_calendars_that_are_made_to_break_their_reader(rig):
    """A zone whose clock changes every second is none; one that changes by years is; more zones than the world has are not all looked up."""
    def bring(text):
        done = rig.ssh("import", "mission", "--format", "ics", "--dry-run", input=(HEAD + text + "END:VCALENDAR\r\n").encode(), text=False, timeout=60)
        return done.returncode, (done.stdout + done.stderr).decode()
    for rule in ("FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=2", "FREQ=YEARLY;BYHOUR=1,2,3", "FREQ=YEARLY;BYDAY=SU",
                 "FREQ=YEARLY;BYYEARDAY=" + ",".join(str(n) for n in range(1, 300))):
        code, said = bring(zone(rule) + event())
        assert code == 0 and "Bombe" in said, (rule, said)
    for rule in ("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "FREQ=YEARLY;BYMINUTE=0;BYHOUR=2;BYDAY=-1SU;BYMONTH=10", "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=25,26,27,28,29,30,31;BYDAY=SU"):
        code, said = bring(zone(rule) + event())
        assert code == 0 and "Bombe" not in said, (rule, said)
    for rule in ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;UNTIL=19700101T000000Z", "FREQ=YEARLY;INTERVAL=0"):
        code, said = bring(zone(rule) + event())
        assert code == 0, (rule, said)
    code, said = bring(zone("FREQ=YEARLY").replace("DTSTART:19700101T000000\r\n", "") + event())
    assert code == 0, said
    code, said = bring(zone("FREQ=YEARLY;BYMONTH=10\r\n" + "RRULE:FREQ=YEARLY;BYMONTH=11\r\n" * 2000) + event(start="DTSTART;TZID=Bombe:25800301T100000"))
    assert "Bombe" in said, said
    code, said = bring("".join(event(start=f"DTSTART;TZID=Nulle-part-{n}:20310301T100000") for n in range(400)))
    assert code == 0 and 0 < said.count("Nulle-part") <= 200, said[:300]
    for rule in ("FREQ=SECONDLY", "FREQ=DAILY;COUNT=1000000000", "FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 4000)):
        code, said = bring(event(f"RRULE:{rule}\r\n"))
        assert code == 1 and not re.search(r"ERROR|app\.|SQL", said), (rule, said)
    code, said = bring(event("RRULE:FREQ=YEARLY;COUNT=99999\r\n", "DTSTART:00010101T100000Z"))
    assert code == 1 and "1900" in said, said
    # One number a thousand times over is one record, as deep as that may be.
    code, said = bring("BEGIN:VEVENT\r\nUID:toujours-le-meme\r\nSUMMARY:x\r\nEND:VEVENT\r\n" * 200)
    assert code == 0, said


def test_only_who_wants_mail_is_told_by_mail(rig):
    """What stands on the screen is not mailed, too; nor does a file slip into a mail that has left."""
    t, alice = Teller(rig), rig.transport("alice@garage.test/garage")
    number = rig.ask(alice, "whoami")["person"]["id"]
    mails = lambda: int(rig.db.psql("select count(*) from app.mail where address = 'alice@garage.test' and kind = 'notification'"))
    told = lambda: int(rig.db.psql(f"select count(*) from app.notification where person_id = {number} and told_at is not null"))
    before, heard = mails(), told()
    t.new("task", title="À faire sans courrier", assignee_id=number)
    wait_until(lambda: told() > heard, 30, "what she is told")
    assert mails() == before
    rig.ask(alice, "prefer notify.assigned mail")
    t.new("task", title="À faire par courrier", assignee_id=number)
    wait_until(lambda: mails() == before + 1, 30, "the mail")
    rig.ask(alice, "prefer notify.assigned screen")
    letter = t.new("mail", address="zoe@example.org", subject="Parti", body="Voilà.")
    t.say(f"do mail send {letter}")
    done = rig.ssh("put", "mail", str(letter), "apres.bin", input=b"x" * 1000, text=False)
    assert done.returncode == 1 and not t.rows(f"files mail {letter}"), done.stderr


class Liar(threading.Thread):
    """A server of lines: what it answers to a line the function says, in bytes."""

    def __init__(self, greeting, answer, context=None):
        super().__init__(daemon=True)
        self.socket, self.greeting, self.reply, self.context = socket.create_server(("127.0.0.1", 0)), greeting, answer, context
        self.port = self.socket.getsockname()[1]
        self.start()

    def run(self):
        while True:
            try:
                client = self.socket.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.talk, args=(client,), daemon=True).start()

    def talk(self, client):
        try:
            client = self.context.wrap_socket(client, server_side=True) if self.context else client
            lines = client.makefile("rb")
            client.sendall(self.greeting)
            for line in lines:
                client.sendall(self.reply(line))
        except OSError:
            pass

    def end(self):
        self.socket.close()


def test_a_mail_server_that_lies(rig):
    """Numbers beyond all numbers, sizes that are none: what is a mail is taken once, the rest is passed over."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(rig.db.dir))
    letter = mail("Du menteur", "\r\nBonjour\r\n")

    def answer(line):
        tag, _, rest = line.strip().partition(b" ")
        word = rest.upper()
        if word.startswith(b"CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n" + tag + b" OK\r\n"
        if word.startswith(b"STATUS"):
            return b"* STATUS INBOX (UIDVALIDITY 7 UIDNEXT 2)\r\n" + tag + b" OK\r\n"
        if word.startswith(b"SELECT"):
            return b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n" + tag + b" OK\r\n"
        if word.startswith(b"UID FETCH") and b"BODY" in word:
            return b"* 1 FETCH (UID 5 BODY[] {%d}\r\n" % len(letter) + letter + b")\r\n" + tag + b" OK\r\n"
        if word.startswith(b"UID FETCH"):
            return (b"* 1 FETCH (UID 5 RFC822.SIZE %d)\r\n* 2 FETCH (UID 9223372036854775807 RFC822.SIZE 10)\r\n* 3 FETCH (UID -4 RFC822.SIZE -9)\r\n"
                    b"* 4 FETCH (UID 4294967296 RFC822.SIZE 99999999999999999999)\r\n" % len(letter)) + tag + b" OK\r\n"
        return tag + b" OK\r\n"
    liar = Liar(b"* OK hello\r\n", answer, context)
    done = rig.ssh("create", "mailbox", "name=menteur", "address=menteur@garage.test", "kind=imap", "host=127.0.0.1", f"port={liar.port}", "username=x", "--format", "json")
    number = json.loads(done.stdout)["id"]
    assert rig.ssh("do", "mailbox", "set_password", str(number), "password=x").returncode == 0
    last = lambda: rig.db.psql(f"select last_uid from app.mailbox_state where mailbox_id = {number} and tenant_id = (select id from app.tenant where slug = 'garage')")
    wait_until(lambda: last() == "5", 30, "the mail that is one")
    assert int(rig.db.psql("select count(*) from app.ticket where subject = 'Du menteur'")) == 1
    rig.ssh("update", "mailbox", str(number), "paused=true")
    liar.end()


def test_a_mail_server_that_answers_in_no_language(rig):
    """Bytes that are no text and orders to a terminal in a refusal: it bounced, and what was said can be read."""
    t = Teller(rig)

    def answer(line):
        word = line.upper()
        return (b"250-x\r\n250 OK\r\n" if word.startswith(b"EHLO") else b"550-\xff\xfe\x1b]0;owned\x07\r\n550 " + b"\xed\xa0\x80 non " * 2000 + b"\r\n" if word.startswith(b"RCPT")
                else b"221 bye\r\n" if word.startswith(b"QUIT") else b"250 OK\r\n")
    liar = Liar(b"220 x\r\n", answer)
    found = t.rows("list mail_account --columns id")
    words = f"driver=smtp host=127.0.0.1 port={liar.port} security=none username='' from_address=garage@garage.test"
    t.say(f"update mail_account {found[0]['id']} {words}" if found else f"create mail_account {words}")
    letter = t.new("mail", address="zoe@example.org", subject="Au menteur", body="Voilà.")
    t.say(f"do mail send {letter}")
    row = wait_until(lambda: (lambda r: r if r["status"] == "bounced" else None)(t.show("mail", letter)), 30, "the answer")
    assert "non" in row["why"] and "\x1b" not in row["why"] and "\x07" not in row["why"], row
    t.say(f"update mail_account {t.rows('list mail_account --columns id')[0]['id']} driver=server host='' port=''")
    liar.end()
