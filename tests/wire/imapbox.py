"""imapbox.py: a real IMAP server (dovecot) on loopback, in a folder of its own and without any rights."""
import grp, imaplib, os, pathlib, pwd, shutil, socket, ssl, subprocess, tempfile, time

from postbox import certificate

PROGRAM = shutil.which("dovecot") or "/usr/sbin/dovecot"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Imapbox:
    """One person, `support` with `password`; imaps and starttls ports. Mail is put in as another client would: by APPEND."""

    def __init__(self, database, password="hush-hush"):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="imap.", dir=database.dir))
        self.password, self.process = password, None
        self.imap, self.imaps = free_port(), free_port()
        self.cert, key = certificate(database.dir)
        shutil.copy(key, self.dir / "key.pem")
        root = os.getuid() == 0
        self.user = "nobody" if root else pwd.getpwuid(os.getuid()).pw_name
        who = pwd.getpwnam(self.user)
        (self.dir / "conf").write_text(f"""
protocols = imap
listen = 127.0.0.1
base_dir = {self.dir}/run
state_dir = {self.dir}/state
log_path = {self.dir}/log
default_internal_user = {self.user}
default_login_user = {self.user}
default_internal_group = {grp.getgrgid(who.pw_gid).gr_name}
first_valid_uid = 1
ssl = required
ssl_cert = <{self.cert}
ssl_key = <{self.dir}/key.pem
disable_plaintext_auth = yes
mail_location = maildir:{self.dir}/mail
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.imap}
  }}
  inet_listener imaps {{
    port = {self.imaps}
    ssl = yes
  }}
}}
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = user=support password={password}
}}
userdb {{
  driver = static
  args = uid={who.pw_uid} gid={who.pw_gid} home={self.dir}/home
}}
""")
        if root:
            for path in (self.dir, self.dir / "key.pem", self.dir / "conf"):
                os.chown(path, who.pw_uid, who.pw_gid)
        as_whom = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if root else {}
        self.process = subprocess.Popen([PROGRAM, "-F", "-c", self.dir / "conf"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **as_whom)
        self.wait()

    def wait(self):
        end = time.monotonic() + 15
        while time.monotonic() < end:
            try:
                return self.client().logout()
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise AssertionError(f"dovecot does not run: {self.process.stderr.read1().decode() if self.process.poll() is not None else ''} {self.log()}")

    def log(self):
        return (self.dir / "log").read_text(errors="replace")[-3000:] if (self.dir / "log").exists() else ""

    def client(self):
        context = ssl.create_default_context(cafile=str(self.cert))
        client = imaplib.IMAP4_SSL("127.0.0.1", self.imaps, ssl_context=context, timeout=20)
        client.login("support", self.password)
        return client

    def put(self, *mails, folder="INBOX"):
        client = self.client()
        for mail in mails:
            answer = client.append(folder, None, None, mail if isinstance(mail, bytes) else mail.encode())
            assert answer[0] == "OK", answer
        client.logout()

    def count(self):
        client = self.client()
        n = int(client.select("INBOX", readonly=True)[1][0])
        client.logout()
        return n

    def end(self):
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process.stderr.close()
