"""Signing in: keys, passwords, companies; every refusal looks the same."""
import time

import paramiko

import rig as rigs


def refusal(rig, **how):
    """What a refused client gets to know: the exception's words, and how long it took."""
    t = rig.transport()
    began = time.monotonic()
    try:
        if "password" in how:
            t.auth_password(how["who"], how["password"])
        else:
            t.auth_publickey(how["who"], paramiko.Ed25519Key.from_private_key_file(str(how["key"])))
    except paramiko.AuthenticationException as e:
        return str(e), getattr(e, "allowed_types", None), time.monotonic() - began
    finally:
        t.close()
    raise AssertionError(f"{how} was let in")


def test_a_key_opens(rig):
    """OpenSSH with a key that the database knows is let in."""
    done = rig.ssh("whoami")
    assert done.returncode == 0, done
    assert "garage" in done.stdout, done


def test_a_password_opens(rig):
    """A password is checked against argon2id."""
    t = rig.transport("marie@garage.test", password=rigs.PASSWORD)
    status, out, err = rig.run(t, "whoami")
    assert status == 0 and "garage" in out, (status, out, err)
    t.close()


def test_the_login_names_the_company(rig):
    """EMAIL/COMPANY enters that company; EMAIL alone one of hers; another company is refused."""
    for slug in ("garage", "fleet"):
        t = rig.transport(f"alice@garage.test/{slug}", key=rig.db.new_key("alice"))
        assert slug in rig.run(t, "whoami")[1]
        t.close()
    t = rig.transport("alice@garage.test")
    assert rig.run(t, "whoami")[0] == 0
    t.close()
    assert refusal(rig, who="marie@garage.test/fleet", key=rig.db.new_key("marie"))


def test_every_refusal_is_the_same(rig):
    """Wrong password, unknown person, unknown key, a key of someone else: same words, same methods."""
    stranger = rig.db.new_key("stranger")
    answers = [refusal(rig, who="marie@garage.test", password="wrong"), refusal(rig, who="nobody@garage.test", password="wrong"),
               refusal(rig, who="", password="wrong"), refusal(rig, who="x" * 5000, password="wrong"),
               refusal(rig, who="a\u0000b", password=""), refusal(rig, who="paul@garage.test", password=rigs.PASSWORD + "x" * 3000),
               refusal(rig, who="marie@garage.test", key=stranger), refusal(rig, who="nobody@garage.test", key=stranger),
               refusal(rig, who="marie@garage.test", key=rig.db.new_key("paul")), refusal(rig, who="marie@garage.test/none", password="wrong")]
    assert len({answer[:2] for answer in map(lambda a: (a[0], str(a[1])), answers)}) == 1, answers


def test_an_unknown_person_takes_as_long(rig):
    """The time of a refusal does not tell whether the person exists."""
    people = ("marie@garage.test", "nobody@garage.test")
    # By turns, and the best of each: what else the machine does falls on both.
    known, unknown = map(min, zip(*[[refusal(rig, who=who, password="wrong")[2] for who in people] for _ in range(12)]))
    assert 0.7 < known / unknown < 1.4, (known, unknown)


def test_too_many_attempts_end_the_connection(rig):
    """After six refusals the server hangs up."""
    t = rig.transport()
    try:
        for _ in range(20):
            try:
                t.auth_password("marie@garage.test", "wrong")
            except paramiko.AuthenticationException:	# raised for the hang-up too
                pass
    except (paramiko.SSHException, EOFError, OSError):
        pass
    assert not t.is_active()
    ended = rigs.wait_until(lambda: [line for line in rig.lines("session_end") if "reason=attempts" in line], what="the end")[-1]
    session = ended.split("session=")[1].split()[0]
    assert len([line for line in rig.lines("sign_in_refused") if f"session={session} " in line]) == 6


def test_a_key_may_be_limited_to_an_address(rig):
    """from= names the addresses a key may come from."""
    near = rig.db.add_key("marie@garage.test", "near", "--from", "127.0.0.0/8")
    far = rig.db.add_key("marie@garage.test", "far", "--from", "10.0.0.0/8,192.168.1.*")
    rig.transport("marie@garage.test", key=near).close()
    refusal(rig, who="marie@garage.test", key=far)


def test_a_key_may_be_limited_to_one_command(rig):
    """command= runs that verb whatever is asked; the subsystem and the screen stay shut."""
    key = rig.db.add_key("marie@garage.test", "forced", "--command", "whoami")
    t = rig.transport("marie@garage.test", key=key)
    assert "garage" in rig.run(t, "list contact")[1]
    channel = t.open_session()
    try:
        channel.invoke_subsystem("comptoir")
        raise AssertionError("the subsystem opened")
    except paramiko.SSHException:
        pass
    t.close()


def test_a_key_may_end(rig):
    """expires= is the last day of a key."""
    late = rig.db.add_key("marie@garage.test", "late", "--expires", "2099-12-31")
    gone = rig.db.add_key("marie@garage.test", "gone", "--expires", "2099-12-30")
    rig.db.psql("update app.account_key set options = jsonb_set(options, '{expires}', '\"2020-01-01\"') where options ->> 'expires' = '2099-12-30'")
    rig.transport("marie@garage.test", key=late).close()
    refusal(rig, who="marie@garage.test", key=gone)


def test_the_last_use_is_noted(rig):
    """The database knows when a key was last used."""
    rig.db.psql("update app.account_key set used_at = null")
    rig.transport("paul@garage.test").close()
    rigs.wait_until(lambda: rig.db.psql("select count(*) from app.account_key where used_at is not null") == "1", what="the note")


def test_the_log_holds_no_personal_data(rig):
    """Lines name people by number only."""
    rig.ssh("whoami")
    try:
        refusal(rig, who="secret.person@garage.test", password="hunter2")
    finally:
        log = rig.log()
    for word in ("marie", "Duval", "garage.test", "hunter2", "secret.person", "127.0.0.1 "):
        assert word not in log, word
    assert "sign_in session=" in log and "person=" in log
