"""What goes out: exactly the list that was asked for, in every format, read back by the programs that people have."""
import csv, io, json, re, shutil, subprocess, tempfile, zipfile

COLUMNS = "id,plate,make,year,mileage,first_registration,next_inspection,status,owner_id,created_at"


def fill(rig):
    rows = "".join(f"XP-{n:03d}-AA;{'RENAULT' if n % 2 else 'PEUGEOT'};{2000 + n % 20};{n * 1000};0{n % 9 + 1}/02/2015\n" for n in range(100, 160))
    done = rig.ssh("import", "vehicle", "--update-by", "plate", input="plate;make;year;mileage;first_registration\n" + rows, who="marie@garage.test")
    assert done.returncode in (0, 1), done.stderr


def export(rig, entity, format, *options, text=True, who="marie@garage.test"):
    done = rig.ssh("export", entity, "--format", format, *options, who=who, text=text)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_format_holds_the_list_that_was_asked_for(rig):
    """Filter, order, columns and limit mean the same in csv, json, jsonl, xlsx and on `list`."""
    fill(rig)
    asked = ["--filter", "'mileage>=100000 make:RENAULT'", "--sort", "-year,plate", "--columns", "id,plate,year", "--limit", "7"]
    expected = [json.loads(x) for x in rig.ssh("list", "vehicle", *asked, "--format", "jsonl").stdout.splitlines()]
    plates = [row["plate"] for row in expected]
    assert len(plates) == 7
    assert [json.loads(x)["plate"] for x in export(rig, "vehicle", "jsonl", *asked).splitlines()] == plates
    assert [row["plate"] for row in json.loads(export(rig, "vehicle", "json", *asked))] == plates
    assert [row["plate"] for row in csv.DictReader(io.StringIO(export(rig, "vehicle", "csv", *asked).lstrip("\ufeff")))] == plates
    sheet = zipfile.ZipFile(io.BytesIO(export(rig, "vehicle", "xlsx", *asked, text=False))).read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r"<t>(XP\w+)</t>", sheet) == plates


def test_a_spreadsheet_reads_the_same_values(rig):
    """LibreOffice opens the xlsx and finds every plate, number and date; the header is frozen, filtered and bold."""
    if not shutil.which("soffice"):
        print("skipped: no soffice")
        return
    fill(rig)
    rows = {row["plate"]: row for row in map(json.loads, export(rig, "vehicle", "jsonl", "--filter", "'mileage>=100000 first_registration=2015-02'", "--columns", COLUMNS).splitlines())}
    with tempfile.TemporaryDirectory() as place:
        with open(f"{place}/out.xlsx", "wb") as file:
            file.write(export(rig, "vehicle", "xlsx", "--filter", "'mileage>=100000 first_registration=2015-02'", "--columns", COLUMNS, text=False))
        parts = zipfile.ZipFile(f"{place}/out.xlsx").read("xl/worksheets/sheet1.xml").decode()
        assert 'state="frozen"' in parts and "<autoFilter" in parts and "<f>" not in parts
        subprocess.run(["soffice", f"-env:UserInstallation=file://{place}/profile", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,true",
                        "--outdir", place, f"{place}/out.xlsx"], check=True, capture_output=True, timeout=120, stdin=subprocess.DEVNULL)
        table = list(csv.reader(open(f"{place}/out.csv", encoding="utf-8")))
    plate = next(n for n, cell in enumerate(table[1]) if cell in rows)
    read = {line[plate]: line for line in table[1:] if line[plate] in rows}
    assert set(read) == set(rows)
    for name, row in rows.items():
        y, m, d = row["first_registration"].split("-")
        assert str(row["mileage"]) in [re.sub(r"\D", "", cell) for cell in read[name]], read[name]
        assert any({y, m, d} == set(re.findall(r"\d+", cell)) for cell in read[name]), (read[name], row)


def test_what_goes_out_comes_back_unchanged(rig):
    """export, then import --update-by id of the same file: every row unchanged, in csv, xlsx, jsonl and as cards."""
    fill(rig)
    rig.ssh("import", "contact", input="kind;first_name;last_name;company_name;phone;tags;notes\nperson;Zoé;Retour;;0611223344;a,b;\"l1\nl2\"\ncompany;;;Retour SARL;0411223344;;\n",
            who="marie@garage.test")
    for entity, formats in (("vehicle", ("csv", "xlsx", "jsonl")), ("contact", ("csv", "xlsx", "jsonl", "vcf"))):
        for format in formats:
            columns = ["--columns", COLUMNS if entity == "vehicle" else "id,display_name,kind,first_name,last_name,company_name,phone,tags,owner_id"]
            file = export(rig, entity, format, *(columns if format != "vcf" else []), text=False)
            done = rig.ssh("import", entity, "--update-by", "id", "--format-report", "json", input=file, text=False)
            report = json.loads(done.stdout)
            assert report["read"] == report["unchanged"] > 0, (entity, format, report, done.stderr.decode())


def test_a_viewer_sees_no_more_in_a_file_than_on_the_screen(rig):
    """Columns that a role is not cleared for are in no file: neither by "all columns", nor by their name."""
    rig.ssh("create", "contact", "last_name=Masque", "email=masque@example.fr", who="marie@garage.test")
    ask = ["contact", "--filter", "last_name:Masque", "--format", "jsonl", "--columns"]
    assert "masque@example.fr" in rig.ssh("export", *ask, "*", who="marie@garage.test").stdout
    for verb in ("list", "export"):
        done = rig.ssh(verb, *ask, "*", who="vera@garage.test")
        assert "masque@example.fr" not in done.stdout and (done.returncode == 3 or json.loads(done.stdout)["last_name"] == "Masque"), (verb, done)
        named = rig.ssh(verb, *ask, "last_name,email", who="vera@garage.test")
        assert named.returncode == 3 and not named.stdout, (verb, named)


def test_misuse_of_export(rig):
    """An unknown format, column, filter or view: exit 2 and a sentence that names it; nothing on stdout."""
    for words in (["--format", "exe"], ["--columns", "nonsense"], ["--filter", "'nonsense:1'"], ["--sort", "nonsense"], ["--view", "nonsense"]):
        done = rig.ssh("export", "contact", *words)
        assert done.returncode == 2 or (words[0] == "--view" and done.returncode in (1, 2)), (words, done.returncode, done.stderr)
        assert done.stdout == "" and (words[1].strip("'").split(":")[0] in done.stderr), (words, done.stderr)


def test_prints_and_reports(rig):
    """print writes a record as text and json; a format that is not there yet is said."""
    fill(rig)
    one = json.loads(rig.ssh("list", "vehicle", "--filter", "'mileage>=100000 first_registration=2015-02'", "--limit", "1", "--format", "json").stdout)[0]
    done = rig.ssh("print", "vehicle", str(one["id"]), "--format", "text")
    assert done.returncode == 0 and one["plate"] in done.stdout.replace("-", ""), done.stderr
    assert json.loads(rig.ssh("print", "vehicle", str(one["id"]), "--format", "json").stdout)
    assert rig.ssh("print", "vehicle", str(one["id"]), "--format", "exe").returncode == 2
    assert rig.ssh("print", "vehicle", "999999999").returncode == 1
