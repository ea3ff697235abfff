"""Boards and calendars over the wire: columns in one answer, pages of one, places by hand, days; refusals name what was wrong."""
import subprocess

from reply import check_error, check_page, check_row
from rig import ROOT, wait_until

OWN_SERVER = True


def declared(rig):
    """The site with the planned work of the demo, and the owner's connection."""
    if not rig.db.psql("select 1 from ui.entity where entity = 'work'"):
        subprocess.run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-h", rig.db.socket, "-U", "postgres", "comptoir", "-f", ROOT / "demo/work.sql"],
                       check=True, capture_output=True)
    t = rig.transport("marie@garage.test")
    return t, rig.rpc(t)


def works(rpc, status, count, **more):
    return [rpc.result("create", entity="work", values={"title": f"{status} {i}", "status": status, **more})["id"] for i in range(count)]


def test_a_board_comes_in_one_answer(rig):
    """Each choice is a column, in order, with its count and its first cards; the cursor of a column goes on in it, to its end."""
    _, rpc = declared(rig)
    entity = rpc.result("catalogue", entity="work")
    assert entity["board"] == {"field": "status", "lanes": "person_id", "order": "rank", "limits": {"doing": 3, "waiting": 5}}
    made = works(rpc, "todo", 8) + works(rpc, "waiting", 1)
    board = rpc.result("board", entity="work", limit=3, columns=["title", "status", "person_id"])
    assert [c["value"] for c in board["columns"]] == ["todo", "doing", "waiting", "done"]
    for column in board["columns"]:
        assert set(column) == {"value", "count", "capped", "rows", "next"}
        assert (column["next"] is None) == (column["count"] == len(column["rows"]))
        for row in column["rows"]:
            check_row(entity, row)
            assert row["status"] == column["value"]
    assert [c["count"] for c in board["columns"]] == [8, 0, 1, 0]
    seen, after = [], None
    for _ in range(3):
        page = rpc.result("board", entity="work", column="todo", limit=3, **({"after": after} if after else {}))["columns"]
        assert len(page) == 1
        seen += [row["id"] for row in page[0]["rows"]]
        after = page[0]["next"]
    assert seen == made[:8] and after is None
    assert rpc.result("board", entity="work", filter='title:"todo 3"')["columns"][0]["count"] == 1
    assert [c["value"] for c in rpc.result("board", entity="work", by="priority")["columns"]] == ["low", "normal", "high"]
    check_error(rpc.call("board", entity="work", by="title"), -32602, "misuse", "by")
    check_error(rpc.call("board", entity="work", by="nothing"), -32602, "misuse", "by")
    check_error(rpc.call("board", entity="work", column="nothing"), -32602, "misuse", "column")
    check_error(rpc.call("board", entity="establishment"), -32602, "misuse", "by")
    check_error(rpc.call("board", entity="work", limit=1001), -32602, "misuse", "limit")
    check_error(rpc.call("board", entity="work", after=after or "x"), -32602, "misuse", "column")
    check_error(rpc.call("board", entity="work", column="todo", after="x"), -32602, "misuse", "after")


def test_a_card_is_put_to_its_place_and_others_hear_of_it(rig):
    """move is an update with a place: versions, keys, rights and events as there."""
    t, rpc = declared(rig)
    a, b, c = works(rpc, "doing", 3)
    watching = rig.rpc(rig.transport("vera@garage.test"))
    watching.result("list", entity="work")
    moved = rpc.result("move", entity="work", id=c, version=1, after=a, values={}, key="once")
    assert moved["version"] == 2 and rpc.result("move", entity="work", id=c, version=1, after=a, values={}, key="once")["replayed"]
    order = lambda column: [row["id"] for row in rpc.result("board", entity="work", column=column)["columns"][0]["rows"]]
    assert order("doing") == [a, c, b]
    said = rig.run(t, f"move work {b} status=done starts_at='2026-03-02 08:00'")
    assert said[0] == 0 and "Version" in said[1], said
    assert order("done") == [b] and order("doing") == [a, c]
    told = wait_until(watching.event, what="the news of the card")
    while told["params"].get("entity") != "work":		# what another test did before
        told = wait_until(watching.event, what="the news of the card")
    assert told["method"] == "changed"
    check_error(rpc.call("move", entity="work", id=c, version=1, after=0), 4, "conflict")
    check_error(rpc.call("move", entity="work", id=c, after=b), 1, "refused", "after")
    check_error(rpc.call("move", entity="work", id=c, after=0, values={"status": "done"}), 1, "refused")
    check_error(rpc.call("move", entity="vehicle", id=1, after=0), -32602, "misuse", "after")
    check_error(watching.call("move", entity="work", id=c, after=0), 3, "forbidden")


def test_a_week_is_read_by_its_days(rig):
    """during: what takes place then, in order; on the command line and in an export too."""
    t, rpc = declared(rig)
    entity = rpc.result("catalogue", entity="work")
    assert entity["calendar"] == {"start": "starts_at", "end": "ends_at", "lanes": "person_id"}
    for title, start, end in (("late", "2026-03-29T20:00:00Z", "2026-03-29T21:30:00Z"), ("early", "2026-03-22T22:30:00Z", "2026-03-23T01:00:00Z"),
                              ("after", "2026-03-29T22:00:00Z", "2026-03-29T23:00:00Z")):
        rpc.result("create", entity="work", values={"title": title, "starts_at": start, "ends_at": end})
    page = rpc.result("list", entity="work", during="2026-03-23..2026-03-29", columns=["title", "starts_at"], count=True)
    assert [row["title"] for row in check_page(entity, page)] == ["early", "late"] and page["count"] == 2 and page["sort"] == ["starts_at"]
    first = rpc.result("list", entity="work", during="2026-03-23..2026-03-29", columns=["title"], limit=1)
    second = rpc.result("list", entity="work", during="2026-03-23..2026-03-29", columns=["title"], limit=1, after=first["next"])
    assert [first["rows"][0]["title"], second["rows"][0]["title"], second["next"]] == ["early", "late", None]
    assert rpc.result("count", entity="work", during="2026-03-30")["count"] == 1
    assert rig.run(t, "list work --during 2026-03-23..2026-03-29 --columns title --format csv")[1].split() == ["title", "early", "late"]
    assert rig.run(t, "export work --during 2026-03-30 --columns title --format csv")[1].split() == ["title", "after"]
    check_error(rpc.call("list", entity="work", during="next week"), -32602, "misuse", "during")
    check_error(rpc.call("list", entity="contact", during="2026-03-30"), -32602, "misuse", "during")
