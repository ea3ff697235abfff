"""What a colleague is told without having asked: events and numbers of what they may not see."""
import rig as rigs


def test_what_is_private_is_told_to_nobody(rig):
    """Who may read all saved views is not told that somebody else's private one was made, though its kind is read whole."""
    vera, marie = rig.rpc(rig.transport("vera@garage.test")), rig.rpc(rig.transport("marie@garage.test"))
    private = marie.result("create", entity="saved_view", values={"entity": "contact", "name": "Départs", "filter": "tag:DEPART"})["id"]
    shared = marie.result("create", entity="saved_view", values={"entity": "contact", "name": "Clients", "shared": True})["id"]
    told = []
    while shared not in told:
        event = vera.event(10)
        assert event, "no event came"
        told += [pair[0] for pair in event["params"]["ids"]]
    assert private not in told, told
    assert vera.result("seen", entity="saved_view", ids=[private, shared]) == [shared]
    for view in (private, shared):
        marie.result("delete", entity="saved_view", id=view)


def test_a_person_ends_and_removes_only_what_is_theirs(rig):
    """Sessions and keys of others are not there, whatever number is guessed; lists of them hold one's own."""
    marie, vera = rig.rpc(rig.transport("marie@garage.test")), rig.rpc(rig.transport("vera@garage.test"))
    session = marie.result("whoami")["session"]
    key = marie.result("key")["keys"][0]["id"]
    assert vera.call("session", what="end", id=session)["error"]["code"] == 1
    assert vera.call("key", what="remove", words=str(key))["error"]["code"] == 1
    assert session not in [s["id"] for s in vera.result("session")["sessions"]]
    assert marie.result("whoami")["session"] == session and key in [k["id"] for k in marie.result("key")["keys"]]
    for method in ("logs", "jobs"):
        answer = vera.call(method)
        assert answer.get("result", {"jobs": []}) == {"jobs": []} and answer.get("error", {"code": 3})["code"] == 3, answer


def test_a_key_with_one_command_opens_no_other_door(rig):
    """A key that may do one thing does that thing on exec, shell and terminal, and nothing on a subsystem; it adds no key."""
    rig.db.add_key("marie@garage.test", "robot", "--command", "whoami")
    t = rig.transport("marie@garage.test", key=rig.db.new_key("robot"))
    for words in ("list contact", "key add x", "session", ""):
        status, out, err = rig.run(t, words)
        assert status == 0 and "marie@garage.test" in out, (words, out, err)
    for pty in (False, True):
        channel = t.open_session()
        if pty:
            channel.get_pty()
        channel.invoke_shell()
        assert b"marie@garage.test" in channel.makefile("rb").read()
    for name in ("comptoir", "sftp"):
        try:
            t.open_session().invoke_subsystem(name)
            raise AssertionError(f"{name} opened")
        except rigs.paramiko.SSHException:
            pass
    t.close()
