"""Imports, exports and files: whatever the order in which output, input and their ends cross each other, each stream ends, whole."""
import hashlib, random, re, socket, threading, time

def side_by_side(count, work):
    """Runs work(number) in threads and raises what the first of them raised."""
    wrong = []

    def run(number):
        try:
            work(number)
        except BaseException as e:
            wrong.append(e)

    threads = [threading.Thread(target=run, args=(n,), daemon=True) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive(), "a stream stayed open for ever"
    if wrong:
        raise wrong[0]


def stream(transport, command, data=b"", pause=0.0):
    """Runs a verb: its input, a pause, the end of the input."""
    channel = transport.open_session(timeout=20)
    channel.settimeout(20)
    channel.exec_command(command)
    if data:
        channel.sendall(data)
    end = time.monotonic() + pause
    while time.monotonic() < end:
        pass
    channel.shutdown_write()
    out, err = channel.makefile("rb").read(), channel.makefile_stderr("rb").read().decode()
    assert channel.exit_status_ready() or channel.recv_exit_status() is not None
    status = channel.recv_exit_status()
    channel.close()
    return status, out, err


def test_what_comes_while_the_server_writes_is_heard(rig):
    """libssh reads the socket also while it sends: a request is heard at whatever moment of the answers before it it comes."""
    t = rig.transport("marie@garage.test")
    t.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    rpc = rig.rpc(t)
    rpc.channel.settimeout(10)
    for turn in range(200):
        waiting = {rpc.send("list", entity="contact", limit=1) for _ in range(3)}
        wait = time.perf_counter() + turn * 2e-5
        while time.perf_counter() < wait:
            pass
        waiting.add(rpc.send("whoami"))
        while waiting:
            waiting.discard(rpc.read().get("id"))
    t.close()


def test_what_is_put_is_what_is_got(rig):
    """Files of no byte, of a piece, of a piece and one byte, of more than a window: the same bytes come back."""
    who = "marie@garage.test"
    t = rig.transport(who)
    status, out, err = rig.run(t, "create contact last_name=Dossier --format json")
    assert status == 0, err
    contact = re.search(r'"id":\s*(\d+)', out).group(1)

    def work(number):
        chance = random.Random(number)
        own = rig.transport(who)
        for size in (1, 4095, 65536, 65537, 2_000_003):
            data = chance.randbytes(size)
            status, out, err = stream(own, f"put contact {contact} f{number}-{size}.bin", data)
            assert status == 0, (status, out, err)
            status, out, err = stream(own, f"get contact {contact} f{number}-{size}.bin")
            assert status == 0 and hashlib.sha256(out).digest() == hashlib.sha256(data).digest(), (size, len(out), err)
        own.close()

    side_by_side(3, work)
    t.close()


def test_sixty_short_sessions_by_ssh_all_end(rig):
    """The main job of a script. Once half of them stayed open for ever: a file, and its end, that came before the verb had
    made its child were given to nobody."""
    def work(number):
        for turn in range(15):
            done = rig.ssh("import", "contact", "--dry-run", input=f"last_name,email\nTardif,t{turn}@example.com\n", timeout=20)
            assert done.returncode == 0 and "1" in done.stdout + done.stderr, (number, turn, done)

    side_by_side(4, work)


def test_a_stream_has_the_catalogue_of_its_worker(rig):
    """It comes with the job: nothing has it made anew. Once it has changed, that of the worker is none."""
    t = rig.transport("marie@garage.test")		# one line: one worker, which knows the catalogue from here on
    assert stream(t, "create task 'title=Ce qui vient de changer'")[0] == 0
    rig.db.psql("revoke execute on function ui.catalogue() from comptoir_staff")
    try:
        status, out, err = stream(t, "import task", "title\nSans le demander\n".encode())
        assert status == 0, (out, err)
        rig.db.psql("update app.tenant set catalogue = catalogue + 1")
        status, out, err = stream(t, "import task", "title\nEn le demandant\n".encode())
        assert status != 0, (out, err)
    finally:
        rig.db.psql("grant execute on function ui.catalogue() to comptoir_staff")
    t.close()


def test_a_stream_knows_what_has_just_changed(rig):
    """Its worker hands it the catalogue that it knows; a field that the company has made since then is imported all the same."""
    t = rig.transport("marie@garage.test")		# one line: one worker, which knows the catalogue from here on
    assert stream(t, "create task 'title=Ce qui vient de changer'")[0] == 0
    rig.db.psql("do $$ begin perform app.as_platform((select id from app.tenant where slug = 'garage')); end $$;"		# beside it: it hears of nothing
                "insert into app.custom_field (entity, name, label, type) values ('task', 'just_made', 'Instant', 'text')")
    status, out, err = stream(t, "import task", "title,Instant\nPosée à l’instant,tout de suite\n".encode())
    assert status == 0, (out, err)
    assert b"tout de suite" in stream(t, "export task --columns title,custom.just_made --format csv")[1]
    t.close()


def test_a_new_template_is_offered_at_once(rig):
    """Rules offer the templates of mails by name: a worker that knew them a moment ago does not refuse the newest."""
    def made(line, name):
        assert stream(line, f"create mail_template name={name} language=fr kind=letter subject=Sujet body=Corps")[0] == 0
    marie = rig.transport("marie@garage.test")
    made(marie, "Premier")
    manager = rig.transport(*rig.db.person("garage", "manager"))		# somebody whose catalogue nobody knows yet
    assert stream(manager, "create task 'title=Ce que dit le catalogue'")[0] == 0
    made(manager, "Instantane")
    status, out, err = stream(manager, "import rule", "name,subject_entity,event,action,template\nAu fait,task,made,mail,Instantane\n".encode())
    assert status == 0, (out, err)
    marie.close()
    manager.close()
