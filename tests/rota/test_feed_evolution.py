"""What each change of the rota does to calendars, entry by entry (CALENDAR.md I).

Entries that changed keep their identity, and their number and stamps rise; every
other entry stays the same to the byte, and so does every other calendar.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import drafting
import pytest
from calendars import Event, read_calendar
from harness import World, run_queue

from rota.actions.draft import exchange, mark_uncovered
from rota.actions.feeds import change_feed
from rota.actions.people import add_member, change_profile, end_membership
from rota.actions.publish import change_shift
from rota.actions.settings import change_settings
from rota.models import Feed, FeedKind, Period, Seat, Shift
from rota.tasks import publish_feeds

# who subscribes to what: Sofia and Lena to everybody's, the others to their own
KINDS = {
    "sofia": FeedKind.TEAM,
    "lena": FeedKind.TEAM,
    "camille": FeedKind.OWN,
    "malik": FeedKind.OWN,
    "ines": FeedKind.OWN,
}
TEAMS = ("sofia", "lena")
FIRST, SECOND, THIRD = "first", "second", "third"


@dataclass
class Table:
    """Three published weekends, and the calendars that show them."""

    world: World
    weekends: dict[str, Period]
    feeds: dict[str, Feed]

    def bodies(self) -> dict[str, bytes]:
        for feed in self.feeds.values():
            feed.refresh_from_db()
        return {key: bytes(feed.body) for key, feed in self.feeds.items()}

    def shift(self, weekend: str, seat: str = Seat.ON_CALL) -> Shift:
        return self.weekends[weekend].shifts.get(seat=seat)

    def odile(self) -> dict:
        return {"by": self.world.person("odile"), "at": self.world.clock.now}

    def publishes(self) -> None:
        drafting.go(self.world)


@pytest.fixture
def table(world, clock) -> Table:
    first = world.weekend()
    second = world.weekend(first.ends_at)
    third = world.weekend(second.ends_at)
    world.on_duty("camille", backup="malik", at=first.starts_at)
    world.on_duty("yann", backup="malik", at=second.starts_at)
    world.on_duty("camille", backup="yann", at=third.starts_at)
    feeds = {key: world.subscribe(key, kind) for key, kind in KINDS.items()}
    run_queue(clock.now)
    table = Table(world, {FIRST: first, SECOND: second, THIRD: third}, feeds)
    clock.set(clock.now + timedelta(hours=1))
    return table


# --- the changes ---------------------------------------------------------------
def swap(table: Table) -> None:
    """Inès takes Camille's weekend."""
    drafting.give(table.world, table.weekends[FIRST], "ines")
    table.publishes()


def exchange_seats(table: Table) -> None:
    """Camille and Malik exchange on call and backup."""
    on_call, backup = table.shift(FIRST), table.shift(FIRST, Seat.BACKUP)
    exchange(
        period_id=table.weekends[FIRST].pk,
        on_call=on_call.membership_id,
        backup=backup.membership_id,
        **table.odile(),
    )
    table.publishes()


def move(table: Table) -> None:
    """Camille starts two hours later: what a partial cover will do."""
    shift = table.shift(FIRST)
    later = shift.starts_at + timedelta(hours=2)
    change_shift(shift=shift, at=table.world.clock.now, starts_at=later)
    publish_feeds(table.world.team.pk)


def split(table: Table) -> None:
    """On Saturday noon, Inès takes over from Camille."""
    table.world.clock.set(datetime(2026, 11, 21, 12, 0))
    swap(table)


def cancel(table: Table) -> None:
    """The first weekend has no backup any more."""
    drafting.give(table.world, table.weekends[FIRST], None, Seat.BACKUP)
    table.publishes()


def uncover(table: Table) -> None:
    """Nobody is on call in the first weekend, on purpose."""
    drafting.with_fallback(table.world)
    shift = table.shift(FIRST)
    mark_uncovered(
        period_id=table.weekends[FIRST].pk,
        expected=shift.membership_id,
        **table.odile(),
    )
    table.publishes()


def publish_another(table: Table) -> None:
    """A fourth weekend is published."""
    fourth = table.world.weekend(table.weekends[THIRD].ends_at)
    drafting.give(table.world, fourth, "sofia")
    drafting.give(table.world, fourth, "ines", Seat.BACKUP)
    table.publishes()


def rename_person(table: Table) -> None:
    """Malik has another name."""
    say_of(table, "malik", name="Malik Diop")


def rename_team(table: Table) -> None:
    """The team has another name."""
    set_team(table, name="Rédaction")


def speak_english(table: Table) -> None:
    """Lena reads English."""
    say_of(table, "lena", language="en")


def team_speaks_english(table: Table) -> None:
    """The team's language is English; Malik has chosen French for himself."""
    say_of(table, "malik", language="fr")
    set_team(table, language="en")


def remind(table: Table) -> None:
    """Malik wants to be reminded."""
    feed = table.feeds["malik"]
    person = table.world.person("malik")
    at = table.world.clock.now
    change_feed(feed_id=feed.pk, name="", remind_before=720, by=person, at=at)


def name_the_address(table: Table) -> None:
    """Malik gives his address a name, for himself."""
    feed = table.feeds["malik"]
    person = table.world.person("malik")
    at = table.world.clock.now
    change_feed(feed_id=feed.pk, name="Mon téléphone", by=person, at=at)


def leave_before(table: Table) -> None:
    """Yann's last day is before his weekends."""
    leave(table, "yann", datetime(2026, 11, 24))


def leave_during(table: Table) -> None:
    """Camille's last day is the Saturday of the first weekend."""
    leave(table, "camille", datetime(2026, 11, 21))


def leave_and_stay(table: Table) -> None:
    """Yann leaves, and then does not, but a day later."""
    leave_before(table)
    table.world.clock.set(table.world.clock.now + timedelta(hours=1))
    leave(table, "yann", None)


def another_clock(table: Table) -> None:
    """The team moves to the Azores; instants stay."""
    set_team(table, time_zone="Atlantic/Azores")


def say_of(table: Table, key: str, **said: str) -> None:
    person = table.world.person(key)
    known = {"name": person.name, "language": person.language}
    change_profile(person=person, at=table.world.clock.now, **known | said)


def set_team(table: Table, **values: str) -> None:
    change_settings(team=table.world.team, values=values, **table.odile())


def leave(table: Table, key: str, last_on: datetime | None) -> None:
    member = table.world.member(key)
    last_day = last_on.date() if last_on else None
    end_membership(membership_id=member.pk, last_on=last_day, **table.odile())
    run_queue(table.world.clock.now)


# --- what they do to whom ------------------------------------------------------
ON_CALL, BACKUP = Seat.ON_CALL, Seat.BACKUP
ALL = {(w, s) for w in (FIRST, SECOND, THIRD) for s in (ON_CALL, BACKUP)}
OWN = {
    "camille": {(FIRST, ON_CALL), (THIRD, ON_CALL)},
    "malik": {(FIRST, BACKUP), (SECOND, BACKUP)},
    "ines": set(),
}
YANNS = {(SECOND, ON_CALL), (THIRD, BACKUP)}


@dataclass
class Effect:
    """Entries of one calendar that changed, that left, and how many are new."""

    changed: set = frozenset()
    gone: set = frozenset()
    new: int = 0


def both(**effect) -> dict[str, Effect]:
    """The same for both subscribers of everybody's weekends."""
    return {key: Effect(**effect) for key in TEAMS}


CASES: dict[Callable[[Table], None], dict[str, Effect]] = {
    swap: {
        **both(changed={(FIRST, ON_CALL)}),
        "camille": Effect(gone={(FIRST, ON_CALL)}),
        "ines": Effect(new=1),
    },
    exchange_seats: {
        **both(changed={(FIRST, ON_CALL), (FIRST, BACKUP)}),
        "camille": Effect(gone={(FIRST, ON_CALL)}, new=1),
        "malik": Effect(gone={(FIRST, BACKUP)}, new=1),
    },
    move: {
        **both(changed={(FIRST, ON_CALL)}),
        "camille": Effect(changed={(FIRST, ON_CALL)}),
    },
    split: {
        **both(changed={(FIRST, ON_CALL)}, new=1),
        "camille": Effect(changed={(FIRST, ON_CALL)}),
        "ines": Effect(new=1),
    },
    cancel: {
        **both(gone={(FIRST, BACKUP)}),
        "malik": Effect(gone={(FIRST, BACKUP)}),
    },
    uncover: {
        **both(gone={(FIRST, ON_CALL)}),
        "camille": Effect(gone={(FIRST, ON_CALL)}),
    },
    publish_another: {**both(new=2), "ines": Effect(new=1)},
    rename_person: both(changed=OWN["malik"]),
    rename_team: {
        **both(changed=ALL),
        "camille": Effect(changed=OWN["camille"]),
        "malik": Effect(changed=OWN["malik"]),
        "ines": Effect(),
    },
    speak_english: {"lena": Effect(changed=ALL)},
    team_speaks_english: {
        **both(changed=ALL),
        "camille": Effect(changed=OWN["camille"]),
        "ines": Effect(),
    },
    remind: {"malik": Effect(changed=OWN["malik"])},
    name_the_address: {},
    leave_before: both(gone=YANNS),
    leave_during: {
        **both(changed={(FIRST, ON_CALL)}, gone={(THIRD, ON_CALL)}),
        "camille": Effect(changed={(FIRST, ON_CALL)}, gone={(THIRD, ON_CALL)}),
    },
    leave_and_stay: both(changed=YANNS),
    another_clock: {},
}


@pytest.mark.parametrize("change", CASES, ids=lambda change: change.__name__)
def test_change_is_seen_where_it_happened_and_nowhere_else(table, change):
    before = table.bodies()
    uids = {key: str(table.shift(*key).uid) for key in ALL}

    change(table)
    run_queue(table.world.clock.now)

    after = table.bodies()
    effects = CASES[change]
    assert {key for key in after if after[key] != before[key]} == set(effects)
    for key, effect in effects.items():
        changed = {uids[one] for one in effect.changed}
        gone = {uids[one] for one in effect.gone}
        compare(
            events(before[key]), events(after[key]), changed, gone, effect.new, table
        )


def compare(before: dict, after: dict, changed: set, gone: set, new: int, table):
    """Fails unless exactly those entries changed, left and came."""
    assert before.keys() - after.keys() == gone
    assert len(after.keys() - before.keys()) == new
    stayed = before.keys() & after.keys()
    assert {uid for uid in stayed if after[uid].lines != before[uid].lines} == changed
    stamp = f"{table.world.clock.now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for uid in changed:
        assert after[uid].sequence > before[uid].sequence
        assert f"DTSTAMP:{stamp}" in after[uid].lines
        assert f"LAST-MODIFIED:{stamp}" in after[uid].lines


def events(body: bytes) -> dict[str, Event]:
    found = read_calendar(body)
    by_uid = {event.uid: event for event in found}
    assert len(by_uid) == len(found)
    return by_uid


def test_swap_shows_the_same_entry_in_another_calendar(table):
    (uid,) = {str(table.shift(FIRST).uid)}

    swap(table)
    run_queue(table.world.clock.now)

    bodies = table.bodies()
    assert list(events(bodies["ines"])) == [uid]
    assert events(bodies["sofia"])[uid].summary == "Astreinte : Inès Nadir"


def test_entry_cut_by_a_last_day_ends_at_midnight(table):
    leave_during(table)

    entry = events(table.bodies()["sofia"])[str(table.shift(FIRST).uid)]
    assert entry.ends_at == datetime(2026, 11, 21, 23, 0, tzinfo=UTC)


def test_who_is_taken_back_has_her_weekends_again(table):
    leave_before(table)
    yann = table.world.person("yann")
    table.world.clock.set(table.world.clock.now + timedelta(days=30))
    details = drafting.details_of(yann, table.world.clock.now)

    add_member(team=table.world.team, details=details, **table.odile())
    run_queue(table.world.clock.now)

    shown = events(table.bodies()["sofia"])
    assert {str(table.shift(*key).uid) for key in YANNS} <= shown.keys()


@pytest.mark.parametrize("change", CASES, ids=lambda change: change.__name__)
def test_number_never_falls_whatever_came_before(table, change):
    rename_person(table)
    rename_team(table)
    run_queue(table.world.clock.now)
    before = events(table.bodies()["sofia"])
    table.world.clock.set(table.world.clock.now + timedelta(hours=1))

    change(table)
    run_queue(table.world.clock.now)

    after = events(table.bodies()["sofia"])
    for uid in before.keys() & after.keys():
        assert after[uid].sequence >= before[uid].sequence
