"""rig.py: a real server on a throw-away database, for tests that come in through the network as people do.

A test file holds functions test_*(rig), each opening with a sentence on what is promised. SETTINGS at the top of a file asks
for a server with other settings: {"limits": {"grace": "1s"}}. Files with the same settings share a server; the runner
(tests/wire/run) makes and ends everything.

The company `garage` has marie@garage.test (owner, key and password), paul@garage.test (technician, key) and
vera@garage.test (viewer, key); `fleet` has denis@fleet.test (owner, key). alice@garage.test belongs to both.
"""
import json, os, pathlib, re, select, shutil, signal, socket, subprocess, sys, tempfile, time

import paramiko

from postbox import certificate

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("COMPTOIR_BUILD", "build/gcc")
PASSWORD = "Un mot de passe assez long, 42 !"
SYSTEM_USER = "nobody"
PEOPLE = [("garage", "paul@garage.test", "Paul Martin", "technician"), ("garage", "vera@garage.test", "Vera Petit", "viewer"),
          ("garage", "alice@garage.test", "Alice Roux", "office"), ("fleet", "alice@garage.test", "Alice Roux", "manager")]


SANITIZED = BUILD.name.endswith("-san")


def wait_until(condition, seconds=10, what="it"):
    """Polls: nothing here sleeps for a fixed time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come within {seconds} s")


class Database:
    """A private PostgreSQL with the schema, two companies and their people."""

    def __init__(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="comptoir-wire."))
        self.dir.chmod(0o755)
        try:
            self.fill()
        except BaseException:
            self.end()
            raise

    def fill(self):
        subprocess.run([ROOT / "scripts/cluster", "start", self.dir, "fsync=off", "shared_buffers=128MB"], check=True, stdout=subprocess.DEVNULL)
        self.socket = self.dir / "socket"
        self.psql("create database comptoir", "postgres")
        self.admin = self.config(self.dir / "admin.conf", {})
        self.comptoird("migrate")
        self.comptoird("tenant", "create", "garage", "Garage de l’Étoile", "--kind", "garage", "--owner", "marie@garage.test",
                       "--owner-name", "Marie Duval")
        self.comptoird("tenant", "create", "fleet", "Flotte du Nord", "--kind", "fleet", "--owner", "denis@fleet.test",
                       "--owner-name", "Denis Blanc")
        for company, email, name, role in PEOPLE:
            self.comptoird("user", "add", company, email, name, "--role", role, input=PASSWORD + "\n")
        for email in ("marie@garage.test", "alice@garage.test"):
            self.comptoird("user", "password", email, input=PASSWORD + "\n")
        for who in ("marie@garage.test", "paul@garage.test", "vera@garage.test", "alice@garage.test", "denis@fleet.test"):
            self.add_key(who)

    def config(self, path, settings):
        """Writes a comptoird.conf."""
        base = {"server": {"workers": "2", "host_key": self.dir / "host_key", "user": SYSTEM_USER, "tui_user": SYSTEM_USER},
                "database": {"connection": f"host={self.socket} dbname=comptoir user=comptoir_app",
                             "admin": f"host={self.socket} dbname=comptoir user=postgres", "pool": "4"},
                "mail": {"folder": self.dir / "mail", "sendmail": self.sendmail(), "ca": certificate(self.dir)[0], "timeout": "3s", "name": "comptoir.test",
                         "boxes": self.dir / "boxes", "private_servers": "on"}, "limits": {}}
        for section, values in settings.items():
            base.setdefault(section, {}).update(values)
        path.write_text("".join(f"[{s}]\n" + "".join(f"{k} = {v}\n" for k, v in values.items()) for s, values in base.items()))
        return path

    def sendmail(self):
        """A program that takes mail as sendmail does: what it was given stands in post/RECIPIENT."""
        path, post = self.dir / "sendmail", self.dir / "post"
        post.mkdir(exist_ok=True)
        post.chmod(0o777)
        path.write_text(f'#!/bin/sh\nfor to; do :; done\ncase $to in tempfail*) exit 75 ;; esac\n{{ echo "$*"; cat; }} >"{post}/$to"\n')
        path.chmod(0o755)
        return path

    def comptoird(self, *words, input=None, check=True):
        done = subprocess.run([BUILD / "comptoird", "--config", self.admin, *words], input=input, capture_output=True, text=True,
                              stdin=None if input is not None else subprocess.DEVNULL)
        if check and done.returncode:
            raise RuntimeError(f"comptoird {' '.join(map(str, words))}: {done.returncode}: {done.stdout}{done.stderr}")
        return done

    def psql(self, sql, database="comptoir"):
        return subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", self.socket, "-U", "postgres", database, "-c", sql],
                              check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout.strip()

    def new_key(self, name):
        path = self.dir / f"key-{name}"
        if not path.exists():
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path], check=True, stdin=subprocess.DEVNULL)
        return path

    def add_key(self, email, name=None, *options):
        """A key of this person; further options of `comptoird key add`."""
        path = self.new_key(name or email.split("@")[0])
        self.comptoird("key", "add", email, f"{path}.pub", *options)
        return path

    def person(self, company, role):
        """ROLE@COMPANY.test, who has that role there, and a key. Made when first asked for."""
        email = f"{role}@{company}.test"
        if not self.psql(f"select 1 from app.account where email = '{email}'"):
            self.comptoird("user", "add", company, email, f"{role.title()} {company.title()}", "--role", role, input=PASSWORD + "\n")
            self.add_key(email, f"{role}-{company}")
        return email, self.new_key(f"{role}-{company}")

    def end(self):
        subprocess.run([ROOT / "scripts/cluster", "stop", self.dir], stdout=subprocess.DEVNULL)
        shutil.rmtree(self.dir, ignore_errors=True)


class Rig:
    """A running server and the ways in."""

    def __init__(self, database, settings=None):
        self.db = database
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="server.", dir=database.dir))
        self.dir.chmod(0o755)
        self.log_path = self.dir / "log"
        settings = {s: dict(v) for s, v in (settings or {}).items()}
        settings.setdefault("server", {}).setdefault("listen", "127.0.0.1:0")
        settings["server"].setdefault("log_level", "debug")
        if settings["server"].get("log") == "file":
            settings["server"]["log"] = self.log_path
        self.conf = database.config(self.dir / "comptoird.conf", settings)
        self.process = None
        try:
            self.start()
        except AssertionError as e:
            self.end()
            raise AssertionError(f"{e}\n{self.log()}")

    def start(self):
        before = len(self.log()) if self.log_path.exists() else 0
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([BUILD / "comptoird", "serve", "--config", self.conf], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        listening = wait_until(lambda: self.process.poll() is None and re.findall(r"listening address=127\.0\.0\.1:(\d+)", self.log()[before:])
                               or (self.process.poll() is not None and ["dead"]), what="the listening socket")
        assert listening[-1] != "dead", self.log()
        self.port = int(listening[-1])
        wait_until(lambda: self.answers(), what="the first banner")

    def answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 5) as s:
                s.settimeout(5)
                return s.recv(4) == b"SSH-"
        except OSError:
            return False

    def log(self):
        return self.log_path.read_text(errors="replace")

    def lines(self, event):
        return [line for line in self.log().splitlines() if f" {event} " in line]

    def stop(self, seconds=20):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(seconds)
        return self.process.returncode

    def complaints(self):
        """What a sanitizer or a worker that ended badly wrote."""
        return [line for line in self.log().splitlines() if re.search(r"Sanitizer|runtime error|Assertion|badly", line)]

    def end(self):
        try:
            self.stop()
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pid in self.workers(False):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def workers(self, running=True):
        """Process ids of the workers, by their number."""
        found = {}
        for line in self.lines("worker_started"):
            number, pid = re.search(r"worker=(\d+) pid=(\d+)", line).groups()
            found[int(number)] = int(pid)
        alive = [pid for pid in found.values() if os.path.exists(f"/proc/{pid}") and "comptoird" in pathlib.Path(f"/proc/{pid}/cmdline").read_text()]
        return list(found.values()) if running and len(alive) == len(found) else alive

    def children(self):
        """Process ids of stream children and hosted screens."""
        out = subprocess.run(["ps", "--ppid", str(self.process.pid), "-o", "pid=,args="], capture_output=True, text=True).stdout
        return [int(line.split()[0]) for line in out.splitlines() if " worker " not in line and "<defunct>" not in line]

    # OpenSSH

    def ssh_words(self, who="marie@garage.test", key=None, options=()):
        words = ["ssh", "-F", "none", "-p", str(self.port), "-l", who, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                 "-o", "LogLevel=ERROR", "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none",
                 "-i", str(key or self.db.new_key(who.split("@")[0]))]
        for option in options:
            words += ["-o", option] if "=" in option else [option]
        return words + ["127.0.0.1"]

    def ssh(self, *command, who="marie@garage.test", key=None, options=(), input=None, timeout=60, text=True):
        """Runs OpenSSH's client to its end."""
        given = {"input": input} if input is not None else {"stdin": subprocess.DEVNULL}
        return subprocess.run([*self.ssh_words(who, key, options), *command], capture_output=True, text=text, timeout=timeout, **given)

    # paramiko

    def transport(self, who=None, key=None, password=None):
        """A paramiko transport; signed in when `who` is given (with her key, unless a password is)."""
        t = paramiko.Transport(("127.0.0.1", self.port))
        t.banner_timeout = t.auth_timeout = t.handshake_timeout = 30
        t.start_client(timeout=30)
        if who and password is not None:
            t.auth_password(who, password)
        elif who:
            t.auth_publickey(who, paramiko.Ed25519Key.from_private_key_file(str(key or self.db.new_key(who.split("@")[0]))))
        return t

    def run(self, transport, command, timeout=30):
        """One exec channel: (exit status, stdout, stderr)."""
        channel = transport.open_session(timeout=timeout)
        channel.settimeout(timeout)
        channel.exec_command(command)
        out, err = channel.makefile("rb").read(), channel.makefile_stderr("rb").read()
        status = channel.recv_exit_status()
        channel.close()
        return status, out.decode(), err.decode()

    def rpc(self, transport):
        return Rpc(transport)

    def ask(self, transport, command, timeout=30):
        """One verb with --format json: what it answered. A refusal fails the test."""
        status, out, err = self.run(transport, command + " --format json", timeout)
        assert status == 0, f"{command}: {status}: {out}{err}"
        return json.loads(out)

    def comptoir(self, *words, who="marie@garage.test", input=None, timeout=60):
        """The client program with a verb, as a person without ssh would use it."""
        home = self.dir / "home"
        home.mkdir(exist_ok=True)
        ssh = home / "ssh_config"
        ssh.write_text(f"Host *\n  UserKnownHostsFile {home}/known_hosts\n")
        host_key = subprocess.run(["ssh-keygen", "-y", "-f", self.db.dir / "host_key"], check=True, capture_output=True, text=True).stdout
        (home / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {host_key}")
        given = {"input": input} if input is not None else {"stdin": subprocess.DEVNULL}
        return subprocess.run([BUILD / "comptoir", "-F", ssh, "-i", self.db.new_key(who.split("@")[0]), "-l", who, "-p", str(self.port),
                               "127.0.0.1", *words], capture_output=True, text=True, timeout=timeout, env={**os.environ, "HOME": str(home)}, **given)


class Rpc:
    """The subsystem `comptoir`."""

    def __init__(self, transport, timeout=30):
        self.channel = transport.open_session(timeout=timeout)
        self.channel.settimeout(timeout)
        self.channel.invoke_subsystem("comptoir")
        self.file = self.channel.makefile("rb")
        self.events, self.number = [], 0
        self.hello = self.read()

    def read(self):
        line = self.file.readline()
        return json.loads(line) if line else None

    def send(self, method, **params):
        self.number += 1
        self.channel.sendall(json.dumps({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params}).encode() + b"\n")
        return self.number

    def answer(self, number):
        """The answer to a request; events that come before it are kept."""
        while True:
            message = self.read()
            if message is None or message.get("id") == number:
                return message
            self.events.append(message)

    def answer_of_any(self):
        """The next answer, whichever request it is to."""
        while True:
            message = self.read()
            if message is None or "id" in message:
                return message
            self.events.append(message)

    def call(self, method, **params):
        return self.answer(self.send(method, **params))

    def result(self, method, **params):
        """The result of a request that must go well."""
        answer = self.call(method, **params)
        assert answer and "result" in answer, f"{method} {params}: {answer}"
        return answer["result"]

    def send_raw(self, data):
        self.channel.sendall(data)

    def event(self, seconds=5):
        """The next `changed` that comes within so long; None when none does."""
        if not self.events:
            self.channel.settimeout(seconds)
            try:
                self.events.append(self.read())
            except TimeoutError:
                return None
            finally:
                self.channel.settimeout(30)
        return self.events.pop(0)

    def close(self):
        self.channel.close()
