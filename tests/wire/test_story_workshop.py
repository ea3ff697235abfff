"""A workshop's week, in verbs: what falls due, who is told, when they come, on which lift and with whom, and when they come again."""
import datetime, re

from postbox import Postbox
from rig import wait_until
from story import Teller

TODAY = datetime.date.today()
MONDAY = TODAY + datetime.timedelta(days=7 - TODAY.weekday() + 14)


def day(n):
    return (TODAY + datetime.timedelta(days=n)).isoformat()


def test_a_workshops_week(rig):
    """Due list → reminders → appointments on bays and mechanics → service record → next due date."""
    t = Teller(rig)
    who = t.new("contact", kind="person", first_name="Luc", last_name="Semaine", email="luc.semaine@example.com", consent_email="true")
    car = t.new("vehicle", plate="QA-901-WW", make="Renault", model="Clio", owner_id="luc.semaine@example.com", first_registration="2016-05-02")
    lift, hand = t.new("resource", name="Pont de la semaine", kind="lift"), t.new("resource", name="Ana (atelier)", kind="person", tags="freins")
    for weekday in range(1, 6):
        for opens, closes in (("08:00", "12:00"), ("13:30", "18:00")):
            t.new("resource_hours", resource_id="Ana (atelier)", weekday=weekday, opens=opens, closes=closes)
    # Readings of half a year say 40 km a day: the oil is expected in 50 days by kilometres, long before its year is over.
    for ago, km in ((200, 60000), (0, 68000)):
        t.new("odometer", vehicle_id="QA-901-WW", reading=km, read_on=day(-ago))
    plan = t.new("service_plan", vehicle_id="QA-901-WW", operation="Vidange", every_months=12, every_km=15000, last_on=day(-190), last_km=55000)
    planned = t.show("service_plan", plan)
    assert (planned["next_km"], planned["basis"], planned["next_on"]) == (70000, "km", day(50)), planned
    due = t.rows("list due --filter 'vehicle_id:\"QA-901-WW\" kind:service' --columns id,due_on,title,reason,contact_id")
    assert len(due) == 1 and due[0]["due_on"] == day(50) and due[0]["contact_id"] == who, due
    assert "QA-901-WW" in due[0]["title"] and "70000km" in re.sub(r"[\s,]", "", due[0]["reason"]), "it says of what, and why then"
    # Another customer is due as well, and did not agree to mails.
    t.new("contact", kind="person", first_name="Léa", last_name="Discrète", email="lea.discrete@example.com", consent_email="false")
    t.new("vehicle", plate="QA-902-WW", make="Renault", model="Clio", owner_id="lea.discrete@example.com", first_registration="2016-05-02")
    t.new("service_plan", vehicle_id="QA-902-WW", operation="Vidange", every_months=12, last_on=day(-320))
    quiet = t.rows("list due --filter 'vehicle_id:\"QA-902-WW\" kind:service' --columns id")[0]["id"]
    # First it is looked at: who would get which mail, and why somebody gets none; and the mail itself.
    ready = {r["due_id"]: r for r in t.rows(f"report reminders until={day(60)} kind=service")}
    assert ready[due[0]["id"]]["address"] == "luc.semaine@example.com" and not ready[due[0]["id"]]["not_sent"] and ready[quiet]["not_sent"] == "no_consent", ready
    preview = " ".join(str(v) for r in t.rows(f"report mail_preview template=service id={due[0]['id']}") for v in r.values())
    assert "QA-901-WW" in preview and "luc.semaine@example.com" in preview and "{" not in preview, preview
    # Then all of them by one verb: one leaves, the other says why it does not, and the same day is not told twice.
    box = Postbox()
    put_back = t.send_by(box)
    try:
        both = f"--filter 'vehicle_id:\"QA-901-WW\" kind:service or vehicle_id:\"QA-902-WW\" kind:service'"
        shown = t.say(f"bulk due remind {both} --dry-run")
        assert "<luc.semaine@example.com>" in shown and "QA-901-WW" in shown and "{" not in shown and "Discrète Léa" in shown.replace("Léa Discrète", "Discrète Léa"), shown
        told = t.say(f"bulk due remind {both}", code=1)
        assert "Discrète" in told or "QA-902-WW" in told, told
        wait_until(lambda: box.to("luc.semaine@example.com"), 30, "the reminder")
        mail, = box.to("luc.semaine@example.com")
        assert "QA-901-WW" in mail.text and mail.message["auto-submitted"] and mail.sender == "atelier@garage.test", mail.text
        assert "Vidange" in mail.text or "ntretien" in mail.message["subject"], mail.message["subject"]
        t.refused(f"do due remind {due[0]['id']}", "rappel")
        assert not box.to("lea.discrete@example.com") and len(box.to("luc.semaine@example.com")) == 1
    finally:
        put_back()
        box.end()
    told = t.show("due", due[0]["id"])
    assert told["reminded_for"] == day(50) and told["reminded_at"] and not t.show("due", quiet)["reminded_at"]
    assert t.rows(f"list mail --filter 'contact_id:{who} kind:reminder' --columns status")[0]["status"] == "sent"
    assert any(a["kind"] == "email_sent" for a in t.rows(f"list activity --filter contact_id:{who} --columns kind")), "his timeline tells it"
    # An appointment where both are free, in the hours that she works.
    free = t.rows(f"report free_slots minutes=120 resource='Ana (atelier)' from_day={MONDAY} until_day={MONDAY}")
    assert free and free[0]["name"] == "Ana (atelier)", free
    appointment = t.new("mission", title="Vidange Clio", kind="appointment", vehicle_id="QA-901-WW", contact_id=who, starts_at=f"{MONDAY} 08:00", ends_at=f"{MONDAY} 10:00", status="planned")
    assert t.field("mission", appointment, "status") == "planned", "an appointment that is said to be planned holds what it takes at once"
    t.new("booking", mission_id=appointment, resource_id="Pont de la semaine")
    t.new("booking", mission_id=appointment, resource_id="Ana (atelier)")
    # The next customer wants the same lift, and the lift is not to be got rid of either.
    second = t.new("mission", title="Pneus de M. Autre", kind="appointment", starts_at=f"{MONDAY} 09:30", ends_at=f"{MONDAY} 11:00", status="planned")
    t.refused(f"create booking mission_id={second} resource_id='Pont de la semaine'", "Pont de la semaine", "Vidange Clio")
    t.refused(f"delete resource {lift}", "Pont de la semaine", "réserv")
    t.say(f"update mission {second} starts_at='{MONDAY} 10:00'")
    t.new("booking", mission_id=second, resource_id="Pont de la semaine")
    free = t.rows(f"report free_slots minutes=120 resource='Ana (atelier)' from_day={MONDAY} until_day={MONDAY}")
    assert all(f"{MONDAY}T06" not in r["starts_at"] and f"{MONDAY}T07" not in r["starts_at"] for r in free), "she is no longer free at eight"
    # The whole appointment moves; what it holds goes along, and back into the other's time it may not.
    t.refused(f"update mission {appointment} starts_at='{MONDAY} 10:30' ends_at='{MONDAY} 12:00'", "Pneus de M. Autre")
    t.say(f"update mission {appointment} starts_at='{MONDAY} 13:30' ends_at='{MONDAY} 15:00'")
    held = t.rows(f"list booking --filter mission_id:{appointment} --columns resource_id,held_from,held_until")
    assert len(held) == 2 and len({r["held_from"] for r in held}) == 1
    # It is done. The record of it sets the odometer and the plan, and the due list shows the next time only.
    t.say(f"do mission begin {appointment}")
    t.say(f"do mission complete {appointment}")
    t.new("service_record", vehicle_id="QA-901-WW", operation="vidange", done_on=day(0), mileage=68100, cost="96.40", done_by="Ana")
    assert t.field("vehicle", car, "mileage") == 68100
    after = t.show("service_plan", plan)
    assert (after["last_on"], after["last_km"], after["next_km"]) == (day(0), 68100, 83100), after
    again = t.rows("list due --filter 'vehicle_id:\"QA-901-WW\" kind:service' --columns id,due_on,reminded_for")
    assert len(again) == 1 and again[0]["due_on"] == after["next_on"] > day(300), again
    assert again[0]["reminded_for"] != again[0]["due_on"], "the new day has not been told to anybody"
    assert hand
