"""Every kind of record at once: what another company has is not there, whatever is asked of it and wherever its number is put."""
import json, re

from reply import check_error

SECRET = "Motlongtresgarde"


def theirs(rig):
    """One record of every kind that an owner may make or already has, an attached file and an import, in the other company."""
    t = rig.transport("denis@fleet.test")
    rpc = rig.rpc(t)
    ids = {}
    ids["contact"] = rpc.result("create", entity="contact", values={"kind": "person", "last_name": SECRET})["id"]
    for entity, values in {"vehicle": {"plate": "QA-111-QA", "owner_id": ids["contact"]}, "activity": {"contact_id": ids["contact"], "kind": "call", "subject": SECRET},
                           "saved_view": {"entity": "contact", "name": SECRET, "filter": "kind:person", "shared": True}, "tag": {"name": SECRET},
                           "team": {"name": SECRET}, "custom_field": {"entity": "contact", "name": SECRET.lower(), "label": SECRET, "type": "text"}}.items():
        ids[entity] = rpc.result("create", entity=entity, values=values)["id"]
    done = rig.ssh(f"put contact {ids['contact']} {SECRET}.txt", who="denis@fleet.test", input=SECRET)
    assert done.returncode == 0, done.stderr
    done = rig.ssh("import contact --key", SECRET, who="denis@fleet.test", input=f"last_name\n{SECRET} importé\n")
    assert done.returncode == 0, done.stderr
    batch = int(re.search(r"undo (\d+)", done.stderr).group(1))
    for entity in rpc.result("catalogue")["entities"]:
        rows = rpc.call("list", entity=entity, limit=1, sort=["-id"]).get("result", {}).get("rows")
        if entity not in ids and rows:
            ids[entity] = rows[0]["id"]
    return ids, batch


def made(rig):
    """The same for every test here: names are taken once."""
    if not hasattr(rig, "theirs"):
        rig.theirs = theirs(rig)
    return rig.theirs


def snapshot(rig, entities):
    each = " union all ".join(f"select '{e}' || x::text t from app.{e} x where tenant_id = (select id from app.tenant where slug = 'fleet')" for e in entities)
    return rig.db.psql(f"select md5(string_agg(t, ',' order by t)) from ({each}) x")


def test_every_kind_of_record_of_theirs_is_out_of_reach(rig):
    """Read, changed, deleted, restored, printed, given a file, taken back, seen through its view: nothing is told and nothing changes."""
    ids, batch = made(rig)
    kinds = sorted(ids)
    assert len(kinds) >= 12, ids
    before = snapshot(rig, kinds)
    t = rig.transport("marie@garage.test")
    rpc = rig.rpc(t)
    # The numbers of both companies come from one sequence: what is asked for is theirs and nobody else's.
    ids = {e: i for e, i in ids.items() if rpc.call("show", entity=e, id=i).get("error")}
    assert len(ids) >= 11, ids
    for entity, number in ids.items():
        for method, params in (("show", {}), ("update", {"values": {"notes": "x"}}), ("delete", {}), ("restore", {}), ("history", {}), ("files", {})):
            answer = rpc.call(method, entity=entity, id=number, **params)
            assert "error" in answer or answer["result"] in ([], {"changes": []}), (entity, method, answer)
            assert SECRET not in json.dumps(answer), (entity, method, answer)
        for words in (f"print {entity} {number}", f"get {entity} {number} {SECRET}.txt"):
            status, out, err = rig.run(t, words)
            assert status != 0 and SECRET not in out, (words, out, err)
        assert rig.ssh(f"put {entity} {number} mine.txt", input="x").returncode != 0, entity
    check_error(rpc.call("undo", batch=batch), 1, "refused")
    for view in (SECRET, str(ids["saved_view"])):
        assert rig.run(t, f"list contact --view {view} --limit 5")[0] == 1
    ours = rig.ssh("import contact --key", SECRET, input="last_name\nAutre Maison\n")		# their key is not ours: this one is carried out
    assert ours.returncode == 0 and "1 créées" in ours.stderr, ours.stderr
    assert snapshot(rig, kinds) == before


def test_no_field_points_at_them(rig):
    """Every reference of every kind of record, in a new record and in one that is there."""
    ids, _ = made(rig)
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    mine = rpc.result("create", entity="contact", values={"kind": "person", "last_name": "Voisine"})["id"]
    tried = 0
    for entity, about in rpc.result("catalogue")["entities"].items():
        rows = rpc.call("list", entity=entity, limit=1).get("result", {}).get("rows") or []
        for field in about["fields"]:
            there = ids.get(field.get("refers"))
            if there is None or rpc.call("show", entity=field["refers"], id=there).get("result"):
                continue
            for answer in [rpc.call("create", entity=entity, values={field["name"]: there})] + [
                    rpc.call("update", entity=entity, id=row["id"], values={field["name"]: there}) for row in rows]:
                tried += 1
                assert "error" in answer and SECRET not in json.dumps(answer), (entity, field["name"], answer)
    assert tried >= 15 and mine, tried
