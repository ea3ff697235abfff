"""The first hour of an administrator: an empty database, a company, its people, their keys, a backup; and every slip on the way."""
import os, pathlib, pty, re, select, subprocess, termios, time

import rig as rigs


class Installation:
    """A database and a comptoird.conf of its own, and comptoird as its administrator types it."""

    def __init__(self, rig, name, template="template1"):
        self.db, self.database = rig.db, name
        self.dir = rig.dir / name
        self.dir.mkdir(exist_ok=True)
        self.dir.chmod(0o755)
        self.conf = self.dir / "comptoird.conf"
        rig.db.psql(f"create database {self.database} template {template}", "postgres")
        rig.db.config(self.conf, {"server": {"listen": "127.0.0.1:0", "host_key": self.dir / "host_key"},
                                  "database": {"connection": f"host={rig.db.socket} dbname={self.database} user=comptoir_app",
                                               "admin": f"host={rig.db.socket} dbname={self.database} user=postgres"}})

    def __call__(self, *words, language="C.UTF-8", input=None, conf=None, user=None):
        done = subprocess.run([rigs.BUILD / "comptoird", "--config", conf or self.conf, *words], input=input, capture_output=True, text=True,
                              env=dict(os.environ, LC_ALL=language), timeout=120, user=user, cwd="/")
        self.said = done.stdout + done.stderr
        assert "Traceback" not in self.said and "select " not in self.said, self.said
        return done.returncode


def expect(admin, status, sentence, *words, **how):
    got = admin(*words, **how)
    assert got == status and sentence in admin.said, (words, got, admin.said)


def installed(rig, name):
    """A database that holds the release: a copy of one that was migrated."""
    if rig.db.psql("select 1 from pg_database where datname = 'migrated'", "postgres") != "1":
        expect(Installation(rig, "migrated"), 0, "the database now holds release", "migrate")
    return Installation(rig, name, "migrated")


def test_a_first_installation(rig):
    """Empty database → migrate → company with its owner → key → check: the owner signs in; each command may be said twice."""
    admin = Installation(rig, "first")
    expect(admin, 1, "run comptoird migrate", "check")
    expect(admin, 1, "run comptoird migrate", "migrate", "--check")
    expect(admin, 0, "the database now holds release", "migrate")
    expect(admin, 0, "The database holds release", "migrate")
    expect(admin, 0, "Made company", "tenant", "create", "etoile", "Garage de l’Étoile", "--kind", "garage",
           "--owner", "celine@example.com", "--owner-name", "Céline Roussel")
    key = rig.db.new_key("celine")
    expect(admin, 0, "SHA256:", "key", "add", "celine@example.com", f"{key}.pub")
    expect(admin, 0, "ok", "check")
    assert "FAULT" not in admin.said
    server = subprocess.Popen([rigs.BUILD / "comptoird", "--config", admin.conf, "serve"], stdin=subprocess.DEVNULL, text=True,
                              stdout=open(admin.dir / "said", "w"), stderr=subprocess.STDOUT, env=dict(os.environ, LC_ALL="C.UTF-8"))
    try:
        said = lambda: (admin.dir / "said").read_text()
        port = rigs.wait_until(lambda: re.findall(r"listening address=127\.0\.0\.1:(\d+)", said()), what="the server")[0]
        told = re.search(r"Its fingerprint, to be compared at the first sign-in: (SHA256:\S+)", said())
        real = subprocess.run(["ssh-keygen", "-lf", admin.dir / "host_key"], capture_output=True, text=True, check=True).stdout.split()[1]
        assert told and told.group(1) == real, said()
        ssh = lambda *words: subprocess.run(["ssh", "-F", "none", "-p", port, "-l", "celine@example.com", "-i", key, "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes",
                                             "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "127.0.0.1", *words],
                                            capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=30)
        assert ssh("whoami").returncode == 0
        expect(admin, 0, "Nobody can sign in to etoile", "tenant", "close", "etoile")
        assert ssh("whoami").returncode == 255
        expect(admin, 0, "open again", "tenant", "open", "etoile")
        assert ssh("whoami").returncode == 0
    finally:
        server.terminate()
        server.wait(20)
    assert os.stat(admin.dir / "host_key").st_mode & 0o077 == 0


def test_slips_of_company_and_people(rig):
    """A name taken, a name that cannot be, an unknown kind, role, company, person: a sentence each, and nothing made."""
    admin = installed(rig, "slips")
    expect(admin, 0, "Made", "tenant", "create", "etoile", "Étoile", "--owner", "celine@example.com")
    for sentence, words in (("Another company has this short name.", ("tenant", "create", "etoile", "Encore")),
                            ("2 to 31 small letters", ("tenant", "create", "Mon Garage", "X")),
                            ("of the kind garage, events, fleet or letting", ("tenant", "create", "pain", "X", "--kind", "bakery")),
                            ("needs a name", ("tenant", "create", "vide", " ")),
                            ("The languages are fr and en.", ("tenant", "create", "allemand", "X", "--language", "de")),
                            ("NAME@DOMAIN", ("tenant", "create", "sans", "X", "--owner", "not-an-address")),
                            ("There is no company “nowhere”.", ("user", "add", "nowhere", "paul@example.com", "Paul")),
                            ("NAME@DOMAIN", ("user", "add", "etoile", "paul", "Paul")),
                            ("There is no role “chief”", ("user", "add", "etoile", "paul@example.com", "Paul", "--role", "chief")),
                            ("nobody with the e-mail address", ("user", "role", "etoile", "paul@example.com", "viewer")),
                            ("nobody with the e-mail address", ("user", "password", "paul@example.com")),
                            ("There is no company “nowhere”.", ("tenant", "close", "nowhere"))):
        expect(admin, 1, sentence, *words)
    for words in ((), ("tenant",), ("tenant", "make"), ("tenant", "create", "x"), ("user", "add", "etoile", "a@example.com", "A", "--colour", "red"),
                  ("user", "add", "etoile", "a@example.com", "A", "--role"), ("frobnicate",)):
        assert admin(*words) == 2, (words, admin.said)
    assert admin("tenant", "list") == 0 and len(admin.said.splitlines()) == 2, admin.said
    assert admin("user", "list", "etoile") == 0 and len(admin.said.splitlines()) == 2, admin.said


def test_people_roles_and_passwords(rig):
    """The same address in other letters is the same person; a second role is added, `role` leaves one; a weak password is refused."""
    admin = installed(rig, "people")
    admin("tenant", "create", "etoile", "Étoile")
    expect(admin, 0, "technician", "user", "add", "etoile", "Paul@Example.com", "Paul", "--role", "technician")
    expect(admin, 0, "office", "user", "add", "etoile", "paul@example.com", "Paul", "--role", "office")
    expect(admin, 0, "office,technician", "user", "list", "etoile")
    expect(admin, 0, "is now viewer", "user", "role", "etoile", "paul@example.com", "viewer")
    expect(admin, 0, " viewer ", "user", "list", "etoile")
    expect(admin, 1, "at least 12 characters", "user", "password", "paul@example.com", input="short\n")
    expect(admin, 1, "No password was given.", "user", "password", "paul@example.com", input="")
    expect(admin, 0, "is changed", "user", "password", "paul@example.com", input=rigs.PASSWORD + "\n")
    expect(admin, 0, "Tell lea@example.com this password", "user", "invite", "etoile", "lea@example.com", "Léa")
    assert len(re.search(r"password.*: (\S+)", admin.said).group(1)) >= 12
    expect(admin, 0, "signs in as before", "user", "invite", "etoile", "lea@example.com", "Léa", "--role", "viewer")


def test_a_password_is_asked_twice_and_never_shown(rig):
    """On a terminal: typed twice without an echo; two that differ change nothing."""
    admin = installed(rig, "typed")
    admin("tenant", "create", "etoile", "Étoile", "--owner", "celine@example.com")
    for second, sentence in ((rigs.PASSWORD + "?", "The two passwords differ."), (rigs.PASSWORD, "is changed.")):
        pid, fd = pty.fork()
        if pid == 0:
            os.environ["LC_ALL"] = "C.UTF-8"
            os.execv(rigs.BUILD / "comptoird", ["comptoird", "--config", str(admin.conf), "user", "password", "celine@example.com"])
        said = b""
        for question, answer in ((b"New password:", rigs.PASSWORD), (b"Once more:", second)):
            while question not in said:
                assert select.select([fd], [], [], 20)[0], f"{question!r} is not asked: {said!r}"
                said += os.read(fd, 1000)
            assert not termios.tcgetattr(fd)[3] & termios.ECHO, "the question is asked before the echo is off"
            os.write(fd, answer.encode() + b"\n")
        try:
            while select.select([fd], [], [], 20)[0]:
                said += os.read(fd, 1000)
        except OSError:
            pass
        os.waitpid(pid, 0)
        os.close(fd)
        assert sentence in said.decode() and rigs.PASSWORD not in said.decode(), said


def test_keys(rig):
    """A key twice, a private key, no key, a day that is none: refused with a reason; a removed key is gone."""
    admin = installed(rig, "keys")
    admin("tenant", "create", "etoile", "Étoile", "--owner", "celine@example.com")
    one, two = rig.db.new_key("admin-one"), rig.db.new_key("admin-two")
    expect(admin, 0, "Added key", "key", "add", "celine@example.com", f"{one}.pub", "--from", "192.0.2.0/24", "--label", "cron")
    expect(admin, 1, "has this key already", "key", "add", "celine@example.com", f"{one}.pub")
    expect(admin, 1, "private key", "key", "add", "celine@example.com", str(one))
    expect(admin, 1, "it is not there", "key", "add", "celine@example.com", "/nowhere.pub")
    expect(admin, 1, "No public key was given.", "key", "add", "celine@example.com", input="# nothing\n")
    expect(admin, 1, "nobody with the e-mail address", "key", "add", "nobody@example.com", f"{two}.pub")
    for day in ("tomorrow", "2026-02-31", "2026-1-1"):
        expect(admin, 2, "like 2027-01-31", "key", "add", "celine@example.com", f"{two}.pub", "--expires", day)
    expect(admin, 0, "Added key", "key", "add", "celine@example.com", input=pathlib.Path(f"{two}.pub").read_text())
    expect(admin, 0, "cron", "key", "list", "celine@example.com")
    numbers = re.findall(r"^(\d+) ", admin.said, re.M)
    assert len(numbers) == 2
    expect(admin, 0, "lets nobody in", "key", "remove", numbers[0])
    expect(admin, 1, "There is no key", "key", "remove", numbers[0])
    expect(admin, 2, "named by its number", "key", "remove", "cron")


def test_a_backup_comes_back_whole(rig):
    """Made, verified, restored into a new database: the same companies and people; a cut file and a full database are refused."""
    admin, again = installed(rig, "kept"), Installation(rig, "brought_back")
    admin("tenant", "create", "etoile", "Étoile", "--owner", "celine@example.com")
    file = admin.dir / "comptoir.dump"
    expect(admin, 0, "Wrote and read again", "backup", "make", str(file))
    assert file.stat().st_mode & 0o077 == 0
    expect(admin, 0, "is whole", "backup", "verify", str(file))
    cut = admin.dir / "cut.dump"
    cut.write_bytes(file.read_bytes()[:file.stat().st_size // 2])
    assert admin("backup", "verify", str(cut)) == 1 and again("backup", "restore", str(cut)) == 1, again.said
    expect(again, 1, "it is not there", "backup", "restore", "/nowhere.dump")
    expect(admin, 1, "not empty", "backup", "restore", str(file))
    assert admin("backup", "make", "/nowhere/x.dump") == 1
    expect(again, 0, "Restored", "backup", "restore", str(file))
    expect(again, 0, "The database holds release", "migrate")
    expect(again, 0, "ok", "check")
    assert "FAULT" not in again.said, again.said
    expect(again, 0, "celine@example.com", "user", "list", "etoile")
    facts = "select count(*), coalesce(sum(hashtext(t::text)), 0) from (select * from app.permission union all select * from app.permission where false) t"
    assert rig.db.psql(facts, "kept") == rig.db.psql(facts, "brought_back")


def test_settings_that_cannot_be(rig):
    """No file, no right to it, unknown words, a database that is down: each is named, with its own exit code."""
    admin = Installation(rig, "settings")
    expect(admin, 2, "it is not there", "check", conf="/nowhere/comptoird.conf")
    closed = admin.dir / "closed.conf"
    closed.write_text("")
    closed.chmod(0)
    if os.geteuid() == 0:
        expect(admin, 2, "this user may not", "check", conf=closed, user="nobody")
    bad = admin.dir / "bad.conf"
    bad.write_text("[server]\nlistn = x\nworkers = many\n[nonsense]\na = b\n")
    expect(admin, 2, "[server] listn: There is no such setting.", "check", conf=bad)
    assert "“many” is not a number." in admin.said and "[nonsense] a" in admin.said
    expect(admin, 2, "« many » n’est pas un nombre.", "check", conf=bad, language="fr_FR.UTF-8")
    down = admin.dir / "down.conf"
    down.write_text("[database]\nadmin = host=/nowhere dbname=x\nconnection = host=/nowhere dbname=x\n")
    for words in (("tenant", "list"), ("migrate",), ("user", "list", "x"), ("key", "list", "x@example.com")):
        expect(admin, 75, "The database cannot be reached", *words, conf=down)
    expect(admin, 1, "FAULT", "check", conf=down)
    check_says_it_in_our_words(admin)
    key = admin.dir / "host_key"
    key.write_text("x")
    key.chmod(0o644)
    expect(admin, 1, "others than its owner may read it", "check")


def test_a_role_that_passes_row_security_is_a_fault(rig):
    """check says so when the server would connect as a superuser."""
    admin = installed(rig, "too_mighty")
    conf = admin.dir / "mighty.conf"
    conf.write_text(admin.conf.read_text().replace("user=comptoir_app", "user=postgres"))
    expect(admin, 1, "may pass by row security", "check", conf=conf)


def test_french(rig):
    """An administrator whose locale is French reads French, installed locale or not."""
    admin = installed(rig, "francais")
    expect(admin, 0, "Entreprise", "tenant", "create", "etoile", "Étoile", language="fr_FR.UTF-8")
    expect(admin, 1, "Une autre entreprise a ce nom court.", "tenant", "create", "etoile", "Étoile", language="fr_FR.UTF-8")
    expect(admin, 0, "est écrit et relu", "backup", "make", str(admin.dir / "fr.dump"), language="fr_FR.UTF-8")
    assert "perl" not in admin.said
    expect(admin, 2, "il n’existe pas", "check", conf="/nowhere", language="fr_FR.UTF-8")


def check_says_it_in_our_words(admin):
    """The database is away: what, why and what to do, in either language; libpq's words and the socket's path are in the log alone."""
    log, conf = admin.dir / "check.log", admin.dir / "down-log.conf"
    conf.write_text(f"[server]\nlog = {log}\n[database]\nadmin = host=/nowhere dbname=x\nconnection = host=/nowhere dbname=x\n")
    for language, words in (("C.UTF-8", "does not answer there"), ("fr_FR.UTF-8", "n’y répond pas")):
        for command in (("check",), ("tenant", "list")):
            admin(*command, conf=conf, language=language)
            told = [line for line in admin.said.splitlines() if words in line]
            assert told and "connection to server" not in admin.said and "PGSQL" not in admin.said, admin.said
            assert not any("/nowhere" in line for line in told), told
    assert "database.unreachable" in log.read_text() and "connection to server" in log.read_text()


def test_check_looks_at_the_addresses(rig):
    """`comptoird check` says which address cannot be listened on, and how one is written."""
    conf = rig.dir / "addresses.conf"
    conf.write_text(rig.conf.read_text().replace("listen = 127.0.0.1:0", "listen = 127.0.0.1:22222 127.0.0.1:99999 nowhere"))
    done = subprocess.run([rigs.BUILD / "comptoird", "--config", conf, "check"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    faults = [line for line in (done.stdout + done.stderr).splitlines() if line.startswith("FAULT") and "127.0.0.1:2222 or" in line]
    assert done.returncode == 1 and len(faults) == 2, done
