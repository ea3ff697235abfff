"""An event, from the first telephone call to the case that did not come back; in verbs, by people who write names, not numbers."""
import datetime

from story import Teller

DAY = (datetime.date.today() + datetime.timedelta(days=200)).isoformat()


def company_has(t):
    """Two technicians of sound, a van, a stage box and a kit of it and of cables."""
    t.new("resource", name="Lou (son)", kind="person", tags="rigger")
    t.new("resource", name="Ali (son)", kind="person", tags="rigger")
    t.new("resource", name="Fourgon blanc", kind="vehicle")
    t.new("equipment", name="Boîtier de scène", serial_number="BS-77", barcode="EV0001", category="sound", place="Rayon A")
    t.new("equipment", name="Câble de scène", tracking="quantity", quantity=10, barcode="EV0002", category="sound", place="Rayon B")
    t.new("equipment", name="Kit scène", category="sound")
    t.new("equipment_part", kit_id="Kit scène", equipment_id="Boîtier de scène")
    t.new("equipment_part", kit_id="Kit scène", equipment_id="Câble de scène", quantity=4)


def test_an_event(rig):
    """Lead → opportunity → mission → team and gear without conflict → packing list → return with a missing item → follow-up task."""
    t = Teller(rig)
    company_has(t)
    # Somebody calls. One action makes the contact and the deal.
    lead = t.new("lead", title="Bal du port", first_name="Rose", last_name="Malo-Test", email="rose.malo@example.com")
    t.say(f"do lead convert {lead} opportunity='Bal du port, son' amount=4200")
    contact, deal = t.field("lead", lead, "contact_id"), t.field("lead", lead, "opportunity_id")
    assert t.field("opportunity", deal, "amount") == "4200.00" and t.field("lead", lead, "status") == "converted"
    t.refused(f"do lead convert {lead}", "déjà été convertie")
    t.say(f"update opportunity {deal} stage=won")
    assert t.field("opportunity", deal, "closed_on") == datetime.date.today().isoformat()
    # It becomes a mission; who is free that day is asked, and they are booked with the van and the gear.
    mission = t.new("mission", title="Bal du port", contact_id="rose.malo@example.com", place="Port", starts_at=f"{DAY} 14:00", ends_at=f"{DAY} 23:00", before_minutes=60)
    assert t.field("mission", mission, "contact_id") == contact
    free = t.rows(f"report free_slots minutes=540 skill=rigger from_day={DAY} until_day={DAY}")
    assert {"Lou (son)", "Ali (son)"} <= {r["name"] for r in free}
    t.say(f"do mission plan {mission}")
    t.new("booking", mission_id="Bal du port", resource_id="Lou (son)")
    t.new("booking", mission_id="Bal du port", resource_id="Fourgon blanc")
    kit = t.new("equipment_booking", mission_id="Bal du port", equipment_id="Kit scène")
    # The van and the gear are taken: from an hour before, told with what, and until when.
    other = t.new("mission", title="Autre soirée", starts_at=f"{DAY} 08:00", ends_at=f"{DAY} 13:30")
    t.say(f"do mission plan {other}")
    t.refused(f"create booking mission_id={other} resource_id='Fourgon blanc'", "Fourgon blanc", "Bal du port")
    assert "Lou (son)" in t.say(f"create booking mission_id={other} resource_id='Lou (son)'"), "for people a warning is said, and the booking made"
    t.refused(f"create equipment_booking mission_id={other} equipment_id='Boîtier de scène'", "Boîtier de scène", "0 libres")
    t.refused(f"create equipment_booking mission_id={other} equipment_id='Câble de scène' quantity=7", "7 demandés, 6 libres")
    assert not t.rows(f"list booking --filter 'mission_id:{other} resource_id:\"Fourgon blanc\"'")
    # What goes along, by where it is kept; the scanner reads the box out, the cables go by number.
    packing = t.rows("report packing_list mission='Bal du port'")
    assert [(r["place"], r["equipment"], r["quantity"]) for r in packing] == [("Rayon A", "Boîtier de scène", 1), ("Rayon B", "Câble de scène", 4)]
    t.say(f"do mission scan {mission} code=EV0001")
    t.refused(f"do mission scan {mission} code=NOWHERE", "NOWHERE")
    cables = t.rows(f"list equipment_booking --filter 'mission_id:{mission} equipment_id:\"Câble de scène\"' --columns id")[0]["id"]
    t.say(f"do equipment_booking check_out {cables}")
    assert sum(r["out_quantity"] for r in t.rows(f"report packing_list mission={mission}")) == 5
    t.refused(f"delete equipment_booking {cables}", "encore sorti")
    # They come back: one cable does not. It must be said how, and there are fewer of them from then on.
    t.say(f"do mission scan {mission} code=EV0001")
    t.refused(f"do equipment_booking check_in {cables} quantity=3 missing=1", "endommagé ou perdu")
    t.say(f"do equipment_booking check_in {cables} quantity=3 missing=1 note='Resté sous la scène.'")
    assert [r["missing"] for r in t.rows(f"report packing_list mission={mission}")] == [0, 1]
    assert t.rows("list equipment --filter 'name:\"Câble de scène\"' --columns quantity")[0]["quantity"] == 9
    # It is done, and somebody looks for the cable.
    t.say(f"do mission begin {mission}")
    t.say(f"do mission complete {mission} note='Belle soirée.'")
    assert t.field("mission", mission, "status") == "completed" and t.field("mission", mission, "completed_by")
    task = t.new("task", title="Chercher le câble perdu !high ^demain #retour", subject_entity="mission", subject_id=mission, contact_id=contact)
    made = t.show("task", task)
    assert (made["title"], made["priority"], made["tags"]) == ("Chercher le câble perdu", "high", ["retour"])
    assert made["due_on"] == (datetime.date.today() + datetime.timedelta(days=1)).isoformat() or made["due_on"] > datetime.date.today().isoformat()
    assert kit and t.rows(f"list task --filter 'subject_entity:mission subject_id:{mission}'")[0]["id"] == task
