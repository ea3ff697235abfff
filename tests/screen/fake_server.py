#!/usr/bin/env python3
"""A server for tests of the client's screens: the protocol's lines on stdin and stdout, a made-up catalogue of
customers and boats, 500 rows, no database. Arguments: the language (fr or en), then switches:
slow=SECONDS (each answer), late=SECONDS (each count), rows=N, touch=SECONDS (somebody else changes customer 3 then), viewer (may only read),
hostile (every text is one that means harm, or is hard to draw; those of tests/screen/hostile.py)."""
import json
import os
import re
import select
import sys
import time
import unicodedata

language = "fr"
options = {}
for word in sys.argv[1:]:
    if word in ("fr", "en"):
        language = word
    else:
        name, _, value = word.partition("=")
        options[name] = value or "1"


def t(english, french):
    return french if language == "fr" else english


def fold(text):
    text = unicodedata.normalize("NFD", str(text).lower())
    return "".join(c for c in text if not unicodedata.combining(c)).replace("’", "'")


def field(name, label, kind="text", **more):
    f = {"name": name, "label": label, "help": more.pop("help", ""), "type": kind, "create": True, "update": True}
    f.update(more)
    return f


def system_fields():
    return [field("id", "Id", "integer", create=False, update=False, sortable=True),
            field("created_at", t("Created", "Créé le"), "timestamp", create=False, update=False, sortable=True),
            field("updated_at", t("Changed", "Modifié le"), "timestamp", create=False, update=False, sortable=True)]


KINDS = [["person", t("Person", "Particulier")], ["company", t("Company", "Société")], ["club", t("Club", "Association")]]
STATES = [["afloat", t("Afloat", "À flot")], ["ashore", t("Ashore", "À terre")], ["sold", t("Sold", "Vendu")]]
may = "none" if "viewer" in options else "all"
RIGHTS = {"read": "all", "create": may, "update": may, "delete": may}
CATALOGUE = {
    "release": "0", "hash": "x", "menus": [t("Customers", "Clientèle"), t("Harbour", "Port")],
    "entities": {
        "customer": {
            "name": "customer", "title": t("Customers", "Clients"), "one": t("Customer", "Client"),
            "menu": t("Customers", "Clientèle"), "position": 10, "label": "name", "order": "name", "search": True,
            "help": t("Everyone who has a boat here or asks for one.", "Tous ceux qui ont un bateau ici ou qui en cherchent un."),
            "list": ["name", "kind", "city", "phone", "balance", "since"],
            "form": [[t("Customer", "Client"), "name", "kind", "registration", "language"],
                     [t("Reach", "Coordonnées"), "email", "phone", "street", "city"],
                     [t("Account", "Compte"), "balance", "discount", "since", "newsletter", "tags", "margin", "notes"]],
            "rights": dict(RIGHTS, welcome=may, move_all=may), "trash": True,
            "fields": [
                field("name", t("Name", "Nom"), required=True, max=60, sortable=True,
                      help=t("As on letters.", "Comme sur les lettres.")),
                field("kind", t("Kind", "Genre"), required=True, choices=KINDS, default="person", sortable=True),
                field("registration", "SIREN", format="siren", shown_when={"field": "kind", "is": ["company"]}, max=11,
                      help=t("Nine digits.", "Neuf chiffres.")),
                field("language", t("Language", "Langue"), choices=[["fr", t("French", "Français")], ["en", t("English", "Anglais")]]),
                field("email", t("E-mail", "Courriel"), format="email"),
                field("phone", t("Phone", "Téléphone"), format="phone"),
                field("street", t("Street", "Rue")),
                field("city", t("City", "Ville"), sortable=True),
                field("balance", t("Balance", "Solde"), "money", sortable=True,
                      help=t("What they owe us.", "Ce qui nous est dû.")),
                field("discount", t("Discount", "Remise"), "decimal", format="percent"),
                field("since", t("Since", "Depuis"), "date", sortable=True,
                      help=t("The first order.", "La première commande.")),
                field("newsletter", t("Newsletter", "Lettre d’information"), "boolean"),
                field("tags", t("Tags", "Étiquettes"), "tags"),
                field("margin", t("Margin", "Marge"), "money", masked=True, create=False, update=False),
                field("notes", t("Notes", "Notes"), format="long_text"),
            ] + system_fields(),
            "actions": [
                {"verb": "welcome", "label": t("Welcome", "Souhaiter la bienvenue"), "key": "w", "args": [],
                 "help": t("Send the welcome letter.", "Envoie la lettre de bienvenue.")},
                {"verb": "move_all", "label": t("Move boats", "Déplacer les bateaux"), "key": "m",
                 "help": t("Move all boats to another berth.", "Déplace tous les bateaux vers un autre poste."),
                 "args": [field("berth", t("Berth", "Poste"), required=True),
                          field("when", t("On", "Le"), "date", required=True)]}],
            "related": [{"entity": "boat", "field": "owner_id", "label": t("Boats", "Bateaux")}]},
        "boat": {
            "name": "boat", "title": t("Boats", "Bateaux"), "one": t("Boat", "Bateau"), "menu": t("Harbour", "Port"),
            "position": 10, "label": "name", "order": "-id", "search": True, "trash": True,
            "help": t("Boats that lie here.", "Les bateaux amarrés ici."),
            "list": ["name", "owner_id", "state", "length", "inspected", "price"],
            "form": [[t("Boat", "Bateau"), "name", "owner_id", "state", "length"],
                     [t("Papers", "Papiers"), "inspected", "arrived_at", "price"]],
            "rights": RIGHTS, "actions": [], "related": [],
            "fields": [
                field("name", t("Name", "Nom"), required=True, max=30, sortable=True),
                field("owner_id", t("Owner", "Propriétaire"), "integer", refers="customer", required=True, sortable=True,
                      help=t("Whose boat it is.", "À qui est le bateau.")),
                field("state", t("State", "État"), choices=STATES, default="afloat", sortable=True),
                field("length", t("Length", "Longueur"), "decimal", sortable=True),
                field("inspected", t("Inspection", "Contrôle"), "date", sortable=True),
                field("arrived_at", t("Arrived", "Arrivé le"), "timestamp"),
                field("price", t("Price", "Prix"), "money"),
            ] + system_fields()}}}

NAMES = ["Garage de l’Étoile", "Élodie Béranger", "Müller & Söhne", "漢字 Motors", "Café du Nord", "Société nautique",
         "Zoé Lefèvre", "Anne-Marie d’Aubigné", "Port Services SARL", "Œuvres maritimes"]
CITIES = ["Lyon", "Brest", "Saint-Malo", "Nantes", "La Rochelle"]
STAMP = "2026-11-18T09:30:00.000Z"
tables = {"customer": {}, "boat": {}}
trash = {"customer": {}, "boat": {}}
ROWS = int(options.get("rows", "480"))
for i in range(1, ROWS + 1):
    name = NAMES[(i - 1) % 10] + ("" if i <= 10 else " %03d" % i)
    tables["customer"][i] = {
        "id": i, "version": 1, "name": name, "kind": ["person", "company", "club"][i % 3],
        "registration": "732829320" if i % 3 == 1 else None, "city": CITIES[i % 5], "language": "fr",
        "email": "client%d@example.fr" % i, "phone": "+336%08d" % (12345678 + i), "street": "%d, quai des Brumes" % i,
        "balance": "%d.%02d" % ((i * 7919) % 12500 - 900, i % 100), "discount": "2.5" if i % 4 == 0 else None,
        "since": "20%02d-%02d-%02d" % (10 + i % 16, 1 + i % 12, 1 + i % 28), "newsletter": i % 2 == 0,
        "tags": ["fidèle", "port A"] if i % 5 == 0 else [], "notes": "Préfère le matin.\nClef chez le gardien." if i == 1 else None,
        "created_at": STAMP, "updated_at": STAMP}
for i in range(1, 21 if ROWS else 1):
    tables["boat"][i] = {
        "id": i, "version": 1, "name": "Sirius %d" % i, "owner_id": (i - 1) % 7 + 1, "state": ["afloat", "ashore", "sold"][i % 3],
        "length": "%d.%d" % (6 + i % 9, i % 10), "inspected": "2027-0%d-15" % (1 + i % 9), "price": "%d.00" % (i * 12000),
        "arrived_at": STAMP, "created_at": STAMP, "updated_at": STAMP}
history = {}
if "hostile" in options:
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from hostile import TEXTS
    tables["customer"] = {
        i: {"id": i, "version": 1, "name": text, "kind": ["person", "company", "club"][i % 3], "city": text[::-1], "email": text,
            "phone": text, "street": text, "notes": text + "\n" + text, "tags": [text], "language": "fr", "balance": "1.00",
            "created_at": STAMP, "updated_at": STAMP} for i, text in enumerate(TEXTS, 1)}
    for i in tables["boat"]:
        tables["boat"][i]["name"] = TEXTS[i % len(TEXTS)]
    history["customer", 1] = [{"at": "2026-11-20T11:00:00.000Z", "person": TEXTS[0], "verb": "update",
                               "changes": {"city": [TEXTS[0], TEXTS[1]]}}]
    CATALOGUE["entities"]["customer"]["actions"][0].update(label=TEXTS[0], help=TEXTS[1])
    CATALOGUE["entities"]["customer"]["help"] = TEXTS[0]
    CATALOGUE["entities"]["boat"]["title"] = TEXTS[0]


class Refusal(Exception):
    def __init__(self, code, message, **data):
        super().__init__(message)
        self.code, self.message, self.data = code, message, data


def entity_of(p):
    if p.get("entity") not in tables:
        raise Refusal(-32602, "no such entity", status="misuse")
    return CATALOGUE["entities"][p["entity"]]


def record(p):
    row = tables[p["entity"]].get(p.get("id"))
    if row is None:
        raise Refusal(1, t("There is no such record.", "Cet enregistrement n’existe pas."), status="refused")
    return row


def with_labels(entity, row):
    out = dict(row)
    for f in CATALOGUE["entities"][entity]["fields"]:
        if f.get("refers") and row.get(f["name"]):
            other = tables[f["refers"]].get(row[f["name"]])
            out[f["name"] + ".label"] = other["name"] if other else "?"
        if f.get("masked"):
            out.pop(f["name"], None)
    return out


def matches(entity, row, text):
    """The part of the filter grammar that the tests use: field:value words."""
    for name, op, value in re.findall(r'(\w+)(:|=|<|>)("[^"]*"|[^ )]+)', text):
        f = next((f for f in CATALOGUE["entities"][entity]["fields"] if f["name"] == name), None)
        if f is None:
            raise Refusal(-32602, t("There is no field “%s”." % name, "Il n’y a pas de champ « %s »." % name), status="misuse")
        have = with_labels(entity, row).get(name + ".label", "") if False else row.get(name)
        value = value.strip('"')
        if f["type"] == "text" and not f.get("choices"):
            good = fold(value) in fold(have or "")
        elif op in "<>":
            good = have is not None and (str(have) < value if op == "<" else str(have) > value)
        else:
            good = str(have).lower() in value.lower().split(",")
        if not good:
            return False
    return True


def find(p):
    entity_of(p)
    entity = p["entity"]
    rows = list((trash if p.get("trash") else tables)[entity].values())
    if p.get("filter"):
        rows = [r for r in rows if matches(entity, r, p["filter"])]
    for word in fold(p.get("search", "")).split():
        digits = word if word.isdigit() else None
        rows = [r for r in rows if any(word in fold(v) for v in with_labels(entity, r).values() if isinstance(v, str))
                or (digits and digits.lstrip("0") in str(r.get("phone", "")))]
    return rows


def sort_key(row, name):
    v = row.get(name)
    if isinstance(v, str) and re.fullmatch(r"-?\d+\.\d+", v):
        v = float(v)
    return (v is None, isinstance(v, str), fold(v) if isinstance(v, str) else v if v is not None else 0)


def do_list(p):
    rows = find(p)
    rows.sort(key=lambda r: r["id"])
    sorts = p.get("sort") or entity_of(p)["order"]
    for one in reversed(sorts.split(",") if isinstance(sorts, str) else sorts):
        rows.sort(key=lambda r: sort_key(r, one.lstrip("-")), reverse=one.startswith("-"))
    start = int(p.get("after") or 0)
    limit = p.get("limit", 50)
    page = [with_labels(p["entity"], r) for r in rows[start:start + limit]]
    return {"rows": page, "next": str(start + limit) if start + limit < len(rows) else None}


def do_count(p):
    time.sleep(float(options.get("late", 0)))
    return {"count": len(find(p)), "capped": False}


def do_show(p):
    row = record(p)
    warnings = [{"field": "phone", "message": t("This number is unusual.", "Ce numéro est inhabituel.")}] \
        if str(row.get("phone", "")).startswith("+3399") else []
    return {"row": with_labels(p["entity"], row), "actions": [a["verb"] for a in entity_of(p)["actions"]],
            "warnings": warnings, "files": 0}


def check(entity, values):
    errors = []
    if values.get("registration") and not re.fullmatch(r"\d{9}", values["registration"].replace(" ", "")):
        errors.append({"field": "registration", "message": t("A SIREN has nine digits.", "Un SIREN a neuf chiffres.")})
    if values.get("email") and "@" not in values["email"]:
        errors.append({"field": "email", "message": t("This is not an e-mail address.", "Ce n’est pas une adresse de courriel.")})
    if errors:
        raise Refusal(1, errors[0]["message"], status="refused", field=errors[0]["field"], errors=errors)
    phone = values.get("phone")
    if phone:
        values["phone"] = "+33" + re.sub(r"\D", "", phone)[1:] if phone.strip().startswith("0") else phone


def answer_of(entity, row):
    same = [r for r in tables[entity].values() if r["id"] != row["id"] and fold(r["name"]) == fold(row["name"])]
    return {"id": row["id"], "version": row["version"], "warnings": do_show({"entity": entity, "id": row["id"]})["warnings"],
            "duplicates": [{"id": r["id"], "label": r["name"], "why": t("same name", "même nom")} for r in same[:3]]}


def do_create(p):
    e = entity_of(p)
    values = dict(p["values"])
    check(p["entity"], values)
    new = max(tables[p["entity"]], default=0) + 1
    row = {f["name"]: None for f in e["fields"]}
    row.update({"id": new, "version": 1, "created_at": STAMP, "updated_at": STAMP})
    row.update(values)
    tables[p["entity"]][new] = row
    return answer_of(p["entity"], row)


def do_update(p):
    row = record(p)
    if p.get("version", row["version"]) != row["version"]:
        raise Refusal(4, t("Somebody changed it meanwhile.", "Quelqu’un l’a modifié entre-temps."), status="conflict",
                      current=with_labels(p["entity"], row))
    values = dict(p["values"])
    check(p["entity"], values)
    history.setdefault((p["entity"], p["id"]), []).insert(0, {
        "at": "2026-11-20T11:00:00.000Z", "person": "Marie Martin", "verb": "update",
        "changes": {k: [row.get(k), v] for k, v in values.items()}})
    row.update(values)
    row["version"] += 1
    return answer_of(p["entity"], row)


def do_delete(p):
    row = record(p)
    trash[p["entity"]][row["id"]] = tables[p["entity"]].pop(row["id"])
    row["version"] += 1
    return {"id": row["id"], "version": row["version"]}


def do_restore(p):
    row = trash[p["entity"]].pop(p["id"], None)
    if row is None:
        raise Refusal(1, t("There is no such record.", "Cet enregistrement n’existe pas."), status="refused")
    tables[p["entity"]][row["id"]] = row
    row["version"] += 1
    return {"id": row["id"], "version": row["version"]}


def do_do(p):
    results = []
    for i in p["ids"]:
        if p["action"] == "move_all" and p.get("args", {}).get("berth") == "Z":
            results.append({"id": i, "ok": False, "error": {"code": 1, "message": t("Berth Z is taken.", "Le poste Z est pris.")}})
        else:
            results.append({"id": i, "ok": True, "answer": None})
    return {"results": results}


def do_search(p):
    hits = []
    for entity in tables:
        for r in find({"entity": entity, "search": p["text"]})[:p.get("limit", 8)]:
            hits.append({"entity": entity, "id": r["id"], "label": r["name"], "detail": r.get("city") or r.get("state")})
    return {"hits": hits[:p.get("limit", 8)]}


def do_history(p):
    return {"changes": history.get((p["entity"], p["id"]), [])}


company = {"id": 7, "slug": "port", "name": "Port de l’Étoile", "time_zone": "Europe/Paris", "currency": "EUR"}
if "hostile" in options:
    company["name"] = TEXTS[0]
others = {"port": company["name"], "chantier": "Chantier naval"}


def do_hello(p):
    if p.get("company"):
        company.update(slug=p["company"], name=others[p["company"]])
    return {"protocol": "1.0", "server": "0", "person": {"id": 42, "name": "Marie Martin", "email": "marie@example.fr",
            "language": language}, "company": company, "companies": [{"slug": s, "name": n} for s, n in others.items()],
            "catalogue": "x"}


kept = {}


def do_prefer(p):
    if p.get("name"):
        kept[p["name"]] = p.get("value", "")
    return {"preferences": [{"name": n, "value": v} for n, v in kept.items() if v != ""]}


verbs = {name[3:]: f for name, f in globals().items() if name.startswith("do_")}
verbs["catalogue"] = lambda p: CATALOGUE


def send(message):
    line = (json.dumps(dict(jsonrpc="2.0", **message), ensure_ascii=False) + "\n").encode(errors="replace")
    try:
        while line:
            line = line[os.write(1, line):]
    except OSError:     # the client left, as a test wanted
        os._exit(0)


def serve(line):
    request = json.loads(line)
    if options.get("slow"):
        time.sleep(float(options["slow"]))
    try:
        if request["method"] not in verbs:
            raise Refusal(-32601, "unknown verb %s" % request["method"], status="misuse")
        send({"id": request["id"], "result": verbs[request["method"]](request.get("params") or {})})
    except Refusal as r:
        send({"id": request["id"], "error": {"code": r.code, "message": r.message, "data": r.data}})


def touch():
    """Somebody else moves customer 3 to another town."""
    row = tables["customer"][3]
    row["city"] = "Marseille"
    row["version"] += 1
    send({"method": "changed", "params": {"entity": "customer", "ids": [[3, row["version"]]]}})


send({"method": "hello", "params": do_hello({})})
buffer = b""
touch_at = time.time() + float(options["touch"]) if "touch" in options else None
while True:
    wait = None if touch_at is None else max(0, touch_at - time.time())
    ready, _, _ = select.select([0], [], [], wait)
    if not ready:
        touch()
        touch_at = None
        continue
    try:
        piece = os.read(0, 65536)
    except OSError:
        break
    if not piece:
        break
    buffer += piece
    while b"\n" in buffer:
        line, buffer = buffer.split(b"\n", 1)
        serve(line)
