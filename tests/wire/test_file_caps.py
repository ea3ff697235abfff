"""Files that are too large, or that break off: nothing of them is kept, what was there stays, and the sentence says why."""
import os

from rig import wait_until

SETTINGS = {"limits": {"file_mb": "1"}}
WHO = "marie@garage.test"
MEGA = 1024 * 1024


def record(rig):
    return rig.ask(rig.transport(WHO), "create contact kind=company company_name=Plafond")["id"]


def kept(rig, number):
    """Documents of this contact, whatever became of them, and chunks that are no document's or of one that never ended."""
    return rig.db.psql(f"""select (select count(*) from app.document where subject_entity = 'contact' and subject_id = {number}),
        (select count(*) from app.document_chunk c where not exists (select from app.document d where d.tenant_id = c.tenant_id and d.id = c.document_id and d.size is not null))""")


def test_a_file_over_the_servers_cap_is_refused_whole(rig):
    """One byte too many, and many: exit status 1, a sentence with the cap, no row. Exactly the cap goes in."""
    number = record(rig)
    for size in (MEGA + 1, 5 * MEGA):
        done = rig.ssh("put", "contact", str(number), "gros.bin", input=os.urandom(size), text=False)
        assert done.returncode == 1 and not done.stdout, done
        assert "1 Mo" in done.stderr.decode() and len(done.stderr.decode().strip().splitlines()) == 1, done.stderr
    assert kept(rig, number) == "0|0"
    assert rig.ssh("put", "contact", str(number), "juste.bin", input=os.urandom(MEGA), text=False).returncode == 0
    assert kept(rig, number) == "1|0"


def test_what_is_refused_or_cut_leaves_the_file_that_was_there(rig):
    """A new version that is too large, and one whose line is cut in the middle: the old one is still read, byte for byte."""
    number = record(rig)
    assert rig.ssh("put", "contact", str(number), "carte.pdf", input="la bonne").returncode == 0
    assert rig.ssh("put", "contact", str(number), "carte.pdf", input=b"x" * (2 * MEGA), text=False).returncode == 1
    t = rig.transport(WHO)
    channel = t.open_session()
    channel.exec_command(f"put contact {number} carte.pdf")
    channel.sendall(os.urandom(300_000))
    t.close()
    wait_until(lambda: not rig.children(), what="the end of the upload")
    assert kept(rig, number) == "1|0"
    assert rig.ssh("get", "contact", str(number), "carte.pdf").stdout == "la bonne"
    listed = rig.ask(rig.transport(WHO), f"files contact {number}")
    assert [f["name"] for f in (listed if isinstance(listed, list) else listed["files"])] == ["carte.pdf"]


def test_a_file_out_of_reach_is_not_there(rig):
    """Another company, and a colleague whose right ends before this record: the same answer as for a record that never was."""
    number = record(rig)
    assert rig.ssh("put", "contact", str(number), "secret.txt", input="secret").returncode == 0
    document = rig.ask(rig.transport(WHO), "list document --filter name=secret.txt")[-1]["id"]
    askers = [("denis@fleet.test", None)]
    for role in ("technician", "performer", "driver"):
        who, key = rig.db.person("garage", role)
        rights = rig.rpc(rig.transport(who, key)).result("catalogue")["entities"].get("contact", {}).get("rights", {})
        if rights.get("read", "none") != "all":
            askers.append((who, key))
    assert len(askers) > 1, "no role has less than all contacts"
    for who, key in askers:
        for verb in (f"get contact {number} secret.txt", f"files contact {number}", f"show document {document}"):
            done = rig.ssh(verb, who=who, key=key)
            assert done.returncode in (1, 3) and not done.stdout and "secret" not in done.stderr.replace("secret.txt", ""), (who, verb, done)
        put = rig.ssh(f"put contact {number} secret.txt", who=who, key=key, input="autre")
        assert put.returncode in (1, 3), (who, put)
        assert str(document) not in rig.ssh("list document --columns id --format csv", who=who, key=key).stdout.splitlines()
    assert rig.ssh("get", "contact", str(number), "secret.txt").stdout == "secret"


def test_the_library_lists_files_by_the_day_they_expire(rig):
    """Certificates on several records: one list, sorted and filtered by expiry; the dates as people write them, and as programs do."""
    t = rig.transport(WHO)
    number, other = record(rig), record(rig)
    for name, on, day in (("assurance.pdf", number, "2026-01-31"), ("permis.pdf", other, "2031-05-04"), ("notice.pdf", number, "")):
        assert rig.ssh("put", "contact", str(on), name, input=name).returncode == 0
        found = rig.ask(t, f"list document --filter name={name}")[0]
        if day:
            rig.ask(t, f"update document {found['id']} expires_on={day}")
    names = lambda command: [row["name"] for row in rig.ask(t, command) if row["name"] in ("assurance.pdf", "permis.pdf", "notice.pdf")]
    assert names("list document --sort expires_on") == ["assurance.pdf", "permis.pdf", "notice.pdf"], "without a day stand last"
    assert names("list document --sort -expires_on") == ["permis.pdf", "assurance.pdf", "notice.pdf"]
    assert names("list document --filter 'expires_on<2027-01-01'") == ["assurance.pdf"]
    assert names("list document --filter 'expires_on<+1y'") in (["assurance.pdf"], []) and names("list document --filter 'expires_on>=2030-01'") == ["permis.pdf"]
    told = rig.run(t, "list document --columns name,expires_on --filter name=assurance.pdf --limit 5")[1]
    assert "31/01/2026" in told and "expires_on" not in told, told
    assert rig.ask(t, "list document --columns name,expires_on --filter name=assurance.pdf")[0] == {"name": "assurance.pdf", "expires_on": "2026-01-31"}
    out = rig.ssh("export", "document", "--columns", "name,expires_on", "--filter", "name=permis.pdf", "--format", "csv").stdout
    assert out.replace("\r", "").splitlines() == ["name,expires_on", "permis.pdf,2031-05-04"], out
    assert "assurance.pdf" not in rig.ssh("list", "document", who="denis@fleet.test").stdout


def test_files_say_who_put_them(rig):
    """By name for people; programs get number and name. Who may not see colleagues gets the number."""
    number = record(rig)
    assert rig.ssh("put", "contact", str(number), "qui.txt", input="x").returncode == 0
    t = rig.transport(WHO)
    assert "Marie Duval" in rig.run(t, f"files contact {number}")[1]
    told = rig.ask(t, f"files contact {number}")
    one = (told if isinstance(told, list) else told["files"])[0]
    assert one["created_by"] == rig.ask(t, "whoami")["person"]["id"] and one["created_by.label"] == "Marie Duval"
