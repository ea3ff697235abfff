"""reply.py: is a reply what the catalogue promised? Every row that a wire test reads is looked at with these."""
import re

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
BESIDE = ("version", "deleted_at")		# every row may carry them
SHAPES = {
    "text": lambda v: isinstance(v, str),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool) and abs(v) < 2**53,
    "decimal": lambda v: isinstance(v, str) and re.fullmatch(r"-?\d+(\.\d+)?", v),
    "money": lambda v: isinstance(v, str) and re.fullmatch(r"-?\d+\.\d\d", v),
    "boolean": lambda v: isinstance(v, bool),
    "date": lambda v: isinstance(v, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", v),
    "timestamp": lambda v: isinstance(v, str) and MOMENT.fullmatch(v),
    "tags": lambda v: isinstance(v, list) and all(isinstance(x, str) for x in v),
    "sentence": lambda v: isinstance(v, str) and v and "{" not in v,		# said in the language of whoever asks
    "json": lambda v: True,
}


def check_row(entity, row):
    """Each member is a field that this person may see, of its declared type; a choice is one of the choices; a reference has a label."""
    fields = {f["name"]: f for f in entity["fields"]}
    assert isinstance(row["id"], int) and isinstance(row["version"], int), row
    for name, value in row.items():
        base = name.removesuffix(".label")
        assert base in fields or name in BESIDE, f"{entity['name']}.{name} is not in the catalogue"
        if name in BESIDE or value is None:
            continue
        field = fields[base]
        assert not field.get("masked"), f"{entity['name']}.{name} is masked, but {value!r} came"
        if name != base:
            assert "refers" in field and isinstance(value, str), (name, value)
            continue
        shape = SHAPES.get(field["type"])
        assert shape and shape(value), f"{entity['name']}.{name} is {field['type']}, but {value!r} came"
        if "choices" in field and isinstance(value, str):
            assert value in [c[0] for c in field["choices"]], (name, value)
        if "refers" in field:
            assert name + ".label" in row, f"{name} has no label"


def check_page(entity, page, limit=50):
    assert set(page) <= {"rows", "next", "count", "count_capped", "sort"} and {"rows", "next"} <= set(page), page.keys()
    assert len(page["rows"]) <= limit
    for row in page["rows"]:
        check_row(entity, row)
    return page["rows"]


def check_error(answer, code, status, field=None):
    """The object of JSON-RPC's "error": its code, the status that scripts know, whom to ask about it, the field to blame."""
    error = answer.get("error")
    assert error, f"no error: {answer}"
    assert error["code"] == code and error["data"]["status"] == status, error
    assert error["message"] and not re.search(r"pg_|app\.|\bSQL\b|constraint|relation \"", error["message"]), error["message"]
    if field:
        blamed = [error["data"].get("field")] + [e.get("field") for e in error["data"].get("errors", [])]
        assert field in blamed, f"{field} is not blamed: {error}"
    return error
