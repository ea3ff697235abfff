"""The lines of the subsystem, as any program may send them: what is answered, in which order, and what is refused."""
import json, subprocess

from reply import check_error


def lines(rpc, *texts):
    """Sends raw lines and gives back as many answers."""
    rpc.send_raw(b"".join(t if isinstance(t, bytes) else t.encode() for t in texts))
    return [rpc.answer_of_any() for _ in texts]


def test_answers_carry_the_requests_id(rig):
    """Requests may overtake each other; each answer names its request; a text is as good an id as a number."""
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    for i, method in enumerate(["search", "whoami", "health", "whoami"]):
        params = {"text": "x"} if method == "search" else {}
        rpc.send_raw(json.dumps({"jsonrpc": "2.0", "id": f"r{i}", "method": method, "params": params}).encode() + b"\n")
    assert {rpc.answer_of_any()["id"] for _ in range(4)} == {"r0", "r1", "r2", "r3"}


def test_a_notification_gets_no_answer(rig):
    """Without an id a request is done and nothing is said."""
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    rpc.send_raw(b'{"jsonrpc":"2.0","method":"whoami"}\n{"jsonrpc":"2.0","method":"nonsense"}\n')
    assert rpc.call("health")["result"]["status"] == "ok"


def test_lines_that_are_no_requests(rig):
    """Each gets its code of JSON-RPC and a sentence; the session goes on."""
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    for line, code in [("nonsense", -32700), ('{"jsonrpc":"2.0","id":1,', -32700), (b'{"jsonrpc":"2.0","id":1,"method":"\xff"}', -32700),
                       (b'{"jsonrpc":"2.0","id":1,"method":"who\x00ami"}', -32700), ('{"jsonrpc":"2.0","id":1,"method":"a\\u0000b"}', -32700),
                       ("[]", -32600), ("7", -32600), ('[{"jsonrpc":"2.0","id":1,"method":"whoami"}]', -32600), ('{"id":1,"method":"whoami"}', -32600),
                       ('{"jsonrpc":"1.0","id":1,"method":"whoami"}', -32600), ('{"jsonrpc":"2.0","id":1}', -32600),
                       ('{"jsonrpc":"2.0","id":{},"method":"whoami"}', -32600), ('{"jsonrpc":"2.0","id":1,"method":7}', -32600),
                       ('{"jsonrpc":"2.0","id":1,"id":2,"method":"whoami"}', -32600), ("[" * 33 + "]" * 33, -32600),
                       ('{"jsonrpc":"2.0","id":1,"method":"whoami","params":[1]}', -32602),
                       ('{"jsonrpc":"2.0","id":1,"method":"nonsense"}', -32601), ('{"jsonrpc":"2.0","id":1,"method":"export","params":{"entity":"contact"}}', -32601),
                       ('{"jsonrpc":"2.0","id":1,"method":"' + "a" * 65 + '"}', -32600)]:
        answer = lines(rpc, (line if isinstance(line, bytes) else line.encode()) + b"\n")[0]
        check_error(answer, code, "misuse")
    assert rpc.call("health")["result"]["status"] == "ok"


def test_empty_lines_and_line_ends_of_windows(rig):
    """Blank lines are nothing; CR LF ends a line too."""
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    rpc.send_raw(b'\n\r\n  \n{"jsonrpc":"2.0","id":5,"method":"health"}\r\n')
    assert rpc.answer_of_any()["id"] == 5


def test_a_line_may_be_one_mebibyte(rig):
    """Up to that it is read; past it, it is refused once, skipped to its end, and the next one is answered."""
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    values = {"kind": "person", "last_name": "x", "notes": "n" * (1024 * 1024 - 200)}
    answer = lines(rpc, json.dumps({"jsonrpc": "2.0", "id": 1, "method": "create", "params": {"entity": "contact", "values": values}}) + "\n")[0]
    assert answer["id"] == 1
    check_error(answer, 1, "refused", "notes")
    rpc.send_raw(b'{"jsonrpc":"2.0","id":2,"method":"search","params":{"text":"' + b"y" * (3 * 1024 * 1024) + b'"}}\n')
    answer = rpc.answer_of_any()
    assert answer["id"] is None
    check_error(answer, -32600, "misuse")
    assert rpc.call("health")["result"]["status"] == "ok"


def test_a_request_that_comes_in_bytes(rig):
    """A line may come in as many pieces as it likes."""
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    for byte in b'{"jsonrpc":"2.0","id":"slow","method":"health"}\n':
        rpc.send_raw(bytes([byte]))
    assert rpc.answer_of_any()["id"] == "slow"


def test_a_thousand_at_once_are_all_answered(rig):
    """Whoever sends faster than is answered is made to wait by the window, and loses nothing."""
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    rpc.send_raw(b"".join(b'{"jsonrpc":"2.0","id":%d,"method":"whoami"}\n' % i for i in range(1000)))
    assert sorted(rpc.answer_of_any()["id"] for _ in range(1000)) == list(range(1000))


def test_the_end_of_input_waits_for_answers(rig):
    """echo … | ssh -s host comptoir: every line is answered before the channel closes with 0."""
    requests = "".join(json.dumps({"jsonrpc": "2.0", "id": i, "method": m}) + "\n" for i, m in enumerate(["whoami", "catalogue", "health"]))
    done = subprocess.run([*rig.ssh_words(), "-s", "comptoir"], input=requests, capture_output=True, text=True, timeout=30)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0 and {a.get("id") for a in answers} == {None, 0, 1, 2}


def test_wrong_parameters_are_named(rig):
    """Unknown, missing and mistyped ones, by data.field."""
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    for method, params, field in [("list", {}, "entity"), ("list", {"entity": 7}, "entity"), ("list", {"entity": "nothing"}, None),
                                  ("list", {"entity": "contact", "limit": "5"}, "limit"), ("list", {"entity": "contact", "limit": 0}, "limit"),
                                  ("list", {"entity": "contact", "limit": 1001}, "limit"), ("list", {"entity": "contact", "colour": 1}, "colour"),
                                  ("list", {"entity": "contact", "filter": "kind:(("}, "filter"), ("list", {"entity": "contact", "sort": ["nothing"]}, None),
                                  ("search", {"text": "x" * 501}, "text"), ("show", {"entity": "contact", "id": "1"}, "id"), ("show", {"entity": "contact", "id": -1}, "id"),
                                  ("show", {"entity": "contact", "id": 1.5}, "id"), ("create", {"entity": "contact", "values": []}, "values"),
                                  ("do", {"entity": "contact", "action": "x"}, "ids"), ("catalogue", {"entity": "x"}, "entity")]:
        check_error(rpc.call(method, **params), -32602, "misuse", field)


def test_wrong_values_are_named_by_their_field(rig):
    """What a form shows beside a field names that field."""
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    answer = rpc.call("create", entity="contact", values={"kind": "robot", "email": "nobody", "phone": "12"})
    check_error(answer, 1, "refused", "kind")
    check_error(rpc.call("create", entity="contact", values={"kind": "person", "last_name": "x", "nonsense": 1}), -32602, "misuse", "nonsense")
    check_error(rpc.call("create", entity="contact", values={"kind": "person", "last_name": {"a": 1}}), 1, "refused", "last_name")
    check_error(rpc.call("create", entity="vehicle", values={"plate": "AB-123-CD", "mileage": "many"}), 1, "refused", "mileage")
    check_error(rpc.call("create", entity="vehicle", values={"next_inspection": "2026-02-30"}), 1, "refused", "next_inspection")
    check_error(rpc.call("show", entity="contact", id=987654321), 1, "refused")
