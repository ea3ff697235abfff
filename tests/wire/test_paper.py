"""Lists and reports on paper: what stands on a page, in whose words, and that ten thousand lines are as easy as ten."""
import io, json, re, subprocess, zipfile

WHO = "marie@garage.test"


def pdf(rig, *words, who=WHO, key=None):
    done = rig.ssh(*words, "--format", "pdf", who=who, key=key, text=False, timeout=180)
    assert done.returncode == 0, (words, done.stderr.decode())
    return done.stdout


def words_of(document, *options):
    return subprocess.run(["pdftotext", *options, "-", "-"], input=document, capture_output=True, check=True, timeout=60).stdout.decode()


def facts_of(document):
    told = subprocess.run(["pdfinfo", "-"], input=document, capture_output=True, check=True, timeout=60).stdout.decode()
    return dict(re.findall(r"^(.+?):\s+(.*)$", told, re.M))


def mission_with(rig, count, title):
    """A planned mission with so many lines of gear booked, its names in many scripts. Answers its number."""
    rig.db.psql(f"""begin; select app.as_platform((select id from app.tenant where slug = 'garage'));
        insert into app.contact (kind, company_name) values ('company', 'Mairie de {title}');
        insert into app.mission (title, status, place, starts_at, ends_at, contact_id)
        select '{title}', 'planned', 'Place Bellecour', '2031-12-05 14:00+01', '2031-12-07 02:00+01', id from app.contact where company_name = 'Mairie de {title}';
        insert into app.equipment (name, tracking, quantity, place, barcode, value)
        select (array['Câble HDMI','音響ケーブル','כבל שמע','Кабель','Enceinte 🎤 avec une housse de transport et un nom bien trop long pour tenir sur une seule ligne de la liste'])[1 + n % 5] || ' n° ' || n,
            'quantity', 20, (array['Dépôt A','Dépôt B','Camion'])[1 + n % 3], '{title}-' || n, 12345 from generate_series(1, {count}) n;
        insert into app.equipment_booking (equipment_id, mission_id, quantity, packed) select e.id, m.id, 2, e.id % 2 = 0
        from app.equipment e, app.mission m where m.title = '{title}' and e.barcode like '{title}-%'; commit""")
    return int(rig.db.psql(f"select id from app.mission where title = '{title}'"))


def test_a_list_is_pages_that_can_be_read_and_copied(rig):
    """Title, company, the conditions, titles on each page, page n of N, amounts and days in the reader's words; masked columns are not there."""
    t = rig.transport(WHO)
    for n in range(70):
        rig.ask(t, f"create contact kind=person first_name=Page last_name=Feuille{n:03} city=Lyon --key paper{n}")
    document = pdf(rig, "list", "contact", "--filter", "last_name:Feuille")
    facts, words = facts_of(document), words_of(document, "-layout")
    pages = int(facts["Pages"])
    assert pages == 2 and "595" in facts["Page size"] and facts["Title"] == "Contacts" and facts["Creator"] == "Comptoir", facts
    assert f"Page 1/{pages}" in words and f"Page {pages}/{pages}" in words, words[-400:]
    assert words.count("Ville") == pages and "last_name:Feuille" in words and "Filtre" in words, words[:600]
    assert all(f"Feuille{n:03}" in words for n in range(70)) and "70 lignes" in words
    assert not re.search(r"\b(last_name|display_name|owner_id)\b(?!:)", words), words[:800]
    empty = words_of(pdf(rig, "list", "contact", "--filter", "last_name=personne-nulle-part"))
    assert "Rien à imprimer." in empty and "Page 1/1" in empty


def test_a_packing_list_is_printed_for_its_mission(rig):
    """`report packing 12`: what it is for at its head, rooms as headings, a box for each line, any script to be copied; xlsx has the same lines."""
    mission = mission_with(rig, 30, "Lumières")
    document = pdf(rig, "report", "packing", str(mission))
    words = words_of(document, "-layout")
    for said in ("Liste de colisage", "Lumières", "Mairie de Lumières", "Place Bellecour", "05/12/2031", "Dépôt A", "Dépôt B", "Camion", "☐", "☑", "音響ケーブル", "Кабель", "Page 1/"):
        assert said in words, (said, words)
    assert "כבל שמע" in words_of(document) or "עמש לבכ" in words_of(document)
    assert words.count("☐") == 15 and words.count("☑") == 15
    fonts = subprocess.run(["pdffonts", "-"], input=document, capture_output=True, check=True).stdout.decode().splitlines()[2:]
    assert fonts and all(re.search(r"yes\s+yes\s+yes", line) for line in fonts), fonts		# embedded, in part, with their letters
    assert words_of(pdf(rig, "report", "packing_list", f"mission={mission}")) == words_of(pdf(rig, "report", "packing", str(mission)))
    for report in ("loading", "return"):
        assert "Lumières" in words_of(pdf(rig, "report", report, str(mission)))
    done = rig.ssh("report", "packing", str(mission), "--format", "xlsx", text=False)
    book = zipfile.ZipFile(io.BytesIO(done.stdout))
    assert book.testzip() is None and book.read("xl/worksheets/sheet1.xml").count(b"<row ") == 31
    theirs = rig.ssh("report", "packing", str(mission), "--format", "pdf", who="denis@fleet.test", text=False)
    assert theirs.returncode != 0 or "Mairie" not in words_of(theirs.stdout)


def test_ten_thousand_lines_are_one_list(rig):
    """Every line once, on some page of many, and the server's child stays small."""
    mission = mission_with(rig, 10000, "Grande")
    document = pdf(rig, "report", "packing", str(mission))
    pages, words = int(facts_of(document)["Pages"]), words_of(document)
    assert 200 < pages < 600 and len(document) < 8_000_000, (pages, len(document))
    numbers = [a or b for a, b in re.findall(r"n°\s+(\d+)|(\d+)\s+°n", words)]		# what is written from right to left is read so
    assert len(numbers) == 10000 and len(set(numbers)) == 10000, len(numbers)
    assert f"Page {pages}/{pages}" in words.replace("\u202f", "").replace("\u00a0", ""), words[-200:]


def test_many_columns_and_long_texts_fit(rig):
    """All columns of a record lie on the wide side in small letters; a text of thousands of lines is cut, and that is said."""
    t = rig.transport(WHO)
    rig.rpc(t).result("create", entity="contact", values={"kind": "person", "last_name": "Volume", "notes": "ligne\n" * 3000 + "<b>&amp;</b>"})
    done = rig.ssh("list", "contact", "--filter", "last_name=Volume", "--columns", "*", "--format", "pdf", text=False)
    assert done.returncode == 0 and "841" in facts_of(done.stdout)["Page size"], done.stderr
    assert "Volume" in words_of(done.stdout) and "ligne" in words_of(done.stdout)
    assert "texte" in done.stderr.decode(), done.stderr


def test_a_text_in_markdown_is_printed_laid_out(rig):
    """print shows headings, lists and tables, and no command of a terminal."""
    t = rig.transport(WHO)
    body = "# Titre\n\n- un **gras**\n\n|a|b|\n|-|-|\n|c|d|\n\n&#27;[2J fin"
    made = rig.rpc(t).result("create", entity="article", values={"title": "Papier", "body": body})["id"]
    told = rig.ssh("print", "article", str(made)).stdout
    assert re.search(r"Titre\n\s+═════", told) and "• un gras" in told and "a │ b" in told and "\x1b" not in told and "\x07" not in told, told
