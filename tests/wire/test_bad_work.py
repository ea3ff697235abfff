"""What bad input gets in the work itself: a sentence, or an outcome that is safe."""
import datetime, threading

from story import Teller

YEAR = datetime.date.today().year + 1


def last_sunday(month):
    day = datetime.date(YEAR, month, 31)
    return day - datetime.timedelta(days=(day.weekday() + 1) % 7)


def test_it_ends_before_it_starts(rig):
    """Of a mission, a booking, working hours, a report: each says so beside its field, and nothing is written."""
    t = Teller(rig)
    bay = t.new("resource", name="Baie des fins", kind="bay")
    before = len(t.rows("list mission --search 'fin avant'"))
    t.refused(f"create mission title='Fin avant' starts_at='{YEAR}-05-05 10:00' ends_at='{YEAR}-05-05 09:00'", "après")
    t.refused(f"create booking kind=hold resource_id={bay} starts_at='{YEAR}-05-05 10:00' ends_at='{YEAR}-05-05 10:00'", "après")
    t.refused(f"create resource_hours resource_id={bay} weekday=1 opens=12:00 closes=8:00", "après")
    t.refused(f"create opening weekday=1 opens=18:00 closes=8:00", "après")
    assert len(t.rows("list mission --search 'fin avant'")) == before and not t.rows(f"list booking --filter resource_id:{bay}")
    t.say(f"report free_slots minutes=30 from_day={YEAR}-05-05 until_day={YEAR}-05-04", code=2)
    t.say("report free_slots minutes=0", code=2)
    t.refused(f"create mission title='Sans fin' starts_at='{YEAR}-01-01 10:00' ends_at='{YEAR + 3}-01-01 10:00'", "an")


def test_the_night_in_which_clocks_change(rig):
    """From ten in the evening to ten in the morning are eleven hours in March and thirteen in October; the slot after it is found there."""
    t = Teller(rig)
    room = t.new("resource", name="Salle de nuit", kind="room")
    for month, hours in ((3, 11), (10, 13)):
        sunday = last_sunday(month)
        mission = t.new("mission", title=f"Nuit {month}", starts_at=f"{sunday - datetime.timedelta(days=1)} 22:00", ends_at=f"{sunday} 10:00")
        t.say(f"do mission plan {mission}")
        t.new("booking", mission_id=mission, resource_id=room)
        held = t.rows(f"list booking --filter mission_id:{mission} --columns held_from,held_until")[0]
        span = [datetime.datetime.fromisoformat(held[k].replace("Z", "+00:00")) for k in ("held_from", "held_until")]
        assert (span[1] - span[0]).total_seconds() == hours * 3600, held
        free = t.rows(f"report free_slots minutes=60 resource='Salle de nuit' from_day={sunday} until_day={sunday}")
        assert datetime.datetime.fromisoformat(free[0]["starts_at"].replace("Z", "+00:00")) == span[1], free
    # A time of day that does not exist there: the clock shows one hour later then.
    mission = t.new("mission", title="Deux heures et demie", starts_at=f"{last_sunday(3)} 02:30", ends_at=f"{last_sunday(3)} 04:30")
    began = datetime.datetime.fromisoformat(t.field("mission", mission, "starts_at").replace("Z", "+00:00"))
    assert (began.hour, began.minute) in ((0, 30), (1, 30)), began


def test_a_bay_that_is_booked_stays(rig):
    """Deleted or retired from a day before its bookings: refused, with how many and from when. When they are given away it goes."""
    t = Teller(rig)
    bay = t.new("resource", name="Baie qui reste", kind="bay")
    booking = t.new("booking", kind="hold", title="Gros travail", resource_id=bay, starts_at=f"{YEAR}-06-10 08:00", ends_at=f"{YEAR}-06-10 12:00")
    t.refused(f"delete resource {bay}", "Baie qui reste", "1")
    t.refused(f"update resource {bay} retired_on={YEAR}-06-01", "Baie qui reste")
    t.say(f"update resource {bay} retired_on={YEAR}-06-11")
    t.refused(f"create booking kind=hold resource_id={bay} starts_at='{YEAR}-06-12 08:00' ends_at='{YEAR}-06-12 12:00'", "Baie qui reste")
    t.say(f"delete booking {booking}")
    t.say(f"delete resource {bay}")


def test_a_packing_list_of_ten_thousand_lines(rig):
    """It comes whole, in order, and the mission still opens."""
    t = Teller(rig)
    mission = t.new("mission", title="Dix mille caisses", starts_at=f"{YEAR}-07-01 08:00", ends_at=f"{YEAR}-07-02 20:00")
    person, tenant = rig.db.psql("select p.id, p.tenant_id from app.person p where p.email = 'marie@garage.test'").split("|")
    rig.db.psql(f"""begin; set local app.tenant = '{tenant}'; set local app.person = '{person}';
        insert into app.equipment (name, place, serial_number) select 'Caisse ' || lpad(g::text, 5, '0'), 'Allée ' || lpad((g / 100)::text, 3, '0'), 'DM-' || g from generate_series(1, 10000) g;
        insert into app.equipment_booking (equipment_id, mission_id) select e.id, {mission} from app.equipment e where e.tenant_id = {tenant} and e.serial_number like 'DM-%'; commit""")
    t.say(f"do mission plan {mission}")
    lines = t.say(f"report packing_list mission={mission} --format csv").splitlines()
    assert len(lines) == 10001 and "Caisse 00001" in lines[1] and "Caisse 10000" in lines[-1], (len(lines), lines[:2], lines[-1])
    assert t.show("mission", mission)["status"] == "planned"
    t.say(f"do mission scan {mission} code=DM-9999")
    assert len(t.rows(f"list equipment_booking --filter mission_id:{mission} --limit 20")) == 20
    t.say(f"do mission cancel {mission}")


def test_two_persons_drag_one_card(rig):
    """At the same moment to two columns: it lies in one of them, once; who came second is told, or moved it on from there."""
    t = Teller(rig)
    card = t.new("task", title="Carte disputée")
    version = t.show("task", card)["version"]
    answers, gate = [], threading.Barrier(2)

    def drag(who, column):
        rpc = rig.rpc(rig.transport(who))
        gate.wait(20)
        answers.append(rpc.call("move", entity="task", id=card, version=version, values={"status": column}, after=0))
    both = [threading.Thread(target=drag, args=a) for a in (("marie@garage.test", "in_progress"), ("alice@garage.test/garage", "done"))]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert len(answers) == 2 and sum("result" in a for a in answers) >= 1, answers
    shown = t.show("task", card)
    assert shown["status"] in ("in_progress", "done") and shown["version"] == version + sum("result" in a for a in answers)
    assert sum(r["id"] == card for column in t.ask("board task")["columns"] for r in column["rows"]) == 1


def test_the_clock_was_set_back(rig):
    """What was written by a clock that ran ahead counts as no time, and is never an error: a ticket that waits since tomorrow, an answer
    before its question, a card that was made later than now."""
    t = Teller(rig)
    ticket = t.new("ticket", subject="D’un autre temps", priority="low")
    t.say(f"do ticket answer {ticket} body='Un instant.'")
    rig.db.psql(f"set session_replication_role = replica; update app.ticket set waiting_since = now() + interval '1 day', created_at = now() + interval '2 days' where id = {ticket}")
    before = t.field("ticket", ticket, "resolve_by")
    t.new("ticket_message", ticket_id=ticket, kind="question", body="Alors ?")
    shown = t.show("ticket", ticket)
    assert shown["resolve_by"] == before and shown["waiting_since"] is None and shown["status"] != "waiting", (before, shown)
    assert t.rows("report promises")
    t.refused(f"do mission begin {t.new('mission', title='Demain')} at='{YEAR + 1}-01-01 08:00'", "futur")
    first = t.new("task", title="D’après-demain")
    rig.db.psql(f"set session_replication_role = replica; update app.task set rank = rank + 1024::bigint * 1000 * 86400 * 2 where id = {first}")
    second = t.new("task", title="D’aujourd’hui")
    assert t.ask(f"board task --column todo --limit 500") and second
