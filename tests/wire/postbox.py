"""postbox.py: a real SMTP server on loopback, and the ways in which one can be unpleasant."""
import asyncio, email, email.policy, pathlib, socket, ssl, subprocess, threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult


def certificate(folder):
    """cert.pem and key.pem for 127.0.0.1, signed by itself: whoever trusts cert.pem trusts this server."""
    folder = pathlib.Path(folder)
    if not (folder / "cert.pem").exists():
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"], check=True, capture_output=True)
        (folder / "cert.pem").chmod(0o644)
    return folder / "cert.pem", folder / "key.pem"


class Letter:
    def __init__(self, envelope, secured, user):
        self.sender, self.recipients, self.bytes = envelope.mail_from, envelope.rcpt_tos, envelope.content
        self.secured, self.user = secured, user
        self.message = email.message_from_bytes(self.bytes, policy=email.policy.default)

    @property
    def text(self):
        return self.message.get_body().get_content().replace("\r\n", "\n").rstrip("\n")


class Handler:
    """The local part of the address says how the server behaves."""

    def __init__(self, box):
        self.box = box

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name.startswith("later") and address not in self.box.patient:
            return "451 4.7.1 Come back later"
        if name.startswith("nobody"):
            return "550 5.1.1 No such\tuser here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name.startswith("spam"):
            return "554 5.7.1 This looks like spam"
        if name.startswith("cut") and envelope.rcpt_tos[0] not in self.box.patient:
            self.box.cuts += 1
            server.transport.abort()
            return "250 never said"
        if name.startswith("slow") and envelope.rcpt_tos[0] not in self.box.patient:
            self.box.slow += 1
            await asyncio.sleep(60)
        self.box.letters.append(Letter(envelope, session.ssl is not None or self.box.tls == "tls", session.auth_data if session.authenticated else None))
        return "250 Taken"


class Postbox:
    """tls: None, "starttls" or "tls"; password: who signs in must know it."""

    def __init__(self, folder=None, tls=None, password=None):
        self.letters, self.patient, self.cuts, self.slow, self.tls, self.password = [], set(), 0, 0, tls, password
        context = None
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate(folder))
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        box = self

        class Server(Controller):
            def factory(self):
                return SMTP(self.handler, enable_SMTPUTF8=True, tls_context=context if tls == "starttls" else None, require_starttls=tls == "starttls", auth_required=password is not None,
                            auth_require_tls=False if tls == "tls" else password is not None, authenticator=box.sign_in if password else None, data_size_limit=64 * 1024 * 1024)
        self.server = Server(Handler(self), hostname="127.0.0.1", port=self.port, ssl_context=context if tls == "tls" else None)
        self.server.start()

    def sign_in(self, server, session, envelope, mechanism, data):
        ok = data.password == self.password.encode()
        return AuthResult(success=ok, handled=not ok and False, auth_data=data.login.decode())

    def to(self, address):
        return [x for x in self.letters if address in x.recipients]

    def end(self):
        self.server.stop()


class Deaf:
    """Takes the connection and never says a word."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port, self.taken, self.kept = self.socket.getsockname()[1], 0, []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        try:
            while True:
                self.kept.append(self.socket.accept())
                self.taken += 1
        except OSError:
            pass

    def end(self):
        self.socket.close()
