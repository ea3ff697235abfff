"""What bad input gets: a clear sentence, the documented exit code, the field to blame; nothing is half-written, nobody is disturbed,
nothing grows."""
import contextlib, io, random, re, zipfile

from reply import check_error
from rig import SANITIZED, wait_until

ESCAPES = "Nom\x1b[2J\x1b]0;pwn\x07\x9b31m\x1bP$q\x1b\\"


def rss(rig):
    """Resident kB of all workers."""
    return sum(int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{pid}/status").read()).group(1)) for pid in rig.workers())


def records(rig):
    return rig.db.psql("select (select count(*) from app.contact), (select count(*) from app.vehicle), (select count(*) from app.document)")


@contextlib.contextmanager
def undisturbed(rig, writes=False):
    """Around something bad: no record comes or goes, no worker dies, another person's open session is answered throughout."""
    t = rig.transport("vera@garage.test")
    other, before, workers = rig.rpc(t), records(rig), sorted(rig.workers())
    yield other
    assert other.result("health")["status"] == "ok"
    assert writes or records(rig) == before, "something was half-written"
    assert sorted(rig.workers()) == workers, "a worker died"
    t.close()


def refused(done, status, *words):
    """A command that must fail so: the exit status, a sentence on standard error that is no innards, nothing on standard output."""
    code, out, err = done if isinstance(done, tuple) else (done.returncode, done.stdout, done.stderr)
    assert code == status, (code, out, err)
    assert err.strip() and not re.search(r"SQL|ERROR:|relation|pg_|0x[0-9a-f]{6}|/work/|\.c:", err), err
    assert "\x1b" not in err and "\x9b" not in err
    for word in words:
        assert word in err, (word, err)


def test_json_that_is_none(rig):
    """Truncated, oversized, deeply nested, not UTF-8: each an error of JSON-RPC, and the session lives on."""
    with undisturbed(rig):
        rpc = rig.rpc(rig.transport("marie@garage.test"))
        for line, code in [(b'{"jsonrpc":"2.0","id":1,"method":"create","params":{"entity":"contact","val', -32700),
                           (b'{"jsonrpc":"2.0","id":1,"method":"create","params":{"entity":"contact","values":{"notes":"' + b"x" * 2_000_000 + b'"}}}', -32600),
                           (b'{"jsonrpc":"2.0","id":1,"method":"create","params":{"entity":"contact","values":' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}}", -32600),
                           (b"[" * 100000, -32600), (b'{"jsonrpc":"2.0","id":1,"method":"search","params":{"text":"\xc3\x28\xff\xfe"}}', -32700),
                           (b'{"jsonrpc":"2.0","id":1,"method":"search","params":{"text":"\xed\xa0\x80"}}', -32700),
                           (b"\x00" * 1000, -32700), (b'{"jsonrpc":"2.0","id":1e999,"method":"whoami"}', -32700), (b"\xef\xbb\xbf{}", -32700),
                           (b'{"jsonrpc":"2.0","id":1,"method":"show","params":{"entity":"contact","id":99999999999999999999}}', -32700)]:
            rpc.send_raw(line + b"\n")
            check_error(rpc.answer_of_any(), code, "misuse")
        assert rpc.result("health")["status"] == "ok"


def test_what_json_cannot_carry_is_named(rig):
    """A null byte, a number beyond all numbers, a write's key without end: not just "no JSON", and the key's own field."""
    rpc = rig.rpc(rig.transport("denis@fleet.test"))
    for line, word in ((b'{"jsonrpc":"2.0","id":1,"method":"create","params":{"entity":"contact","values":{"last_name":"a\\u0000b"}}}', "octet nul"),
                       (b'{"jsonrpc":"2.0","id":1,"method":"show","params":{"entity":"contact","id":1e999}}', "trop grand")):
        rpc.send_raw(line + b"\n")
        answer = rpc.answer_of_any()
        check_error(answer, -32700, "misuse")
        assert word in answer["error"]["message"], answer
    for key in ("", "k" * 101):
        answer = rpc.call("create", entity="contact", values={"kind": "person", "last_name": "Clef"}, key=key)
        check_error(answer, -32602, "misuse", "key")
        assert "1 à 100" in answer["error"]["message"], answer


def test_unknown_verbs_and_fields(rig):
    """Named in the answer, with exit 2, or -32601 and -32602."""
    rig.ask(rig.transport("marie@garage.test"), "create contact kind=person last_name=Ordinaire")
    with undisturbed(rig):
        t = rig.transport("marie@garage.test")
        rpc = rig.rpc(t)
        refused(rig.run(t, "frobnicate"), 2, "frobnicate")
        refused(rig.run(t, "hello"), 2)
        mine = rig.ask(t, "list contact --limit 1")[0]["id"]
        check_error(rpc.call("frobnicate"), -32601, "misuse")
        for words in ("list contact --columns nonsense", "list contact --sort nonsense", "list contact --filter nonsense:1", "create contact nonsense=1",
                      f"update contact {mine} nonsense=1", "list contact --nonsense", "export contact --columns nonsense --format csv"):
            refused(rig.run(t, words), 2, "nonsense")
        refused(rig.run(t, "list nonsense"), 2, "nonsense")
        refused(rig.run(t, "import nonsense"), 2, "nonsense")
        check_error(rpc.call("create", entity="contact", values={"kind": "person", "nonsense": 1}), -32602, "misuse", "nonsense")
        check_error(rpc.call("list", entity="contact", filter="nonsense:1"), -32602, "misuse", "nonsense")


def test_slips_of_the_finger_are_told_the_right_word(rig):
    """Verbs, options, kinds of record and fields: what was probably meant is named; a masked field is nobody's guess."""
    t = rig.transport("denis@fleet.test")
    for words, meant in (("lst contact", "list"), ("list contct", "contact"), ("show contct 1", "contact"), ("list contact --fliter x", "--filter"),
                         ("list contact --dryrun", None), ("import contact --dryrun", "--dry-run"), ("list contact --columns last_nam", "last_name"),
                         ("list contact --sort citty", "city"), ("list contact --filter emial:x", "email"), ("create contact last_nmae=x", "last_name")):
        status, out, err = rig.run(t, words)
        refused((status, out, err), 2)
        assert (f"Vouliez-vous dire « {meant} » ?" in err) if meant else "Vouliez-vous" not in err, (words, err)
    viewer = rig.transport("vera@garage.test")
    assert "second_email" not in rig.run(viewer, "list contact --columns second_emial")[2]


def test_wrong_types_blame_their_field(rig):
    """A word where a number belongs, a list where a text does: the field is blamed, and nothing is saved."""
    with undisturbed(rig):
        t = rig.transport("marie@garage.test")
        rpc = rig.rpc(t)
        for entity, good, field, bad in [("vehicle", {"plate": "QQ-111-QQ"}, "mileage", "many"), ("vehicle", {"plate": "QQ-111-QQ"}, "year", [2020]),
                                         ("vehicle", {"plate": "QQ-111-QQ"}, "next_inspection", "someday"), ("vehicle", {"plate": "QQ-111-QQ"}, "owner_id", "x"),
                                         ("vehicle", {"plate": "QQ-111-QQ"}, "status", "flying"), ("contact", {"kind": "person"}, "last_name", {"a": 1}),
                                         ("contact", {"kind": "person", "last_name": "x"}, "consent_email", "perhaps"), ("contact", {}, "kind", True),
                                         ("contact", {"kind": "person", "last_name": "x"}, "email", "no address"),
                                         ("contact", {"kind": "person", "last_name": "x"}, "phone", "12"), ("vehicle", {"plate": "QQ-111-QQ"}, "mileage", 1e30)]:
            fields = rpc.result("catalogue", entity=entity)["fields"]
            if field not in [f["name"] for f in fields]:
                field = next(f["name"] for f in fields if f["type"] == "boolean" and f.get("create"))
            answer = rpc.call("create", entity=entity, values={**good, field: bad})
            check_error(answer, 1, "refused", field)
            if isinstance(bad, str):
                words = " ".join(f"{k}='{v}'" for k, v in {**good, field: bad}.items())
                refused(rig.run(t, f"create {entity} {words}"), 1)
        for words in ("show contact one", "show contact 0x1", "show contact -1", "list contact --limit many", "update contact 1.5 city=x", "undo x",
                      "show contact 1 2", "show", "list", "do contact", "merge contact 1", "session end x", "key remove x"):
            code, out, err = rig.run(t, words)
            assert code == 2 and err.strip(), (words, code, err)


def test_filters_that_make_no_sense(rig):
    """The sentence says what is wrong with a filter; --filter is to blame."""
    with undisturbed(rig):
        rpc = rig.rpc(rig.transport("marie@garage.test"))
        for filter in ("kind:(", "(" * 100, "a" * 5000, "kind:x or", "\"open", "mileage>>5", "and", " ".join(f"kind:a{i}" for i in range(100)), "-" * 4000):
            answer = rpc.call("list", entity="contact", filter=filter)
            if "error" in answer:
                check_error(answer, -32602, "misuse", "filter" if "mileage" not in filter else None)
        check_error(rpc.call("list", entity="vehicle", filter="mileage>many"), -32602, "misuse", "mileage")


def test_a_command_line_that_is_none(rig):
    """Not UTF-8, open quotes, too long, with NUL: exit 2 and a sentence."""
    with undisturbed(rig):
        t = rig.transport("marie@garage.test")
        for line in (b"list 'contact", b'list "contact', b"list caf\xe9", b"search " + b"x" * 200_000, b"show contact " + b"1 " * 2000,
                     b"create contact kind=person last_name=a\x01b", b"-", b"--", b"--help --nonsense x", b"list contact --format"):
            channel = t.open_session()
            channel.settimeout(30)
            channel.exec_command(line)
            out, err = channel.makefile("rb").read(), channel.makefile_stderr("rb").read()
            status = channel.recv_exit_status()
            assert status in (1, 2) and err.strip() or line.startswith(b"--help"), (line[:40], status, out, err)


def test_a_csv_of_9000_columns(rig):
    """It is refused as a whole with one sentence; a table of 9,000 columns is nobody's list of contacts."""
    with undisturbed(rig):
        heads = ",".join(f"c{i}" for i in range(9000))
        done = rig.ssh("import contact", input=heads + "\n" + ",".join("x" for _ in range(9000)) + "\n")
        refused(done, 2, "c0")


def test_files_that_are_no_tables(rig):
    """Nothing at all, a PDF, a picture, random bytes: exit 2, and the sentence says what it is."""
    with undisturbed(rig):
        for data in (b"", b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\n" + b"x" * 100, random.Random(1).randbytes(5000), b"PK\x03\x04 broken", b"\n\n\n"):
            done = rig.ssh("import contact", input=data, text=False)
            refused((done.returncode, done.stdout.decode(), done.stderr.decode()), 2)


def test_mixed_line_ends_are_read(rig):
    """CR, LF and CR LF in one file part its rows; each row is there once."""
    with undisturbed(rig, writes=True):
        done = rig.ssh("import contact --format-report json", input=b"last_name,city\r\nMixa,A\nMixb,B\r\nMixc,C\n", text=False)
        assert done.returncode == 0, done.stderr
        rows = rig.ask(rig.transport("marie@garage.test"), "list contact --filter last_name:Mix --sort last_name --limit 9")
        assert [r["city"] for r in rows] == ["A", "B", "C"]


def test_a_wrong_byte_order_mark_is_told(rig):
    """A file whose mark is not its encoding's is read as what it is, with a warning; nothing garbled is saved."""
    with undisturbed(rig, writes=True):
        done = rig.ssh("import contact", input=b"\xff\xfelast_name,city\nBomfaux,Lyon\n", text=False)
        assert done.returncode == 0 and "marque" in done.stderr.decode(), done
        rows = rig.ask(rig.transport("marie@garage.test"), "list contact --filter last_name:Bomfaux --limit 9")
        assert [(r["display_name"], r["city"]) for r in rows] == [("Bomfaux", "Lyon")]


def test_nul_bytes(rig):
    """NUL is no text: the row, the value or the file is refused, and says so."""
    with undisturbed(rig):
        done = rig.ssh("import contact", input=b"last_name,city\nNul\x00le,Lyon\n", text=False)
        assert done.returncode == 2 and done.stderr.strip(), done
        rpc = rig.rpc(rig.transport("marie@garage.test"))
        rpc.send("create", entity="contact", values={"kind": "person", "last_name": "a\x00b"})
        check_error(rpc.answer_of_any(), -32700, "misuse")


def test_escape_sequences_in_names(rig):
    """They are refused or kept as text, but never reach a terminal: no list, sentence, help or table carries one."""
    with undisturbed(rig, writes=True):
        t = rig.transport("marie@garage.test")
        rpc = rig.rpc(t)
        answer = rpc.call("create", entity="contact", values={"kind": "person", "last_name": ESCAPES, "city": "Échappée"})
        if "error" in answer:
            check_error(answer, 1, "refused", "last_name")
        outputs = [rig.run(t, words) for words in ("list contact --search Nom --limit 50", "list contact", "search Nom", "duplicates contact",
                                                   f"list 'con{ESCAPES}'", f"show contact 'x{ESCAPES}'", f"list contact --filter 'x{ESCAPES}:1'",
                                                   f"'{ESCAPES}'", f"help '{ESCAPES}'", f"report '{ESCAPES}'", f"get contact 1 '{ESCAPES}'")]
        for status, out, err in outputs:
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", out + err), repr(out + err)
        done = rig.ssh("import contact", input=f"last_name,city\n{ESCAPES},Ici\n")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", done.stdout + done.stderr), repr(done.stderr)


def test_formulas_stay_text(rig):
    """=cmd() in a cell is a text that a spreadsheet will not run: the xlsx holds a string, the CSV cannot begin with the sign."""
    with undisturbed(rig, writes=True):
        t = rig.transport("marie@garage.test")
        evil = "=cmd|' /C calc'!A0"
        rig.rpc(t).result("create", entity="contact", values={"kind": "company", "company_name": evil, "city": "Tableur"})
        csv = rig.run(t, "export contact --filter city:Tableur --columns company_name --format csv")[1].splitlines()[1]
        assert not csv.lstrip('"').startswith("="), csv
        done = rig.ssh("export contact --filter city:Tableur --columns company_name --format xlsx", text=False)
        book = zipfile.ZipFile(io.BytesIO(done.stdout))
        assert not any(b"<f>" in book.read(name) for name in book.namelist() if "sheet" in name)


def test_half_an_upload_leaves_nothing(rig):
    """A connection that is cut in the middle of an import or a file: no record, no document, no child stays."""
    with undisturbed(rig):
        number = rig.db.psql("select min(id) from app.contact where tenant_id = 1 and deleted_at is null")
        for words in ("import contact --key cut", f"put contact {number} half.bin"):
            t = rig.transport("marie@garage.test")
            channel = t.open_session()
            channel.exec_command(words)
            channel.sendall(b"last_name,city\n" + b"Moit" * 5000)
            t.close()
        wait_until(lambda: not rig.children(), 20, "the end of the children")


def test_thousands_of_bad_things_do_not_make_it_grow(rig):
    """After the first two thousand the workers' memory stays what it is."""
    noise = random.Random(7)
    with undisturbed(rig):
        t = rig.transport("marie@garage.test")
        rpc = rig.rpc(t)

        def storm(count):
            for i in range(count // 50):
                for n in range(50):
                    kind = noise.randrange(5)
                    line = [b'{"jsonrpc":"2.0","id":1,"method":"' + bytes(noise.choices(b"abcdefgh", k=9)) + b'"}', b"[" * noise.randrange(1, 200),
                            b'{"jsonrpc":"2.0","id":1,"method":"list","params":{"entity":"' + bytes(noise.choices(b"abcdefgh", k=9)) + b'"}}',
                            b'{"jsonrpc":"2.0","id":1,"method":"list","params":{"entity":"contact","filter":"' + bytes(noise.choices(b"abc:()=", k=20)) + b'"}}',
                            b'{"jsonrpc":"2.0","id":1,"method":"create","params":{"entity":"contact","values":{"kind":"' + b"x" * noise.randrange(3000) + b'"}}}'][kind]
                    rpc.send_raw(line + b"\n")
                for n in range(50):
                    rpc.answer_of_any()
        storm(2000)
        warm = rss(rig)
        storm(3000)
        assert SANITIZED or rss(rig) - warm < 3000, (warm, rss(rig))		# a sanitizer keeps what was freed
