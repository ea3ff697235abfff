"""Files of other programs become records; what is wrong in them is said, line by line, and nothing is half-written."""
import io, json, re, subprocess, zipfile

from rig import ROOT, wait_until

FILES = ROOT / "tests/data/import"
COUNTS = re.compile(r"(\d+) read, (\d+) created, (\d+) updated, (\d+) unchanged, (\d+) refused")


def bring(rig, entity, content, *options, who="denis@fleet.test"):
    """Imports these bytes (or the file of that name): the exit status, the counts, what was said, and stdout."""
    data = (FILES / content).read_bytes() if isinstance(content, str) else content
    done = rig.ssh("import", entity, *options, who=who, input=data, text=False)
    said = done.stderr.decode()
    counts = COUNTS.search(said.replace(" would be created", " created").replace("lues", "read").replace("seraient créées", "created")
                           .replace("créées", "created").replace("modifiées", "updated").replace("inchangées", "unchanged").replace("refusées", "refused"))
    return done.returncode, [int(n) for n in counts.groups()] if counts else None, said, done.stdout.decode()


def rows(rig, entity, filter, columns, who="denis@fleet.test"):
    done = rig.ssh("list", entity, "--filter", f"'{filter}'", "--columns", columns, "--format", "jsonl", who=who)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def how_many(rig, entity):
    return int(rig.db.psql(f"select count(*) from app.{entity} where deleted_at is null"))


def workbook(sheet, strings=None):
    """A minimal .xlsx with this sheet."""
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        z.writestr("_rels/.rels", f'<Relationships><Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        z.writestr("xl/workbook.xml", f'<workbook xmlns:r="{rel}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels", f'<Relationships><Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
        z.writestr("xl/worksheets/sheet1.xml", sheet)
    return book.getvalue()


def test_files_of_other_programs_come_in_whole(rig):
    """Excel in French, Dolibarr, Odoo, Google, Outlook, telephones: every row is in, under the right fields."""
    for name, count in [("excel_fr.csv", 2), ("dolibarr_tiers.csv", 1), ("odoo_contacts.csv", 2), ("google_contacts.csv", 1), ("outlook_fr.csv", 1),
                        ("outlook_21.vcf", 1), ("iphone_30.vcf", 1), ("android_40.vcf", 2)]:
        status, counts, said, _ = bring(rig, "contact", name)
        assert (status, counts) == (0, [count, count, 0, 0, 0]), said
    found = {r["email"]: r for r in rows(rig, "contact", "created_at>=2020", "email,kind,first_name,last_name,company_name,job_title,mobile,phone,street,postcode,city,country,tags")}
    excel = found["jerome.lefevre@example.fr"]
    assert (excel["first_name"], excel["last_name"], excel["phone"], excel["mobile"]) == ("Jérôme", "Lefèvre", "+33142685300", "+33612345678")
    assert (excel["street"], excel["postcode"], excel["country"]) == ("12, rue de l’Étoile", "06000", "FR")
    assert found["zoe@example.fr"]["mobile"] == "+33612345679"		# the spreadsheet had eaten the 0
    assert (found["azur@example.fr"]["kind"], found["azur@example.fr"]["company_name"]) == ("company", "Atelier Azur")
    assert found["azur@example.fr"]["tags"] == ["Client", "VIP"]
    assert found["aicha@example.fr"]["job_title"] == "Gérante"
    assert found["karim@example.fr"]["mobile"] == "+33655443322"
    assert found["lea@example.fr"]["street"] == "8 rue, Haute"
    assert rows(rig, "contact", 'company_name:"Garage du Port"', "kind,siret,vat_number")[0]["siret"] == "73282932000074"
    assert rows(rig, "contact", 'company_name:"Mairie de Nice"', "kind")[0]["kind"] == "company"


def test_several_telephones_in_one_cell(rig):
    """Google joins all numbers of one kind by three colons: the first is taken, and that is told."""
    table = "Last Name,Phone 1 - Value,E-mail 1 - Value\nTroiscolons,06 11 22 33 44 ::: 01 44 55 66 77,a.trois@example.fr ::: b.trois@example.fr\n"
    status, counts, said, _ = bring(rig, "contact", table.encode())
    assert (status, counts) == (0, [1, 1, 0, 0, 0]) and said.count("plusieurs valeurs ; la première a été prise") == 2, said
    assert rows(rig, "contact", "last_name:Troiscolons", "phone,email") == [{"phone": "+33611223344", "email": "a.trois@example.fr"}]


def test_registration_certificates_come_in(rig):
    """A file of the SIV: plates, dates, decimal spaces, hidden VINs; what the law leaves open warns and is saved."""
    status, counts, said, _ = bring(rig, "vehicle", "siv.csv")
    assert (status, counts) == (0, [3, 3, 0, 0, 0]), said
    assert "Numéro VIN (E)" in said and "warning" in said or "attention" in said
    found = {r["plate"]: r for r in rows(rig, "vehicle", "created_at>=2020", "plate,vin,mileage,first_registration,energy,next_inspection")}
    assert found["AB123CD"]["mileage"] == 123456 and found["AB123CD"]["first_registration"] == "2015-03-05"
    assert found["AB123CD"]["next_inspection"] == "2027-05-12" and found["AB123CD"]["energy"] == "diesel"
    assert found["WW123AA"]["vin"] == "VF3********123456" and found["1234AB06"]["mileage"] == 210000


def test_refused_rows_come_back_to_be_corrected(rig):
    """Each refused row has its line, field and reason; --refused csv gives them back, and corrected they come in."""
    before = how_many(rig, "contact")
    status, counts, said, _ = bring(rig, "contact", "refused.csv", "--dry-run")
    assert status == 1 and counts == [4, 1, 0, 0, 3] and how_many(rig, "contact") == before, said
    status, counts, said, back = bring(rig, "contact", "refused.csv", "--refused", "csv")
    assert status == 1 and counts == [4, 1, 0, 0, 3], said
    assert all(re.search(rf"(line|ligne) {n}\s?: .{{10,}}", said) for n in (3, 4, 5)), said
    table = back.lstrip("\ufeff").splitlines()
    assert len(table) == 4 and table[0].startswith("prénom;nom;e-mail;téléphone;"), back
    corrected = back.replace("pas-une-adresse", "bob@example.fr").replace(";12;", ";0612121212;").replace("\n;;", "\nDan;Bleu;")
    status, counts, said, _ = bring(rig, "contact", corrected.encode())
    assert status == 0 and counts == [3, 3, 0, 0, 0], said


def test_the_report_for_programs(rig):
    """--format-report json is one object with every refused line and its field."""
    status, _, _, out = bring(rig, "contact", "refused.csv", "--dry-run", "--format-report", "json")
    report = json.loads(out)
    assert status == 1 and report["dry_run"] and report["batch"] is None
    assert [(r["line"], r["field"]) for r in report["refused"] if r["field"] != "last_name"] == [(3, "email"), (5, "phone")]


def test_an_import_warns_of_what_a_form_warns_of(rig):
    """The doubts between fields too, each with its line and field, in the reader's words; a rehearsal tells the same; only so many are said."""
    file = "nom;siren;siret;code postal\nA;404833048;73282932000074;\nB;;;7500\nC;;;69001\n".encode()
    for options in (("--dry-run",), ()):
        status, counts, said, out = bring(rig, "contact", file, *options, "--format-report", "json")
        report = json.loads(out)
        assert status == 0 and counts == [3, 3, 0, 0, 0] and report["warnings_count"] == 2, said
        assert [(w["line"], w["field"]) for w in report["warnings"]] == [(2, "siret"), (3, "postcode")], out
        assert "404833048" in report["warnings"][0]["message"], out
    status, _, _, out = bring(rig, "vehicle", b"plate;vin;next_inspection\nWA-001-RN;VF1AAAAAAAAAAAAAA;2020-01-31\n", "--format-report", "jsonl")
    told = [json.loads(line) for line in out.splitlines()]
    assert sorted(t["field"] for t in told if t["kind"] == "warning") == ["next_inspection", "vin"] and told[-1]["warnings"] == 2, out
    assert any("31/01/2020" in t.get("message", "") for t in told), out
    many = "nom;code postal;email\n" + "".join(f"Douteux {n};75;d{n}@warned.example\n" for n in range(1200))
    status, counts, said, _ = bring(rig, "contact", many.encode(), "--dry-run", "--header", "1")
    assert status == 0 and len([line for line in said.splitlines() if "cinq chiffres" in line]) == 4, said
    assert re.search(r"1.200 (fois|times)", said), said


def test_a_contact_may_be_an_address_only(rig):
    """Rows and cards without a name come in, are listed and exported by what they have, and come back from our own cards unchanged."""
    status, counts, said, _ = bring(rig, "contact", b"nom;email;telephone\n;nobody@nameless.example;\n;;06 39 98 77 01\n;;\n")
    assert status == 0 and counts == [2, 2, 0, 0, 0], said
    found = rows(rig, "contact", "email:nobody@nameless.example or phone:0639987701", "display_name,last_name")
    assert sorted(r["display_name"] for r in found) == ["06 39 98 77 01", "nobody@nameless.example"] and not any(r["last_name"] for r in found), found
    for version in ("3.0", "4.0"):
        cards = rig.ssh("export", "contact", "--filter", "'email:nobody@nameless.example or phone:0639987701'", "--format", "vcf", "--vcard", version, who="denis@fleet.test")
        assert cards.returncode == 0, cards.stderr
        assert "FN:nobody@nameless.example" in cards.stdout and "FN:06 39 98 77 01" in cards.stdout, cards.stdout
        status, counts, said, _ = bring(rig, "contact", cards.stdout.encode(), "--update-by", "id")
        assert status == 0 and counts == [2, 0, 0, 2, 0], said
    status, counts, said, _ = bring(rig, "contact", "BEGIN:VCARD\nVERSION:4.0\nFN:nobody@nameless.example\nEMAIL:NOBODY@nameless.example\nEND:VCARD\n".encode(), "--dry-run")
    assert status == 0 and counts == [1, 1, 0, 0, 0] and "nobody@nameless.example" in said.split("read as")[-1], said
    status, _, said, out = bring(rig, "contact", b"ville;email\nMetz;\n", "--map", "ville=city,email=email", "--format-report", "json")
    assert status == 1 and json.loads(out)["refused"][0]["line"] == 2 and re.search("Indiquez un nom, une soci.t.|Give a name, a company", out), out


def test_an_import_is_taken_back_as_one(rig):
    """undo takes away what the import made and gives back what it changed."""
    made = json.loads(rig.ssh("create", "vehicle", "plate=ZZ-900-ZZ", "year=1999", "--format", "json", who="denis@fleet.test").stdout)
    before = how_many(rig, "vehicle")
    status, counts, said, _ = bring(rig, "vehicle", b"plate;year\nZZ-900-ZZ;2003\nZZ-901-ZZ;2004\n", "--update-by", "plate")
    assert (status, counts) == (0, [2, 1, 1, 0, 0]), said
    assert rows(rig, "vehicle", "plate:ZZ900ZZ", "year")[0]["year"] == 2003
    batch = re.search(r"undo (\d+)", said).group(1)
    assert rig.ssh("undo", batch, who="denis@fleet.test").returncode == 0
    assert rows(rig, "vehicle", "plate:ZZ900ZZ", "year")[0]["year"] == 1999 and how_many(rig, "vehicle") == before
    assert made["id"]


def test_the_same_file_again_changes_nothing(rig):
    """--update-by: a second time all is unchanged; a new row is made, a changed one changed, a field of actions refused."""
    file = b"plate;make;year;mileage\nYY-100-YY;RENAULT;2001;1000\nYY-101-YY;PEUGEOT;2002;2000\n"
    assert bring(rig, "vehicle", file, "--update-by", "plate")[1] == [2, 2, 0, 0, 0]
    assert bring(rig, "vehicle", file, "--update-by", "plate")[1] == [2, 0, 0, 2, 0]
    assert bring(rig, "vehicle", file.replace(b"2002", b"2003") + b"YY-102-YY;FIAT;2004;1\n", "--update-by", "plate")[1] == [3, 1, 1, 1, 0]
    status, counts, said, _ = bring(rig, "vehicle", file.replace(b"1000", b"999"), "--update-by", "plate")
    assert status == 1 and counts[4] == 1, said


def test_mapping_header_encoding_by_hand(rig):
    """--map, --header, --encoding, --separator say it where a guess would not."""
    file = "rapport\na|b|c\nÉmile|Cap|x\n".encode("cp850")
    status, counts, said, _ = bring(rig, "contact", file, "--header", "2", "--separator", "pipe", "--encoding", "cp850", "--map", "a=first_name,b=last_name")
    assert (status, counts) == (0, [1, 1, 0, 0, 0]), said
    assert rows(rig, "contact", "last_name:Cap", "first_name")[0]["first_name"] == "Émile"
    status, _, said, _ = bring(rig, "contact", file, "--map", "zzz=first_name")
    assert status == 2 and "zzz" in said


def test_twice_with_one_key_is_once(rig):
    """The same --key sent again writes nothing and says so."""
    file = b"first_name,last_name\nKey,Once\n"
    assert bring(rig, "contact", file, "--key", "k-import-1")[1] == [1, 1, 0, 0, 0]
    before = how_many(rig, "contact")
    assert bring(rig, "contact", file, "--key", "k-import-1")[0] == 0 and how_many(rig, "contact") == before


def test_encodings_and_separators(rig):
    """The same two people in each encoding, with each separator and each kind of line end."""
    text = "Prénom;Nom;Ville\nÉloïse;Müller;Besançon\nZoé;Œuf;Nîmes\n"
    ways = [(e, ";", "\r\n") for e in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")] + [("utf-8", s, "\n") for s in ",\t|"]
    for encoding, separator, end in ways + [("cp1252", ",", "\r"), ("utf-16", "\t", "\r")]:
        status, counts, said, _ = bring(rig, "contact", text.replace(";", separator).replace("\n", end).encode(encoding), "--dry-run")
        assert (status, counts) == (0, [2, 2, 0, 0, 0]), (encoding, separator, end, said)


def test_an_empty_sheet_is_called_so(rig):
    """Not a list of the fields that it lacks."""
    status, counts, said, _ = bring(rig, "contact", workbook("<worksheet><sheetData/></worksheet>"))
    assert (status, counts) == (2, None) and said.startswith("Le tableau est vide"), said


def test_bad_files_get_a_sentence(rig):
    """Files that are none, bombs and broken ones: exit 2 or 1, one clear sentence, nothing written, no path or SQL shown."""
    before = how_many(rig, "contact")
    bomb = workbook("<worksheet><sheetData>" + "<row><c t='inlineStr'><is><t>" + "a" * 1000 + "</t></is></c></row>" * 1 + " " * 300_000_000 + "</sheetData></worksheet>")
    laughs = workbook('<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>')
    cases = {"empty": b"", "nul": b"nom;prenom\nA\0;B\n", "pdf": b"%PDF-1.7\n...", "xls": bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "zip": workbook("<x/>")[:300],
             "bomb": bomb, "laughs": laughs, "gz": b"\x1f\x8b\x08\0", "png": b"\x89PNG\r\n\x1a\n", "calendar": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
             "open quote": b'nom;prenom\n"A;B\n' + b"x\n" * 50, "escape": b"nom;prenom\n\x1b[2JA;B\n", "deep": b'{"a":' * 5000, "not json": b'{"nom": \n'}
    for name, content in cases.items():
        status, counts, said, _ = bring(rig, "contact", content)
        assert status in (1, 2), (name, status, said)
        assert len(said) > 20 and not re.search(r"/tmp|/var|select |insert |PQ|\x1b", said), (name, said)
        assert counts is None or counts[1] == 0, (name, said)
    assert how_many(rig, "contact") == before


def test_many_columns_and_mixed_line_ends(rig):
    """9,000 columns, of which two are known; line ends of three kinds in one file; a wrong mark at the beginning."""
    head = ["Prénom", "Nom"] + [f"c{n}" for n in range(8998)]
    file = (";".join(head) + "\r\nA;Large;" + ";".join("x" * 8998) + "\nB;Large\rC;Large\n").encode()
    status, counts, said, _ = bring(rig, "contact", file)
    assert (status, counts) == (0, [3, 3, 0, 0, 0]), said[:2000]
    assert len(said) < 4000
    status, counts, said, _ = bring(rig, "contact", b"\xff\xfe" + "prénom;nom\nWrong;Mark\n".encode())
    assert counts == [1, 1, 0, 0, 0] or status == 2, said


def test_formulas_and_odd_names_are_only_text(rig):
    """=cmd() in a cell is a text when it comes in, and no formula when it goes out."""
    status, counts, said, _ = bring(rig, "contact", b"first_name,last_name,notes\n=cmd|'/C calc'!A0,Formule,@SUM(1)\n")
    assert (status, counts) == (0, [1, 1, 0, 0, 0]), said
    out = rig.ssh("export", "contact", "--filter", "last_name:Formule", "--columns", "first_name,notes", "--format", "xlsx", who="denis@fleet.test", text=False).stdout
    sheet = zipfile.ZipFile(io.BytesIO(out)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "=cmd" in sheet
    csv = rig.ssh("export", "contact", "--filter", "last_name:Formule", "--columns", "first_name,notes", "--format", "csv", who="denis@fleet.test").stdout
    assert not re.search(r"(^|,|\")[=@]", csv.splitlines()[1]), csv


def test_a_line_without_end_costs_no_memory(rig):
    """300 MB in one line are refused with a sentence, while the server stays small."""
    words = [*rig.ssh_words("denis@fleet.test"), "import", "contact", "--format", "csv"]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdin.write(b"nom;prenom\n")
    most, piece = 0, b"a" * 1_000_000
    for n in range(300):
        try:
            process.stdin.write(piece)
        except BrokenPipeError:
            break
        if n % 20 == 0:
            for pid in rig.children() + rig.workers():
                most = max(most, resident(pid))
    try:
        process.stdin.close()
    except BrokenPipeError:
        pass
    said = process.stderr.read().decode()
    assert process.wait(60) in (1, 2) and most < 200_000, (said, most)
    process.stdout.close(), process.stderr.close()


def resident(pid):
    try:
        text = open(f"/proc/{pid}/status").read()
    except OSError:
        return 0
    return int((re.search(r"VmRSS:\s+(\d+)", text) or [0, 0])[1])


def test_a_cut_connection_leaves_whole_lots_that_can_be_undone(rig):
    """The line is cut in the middle: what is in is whole rows of one import, and undo takes them away."""
    before = how_many(rig, "contact")
    channel = rig.transport("denis@fleet.test").open_session()
    channel.exec_command("import contact --name coupe.csv")
    channel.sendall(b"first_name,last_name\n" + b"".join(b"Coupe,N%d\n" % n for n in range(3000)))
    channel.sendall(b"Coupe,ha")
    channel.get_transport().close()
    wait_until(lambda: not [p for p in rig.children()], what="the end of the import")
    now = how_many(rig, "contact")
    assert rig.db.psql("select count(*) from app.contact where last_name = 'ha'") == "0"
    batch = rig.db.psql("select id from app.batch order by id desc limit 1")
    if now > before:
        assert rig.ssh("undo", batch, who="denis@fleet.test").returncode == 0
    assert how_many(rig, "contact") == before


def test_only_who_may_import_does(rig):
    """A viewer gets exit 3 and one sentence; an unknown entity exit 2."""
    assert bring(rig, "contact", "refused.csv", who="vera@garage.test")[0] == 3
    assert bring(rig, "nothing", "refused.csv")[0] == 2
