"""From a calendar to appointments: time zones, repetitions, and everything that can be wrong."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from knooppunt.journal.calendars import CalendarProblem, read_apart
from knooppunt.journal.calendars.reading import appointments_in

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SINCE = dt.datetime(2026, 3, 20, tzinfo=dt.UTC)
UNTIL = dt.datetime(2026, 4, 10, tzinfo=dt.UTC)
ZONE = """BEGIN:VTIMEZONE
TZID:Kantoor
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*events, head=""):
    """A calendar of events, each given as its lines."""
    body = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//proef//NL\n{head}{body}END:VCALENDAR\n".replace(
        "\n", "\r\n"
    ).encode()


def event(
    start="DTSTART;TZID=Europe/Amsterdam:20260324T100000", *more, uid="een@voorbeeld", title="Overleg", long="PT1H"
):
    return "\n".join([f"UID:{uid}", f"SUMMARY:{title}", start, f"DURATION:{long}", *more])


def found(*events, since=SINCE, until=UNTIL, head=""):
    return appointments_in(calendar(*events, head=head), since, until)


def local(appointment):
    return f"{appointment.starts_at.astimezone(AMSTERDAM):%d-%m %H:%M}"


def test_an_appointment_comes_out_with_its_time_length_and_people():
    [one] = found(
        event(
            "DTSTART;TZID=Europe/Amsterdam:20260324T100000",
            "ATTENDEE;CN=Kim:MAILTO:Kim@School.example",
            "ORGANIZER:mailto:anna@hub.example",
            "CATEGORIES:Knooppunt,Werk",
            title="Overleg\\, raamwerk",
        )
    )

    assert (one.title, local(one), one.minutes) == ("Overleg, raamwerk", "24-03 10:00", 60)
    assert one.people == ("kim@school.example", "anna@hub.example")
    assert "Knooppunt" in one.words


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("DTSTART:20260324T090000Z", "24-03 10:00"),
        ("DTSTART:20260324T100000", "24-03 10:00"),  # no zone: meant here
        ("DTSTART;TZID=America/New_York:20260324T050000", "24-03 10:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20260324T100000", "24-03 10:00"),  # as Outlook names it
        ("DTSTART;TZID=Asia/Tokyo:20260325T010000", "24-03 17:00"),  # another day there
        ("DTSTART;TZID=Kantoor:20260324T100000", "24-03 10:00"),
        ("DTSTART;TZID=Kantoor:20260331T100000", "31-03 10:00"),
    ],
)
def test_every_time_zone_ends_up_on_our_clock(start, expected):
    [one] = found(event(start), head=ZONE)

    assert local(one) == expected


def test_what_comes_round_stays_on_the_same_hour_over_the_change_of_summer_time():
    times = found(event("DTSTART;TZID=Europe/Amsterdam:20260106T100000", "RRULE:FREQ=WEEKLY"))

    assert [local(one) for one in times] == ["24-03 10:00", "31-03 10:00", "07-04 10:00"]
    assert [f"{one.starts_at.astimezone(dt.UTC):%H:%M}" for one in times] == ["09:00", "08:00", "08:00"]


def test_an_appointment_through_the_night_of_summer_time_takes_as_long_as_it_took():
    [one] = found(
        "UID:nacht@voorbeeld\nSUMMARY:Nacht\n"
        "DTSTART;TZID=Europe/Amsterdam:20260328T233000\nDTEND;TZID=Europe/Amsterdam:20260329T033000"
    )

    assert one.minutes == 180


def test_times_that_were_left_out_moved_or_added_are_so():
    rhythm = event(
        "DTSTART;TZID=Europe/Amsterdam:20260323T090000",
        "RRULE:FREQ=DAILY;COUNT=5",
        "EXDATE;TZID=Europe/Amsterdam:20260324T090000",
        "RDATE;TZID=Europe/Amsterdam:20260401T090000",
    )
    moved = event(
        "DTSTART;TZID=Europe/Amsterdam:20260325T150000", "RECURRENCE-ID;TZID=Europe/Amsterdam:20260325T090000"
    )

    times = found(rhythm, moved)

    assert [local(one) for one in times] == ["23-03 09:00", "25-03 15:00", "26-03 09:00", "27-03 09:00", "01-04 09:00"]
    assert len({one.occurrence for one in times}) == 5


def test_a_moved_time_keeps_its_key_so_that_it_is_not_proposed_twice():
    start = "DTSTART;TZID=Europe/Amsterdam:20260324T090000"
    before = found(event(start, "RRULE:FREQ=WEEKLY;COUNT=1"))
    after = found(
        event(start, "RRULE:FREQ=WEEKLY;COUNT=1"),
        event("DTSTART;TZID=Europe/Amsterdam:20260325T110000", "RECURRENCE-ID;TZID=Europe/Amsterdam:20260324T090000"),
    )

    assert [one.occurrence for one in before] == [one.occurrence for one in after]


@pytest.mark.parametrize(
    "more",
    ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "CLASS:PRIVATE", "CLASS:CONFIDENTIAL"],
)
def test_what_is_no_work_is_left_out(more):
    assert found(event("DTSTART:20260324T090000Z", more)) == []


def test_whole_days_endless_ones_and_those_without_length_are_left_out():
    assert (
        found(
            "UID:1\nSUMMARY:Vrij\nDTSTART;VALUE=DATE:20260324",
            "UID:2\nSUMMARY:Zonder einde\nDTSTART:20260324T090000Z",
            event("DTSTART:20260324T090000Z", long="P3D"),
            event("DTSTART:20260324T090000Z", long="-PT1H"),
        )
        == []
    )


def test_only_what_has_ended_comes_out():
    until = dt.datetime(2026, 3, 24, 9, 30, tzinfo=dt.UTC)

    assert found(event("DTSTART:20260324T090000Z"), until=until) == []
    assert len(found(event("DTSTART:20260324T083000Z"), until=until)) == 1


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=1", "FREQ=HOURLY", "FREQ=NOOIT", "FREQ=WEEKLY;BYDAY=XX", "COUNT=5"],
)
def test_a_rule_that_is_none_or_too_quick_harms_no_other_appointment(rule):
    times = found(event("DTSTART:20260324T090000Z", f"RRULE:{rule}"), event("DTSTART:20260325T090000Z", uid="goed"))

    assert "25-03 10:00" in [local(one) for one in times]
    assert len(times) <= 2


def test_a_daily_rule_of_a_lifetime_ago_is_followed_to_today():
    times = found(event("DTSTART;TZID=Europe/Amsterdam:19700101T090000", "RRULE:FREQ=DAILY;UNTIL=20260323T220000Z"))

    assert [local(one) for one in times] == ["20-03 09:00", "21-03 09:00", "22-03 09:00", "23-03 09:00"]


def test_a_broken_appointment_costs_itself_alone():
    broken = "UID:kapot\nSUMMARY:Kapot\nDTSTART:20260324T9999\nDURATION:nogal lang"

    assert [one.uid for one in found(broken, event("DTSTART:20260324T090000Z", uid="heel"))] == ["heel"]


@pytest.mark.parametrize(
    "data", [b"", b"<html>Inloggen</html>", b"\x00\xff\xfe\x01" * 50, "BEGIN:VCARD".encode("utf-16")]
)
def test_what_is_no_calendar_is_said_to_be_none(data):
    with pytest.raises(CalendarProblem) as problem:
        appointments_in(data, SINCE, UNTIL)

    assert problem.value.code == "not-calendar"


def test_a_calendar_that_is_cut_off_or_of_another_encoding_gives_what_it_has():
    whole = calendar(event("DTSTART:20260324T090000Z", title="Café"), event("DTSTART:20260325T090000Z", uid="twee"))

    assert len(appointments_in(whole[:-60], SINCE, UNTIL)) == 1
    assert len(appointments_in(whole.decode().encode("latin-1"), SINCE, UNTIL)) == 2


def test_a_hundred_thousand_appointments_are_refused_and_twenty_thousand_old_ones_are_not():
    many = "".join(f"BEGIN:VEVENT\nUID:{n}\nDTSTART:20200101T090000Z\nEND:VEVENT\n" for n in range(20_000))
    old = f"BEGIN:VCALENDAR\n{many}END:VCALENDAR\n".encode()

    assert appointments_in(old, SINCE, UNTIL) == []
    with pytest.raises(CalendarProblem) as problem:
        appointments_in(old + many.encode() * 4, SINCE, UNTIL)
    assert problem.value.code == "busy"


def test_the_other_process_gives_the_same_answer():
    data = calendar(event(), event("DTSTART:20260325T090000Z", uid="twee", title="Wérk"))

    assert [(one.title, local(one)) for one in read_apart(data, SINCE, UNTIL)] == [
        (one.title, local(one)) for one in appointments_in(data, SINCE, UNTIL)
    ]
    with pytest.raises(CalendarProblem) as problem:
        read_apart(b"geen agenda", SINCE, UNTIL)
    assert problem.value.code == "not-calendar"


def test_a_calendar_that_takes_for_ever_to_read_is_cut_off():
    never = event("DTSTART:20000101T090000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")
    data = calendar(*[never.replace("een@", f"{n}@") for n in range(20)])

    with pytest.raises(CalendarProblem) as problem:
        read_apart(data, SINCE, UNTIL, seconds=1.0)

    assert problem.value.code == "slow"
