"""A database on a machine with too much to do: it takes the call and answers seconds later. That is no database that is away."""
import os, select, socket, threading, time

from rig import Rig

OWN_SERVER = True


class Between:
    """A socket before PostgreSQL's own: passes on, takes no call, or takes it and keeps silent."""

    def __init__(self, database):
        self.folder = database.dir / "between"
        self.folder.mkdir(exist_ok=True)
        self.folder.chmod(0o755)
        self.name, self.real = str(self.folder / ".s.PGSQL.5432"), str(database.socket / ".s.PGSQL.5432")
        self.listening, self.pairs, self.held = None, [], []
        self.passes = True
        self.listen()

    def listen(self):
        self.listening = socket.socket(socket.AF_UNIX)
        self.listening.bind(self.name)
        os.chmod(self.name, 0o777)
        self.listening.listen(50)
        threading.Thread(target=self.accept, args=(self.listening,), daemon=True).start()

    def accept(self, listening):
        try:
            while True:
                taken = listening.accept()[0]
                self.held.append(taken)
                if self.passes:
                    self.pass_on()
        except OSError:
            pass

    def pass_on(self):
        self.passes = True
        while self.held:
            client, server = self.held.pop(), socket.socket(socket.AF_UNIX)
            server.connect(self.real)
            self.pairs.append((client, server))
            threading.Thread(target=self.carry, args=(client, server), daemon=True).start()

    def carry(self, client, server):
        try:
            while True:
                for one in select.select([client, server], [], [])[0]:
                    data = one.recv(65536)
                    if not data:
                        return
                    (server if one is client else client).sendall(data)
        except (OSError, ValueError):
            pass
        finally:
            client.close()
            server.close()

    def hang_up(self):
        """Nobody is there: lines are cut, calls are refused."""
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        os.unlink(self.name)
        for client, server in self.pairs:
            for one in (client, server):
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
        self.pairs = []

    def hold(self):
        """Calls are taken, and nothing is said."""
        self.passes = False
        self.listen()


def test_a_slow_answer_is_waited_for(rig):
    """Every line was cut, the next call was refused, then one is taken and stays silent for seconds: who asks meanwhile gets what they asked for."""
    between = Between(rig.db)
    slow = Rig(rig.db, {"server": {"workers": "1"}, "database": {"connection": f"host={between.folder} dbname=comptoir user=comptoir_app", "direct": f"host={rig.db.socket} dbname=comptoir user=comptoir_app",
                                                               "pool": "2", "away": "2s"}})
    try:
        rpc = slow.rpc(slow.transport("marie@garage.test"))
        assert rpc.result("count", entity="contact")["count"] >= 0
        between.hang_up()
        time.sleep(1)
        between.hold()
        time.sleep(2.5)		# longer than `away`
        number = rpc.send("count", entity="contact")
        time.sleep(0.5)
        between.pass_on()
        answer = rpc.answer(number)
        assert "result" in answer, answer
    finally:
        slow.end()
        between.listening.close()
