"""What journeys are written with: a clock, phones, and the world they ring in.

Nothing of ours is replaced. Texts go through the real Simulator provider, links
and replies through the real views, the queue's tasks are the real ones.
"""

from datetime import UTC, datetime, timedelta
from logging import ERROR, Handler, LogRecord
from urllib.parse import urlsplit
from uuid import uuid4

from browsing import Browser, signed_in
from calendars import Event, read_calendar
from django.core import mail
from django.db.models import Min
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import OrmQ
from handheld import Message, Phone, PhonesPage, rung, seen
from people import phone_of

from escalation import actions
from escalation.health import beat
from escalation.models import (
    Caller,
    CellSeat,
    Drill,
    Incident,
    Page,
)
from escalation.permissions import CALLER_LINK
from escalation.sending import OPEN, hand_over
from escalation.sweep import sweep
from rota.actions.draft import assign
from rota.actions.feeds import make_feed
from rota.actions.publish import publish
from rota.feeds import address_of
from rota.links import make_token
from rota.models import (
    Feed,
    FeedKind,
    Membership,
    Notice,
    Period,
    Person,
    Seat,
    Shift,
    Team,
)

# Wednesday 18 November 2026, 09:00 in Paris; the next weekend starts on Friday
START = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
MINUTE, QUARTER, HOUR = (timedelta(minutes=length) for length in (1, 15, 60))
MAX_STEPS = 5000


class Clock:
    """The only clock of a test; it moves when told to."""

    def __init__(self, monkeypatch) -> None:
        self.now = START
        # which of the two engines live: both sweep, and each gives signs of life
        self.dispatcher_runs = self.queue_runs = True
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def set(self, at: datetime) -> None:
        """Jumps; nothing runs in between. Naive times are Paris time."""
        self.now = as_utc(at)

    def forward(self, minutes: float = 0, *, hours: float = 0) -> None:
        """Lets time pass: the engines run at each due instant, and each minute of
        the first hour; then each quarter of an hour, to prove a long silence."""
        start, target = self.now, self.now + timedelta(minutes=minutes, hours=hours)
        for _ in range(MAX_STEPS):
            self.tick()
            if self.now >= target:
                return
            step = MINUTE if self.now < start + HOUR else QUARTER
            self.now = min(self._next_instant(step), target)
        raise AssertionError(f"the engines still have work at {self.now}")

    def tick(self) -> None:
        """What the engines do at this very moment."""
        engines = {"dispatcher": self.dispatcher_runs, "queue": self.queue_runs}
        for role in [role for role, runs in engines.items() if runs]:
            beat(role, "here", self.now)
        if self.dispatcher_runs:
            sweep(self.now)
        if self.queue_runs:
            run_queue(self.now)

    def _next_instant(self, step: timedelta) -> datetime:
        minute = self.now.replace(second=0, microsecond=0) + step
        waiting = [
            self._first(Incident.objects, "due_at"),
            self._first(Drill.objects, "due_at"),
            self._first(CellSeat.objects, "due_at"),
            self._first(Page.objects.filter(state__in=OPEN), "due_at"),
            self._first(Page.objects.filter(state__in=OPEN), "lease_until"),
            self._first(Page.objects, "poll_at"),
        ]
        return min([minute, *[at for at in waiting if at]])

    def _first(self, rows, name: str) -> datetime | None:
        coming = rows.filter(**{f"{name}__gt": self.now})
        return coming.aggregate(at=Min(name))["at"]


def as_utc(at: datetime) -> datetime:
    """The instant in UTC; a naive time is Paris time, an aware one keeps its own."""
    if at.tzinfo is None:
        at = at.replace(tzinfo=Team(time_zone="Europe/Paris").zone)
    return at.astimezone(UTC)


def run_queue(at: datetime) -> int:
    """Runs what a cluster would run now, and returns how many tasks that was.

    A task that fails fails the test: in production it is retried, here it is
    a defect to see.
    """
    done = 0
    for row in OrmQ.objects.filter(lock__lte=at).order_by("lock", "pk"):
        task = row.task
        import_string(task["func"])(*task["args"], **task["kwargs"])
        row.delete()
        done += 1
    return done


class Errors(Handler):
    """What the program writes down as an error."""

    def __init__(self) -> None:
        super().__init__(ERROR)
        self.found: list[str] = []

    def emit(self, record: LogRecord) -> None:
        self.found.append(record.getMessage())


class Desk(Browser):
    """A service at its bookmarked page: no account, no JavaScript."""

    def calls(self, case: str, title: str, **typed: str) -> "Desk":
        """Fills the form and presses its large button."""
        self.press("Call", case=case, title=title, **typed)
        return self


class World:
    """The team, its phones and callers, and what may happen to them."""

    def __init__(self, team: Team, clock: Clock) -> None:
        self.team = team
        self.clock = clock
        self._phones: dict[str, Phone] = {}
        self.expected_errors: list[str] = []  # by a test that breaks something

    # --- people ---------------------------------------------------------------
    def person(self, key: str) -> Person:
        """Somebody of the cast, by her first name."""
        return Person.objects.get(email=f"{key}@ville.example")

    def member(self, key: str) -> Membership:
        """Her place in the team."""
        return self.team.memberships.select_related("person").get(
            person=self.person(key)
        )

    def phone(self, key: str) -> Phone:
        """Her phone, or that of a number; always the same one in a test."""
        if key not in self._phones:
            number = key if key.startswith("+") else phone_of(key)
            self._phones[key] = Phone(self, number)
        return self._phones[key]

    def mail(self, key: str, *words: str) -> Message:
        """The last e-mail to one of the cast that holds all the words."""
        address = self.person(key).email
        received = [m for m in mail.outbox if address in m.to]
        for message in reversed(received):
            text = f"{message.subject}\n{message.body}"
            if all(word in text for word in words):
                return Message(message.body, self.clock.now)
        subjects = [message.subject for message in received]
        raise AssertionError(f"{key} has no e-mail with {words}; she has {subjects}")

    def no_surprises(self) -> None:
        """Fails when any phone got a text or a call that the test did not expect."""
        read = {pk for phone in self._phones.values() for pk in phone.read}
        received = seen().exclude(pk__in=read).select_related("handset")
        shown = [f"{row.handset.phone}: {row.body}" for row in received]
        assert not shown, f"unexpected texts: {shown}"
        known = {phone.number: phone for phone in self._phones.values()}
        for number in set(rung().values_list("handset__phone", flat=True)):
            calls = known.get(number, Phone(self, number)).surprising_calls()
            assert not calls, f"unexpected calls: {calls}"

    # --- the rota -------------------------------------------------------------
    def weekend(self, at: datetime | None = None) -> Period:
        """The period that contains `at` (default: now), else the next one."""
        at = at or self.clock.now
        return self.team.periods.filter(ends_at__gt=at).first()

    def on_duty(
        self, on_call: str = "", backup: str = "", *, at: datetime | None = None
    ) -> Period:
        """Sets the published truth of one weekend, as if it had been so for long."""
        period = self.weekend(at)
        period.published_at = period.starts_at - timedelta(days=30)
        period.uncovered = not on_call
        period.save()
        period.shifts.all().delete()
        for seat, key in ((Seat.ON_CALL, on_call), (Seat.BACKUP, backup)):
            if key:
                Shift.objects.create(
                    period=period,
                    seat=seat,
                    membership=self.member(key),
                    starts_at=period.starts_at,
                    ends_at=period.ends_at,
                    uid=uuid4(),
                    changed_at=period.published_at,
                )
        return period

    def draft(self, at: datetime | None = None, **seats: str) -> None:
        """Odile drafts `on_call=` and `backup=` of one weekend."""
        period = self.weekend(at)
        for seat, key in seats.items():
            held = period.shifts.filter(seat=seat, ends_at__gt=self.clock.now).first()
            assign(
                period_id=period.pk,
                seat=seat,
                membership_id=self.member(key).pk if key else None,
                expected=held.membership_id if held else None,
                by=self.person("odile"),
                at=self.clock.now,
            )

    def publish(self, at: datetime | None = None, **seats: str) -> None:
        """Odile drafts one weekend and publishes; the queue renders the feeds. People
        are told by letter only: the texts have tests of their own."""
        self.draft(at, **seats)
        publish(team=self.team, by=self.person("odile"), at=self.clock.now)
        Notice.objects.update(text_due_at=None)
        run_queue(self.clock.now)

    def subscribe(self, key: str = "", kind: str = FeedKind.TEAM, **more) -> Feed:
        """One of the cast makes an address; without a key, the team does."""
        owner = self.member(key) if key else None
        values = {"name": "", "by": owner and owner.person, "at": self.clock.now}
        return make_feed(team=self.team, owner=owner, kind=kind, **values | more)

    def subscription(self, key: str, kind: str = FeedKind.TEAM) -> Feed:
        """Her address of that kind, made when she has none."""
        found = self.member(key).feeds.filter(kind=kind, ended_at=None).first()
        return found or self.subscribe(key, kind)

    def feed(self, key: str, *, own: bool = False) -> list[Event]:
        """What the calendar program of one of the cast shows."""
        kind = FeedKind.OWN if own else FeedKind.TEAM
        address = urlsplit(address_of(self.subscription(key, kind))).path
        answer = Client().get(address)
        assert answer.status_code == 200, f"{answer.status_code} at {address}"
        return read_calendar(answer.content)

    # --- calls ----------------------------------------------------------------
    def desk(self, caller: Caller) -> Desk:
        """A service opens its bookmark."""
        token = make_token(CALLER_LINK, caller.pk, caller.version)
        return Desk().open(f"/call/{token}")

    def office(self, key: str) -> Browser:
        """Somebody of the cast, signed in at her desk."""
        return Browser(signed_in(self.person(key).email))

    def phones_page(self) -> PhonesPage:
        """The Test phones page, open to whoever tries the product out."""
        return PhonesPage().open(reverse("phones"))

    def incident(self) -> Incident:
        """The last call, as it is now."""
        return self.team.incidents.order_by("raised_at").last()

    def trigger(
        self,
        case: str = "crisis",
        title: str = "Fumées visibles à Cheviré",
        *,
        caller: Caller | None = None,
        by: str = "",
        exercise: bool = False,
        **facts: str,
    ) -> Incident:
        """Raises an incident and hands the first page over, as the web page does."""
        incident = self.raise_only(
            case, title, caller=caller, by=by, exercise=exercise, **facts
        )
        hand_over(incident.pk, self.clock.now)
        incident.refresh_from_db()
        return incident

    def raise_only(
        self,
        case: str = "crisis",
        title: str = "Fumées visibles à Cheviré",
        *,
        caller: Caller | None = None,
        by: str = "",
        exercise: bool = False,
        **facts: str,
    ) -> Incident:
        """Raises an incident; the web process dies before it sends anything."""
        return actions.trigger(
            team=self.team,
            case=case,
            title=title,
            caller=caller,
            exercise=exercise,
            request_key=uuid4(),
            by=self.person(by) if by else None,
            at=self.clock.now,
            **facts,
        )
