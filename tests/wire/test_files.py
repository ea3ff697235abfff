"""Files attached to records: every byte that went in comes out, or nothing is there."""
import hashlib, json, os, signal

from rig import wait_until


def record(rig):
    done = rig.ssh("create", "contact", "kind=company", "company_name=Dossier", "--format", "json")
    return str(json.loads(done.stdout)["id"])


def names(rig, number):
    done = rig.ssh("files", "contact", number, "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return found if isinstance(found, list) else found["rows"]


def test_sizes_around_a_chunk_come_back_byte_for_byte(rig):
    """0, 1, a chunk's border and several chunks: the same bytes, the same SHA-256."""
    number = record(rig)
    for size in (0, 1, 4095, 65535, 65536, 65537, 262143, 262144, 262145, 3_000_000):
        data = os.urandom(size)
        put = rig.ssh("put", "contact", number, f"f{size}.bin", input=data, text=False)
        assert put.returncode == 0, put.stderr
        get = rig.ssh("get", "contact", number, f"f{size}.bin", text=False)
        assert get.returncode == 0 and hashlib.sha256(get.stdout).digest() == hashlib.sha256(data).digest(), size
    listed = {row["name"]: row for row in names(rig, number)}
    assert len(listed) == 10


def cut(rig, command, data):
    """The line is cut when that much was sent. The supervisor stands still meanwhile: whoever reads sees the end of its input, and is not
    told to end before it could keep what came."""
    t = rig.transport("marie@garage.test")
    channel = t.open_session()
    channel.exec_command(command)
    wait_until(rig.children, what="somebody who reads")
    channel.sendall(data)
    os.kill(rig.process.pid, signal.SIGSTOP)
    try:
        t.close()
        wait_until(lambda: not rig.children(), what="the end of who reads")
    finally:
        os.kill(rig.process.pid, signal.SIGCONT)


def test_a_cut_upload_leaves_nothing(rig):
    """The line is cut half way: no file, no part of one."""
    number = record(rig)
    cut(rig, f"put contact {number} half.bin", os.urandom(700_000))
    assert names(rig, number) == []
    assert rig.ssh("get", "contact", number, "half.bin").returncode == 1


def test_who_may_not_see_the_record_gets_no_file(rig):
    """Another company's file is not there; a viewer may not attach one."""
    number = record(rig)
    assert rig.ssh("put", "contact", number, "a.txt", input="secret").returncode == 0
    other = rig.ssh("get", "contact", number, "a.txt", who="denis@fleet.test")
    assert other.returncode in (1, 3) and "secret" not in other.stdout
    assert rig.ssh("put", "contact", number, "b.txt", input="x", who="vera@garage.test").returncode == 3


def cap(rig, mb):
    """The company's own largest file, set as the platform sets it."""
    rig.db.psql(f"""begin; select set_config('app.tenant', id::text, true), set_config('app.person', '0', true) from app.tenant where slug = 'garage';
        update app.company set max_file_mb = {mb}, version = version + 1 where tenant_id = app.tenant(); commit""")


def test_a_companys_own_cap_holds_though_the_servers_is_larger(rig):
    """The database refuses what is over it; nothing of the file stays."""
    number = record(rig)
    before = rig.db.psql("select max_file_mb from app.company c join app.tenant t on t.id = c.tenant_id where t.slug = 'garage'")
    cap(rig, 1)
    try:
        done = rig.ssh("put", "contact", number, "gros.bin", input=b"x" * (1024 * 1024 + 1), text=False)
        assert done.returncode == 1 and not done.stdout and "1 Mo" in done.stderr.decode(), done
        assert names(rig, number) == [] and rig.ssh("get", "contact", number, "gros.bin").returncode == 1
        assert rig.ssh("put", "contact", number, "juste.bin", input=b"x" * (1024 * 1024), text=False).returncode == 0
    finally:
        cap(rig, before)


def test_a_cut_import_takes_no_half_row(rig):
    """The line is cut in the middle of a name: that row, which looks whole, is not one."""
    cut(rig, "import contact", b"last_name,city\nCoupure-Une,Angers\nCoupure-Deux,Nantes\nCoupure-Tr")
    found = rig.ssh("list", "contact", "--search", "Coupure-Tr", "--format", "csv").stdout
    assert "Coupure-Tr" not in found, found
