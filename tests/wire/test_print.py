"""One record on paper: the company's head, its sections, its lines and what belongs to it, in the reader's words and within their rights."""
import json, re, subprocess

from test_paper import facts_of, pdf, words_of

WHO = "marie@garage.test"


def vehicle_of(rig, plate, notes=""):
    """A vehicle with an owner, a plan of service and a service that was done."""
    t = rig.transport(WHO)
    rpc = rig.rpc(t)
    key = "paper" + plate
    owner = rig.ask(t, f"create contact kind=company company_name='Boulangerie {plate}' --key {key}o")["id"]
    made = rig.ask(t, f"create vehicle plate={plate} mileage=123456 next_inspection=2027-01-31 owner_id={owner} notes='{notes}' --key {key}v")["id"]
    rig.ask(t, f"create service_record vehicle_id={made} done_on=2026-03-02 operation='Courroie de distribution' --key {key}s")
    return rpc, owner, made


def test_a_record_is_a_page(rig):
    """A4 with the company's head; labels, amounts and days as people write them; what belongs to it as tables; page n of N; text says the same."""
    _, owner, vehicle = vehicle_of(rig, "PA-101-PR")
    document = pdf(rig, "print", "vehicle", str(vehicle))
    facts, words = facts_of(document), words_of(document, "-layout")
    company = rig.db.psql("select c.name from app.company c join app.tenant t on t.id = c.tenant_id where t.slug = 'garage'").strip()
    assert "595" in facts["Page size"] and facts["Title"] == f"PA-101-PR — Véhicule {vehicle}" and facts["Author"] == company, facts
    for said in (company, "PA-101-PR", f"Véhicule {vehicle}", "31/01/2027", "Boulangerie PA-101-PR", "Entretiens", "Courroie de distribution", "02/03/2026", "Page 1/"):
        assert said in words, (said, words)
    assert re.search(r"123\s456\s*km", words) and not re.search(r"\b(next_inspection|owner_id|mileage|vehicle_id|None|null|true|false)\b", words), words
    fonts = subprocess.run(["pdffonts", "-"], input=document, capture_output=True, check=True).stdout.decode().splitlines()[2:]
    assert fonts and all(re.search(r"yes\s+yes\s+yes", line) for line in fonts), fonts
    told = rig.ssh("print", "vehicle", str(vehicle)).stdout
    assert "Courroie de distribution" in told and "02/03/2026" in told and "PA-101-PR" in told.splitlines()[0], told
    assert f"vehicle {vehicle}" not in told


def test_what_a_record_refers_to_is_written_as_its_own_list_writes_it(rig):
    """A service of a car says its plate with dashes: on paper, as text, in a list for people. For scripts it is the code."""
    _, owner, vehicle = vehicle_of(rig, "PA-109-PR")
    t = rig.transport(WHO)
    done = rig.ask(t, f"list service_record --filter vehicle_id:{vehicle} --columns id")[0]["id"]
    assert "PA-109-PR" in words_of(pdf(rig, "print", "service_record", str(done)), "-layout")
    text = rig.ssh("print", "service_record", str(done)).stdout
    assert "PA-109-PR" in text and "PA109PR" not in text, text
    table = rig.run(t, f"list service_record --filter vehicle_id:{vehicle} --columns vehicle_id")[1]
    assert "PA-109-PR" in table and "PA109PR" not in table, table
    assert "PA109PR" in rig.run(t, f"list service_record --filter vehicle_id:{vehicle} --columns vehicle_id --format csv")[1]


def test_a_record_is_printed_in_the_readers_language(rig):
    """English words, English days, for whoever reads English."""
    _, owner, vehicle = vehicle_of(rig, "PA-102-PR")
    t = rig.transport(WHO)
    rig.ask(t, "prefer language en")
    try:
        words = words_of(pdf(rig, "print", "vehicle", str(vehicle)), "-layout")
    finally:
        rig.ask(t, "prefer language fr")
    assert f"Vehicle {vehicle}" in words and "Services done" in words and "Véhicule" not in words and "Kilométrage" not in words, words
    assert "31/01/2027" in words or "2027-01-31" in words or "31 Jan 2027" in words, words


def test_what_may_not_be_seen_is_not_on_paper(rig):
    """A masked amount, records of a kind that one may not read, another company's: nowhere on the pages; fields that do not apply neither."""
    rpc, owner, vehicle = vehicle_of(rig, "PA-103-PR")
    deal = rpc.result("create", entity="opportunity", values={"title": "Secret marché", "contact_id": owner, "amount": "4321.00"})["id"]
    assert "4321,00€" in re.sub(r"\s", "", words_of(pdf(rig, "print", "opportunity", str(deal))))
    own = words_of(pdf(rig, "print", "contact", str(owner)))
    assert "Secret marché" in own and "Prénom" not in own and "PA-103-PR" in own, own
    who, key = rig.db.person("garage", "viewer")
    seen = rig.rpc(rig.transport(who, key)).result("catalogue")["entities"]
    masked = [f["name"] for f in seen["opportunity"]["fields"] if f.get("masked")] if "opportunity" in seen else []
    told = words_of(pdf(rig, "print", "contact", str(owner), who=who, key=key))
    assert "Boulangerie PA-103-PR" in told and ("opportunity" in seen or "Secret marché" not in told), told
    if masked:
        assert "4321" not in re.sub(r"\s", "", words_of(pdf(rig, "print", "opportunity", str(deal), who=who, key=key))), masked
    theirs = rig.ssh("print", "contact", str(owner), "--format", "pdf", who="denis@fleet.test", text=False)
    assert theirs.returncode == 1 and b"Boulangerie" not in theirs.stdout + theirs.stderr and not theirs.stdout


def test_what_is_too_long_for_its_place_gets_no_hyphens(rig):
    """An address of e-mail is copied as it is, in a record and in a narrow column of a list."""
    rpc = rig.rpc(rig.transport(WHO))
    mail = "comptabilite-fournisseurs.atlantique@transports-et-levage-du-sillon.example.com"
    made = rpc.result("create", entity="contact", values={"kind": "company", "company_name": "Levage du Sillon", "email": mail, "phone": "01 99 00 11 22"})["id"]
    for words in (("print", "contact", str(made)), ("list", "contact", "--filter", "company_name:Levage", "--columns", "*")):
        assert mail in re.sub(r"\s", "", words_of(pdf(rig, *words), "-raw")), words


def test_what_is_long_goes_on_over_pages(rig):
    """A note of 3,000 lines and fifty records that belong to one: several pages, each with its number; of more than fifty it says so."""
    rpc, owner, vehicle = vehicle_of(rig, "PA-104-PR")
    rpc.result("update", entity="contact", id=owner, values={"notes": "\n".join(f"ligne {n} fin" for n in range(3000))})
    rig.db.psql(f"""begin; select app.as_platform((select id from app.tenant where slug = 'garage'));
        insert into app.activity (contact_id, kind, subject, at) select {owner}, 'call', 'Appel n' || n, '2026-01-01'::timestamptz + n * interval '1 hour' from generate_series(1, 60) n; commit""")
    document = pdf(rig, "print", "contact", str(owner))
    pages, words = int(facts_of(document)["Pages"]), words_of(document, "-layout")
    assert pages > 4 and f"Page {pages}/{pages}" in words and words.count("Page ") >= pages, pages
    assert len(set(re.findall(r"Appel n(\d+)", words))) == 50 and "50 premiers" in words, words[-1500:]
    assert "ligne 500 fin" in words
    assert "50 premiers" in rig.ssh("print", "contact", str(owner)).stdout


def test_markdown_on_paper_has_headings_and_no_marks(rig):
    """An article on paper: its headings without #, its list with bullets, its table in columns; letters of any script are found."""
    t = rig.transport(WHO)
    body = "# Purger\n\nTexte **gras** et 音響.\n\n- un\n- deux\n\n|code|sens|\n|-|-|\n|P0420|catalyseur|\n\n    sudo reboot\n"
    made = rig.rpc(t).result("create", entity="article", values={"title": "Le circuit", "body": body})["id"]
    words = words_of(pdf(rig, "print", "article", str(made)), "-layout")
    for said in ("Purger", "• un", "• deux", "gras", "音響", "sudo reboot"):
        assert said in words, (said, words)
    assert re.search(r"P0420\s+│?\s*catalyseur", words) and "# " not in words and "**" not in words and "═" not in words and "|-|" not in words, words


def test_every_kind_of_record_prints(rig):
    """Whatever there is: one record of each kind that has any becomes a page, and text, without a word of the database."""
    t = rig.transport(WHO)
    rpc = rig.rpc(t)
    printed = 0
    for entity in rpc.result("catalogue")["entities"]:
        rows = rpc.result("list", entity=entity, limit=1)["rows"]
        if not rows:
            continue
        document = rig.ssh("print", entity, str(rows[0]["id"]), "--format", "pdf", text=False, timeout=120)
        assert document.returncode == 0 and document.stdout.startswith(b"%PDF"), (entity, document.stderr)
        assert "Page 1/" in words_of(document.stdout), entity
        printed += 1
    assert printed > 10, printed
