"""Calendars: what goes out any program reads, what comes in is what was meant, and what is hostile gets a sentence at once."""
import datetime, glob, json, os, re, time

REAL = os.path.join(os.environ.get("COMPTOIR_DATA", os.path.join(os.path.dirname(__file__), "../../../shared/data")), "05-tickets-kanban-calendar")
PARIS = "Europe/Paris"


ME = "alice@garage.test/garage"


def english(rig):
    """Alice reads English here, so that the sentences are those of the source."""
    rig.db.psql("update app.account set language = 'en' where email = 'alice@garage.test'")


def send(rig, text, *options, code=0, entity="mission", who=ME):
    english(rig)
    done = rig.ssh("import", entity, *options, input=text, who=who, timeout=120)
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def calendar(rig, *options, entity="mission", who=ME):
    done = rig.ssh("calendar", entity, *options, who=who, text=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def events(data):
    import icalendar
    return [c for c in icalendar.Calendar.from_ical(data).walk() if c.name == "VEVENT"]


def of(data, title):
    return [e for e in events(data) if str(e.get("SUMMARY")) == title]


def event(*lines, uid="one", start="DTSTART:20270901T080000Z", end="DTEND:20270901T090000Z", title="Event"):
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", "BEGIN:VEVENT", f"UID:{uid}", start, *([end] if end else []), f"SUMMARY:{title}", *lines, "END:VEVENT", "END:VCALENDAR", ""])


def rows(rig, title, *fields):
    done = rig.ssh("list", "mission", "--filter", f"'title:\"{title}\"'", "--sort", "starts_at", "--columns", ",".join(("id", "title", "starts_at", *fields)), "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def instant(value):
    """A day is midnight in Paris, as is a time of no zone."""
    import pytz
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime(value.year, value.month, value.day)
    return (pytz.timezone(PARIS).localize(value) if value.tzinfo is None else value).astimezone(pytz.utc)


def days(e, name):
    value = e.get(name)
    values = value if isinstance(value, list) else [value] if value is not None else []
    return sorted(instant(d.dt) for v in values for d in v.dts)


def letters(title):
    """A title is one line with us."""
    return re.sub(r"\W+", "", str(title))


def rule(e):
    made = {k: sorted(str(x) for x in v) for k, v in (e.get("RRULE") or {}).items()}
    return {k: v for k, v in made.items() if (k, v) not in (("INTERVAL", ["1"]), ("WKST", ["MO"]))}


def test_what_repeats_goes_out_as_a_rule(rig):
    """Every Sunday at nine through the night of the 28th of March 2027: another program unrolls the same dates from our file."""
    import dateutil.rrule, pytz
    made = rig.ssh("create", "mission", "title='Market; big, \"loud\"'", "place='Place de la Mairie — très longue adresse, 75011 Paris, au fond de la cour à gauche'", "starts_at=2027-03-14T08:00:00Z",
                   "ends_at=2027-03-14T11:00:00Z", "repeats=week", "repeat_count=5", who=ME)
    assert made.returncode == 0, made.stderr
    title = 'Market; big, "loud"'
    mine = [json.loads(x) for x in rig.ssh("list", "mission", "--search", "loud", "--sort", "starts_at", "--columns", "id,starts_at,uid", "--format", "jsonl", who=ME).stdout.splitlines()]
    assert len(mine) == 5
    assert rig.ssh("delete", "mission", str(mine[2]["id"]), who=ME).returncode == 0
    assert rig.ssh("update", "mission", str(mine[3]["id"]), "starts_at=2027-04-04T10:00:00Z", "ends_at=2027-04-04T11:00:00Z", "place=Inside", who=ME).returncode == 0
    data = calendar(rig)
    assert all(len(line) <= 75 for line in data.split(b"\r\n")) and b"\n" not in data.replace(b"\r\n", b"")
    assert rb"SUMMARY:Market\; big\, " in data
    series, other = of(data, title)
    assert str(series["UID"]) == str(other["UID"]) == mine[0]["uid"].split("/")[0]
    assert series["DTSTART"].params["TZID"] == PARIS and series["DTSTART"].dt.hour == 9
    walls = dateutil.rrule.rrulestr(series["RRULE"].to_ical().decode(), dtstart=series["DTSTART"].dt.replace(tzinfo=None))
    unrolled = {instant(w) for w in walls} - set(days(series, "EXDATE")) - {instant(other["RECURRENCE-ID"].dt)} | {instant(other["DTSTART"].dt)}
    assert unrolled == {datetime.datetime(2027, *x, tzinfo=pytz.utc) for x in ((3, 14, 8), (3, 21, 8), (4, 4, 10), (4, 11, 7))}
    assert str(other["LOCATION"]) == "Inside" and "très longue" in str(series["LOCATION"])


def test_the_zone_that_a_calendar_names_stands_in_it(rig):
    """Its definition of Paris has the clocks change on 29 March and 25 October 2026, at one o'clock UTC."""
    import icalendar
    zone = next(c for c in icalendar.Calendar.from_ical(calendar(rig)).walk() if c.name == "VTIMEZONE")
    assert str(zone["TZID"]) == PARIS
    paris = zone.to_tz()
    for utc, hours in (((2026, 3, 29, 0, 59), 1), ((2026, 3, 29, 1, 0), 2), ((2026, 10, 25, 0, 59), 2), ((2026, 10, 25, 1, 0), 1)):
        at = paris.fromutc(datetime.datetime(*utc))
        assert at.utcoffset() == datetime.timedelta(hours=hours), (utc, at)


def test_what_goes_out_comes_back_and_changes_nothing(rig):
    """Our own file: nothing new, nothing changed but what was changed on the first date of a series."""
    send(rig, event("RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=6", "EXDATE:20271126T080000Z", uid="last-friday", start="DTSTART:20270924T080000Z", end="DURATION:PT90M", title="Last Friday"))
    count = len(rows(rig, "Last Friday"))
    assert count == 5
    said = send(rig, calendar(rig).decode())
    assert re.search(r" 0 created, 0 updated, \d+ unchanged, 0 refused", said), said
    assert len(rows(rig, "Last Friday")) == count


def test_times_are_what_was_meant(rig):
    """Zones by their name, by a file's own definition, by Windows' name; no zone, days, durations; both nights on which clocks change."""
    zone = "BEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0530\r\nTZOFFSETTO:+0530\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    cases = [("DTSTART:20260329T010000Z", "DTEND:20260329T020000Z", "2026-03-29T01:00", "2026-03-29T02:00"),
             ("DTSTART;TZID=Europe/Paris:20260329T013000", "DURATION:PT1H", "2026-03-29T00:30", "2026-03-29T01:30"),
             ("DTSTART;TZID=Europe/Paris:20260329T090000", "DTEND;TZID=Europe/Paris:20260329T100000", "2026-03-29T07:00", "2026-03-29T08:00"),
             ("DTSTART;TZID=Europe/Paris:20261025T090000", "DTEND;TZID=Europe/Paris:20261025T100000", "2026-10-25T08:00", "2026-10-25T09:00"),
             ("DTSTART;TZID=\"Romance Standard Time\":20260629T090000", "DURATION:PT2H", "2026-06-29T07:00", "2026-06-29T09:00"),
             ("DTSTART;TZID=/mozilla.org/20050126_1/America/New_York:20260629T090000", "DURATION:PT1H", "2026-06-29T13:00", "2026-06-29T14:00"),
             ("DTSTART;TZID=Ours:20260629T090000", "DURATION:PT1H", "2026-06-29T03:30", "2026-06-29T04:30"),
             ("DTSTART;TZID=Nobody/Knows:20260629T090000", "DURATION:PT1H", "2026-06-29T07:00", "2026-06-29T08:00"),
             ("DTSTART:20260629T090000", "DTEND:20260629T100000", "2026-06-29T07:00", "2026-06-29T08:00"),
             ("DTSTART;VALUE=DATE:20260329", None, "2026-03-28T23:00", "2026-03-29T22:00"),
             ("DTSTART;VALUE=DATE:20261024", "DTEND;VALUE=DATE:20261027", "2026-10-23T22:00", "2026-10-26T23:00")]
    text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(
        event(uid=f"when-{n}", start=c[0], end=c[1], title=f"When {n:02d}").split("PRODID:test\r\n")[1].replace("END:VCALENDAR\r\n", "") for n, c in enumerate(cases)) + zone + "END:VCALENDAR\r\n"
    said = send(rig, text)
    assert "“Nobody/Knows”" in said and " 0 refused" in said, said
    for n, c in enumerate(cases):
        row = rows(rig, f"When {n:02d}", "ends_at")[0]
        assert (row["starts_at"][:16], (row["ends_at"] or "")[:16]) == c[2:], (c, row)
    by_title = {str(e["SUMMARY"]): e for e in events(calendar(rig))}
    assert by_title["When 09"]["DTSTART"].dt == datetime.date(2026, 3, 29) and by_title["When 10"]["DTEND"].dt == datetime.date(2026, 10, 27)


def test_a_series_with_exceptions_comes_in_once(rig):
    """One date taken out, one cancelled, one moved, one named before its series; the file twice, then undone as a whole."""
    parts = [event("RECURRENCE-ID:20270920T080000Z", uid="s1", start="DTSTART:20270920T100000Z", end="DTEND:20270920T110000Z", title="Course moved"),
             event("RRULE:FREQ=WEEKLY;COUNT=6", "EXDATE:20270913T080000Z", uid="s1", start="DTSTART:20270906T080000Z", end="DTEND:20270906T090000Z", title="Course"),
             event("RECURRENCE-ID:20270927T080000Z", "STATUS:CANCELLED", uid="s1", start="DTSTART:20270927T080000Z", end=None, title="Course"),
             event("RECURRENCE-ID:20271004T080000Z", uid="s1", start="DTSTART:20271004T080000Z", end="DTEND:20271004T090000Z", title="Course with cake")]
    text = "".join(parts)
    said = send(rig, text)
    assert "3 read" in said and " 0 refused" in said, said
    assert [r["starts_at"][5:16] for r in rows(rig, "Course")] == ["09-06T08:00", "09-20T10:00", "10-04T08:00", "10-11T08:00"]
    assert [r["title"] for r in rows(rig, "Course")] == ["Course", "Course moved", "Course with cake", "Course"]
    again = send(rig, text)
    assert " 0 created, 0 updated, 3 unchanged, 0 refused" in again, again
    other = send(rig, text.replace("with cake", "with two cakes"))
    assert " 0 created, 1 updated, 2 unchanged" in other, other
    gone = send(rig, event("RRULE:FREQ=DAILY;COUNT=4", uid="s2", title="Undone"))
    assert len(rows(rig, "Undone")) == 4
    assert rig.ssh("undo", re.search(r"undo (\d+)", gone)[1], who=ME).returncode == 0
    assert rows(rig, "Undone") == []
    dry = send(rig, event("RRULE:FREQ=DAILY;COUNT=4", uid="s3", title="Rehearsed"), "--dry-run")
    assert "1 would be created" in dry and rows(rig, "Rehearsed") == [], dry


def test_the_first_date_of_a_series_may_be_another(rig):
    """Taken out: the series begins with the next one. Moved: it is that date."""
    send(rig, event("RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20270901T080000Z", uid="f1", title="Late"))
    assert [r["starts_at"][5:10] for r in rows(rig, "Late")] == ["09-02", "09-03"]
    text = event("RRULE:FREQ=DAILY;COUNT=3", uid="f2", title="Early") + event("RECURRENCE-ID:20270901T080000Z", uid="f2", start="DTSTART:20270901T060000Z", end="DTEND:20270901T070000Z", title="Early bird")
    for _ in range(2):
        send(rig, text)
        assert [(r["title"], r["starts_at"][5:13]) for r in rows(rig, "Early")] == [("Early bird", "09-01T06"), ("Early", "09-02T08"), ("Early", "09-03T08")]


def test_hostile_calendars_get_a_sentence_at_once(rig):
    """Each second, two thousand million times, until the end of time, a hundred thousand dates: told in less time than a person waits."""
    hundred = ",".join(f"{20270101 + d // 24}T{d % 24:02d}0000Z" for d in range(700)) + "," + ",".join(f"2028{m:02d}{d:02d}T{h:02d}0000Z" for m in range(1, 13) for d in range(1, 29) for h in range(24))
    cases = {"RRULE:FREQ=SECONDLY": "several times a day", "RRULE:FREQ=HOURLY;COUNT=100000": "several times a day", "RRULE:FREQ=DAILY;COUNT=2147483647": "1 to 99,999",
             "RRULE:FREQ=DAILY;COUNT=100000": "1 to 99,999", "RRULE:FREQ=DAILY;BYSETPOS=5": "BYSETPOS", "RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=99999": "no rule",
             "RRULE:FREQ=DAILY;INTERVAL=0": "no rule", "RRULE:FREQ=DAILY;UNTIL=99999999T999999Z": "no rule", "RRULE:FREQ=" + "X" * 5000: "no rule", "RDATE:" + hundred: "500 dates"}
    for n, (line, sentence) in enumerate(cases.items()):
        begun = time.monotonic()
        said = send(rig, event(line, uid=f"h{n}", title="Hostile"), code=1)
        assert sentence in said and "src/" not in said and time.monotonic() - begun < 20, (line[:60], said)
    assert rows(rig, "Hostile") == []
    many = "BEGIN:VCALENDAR\r\n" + "".join(f"BEGIN:VEVENT\r\nUID:m{n}\r\nDTSTART:20260101T080000Z\r\nSUMMARY:Many\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n" for n in range(1000)) + "END:VCALENDAR\r\n"
    said = send(rig, many, code=2)
    assert "more than 100000 dates" in said.replace(",", "").replace("\u202f", ""), said
    end = send(rig, event("RRULE:FREQ=YEARLY;UNTIL=99991231T235959Z", uid="forever", title="Forever"))
    assert " 1 created" in end and 1 <= len(rows(rig, "Forever")) <= 4
    never = send(rig, event("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", uid="never", title="Never"))
    assert " 1 created" in never and len(rows(rig, "Never")) == 1
    assert "no event" in send(rig, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", code=2)


def test_an_event_longer_than_can_be_read_is_told_so(rig):
    """Alone it was taken for an empty table. Beside others it is refused by its line, and the others come in."""
    long = event("DESCRIPTION:" + "x" * (1 << 20), uid="long", title="Long")
    said = send(rig, long, code=2)
    assert "longer than 1 MiB" in said and "Shorten it" in said and "empty" not in said, said
    said = send(rig, long.replace("END:VCALENDAR", event(uid="short", title="Short").split("\r\n", 3)[3]), code=1)
    assert "longer than 1 MiB" in said and " 1 created" in said, said
    assert len(rows(rig, "Short")) == 1 and rows(rig, "Long") == []


def test_each_person_has_their_own_calendar(rig):
    """Who sees a part of a series is told these dates and no rule; an entity with days has a calendar too, one without says so."""
    data = calendar(rig, "--dates", "--filter", "'title:\"Last Friday\"'")
    assert len(events(data)) == 5 and not [e for e in events(data) if "RRULE" in e] and len({str(e["UID"]) for e in events(data)}) == 5
    rig.ssh("create", "task", "title=Call", "due_on=2027-05-01", who=ME)
    assert [e["DTSTART"].dt for e in of(calendar(rig, entity="task"), "Call")] == [datetime.date(2027, 5, 1)]
    done = rig.ssh("calendar", "contact", who=ME)
    assert done.returncode == 2 and "calendar" in done.stderr, done.stderr
    assert "calendar" in send(rig, event(), code=2, entity="contact")		# nor does a calendar make contacts
    who, key = rig.db.person("garage", "performer")
    person = rig.db.psql(f"select p.id from app.person p where p.email = '{who}' and p.tenant_id = (select id from app.tenant where slug = 'garage')")
    resource = json.loads(rig.ssh("create", "resource", "name=Performer", "kind=person", f"person_id={person}", "--format", "json", who=ME).stdout)["id"]
    for row in rows(rig, "Last Friday")[1:3]:
        done = rig.ssh("create", "booking", f"resource_id={resource}", f"mission_id={row['id']}", who=ME)
        assert done.returncode == 0, done.stderr
    mine = events(rig.ssh("calendar", "mission", who=who, key=key, text=False).stdout)
    assert len(mine) == 2 and not [e for e in mine if "RRULE" in e or "RECURRENCE-ID" in e], mine


def test_real_calendars_come_out_as_they_came_in(rig):
    """Calendars that other programs wrote: all of their events come in, and another library reads in ours what it reads in theirs."""
    import icalendar
    files = sorted(glob.glob(f"{REAL}/ics-*/*.ics"))
    if not files:
        print("skipped: no ../shared/data")
        return
    theirs, refused = {}, {}
    for n, name in enumerate(files):
        data = open(name, "rb").read()
        if b"BEGIN:VEVENT" not in data or b"\0" in data or "mathBirthdays" in name:
            continue
        data = re.sub(rb"(?m)^UID:\s*", b"UID:real%d-" % n, data)
        try:
            data.decode()
        except ValueError:
            continue		# each library guesses these letters in its own way
        done = rig.ssh("import", "mission", "--format", "ics", input=data, text=False, timeout=120, who=ME)
        said = (done.stdout + done.stderr).decode()
        assert done.returncode in (0, 1) and "libical" not in said, (name, said)
        if done.returncode == 1:
            refused[os.path.basename(name)] = re.findall(r"line \d+: (.*)", said)
        try:
            parsed = [c for cal in icalendar.Calendar.from_ical(data, multiple=True) for c in cal.walk() if c.name == "VEVENT"]
        except (ValueError, AssertionError, KeyError, AttributeError, IndexError):
            continue		# the other library reads less than ours
        for e in parsed:
            if "UID" in e and "RECURRENCE-ID" not in e and str(e.get("STATUS")) != "CANCELLED":
                theirs.setdefault(str(e["UID"]), []).append(e)
    sentences = [s for each in refused.values() for s in each]
    assert len(sentences) < 12, refused		# hostile rules, ends before their beginning
    ours = {str(e["UID"]): e for e in events(calendar(rig)) if "RECURRENCE-ID" not in e}
    compared, wrong = 0, []
    for uid, same in theirs.items():
        e, o = same[0], ours.get(uid)
        start = e.get("DTSTART")
        if len(same) > 1 or o is None or getattr(start, "dt", None) is None or "DTSTART" not in o:
            continue
        if "TZID" in start.params and getattr(start.dt, "tzinfo", None) is None:
            continue		# a zone that the other library does not know
        compared += 1
        if letters(e.get("SUMMARY", "")) not in ("", letters(o["SUMMARY"])):
            wrong.append((uid, e.get("SUMMARY"), o["SUMMARY"]))
        if instant(o["DTSTART"].dt) != instant(start.dt) and instant(start.dt) not in days(e, "EXDATE"):
            wrong.append((uid, start.dt, o["DTSTART"].dt))
        if rule(o) != rule(e) and "RDATE" not in o:
            wrong.append((uid, rule(e), rule(o)))
        if rule(e) and not set(days(o, "EXDATE")) >= set(days(e, "EXDATE")) - {instant(start.dt)}:
            wrong.append((uid, days(e, "EXDATE"), days(o, "EXDATE")))
    assert not wrong, wrong
    assert compared > 600, compared
